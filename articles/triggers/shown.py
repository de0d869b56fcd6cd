"""What the database writes down when something changes that a public page may show: that it did, and nothing more.

Whoever keeps pages asks `PageChange.objects.state()` before showing one again. Written by the database, so that no way
to change a row passes it by. Once for SQLite and PostgreSQL: `ROW` stands for a row that was added, changed or removed.
What nobody can see yet is left out, or each save of a draft and each import would end what is kept of every page.
"""

# ruff: noqa: S608  SQL is made of the names in this folder and of nothing that anybody types

from __future__ import annotations

from articles.models.vocabulary import OPEN
from articles.triggers import columns as c

CHANGES = "articles_pagechange"
EVENTS = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")

_OPEN = ", ".join(f"'{status.value}'" for status in OPEN)
_OF_SEEN_EDITION = f"EXISTS (SELECT 1 FROM {c.ARTICLE} a WHERE a.id = ROW.article_id AND a.status NOT IN ({_OPEN}))"


def _seen(question: str) -> str:
    return f"EXISTS (SELECT 1 FROM {c.PUBLICATION} p WHERE p.question_id = ROW.{question})"


#: Each table that a public page reads, and which of its rows readers can have seen; "" for all.
SHOWN: dict[str, str] = {
    c.LIVE_PAGE: "",
    c.PUBLICATION: "",
    c.REDACTION: "",
    "articles_relatedlink": "",
    c.ARTICLE: f"ROW.status NOT IN ({_OPEN})",
    **dict.fromkeys((*c.CHILDREN, "articles_article_associated_conditions"), _OF_SEEN_EDITION),
    c.SIGNATURE: _OF_SEEN_EDITION,
    c.QUESTION: _seen("id"),
    "articles_oldslug": _seen("question_id"),
    c.QUESTION_TAG: _seen("content_object_id"),
    c.TAG: f"EXISTS (SELECT 1 FROM {c.QUESTION_TAG} q WHERE q.tag_id = ROW.id)",
    "articles_tagalias": "",
    "articles_errorreport": "ROW.corrected_in_id IS NOT NULL",
    "articles_condition": (
        f"EXISTS (SELECT 1 FROM {c.CAUSE} s WHERE s.condition_id = ROW.id)"
        " OR EXISTS (SELECT 1 FROM articles_article_associated_conditions s WHERE s.condition_id = ROW.id)"
    ),
    c.DOCTOR: "",
    c.DEPARTMENT: "",
}
