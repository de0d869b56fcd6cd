"""Where a doctor allows corrections, where an editor uses that, and what readers are told of it."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import auditing, delegating, live_pages, publishing
from articles.models import Article, LivePage, Signature, StandingPermission
from articles.models.vocabulary import Status
from doctors.models import Doctor
from tests.articles.delegated import MENDED, allow, make_live, mend, mended_live, publish_mended
from tests.texts import make_published
from tests.watching import queries_of

SAID = (
    "Spelling corrected on 10 January 2025 under Dr. Lin Yunfei’s standing permission; "
    "read and signed on 29 February 2024."
)


def signed_in(user: User | None) -> Client:
    assert user is not None
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def corrected(editor: User, dr_lin: Doctor) -> Article:
    """Read on 29 February 2024, corrected on 10 January 2025."""
    with time_machine.travel("2024-02-29 12:00+00:00", tick=True):
        Doctor.objects.filter(pk=dr_lin.pk).update(verified_at=timezone.now())
        dr_lin.refresh_from_db()
        live = make_live(editor, dr_lin)
        allow(dr_lin)
    with time_machine.travel("2025-01-10 12:00+00:00", tick=True):
        return publish_mended(live, editor)


# What readers are told


@time_machine.travel("2025-02-01 12:00+00:00")
def test_the_page_says_that_it_was_not_read_again(corrected: Article, client: Client) -> None:
    slug = corrected.question.slug
    html = client.get(reverse("answer", args=[slug])).content.decode()
    assert SAID in html
    assert "Read and signed" in html
    assert "Signed word for word" not in html
    assert "February 2027" in html
    text = client.get(reverse("answer_text", args=[slug])).content.decode()
    assert SAID in text
    assert "Signed 29 February 2024. Next review due 28 February 2027." in text
    assert SAID in client.get(reverse("proof", args=[corrected.digest])).content.decode()
    history = client.get(reverse("history", args=[slug])).content.decode()
    assert history.count(SAID) == 1


def test_the_review_is_overdue_when_it_would_have_been(corrected: Article, client: Client) -> None:
    with time_machine.travel("2027-03-01 12:00+00:00"):
        html = client.get(reverse("answer", args=[corrected.question.slug])).content.decode()
        assert "Review overdue since" in html
        assert SAID in html


@time_machine.travel("2025-02-01 12:00+00:00")
def test_the_past_says_it_too(corrected: Article, client: Client) -> None:
    address = reverse("answer", args=[corrected.question.slug])
    then = client.get(address, {"on": "2025-01-20"}).content.decode()
    assert SAID in then
    before = client.get(address, {"on": "2024-12-31"}).content.decode()
    assert "Spelling corrected" not in before
    assert "occured" in before


def test_the_proof_names_what_it_stands_on(corrected: Article, client: Client) -> None:
    found = json.loads(client.get(reverse("proof_json", args=[corrected.digest])).content)
    (signature,) = found["signatures"]
    read = Signature.objects.get(article__edition=1)
    assert (signature["role"], signature["is_valid"], signature["in_chain"]) == ("delegated", True, True)
    assert signature["read"]["edition"] == 1
    assert signature["read"]["record"] == read.own_hash
    assert signature["read"]["signed_at"].startswith("2024-02-29T")
    assert signature["standing_permission"]["from"].startswith("2024-02-29T")
    assert signature["standing_permission"]["until"] is None
    first = json.loads(client.get(reverse("proof_json", args=[read.digest])).content)
    assert "read" not in first["signatures"][0]


def test_a_page_that_was_stored_before_still_renders(editor: User, dr_lin: Doctor, client: Client) -> None:
    """The content of a text that was read has the very keys it had."""
    live = make_published(editor, dr_lin)
    page = LivePage.objects.get(article=live)
    assert set(page.content["signatures"][0]) == {
        "role", "name", "title", "credentials", "signed_on", "conflict_statement",
    }  # fmt: skip
    assert client.get(reverse("answer", args=[live.question.slug])).status_code == 200
    assert live_pages.build(live).content == page.content


def test_an_answer_asks_no_more_of_the_database(editor: User, dr_lin: Doctor, client: Client) -> None:
    live = make_live(editor, dr_lin)
    address = reverse("answer", args=[live.question.slug])
    client.get(address)
    before = queries_of(lambda: client.get(address))
    allow(dr_lin)
    publish_mended(live, editor)
    assert queries_of(lambda: client.get(address)) == before


# The desk


def test_a_doctor_allows_and_ends_it_on_the_desk(dr_lin: Doctor) -> None:
    client = signed_in(dr_lin.user)
    address = reverse("desk_spelling")
    assert "Every change waits for you" in client.get(address).content.decode()
    assert client.post(address, {"decision": "allow"}).status_code == 302
    assert StandingPermission.objects.open().get().doctor == dr_lin
    page = client.get(address).content.decode()
    assert "End this permission" in page
    again = client.post(address, {"decision": "allow"})
    assert again.status_code == 409
    assert "You allow corrections of spelling already." in again.content.decode()
    assert client.post(address, {"decision": "end"}).status_code == 302
    assert client.post(address, {"decision": "end"}).status_code == 409
    assert client.post(address, {"decision": "\x00"}).status_code == 422
    assert client.post(address).status_code == 422
    assert not StandingPermission.objects.open().exists()


def test_opening_the_page_changes_nothing(dr_lin: Doctor) -> None:
    client = signed_in(dr_lin.user)
    client.get(reverse("desk_spelling"), {"decision": "allow"})
    assert not StandingPermission.objects.exists()


def test_the_page_is_each_doctor_s_own(editor: User, reader: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    mended_live(editor, dr_lin)
    address = reverse("desk_spelling")
    for user in (editor, reader):
        for response in (signed_in(user).get(address), signed_in(user).post(address, {"decision": "end"})):
            assert response.status_code == 403
    assert Client().post(address, {"decision": "end"}).status_code == 302
    other = signed_in(dr_other.user)
    assert "occurred" not in other.get(address).content.decode()
    assert other.post(address, {"decision": "end"}).status_code == 409
    assert StandingPermission.objects.open().get().doctor == dr_lin
    assert Client(enforce_csrf_checks=True).post(address, {"decision": "end"}).status_code in (302, 403)
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(dr_lin.user)  # type: ignore[arg-type]
    assert checked.post(address, {"decision": "end"}).status_code == 403
    assert StandingPermission.objects.open().exists()


def test_who_may_not_sign_is_told_so(dr_lin: Doctor) -> None:
    Doctor.objects.filter(pk=dr_lin.pk).update(verified_at=timezone.now() - dt.timedelta(days=400))
    response = signed_in(dr_lin.user).post(reverse("desk_spelling"), {"decision": "allow"})
    assert response.status_code == 403
    assert "Only a doctor who may sign now" in response.content.decode()


def test_the_doctor_sees_what_was_corrected(editor: User, dr_lin: Doctor) -> None:
    corrected = mended_live(editor, dr_lin)
    client = signed_in(dr_lin.user)
    page = client.get(reverse("desk_spelling")).content.decode()
    heard = re.sub(r"<[^>]+>", "", page)
    assert "[removed: occured ] → [added: occurred ]" in heard
    text = client.get(reverse("desk_article", args=[corrected.pk])).content.decode()
    assert "Signed under your standing permission" in text
    assert "You signed this text" not in text
    assert "Withdraw my name" in text
    desk = client.get(reverse("desk")).content.decode()
    assert reverse("desk_spelling") in desk


def test_the_list_of_corrections_takes_no_more_queries(editor: User, dr_lin: Doctor) -> None:
    mended_live(editor, dr_lin)
    client = signed_in(dr_lin.user)
    address = reverse("desk_spelling")
    client.get(address)
    before = queries_of(lambda: client.get(address))
    for slug in ("back-pain", "knee-pain"):
        publish_mended(make_live(editor, dr_lin, slug), editor)
    assert queries_of(lambda: client.get(address)) == before


def test_the_next_reading_marks_the_corrected_words(editor: User, dr_lin: Doctor) -> None:
    from articles import signing

    corrected = mended_live(editor, dr_lin)
    asked = signing.request_signature(mend(corrected.question, editor, lead="Rest helps."), editor=editor)
    page = signed_in(dr_lin.user).get(reverse("desk_article", args=[asked.pk])).content.decode()
    changed = page[: page.index("The whole text, as readers will see it")]
    assert "occured" in changed
    assert "occurred" in changed


# The admin


def test_an_editor_is_offered_it_where_the_doctor_allows_it(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    draft = mend(live.question, editor)
    client = signed_in(editor)
    change = reverse("admin:articles_article_change", args=[draft.pk])
    move = reverse("admin:articles_article_sign-spelling", args=[draft.pk])
    assert move not in client.get(change).content.decode()
    assert client.get(move).status_code == 302
    allow(dr_lin)
    assert move in client.get(change).content.decode()
    assert client.get(move).status_code == 200
    assert client.post(move).status_code == 302
    assert Article.objects.get(pk=draft.pk).status == Status.SIGNED
    publishing.publish(draft, editor=editor)
    assert list(auditing.problems()) == []


def test_an_editor_reads_why_not_and_loses_nothing(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor, lead="Take 5 mg.")
    client = signed_in(editor)
    move = reverse("admin:articles_article_sign-spelling", args=[draft.pk])
    for response in (client.get(move), client.post(move)):
        assert "Opening words" in response.content.decode()
        assert response.content.decode().count("Take 5 mg.") == 1, "said once"
        assert "Sign the correction" not in response.content.decode(), "nothing to press that cannot be done"
    assert response.status_code == 409
    kept = Article.objects.get(pk=draft.pk)
    assert (kept.status, kept.lead, kept.introduction) == (Status.DRAFT, "Take 5 mg.", MENDED)


def test_a_permission_that_ended_while_the_page_was_open(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor)
    assert dr_lin.user is not None
    delegating.revoke_permission(dr_lin, account=dr_lin.user)
    response = signed_in(editor).post(reverse("admin:articles_article_sign-spelling", args=[draft.pk]))
    assert response.status_code == 409
    assert "does not allow corrections of spelling" in response.content.decode()
    assert Article.objects.get(pk=draft.pk).status == Status.DRAFT


def test_nobody_but_editors_gets_to_the_move(editor: User, reader: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor)
    for user in (reader, dr_lin.user):
        response = signed_in(user).post(reverse("admin:articles_article_sign-spelling", args=[draft.pk]))
        assert response.status_code in (302, 403)
    assert Article.objects.get(pk=draft.pk).status == Status.DRAFT
