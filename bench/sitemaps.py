"""What the sitemap and the feeds cost at many generated questions: queries, CPU time and bytes of each file.

    .venv/bin/python bench/sitemaps.py [--count 50000]

In process, without a network, the best of seven. CPU time is that of Python and of the database together; “cold” is the
index with nothing in the cache, as after each publication.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import databases

TIMES = 7


def main() -> None:
    arguments = _arguments()
    if arguments.on:
        databases.start_django()
        print(json.dumps(_measured(arguments.count)))
        return
    databases.measure_pages(__file__, "sitemaps", arguments.count, best_of=TIMES)


def _measured(count: int) -> dict[str, Any]:
    from django.core.cache import cache
    from django.db import connection

    from articles.generating import add_questions

    add_questions(count, editor=databases.editor())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "index, cold": _cost("/sitemap.xml", before=cache.clear),
        **{name: _cost(address) for name, address in _pages().items()},
    }


def _pages() -> dict[str, str]:
    from django.db.models import Count

    from articles.models import Condition, LivePage, Tag

    middle = LivePage.objects.order_by("pk")[LivePage.objects.count() // 2]
    tag = Tag.objects.annotate(uses=Count("question_tags")).order_by("-uses", "pk")[0]
    condition = Condition.objects.annotate(uses=Count("causes")).order_by("-uses", "pk")[0]
    return {
        "index": "/sitemap.xml",
        "5,000 answers": f"/sitemaps/answers-{middle.question_id // 5000}.xml",
        "conditions": "/sitemaps/condition-0.xml",
        "topics": "/sitemaps/tag-0.xml",
        "doctors": "/sitemaps/doctor-0.xml",
        "feed, newest": "/feeds/latest.xml",
        "feed, largest topic": f"/feeds/tags/{tag.slug}.xml",
        "feed, a condition": f"/feeds/conditions/{condition.slug}.xml",
        "feed, one answer": f"/feeds/questions/{middle.slug}.xml",
        "feed, corrections": "/feeds/corrections.xml",
    }


def _cost(address: str, before: Any = None) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.get(address)
    cpu, wall = [], []
    for _time in range(TIMES):
        if before is not None:
            before()
        began, spent = time.perf_counter(), databases.cpu_seconds()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        asked = len(queries)
        cpu.append(databases.cpu_seconds() - spent)
        wall.append(time.perf_counter() - began)
    return {
        "status": response.status_code,
        "queries": asked,
        "bytes": len(response.content),
        "urls": response.content.count(b"<loc>") + response.content.count(b"<entry"),
        "cpu_milliseconds": round(min(cpu) * 1000, 1),
        "milliseconds": round(min(wall) * 1000, 1),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--on", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
