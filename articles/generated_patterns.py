"""A generated body as rows in which only the running number is missing.

The pattern of a body is one edition, never saved, that the real functions (canonical text, page, summary, address) have
worked on; in its texts a number stands that no document has. A document's rows are that pattern with its own number,
ids, digests and moment put in: so one pattern serves every hundred-and-fiftieth document.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import User
from django.db import models

from articles import canonical, chain, findings, live_pages, signing
from articles.bulk import Row, Table
from articles.canonical import Block
from articles.generated_texts import Generated, generate
from articles.import_rows import UNSAVED, care_rows, cause_row, fill_words, reference_rows, section_row
from articles.medicines import MedicineFinder
from articles.models import (
    Article,
    CareAdvice,
    Cause,
    Condition,
    LivePage,
    Question,
    Reference,
    Section,
    Signature,
    Tag,
)
from articles.models.vocabulary import Attestation, QuestionKind, RiskClass, Role, Verdict
from articles.page_sources import Around
from articles.prefetched import remember
from articles.search.entries import entry_of
from articles.slugs import slug_of
from doctors.models import Department, Doctor

ATTESTED = tuple(Attestation.values)
#: What stands in a pattern for a document's number, its digest, the one it had without byline, its publication.
NUMBER, DIGEST, DRAFT_DIGEST, MOMENT = "9999999999", "@digest@", "@draft@", "@moment@"


@dataclass(frozen=True)
class Records:
    """What generated answers name: doctors in the order of their numbers, tags in the order of the database."""

    doctors: list[Doctor]
    tags: dict[str, Tag]
    conditions: dict[str, Condition]
    departments: dict[str, Department]
    finder: MedicineFinder
    names: dict[str, list[str]]  # every name of the conditions, by address


class Text:
    """A text with gaps."""

    def __init__(self, text: str, gaps: list[str]) -> None:
        self.parts = re.split("(" + "|".join(map(re.escape, gaps)) + ")", text)
        self.gaps = list(enumerate(self.parts))[1::2]  # every second part is one

    def fill(self, values: dict[str, str]) -> str:
        parts = self.parts[:]
        for position, gap in self.gaps:
            parts[position] = values[gap]
        return "".join(parts)


class Template:
    """A row of a table with gaps in its texts; `stamps` are the columns that hold the moment it is written."""

    def __init__(self, table: Table, instance: models.Model, *stamps: str, gaps: tuple[str, ...] = ()) -> None:
        self.at = table.at
        self.base = table.row(instance)
        self.stamps = [table.at[name] for name in stamps]
        every = [NUMBER, DIGEST, DRAFT_DIGEST, MOMENT, *gaps]
        self.texts = [
            (position, Text(value, every))
            for position, value in enumerate(self.base)
            if isinstance(value, str) and any(gap in value for gap in every)
        ]

    def row(self, values: dict[str, str], stamp: str, **columns: int | str) -> Row:
        row = self.base[:]
        for position, text in self.texts:
            row[position] = text.fill(values)
        for position in self.stamps:
            row[position] = stamp
        for name, value in columns.items():
            row[self.at[name]] = value
        return row


class Pattern:
    """One body: the templates of its rows, and what its digests are computed from."""

    def __init__(self, body: int, records: Records, editor: User, moment: dt.datetime) -> None:
        self.body = body
        generated = generate(int(NUMBER), body)
        self.question = _question(generated, records)
        self.article = _article(generated, self.question, records, editor, moment)
        self.sections: list[Section] = list(self.article.sections.all())
        self.causes: list[tuple[int, Cause]] = [
            (position, cause) for position, section in enumerate(self.sections) for cause in section.causes.all()
        ]
        self.care: list[CareAdvice] = list(self.article.care_advice.all())
        self.references: list[Reference] = list(self.article.references.all())
        self.associated = [condition.pk for condition in self.article.associated_conditions.all()]
        self.tags = [records.tags[name] for name in generated.document.tags]
        self.blocks = canonical.blocks_of(self.article)
        self._digests = [None if _has_number(block) else block.digest for block in self.blocks]
        self.signatures = _signatures(self.article, moment)
        self.page = _page(self.article, self.signatures, self.tags, records, moment)
        self.entry = entry_of(self.page, records.names)
        self.cause_blocks = [str(cause.block) for _position, cause in self.causes]

    def block_digests(self, number: str) -> list[list[str]]:
        """Name and digest of each block of the document of this number, in reading order."""
        return [
            [block.name, digest or _numbered(block, number).digest]
            for block, digest in zip(self.blocks, self._digests, strict=True)
        ]


def _has_number(block: Block) -> bool:
    return any(NUMBER in value for _name, value in block.fields)


def _numbered(block: Block, number: str) -> Block:
    return Block(block.name, tuple((name, value.replace(NUMBER, number)) for name, value in block.fields), block.key)


def _question(generated: Generated, records: Records) -> Question:
    document = generated.document
    return Question(
        pk=UNSAVED,
        slug=slug_of(document.title),
        kind=QuestionKind.CAUSES,
        department=records.departments[document.department or ""],
        body_area=generated.body_area,
        other_wordings="\n".join(document.also_asked_as),
        is_sample=True,
    )


def _article(generated: Generated, question: Question, records: Records, editor: User, moment: dt.datetime) -> Article:
    """The edition as it stands when a signature was asked for, with its rows."""
    doctor = records.doctors[generated.doctor - 1]
    second = records.doctors[generated.second - 1] if generated.second else None
    article = Article(
        pk=UNSAVED,
        question=question,
        edition=1,
        doctor=doctor,
        second_reviewer=second,
        saved_by=editor,
        requested_at=moment,
    )
    fill_words(article, generated.document)
    _give_rows(article, generated, records)
    article.byline_name = doctor.printed_name
    article.byline_title = chain.title_of(doctor, question.language)
    article.byline_credentials = doctor.credentials
    article.signatures_required = findings.signatures_needed(article, records.finder)
    article.risk_class = RiskClass(signing.risk_of(article))
    article.digest = DIGEST
    return article


def _give_rows(article: Article, generated: Generated, records: Records) -> None:
    document, blocks = generated.document, iter(range(1, 100))
    sections = []
    for position, parsed in enumerate(document.sections, start=1):
        section = section_row(article, parsed, position, UUID(int=next(blocks)))
        causes = [
            cause_row(section, cause, place, UUID(int=next(blocks)), records.conditions.get(cause.condition))
            for place, cause in enumerate(parsed.causes, start=1)
        ]
        remember(section, "causes", causes)
        sections.append(section)
    remember(article, "sections", sections)
    remember(article, "care_advice", care_rows(article, document))
    remember(article, "references", reference_rows(article, document))
    remember(article, "associated_conditions", [records.conditions[name] for name in document.associated_names])


def _signatures(article: Article, moment: dt.datetime) -> list[Signature]:
    """What the byline, and the second reviewer where there is one, will sign; digests and chain are filled in later."""
    return [
        Signature(
            article=article,
            doctor=doctor,
            signed_by=doctor.user,
            role=role,
            verdict=Verdict.SIGNED,
            digest=DIGEST,
            digest_version=canonical.VERSION,
            attested=list(ATTESTED),
            conflict_statement="none",
            name=doctor.printed_name,
            title=chain.title_of(doctor, article.question.language),
            credentials=doctor.credentials,
            created_at=moment,
        )
        for role, doctor in zip((Role.BYLINE, Role.SECOND_REVIEWER), article.signers, strict=False)
    ]


def _page(
    article: Article, signatures: list[Signature], tags: list[Tag], records: Records, moment: dt.datetime
) -> LivePage:
    """As `live_pages.build()` makes it."""
    names = {tag.name for tag in tags}
    carried = [tag for name, tag in records.tags.items() if name in names]
    content = live_pages.content_of(
        article,
        signatures=signatures,
        finder=records.finder,
        around=Around([{"name": tag.name, "slug": tag.slug} for tag in carried], translations=[]),
        published_at=MOMENT,
        first_published_at=MOMENT,
    )
    signed_on = dt.date.fromisoformat(content["signed_on"])
    page = live_pages.page_of(article, content, published_at=moment, today=signed_on)
    page.content = json.loads(json.dumps(content))
    return page
