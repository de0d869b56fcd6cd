"""Looks into the database for answers that may be related, whatever the number of answers; and their features in bulk.

SQL of our own: a look goes through the rows of one condition or tag in the order of its own index and asks of each
whether it belongs to a live answer, in a way that neither database turns into a join of its choice. Without statistics
such a join reads every live answer for each condition.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from articles.models import Article, Cause, Condition, LivePage, QuestionTag, RelatedFacts, RelatedLink, Tag
from articles.models.door import is_live_in_sql
from articles.models.vocabulary import ItemKind
from healthqa.lib.prepared import Raw, fetch_of

# ruff: noqa: S608  SQL is made of names of our tables and of nothing that anybody types

_ARTICLES, _CAUSES, _TAGS = (model._meta.db_table for model in (Article, Cause, QuestionTag))
_CONDITIONS, _TAG = (model._meta.db_table for model in (Condition, Tag))
_ASSOCIATIONS = Article.associated_conditions.through._meta.db_table
_PAGES, _FACTS, _LINKS = (model._meta.db_table for model in (LivePage, RelatedFacts, RelatedLink))

#: By the letter of a feature: the table of its rows, the key that they carry, whose they are, in it and in a live page.
_ROWS = {
    "c": (_CAUSES, "condition_id", "article_id", "article_id"),
    "a": (_ASSOCIATIONS, "condition_id", "article_id", "article_id"),
    "t": (_TAGS, "tag_id", "content_object_id", "question_id"),
}


def newest(page: LivePage, features: Sequence[str], limit: int) -> list[tuple[Any, ...]]:
    """Of live answers beside `page`, in its language and not long overdue, the newest `limit` with each feature.

    Two queries. Rows as `related_facts.Found`, look by look, the newest of each first; who has several comes once.
    """
    if not features:
        return []
    looks = _looks_at_once if connection.vendor == "postgresql" else _looks_one_by_one
    pages = list(dict.fromkeys(found for (found,) in looks(page, features, limit)))
    if not pages:
        return []
    # In a query of its own: joined to the looks, PostgreSQL reads every live answer to be ready for any of them.
    found = fetch_of(
        connection.alias,
        "SELECT p.article_id, p.leaves_on, p.life_stage, a.sex, p.department_id, f.features, f.floor"
        f" FROM {_FACTS} f"
        f" JOIN {_PAGES} p ON p.article_id = f.page_id"
        f" JOIN {_ARTICLES} a ON a.id = f.page_id AND {is_live_in_sql('a')}"
        " WHERE f.page_id IN %s",
        pages,
    )
    rows: dict[int, tuple[Any, ...]] = {row[0]: row for row in found}
    return [rows[page] for page in pages if page in rows]


_IS_LIVE = "p.{belongs} = r.{owner} AND p.language = %s AND p.leaves_on > {today} AND p.article_id <> %s"


def _looks_at_once(page: LivePage, features: Sequence[str], limit: int) -> list[Raw]:
    """The keys of the pages: for PostgreSQL, the same SQL for any number of looks, so that it is planned once.

    PostgreSQL asks a subquery of a value twice, and of every row before it sorts them: hence the LATERAL.
    """
    keys = [_array([int(feature[1:]) for feature in features]), _array([feature[0] for feature in features])]
    live = [page.language, str(timezone.localdate()), page.pk]
    branches, values = [], []
    for letter, (table, key, owner, belongs) in _ROWS.items():
        is_live = _IS_LIVE.format(belongs=belongs, owner=owner, today="CAST(%s AS date)")
        branches.append(
            "SELECT looks.look, one.place, one.page"
            " FROM unnest(CAST(%s AS integer[]), CAST(%s AS text[])) WITH ORDINALITY AS looks(key, letter, look)"
            " CROSS JOIN LATERAL (SELECT r.id AS place, live.page"
            f" FROM (SELECT id, {owner} FROM {table} WHERE {key} = looks.key ORDER BY id DESC) AS r"
            f" CROSS JOIN LATERAL (SELECT p.article_id AS page FROM {_PAGES} p WHERE {is_live} OFFSET 0) AS live"
            f" ORDER BY place DESC LIMIT {limit}) AS one WHERE looks.letter = '{letter}'"
        )
        values += [*keys, *live]
    near = " UNION ALL ".join(branches)
    return fetch_of(connection.alias, f"SELECT page FROM ({near}) AS near ORDER BY look, place DESC", *values)


def _looks_one_by_one(page: LivePage, features: Sequence[str], limit: int) -> list[Raw]:
    """The keys of the pages: for SQLite, which knows neither LATERAL nor arrays."""
    values: list[Any] = []
    today = connection.ops.adapt_datefield_value(timezone.localdate())
    looks = []
    for place, feature in enumerate(features):
        table, key, owner, belongs = _ROWS[feature[0]]
        is_live = _IS_LIVE.format(belongs=belongs, owner=owner, today="%s")
        looks.append(
            "SELECT * FROM (SELECT * FROM (SELECT CAST(%s AS integer) AS look, r.id AS place,"
            f" (SELECT p.article_id FROM {_PAGES} p WHERE {is_live}) AS page FROM {table} r WHERE r.{key} = %s)"
            " WHERE page IS NOT NULL ORDER BY place DESC LIMIT %s)"
        )
        values += [place, page.language, today, page.pk, int(feature[1:]), limit]
    near = " UNION ALL ".join(looks)
    return fetch_of(connection.alias, f"SELECT page FROM ({near}) ORDER BY look, place DESC", *values)


def _array(values: Sequence[int | str]) -> str:
    """As PostgreSQL reads an array: of numbers, or of single letters of ours."""
    return "{" + ",".join(map(str, values)) + "}"


def named(page: LivePage) -> list[Raw]:
    """Of a page's causes, associated conditions and tags: letter, key, name, synonyms; and of itself the sex."""
    condition = f"k.id, k.name, k.synonyms FROM {_CONDITIONS} k"
    return fetch_of(
        connection.alias,
        f"SELECT 'c', {condition} JOIN {_CAUSES} r ON r.condition_id = k.id JOIN {_ARTICLES} e"
        f" ON e.id = r.article_id WHERE e.id = %s AND e.item_kind = '{ItemKind.CAUSES.value}'"
        f" UNION SELECT 'a', {condition} JOIN {_ASSOCIATIONS} r ON r.condition_id = k.id WHERE r.article_id = %s"
        f" UNION SELECT 't', g.id, g.name, '' FROM {_TAG} g JOIN {_TAGS} r ON r.tag_id = g.id"
        " WHERE r.content_object_id = %s"
        f" UNION SELECT 'sex', e.id, e.sex, '' FROM {_ARTICLES} e WHERE e.id = %s",
        *(page.pk, page.pk, page.question_id, page.pk),
    )


