"""`verify` finds what was done while the triggers were away, and names the edition and the block."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import auditing, auditing_words, editing, publishing, revoking, signing, triggers
from articles.models import Article, Event, Publication, Signature
from articles.models.vocabulary import FROZEN, Status
from doctors.models import Doctor
from tests.people import the_doctor, the_editor
from tests.signed_rows import edition_in, forge, forge_pages_away
from tests.standing import stands
from tests.texts import make_article, make_in_review, make_published, make_question, make_signed
from tests.watching import queries_of


@stands
def live() -> Article:
    return make_published(the_editor(), the_doctor())


def codes() -> set[str]:
    return {problem.code for problem in auditing.problems()}


def verify(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify", *arguments, stdout=out)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    return 0, out.getvalue()


def test_what_the_verbs_leave_is_whole(editor: User, chief: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    for state in Status.values:
        edition_in(state, editor, dr_lin, state)
    both = make_in_review(editor, dr_lin, "two-doctors", life_stage="child", second_reviewer=dr_other)
    for doctor in (dr_other, dr_lin):
        signing.sign(both, doctor=doctor, digest=both.digest)
    publishing.publish(both, editor=editor)
    first = make_published(editor, dr_lin, "three-editions")
    fresh = editing.start_edition(first.question, editor=editor)
    Article.objects.filter(pk=fresh.pk).update(closing="See a doctor when it stays.")
    asked = signing.request_signature(editing.text_saved(fresh, editor=editor), editor=editor)
    signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    publishing.publish(asked, editor=editor)
    publishing.roll_back(first.question, editor=chief, reason="Too long.")
    revoking.revoke(make_published(editor, dr_lin, "revoked"), doctor=dr_lin, reason="I was wrong.")
    sent_back = make_in_review(editor, dr_lin, "sent-back")
    signing.request_changes(sent_back, doctor=dr_lin, comment="Shorter.", digest=sent_back.digest)
    assert list(auditing.problems()) == []
    assert verify() == (0, f"{Article.objects.count()} editions, 0 problems\n")


@pytest.mark.parametrize("state", FROZEN)
def test_one_changed_byte_is_named_by_edition_and_block(state: str, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, "sound")
    article = edition_in(state, editor, dr_lin)
    heading = "heading = 'Bone spurS'"
    assert (
        forge(f"UPDATE articles_cause SET {heading} WHERE article_id = %s AND heading = 'Bone spurs'", article.pk) == 1
    )
    code, text = verify()
    assert code == 1
    sentence = "Edition 1 of “leg-cramps” holds other words than Dr. Lin Yunfei signed: the block cause 2 was changed."
    assert sentence in text.splitlines()
    assert "sound" not in text


@pytest.mark.parametrize(
    ("statement", "block", "what"),
    [
        ("UPDATE articles_article SET introduction = introduction || '.'", "introduction", "was changed"),
        ("UPDATE articles_article SET byline_name = 'Dr. Who'", "byline", "was changed"),
        ("UPDATE articles_article SET closing = 'Buy this.'", "closing", "was added"),
        ("UPDATE articles_section SET kind = 'other' WHERE kind = 'pathological'", "section 2", "was changed"),
        ("UPDATE articles_careadvice SET level = 'routine'", "care", "was changed"),
        ("UPDATE articles_reference SET year = 1999", "references", "was changed"),
        ("DELETE FROM articles_careadvice", "care", "is missing"),
        ("DELETE FROM articles_cause WHERE heading = 'Long walks'", "cause 1", "is missing"),
    ],
)
def test_every_kind_of_row_is_read(statement: str, block: str, what: str, live: Article) -> None:
    article = live
    forge(statement)
    found = [problem for problem in auditing.problems() if problem.code == "text-changed"]
    assert any(problem.sentence.endswith(f"the block {block} {what}.") for problem in found), found
    assert {(problem.article_id, problem.question, problem.edition) for problem in found} == {
        (article.pk, "leg-cramps", 1)
    }


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE articles_article SET digest = 'abc'", "signature-missing"),
        ("UPDATE articles_article SET digest_version = 9", "digest-version-unknown"),
        ("UPDATE articles_signature SET name = 'Dr. Who'", "chain-broken"),
        ("UPDATE articles_signature SET previous_hash = 'abc'", "chain-broken"),
        ("UPDATE articles_signature SET block_digests = '[]'", "signature-inconsistent"),
        ("UPDATE articles_signature SET verdict = 'revoked'", "signature-invalid"),
        ("UPDATE articles_signature SET role = 'second_reviewer'", "signature-invalid"),
        ("UPDATE articles_article SET signatures_required = 2", "second-signature-invalid"),
        ("UPDATE articles_article SET life_stage = 'infant'", "second-signature-invalid"),
        ("UPDATE articles_contribution SET user_id = (SELECT user_id FROM doctors_doctor)", "own-words"),
        ("UPDATE articles_publication SET live_until = live_from, end_cause = 'safety'", "period-missing"),
        ("DELETE FROM articles_publication", "period-missing"),
        ("UPDATE articles_article SET status = 'withdrawn'", "period-open"),
        ("UPDATE articles_article SET status = 'draft'", "page-of-unpublished"),
        ("UPDATE articles_livepage SET summary = 'Buy this.'", "page-differs"),
        ("UPDATE articles_livepage SET content = '{}'", "page-differs"),
        ("UPDATE articles_livepage SET slug = 'elsewhere'", "page-differs"),
        ("DELETE FROM articles_event WHERE verb = 'published'", "publishing-not-in-trail"),
        (
            "UPDATE articles_event SET detail = '{\"digest\": \"f\"}' WHERE verb = 'published'",
            "publishing-not-in-trail",
        ),
    ],
)
def test_forged_rows_are_found(statement: str, code: str, live: Article) -> None:
    forge(statement)
    assert code in codes()


def test_a_page_that_went_by_sql_is_missed(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    forge_pages_away()
    assert "page-missing" in codes()


@pytest.mark.parametrize("state", [Status.SIGNED, Status.PUBLISHED, Status.WITHDRAWN])
def test_less_than_the_signed_audience_demands_is_found(
    state: str, editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    article = make_in_review(editor, dr_lin, life_stage="infant", second_reviewer=dr_other)
    for doctor in (dr_other, dr_lin):
        signing.sign(article, doctor=doctor, digest=article.digest)
    if state != Status.SIGNED:
        publishing.publish(article, editor=editor)
    if state == Status.WITHDRAWN:
        publishing.withdraw(Article.objects.get(pk=article.pk), editor=editor, reason="Out of date.")
    assert codes() == set()
    forge("UPDATE articles_article SET risk_class = 'normal', signatures_required = 1")
    assert {"risk-too-low", "signatures-too-few"} <= codes()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("change_note", "Take three."),
        ("source_reviewer", "Dr. Nobody"),
        ("evidence_searched_on", "2026-01-02"),
        ("risk_class", "raised"),
    ],
)
def test_a_page_is_not_to_be_rebuilt_from_a_row_that_nobody_signed(
    column: str, value: str, editor: User, dr_lin: Doctor
) -> None:
    live = make_published(editor, dr_lin, change_note="First edition.")
    forge(f"UPDATE articles_article SET {column} = %s", value)
    (problem,) = auditing.problems()
    assert problem.code == "page-differs"
    if column == "change_note":
        assert "rows: content.change_note; no signature covers" in problem.sentence
        assert "content.change_note: page “First edition.”, row “Take three.”" in problem.sentence
    assert "; run “manage.py rebuild_pages”" not in problem.sentence
    assert "ask who wrote it which is right" in problem.sentence
    assert Event.objects.filter(article=live, verb="published").exists()


def test_rows_of_another_edition_are_found(editor: User, dr_lin: Doctor) -> None:
    article, other = make_published(editor, dr_lin), make_article(editor, dr_lin, "back-pain")
    forge("UPDATE articles_cause SET article_id = %s WHERE article_id = %s", other.pk, article.pk)
    forge("UPDATE articles_publication SET question_id = %s", other.question_id)
    assert {"cause-astray", "period-astray"} <= codes()


def test_a_draft_whose_digest_is_stale_is_found(editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    Article.objects.filter(pk=article.pk).update(lead="Another lead.")
    assert codes() == {"digest-stale"}


def test_a_missing_trigger_is_found(editor: User) -> None:
    triggers.remove(connection)
    problems = list(auditing.problems())
    assert {problem.code for problem in problems} == {"trigger-missing"}
    assert any("healthqa_guard_articles_signature_delete" in problem.sentence for problem in problems)


def test_a_removed_signature_is_found(editor: User, dr_lin: Doctor) -> None:
    make_signed(editor, dr_lin)
    make_signed(editor, dr_lin, "back-pain")
    first = Signature.objects.earliest("pk")
    forge("DELETE FROM articles_signature WHERE id = %s", first.pk)
    assert codes() == {"signature-missing", "chain-broken"}


def test_the_report_for_programs(editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    forge("UPDATE articles_cause SET advice = 'Rest.' WHERE heading = 'Long walks'")
    code, text = verify("--report", "json")
    report: dict[str, Any] = json.loads(text)
    assert code == 1
    assert report["summary"] == {"editions": 1, "problems": 1}
    assert report["problems"][0] == {
        "code": "text-changed",
        "sentence": "Edition 1 of “leg-cramps” holds other words than Dr. Lin Yunfei signed: "
        "the block cause 1 was changed.",
        "article_id": article.pk,
        "question": "leg-cramps",
        "edition": 1,
        "block": "cause 1",
    }


def test_the_queries_do_not_grow_with_the_editions(editor: User, dr_lin: Doctor) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert list(auditing.problems()) == []
        return len(queries)

    make_signed(editor, dr_lin)
    few = count()
    for number in range(5):
        make_signed(editor, dr_lin, f"question-{number}")
    assert count() == few


def test_the_queries_do_not_grow_with_the_pages(editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    def count() -> int:
        return queries_of(lambda: list(auditing.problems()))

    def publish(number: int) -> None:
        question = make_question(f"cramps-{number}", tags=("legs", f"tag-{number}"), translation_group=uuid4())
        make_published(editor, dr_lin, question=question, question_text=f"Why number {number}?")

    publish(0)
    few = count()
    for number in range(1, 6):
        publish(number)
    assert count() == few
    monkeypatch.setattr(auditing, "CHUNK", 2)
    assert few < count() < 6 * few, "a chunk at a time"


def test_pages_of_one_chunk_are_not_mixed_up(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    group = uuid4()
    english = make_question("en", tags=("legs", "cramps"), translation_group=group)
    chinese = make_question("zh", tags=("legs",), language="zh-hans", translation_group=group)
    make_published(editor, dr_lin, question=english, question_text="Why cramps?")
    make_published(editor, dr_other, question=chinese, question_text="为什么抽筋？")
    both = make_in_review(editor, dr_lin, "two-doctors", life_stage="child", second_reviewer=dr_other)
    for doctor in (dr_other, dr_lin):
        signing.sign(both, doctor=doctor, digest=both.digest)
    publishing.publish(both, editor=editor)
    make_published(editor, dr_other, "alone")
    assert list(auditing.problems()) == []
    cramps = "(SELECT id FROM articles_tag WHERE name = 'cramps')"
    forge(f"DELETE FROM articles_questiontag WHERE tag_id = {cramps}")
    later = Publication.objects.get(article=both).live_from + dt.timedelta(minutes=1)
    forge("UPDATE articles_publication SET live_from = %s WHERE article_id = %s", str(later), both.pk)
    forge("UPDATE articles_question SET translation_group = NULL WHERE id = %s", chinese.pk)
    found = {(problem.question, problem.code, problem.sentence.rpartition(": ")[2]) for problem in auditing.problems()}
    moments = "content.published_at, published_at; run “manage.py rebuild_pages”."
    assert found == {
        ("en", "page-differs", "content.question.tags, content.question.translations; run “manage.py rebuild_pages”."),
        ("zh", "page-differs", "content.question.translations; run “manage.py rebuild_pages”."),
        ("two-doctors", "page-differs", f"content.first_published_at, {moments}"),
    }


def test_progress_is_told_of_every_edition(editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "CHUNK", 2)
    for number in range(3):
        make_article(editor, dr_lin, f"question-{number}")
    told: list[tuple[int, int]] = []
    assert list(auditing.problems(lambda done, total: told.append((done, total)))) == []
    assert told == [(2, 3), (3, 3)]


def test_an_edition_that_was_caught_in_the_middle_of_a_verb_raises_no_alarm(
    editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_published(editor, dr_lin)
    judge, looked = auditing._judge, []

    def first_look_is_torn(article: Article, finder: Any) -> Any:
        looked.append(article.pk)
        if len(looked) == 1:
            article.status = Status.WITHDRAWN
        return judge(article, finder)

    monkeypatch.setattr(auditing, "_judge", first_look_is_torn)
    assert list(auditing.problems()) == []
    assert len(looked) == 2


@pytest.mark.parametrize(
    ("signed", "now", "found"),
    [
        ("a1 b1", "a1 b1", []),
        ("a1 c1 c2", "a1 c1 c3", [("c 2", "was changed")]),
        ("a1 c1 c2 d1", "a1 c2 d1", [("c 1", "is missing")]),
        ("a1 b1", "a1 x1 b1", [("x", "was added")]),
        ("", "a1", [("a", "was added")]),
    ],
)
def test_changed_blocks(signed: str, now: str, found: list[tuple[str, str]]) -> None:
    before, after = ([(entry[0], entry[1]) for entry in text.split()] for text in (signed, now))
    assert auditing_words.changed_blocks(before, after) == found


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("verify", "--report", "xml")
