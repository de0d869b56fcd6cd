"""Related lists of generated answers, all at once: what `related.rebuild()` would write, computed from their tags.

Answers with one body share all tags, so the 150 bodies are compared instead of the answers. Two differences from
`related`: a popular tag is read to its end, not to its newest 500 carriers (seen where the rarest tag of an answer has
more than 500, from some 30,000 answers on); and lists of answers that are not generated are left as they are.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from articles.bulk import Row, as_json, insert
from articles.generated_texts import TAGS, body_of, tags_of
from articles.models import Article, LivePage, Question, QuestionTag, RelatedLink
from articles.models.vocabulary import Language
from articles.related import STORED

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
            f"INSERT INTO {_LINKS} (page_id, other_id, score, shared_tags, leaves_on)"  # noqa: S608  our own names
            f" SELECT p.page, n.other, n.score, {as_json('n.shared')}, n.leaves_on"
            " FROM generated_page p JOIN generated_near n ON n.body = p.body AND n.place <= p.places"
            " WHERE n.other <> p.page ORDER BY p.page, n.place"
        )
        cursor.execute("DROP TABLE generated_page")
        cursor.execute("DROP TABLE generated_near")


def _fill_temporary(cursor: Any, chosen: list[tuple[int, int, int]], nearest: dict[int, list[Row]]) -> None:
    cursor.execute("CREATE TEMPORARY TABLE generated_page (page integer PRIMARY KEY, body integer, places integer)")
    cursor.execute(
        "CREATE TEMPORARY TABLE generated_near"
        " (body integer, place integer, other bigint, score double precision, shared text, leaves_on date,"
        " PRIMARY KEY (body, place))"
    )
    bodies = {body for _pk, body, _number in chosen}
    near = [[body, place, *row] for body in bodies for place, row in enumerate(nearest[body], start=1)]
    own = {body: {row[0] for row in nearest[body]} for body in bodies}
    pages: list[Row] = [[pk, body, STORED + (pk in own[body])] for pk, body, _number in chosen]
    insert(cursor, "generated_near", ["body", "place", "other", "score", "shared", "leaves_on"], near)
    insert(cursor, "generated_page", ["page", "body", "places"], pages)


def _nearest(bodies: dict[int, Body]) -> dict[int, list[Row]]:
    """For each body the 25 nearest answers (one of them may be the reader's own): other, score, shared tags, leaves."""
    weights = _weights()
    carriers: dict[str, list[int]] = defaultdict(list)
    for body in bodies:
        for name in tags_of(body):
            carriers[name].append(body)
    found: dict[int, list[Row]] = {}
    for body in bodies:
        common: dict[int, list[str]] = defaultdict(list)
        for name in sorted(tags_of(body), key=lambda name: (-weights[name], name)):
            for other in carriers[name]:
                common[other].append(name)
        near: list[tuple[float, int, int, str]] = []
        for other, names in common.items():
            score = round(sum(weights[name] for name in names), 6)
            near += [(-score, pk, other, leaves_on) for pk, leaves_on in bodies[other].pages]
        near = sorted(near)[: STORED + 1]
        shared = {other: json.dumps(common[other]) for _score, _pk, other, _day in near}
        found[body] = [[pk, -score, shared[other], day] for score, pk, other, day in near]
    return found


def _weights() -> dict[str, float]:
    """ln(1 + N / n) of each tag, as in `related`: N live answers, n of them with the tag."""
    total = LivePage.objects.filter(language=Language.ENGLISH).count()
    carriers = QuestionTag.objects.filter(tag__name__in=TAGS, content_object__live_page__language=Language.ENGLISH)
    counted = carriers.values_list("tag__name").annotate(carriers=Count("pk"))
    return {name: math.log1p(total / count) for name, count in counted}
