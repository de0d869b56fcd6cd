"""The words of a parsed document as fields and rows of an edition. No decisions: `importing` made them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import NamedTuple
from uuid import UUID, uuid4

from django.core.validators import EMPTY_VALUES
from django.db.models import (
    AutoField,
    BooleanField,
    CharField,
    DateTimeField,
    Model,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    TextField,
    UUIDField,
)

from articles import matching
from articles.bulk import save_new
from articles.models import Article, CareAdvice, Cause, Condition, Reference, Section
from articles.naming import Names, condition_named, known_condition
from articles.parsing import Cause as ParsedCause
from articles.parsing import Document
from articles.parsing import Section as ParsedSection
from articles.prefetched import remember

#: A printed number beyond this is a typing slip and is not kept; the order is.
LARGEST_PRINTED_NUMBER = 100_000
#: The largest number that every column of numbers holds.
_LARGEST_SMALL = 32_767
#: The id of a row that is being made: relations can be asked; `bulk.save_new` gives it its own.
UNSAVED = 0


def fill_words(article: Article, document: Document) -> None:
    """Set every field of the edition that the document has words for; fields it lacks become empty."""
    article.question_text = document.title
    article.life_stage = document.audience.life_stage
    article.sex = document.audience.sex
    article.audience_group = document.audience.group
    article.source_name = document.source or ""
    article.source_url = document.source_address or ""
    article.source_kind = document.source_kind or ""
    article.licence = document.licence or ""
    article.dated = document.dated
    article.reader_question = document.reader_question or ""
    article.introduction = document.introduction or ""
    article.lead = document.lead
    article.closing = document.closing
    article.associated_names = "\n".join(document.associated_names)
    article.questions_to_ask = "\n".join(document.ask_your_doctor)
    article.disclosure = document.disclosure or ""
    article.evidence_searched_on = document.evidence_searched
    article.source_reviewer = document.doctors[1] if len(document.doctors) > 1 else ""
    if document.items:
        article.item_kind = document.items


@dataclass
class Rows:
    """The rows of an edition, not in the database yet, in their order; causes by section."""

    sections: list[Section]
    causes: list[list[Cause]]
    care: list[CareAdvice]
    references: list[Reference]

    def tell(self, article: Article) -> None:
        """Let `article` know its rows, as if it had been fetched `with_text()`: its digest can be computed."""
        for section, group in zip(self.sections, self.causes, strict=True):
            remember(section, "causes", group)
        for relation in ("sections", "references"):
            remember(article, relation, getattr(self, relation))
        remember(article, "care_advice", self.care)

    def every(self) -> Iterator[Section | Cause | CareAdvice | Reference]:
        """All rows, table after table."""
        yield from self.sections
        yield from chain.from_iterable(self.causes)
        yield from self.care
        yield from self.references

    def check(self) -> None:
        """Check every field, so that a text that does not fit is a sentence, not an error of the database."""
        for row in self.every():
            check_fields(row, besides={"article", "section", "condition"})


def check_fields(row: Model, *, besides: set[str]) -> None:
    """Check every field but those `besides`, as `clean_fields` does. Raises `ValidationError`.

    It is asked only of values that may not fit. Most do for certain: any text fits, no document fills the field, it may
    be empty and is, the text is short enough, or the value is one of the field's choices or a small number.
    """
    kinds, values = kinds_of_fields(type(row)), row.__dict__
    sure = {*besides, *kinds.anything}
    sure.update(name for name in kinds.blank if values.get(name) in EMPTY_VALUES)
    sure.update(name for name, most in kinds.longest if 0 < len(values[name] or "") <= most)
    sure.update(name for name, known in kinds.choices if values[name] in known)
    sure.update(name for name in kinds.numbers if type(values[name]) is int and 0 <= values[name] <= _LARGEST_SMALL)
    if not sure.issuperset(kinds.names):
        row.clean_fields(exclude=sure)


class Kinds(NamedTuple):
    """Names of fields: all; those that hold whatever they are given; and those of which some values fit for certain."""

    names: frozenset[str]
    anything: frozenset[str]
    blank: frozenset[str]
    longest: tuple[tuple[str, int], ...]
    choices: tuple[tuple[str, frozenset[str]], ...]
    numbers: frozenset[str]


@cache
def kinds_of_fields(model: type[Model]) -> Kinds:
    """What `check_fields` knows of the fields of a model."""
    chosen = [field for field in model._meta.concrete_fields if field.choices]
    fields = [field for field in model._meta.concrete_fields if not field.choices]
    text = (field.name for field in fields if isinstance(field, TextField) and field.blank)
    ours = (field.name for field in fields if isinstance(field, AutoField | UUIDField | DateTimeField | BooleanField))
    short = (field for field in fields if type(field) is CharField and len(field.validators) == 1)
    numbers = (PositiveSmallIntegerField, PositiveIntegerField)
    return Kinds(
        names=frozenset(field.name for field in model._meta.concrete_fields),
        anything=frozenset((*text, *ours)),
        blank=frozenset(field.name for field in (*chosen, *fields) if field.blank and not field.is_relation),
        longest=tuple((field.name, field.max_length or 0) for field in short),
        choices=tuple((field.name, frozenset(key for key, _label in field.flatchoices)) for field in chosen),
        numbers=frozenset(field.name for field in fields if type(field) in numbers),
    )


def insert_rows(editions: Sequence[tuple[Article, Rows]]) -> None:
    """Write the rows of these editions, which have their ids now, a table after the other."""
    for article, rows in editions:
        for row in rows.every():
            row.article = article
    save_new([section for _article, rows in editions for section in rows.sections])
    for _article, rows in editions:
        for section, its_causes in zip(rows.sections, rows.causes, strict=True):
            for cause in its_causes:
                cause.section = section
    save_new([cause for _article, rows in editions for its_causes in rows.causes for cause in its_causes])
    save_new([card for _article, rows in editions for card in rows.care])
    save_new([reference for _article, rows in editions for reference in rows.references])


def new_rows(article: Article, document: Document, names: Names) -> Rows:
    """The document's words as the rows of an edition that has none yet; it may be unsaved, with the id UNSAVED."""
    causes = [cause for section in document.sections for cause in section.causes]
    return _rows(article, document, names, [uuid4() for _ in document.sections], [uuid4() for _ in causes])


