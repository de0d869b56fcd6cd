"""Related answers: how good they are by the labelled set, what each term adds, and what entering one costs to publish.

    .venv/bin/python bench/related.py [--count 20000] [--pages 50] [--quality]

Quality is NDCG@6 on `tests/data/related/`, no times: the same on every machine. Cost is that of `related.enter` at
`--count` generated answers, within one transaction each: milliseconds, CPU time (Python and PostgreSQL) and queries.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import databases


def main() -> None:
    arguments = _arguments()
    if arguments.on:
        databases.start_django()
        print(json.dumps(_cost(arguments.count, arguments.pages)))
        return
    result: dict[str, Any] = {"quality": _quality()}
    print(json.dumps(result["quality"], indent=2))
    if not arguments.quality:
        result["cost"] = {}
        with databases.addresses() as addresses:
            for name, address in addresses.items():
                counts = ("--count", str(arguments.count), "--pages", str(arguments.pages))
                result["cost"][name] = databases.measure(__file__, address, *counts)
                print(f"{name}: {result['cost'][name]}", flush=True)
        databases.write_result("related", result)


def _quality() -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from articles.nearness import WEIGHTS
    from tests.articles import labelled

    found = labelled.labelled()
    chosen_on, kept = found.halves
    terms = asdict(WEIGHTS)

    def both(judge: Any) -> dict[str, float]:
        return {"chosen_on": round(judge(chosen_on), 3), "kept_for_trying": round(judge(kept), 3)}

    def without(term: str) -> dict[str, float]:
        weights = replace(WEIGHTS, **{term: 0.0})
        return both(lambda slugs: labelled.mean(lambda slug: labelled.by_causes(slug, weights), slugs))

    return {
        "questions": len(found.lines),
        "judged": len(found.grades),
        "judgements": sum(map(len, found.grades.values())),
        "weights": terms,
        "ndcg_at_6": {
            "number_of_shared_tags": both(lambda slugs: labelled.mean(labelled.by_number_of_tags, slugs)),
            "shared_tags_by_rarity": both(lambda slugs: labelled.mean(labelled.by_rare_tags, slugs)),
            "by_cause": both(lambda slugs: labelled.mean(labelled.by_causes, slugs)),
            "by_cause_as_shown": both(labelled.mean_shown),
        },
        "by_cause_without": {term: without(term) for term in terms},
    }


def _cost(count: int, pages: int) -> dict[str, Any]:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from articles import related
    from articles.generating import add_questions
    from articles.models import LivePage

    add_questions(count, editor=databases.editor())
    keys = list(LivePage.objects.order_by("pk").values_list("pk", flat=True))
    found: dict[str, Any] = {"questions": len(keys), "pages": pages}
    for state in ("without_statistics", "with_statistics"):
        if state == "with_statistics":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        times, cpus, queries = [], [], []
        for pk in keys[:: max(len(keys) // pages, 1)]:
            page = LivePage.objects.get(pk=pk)
            began, cpu = time.perf_counter(), databases.cpu_seconds()
            with transaction.atomic():
                related.enter(page)
            times.append((time.perf_counter() - began) * 1000)
            cpus.append((databases.cpu_seconds() - cpu) * 1000)
            with CaptureQueriesContext(connection) as asked:
                related.enter(page)
            queries.append(len(asked))
        found[state] = {
            "p50_milliseconds": round(statistics.median(times), 1),
            "p95_milliseconds": round(statistics.quantiles(times, n=20)[-1], 1),
            "p50_cpu_milliseconds": round(statistics.median(cpus), 1),
            "queries_at_most": max(queries),
        }
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000, help="generated answers")
    parser.add_argument("--pages", type=int, default=50, help="how many of them are entered")
    parser.add_argument("--quality", action="store_true", help="only the labelled set; writes no file")
    parser.add_argument("--on", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
