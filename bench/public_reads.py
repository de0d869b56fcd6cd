"""How many rows of which tables the pages for readers read: told by EXPLAIN (ANALYZE) of PostgreSQL.

Not which kind of scan: a scan from the first row on that ends with the first hit is good, an index of which every entry
is read is not.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Condition, LivePage, Tag
from doctors.models import Department, Doctor


def public_addresses() -> dict[str, str]:
    """One address of each kind of public page; where a list has many entries, the one with the most."""
    page = LivePage.objects.order_by("pk")[0]
    tag = Tag.objects.annotate(uses=Count("question_tags")).order_by("-uses", "pk")[0]
    condition = Condition.objects.annotate(uses=Count("causes")).order_by("-uses", "pk")[0]
    doctor = Doctor.objects.annotate(pages=Count("live_pages")).order_by("-pages", "pk")[0]
    department = Department.objects.annotate(pages=Count("live_pages")).order_by("-pages", "pk")[0]
    word = page.question_text.split()[1].strip("?")
    named: list[tuple[str, tuple[str, ...]]] = [
        (page.slug, ("answer", "answer_text", "answer_json", "related", "leaflet", "history", "feed_question")),
        (tag.slug, ("tag", "tag_causes", "feed_tag")),
        (doctor.slug, ("doctor", "feed_doctor")),
        (condition.slug, ("condition", "feed_condition")),
        (department.slug, ("department", "department_causes", "feed_department")),
    ]
    named_again = [("tag", tag.slug), ("condition", condition.slug), ("department", department.slug)]
    lists = ("home", "questions", "tags", "conditions", "doctors", "corrections", "feed_latest", "feed_corrections")
    return {
        **{name: reverse(name) for name in (*lists, "sitemap")},
        **{name: reverse(name, args=[slug]) for slug, names in named for name in names},
        # Where none, or few, of the answers are in the language of the page: the list goes on with those of another.
        **{f"{name}, Chinese": f"/zh-hans{reverse(name, args=[slug])}" for name, slug in named_again},
        "letter": f"{reverse('questions')}?letter={page.letter}",
        "letter, page 2": f"{reverse('questions')}?letter={page.letter}&page=2",
        "tag, page 2": f"{reverse('tag', args=[tag.slug])}?page=2",
        "tag, page 20": f"{reverse('tag', args=[tag.slug])}?page=20",
        "filters": f"{reverse('questions')}?tag={tag.slug}&department={department.slug}",
        "body": reverse("body_causes", args=[page.body_area]),
        "past day": f"{reverse('answer', args=[page.slug])}?on={page.signed_on}",
        "proof": reverse("proof", args=[page.digest]),
        "sitemap file": reverse("sitemap_file", args=["answers-0"]),
        "search": f"{reverse('search')}?q={word}",
        "search, a slip": f"{reverse('search')}?q={word[0]}x{word[1:]}",
        "suggestions": f"{reverse('suggest')}?q={word[:3]}",
        "not there": reverse("answer", args=["no-such-question"]),
    }


def reads(address: str) -> list[str]:
    """What the page asks the database, with the values in it. Raises RuntimeError where the page is an error."""
    client = Client(SERVER_NAME="127.0.0.1")
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, follow=True)
    if response.status_code not in {200, 404}:
        raise RuntimeError(f"{address}: {response.status_code}")
    return [
        query["sql"] for query in queries if query["sql"].lstrip("( ").upper().startswith(("SELECT", "WITH", "EXECUTE"))
    ]


def rows_read(sql: str) -> Counter[str]:
    """How many rows of each table PostgreSQL really looks at to answer this, those too that do not fit."""
    told = _explained(sql)
    found: Counter[str] = Counter()
    for node in _nodes(told["Plan"]):
        if "Relation Name" in node:
            rejected = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
            found[node["Relation Name"]] += round((node["Actual Rows"] + rejected) * node["Actual Loops"])
    return found


def milliseconds(sql: str) -> float:
    return float(_explained(sql)["Execution Time"])


def _explained(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql.replace('%', '%%')}", [])
        told = cursor.fetchone()[0]
    plan: dict[str, Any] = (json.loads(told) if isinstance(told, str) else told)[0]
    return plan


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", []):
        yield from _nodes(inner)
