"""Every role and every right, in a table; what an account may see; the groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.utils import timezone

from articles import editing, permissions
from articles.models import Article, Contribution
from articles.models.vocabulary import OPEN, Status
from doctors.models import Doctor
from tests.people import make_doctor, make_user
from tests.texts import make_article, make_in, make_in_review, make_published, make_signed

Account = User | AnonymousUser
ROLES = ("anonymous", "reader", "byline", "second", "outsider", "editor", "chief", "closed", "former", "root")

STAFF = {"editor", "chief", "root"}
ASKED = {"byline", "second"}
OPEN_STATES = {Status.DRAFT, Status.IN_REVIEW}
#: right -> who has it -> on an edition in which states
TABLE: dict[str, tuple[set[str], set[Status]]] = {
    "can_edit": (STAFF, OPEN_STATES),
    "can_request_signature": (STAFF, {Status.DRAFT}),
    "can_publish": (STAFF, {Status.SIGNED}),
    "can_withdraw": (STAFF, {Status.PUBLISHED}),
    "can_roll_back": ({"chief", "root"}, {Status.PUBLISHED}),
    "can_read_for_signing": (ASKED, set(Status) - {Status.DRAFT}),
    "can_sign": (ASKED, {Status.IN_REVIEW, Status.SIGNED}),
}


@pytest.fixture
def accounts(editor: User, chief: User, reader: User, dr_lin: Doctor, dr_other: Doctor) -> dict[str, Account]:
    closed = make_user("closed", permissions.CHIEF_EDITORS, staff=True)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    outsider = make_doctor("Outside Doctor").user
    assert dr_lin.user is not None
    assert dr_other.user is not None
    assert outsider is not None
    return {
        "anonymous": AnonymousUser(),
        "reader": reader,
        "byline": dr_lin.user,
        "second": dr_other.user,
        "outsider": outsider,
        "editor": editor,
        "chief": chief,
        "closed": User.objects.get(pk=closed.pk),
        "former": make_user("former", permissions.CHIEF_EDITORS),  # still in the group, no longer staff
        "root": User.objects.create_superuser("root"),
    }


@pytest.mark.parametrize("state", list(Status))
@pytest.mark.parametrize("right", TABLE)
def test_the_table_of_rights(
    accounts: dict[str, Account], editor: User, dr_lin: Doctor, dr_other: Doctor, right: str, state: Status
) -> None:
    article = make_in(state, editor, dr_lin, second_reviewer=dr_other)
    who, states = TABLE[right]
    ask: Callable[[Account, Article], bool] = getattr(permissions, right)
    answers = {role: ask(accounts[role], article) for role in ROLES}
    assert answers == {role: role in who and state in states for role in ROLES}
    assert all(type(answer) is bool for answer in answers.values())


def test_chiefs_alone_verify_doctors(accounts: dict[str, Account]) -> None:
    may = {role for role in ROLES if permissions.can_verify_doctors(accounts[role])}
    assert may == {"chief", "root"}


def test_who_may_not_sign_any_more(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    user = User.objects.get(doctor=dr_lin)
    assert permissions.can_sign(user, asked)
    now = timezone.now()
    for change in (
        {"retired_at": now},
        {"verified_at": None, "verified_by": None},
        {"verified_at": now - dt.timedelta(days=365)},
    ):
        before = Doctor.objects.filter(pk=dr_lin.pk).values(*change).get()
        Doctor.objects.filter(pk=dr_lin.pk).update(**change)
        assert not permissions.can_sign(user, asked), change
        Doctor.objects.filter(pk=dr_lin.pk).update(**before)
    Contribution.objects.create(article=asked, user=user)
    assert not permissions.can_sign(user, asked)
    assert permissions.can_read_for_signing(user, asked), "reading stays allowed"


def test_the_deputy_of_a_doctor_signs_nothing_by_that_alone(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    Doctor.objects.filter(pk=dr_lin.pk).update(deputy=dr_other)
    asked = make_in_review(editor, dr_lin)
    assert not permissions.can_sign(User.objects.get(doctor=dr_other), asked)


# What an account may see


def test_what_each_account_sees(accounts: dict[str, Account], editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    articles = {
        state: make_in(state, editor, dr_lin, state.replace("_", "-"), second_reviewer=dr_other) for state in Status
    }
    theirs = make_in_review(editor, make_doctor("Another Doctor"), "theirs")
    live = set(Article.objects.public())
    assert articles[Status.PUBLISHED] in live
    asked = {article for state, article in articles.items() if state != Status.DRAFT}
    everything = set(Article.objects.all())
    sees = {role: set(Article.objects.visible_to(accounts[role])) for role in ROLES}
    for role in ("anonymous", "reader", "outsider", "closed", "former"):
        assert sees[role] == live, role
    for role in ("byline", "second"):
        assert sees[role] >= asked | live, role
        assert theirs not in sees[role]
        assert not {article for article in sees[role] if article.status == Status.DRAFT}, role
    for role in ("editor", "chief", "root"):
        assert sees[role] == everything, role


def test_a_doctor_who_is_also_staff_without_rights_sees_what_a_doctor_sees(editor: User, dr_lin: Doctor) -> None:
    user = User.objects.get(doctor=dr_lin)
    user.is_staff = True
    user.save()
    asked = make_in_review(editor, dr_lin)
    draft = make_article(editor, dr_lin, "draft")
    assert set(Article.objects.visible_to(user)) == {asked}
    assert draft not in Article.objects.visible_to(user)


@pytest.mark.parametrize("state", list(Status))
def test_the_public_door_lets_published_editions_with_a_page_out(editor: User, dr_lin: Doctor, state: Status) -> None:
    article = make_in(state, editor, dr_lin)
    assert (article in Article.objects.public()) == (state == Status.PUBLISHED)
    assert (article in Article.objects.open()) == (state in OPEN)


# The groups


def test_groups_may_be_installed_again_and_keep_what_was_added_by_hand(db: None) -> None:
    permissions.install_groups()
    doctors = Group.objects.get(name=permissions.DOCTORS)
    by_hand = Permission.objects.get(codename="view_department")
    doctors.permissions.add(by_hand)
    before = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    permissions.install_groups()
    after = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    assert after == before
    assert set(after) >= {"Editors", "Chief editors", "Doctors"}
    assert after["Doctors"] == {"view_department"}


def test_nobody_may_touch_the_record_by_a_group(db: None) -> None:
    permissions.install_groups()
    record = ("signature", "event", "publication", "livepage", "contribution", "relatedlink")
    forbidden = {f"{action}_{model}" for model in record for action in ("add", "change", "delete")}
    forbidden |= {"delete_article", "delete_question", "delete_doctor", "delete_medicine", "delete_oldslug"}
    held = set(Permission.objects.filter(group__isnull=False).values_list("codename", flat=True))
    assert not held & forbidden
    assert "verify_doctor" not in set(
        Permission.objects.filter(group__name=permissions.EDITORS).values_list("codename", flat=True)
    )


def test_every_right_of_the_groups_exists(db: None) -> None:
    permissions.install_groups()
    known = set(Permission.objects.values_list("codename", flat=True))
    assert known >= permissions._CHIEF_RIGHTS
    chiefs = Group.objects.get(name=permissions.CHIEF_EDITORS).permissions.values_list("codename", flat=True)
    editors = Group.objects.get(name=permissions.EDITORS).permissions.values_list("codename", flat=True)
    assert set(editors) < set(chiefs)


def test_the_next_edition_is_no_way_around_the_signers_rule(editor: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    fresh = editing.start_edition(signed.question, editor=editor)
    assert permissions.wrote_in(editor, fresh)
    assert not permissions.wrote_in(User.objects.get(doctor=dr_lin), fresh)


def test_a_live_answer_of_one_doctor_is_seen_by_all(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    live = make_published(editor, dr_lin)
    assert live in Article.objects.visible_to(User.objects.get(doctor=dr_other))
