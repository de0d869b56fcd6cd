"""What the database writes down when something beside a doctor's name changes: what stood there until now.

The daily digest compares what it told with what is there; this is for what came and went in between, by whatever way.
Nothing is refused here. Once for SQLite and PostgreSQL, as `rules.py`; `OBJECT` and `JSON` stand for the functions of
each that make JSON. Nothing is written where nothing differs, beyond `MOST`, or for a doctor who has no account and
was never told anything; an account that is taken away for an hour hides nothing.
"""

# ruff: noqa: S608  SQL is made of the names in this folder and of nothing that anybody types

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from articles.triggers import columns as c
from articles.triggers.phrases import changed

JOURNAL = "articles_bylinejournal"
DIGEST_STATE = "articles_digeststate"

#: Steps kept for one doctor and answer, or profile, between two digests. The digest says when it were more.
MOST = 50
#: Columns of a page that stand on it or on its card, or say where it stands in lists.
PAGE = (
    *("slug", "language", "question_text", "index_phrase", "summary", "byline", "body_area"),
    *("signed_on", "due_on", "digest", "is_sample"),
)
ROWS = ("slug", "language", "body_area", "kind", "is_sample")
PROFILE = (
    *("name", "honorific", "slug", "credentials", "job_title", "hospital", "country", "registration_body"),
    *("registration_number", "bio", "photo", "conflicts_of_interest", "is_sample", "verified_at", "retired_at"),
)


@dataclass(frozen=True, slots=True)
class Note:
    """After `event` on a row of `table`, where `when` holds: `statement` writes down what stood there.

    `holds`: a row that is held until the end of the transaction before that, where transactions run beside each other.
    """

    table: str
    event: str
    when: str
    statement: str
    holds: str = ""


def all_notes() -> Iterator[Note]:
    yield from _pages()
    yield from _questions()
    yield from _tags()
    yield from _profiles()


def _object(columns: Iterable[str], *more: str) -> str:
    pairs = (f"'{column}', OLD.{column}" for column in columns)
    return f"OBJECT({', '.join((*pairs, *more))})"


def _write(what: str, was: str, *, tables: str, where: str, question: str = "NULL", article: str = "NULL") -> str:
    """For each doctor `d` found who is to be told, now or some day, unless `MOST` steps are kept already."""
    known = f"j.question_id = {question}" if question != "NULL" else "j.question_id IS NULL"
    kept = f"SELECT count(*) FROM {JOURNAL} j WHERE j.doctor_id = d.id AND {known}"
    told = f"EXISTS (SELECT 1 FROM {DIGEST_STATE} g WHERE g.doctor_id = d.id)"
    return (
        f"INSERT INTO {JOURNAL} (doctor_id, question_id, article_id, what, was)"
        f" SELECT d.id, {question}, {article}, '{what}', {was} FROM {tables}"
        f" WHERE {where} AND (d.user_id IS NOT NULL OR {told}) AND ({kept}) < {MOST}"
    )


#: The doctors whose names stand under edition `a`: the byline, and the second who signs.
_NAMED = "d.id IN (a.doctor_id, CASE WHEN a.signatures_required = 2 THEN a.second_reviewer_id END)"


def _pages() -> Iterator[Note]:
    was = _object((*PAGE, "card"), "'content', JSON(OLD.content)")
    statement = _write(
        *("page", was),
        tables=f"{c.ARTICLE} a, {c.DOCTOR} d",
        where=f"a.id = OLD.article_id AND {_NAMED}",
        question="OLD.question_id",
        article="OLD.article_id",
    )
    other_card = f"OLD.card IS NOT NULL AND ({changed(('card',))})"  # none before: it was drawn
    yield Note(c.LIVE_PAGE, "UPDATE", f"{changed((*PAGE, 'content'))} OR {other_card}", statement)
    yield Note(c.LIVE_PAGE, "DELETE", "", statement)


def _live(question: str) -> str:
    return f"p.question_id = {question} AND a.id = p.article_id AND {_NAMED}"


def _questions() -> Iterator[Note]:
    department = f"'department', (SELECT e.name FROM {c.DEPARTMENT} e WHERE e.id = OLD.department_id)"
    statement = _write(
        *("question", _object(ROWS, department)),
        tables=f"{c.LIVE_PAGE} p, {c.ARTICLE} a, {c.DOCTOR} d",
        where=_live("OLD.id"),
        question="OLD.id",
        article="a.id",
    )
    yield Note(c.QUESTION, "UPDATE", changed((*ROWS, "department_id")), statement)


def _tags() -> Iterator[Note]:
    statement = _write(
        *("tag", "OBJECT('name', t.name)"),
        tables=f"{c.LIVE_PAGE} p, {c.ARTICLE} a, {c.DOCTOR} d, {c.TAG} t",
        where=f"{_live('OLD.content_object_id')} AND t.id = OLD.tag_id",
        question="OLD.content_object_id",
        article="a.id",
    )
    yield Note(c.QUESTION_TAG, "UPDATE", changed(("tag_id", "content_object_id")), statement)
    yield Note(c.QUESTION_TAG, "DELETE", "", statement)


def _profiles() -> Iterator[Note]:
    live = "a.status = 'published'"
    signed = f"SELECT 1 FROM {c.ARTICLE} a WHERE a.doctor_id = d.id AND {live}"
    second = f"SELECT 1 FROM {c.ARTICLE} a WHERE a.second_reviewer_id = d.id AND a.signatures_required = 2 AND {live}"
    is_shown = f"(EXISTS ({signed}) OR EXISTS ({second}))"
    department = f"'department', (SELECT e.name FROM {c.DEPARTMENT} e WHERE e.id = OLD.department_id)"
    own = _write("profile", _object(PROFILE, department), tables=f"{c.DOCTOR} d", where=f"d.id = OLD.id AND {is_shown}")
    yield Note(c.DOCTOR, "UPDATE", changed((*PROFILE, "department_id")), own)
    renamed = _write(
        *("profile", "OBJECT('department', OLD.name)"),
        tables=f"{c.DOCTOR} d",
        where=f"d.department_id = OLD.id AND {is_shown}",
    )
    yield Note(c.DEPARTMENT, "UPDATE", changed(("name",)), renamed)
