"""How fast documents come in through the real importer, on SQLite (a file, WAL) and on an embedded PostgreSQL.

    .venv/bin/python bench/import_documents.py [--count 1000] [--runs 3] [--profile]

Writes distinct documents of the house format with sections, causes, care cards, references, tags and department to a
temporary folder and runs `import_articles` on it, which gives each file a transaction of its own. Beside it: how many
transactions of one bare INSERT the same connection makes a second, and the ratio of the two. The best run counts.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import pstats
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import databases

BARE = 1000  # transactions of the baseline


def main() -> None:
    arguments = _arguments()
    if arguments.on:
        databases.start_django()
        print(json.dumps(_measured(arguments.count, profile=arguments.profile)))
        return
    best: dict[str, dict[str, Any]] = {}
    for run in range(arguments.runs):
        with databases.addresses() as addresses:
            for name, address in addresses.items():
                profile = ["--profile"] if arguments.profile else []
                found = databases.measure(__file__, address, "--count", str(arguments.count), *profile)
                print(f"run {run + 1}, {name}: {found}", flush=True)
                if name not in best or found["documents_a_second"] > best[name]["documents_a_second"]:
                    best[name] = found
    if not arguments.profile:
        databases.write_result("import", {"documents": arguments.count, "best_of": arguments.runs, "databases": best})


def _measured(count: int, *, profile: bool) -> dict[str, Any]:
    from django.core.management import call_command

    with tempfile.TemporaryDirectory(prefix="healthqa-bench-") as folder:
        size = _write_documents(Path(folder), count)
        bare = _bare_transactions_a_second()
        told = io.StringIO()
        profiler = cProfile.Profile()
        if profile:
            profiler.enable()
        began, cpu = time.perf_counter(), databases.cpu_seconds()
        call_command("import_articles", folder, stdout=told)
        took, cpu = time.perf_counter() - began, databases.cpu_seconds() - cpu
        profiler.disable()
    summary = told.getvalue().splitlines()[-1]
    if summary != f"{count} created, 0 unchanged, 0 updated, 0 refused":
        raise SystemExit(f"Not every document came in: {summary}")
    if profile:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(45)
    return {
        "documents_a_second": round(count / took),
        "bare_insert_transactions_a_second": round(bare),
        "documents_a_bare_transaction": round(count / took / bare, 3),
        "cpu_milliseconds_a_document": round(cpu * 1000 / count, 2),
        "bytes_a_document": round(size / count),
    }


def _write_documents(folder: Path, count: int) -> int:
    """House text of generated answers, one file each; returns their size."""
    from articles.generated_texts import generate
    from articles.rendering import render

    size = 0
    for number in range(1, count + 1):
        text = render(generate(number).document) + "\n"
        size += (folder / f"generated-{number:05}.txt").write_text(text, encoding="utf-8")
    return size


def _bare_transactions_a_second() -> float:
    """The floor: one INSERT of one short row in a transaction of its own, as often as it goes."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (number integer PRIMARY KEY, words varchar(40) NOT NULL)")
        began = time.perf_counter()
        for number in range(BARE):
            with transaction.atomic():
                cursor.execute("INSERT INTO bench_bare (number, words) VALUES (%s, %s)", [number, "a short row"])
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_bare")
    return BARE / took


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000, help="documents")
    parser.add_argument("--runs", type=int, default=3, help="the best of so many counts")
    parser.add_argument("--profile", action="store_true", help="tell what takes the time; writes no result")
    parser.add_argument("--on", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
