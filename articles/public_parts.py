"""Which part of an answer a reader means. A form names the edition that its page showed, and a part of it.

The edition is named by the first figures of its digest, a cause by those of its block's key, what a page has one of by
its name, a section or a care card by its place on the page. A page that a cache kept for a day so still says which
words its reader saw: they are looked up here among what was ever public, and their digest is computed from the rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles import canonical, page_order, part_names
from articles.canonical import Block
from articles.models import Article, ErrorReport
from articles.text_rows import remember_words

#: Hexadecimal digits that name an edition of a question, and those that name a cause of an edition.
EDITION, CAUSE = 12, 8
#: What an answer may have several of, and so many characters of what one of them is called.
SEVERAL, LONGEST_NAME = ("section", "cause", "care"), 60
_EDITION = re.compile(f"[0-9a-f]{{{EDITION}}}", re.ASCII)
_PLACE = re.compile(r"(section|care)-([1-9][0-9]{0,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a public edition. `name` is the block's; "" is the whole answer, whose digest is the edition's."""

    article: Article
    name: str
    digest: str


def is_edition(given: str) -> bool:
    return _EDITION.fullmatch(given) is not None


def find(question_id: int, *, edition: str, part: str) -> Part | None:
    """The part of this question's edition, the newest public one of that digest; None where there is no such part.

    Two queries. Erased words have no parts, nor have words that are not the signed ones any more.
    """
    if not is_edition(edition):
        return None
    public = Article.objects.ever_public().with_words().filter(question=question_id, digest__startswith=edition)
    article = public.order_by("-edition").first()
    if article is None:
        return None
    remember_words([article])
    blocks = canonical.blocks_of(article)
    if canonical.digest_of_blocks(blocks) != article.digest:
        return None
    if not part:
        return Part(article, "", article.digest)
    found = _block(article, blocks, part)
    return Part(article, found.name, found.digest) if found else None


def block_of(article: Article, digest: str) -> Block | None:
    """The block of this digest in an edition; None where there is none: the whole answer, or words that were erased."""
    remember_words([article])
    return next((block for block in canonical.blocks_of(article) if block.digest == digest), None)


def names_of(reports: Sequence[ErrorReport]) -> list[str]:
    """Which part each report is about, in its words where an answer has several: “Cause: Bone spurs”. One query."""
    remember_words([report.article for report in reports if report.block_name in SEVERAL])
    return [_name_of(report) for report in reports]


def _name_of(report: ErrorReport) -> str:
    if not report.block_name:
        return _("The whole answer")
    name = part_names.block_name(report.block_name)
    if report.block_name not in SEVERAL:
        return name
    blocks = canonical.blocks_of(report.article)
    fields = next((dict(block.fields) for block in blocks if block.digest == report.block_digest), {})
    told = next((field for field in ("heading", "label", "kind", "level") if field in fields), "")
    words = part_names.said(report.block_name, told, fields.get(told, ""))
    if len(words) > LONGEST_NAME:
        words = f"{words[: LONGEST_NAME - 1].rstrip()}…"
    return f"{name}: {words}" if words else name


def _block(article: Article, blocks: list[Block], part: str) -> Block | None:
    place = _PLACE.fullmatch(part)
    if place:
        rows = page_order.sections_of(article) if place[1] == "section" else page_order.cards_of(article)
        keys = [row.block for row in rows]
        key = keys[int(place[2]) - 1] if int(place[2]) <= len(keys) else None
        return next((block for block in blocks if key is not None and block.key == key), None)
    by_name = (block for block in blocks if block.key is None and block.name == part)
    by_key = (block for block in blocks if block.name == "cause" and str(block.key)[:CAUSE] == part)
    return next(by_name, None) or next(by_key, None)
