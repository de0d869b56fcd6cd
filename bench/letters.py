"""What the A–Z costs where a letter, or a list without letters, has many pages: queries, CPU time, bytes, pages.

    .venv/bin/python bench/letters.py [--count 20000]

In process, without a network, the best of seven. CPU time is that of Python and of the database together; “cold” is the
first visit after a publication. The Chinese list holds every generated answer: the worst that a list can be.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tempfile
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
    databases.measure_pages(__file__, "letters", arguments.count, best_of=TIMES)


def _measured(count: int) -> dict[str, Any]:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.models import Count

    from articles import triggers
    from articles.generating import add_questions
    from articles.models import LivePage
    from articles.models.vocabulary import Language

    add_questions(count, editor=databases.editor())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with tempfile.TemporaryDirectory(prefix="healthqa-bench-") as folder:
        settings.STATIC_ROOT = folder
        call_command("collectstatic", interactive=False, verbosity=0)
        letters = LivePage.objects.order_by().values_list("letter").annotate(held=Count("pk")).order_by("-held")
        (letter, held), chinese = letters[0], "/zh-hans/questions/"
        found = {"home": _cost("/"), "home in Chinese, no answers": _cost("/zh-hans/"), "A–Z": _cost("/questions/")}
        found |= _of_list(f"letter of {held:,}", f"/questions/?letter={letter}&")
        found["list in Chinese, no answers"] = _cost(chinese)
        triggers.remove(connection)  # they would write down each of the changes
        LivePage.objects.update(language=Language.CHINESE)
        return found | _of_list(f"Chinese list of {count:,}", f"{chinese}?")


def _of_list(name: str, address: str) -> dict[str, Any]:
    from django.core.cache import cache

    first = _cost(f"{address}page=1")
    return {
        f"{name}, cold": _cost(f"{address}page=1", before=cache.clear),
        name: first,
        f"{name}, last page": _cost(f"{address}page={first['pages']}"),
    }


def _cost(address: str, before: Any = None) -> dict[str, Any]:
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    cache.clear()
    client.get(address)
    cpu = []
    for _time in range(TIMES):
        if before is not None:
            before()
        spent = databases.cpu_seconds()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        asked = len(queries)
        cpu.append(databases.cpu_seconds() - spent)
    text = response.content.decode()
    return {
        "status": response.status_code,
        "queries": asked,
        "bytes": len(response.content),
        "gzip_bytes": len(gzip.compress(response.content, 6)),
        "pages": len(set(re.findall(r'href="\?(?:[^"]*;)?page=(\d+)"', text))),
        "answers": text.count('<li class="entry">'),
        "cpu_milliseconds": round(min(cpu) * 1000, 1),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--on", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
