"""Legal erasure: two persons, one transaction, every word gone wherever it was repeated, every record kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from articles import (
    auditing,
    canonical,
    chain,
    commenting,
    editing,
    importing,
    publishing,
    redacting,
    revoking,
    signing,
)
from articles.errors import NotAllowed, Refused
from articles.models import (
    Article,
    Cause,
    Condition,
    Contribution,
    Event,
    Feedback,
    Publication,
    Redaction,
    Signature,
)
from articles.models.vocabulary import TOMBSTONE, Status
from articles.parsing import parse
from articles.permissions import CHIEF_EDITORS
from articles.triggers import columns as c
from doctors.models import Doctor
from tests.people import make_user
from tests.signed_rows import rows_of
from tests.texts import make_article, make_in, make_in_review, make_published, make_withdrawn, publish_next
from tests.watching import breaking, everything, locked_by, refused, trail

WHY = "A court asked for it."
MARK = "zqx"


@pytest.fixture
def second(db: None) -> User:
    return make_user("second", CHIEF_EDITORS, staff=True)


def erased(article: Article, chief: User, second: User) -> Article:
    redacting.ask_redaction(article, chief=chief, reason=WHY)
    return redacting.redact(article, second=second)


def marked(editor: User, doctor: Doctor, slug: str = "erase-me") -> Article:
    """A draft in which each column of words that takes free text holds a mark of its own."""
    draft = make_article(editor, doctor, slug)
    for table, names in c.WORDS.items():
        model: Any = next(model for model in apps.get_models() if model._meta.db_table == table)
        texts = {field.column for field in model._meta.concrete_fields if field.get_internal_type() == "TextField"}
        texts |= {field.column for field in model._meta.concrete_fields if (field.max_length or 0) >= 100}
        texts -= {"doi", "url", "source_url"}
        row = model.objects.filter(**({"pk": draft.pk} if model is Article else {"article": draft})).first()
        model.objects.filter(pk=row.pk).update(**{name: f"{MARK} {table} {name}" for name in names if name in texts})
    Article.objects.filter(pk=draft.pk).update(
        original_document=f"{MARK} document",
        change_note=f"{MARK} note",
        source_reviewer=f"{MARK} reviewer",
        unplaced=[{"line": 3, "text": f"{MARK} line"}],
    )
    return editing.text_saved(draft, editor=editor)


def marks() -> set[str]:
    """Every `table.column` of the database that holds a mark."""
    found = set()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found |= {f"{table}.{name}" for name, value in zip(names, row, strict=True) if MARK in str(value)}
    return found


def logged(row: Article | Cause, editor: User) -> None:
    LogEntry.objects.create(
        user=editor,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=f"{MARK} {row}"[:200],
        action_flag=CHANGE,
        change_message=f"{MARK}",
    )


def test_no_word_of_the_edition_is_left_in_any_table(editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    asked = signing.request_signature(marked(editor, dr_lin), editor=editor)
    quote = asked.introduction
    assert dr_lin.user is not None
    commenting.comment(asked, account=dr_lin.user, digest=asked.digest, quote=quote, text=f"{MARK} is odd")
    signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    live = publishing.publish(asked, editor=editor)
    Feedback.objects.create(article=live, verdict="unclear", text=f"What is {MARK}?")
    live.associated_conditions.add(Condition.objects.create(name="Herniation", slug="herniation"))
    for row in (live, live.causes.first()):
        assert row is not None
        logged(row, editor)
    before = marks()
    assert {"articles_cause.heading", "articles_livepage.content", "django_admin_log.object_repr"} <= before
    publishing.withdraw(live, editor=editor, reason="Personal data.")
    erased(live, chief, second)
    assert marks() == set()
    assert Article.objects.filter(associated_conditions__isnull=False).count() == 0


@pytest.mark.parametrize("state", [Status.SUPERSEDED, Status.WITHDRAWN])
def test_signatures_digests_periods_and_trail_stay(
    editor: User, chief: User, second: User, dr_lin: Doctor, state: Status
) -> None:
    article = make_in(state, editor, dr_lin)
    kept = (c.SIGNATURE, c.CONTRIBUTION, c.PUBLICATION)
    before, events = {table: rows_of(table) for table in kept}, rows_of(c.EVENT)
    other = {row["id"]: row for row in rows_of(c.ARTICLE) if row["id"] != article.pk}
    done = erased(article, chief, second)
    assert {table: rows_of(table) for table in kept} == before
    assert rows_of(c.EVENT)[: len(events)] == events
    assert {row["id"]: row for row in rows_of(c.ARTICLE) if row["id"] != article.pk} == other
    assert (done.status, done.digest, done.doctor_id) == (state, article.digest, article.doctor_id)
    assert done.is_redacted
    assert not Cause.objects.filter(article=article).exists()
    assert chain.broken_links(dr_lin) == []
    assert Signature.objects.valid().filter(article=article).exists()


def test_the_record_says_who_asked_who_confirmed_and_why(
    editor: User, chief: User, second: User, dr_lin: Doctor
) -> None:
    article = make_withdrawn(editor, dr_lin)
    with trail("redaction_asked", actor=chief) as written:
        asked = redacting.ask_redaction(article, chief=chief, reason=f"  {WHY}\r\n")
    assert written[0].detail == {"digest": article.digest, "reason": WHY}
    assert not Article.objects.get(pk=article.pk).is_redacted, "one person alone erases nothing"
    with trail("redacted", actor=second) as written:
        redacting.redact(article, second=second)
    assert written[0].detail == {"digest": article.digest, "asked_by": chief.pk}
    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.asked_by, asked.decided_by) == ("confirmed", WHY, chief, second)
    assert asked.decided_at is not None
    assert asked.asked_at <= asked.decided_at


def test_a_live_edition_is_withdrawn_first(editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    with refused("still-live"):
        redacting.ask_redaction(live, chief=chief, reason=WHY)
    publishing.withdraw(live, editor=editor, reason="Out of date.")
    erased(live, chief, second)


def test_an_edition_that_went_live_again_meanwhile_is_not_erased(
    editor: User, chief: User, second: User, dr_lin: Doctor
) -> None:
    first = make_published(editor, dr_lin)
    publish_next(first.question, editor)
    redacting.ask_redaction(first, chief=chief, reason=WHY)
    publishing.roll_back(first.question, editor=chief, reason="The new one is wrong.")
    with refused("still-live"):
        redacting.redact(first, second=second)


@pytest.mark.parametrize("state", [Status.DRAFT, Status.IN_REVIEW, Status.SIGNED])
def test_words_on_their_way_are_edited_and_not_erased(editor: User, chief: User, dr_lin: Doctor, state: Status) -> None:
    article = make_in(state, editor, dr_lin)
    with refused("not-ended"):
        redacting.ask_redaction(article, chief=chief, reason=WHY)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_reason_is_needed(editor: User, chief: User, dr_lin: Doctor, reason: str) -> None:
    article = make_withdrawn(editor, dr_lin)
    with refused("reason-missing"):
        redacting.ask_redaction(article, chief=chief, reason=reason)
    with refused("reason-too-long"):
        redacting.ask_redaction(article, chief=chief, reason="x" * 1_001)


def test_nobody_without_the_right_asks_confirms_or_refuses(
    editor: User, chief: User, reader: User, dr_lin: Doctor
) -> None:
    article = make_withdrawn(editor, dr_lin)
    assert dr_lin.user is not None
    strangers = (editor, reader, dr_lin.user)
    for stranger in strangers:
        with refused("not-allowed"):
            redacting.ask_redaction(article, chief=stranger, reason=WHY)
    redacting.ask_redaction(article, chief=chief, reason=WHY)
    for stranger in strangers:
        with refused("not-allowed"):
            redacting.redact(article, second=stranger)
        with refused("not-allowed"):
            redacting.refuse_redaction(article, second=stranger, reason=WHY)


def test_who_asked_does_not_confirm(editor: User, chief: User, dr_lin: Doctor) -> None:
    article = make_withdrawn(editor, dr_lin)
    redacting.ask_redaction(article, chief=chief, reason=WHY)
    with refused("not-allowed"):
        redacting.redact(article, second=chief)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"email": "Iris.Vale@example.org"}, {"email": "iris.vale@EXAMPLE.org"}),
        ({"email": "iris@example.org"}, {"email": "iris+second@example.org"}),
        ({"first_name": "Iris", "last_name": "Vale"}, {"first_name": "iris ", "last_name": "VALE"}),
    ],
)
def test_a_second_account_of_the_same_human_does_not_confirm(
    editor: User, chief: User, second: User, dr_lin: Doctor, mine: dict[str, str], theirs: dict[str, str]
) -> None:
    article = make_withdrawn(editor, dr_lin)
    for account, fields in ((chief, mine), (second, theirs)):
        User.objects.filter(pk=account.pk).update(**fields)
        account.refresh_from_db()
    redacting.ask_redaction(article, chief=chief, reason=WHY)
    with refused("not-allowed"):
        redacting.redact(article, second=second)


def test_an_address_that_was_confirmed_for_both_accounts_tells_them_as_one(chief: User, second: User) -> None:
    assert not redacting.same_human(chief, second)
    second.emailaddress_set.create(email=chief.email.upper(), verified=True)  # type: ignore[attr-defined]
    assert redacting.same_human(chief, second)
    assert redacting.same_human(second, chief)


def test_accounts_without_name_or_address_are_not_taken_for_one(chief: User, second: User) -> None:
    for account in (chief, second):
        account.email = account.first_name = account.last_name = ""
    assert not redacting.same_human(chief, second)


def test_nothing_is_erased_that_nobody_asked_for(editor: User, second: User, dr_lin: Doctor) -> None:
    article = make_withdrawn(editor, dr_lin)
    with refused("not-asked"):
        redacting.redact(article, second=second)
    with refused("not-asked"):
        redacting.refuse_redaction(article, second=second, reason=WHY)


def test_a_refusal_is_kept_and_it_can_be_asked_again(editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    article = make_withdrawn(editor, dr_lin)
    first = redacting.ask_redaction(article, chief=chief, reason=WHY)
    with refused("asked-already"):
        redacting.ask_redaction(article, chief=second, reason=WHY)
    with trail("redaction_refused", actor=second):
        redacting.refuse_redaction(article, second=second, reason="No name is in it.")
    first.refresh_from_db()
    assert (first.state, first.answer, first.decided_by) == ("refused", "No name is in it.", second)
    with refused("not-asked"):
        redacting.redact(article, second=second)
    erased(article, chief, second)
    assert list(Redaction.objects.values_list("state", flat=True)) == ["refused", "confirmed"]


def test_erased_once_is_erased(editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    article = erased(make_withdrawn(editor, dr_lin), chief, second)
    with refused("redacted-already"):
        redacting.ask_redaction(article, chief=chief, reason=WHY)
    with refused("redacted-already"):
        redacting.redact(article, second=second)


def test_a_verb_that_breaks_in_the_middle_erases_nothing(
    editor: User, chief: User, second: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_withdrawn(editor, dr_lin)
    with breaking(monkeypatch):
        redacting.ask_redaction(article, chief=chief, reason=WHY)
    redacting.ask_redaction(article, chief=chief, reason=WHY)
    with breaking(monkeypatch):
        redacting.redact(article, second=second)
    with breaking(monkeypatch, "articles.redacting._erase_around"):
        redacting.redact(article, second=second)


def test_the_question_is_locked_before_the_edition(editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    article = make_withdrawn(editor, dr_lin)
    redacting.ask_redaction(article, chief=chief, reason=WHY)
    assert locked_by(lambda: redacting.redact(article, second=second))[:2] == ["question", "article"]


def test_the_original_document_goes_from_the_editions_that_took_it_over(
    editor: User, chief: User, second: User, dr_lin: Doctor
) -> None:
    first = make_published(editor, dr_lin, original_document="Mr. Vale said:")
    live = publish_next(first.question, editor)
    assert live.original_document == "Mr. Vale said:"
    erased(first, chief, second)
    now = Article.objects.with_text().get(pk=live.pk)
    assert now.original_document == ""
    assert (now.status, canonical.digest_of(now)) == (Status.PUBLISHED, live.digest)
    assert list(auditing.problems()) == []


def test_the_page_can_say_who_keeps_the_same_words(editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    newer = publish_next(first.question, editor)
    assert list(redacting.others_with_words(first)) == [newer]
    erased(first, chief, second)
    assert list(redacting.others_with_words(newer)) == []


def test_an_erased_edition_is_never_live_again(editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    publish_next(first.question, editor)
    erased(first, chief, second)
    with refused("redacted"):
        publishing.roll_back(first.question, editor=chief, reason="The new one is wrong.")


def test_the_next_edition_after_an_erased_one_begins_without_words(
    editor: User, chief: User, second: User, dr_lin: Doctor
) -> None:
    gone = erased(make_withdrawn(editor, dr_lin), chief, second)
    fresh = editing.start_edition(gone.question, editor=editor)
    assert (fresh.edition, fresh.status, fresh.question_text, fresh.introduction) == (2, Status.DRAFT, "", "")
    assert fresh.doctor == dr_lin
    assert not fresh.is_redacted
    assert not Cause.objects.filter(article=fresh).exists()
    assert list(Contribution.objects.filter(article=fresh)) == []
    with pytest.raises(Refused):
        signing.request_signature(fresh, editor=editor)
    assert list(auditing.problems()) == []


def test_a_doctor_can_still_take_the_name_back(editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    gone = erased(make_withdrawn(editor, dr_lin), chief, second)
    revocation = revoking.revoke(gone, doctor=dr_lin, reason="I never want to be named for this.")
    assert revocation.verdict == "revoked"
    assert list(auditing.problems()) == []


def test_no_text_can_be_signed_that_looks_erased(editor: User, dr_lin: Doctor) -> None:
    with pytest.raises(Refused) as caught:
        make_in_review(editor, dr_lin, question_text=TOMBSTONE)
    assert caught.value.code == "question-missing"


def test_refusals_are_sentences_and_change_nothing(editor: User, chief: User, dr_lin: Doctor) -> None:
    article = make_withdrawn(editor, dr_lin)
    before = everything()
    for account in (chief, editor):
        with pytest.raises((Refused, NotAllowed)):
            redacting.redact(article, second=account)
    assert everything() == before
    assert Publication.objects.filter(article=article).count() == 1
    assert not Event.objects.filter(verb="redacted").exists()


def test_an_import_does_not_bring_erased_words_back_by_itself(
    editor: User, chief: User, second: User, dr_lin: Doctor
) -> None:
    text = "What causes sore wrists?\n\nMar 05, 2024 Source: Harbour Notes\nDr. Lin Yunfei\nIntroduction\nThey heal."
    text += "\n\nDisclosure: none"

    def bring(**options: bool) -> importing.Imported:
        return importing.import_document(parse(text), key="wrists", original=text, editor=editor, **options)  # type: ignore[arg-type]

    draft = bring().article
    assert draft is not None
    asked = signing.request_signature(draft, editor=editor, byline_confirmed=True)
    signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    publishing.publish(asked, editor=editor)
    erased(publishing.withdraw(asked, editor=editor, reason="Out of date."), chief, second)
    again = bring()
    assert again.outcome == "refused"
    assert "were erased" in again.errors[0].message
    assert Article.objects.count() == 1
    assert bring(onto_draft=True).outcome == "updated"
    assert list(auditing.problems()) == []
