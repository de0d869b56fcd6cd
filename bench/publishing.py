"""What it costs to publish an edition and to withdraw one, with all that is public of them, as the portal grows.

    .venv/bin/python bench/publishing.py [--counts 1000 20000 100000] [--editions 40] [--profile]

Three verbs on editions spread over all questions: the next edition takes the place of the one that is live; it is
withdrawn; an edition of a question that has none live is published. Each is one call of the verb with its transaction:
milliseconds, CPU time (Python and the PostgreSQL process that serves it) and queries. The drawing of social cards,
which waits for the end of the transaction, is not in it: generated answers have none of their own.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import databases


def main() -> None:
    arguments = _arguments()
    if arguments.on:
        databases.start_django()
        print(json.dumps(_measured(arguments)))
        return
    numbers = ["--counts", *map(str, arguments.counts), "--editions", str(arguments.editions)]
    profile = ["--profile"] if arguments.profile else []
    results = databases.result("publishing").get("databases", {})
    with databases.addresses() as addresses:
        for given in arguments.databases:
            name = given.partition(":")[0]
            measured = databases.measure(__file__, addresses.get(given, given), *numbers, *profile)
            results.setdefault(name, {}).update(measured)
            print(f"{name}: {json.dumps(measured, indent=2)}", flush=True)
    if not arguments.profile:
        databases.write_result("publishing", {"editions": arguments.editions, "databases": results})


def _measured(arguments: argparse.Namespace) -> dict[str, Any]:
    from django.db import connection

    from articles.generating import add_questions
    from articles.models import LivePage
    from healthqa.lib.prepared import prepare_statements

    prepare_statements()  # as in the web server, where editors publish
    editor, found = databases.editor(), {}
    for count in sorted(arguments.counts):
        there = LivePage.objects.count()
        add_questions(count - there, editor=editor)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        found[str(count)] = _verbs(arguments.editions, editor, profile=arguments.profile)
    return found


def _verbs(editions: int, editor: Any, *, profile: bool) -> dict[str, Any]:
    """All editions are written and signed before anything is measured."""
    from articles import publishing
    from articles.models import LivePage, Question

    live = list(LivePage.objects.order_by("pk").values_list("question", flat=True))
    questions = [Question.objects.get(pk=pk) for pk in live[:: max(len(live) // editions, 1)][:editions]]
    profiler = cProfile.Profile()

    def publish(article: Any) -> Any:
        return publishing.publish(article, editor=editor)

    def withdraw(article: Any) -> Any:
        return publishing.withdraw(article, editor=editor, reason="To be measured.")

    found: dict[str, Any] = {"live_answers": len(live)}
    signed = [_signed(question, editor) for question in questions]
    found["publish_the_next_edition"], published = _timed(publish, signed, profiler if profile else None)
    found["withdraw"], _gone = _timed(withdraw, published, profiler if profile else None)
    signed = [_signed(question, editor) for question in questions]
    found["publish"], _live = _timed(publish, signed, profiler if profile else None)
    if profile:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(90)
    return found


def _signed(question: Any, editor: Any) -> Any:
    """The next edition of a question, with other words, signed by those whom it needs."""
    from articles import editing, signing
    from articles.models import Article

    draft = editing.start_edition(question, editor=editor)
    words = f"{draft.introduction}\n\nEdition {draft.edition} says it better."
    Article.objects.filter(pk=draft.pk).update(introduction=words)
    asked = signing.request_signature(editing.text_saved(draft, editor=editor), editor=editor)
    for doctor in asked.signers:
        signing.sign(asked, doctor=doctor, digest=asked.digest)
    return Article.objects.get(pk=asked.pk)


def _timed(
    verb: Callable[[Any], Any], articles: list[Any], profiler: cProfile.Profile | None
) -> tuple[dict[str, Any], list[Any]]:
    """Every second call counts its queries, which takes time itself; the others are timed."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times, cpus, queries, results = [], [], [], []
    for number, article in enumerate(articles):
        if number % 2 == 0:
            with CaptureQueriesContext(connection) as asked:
                results.append(verb(article))
            queries.append(len(asked))
            continue
        if profiler is not None:
            profiler.enable()
        began, cpu = time.perf_counter(), databases.cpu_seconds()
        results.append(verb(article))
        cpus.append((databases.cpu_seconds() - cpu) * 1000)
        times.append((time.perf_counter() - began) * 1000)
        if profiler is not None:
            profiler.disable()
    found = {
        "p50_milliseconds": round(statistics.median(times), 1),
        "p95_milliseconds": round(statistics.quantiles(times, n=20)[-1], 1),
        "mean_cpu_milliseconds": round(statistics.mean(cpus), 1),
        "queries": round(statistics.median(queries)),
        "queries_at_most": max(queries),
        "load": round(os.getloadavg()[0], 1),
    }
    return found, results


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 20_000, 100_000], help="live answers")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], help="or the address of one to use")
    parser.add_argument("--editions", type=int, default=40, help="how many editions go through each verb")
    parser.add_argument("--profile", action="store_true", help="tell what takes the time; writes no result")
    parser.add_argument("--on", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
