"""What a suggestion costs while a reader types: time and CPU of `/search/suggest/` at 20,000 generated questions.

    .venv/bin/python bench/suggestions.py [--count 20000] [--texts 40]

Typed letter by letter, from the second on, are questions, conditions and doctors, spread over the whole portal;
half of the questions from their middle, and each third text with a slip in it. In process with Django's test client,
no network. Everything is asked twice in a row: "first" finds nothing in the cache, "again" does. Their CPU time is
that of the portal's own process, which a busy machine hardly changes; the mean `cpu_ms` counts the server of the
database, too.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import databases

LONGEST = 24  # letters of a text that are typed


class Cost(NamedTuple):
    time: float
    cpu: float


def main() -> None:
    arguments = _arguments()
    if arguments.on:
        databases.start_django()
        print(json.dumps(_measured(arguments.count, arguments.texts)))
        return
    results: dict[str, Any] = {}
    with databases.addresses() as addresses:
        for name, address in addresses.items():
            given = ("--count", str(arguments.count), "--texts", str(arguments.texts))
            results[name] = databases.measure(__file__, address, *given)
            print(name, json.dumps(results[name], indent=1), flush=True)
    databases.write_result("suggestions", {"databases": results})


def _measured(count: int, texts: int) -> dict[str, Any]:
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client

    from articles.generating import add_questions

    logging.disable(logging.WARNING)
    add_questions(count, editor=databases.editor())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client, typed = Client(SERVER_NAME="127.0.0.1"), _typed(texts)
    client.get("/search/suggest/?q=warm")
    caches["lists"].clear()
    before = databases.cpu_seconds()
    costs = [(_cost(client, text), _cost(client, text), text) for text in typed]
    cpu = (databases.cpu_seconds() - before) / len(typed) * 1000
    first, again = [cost[0] for cost in costs], [cost[1] for cost in costs]
    dearest = max(costs, key=lambda cost: cost[0].cpu)[2]
    figures = {"first": _figures(first) | {"dearest": dearest}, "again": _figures(again)}
    return {"questions": count, "asked": len(typed), "cpu_ms": round(cpu, 1)} | figures


def _typed(texts: int) -> list[str]:
    """Every beginning of every text, from two letters on."""
    return [text[:end] for text in _texts(texts) for end in range(2, min(len(text), LONGEST) + 1)]


def _texts(number: int) -> list[str]:
    from articles.models import Article, Condition
    from doctors.models import Doctor

    live = Article.objects.public()
    step = max(live.count() // (number // 2), 1)
    questions = list(live.order_by("pk").values_list("live_page__question_text", flat=True)[::step])
    halves = [text[len(text) // 2 :].strip() if place % 2 else text for place, text in enumerate(questions)]
    conditions = list(Condition.objects.public().values_list("name", flat=True)[: number // 3])
    doctors = list(Doctor.objects.public().values_list("name", flat=True)[: number // 6])
    found = [*halves, *conditions, *doctors]
    return [f"{text[:5]}{text[6:]}" if place % 3 == 0 else text for place, text in enumerate(found)]


def _cost(client: Any, text: str) -> Cost:
    """Milliseconds of one request."""
    began, began_cpu = time.perf_counter(), time.process_time()
    response = client.get("/search/suggest/", {"q": text})
    cost = Cost((time.perf_counter() - began) * 1000, (time.process_time() - began_cpu) * 1000)
    assert response.status_code == 200  # noqa: S101
    return cost


def _figures(costs: list[Cost]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, values in (("ms", [cost.time for cost in costs]), ("cpu_ms", [cost.cpu for cost in costs])):
        ordered = sorted(values)
        found |= {f"p50_{name}": statistics.median(ordered), f"p95_{name}": ordered[int(len(ordered) * 0.95)]}
    return {name: round(value, 1) for name, value in found.items()}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000, help="number of questions")
    parser.add_argument("--texts", type=int, default=40, help="number of texts that are typed")
    parser.add_argument("--on", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
