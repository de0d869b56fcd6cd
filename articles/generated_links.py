"""Related lists of generated answers, all at once: what `related.rebuild()` would write, computed from their bodies.

Answers with one body share all conditions and tags, so the 150 bodies are compared instead of the answers. Two
differences from `related`: what many answers name is read to its end, not to the newest 500 (seen from some 20,000
answers on); and lists of answers that are not generated are left as they are.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from articles import nearness, related_counts, related_looks
from articles.bulk import Row, as_json, insert, tell_sizes
from articles.generated_texts import TAGS, body_of, condition_names, generate
from articles.models import Article, Condition, LivePage, Question, RelatedLink, Tag
from articles.models.vocabulary import Language
from articles.nearness import Facts, Feature, Known
from articles.related import STORED, stored_reason

_ADDRESS = "-in-generated-sample-"
_NUMBER = re.compile(rf"{_ADDRESS}(\d+)$")
_PAGES_A_TRANSACTION = 2000
_LINKS = RelatedLink._meta.db_table


@dataclass
class Body:
    """The live answers of one body: how many there were before this call, and the first ones, by id."""

    before: int = 0
    pages: list[tuple[int, str]] = field(default_factory=list)  # id, the day it leaves


def last_number() -> int:
    """The highest running number so far, 0 for none."""
    generated = Question.objects.filter(is_sample=True, slug__contains=_ADDRESS).order_by("-pk")
    numbers = (_NUMBER.search(slug) for slug in generated.values_list("slug", flat=True)[:1])
    return next((int(found.group(1)) for found in numbers if found), 0)


def write(first: int) -> None:
    """Write the lists of the answers from number `first` on, and of older ones that newcomers may have come near to."""
    tell_sizes(Question, Article, LivePage)
    today = timezone.localdate()
    bodies: dict[int, Body] = defaultdict(Body)
    wanted: list[tuple[int, int, int]] = []
    pages = LivePage.objects.filter(article__in=Article.objects.public(), is_sample=True, slug__contains=_ADDRESS)
    for pk, slug, leaves_on in pages.order_by("pk").values_list("pk", "slug", "leaves_on").iterator(5000):
        found = _NUMBER.search(slug)
        if found is None or leaves_on <= today:
            continue
        number = int(found.group(1))
        body = bodies[body_of(number)]
        body.before += number < first
        if len(body.pages) <= STORED:
            body.pages.append((pk, leaves_on.isoformat()))
        wanted.append((pk, body_of(number), number))
    with transaction.atomic():
        related_looks.keep_all(STORED)
        related_counts.recount()
    chosen = [entry for entry in wanted if entry[2] >= first or bodies[entry[1]].before <= STORED]
    nearest = _nearest(bodies)
    for start in range(0, len(chosen), _PAGES_A_TRANSACTION):
        _write(chosen[start : start + _PAGES_A_TRANSACTION], nearest, first)


def _write(chosen: list[tuple[int, int, int]], nearest: dict[int, list[Row]], first: int) -> None:
    """The lists of some pages: their bodies' lists without the page itself, joined by the database."""
    older = [pk for pk, _body, number in chosen if number < first]
    with transaction.atomic(), connection.cursor() as cursor:
        if older:
            RelatedLink.objects.filter(page__in=older).delete()
        _fill_temporary(cursor, chosen, nearest)
        cursor.execute(
            f"INSERT INTO {_LINKS}"  # noqa: S608  our own names
            " (page_id, other_id, score, shared_tags, shared_conditions, leaves_on)"
            f" SELECT p.page, n.other, n.score, {as_json('n.tags')}, {as_json('n.conditions')}, n.leaves_on"
            " FROM generated_page p JOIN generated_near n ON n.body = p.body AND n.place <= p.places"
            " WHERE n.other <> p.page ORDER BY p.page, n.place"
        )
        cursor.execute(related_looks.floors("page_id IN (SELECT page FROM generated_page)", STORED))
        cursor.execute("DROP TABLE generated_page")
        cursor.execute("DROP TABLE generated_near")


def _fill_temporary(cursor: Any, chosen: list[tuple[int, int, int]], nearest: dict[int, list[Row]]) -> None:
    cursor.execute("CREATE TEMPORARY TABLE generated_page (page integer PRIMARY KEY, body integer, places integer)")
    cursor.execute(
        "CREATE TEMPORARY TABLE generated_near"
        " (body integer, place integer, other bigint, score double precision, tags text, conditions text,"
        " leaves_on date, PRIMARY KEY (body, place))"
    )
    bodies = {body for _pk, body, _number in chosen}
    near = [[body, place, *row] for body in bodies for place, row in enumerate(nearest[body], start=1)]
    own = {body: {row[0] for row in nearest[body]} for body in bodies}
    pages: list[Row] = [[pk, body, STORED + (pk in own[body])] for pk, body, _number in chosen]
    insert(cursor, "generated_near", ["body", "place", "other", "score", "tags", "conditions", "leaves_on"], near)
    insert(cursor, "generated_page", ["page", "body", "places"], pages)


def _nearest(bodies: Mapping[int, Body]) -> dict[int, list[Row]]:
    """For each body the 25 nearest answers (one of them may be the reader's own): other, score, what is shared, leaves.

    What is shared is text of JSON: tags, then the conditions or NULL.
    """
    facts = {body: _facts(body) for body in bodies}
    known = _known()
    found: dict[int, list[Row]] = {}
    for body, own in facts.items():
        near: list[tuple[float, int, int, str]] = []
        shared = {}
        for other, facts_of_other in facts.items():
            what = nearness.compare(own, facts_of_other, known)
            if what is not None:
                shared[other] = what
                near += [(-what.score, pk, other, leaves_on) for pk, leaves_on in bodies[other].pages]
        near = sorted(near)[: STORED + 1]
        told = {other: _told(shared[other]) for _score, _pk, other, _day in near}
        found[body] = [[pk, -score, *told[other], day] for score, pk, other, day in near]
    return found


def _facts(body: int) -> Facts:
    """What the answers of a body are compared by; conditions and tags by name."""
    document = generate(body + 1, body).document
    causes = (cause.condition for section in document.sections for cause in section.causes if cause.condition)
    return Facts(
        causes=frozenset(causes),
        associated=frozenset(document.associated_names),
        tags=frozenset(document.tags),
        audience=nearness.audience_of(document.audience.life_stage, document.audience.sex),
        department=document.department,
    )


def _told(shared: nearness.Shared) -> tuple[str, str | None]:
    conditions, tags = stored_reason(shared)
    return json.dumps(tags), json.dumps(conditions) if conditions else None


def _known() -> Known:
    """How rare each generated condition and tag is, as in `related`."""
    counts = related_counts.all_counts(Language.ENGLISH)

    def weighed(named: Iterable[tuple[str, int]], carriers: Mapping[int, int]) -> dict[str, Feature]:
        rare = ((name, nearness.rarity(counts.total, carriers.get(key, 0))) for name, key in named)
        return {name: Feature(rarity, name) for name, rarity in rare}

    conditions = Condition.objects.filter(name__in=condition_names()).values_list("name", "pk")
    tags = Tag.objects.filter(name__in=TAGS).values_list("name", "pk")
    return Known(weighed(conditions, counts.conditions), weighed(tags, counts.tags))
