"""The pages behind a signing link: what they show to whom, and that looking at them changes nothing."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import editing, signing, signing_links
from articles.models import Article, Signature, SigningLink
from articles.models.vocabulary import LinkEnd, Status, Verdict
from doctors.models import Doctor
from tests.articles.crawling import routes
from tests.articles.linking import DOOR, code_in, decision, door_of, other_than, send, text_of, unlocked
from tests.people import make_doctor, the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_in_review, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_tries() -> None:
    cache.clear()


@stands
def asked() -> Article:
    return make_in_review(the_editor(), the_doctor())


@pytest.fixture
def sent(asked: Article, dr_lin: Doctor, editor: User) -> tuple[SigningLink, str]:
    return send(asked, dr_lin, editor)


def every_row() -> dict[str, list[dict[str, Any]]]:
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()}


def writes(queries: CaptureQueriesContext) -> list[str]:
    return [
        query["sql"] for query in queries if not re.match(r"\s*SELECT\b", query["sql"]) or "FOR UPDATE" in query["sql"]
    ]


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_it_changes_nothing_however_often(sent: tuple[SigningLink, str], method: str) -> None:
    before = every_row()
    with CaptureQueriesContext(connection) as queries:
        for number in range(10):
            browser = Client(headers={"user-agent": f"Scanner/{number}"})
            assert getattr(browser, method)(door_of(sent[1])).status_code == 200
            assert "sessionid" not in browser.cookies
    assert writes(queries) == []
    assert len(queries) == 30, "the link and two kinds of factor, each time"
    assert every_row() == before
    assert len(mail.outbox) == 1


def test_the_door_says_nothing_of_whose_and_which(sent: tuple[SigningLink, str], asked: Article) -> None:
    page = Client().get(door_of(sent[1])).content.decode()
    words = (asked.question_text, "cramps", "mostly harmless", asked.digest, asked.digest[:12], "Lin", "lin-yunfei")
    for word in (*words, sent[1], f"/{sent[0].pk}/", f"/desk/{asked.pk}"):
        assert word not in page, word
    assert "Send me a code" in page
    assert "Sign in instead" in page


def used(link: SigningLink, editor: User) -> None:
    signing_links.sign(link, digest=link.digest)


def revoked(link: SigningLink, editor: User) -> None:
    signing_links.revoke_link(link, by=editor)


def expired(link: SigningLink, editor: User) -> None:
    SigningLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())


def text_changed(link: SigningLink, editor: User) -> None:
    Article.objects.filter(pk=link.article_id).update(introduction="Other words.")
    editing.text_saved(link.article, editor=editor)


def unknown(link: SigningLink, editor: User) -> None:
    SigningLink.objects.filter(pk=link.pk).update(token_hash="0" * 64)


ENDINGS = (unknown, expired, revoked, used, text_changed)


def answer_of(key: str, method: str, **form: str) -> tuple[int, str, list[str], str]:
    """Everything that could tell one dead link from another."""
    browser = Client()
    with CaptureQueriesContext(connection) as queries:
        response = getattr(browser, method)(door_of(key), form or None)
    asked_for = [re.sub(r"'[^']*'|\d+", "…", query["sql"]) for query in queries]
    headers = {name: value for name, value in response.headers.items() if name != "Expires"}  # the second of the day
    return response.status_code, response.content.decode(), asked_for, str(sorted(headers.items()))


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_unknown_expired_revoked_and_used_ones_are_alike(editor: User, dr_lin: Doctor, method: str) -> None:
    answers = []
    for number, end in enumerate(ENDINGS):
        article = make_in_review(editor, dr_lin, f"question-{number}")
        link, key = send(article, dr_lin, editor)
        end(link, editor)
        before = every_row()
        for form in ({}, {"ask": "code"}, {"ask": "open", "code": "123456"}) if method == "post" else ({},):
            answers.append(answer_of(key, method, **form))
        assert every_row() == before, end.__name__
    assert len({str(answer) for answer in answers}) == 1
    status, page, queries, _headers = answers[0]
    assert (status, len(queries)) == (404, 1)
    assert method == "head" or "ask the editors for a new link" in page
    assert method == "head" or 'href="/desk/"' in page
    assert answer_of("", method) == answers[0]


def test_the_headers_keep_the_address_to_itself(
    sent: tuple[SigningLink, str], caplog: pytest.LogCaptureFixture
) -> None:
    for key in (sent[1], "unknown"):
        for response in (Client().get(door_of(key)), Client().post(door_of(key), {"code": "1"})):
            assert response["Referrer-Policy"] == "no-referrer"
            assert "no-store" in response["Cache-Control"]
            assert "noindex" in response["X-Robots-Tag"]
    assert sent[1] not in caplog.text


def test_a_doctor_opens_reads_and_signs_in_two_page_loads(sent: tuple[SigningLink, str], asked: Article) -> None:
    link, key = sent
    browser = unlocked(link, key)
    page = browser.get(text_of(link))
    for words in ("They are mostly harmless.", "Long walks", "They press on nerves.", "On cramps", link.digest):
        assert words in page.content.decode()
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"]
    receipt = browser.post(text_of(link), decision(link, comment="Good."), follow=True)
    assert len(receipt.redirect_chain) == 1
    assert "Thank you: it is signed" in receipt.content.decode()
    assert link.digest[:4] in receipt.content.decode()
    signature = Signature.objects.get(article=asked)
    assert (signature.verdict, signature.signed_by, signature.comment) == (Verdict.SIGNED, link.account, "Good.")
    assert Article.objects.get(pk=asked.pk).status == Status.SIGNED
    assert Client().get(door_of(key)).status_code == 404
    assert browser.get(text_of(link)).status_code == 404
    assert browser.post(text_of(link), decision(link)).status_code == 404
    assert Signature.objects.count() == 1


def test_asking_for_changes_uses_it_up(sent: tuple[SigningLink, str], asked: Article) -> None:
    link, key = sent
    browser = unlocked(link, key)
    without = browser.post(text_of(link), decision(link, decision="changes", attested=[]))
    assert without.status_code == 422
    assert "Say what should change" in without.content.decode()
    again = browser.post(text_of(link), decision(link, decision="changes", comment="Too <b>long."), follow=True)
    assert "went back to the editors" in again.content.decode()
    assert "Too &lt;b&gt;long." in again.content.decode()
    assert Article.objects.get(pk=asked.pk).status == Status.DRAFT
    assert SigningLink.objects.get().ended_why == LinkEnd.USED


@pytest.mark.parametrize(
    "missing", [{"attested": ["accurate"]}, {"conflict_statement": " "}, {"decision": "x"}, {"comment": "a\x00b"}]
)
def test_signing_needs_what_it_needs_on_the_desk(sent: tuple[SigningLink, str], missing: dict[str, object]) -> None:
    browser = unlocked(*sent)
    assert browser.post(text_of(sent[0]), decision(sent[0], **missing)).status_code == 422
    assert not Signature.objects.exists()
    assert browser.post(text_of(sent[0]), decision(sent[0])).status_code == 302


def test_a_wrong_code_opens_nothing(sent: tuple[SigningLink, str]) -> None:
    link, key = sent
    browser = Client()
    browser.post(door_of(key), {"ask": "code"})
    code = code_in(mail.outbox[-1].body)
    response = browser.post(door_of(key), {"ask": "open", "code": other_than(code)})
    assert response.status_code == 409
    assert "That was not right" in response.content.decode()
    assert "sessionid" not in browser.cookies
    assert browser.get(text_of(link)).status_code == 404
    assert SigningLink.objects.get().wrong_codes == 1


def test_what_was_opened_is_one_text_and_no_account(
    sent: tuple[SigningLink, str], asked: Article, dr_lin: Doctor, editor: User
) -> None:
    link, key = sent
    other, _other_key = send(make_in_review(editor, dr_lin, "another"), dr_lin, editor)
    browser = unlocked(link, key)
    assert browser.get(text_of(other)).status_code == 404
    assert browser.post(text_of(other), decision(other)).status_code == 404
    assert "_auth_user_id" not in browser.session
    for address in ("/desk/", f"/desk/{asked.pk}/", "/admin/", f"/admin/articles/article/{asked.pk}/change/"):
        response = browser.get(address)
        assert response.status_code == 302, address
        assert "/login/" in response["Location"], address
    for address in (f"/desk/{asked.pk}/", f"/desk/{asked.pk}/comment/", f"/desk/{asked.pk}/withdraw-name/"):
        assert "/login/" in browser.post(address, decision(link))["Location"]
    assert not Signature.objects.exists()


def test_every_address_refuses_the_session_of_a_link(
    sent: tuple[SigningLink, str], asked: Article, editor: User, dr_lin: Doctor
) -> None:
    """Each once: under /zh-hans/ the same views answer, and who may see them is asked behind the language."""
    make_published(editor, dr_lin, "live")
    browser, stranger = unlocked(*sent), Client()
    for route in routes():
        if route.name.startswith("signing_link") or not re.match(r"/(desk|admin|accounts)/", route.path):
            continue
        address = route.fill(**dict.fromkeys(route.arguments, asked.pk))
        answer = browser.get(address)
        assert answer.status_code == stranger.get(address).status_code, address
        assert asked.introduction not in answer.content.decode(), address


def test_it_stays_open_for_half_an_hour(sent: tuple[SigningLink, str]) -> None:
    browser = unlocked(*sent)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=29)):
        assert browser.get(text_of(sent[0])).status_code == 200
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=31)):
        assert browser.get(text_of(sent[0])).status_code == 404
        late = browser.post(text_of(sent[0]), decision(sent[0], comment="My long words."))
    assert "My long words." in late.content.decode(), "what was typed is shown again"
    assert not Signature.objects.exists()


def test_a_cookie_from_before_opens_nothing(sent: tuple[SigningLink, str], reader: User) -> None:
    browser = Client()
    browser.force_login(reader)
    before = browser.cookies["sessionid"].value
    unlocked(*sent, client=browser)
    assert browser.cookies["sessionid"].value != before
    assert "_auth_user_id" not in browser.session, "nobody is signed in beside it"
    thief = Client()
    thief.cookies["sessionid"] = before
    assert thief.get(text_of(sent[0])).status_code == 404


def test_somebody_who_signs_in_afterwards_has_the_desk_and_not_the_link(
    sent: tuple[SigningLink, str], dr_other: Doctor
) -> None:
    browser = unlocked(*sent)
    held = browser.session["signing_link"]
    assert dr_other.user is not None
    browser.force_login(dr_other.user)
    session = browser.session
    session["signing_link"] = held
    session.save()
    assert browser.get(text_of(sent[0])).status_code == 404


def test_revoking_ends_it_at_once_also_where_it_is_open(sent: tuple[SigningLink, str], editor: User) -> None:
    browser = unlocked(*sent)
    signing_links.revoke_link(sent[0], by=editor)
    assert browser.get(text_of(sent[0])).status_code == 404
    response = browser.post(text_of(sent[0]), decision(sent[0], comment="Kept."))
    assert response.status_code == 409
    assert "Kept." in response.content.decode()
    assert not Signature.objects.exists()


def test_a_text_that_changed_meanwhile_is_not_signed_and_nothing_is_lost(
    sent: tuple[SigningLink, str], asked: Article, editor: User
) -> None:
    link, key = sent
    browser = unlocked(link, key)
    browser.get(text_of(link))
    Article.objects.filter(pk=asked.pk).update(introduction="New words.")
    fresh = signing.request_signature(editing.text_saved(asked, editor=editor), editor=editor)
    for digest in (link.digest, fresh.digest):
        response = browser.post(
            text_of(link), decision(link, digest=digest, comment="Kept.", conflict_statement="Mine.")
        )
        page = response.content.decode()
        assert response.status_code == 409
        assert "The text changed" in page
        assert "Short answer" in page or "introduction" in page.lower()
        assert "Kept." in page
        assert "Mine." in page
        assert "New words." not in page, "the link was for the earlier words"
    assert not Signature.objects.exists()
    assert browser.get(text_of(link)).status_code == 404


def test_the_doctor_closes_it(sent: tuple[SigningLink, str]) -> None:
    link, key = sent
    assert Client().post(f"{text_of(link)}close/").status_code == 404
    assert SigningLink.objects.get().ended_at is None
    browser = unlocked(link, key)
    assert "The link is closed" in browser.post(f"{text_of(link)}close/").content.decode()
    assert SigningLink.objects.get().ended_why == LinkEnd.REVOKED
    assert browser.get(text_of(link)).status_code == 404


def test_the_doctor_revokes_it_at_the_desk(
    sent: tuple[SigningLink, str], asked: Article, dr_lin: Doctor, dr_other: Doctor
) -> None:
    address = reverse("desk_revoke_link", args=[asked.pk])
    browser = Client()
    browser.force_login(sent[0].account)
    assert f'action="{address}"' in browser.get(reverse("desk_article", args=[asked.pk])).content.decode()
    for account, status in ((dr_other.user, 404), (dr_lin.user, 302)):
        assert account is not None
        browser = Client()
        browser.force_login(account)
        assert browser.post(address).status_code == status
    assert SigningLink.objects.get().ended_why == LinkEnd.REVOKED
    page = browser.get(reverse("desk_article", args=[asked.pk])).content.decode()
    assert "is revoked" in page
    assert f'action="{address}"' not in page
    assert Client().post(address).status_code == 302


# Forms


def test_forms_need_their_token_and_a_page_without_referrer_can_send_them(sent: tuple[SigningLink, str]) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(door_of(sent[1])).content.decode()
    (token, *_others) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    form: dict[str, str] = {"ask": "code"}
    for origin in ("null", "https://evil.example", "http://testserver"):
        assert browser.post(door_of(sent[1]), form, headers={"origin": origin}).status_code == 403
    form["csrfmiddlewaretoken"] = token
    assert browser.post(door_of(sent[1]), form, headers={"origin": "https://evil.example"}).status_code == 403
    assert len(mail.outbox) == 1
    assert browser.post(door_of(sent[1]), form, headers={"origin": "null"}).status_code == 200
    assert len(mail.outbox) == 2


def test_a_bare_none_of_who_has_conflicts_is_refused_as_on_the_desk(sent: tuple[SigningLink, str]) -> None:
    Doctor.objects.filter(signing_links=sent[0]).update(conflicts_of_interest="Paid by a maker of inhalers.")
    browser = unlocked(*sent)
    assert browser.post(text_of(sent[0]), decision(sent[0])).status_code == 422
    assert not Signature.objects.exists()
    assert browser.post(text_of(sent[0]), decision(sent[0], none_here="on")).status_code == 302
    assert "None on this topic" in Signature.objects.get().conflict_statement


def test_the_text_needs_a_token_from_its_own_page(sent: tuple[SigningLink, str]) -> None:
    browser = unlocked(*sent, client=Client())
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert strict.post(text_of(sent[0]), decision(sent[0])).status_code == 403
    assert strict.post(text_of(sent[0]), decision(sent[0]), headers={"origin": "null"}).status_code == 403
    assert not Signature.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(sent: tuple[SigningLink, str], method: str) -> None:
    assert getattr(Client(), method)(door_of(sent[1])).status_code == 405
    assert getattr(Client(), method)(text_of(sent[0])).status_code == 405


def test_it_speaks_chinese(sent: tuple[SigningLink, str]) -> None:
    assert Client().get(f"/zh-hans{door_of(sent[1])}").status_code == 200
    assert Client().get(f"/zh-hans{DOOR}?key=x").status_code == 404


def test_an_unverified_doctor_reads_nothing_by_a_link(sent: tuple[SigningLink, str], asked: Article) -> None:
    browser = unlocked(*sent)
    Doctor.objects.update(verified_at=None, verified_by=None)
    assert browser.get(text_of(sent[0])).status_code == 404
    assert make_doctor("Elsewhere").is_verified()
