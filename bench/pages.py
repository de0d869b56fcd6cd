"""What each public page costs: queries, and bytes as sent and as compressed, at growing numbers of generated questions.

    .venv/bin/python bench/pages.py [--counts 1000 5000]

Counted in process with Django's test client, no network, as an anonymous reader; the second request of each page
counts, so that nothing is paid for starting up. Times are the best of five and belong to this machine only; queries
and bytes are the same everywhere.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import databases

TIMES = 5


def main() -> None:
    arguments = _arguments()
    if arguments.on:
        databases.start_django()
        print(json.dumps(_measured(arguments.counts)))
        return
    results: dict[str, Any] = {}
    with databases.addresses() as addresses:
        for name, address in addresses.items():
            results[name] = databases.measure(__file__, address, "--counts", *map(str, arguments.counts))
            _print_table(name, results[name])
    databases.write_result("pages", {"databases": results})


def _measured(counts: list[int]) -> dict[str, Any]:
    """For each number of questions, what each page costs."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from articles.generating import add_questions

    logging.disable(logging.WARNING)  # the page that is not found
    editor, found, there = databases.editor(), {}, 0
    with tempfile.TemporaryDirectory(prefix="healthqa-bench-") as folder:
        settings.STATIC_ROOT = folder
        call_command("collectstatic", interactive=False, verbosity=0)
        for count in sorted(counts):
            there += add_questions(count - there, editor=editor)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            found[str(count)] = {page: _cost(address) for page, address in _pages().items()}
    return found


def _pages() -> dict[str, str]:
    """One address of each kind of public page; where a list has many entries, the one with the most."""
    from django.db.models import Count
    from django.urls import reverse

    from articles.models import Condition, LivePage, Tag
    from doctors.models import Department, Doctor

    page = LivePage.objects.order_by("pk")[0]
    tag = Tag.objects.annotate(uses=Count("question_tags")).order_by("-uses", "pk")[0]
    condition = Condition.objects.annotate(uses=Count("causes")).order_by("-uses", "pk")[0]
    doctor = Doctor.objects.annotate(pages=Count("live_pages")).order_by("-pages", "pk")[0]
    department = Department.objects.annotate(pages=Count("live_pages")).order_by("-pages", "pk")[0]
    return {
        "home": reverse("home"),
        "questions": reverse("questions"),
        "questions, one letter": reverse("questions") + f"?letter={page.letter}",
        "answer": reverse("answer", args=[page.slug]),
        "answer as text": reverse("answer_text", args=[page.slug]),
        "related": reverse("related", args=[page.slug]),
        "tags": reverse("tags"),
        "tag": reverse("tag", args=[tag.slug]),
        "conditions": reverse("conditions"),
        "condition": reverse("condition", args=[condition.slug]),
        "department": reverse("department", args=[department.slug]),
        "doctors": reverse("doctors"),
        "doctor": reverse("doctor", args=[doctor.slug]),
        "search": reverse("search") + "?q=knee+ache",
        "about": reverse("about"),
        "not found": reverse("answer", args=["no-such-question"]),
    }


def _cost(address: str) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    asked = len(queries)
    times = []
    for _time in range(TIMES):
        began = time.perf_counter()
        client.get(address)
        times.append(time.perf_counter() - began)
    return {
        "status": response.status_code,
        "queries": asked,
        "bytes": len(response.content),
        "gzip_bytes": len(gzip.compress(response.content, 6)),
        "milliseconds": round(min(times) * 1000, 1),
    }


def _print_table(name: str, result: dict[str, Any]) -> None:
    counts = list(result)
    print(f"\n{name}: queries, bytes, gzip, ms at {' and '.join(counts)} questions")
    for page in result[counts[0]]:
        shown = "".join(f" | {_cells(result[count][page])}" for count in counts)
        print(f"{page:22}{shown}", flush=True)


def _cells(cost: dict[str, Any]) -> str:
    names = ("queries", "bytes", "gzip_bytes")
    return f"{cost['status']} {' '.join(f'{cost[name]:7}' for name in names)} {cost['milliseconds']:7.1f}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", type=int, nargs="+", default=[1000, 5000], help="numbers of questions")
    parser.add_argument("--on", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
