"""How fast `demo --count` adds questions, and how much room they take, on SQLite and on PostgreSQL.

.venv/bin/python bench/generate.py [--count 20000] [--runs 3]

The best run counts. CPU time is that of Python and of the database together.
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


def main() -> None:
    arguments = _arguments()
    if arguments.on:
        databases.start_django()
        print(json.dumps(_measured(arguments.count)))
        return
    best: dict[str, dict[str, Any]] = {}
    for run in range(arguments.runs):
        with databases.addresses() as addresses:
            for name, address in addresses.items():
                found = databases.measure(__file__, address, "--count", str(arguments.count))
                print(f"run {run + 1}, {name}: {found}", flush=True)
                if name not in best or found["questions_a_second"] > best[name]["questions_a_second"]:
                    best[name] = found
    databases.write_result("generate", {"best_of": arguments.runs, "databases": best})


def _measured(count: int) -> dict[str, Any]:
    from articles.generating import add_questions

    editor = databases.editor()
    chunks, cpu = [time.perf_counter()], databases.cpu_seconds()
    add_questions(count, editor=editor, progress=lambda _done: chunks.append(time.perf_counter()))
    end, cpu = time.perf_counter(), databases.cpu_seconds() - cpu
    return {
        "questions": count,
        "questions_a_second": round(count / (end - chunks[0])),
        "cpu_microseconds_a_question": round(cpu * 1e6 / count),
        "first_chunk_seconds": round(chunks[1] - chunks[0], 2),
        "last_chunk_seconds": round(chunks[-1] - chunks[-2], 2),
        "related_lists_seconds": round(end - chunks[-1], 2),
        "bytes_a_question": round(_size() / count),
    }


def _size() -> int:
    """Bytes of the database, indexes included."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        size: int = cursor.fetchone()[0]
    return size


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3, help="the best of so many counts")
    parser.add_argument("--on", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
