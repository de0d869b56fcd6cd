"""The only definition of "the text": Article -> blocks -> digests. Pure; version 1 is described in docs/digest.md.

A block is its name, then each field that holds something as `field SP bytes LF value LF`; the length makes it
impossible for one field to imitate another. The edition's text is `healthqa-text-1` and a line `name SP sha256` for
each block.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from articles.models import Article, CareAdvice, Cause, Reference, Section

VERSION = 1
HEADER = "healthqa-text-1"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text with its own digest. `key` recognises it from edition to edition and is not digested."""

    name: str
    fields: tuple[tuple[str, str], ...]
    key: UUID | None = None

    @property
    def text(self) -> str:
        parts = (f"{name} {len(value.encode())}\n{value}\n" for name, value in self.fields)
        return f"{self.name}\n" + "".join(parts)

    @property
    def digest(self) -> str:
        return sha256(self.text)

    @property
    def words(self) -> str:
        """What a person reads of this block, without the names of its fields."""
        return "\n\n".join(value for _, value in self.fields)


def sha256(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def line(text: str) -> str:
    """NFC, and every run of white space (line feeds too) as one space: for what is printed on one line."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def lines(text: str) -> str:
    """As `line`, but one entry a line: for lists that are typed one a line."""
    entries = (line(entry) for entry in text.splitlines())
    return "\n".join(entry for entry in entries if entry)


def prose(text: str) -> str:
    """Paragraphs apart by one blank line; inside one, only the start of a `- ` item keeps its own line."""
    paragraphs: list[list[str]] = [[]]
    for raw in unicodedata.normalize("NFC", text).splitlines():
        entry = line(raw)
        if not entry:
            paragraphs.append([])
        elif paragraphs[-1] and not entry.startswith("- "):
            paragraphs[-1][-1] += f" {entry}"
        else:
            paragraphs[-1].append(entry)
    return "\n\n".join("\n".join(paragraph) for paragraph in paragraphs if paragraph)


def block(name: str, fields: Iterable[tuple[str, str]], key: UUID | None = None) -> Block | None:
    """A block of the fields that hold something, or None: empty blocks are no part of the text."""
    full = tuple((field, value) for field, value in fields if value)
    return Block(name, full, key) if full else None


def blocks_of(article: Article) -> list[Block]:
    """The blocks of an edition in reading order.

    Reads the edition's sections, causes, care advice and references through its relations, so fetch it
    `with_text()`; nothing else is read and nothing is written.
    """
    return [found for found in _all_blocks(article) if found is not None]


def digest_of(article: Article) -> str:
    """The digest of an edition as its words stand now (version 1)."""
    return digest_of_blocks(blocks_of(article))


def digest_of_blocks(blocks: Iterable[Block]) -> str:
    return sha256(text_of_digests((found.name, found.digest) for found in blocks))


def text_of_digests(digests: Iterable[tuple[str, str]]) -> str:
    """The edition's canonical text: the header and a line a block, each ended by a line feed."""
    return "\n".join([HEADER, *[f"{name} {digest}" for name, digest in digests], ""])


def _all_blocks(article: Article) -> Iterator[Block | None]:
    yield block("question", [("text", line(article.question_text))])
    yield block("audience", _audience(article))
    yield block("byline", _byline(article))
    yield block("source", _source(article))
    yield block("reader_question", [("text", prose(article.reader_question))])
    yield block("introduction", [("text", prose(article.introduction))])
    yield block("lead", [("text", prose(article.lead))])
    for section in article.sections.all():
        yield _section(section)
        for cause in section.causes.all():
            yield _cause(cause)
    for card in article.care_advice.all():
        yield _care(card)
    yield block("closing", [("text", prose(article.closing)), ("associated", lines(article.associated_names))])
    yield block("questions_to_ask", [("text", lines(article.questions_to_ask))])
    yield block("references", [("reference", _reference(reference)) for reference in article.references.all()])
    yield block("disclosure", [("text", prose(article.disclosure))])


def _audience(article: Article) -> list[tuple[str, str]]:
    life_stage = "" if article.life_stage == "anyone" else article.life_stage
    sex = "" if article.sex == "any" else article.sex
    return [("life_stage", life_stage), ("sex", sex), ("group", line(article.audience_group))]


def _byline(article: Article) -> list[tuple[str, str]]:
    return [
        ("name", line(article.byline_name)),
        ("title", line(article.byline_title)),
        ("credentials", line(article.byline_credentials)),
    ]


def _source(article: Article) -> list[tuple[str, str]]:
    return [
        ("name", line(article.source_name)),
        ("url", line(article.source_url)),
        ("kind", article.source_kind),
        ("licence", line(article.licence)),
        ("dated", article.dated.isoformat() if article.dated else ""),
    ]


def _section(section: Section) -> Block | None:
    fields = [("kind", section.kind), ("label", line(section.label)), ("text", prose(section.text))]
    return block("section", fields, section.block)


def _cause(cause: Cause) -> Block | None:
    likelihood = "" if cause.likelihood == "unstated" else cause.likelihood
    fields = [
        ("heading", line(cause.heading)),
        ("likelihood", likelihood),
        ("explanation", prose(cause.explanation)),
        ("advice", prose(cause.advice)),
        ("seek_care", prose(cause.seek_care)),
    ]
    return block("cause", fields, cause.block)


def _care(card: CareAdvice) -> Block | None:
    fields = [("level", card.level), ("heading", line(card.heading)), ("bullets", lines(card.bullets))]
    return block("care", fields, card.block)


def _reference(reference: Reference) -> str:
    """One reference as lines `part: value`, in a fixed order, without the parts it lacks."""
    parts = [
        ("kind", line(reference.kind)),
        ("title", line(reference.title)),
        ("organisation", line(reference.organisation)),
        ("year", str(reference.year or "")),
        ("url", line(reference.url)),
        ("doi", line(reference.doi)),
        ("isbn", line(reference.isbn)),
        ("accessed", reference.accessed_on.isoformat() if reference.accessed_on else ""),
    ]
    return "\n".join(f"{part}: {value}" for part, value in parts if value)
