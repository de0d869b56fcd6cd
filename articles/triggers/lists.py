"""What the database writes into the lists of tags and conditions (`articles/models/listing.py`).

By the database, so that no way to publish an answer, take it down or change its tags leaves a list behind. Once for
SQLite and PostgreSQL, as `journal.py`. What is derived stands here once: `expected` is what the triggers write for a
row, what `mend` writes for all of them, and what `verify` compares.
"""

# ruff: noqa: S608  SQL is made of the names in this folder and of nothing that anybody types

from __future__ import annotations

from collections.abc import Iterator

from articles.models.vocabulary import ItemKind, Kind, Rank
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
_RANK = (
    f"CASE s.kind WHEN '{Kind.PHYSIOLOGICAL.value}' THEN {Rank.EVERYDAY.value}"
    f" WHEN '{Kind.PATHOLOGICAL.value}' THEN {Rank.MEDICAL.value} ELSE {Rank.OTHER.value} END"
)
_ASSOCIATED_RANK = Rank.ASSOCIATED.value


def expected(table: str) -> str:
    """SQL of all rows that a table of listings is to hold, in the order of `COLUMNS`."""
    return _tags() if table == TAG_LISTING else f"{_causes()} UNION ALL {_associated()}"


def all_listings() -> Iterator[Note]:
    yield from _pages()
    yield from _links(
        c.QUESTION_TAG,
        ("tag_id", "content_object_id"),
        f"DELETE FROM {TAG_LISTING} WHERE tag_id = OLD.tag_id AND article_id IN"
        f" (SELECT p.article_id FROM {c.LIVE_PAGE} p WHERE p.question_id = OLD.content_object_id)",
        _insert(TAG_LISTING, _tags("g.id = NEW.id")),
        f"{c.QUESTION} WHERE id = ROW.content_object_id",
    )
    yield from _links(
        ASSOCIATED,
        ("article_id", "condition_id"),
        f"DELETE FROM {CONDITION_LISTING} WHERE article_id = OLD.article_id AND condition_id = OLD.condition_id"
        f" AND rank = {_ASSOCIATED_RANK}",
        _insert(CONDITION_LISTING, _associated("r.id = NEW.id")),
        f"{c.ARTICLE} WHERE id = ROW.article_id",
    )
    # The words of a live answer are fixed, so no cause comes or goes: what it links to may be another condition.
    relinked = f"DELETE FROM {CONDITION_LISTING} WHERE article_id = OLD.article_id AND place = OLD.id"
    relinked += f" AND rank <> {_ASSOCIATED_RANK};\n  {_insert(CONDITION_LISTING, _causes('r.id = NEW.id'))}"
    yield Note(c.CAUSE, "UPDATE", changed(("condition_id",)), relinked)


def _pages() -> Iterator[Note]:
    of_page = "p.article_id = NEW.article_id"
    put_up = (
        _insert(TAG_LISTING, _tags(of_page)),
        _insert(CONDITION_LISTING, _causes(of_page)),
        _insert(CONDITION_LISTING, _associated(of_page)),
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


def _insert(table: str, rows: str) -> str:
    return f"INSERT INTO {table} ({', '.join(COLUMNS[table])}) {rows}"


def _tags(which: str = "") -> str:
    return (
        "SELECT p.article_id, g.tag_id, p.language, p.letter, p.index_phrase, p.published_at, p.lists_causes"
        f" FROM {c.LIVE_PAGE} p JOIN {c.QUESTION_TAG} g ON g.content_object_id = p.question_id"
        f"{_where(which)}"
    )


def _causes(which: str = "") -> str:
    named = f"a.item_kind = '{ItemKind.CAUSES.value}' AND r.condition_id IS NOT NULL"
    return (
        f"SELECT p.article_id, r.condition_id, {_RANK}, r.id, p.language, p.index_phrase, p.published_at"
        f" FROM {c.LIVE_PAGE} p JOIN {c.ARTICLE} a ON a.id = p.article_id JOIN {c.CAUSE} r ON r.article_id = a.id"
        f" JOIN {c.SECTION} s ON s.id = r.section_id{_where(' AND '.join(filter(None, (named, which))))}"
    )


def _associated(which: str = "") -> str:
    return (
        f"SELECT p.article_id, r.condition_id, {_ASSOCIATED_RANK}, p.article_id, p.language, p.index_phrase,"
        f" p.published_at FROM {c.LIVE_PAGE} p JOIN {ASSOCIATED} r ON r.article_id = p.article_id{_where(which)}"
    )


def _where(which: str) -> str:
    return f" WHERE {which}" if which else ""
