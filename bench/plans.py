"""How many rows PostgreSQL reads for each public page, of which table the most, and what its dearest query takes.

    .venv/bin/python bench/plans.py [--count 100000] [--write]

The plans are those of EXPLAIN (ANALYZE) with fresh statistics.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import databases


def main() -> None:
    arguments = _arguments()
    if arguments.on:
        databases.start_django()
        print(json.dumps(_measured(arguments.count)))
        return
    with databases.addresses() as addresses:
        found = databases.measure(__file__, addresses["postgresql"], "--count", str(arguments.count))
    for page, told in found["pages"].items():
        print(f"{page:20} {told['queries']:3} queries, dearest {told['milliseconds']:8.2f} ms, ", end="")
        print(f"most rows {told['most_rows']:7,} of {told['of']}")
    if arguments.write:
        databases.write_result("plans", {"questions": arguments.count, **found})


def _measured(count: int) -> dict[str, Any]:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from articles.generating import add_questions
    from bench import public_reads

    logging.disable(logging.WARNING)  # the page that is not found
    add_questions(count, editor=databases.editor())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with tempfile.TemporaryDirectory(prefix="healthqa-bench-") as folder:
        settings.STATIC_ROOT = folder
        call_command("collectstatic", interactive=False, verbosity=0)
        return {"pages": {name: _told(public_reads.reads(at)) for name, at in public_reads.public_addresses().items()}}


def _told(queries: list[str]) -> dict[str, Any]:
    from bench import public_reads

    read = [(rows, table, sql) for sql in queries for table, rows in public_reads.rows_read(sql).items()]
    rows, table, sql = max(read, default=(0, "", ""))
    return {
        "queries": len(queries),
        "most_rows": rows,
        "of": table,
        "by": sql[:300],
        "milliseconds": round(max(map(public_reads.milliseconds, queries), default=0), 2),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000, help="number of questions")
    parser.add_argument("--write", action="store_true", help="write bench/results/plans.json")
    parser.add_argument("--on", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