def next_rows(article: Article, document: Document, names: Names) -> Rows:
    """Rows to replace those of `article`, which are deleted; what continues an old block keeps its block."""
    rows = _rows(article, document, names, *_blocks(article, document))
    for model in (Cause, Section, CareAdvice, Reference):
        model.objects.filter(article=article).delete()
    return rows


def _rows(
    article: Article, document: Document, names: Names, section_blocks: list[UUID], cause_blocks: list[UUID]
) -> Rows:
    sections = [
        section_row(article, parsed, position, block)
        for position, (parsed, block) in enumerate(zip(document.sections, section_blocks, strict=True), start=1)
    ]
    blocks = iter(cause_blocks)
    causes = [
        [
            cause_row(section, parsed, position, next(blocks), _condition(parsed, names))
            for position, parsed in enumerate(parsed_section.causes, start=1)
        ]
        for section, parsed_section in zip(sections, document.sections, strict=True)
    ]
    rows = Rows(sections, causes, care_rows(article, document), reference_rows(article, document))
    rows.check()
    return rows


def known_conditions(document: Document, names: Names) -> list[Condition]:
    """The associated names that are conditions known here, each once; nothing is made."""
    known = [known_condition(name, names) for name in document.associated_names]
    return list({condition.pk: condition for condition in known if condition is not None}.values())


def _condition(parsed: ParsedCause, names: Names) -> Condition | None:
    return condition_named(parsed.condition, names) if parsed.condition else None


def _blocks(article: Article, document: Document) -> tuple[list[UUID], list[UUID]]:
    """A block for each section and each cause of the document: the old one it continues, else a new one."""
    old_sections = [(row.block, row.kind, row.label) for row in article.sections.all()]
    new_sections = [(parsed.kind, parsed.label or "") for parsed in document.sections]
    old_causes = [(row.block, row.heading, row.explanation) for row in article.causes.all()]
    new_causes = [(parsed.heading, parsed.explanation) for section in document.sections for parsed in section.causes]
    return _filled(matching.match(old_sections, new_sections)), _filled(matching.match(old_causes, new_causes))


def _filled(blocks: Iterable[UUID | None]) -> list[UUID]:
    return [block or uuid4() for block in blocks]


def section_row(article: Article, parsed: ParsedSection, position: int, block: UUID) -> Section:
    return Section(
        pk=UNSAVED,
        article=article,
        block=block,
        position=position,
        kind=parsed.kind,
        label=parsed.label or "",
        text=parsed.text,
    )


def cause_row(section: Section, parsed: ParsedCause, position: int, block: UUID, condition: Condition | None) -> Cause:
    number = parsed.number if parsed.number is not None and parsed.number <= LARGEST_PRINTED_NUMBER else None
    return Cause(
        article=section.article,
        section=section,
        block=block,
        position=position,
        heading=parsed.heading,
        explanation=parsed.explanation,
        advice=parsed.advice,
        seek_care=parsed.seek_care,
        likelihood=parsed.likelihood,
        condition=condition,
        printed_number=number,
    )


def care_rows(article: Article, document: Document) -> list[CareAdvice]:
    return [
        CareAdvice(
            article=article, position=position, level=card.level, heading=card.heading, bullets="\n".join(card.bullets)
        )
        for position, card in enumerate(document.care, start=1)
    ]


def reference_rows(article: Article, document: Document) -> list[Reference]:
    return [
        Reference(
            article=article,
            position=position,
            kind=reference.kind or "",
            title=reference.title,
            organisation=reference.organisation,
            year=reference.year,
            url=reference.url,
            doi=reference.doi,
            isbn=reference.isbn,
            accessed_on=reference.accessed_on,
        )
        for position, reference in enumerate(document.references, start=1)
    ]
