"""What the database writes down about pages, whoever changes a row and by whatever way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections, transaction
from django.utils import timezone

from articles import page_changes, publishing, triggers
from articles.models import Condition, ErrorReport, Feedback, LivePage, PageChange, Question, RelatedLink, Tag
from articles.triggers.shown import EVENTS, SHOWN
from doctors.models import Department, Doctor
from tests.signed_rows import sql
from tests.texts import make_article, make_published, make_signed

pytestmark = pytest.mark.django_db(transaction=True)
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")


def state() -> str:
    return PageChange.objects.state()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads
        for _thread in range(2):
            threads.submit(connections.close_all)


def test_each_verb_that_readers_notice_moves_the_mark(editor: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    seen = [state()]
    live = publishing.publish(signed, editor=editor)
    seen.append(state())
    publishing.withdraw(live, editor=editor, reason="Out of date.")
    seen.append(state())
    assert len(set(seen)) == 3


def test_each_change_beside_a_live_answer_moves_the_mark(editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin, tags=("calcium",))
    other = make_published(editor, dr_lin, "cold-feet", tags=("calcium",))
    gout = Condition.objects.create(name="Gout", slug="gout")
    report = ErrorReport.objects.create(question=article.question, article=article, block_digest="0" * 64)
    report.outcome, report.corrected_in = ErrorReport.Outcome.CORRECTED, article
    report.closed_by, report.closed_at = editor, timezone.now()
    changes = [
        lambda: sql("UPDATE doctors_doctor SET bio = 'x'"),
        lambda: Department.objects.update(description="x"),
        lambda: Tag.objects.update(name="Calcium"),
        lambda: article.causes.update(condition=gout),
        lambda: Condition.objects.update(plain_name="x"),
        lambda: article.associated_conditions.add(gout),
        lambda: Question.objects.filter(pk=article.question_id).update(index_phrase="x"),
        lambda: sql("UPDATE articles_livepage SET summary = 'x' WHERE article_id = %s", article.pk),
        lambda: RelatedLink.objects.filter(page=other.pk).delete(),
        lambda: other.question.tags.clear(),
        lambda: article.question.old_slugs.create(slug="older"),
        lambda: report.save(),
    ]
    for number, change in enumerate(changes):
        before = state()
        change()
        assert state() != before, number


def test_what_no_reader_can_see_leaves_the_mark_alone(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    before = state()
    draft = make_article(editor, dr_lin, "cold-feet", tags=("new",))
    draft.associated_conditions.add(Condition.objects.create(name="Gout", slug="gout"))
    make_signed(editor, dr_lin, "back-pain")
    Feedback.objects.create(article=live, verdict=Feedback.Verdict.HELPFUL)
    ErrorReport.objects.create(question=live.question, article=live, block_digest="0" * 64)
    assert state() == before


def test_what_was_rolled_back_leaves_the_mark_alone_and_what_follows_moves_it(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    before = state()
    with transaction.atomic():
        Doctor.objects.update(bio="x")
        transaction.set_rollback(True)
    assert state() == before
    with transaction.atomic():
        with transaction.atomic():
            Doctor.objects.update(bio="x")
            transaction.set_rollback(True)
        Department.objects.update(description="x")
    assert state() != before


@only_postgresql
def test_a_transaction_writes_one_row_whatever_it_changes(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    before = PageChange.objects.count()
    with transaction.atomic():
        for number in range(5):
            Doctor.objects.update(bio=str(number))
            LivePage.objects.update(summary=str(number))
    assert PageChange.objects.count() == before + 1


@only_postgresql
def test_a_transaction_that_ends_late_moves_the_mark_too(
    editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor
) -> None:
    make_published(editor, dr_lin)
    with transaction.atomic():
        Doctor.objects.update(bio="late")
        pool.submit(Department.objects.update, description="early").result(30)
        seen = pool.submit(state).result(30)
    assert state() != seen


@only_postgresql
@pytest.mark.parametrize("table", ["articles_relatedlink", "articles_article_associated_conditions"])
def test_emptying_a_table_moves_the_mark(table: str, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    before = state()
    sql(f"TRUNCATE {table}")
    assert state() != before


def test_a_guard_that_was_put_back_moves_the_mark(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    triggers.remove(connection)
    before = state()
    Doctor.objects.update(bio="x")
    assert state() == before
    triggers.install(connection)
    assert state() != before


def test_a_missing_trigger_is_told() -> None:
    name = next(name for name in triggers._wanted(connection) if "shown" in name and name.endswith("livepage_update"))
    sql(f"DROP TRIGGER {name}" + (" ON articles_livepage" if connection.vendor == "postgresql" else ""))
    assert triggers.missing(connection) == [name]
    triggers.install(connection)
    events = 3 if connection.vendor == "sqlite" else len(EVENTS)
    assert sum("shown" in name for name in triggers._wanted(connection)) == events * len(SHOWN)


def test_old_rows_go_where_there_are_many_and_the_mark_is_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    PageChange.objects.all().delete()
    long_ago = timezone.now() - dt.timedelta(hours=2)
    PageChange.objects.bulk_create(PageChange(mark=number, at=long_ago) for number in range(5))
    assert page_changes.forget_old() == 0
    monkeypatch.setattr(page_changes, "FEW", 5)
    recent = PageChange.objects.create(mark=7, at=timezone.now())
    assert page_changes.forget_old() == 5
    assert PageChange.objects.filter(pk=recent.pk).exists()
    assert PageChange.objects.count() == 2
    alone = state()
    PageChange.objects.update(at=long_ago)
    monkeypatch.setattr(page_changes, "FEW", 1)
    assert page_changes.forget_old() == 2
    assert (PageChange.objects.count(), state() == alone) == (1, False)
