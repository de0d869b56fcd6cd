"""What the database writes into the lists of tags and conditions (`articles/models/listing.py`).

By the database, so that no way to publish an answer, take it down or change its tags leaves a list behind. Once for
SQLite and PostgreSQL, as `journal.py`. What a row holds stands here once, whether a trigger writes it, or `mend` all of
them, or `verify` compares (`expected`).

A trigger names the row that fired it and looks the others up by their keys, one table at a time. A join would be left
to statistics: where they were taken of empty tables, before thousands of answers came in one transaction, PostgreSQL
thought it as cheap to read a whole table for each row.
"""

# ruff: noqa: S608  SQL is made of the names in this folder and of nothing that anybody types

from __future__ import annotations

from collections.abc import Iterator

from articles.models.vocabulary import RANKS, ItemKind, Rank
from articles.triggers import columns as c
from articles.triggers.journal import Note
from articles.triggers.phrases import changed

TAG_LISTING = "articles_taglisting"
CONDITION_LISTING = "articles_conditionlisting"
ASSOCIATED = "articles_article_associated_conditions"
LISTINGS = (TAG_LISTING, CONDITION_LISTING)

#: Columns of a page that its listings hold.
_OF_PAGE = ("question_id", "language", "letter", "index_phrase", "published_at", "lists_causes")
_TAG_COLUMNS = ("article_id", "tag_id", "language", "letter", "index_phrase", "published_at", "lists_causes")
_CONDITION_COLUMNS = ("article_id", "condition_id", "rank", "place", "language", "index_phrase", "published_at")
COLUMNS = {TAG_LISTING: _TAG_COLUMNS, CONDITION_LISTING: _CONDITION_COLUMNS}

#: The rank of a cause in section `s`.
_KINDS = " ".join(f"WHEN '{kind.value}' THEN {rank.value}" for kind, rank in RANKS.items())
_RANK = f"CASE s.kind {_KINDS} ELSE {Rank.OTHER.value} END"
_ASSOCIATED_RANK = str(Rank.ASSOCIATED.value)


def expected(table: str) -> str:
    """SQL of all rows that a table of listings is to hold, in the order of `COLUMNS`."""
    if table == TAG_LISTING:
        return f"{_tag('p', 'g')} FROM {c.LIVE_PAGE} p JOIN {c.QUESTION_TAG} g ON g.content_object_id = p.question_id"
    causes = (
        f"{_condition('p', 'r', _RANK, 'r.id')} FROM {c.LIVE_PAGE} p JOIN {c.ARTICLE} a ON a.id = p.article_id"
        f" JOIN {c.CAUSE} r ON r.article_id = a.id JOIN {c.SECTION} s ON s.id = r.section_id"
        f" WHERE r.condition_id IS NOT NULL AND a.item_kind = '{ItemKind.CAUSES.value}'"
    )
    associated = f"{_associated('p', 'r')} FROM {c.LIVE_PAGE} p JOIN {ASSOCIATED} r ON r.article_id = p.article_id"
    return f"{causes} UNION ALL {associated}"


