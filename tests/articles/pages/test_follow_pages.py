"""A reader follows from a page, says yes, stops: no cookie, no trace, nothing by merely opening a link."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import addressing, following, publishing
from articles.models import Article, Condition, Follow, Follower, Question, ReadersMail, Tag
from doctors.models import Doctor
from tests.articles.following_steps import WHO, follow, key_in, mails, morning
from tests.people import the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_article, make_published, make_signed, publish_next, sign_in_full

QUESTION = "/questions/leg-cramps/follow/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@stands
def places() -> list[str]:
    """The pages of a live answer, of its tag, doctor and condition."""
    editor, dr_lin = the_editor(), the_doctor()
    draft = make_article(editor, dr_lin, tags=("cramps",))
    draft.associated_conditions.add(Condition.objects.create(name="Gout", slug="gout"))
    publishing.publish(sign_in_full(draft, editor), editor=editor)
    return ["/questions/leg-cramps/", "/tags/cramps/", "/doctors/lin-yunfei/", "/conditions/gout/"]


def send(client: Client, address: str = QUESTION, email: str = WHO, **more: Any) -> Any:
    return client.post(address, {"email": email, **more.pop("data", {})}, **more)


def test_every_page_leads_to_its_form_its_feed_and_a_yes(client: Client, places: list[str]) -> None:
    for place in places:
        assert f'href="{place}follow/"' in client.get(place).content.decode()
        form = client.get(f"{place}follow/")
        feed = re.findall(r'href="(/feeds/[^"]+)"><bdi class="typed">', form.content.decode())
        assert [client.get(address).status_code for address in feed] == [200]
        sent = send(client, f"{place}follow/")
        assert (sent.status_code, sent.headers["Cache-Control"]) == (200, "no-store")
        assert (form.cookies, sent.cookies) == ({}, {})
        (message,) = mails()
        page = f"/follow/confirm/?key={key_in(message.body, 'confirm')}"
        before = Follow.objects.confirmed().count()
        for _ in range(2):
            assert "Yes, write to me" in client.get(page).content.decode()
            assert client.head(page).status_code == 200
        assert Follow.objects.confirmed().count() == before
        for _ in range(2):
            assert "You follow this now" in client.post(page).content.decode()
        assert Follow.objects.confirmed().count() == before + 1
        assert "You follow this now" in client.get(page).content.decode()


def test_whether_an_address_is_known_is_told_by_nothing(client: Client, places: list[str]) -> None:
    follow(Tag.objects.get(), "tag@example.org")
    follow(Question.objects.get(), "sure@example.org")
    follow(Tag.objects.get(), "asked@example.org", sure=False)
    told = set()
    for email in ("tag@example.org", "sure@example.org", "asked@example.org", "new@example.org"):
        with CaptureQueriesContext(connection) as queries:
            response = send(client, email=email)
        told.add((response.status_code, response.content.decode().replace(email, "…"), len(queries)))
    assert len(told) == 1


def test_the_mails_of_a_mailbox_are_few_whoever_asks(client: Client, editor: User, dr_lin: Doctor) -> None:
    for number in range(6):
        make_published(editor, dr_lin, f"q{number}")
    mails()
    asked = [("q0", WHO), ("q0", WHO), ("q1", "Reader@Example.org"), ("q2", "reader+a@example.org"),
             ("q3", "reader+b@example.org"), ("q4", WHO), ("q5", "other@example.org")]  # fmt: skip
    for slug, email in asked:
        assert send(client, f"/questions/{slug}/follow/", email).status_code == 200
    assert [message.to[0] for message in mails()] == [WHO, WHO, "reader+a@example.org", "other@example.org"]
    for _ in range(2):
        for slug, email in asked[:6]:
            send(Client(REMOTE_ADDR="203.0.113.9"), f"/questions/{slug}/follow/", email)
        assert mails() == []


def test_a_flood_from_one_network_is_stopped_and_what_was_typed_stays(client: Client, places: list[str]) -> None:
    said = [send(client, email=f"r{number}@example.org").status_code for number in range(12)]
    assert said == [200] * 10 + [429] * 2
    assert Follower.objects.count() == 10
    assert 'value="more@example.org"' in send(client, email="more@example.org").content.decode()
    assert send(Client(REMOTE_ADDR="203.0.113.9")).status_code == 200


def test_robots_and_other_sites_make_no_row(client: Client, places: list[str]) -> None:
    filled_in = send(client, data={"fax_extension": "x"})
    assert (filled_in.status_code, filled_in["Cache-Control"]) == (422, "no-store")
    assert "A field that has to stay empty was filled in" in filled_in.content.decode()
    assert f'value="{WHO}"' in filled_in.content.decode()
    for headers in ({"origin": "https://other.example"}, {"sec-fetch-site": "cross-site"}):
        assert send(client, headers=headers).status_code == 403
    assert send(client, headers={"origin": "http://testserver", "sec-fetch-site": "same-origin"}).status_code == 200
    assert Follower.objects.count() == 1


WRONG = ["", "x", "x@y", "a\x00@example.org", "a\r\nBcc: b@example.org", "\u202ea@example.org", "a" * 5000,
         "\ud800@a.org", "a@[127.0.0.1]"]  # fmt: skip


def test_what_is_no_address_is_said_beside_the_field(client: Client, places: list[str]) -> None:
    for email in WRONG:
        sent = "".join(f"%{byte:02x}" for byte in email.encode("utf-8", "surrogatepass"))
        response = client.post(QUESTION, f"email={sent}", content_type="application/x-www-form-urlencoded")
        assert response.status_code == 422, email
        assert 'aria-invalid="true"' in response.content.decode()
    assert not Follower.objects.exists()


def test_what_is_not_public_looks_like_what_is_not_there(client: Client, editor: User, dr_lin: Doctor) -> None:
    hidden = make_signed(editor, dr_lin, "hidden", tags=("secret",))
    hidden.associated_conditions.add(Condition.objects.create(name="Gout", slug="gout"))
    for place, slug in (("questions", "hidden"), ("tags", "secret"), ("doctors", "lin-yunfei"), ("conditions", "gout")):
        told = set()
        for name in (slug, "nothing"):
            for method in (client.get, lambda address: send(client, address)):
                with CaptureQueriesContext(connection) as queries:
                    response = method(f"/{place}/{name}/follow/")
                told.add((response.status_code, len(queries), "hidden" in response.content.decode()))
        assert len(told) == 1
        assert told.pop()[0] == 404
    assert not Follower.objects.exists()


def test_old_addresses_lead_on_and_withdrawn_answers_say_so(client: Client, editor: User, places: list[str]) -> None:
    found = client.get(f"/zh-hans{QUESTION}")
    assert (found.status_code, found["Location"]) == (301, QUESTION)
    assert send(client, f"/zh-hans{QUESTION}").status_code == 308, "the address that was typed goes along"
    addressing.move_question(Question.objects.get(), "moved", editor=editor)
    moved = send(client)
    assert (moved.status_code, moved["Location"]) == (308, "/questions/moved/follow/")
    assert send(client, moved["Location"]).status_code == 200
    assert Follower.objects.count() == 1
    publishing.withdraw(Article.objects.get(), editor=editor, reason="Wrong.")
    assert client.get(moved["Location"]).status_code == send(client, moved["Location"]).status_code == 410
    assert Follower.objects.count() == 1


def test_one_click_in_the_mail_program_ends_all_without_a_page(client: Client, editor: User, dr_lin: Doctor) -> None:
    question = make_published(editor, dr_lin).question
    follow(question)
    follow(dr_lin)
    publish_next(question, editor)
    with morning():
        (message,) = mails()
    header = message.extra_headers
    assert header["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (address,) = re.findall(r"^<https://healthqa\.example(/follow/stop/\?key=\S+)>$", header["List-Unsubscribe"])
    assert address in message.body
    elsewhere = Client(enforce_csrf_checks=True, headers={"origin": "https://mail.example"})
    for _ in range(2):
        assert "Stop the mails?" in elsewhere.get(address).content.decode()
    assert Follow.objects.count() == 2
    for _ in range(3):
        response = elsewhere.post(address, {"List-Unsubscribe": "One-Click"})
        assert (response.status_code, response.cookies) == (200, {})
        assert (Follow.objects.count(), Follower.objects.count(), ReadersMail.objects.count()) == (0, 0, 0)
    assert elsewhere.get(address).status_code == 200


def test_one_thing_is_stopped_by_its_own_link_and_also_when_it_is_gone(client: Client, places: list[str]) -> None:
    tag = Tag.objects.get()
    key = following.key_to_stop(follow(tag))
    follow(Doctor.objects.get(slug="lin-yunfei"))
    page = f"/follow/stop/?key={key}"
    assert "Topic: cramps" in client.get(page).content.decode()
    tag.delete()
    assert client.get(page).status_code == 200
    assert "The mails are stopped" in client.post(page).content.decode()
    assert Follow.objects.get().doctor is not None


def test_a_wrong_link_says_so_and_pages_with_a_key_are_kept_nowhere(client: Client, db: None) -> None:
    waiting = follow(Tag.objects.create(name="cramps", slug="cramps"), sure=False)
    confirm, stop = following.key_to_confirm(waiting), following.key_to_stop(waiting)
    for page, key, other in (("confirm", confirm, stop), ("stop", stop, confirm)):
        for wrong in ("", "x", other, f"{key}x", "%00", "%ed%a0%80", "a" * 3000, "é.ü"):
            for method in (client.get, client.post):
                assert method(f"/follow/{page}/?key={wrong}").status_code in (400, 404)
        assert Follow.objects.get().confirmed_at is None
        good = client.get(f"/zh-hans/follow/{page}/?key={key}")
        assert (good.status_code, good.headers["Referrer-Policy"], good.cookies) == (200, "no-referrer", {})
        assert "no-store" in good.headers["Cache-Control"]
        assert "noindex" in good.headers["X-Robots-Tag"]


def test_without_a_mail_server_only_the_feed_is_offered(client: Client, places: list[str], settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = client.get(QUESTION).content.decode()
    assert 'method="post"' not in page
    assert "/feeds/questions/leg-cramps.xml" in page
    assert send(client).status_code == 409
    assert not Follower.objects.exists()


def test_no_line_of_the_log_holds_an_address_of_a_person(
    client: Client, places: list[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    send(client)
    send(client, email="no address@")
    client.raise_request_exception = False
    monkeypatch.setattr(following, "follow", lambda *given, **named: 1 / 0)
    assert send(client).status_code == 500
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", lambda self: 1 / 0)
    mails()
    assert caplog.records
    assert "@example" not in caplog.text