def rename(old_id: int, page: LivePage) -> None:
    """The list of the old page, every card of it and what is kept of it are those of `page` from now on."""
    leaves_on = connection.ops.adapt_datefield_value(page.leaves_on)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_LINKS} SET page_id = %s WHERE page_id = %s", [page.pk, old_id])
        cursor.execute(
            f"UPDATE {_LINKS} SET other_id = %s, leaves_on = %s WHERE other_id = %s", [page.pk, leaves_on, old_id]
        )
        cursor.execute(f"UPDATE {_FACTS} SET page_id = %s WHERE page_id = %s", [page.pk, old_id])


def keep_all(stored: int) -> None:
    """Write the features of every live answer anew, and the score behind which its list is full."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_FACTS} (page_id, language, features)"
            f" SELECT p.article_id, p.language, COALESCE(({_features()}), '')"
            f" FROM {_PAGES} p JOIN {_ARTICLES} e ON e.id = p.article_id"
            " WHERE e.id > 0"  # or SQLite takes ON CONFLICT for the condition of a join
            " ON CONFLICT (page_id) DO UPDATE SET language = excluded.language, features = excluded.features"
        )
        cursor.execute(floors("page_id > 0", stored))
        cursor.execute(f"DELETE FROM {_FACTS} WHERE page_id NOT IN (SELECT article_id FROM {_PAGES})")


def _features() -> str:
    """The features of page `p` of edition `e` on one line, in order."""
    causes = f"SELECT condition_id FROM {_CAUSES} WHERE article_id = p.article_id AND condition_id IS NOT NULL"
    causes += f" AND e.item_kind = '{ItemKind.CAUSES.value}'"
    words = (
        f"SELECT 'c' || condition_id AS word FROM ({causes}) AS named"
        f" UNION SELECT 'a' || condition_id FROM {_ASSOCIATIONS}"
        f" WHERE article_id = p.article_id AND condition_id NOT IN ({causes})"
        f" UNION SELECT 't' || tag_id FROM {_TAGS} WHERE content_object_id = p.question_id"
    )
    if connection.vendor == "postgresql":
        return f"SELECT string_agg(word, ' ' ORDER BY word COLLATE \"C\") FROM ({words}) AS words"
    return f"SELECT group_concat(word, ' ') FROM (SELECT word FROM ({words}) ORDER BY word)"


def set_floors(page_ids: Sequence[int], stored: int) -> None:
    """Of these pages, write down with which score their stored list is full, or that it is not."""
    marks = ", ".join(["%s"] * len(page_ids))
    with connection.cursor() as cursor:
        cursor.execute(floors(f"page_id IN ({marks})", stored), [*page_ids])


def floors(which: str, stored: int) -> str:
    """SQL that sets the floor of the pages for which `which` holds."""
    last = f"SELECT score FROM {_LINKS} l WHERE l.page_id = {_FACTS}.page_id ORDER BY score DESC, other_id"
    return f"UPDATE {_FACTS} SET floor = ({last} LIMIT 1 OFFSET {stored - 1}) WHERE {which}"


def trim(page_ids: Sequence[int], stored: int) -> None:
    """Drop what ranks behind the stored number in the lists of these pages."""
    marks = ", ".join(["%s"] * len(page_ids))
    place = "row_number() OVER (PARTITION BY page_id ORDER BY score DESC, other_id)"
    ranked = f"SELECT id, {place} AS place FROM {_LINKS} WHERE page_id IN ({marks})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {_LINKS} WHERE id IN (SELECT id FROM ({ranked}) AS ranked WHERE place > {stored})",
            [*page_ids],
        )
