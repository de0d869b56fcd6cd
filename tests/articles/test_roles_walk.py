"""Every address of the project as every role: nothing breaks, nothing protected opens, nothing changes by looking."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoDbBlocker

from articles import permissions
from articles.models import Article
from articles.models.vocabulary import BodyArea, Status
from doctors.models import Doctor
from tests.articles.crawling import Route, routes
from tests.people import make_doctor, make_user
from tests.standing import standing
from tests.texts import make_in
from tests.watching import everything, walked

ROLES = ("anonymous", "reader", "doctor", "other doctor", "editor", "chief")
STAFF = {"editor", "chief"}
#: No row has these; the last two are no numbers at all, or too large for any column.
HOSTILE = ("0", "999999999", "-1", "x", "9" * 30, "é", "1_2F", "..", "%00")
#: Who gets furthest at the addresses that ask who it is. All others ask nobody (tests/healthqa/test_mfa_required.py).
FURTHEST = {"admin": {"chief"}, "desk": {"doctor"}, "accounts": {"anonymous", "doctor"}}
#: 400: an address that no page can have; 405: only forms are sent there.
REFUSED = (400, 403, 404, 405)
OPEN_ADMIN = re.compile(r"(/zh-hans)?/admin/(login|logout)/$")
Accounts = dict[str, User | None]
Editions = dict[Status, Article]


def make_house() -> tuple[Accounts, Editions]:
    editor, doctor = make_user("editor", permissions.EDITORS, staff=True), make_doctor("Lin Yunfei")
    accounts: Accounts = {
        "anonymous": None,
        "reader": make_user("reader"),
        "doctor": doctor.user,
        "other doctor": make_doctor("Mara Ellison").user,
        "editor": editor,
        "chief": make_user("chief", permissions.CHIEF_EDITORS, staff=True),
    }
    editions = {state: make_in(state, editor, doctor, state.replace("_", "-"), tags=("legs",)) for state in Status}
    return accounts, editions


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Accounts, Editions]]:
    yield from standing(django_db_blocker, make_house)


@pytest.fixture
def accounts(house: tuple[Accounts, Editions], db: None) -> Accounts:
    return house[0]


@pytest.fixture
def editions(house: tuple[Accounts, Editions], db: None) -> Editions:
    return house[1]


def client_of(account: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if account is not None:
        client.force_login(account)
    return client


def is_under(route: Route | str, first: str) -> bool:
    path = route if isinstance(route, str) else route.path
    return re.match(rf"(/zh-hans)?/{first}/", path) is not None


def is_walled(route: Route) -> bool:
    return is_under(route, "admin") or is_under(route, "desk")


def is_again(route: Route) -> bool:
    """The same pattern once more, for pages in Chinese."""
    return route.path.startswith("/zh-hans/")


def addresses(
    route: Route, editions: Editions, hostile: tuple[str, ...] = HOSTILE[:1], most: int = 99
) -> Iterator[str]:
    """The address with each of its real values, or `most` of them, then with values that no row has."""
    if not route.arguments:
        yield route.path
        return
    real = real_values(route, editions)[:most]
    if is_again(route):
        real, hostile = real[:2], HOSTILE[:1]
    for value in (*real, *hostile):
        yield route.fill(**dict.fromkeys(route.arguments, value))


def gets_furthest(role: str, route: Route) -> bool:
    """The others see the same there, or are stopped before the value is looked at."""
    return role in next((roles for first, roles in FURTHEST.items() if is_under(route, first)), {"anonymous"})


def real_values(route: Route, editions: Editions) -> list[object]:
    if route.arguments == ("slug",):
        return [*(article.question.slug for article in editions.values()), "legs", "lin-yunfei", "orthopaedics"]
    if route.arguments == ("area",):
        return [*BodyArea.values[:2]]
    if route.arguments == ("digest",):
        return [digest[:length] for article in editions.values() for digest in [article.digest] for length in (8, 64)]
    found = re.match(r"admin:(articles|doctors|auth|account)_([a-z]+)_", route.name)
    if is_under(route, "desk") or (found and found.groups() == ("articles", "article")):
        return [article.pk for article in editions.values()]
    if found:
        model = apps.get_model(*found.groups())
        return list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:1])
    return []


@pytest.mark.parametrize("role", ROLES)
def test_no_address_breaks_or_changes_anything_when_looked_at(
    accounts: Accounts, editions: Editions, role: str
) -> None:
    """Hostile values and Chinese for the role that gets furthest; for who is no staff, the admin is the next test's.

    A page that asks nobody who it is shows others what it shows a stranger: they visit it with one value of each kind.
    """
    client, before, broken = client_of(accounts[role]), everything(), {}
    for route in routes():
        furthest, behind_the_wall = gets_furthest(role, route), is_under(route, "admin") and role not in STAFF
        closed = behind_the_wall and not OPEN_ADMIN.match(route.path)
        if closed or route.path.endswith("/logout/") or (is_again(route) and not furthest):
            continue
        most = 99 if furthest or is_walled(route) else 1
        for address in walked(list(addresses(route, editions, HOSTILE if furthest else HOSTILE[:1], most))):
            if (status := client.get(address).status_code) >= 500 and not address.endswith("readyz"):
                broken[address] = status
    assert broken == {}
    assert everything() == before, "a GET changed something"


@pytest.mark.parametrize("role", ["anonymous", "reader", "doctor", "other doctor"])
def test_the_admin_opens_to_staff_only(accounts: Accounts, editions: Editions, role: str) -> None:
    """With one value of each kind, in Chinese for strangers: one wall stands before all of it and reads no value."""
    client, before, opened = client_of(accounts[role]), everything(), {}
    for route in routes():
        if not is_under(route, "admin") or OPEN_ADMIN.match(route.path) or (is_again(route) and role != "anonymous"):
            continue
        for address in addresses(route, editions, most=1):
            response = client.get(address)
            to_sign_in = response.status_code == 302 and "/login/" in response["Location"]
            if not to_sign_in and response.status_code not in REFUSED:
                opened[address] = response.status_code
    assert opened == {}
    assert everything() == before, "a GET changed something"


@pytest.mark.parametrize("role", sorted(STAFF))
def test_staff_reach_the_editions_and_no_accounts(accounts: Accounts, editions: Editions, role: str) -> None:
    client = client_of(accounts[role])
    for article in editions.values():
        assert client.get(f"/admin/articles/article/{article.pk}/change/").status_code == 200, article.status
        assert client.get(f"/admin/articles/article/{article.pk}/preview/").status_code == 200, article.status
    for route in routes():
        if re.match(r"/admin/(auth|account|sites)/", route.path):
            for address in addresses(route, editions):
                assert client.get(address).status_code in (302, *REFUSED), address
    assert client.get("/admin/auth/user/").status_code == 403


def test_only_chiefs_open_what_only_chiefs_do(accounts: Accounts) -> None:
    doctor = Doctor.objects.get(user=accounts["doctor"])
    address = f"/admin/doctors/doctor/{doctor.pk}/verify/"
    for role in ("anonymous", "reader", "doctor", "editor"):
        before = everything()
        assert client_of(accounts[role]).post(address, {}).status_code in (302, 403), role
        assert everything() == before, role
    Doctor.objects.filter(pk=doctor.pk).update(verified_at=None, verified_by=None)
    client_of(accounts["chief"]).post(address, {})
    assert Doctor.objects.get(pk=doctor.pk).verified_by == accounts["chief"]


@pytest.mark.parametrize("role", ROLES)
def test_the_desk_opens_to_the_doctor_who_was_asked(accounts: Accounts, editions: Editions, role: str) -> None:
    client = client_of(accounts[role])
    for state, article in editions.items():
        response = client.get(f"/desk/{article.pk}/")
        if role == "anonymous":
            assert response.status_code == 302
            assert "/accounts/login/" in response["Location"]
        elif role == "doctor" and state == Status.IN_REVIEW:
            assert response.status_code == 200
            assert article.introduction in response.content.decode()
        elif role != "doctor" or state == Status.DRAFT:
            assert response.status_code in (403, 404), (role, state)
            assert article.introduction not in response.content.decode()


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("anonymous", "doctor")])
def test_nobody_but_the_doctor_acts_at_the_desk(accounts: Accounts, editions: Editions, role: str) -> None:
    client, before = client_of(accounts[role]), everything()
    for route in routes():
        if is_under(route, "desk") and route.arguments and not is_again(route):
            for address in addresses(route, editions):
                form = {"digest": "0" * 64, "action": "sign", "reason": "x", "comment": "x"}
                assert client.post(address, form).status_code in (302, *REFUSED), address
    assert everything() == before


def test_no_post_of_a_stranger_changes_anything(accounts: Accounts, editions: Editions) -> None:
    """A reader posts where it is asked who it is; whoever is refused there is refused whatever the value."""
    before = everything()
    for role in ("anonymous", "reader"):
        client = client_of(accounts[role])
        for route in routes():
            if is_under(route, "accounts") or (role == "reader" and (is_again(route) or not is_walled(route))):
                continue
            few = is_again(route) or is_walled(route)
            for address in list(addresses(route, editions, HOSTILE, 1 if few else 7))[: 2 if few else 7]:
                status = client.post(address, {"reason": "x", "slug": "x", "action": "publish"}).status_code
                assert status < 500, address
                assert status != 200 or OPEN_ADMIN.match(address), address
    assert everything() == before


def test_the_walk_knows_the_project(db: None) -> None:
    names = {route.name for route in routes()}
    assert {
        "home",
        "answer",
        "answer_text",
        "related",
        "leaflet",
        "tag_causes",
        "department_causes",
        "body_causes",
        "history",
        "proof",
        "proof_json",
        "answer_json",
        "doctor",
        "desk",
        "readyz",
        "account_login",
    } <= names
    assert {"admin:articles_article_change", "admin:doctors_doctor_verify"} <= names
    assert len(names) > 60
    unread = [route.path for route in routes() if re.search(r"[<>^$\\?]", route.path)]
    assert unread in ([], ["/admin/(?P<url>.*)$", "/zh-hans/admin/(?P<url>.*)$"]), unread


def test_a_page_in_another_language_is_the_same_right(accounts: Accounts) -> None:
    for path in ("/admin/", "/admin/articles/article/", "/desk/"):
        for role in ("anonymous", "reader"):
            plain, chinese = (client_of(accounts[role]).get(f"{prefix}{path}") for prefix in ("", "/zh-hans"))
            assert plain.status_code == chinese.status_code, (role, path)
            assert plain.status_code in (302, 403), (role, path)
