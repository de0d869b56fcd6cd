"""The rows of one chunk of generated documents: collected from their patterns, then written table by table.

The order is the one the database's guard asks for: words while the edition is a draft, then in review, signatures,
signed, published, and at last what says so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import models

from articles import canonical, chain, generated_copies
from articles.bulk import Row, Table, moment
from articles.generated_copies import block_ends
from articles.generated_patterns import DIGEST, DRAFT_DIGEST, MOMENT, NUMBER, Pattern, Template
from articles.generated_record import Record
from articles.models import Article, Event, LivePage, Question, SearchEntry, Signature
from articles.models.vocabulary import Status
from articles.search import writing as search_writing
from articles.search.entries import place_of, question_words

WRITTEN = (Question, Article, Signature, LivePage, SearchEntry, Event)
TABLES: dict[type[models.Model], Table] = {model: Table(model) for model in WRITTEN}


class Templates:
    """The rows of one pattern that differ in their words, ready to be filled; the others are kept by the database."""

    def __init__(self, pattern: Pattern, editor: User) -> None:
        article, question = pattern.article, pattern.question
        self.pattern = pattern
        self.question = Template(TABLES[Question], question, "created_at")
        self.article = Template(TABLES[Article], article, "created_at", "updated_at", "requested_at")
        self.signatures = [Template(TABLES[Signature], row, "created_at") for row in pattern.signatures]
        saved = Event(
            actor=editor, verb="text_saved", article=article, question=question, detail={"digest": DRAFT_DIGEST}
        )
        self.saved = Template(TABLES[Event], saved, "at")
        self.page = Template(TABLES[LivePage], pattern.page, "published_at", gaps=tuple(pattern.cause_blocks))
        self.entry = Template(TABLES[SearchEntry], pattern.entry)
        self.question_words = question_words(pattern.entry.place)
        self.search_words = search_writing.counts_of([pattern.entry])
        ends = list(block_ends(pattern))
        self.cause_ends = ends[len(pattern.sections) : len(pattern.sections) + len(pattern.causes)]
        generated_copies.keep(pattern)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document's rows go: its ids, its moment, and the texts for the gaps."""

    question_id: int
    article_id: int
    at: dt.datetime
    stamp: str
    texts: dict[str, str]


class Chunk:
    """Documents that one transaction writes. `heads` are the ends of the doctors' chains and move on with it."""

    def __init__(self, documents: list[tuple[int, Templates]], heads: dict[int, str], at: dt.datetime) -> None:
        self.rows: dict[type[models.Model], list[Row]] = defaultdict(list)
        self.heads = heads
        self.answers: list[Row] = []
        self.search_words: search_writing.Counts = Counter()
        signatures = sum(len(templates.signatures) for _number, templates in documents)
        counts = {Question: len(documents), Article: len(documents), Event: len(documents), Signature: signatures}
        self.ids = {model: iter(TABLES[model].ids(count)) for model, count in counts.items()}
        for offset, (number, templates) in enumerate(documents):
            self._add(str(number), templates, at + dt.timedelta(microseconds=offset))

    def write(self, editor: User) -> None:
        """Every table at once; the guard's three steps are three statements."""
        TABLES[Question].insert(self.rows[Question])
        TABLES[Article].insert(self.rows[Article])
        generated_copies.write(self.answers)
        key = TABLES[Article].at["id"]
        record = Record([row[key] for row in self.rows[Article]], editor)
        record.contributions()
        TABLES[Event].insert(self.rows[Event])
        record.move(Status.IN_REVIEW)
        record.events("signature_requested")
        TABLES[Signature].insert(self.rows[Signature])
        record.move(Status.SIGNED)
        record.signed_events()
        record.move(Status.PUBLISHED)
        record.publications()
        TABLES[LivePage].insert(self.rows[LivePage])
        TABLES[SearchEntry].insert(self.rows[SearchEntry])
        search_writing.count(self.search_words)
        record.events("published", replaces=None)

    def _add(self, number: str, templates: Templates, at: dt.datetime) -> None:
        block_digests = templates.pattern.block_digests(number)
        texts = {
            NUMBER: number,
            DIGEST: _digest(block_digests),
            DRAFT_DIGEST: _digest(entry for entry in block_digests if entry[0] != "byline"),
            MOMENT: at.isoformat(),
        }
        place = Place(next(self.ids[Question]), next(self.ids[Article]), at, moment(at), texts)
        self._add_words(templates, place)
        for row, template in zip(templates.pattern.signatures, templates.signatures, strict=True):
            self._sign(row, template, place, block_digests)
        page = templates.page.row(texts, place.stamp, article_id=place.article_id, question_id=place.question_id)
        self.rows[LivePage].append(page)
        stands = place_of(place.article_id, templates.question_words)
        self.rows[SearchEntry].append(templates.entry.row(texts, place.stamp, place=stands, page_id=place.article_id))
        self.search_words.update(templates.search_words)
        self._row(Event, templates.saved, place, article_id=place.article_id, question_id=place.question_id)

    def _add_words(self, templates: Templates, place: Place) -> None:
        texts, stamp, article_id = place.texts, place.stamp, place.article_id
        self.rows[Question].append(templates.question.row(texts, stamp, id=place.question_id))
        edition = templates.article.row(
            texts, stamp, id=article_id, question_id=place.question_id, digest=texts[DIGEST], status=Status.DRAFT.value
        )
        self.rows[Article].append(edition)
        blocks = _blocks(texts[NUMBER])
        self.answers.append([article_id, place.question_id, templates.pattern.body, blocks])
        for stand_in, end in zip(templates.pattern.cause_blocks, templates.cause_ends, strict=True):
            texts[stand_in] = _dashed(blocks + end)

    def _sign(self, row: Signature, template: Template, place: Place, block_digests: list[list[str]]) -> None:
        """The next link of the doctor's chain; `row` is the pattern's, which computes the hash."""
        row.article_id, row.digest, row.block_digests = place.article_id, place.texts[DIGEST], block_digests
        row.created_at = place.at
        row.previous_hash = self.heads[row.doctor_id]
        self.heads[row.doctor_id] = row.own_hash = chain.hash_of(row)
        self._row(
            Signature,
            template,
            place,
            article_id=place.article_id,
            block_digests=json.dumps(block_digests),
            previous_hash=row.previous_hash,
            own_hash=row.own_hash,
        )

    def _row(self, model: type[models.Model], template: Template, place: Place, **columns: int | str) -> int:
        identity = next(self.ids[model])
        self.rows[model].append(template.row(place.texts, place.stamp, id=identity, **columns))
        return identity


def _digest(block_digests: Iterable[list[str]]) -> str:
    return canonical.sha256(canonical.text_of_digests((name, digest) for name, digest in block_digests))


def _blocks(number: str) -> str:
    """What the blocks of the document of this number begin with, the same each time: 30 hexadecimal digits."""
    return hashlib.sha256(number.encode()).hexdigest()[:30]


def _dashed(block: str) -> str:
    return f"{block[:8]}-{block[8:12]}-{block[12:16]}-{block[16:20]}-{block[20:]}"