def all_listings() -> Iterator[Note]:
    yield from _pages()
    yield from _links(
        c.QUESTION_TAG,
        ("tag_id", "content_object_id"),
        f"DELETE FROM {TAG_LISTING} WHERE tag_id = OLD.tag_id AND article_id IN"
        f" (SELECT p.article_id FROM {c.LIVE_PAGE} p WHERE p.question_id = OLD.content_object_id)",
        _insert(TAG_LISTING, _tag("p", "NEW"), c.LIVE_PAGE, "p", "p.question_id = NEW.content_object_id"),
        f"{c.QUESTION} WHERE id = ROW.content_object_id",
    )
    yield from _links(
        ASSOCIATED,
        ("article_id", "condition_id"),
        f"DELETE FROM {CONDITION_LISTING} WHERE article_id = OLD.article_id AND condition_id = OLD.condition_id"
        f" AND rank = {_ASSOCIATED_RANK}",
        _insert(CONDITION_LISTING, _associated("p", "NEW"), c.LIVE_PAGE, "p", "p.article_id = NEW.article_id"),
        f"{c.ARTICLE} WHERE id = ROW.article_id",
    )
    # The words of a live answer are fixed, so no cause comes or goes: what it links to may be another condition.
    gone = f"DELETE FROM {CONDITION_LISTING} WHERE article_id = OLD.article_id AND place = OLD.id"
    gone += f" AND rank <> {_ASSOCIATED_RANK}"
    come = _insert(
        CONDITION_LISTING, _cause("p", "NEW"), c.LIVE_PAGE, "p", f"p.article_id = NEW.article_id{_named('NEW')}"
    )
    yield Note(c.CAUSE, "UPDATE", changed(("condition_id",)), f"{gone};\n  {come}")


def _pages() -> Iterator[Note]:
    put_up = (
        _insert(TAG_LISTING, _tag("NEW", "g"), c.QUESTION_TAG, "g", "g.content_object_id = NEW.question_id"),
        _insert(CONDITION_LISTING, _cause("NEW", "r"), c.CAUSE, "r", f"r.article_id = NEW.article_id{_named('r')}"),
        _insert(CONDITION_LISTING, _associated("NEW", "r"), ASSOCIATED, "r", "r.article_id = NEW.article_id"),
    )
    taken_down = tuple(f"DELETE FROM {table} WHERE article_id = OLD.article_id" for table in LISTINGS)
    yield Note(c.LIVE_PAGE, "INSERT", "", ";\n  ".join(put_up))
    yield Note(c.LIVE_PAGE, "UPDATE", changed(_OF_PAGE), ";\n  ".join((*taken_down, *put_up)))
    yield Note(c.LIVE_PAGE, "DELETE", "", ";\n  ".join(taken_down))


def _links(table: str, columns: tuple[str, ...], gone: str, come: str, owner: str) -> Iterator[Note]:
    """A row that links something to an answer comes, goes or changes.

    `owner` is held where one comes or goes: its answer may be going live. Who moves a tag holds all pages already, and
    would wait for whoever holds a question and waits for the tag.
    """
    yield Note(table, "INSERT", "", come, holds=owner.replace("ROW", "NEW"))
    yield Note(table, "UPDATE", changed(columns), f"{gone};\n  {come}")
    yield Note(table, "DELETE", "", gone, holds=owner.replace("ROW", "OLD"))


def _insert(table: str, row: str, source: str, alias: str, where: str) -> str:
    return f"INSERT INTO {table} ({', '.join(COLUMNS[table])}) {row} FROM {source} {alias} WHERE {where}"


def _tag(page: str, link: str) -> str:
    columns = ("language", "letter", "index_phrase", "published_at", "lists_causes")
    return f"SELECT {page}.article_id, {link}.tag_id, {', '.join(f'{page}.{column}' for column in columns)}"


def _cause(page: str, cause: str) -> str:
    rank = f"(SELECT {_RANK} FROM {c.SECTION} s WHERE s.id = {cause}.section_id)"
    return _condition(page, cause, rank, f"{cause}.id")


def _associated(page: str, link: str) -> str:
    return _condition(page, link, _ASSOCIATED_RANK, f"{page}.article_id")


def _condition(page: str, link: str, rank: str, place: str) -> str:
    return (
        f"SELECT {page}.article_id, {link}.condition_id, {rank}, {place}, {page}.language, {page}.index_phrase,"
        f" {page}.published_at"
    )


def _named(cause: str) -> str:
    """Only the causes of an answer that lists causes are causes of its conditions."""
    kind = f"SELECT a.item_kind FROM {c.ARTICLE} a WHERE a.id = {cause}.article_id"
    return f" AND {cause}.condition_id IS NOT NULL AND ({kind}) = '{ItemKind.CAUSES.value}'"
