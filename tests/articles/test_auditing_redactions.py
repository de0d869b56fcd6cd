"""`verify` calls an erased edition redacted, still checks its record, and finds what was forged around it."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from articles import redacting
from articles.models import Article
from articles.permissions import CHIEF_EDITORS
from doctors.models import Doctor
from tests.articles.test_auditing import codes, verify
from tests.people import make_user, the_chief, the_doctor, the_editor
from tests.signed_rows import forge
from tests.standing import stands
from tests.texts import make_published, make_withdrawn

WHY = "A court asked for it.\nTwice."


@stands
def gone() -> Article:
    return gone_by_the_verbs()


def gone_by_the_verbs() -> Article:
    article = make_withdrawn(the_editor(), the_doctor())
    redacting.ask_redaction(article, chief=the_chief(), reason=WHY)
    return redacting.redact(article, second=make_user("second", CHIEF_EDITORS, staff=True))


@stands
def beside_another() -> Article:
    article = gone_by_the_verbs()
    make_published(the_editor(), the_doctor("Mara Ellison"), "other-question")
    make_user("reader")
    assert verify()[0] == 0
    return article


def test_a_line_names_it_and_nothing_is_wrong(gone: Article) -> None:
    said = "Edition 1 of “leg-cramps” is redacted; its signatures are kept: A court asked for it. Twice."
    assert verify() == (0, f"{said}\n1 editions, 0 problems\n")
    code, text = verify("--report", "json")
    report = json.loads(text)
    assert code == 0
    assert report["redacted"] == [{"question": "leg-cramps", "edition": 1, "reason": WHY}]
    assert report["problems"] == []


def test_what_only_waits_is_not_named(editor: User, chief: User, dr_lin: Doctor) -> None:
    redacting.ask_redaction(make_withdrawn(editor, dr_lin), chief=chief, reason=WHY)
    assert verify() == (0, "1 editions, 0 problems\n")


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM articles_redaction", "redaction-missing"),
        ("UPDATE articles_redaction SET state = 'refused'", "redaction-missing"),
        ("DELETE FROM articles_event WHERE verb = 'redaction_asked'", "redaction-not-in-trail"),
        ("DELETE FROM articles_event WHERE verb = 'redacted'", "redaction-not-in-trail"),
        ("UPDATE articles_redaction SET decided_by_id = (SELECT MAX(id) FROM auth_user)", "redaction-not-in-trail"),
        ("UPDATE articles_article SET introduction = 'Buy this.'", "words-not-erased"),
        ("UPDATE articles_article SET question_text = 'Is it safe?'", "text-changed"),
        ("UPDATE articles_article SET original_document = 'Kept.'", "words-not-erased"),
        ("UPDATE articles_article SET digest = 'abc'", "signature-missing"),
        ("UPDATE articles_signature SET block_digests = '[]'", "signature-inconsistent"),
        ("UPDATE articles_signature SET name = 'Dr. Who'", "chain-broken"),
        ("UPDATE articles_signature SET comment = 'Forged.'", "chain-broken"),
        ("UPDATE articles_publication SET live_until = NULL, end_cause = '', reason = ''", "period-open"),
        ("UPDATE articles_publication SET question_id = (SELECT MAX(id) FROM articles_question)", "period-astray"),
    ],
)
def test_a_forged_erasure_is_found(statement: str, code: str, beside_another: Article) -> None:
    gone = beside_another
    forge(statement + (f" WHERE article_id = {gone.pk}" if "publication" in statement else _of(statement, gone)))
    assert code in codes(), "which is what makes `verify` end with 1"


def _of(statement: str, gone: Article) -> str:
    if "UPDATE articles_article" in statement:
        return f" WHERE id = {gone.pk}"
    return f" WHERE article_id = {gone.pk}" if "UPDATE articles_signature" in statement else ""


def test_one_person_alone_is_refused_even_without_the_triggers(gone: Article) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        forge("UPDATE articles_redaction SET decided_by_id = asked_by_id")


def test_an_erasure_that_was_confirmed_past_the_verb_is_found(
    editor: User, chief: User, reader: User, dr_lin: Doctor
) -> None:
    article = make_withdrawn(editor, dr_lin)
    redacting.ask_redaction(article, chief=chief, reason=WHY)
    forge("UPDATE articles_redaction SET state = 'confirmed', decided_by_id = %s, decided_at = asked_at", reader.pk)
    assert {"words-not-erased", "redaction-not-in-trail"} <= codes()
