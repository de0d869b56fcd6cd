"""How fast readers are served, in one run and so comparable: a bare Django view, a file, and our pages each way.

    .venv/bin/python bench/serving.py --count 1000 100000 --write

For each number of questions, on SQLite and on PostgreSQL: wrk asks nginx for each kind of page for a few seconds, one
kind after the other, five rounds of all; the median counts. “hello” is `bench/hello.py` under the same gunicorn
configuration behind the same nginx; ratios are to it, round by round. CPU is that of nginx, gunicorn and the database
together, without wrk's. Pages that are not kept are asked for in random order; all but “first time” were rendered once
before (decision 0034). A database with questions in it is named by its address (`sqlite:////tmp/kept.sqlite3`).
Needs nginx and wrk (apt-get install nginx-light wrk). Without --write the results are printed and
bench/results/serving.json stays.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import statistics
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import databases, stack

#: What is asked for of which site, by how many readers at once; files of addresses are named like the second word.
TARGETS = {
    "hello": ("hello", "hello", 16),
    "file": ("hello", "file", 32),
    "file, 304": ("hello", "file", 32),
    "answer, nginx": ("shipped", "one answer", 32),
    "answer, nginx, 304": ("shipped", "one answer", 32),
    "answer, page cache": ("cached", "few answers", 16),
    "answer": ("bare", "answers", 16),
    "answer, first time": ("fresh", "answers", 4),
    "list": ("bare", "lists", 16),
    "tag": ("bare", "tags", 16),
    "doctor": ("bare", "doctors", 16),
    "condition": ("bare", "conditions", 16),
    "search": ("bare", "searches", 2),
}
#: Of each kind, spread over all there are; each was rendered once before it is measured.
MOST_ADDRESSES = 2_000
RENDERED = ("answers", "lists", "tags", "doctors", "conditions")


@dataclass
class Stack:
    """What runs: where the sites are, and the processes whose time counts."""

    sites: dict[str, str]
    roots: list[int]
    folder: Path
    marks: dict[str, str] = field(default_factory=dict)  # ETag of what is asked for conditionally


def main() -> None:
    arguments = _arguments()
    if arguments.on:
        databases.start_django()
        print(json.dumps(_prepared(arguments.count[0], Path(arguments.into))))
        return
    results: dict[str, Any] = databases.result("serving").get("databases", {})
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=databases.ROOT,
        env=databases.environment("sqlite://:memory:"),
        check=True,
    )
    with databases.addresses() as addresses:
        for given in arguments.databases:
            name = given.partition(":")[0]
            for count in sorted(arguments.count):
                found = _measured(addresses.get(given, given), count, arguments)
                results.setdefault(name, {})[str(count)] = found
                _print(name, count, found)
    run = {name: getattr(arguments, name) for name in ("rounds", "seconds", "tls")}
    if arguments.write:
        databases.write_result("serving", {"run": run | {"workers": stack.WORKERS}, "databases": results})


def _prepared(count: int, folder: Path) -> dict[str, int]:
    """Questions up to `count`, fresh statistics, and a file of addresses of each kind of page, in random order."""
    from django.db import connection
    from django.utils.encoding import iri_to_uri

    from articles.generating import add_questions
    from articles.models import ConditionListing, LivePage, TagListing
    from doctors.models import Doctor

    add_questions(count - LivePage.objects.count(), editor=databases.editor())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    pages = list(LivePage.objects.filter(language="en").order_by("pk").values_list("slug", "question_text"))
    random.shuffle(pages)
    letters = set(LivePage.objects.order_by().values_list("letter", flat=True).distinct())
    answers = [f"/questions/{slug}/" for slug, _text in pages]
    words = [text.split() for _slug, text in pages]
    kinds = {
        "hello": ["/"],
        "file": ["/file/answer.html"],
        "one answer": answers[:1],
        "few answers": answers[:20],
        "many answers": answers,
        "answers": answers[:MOST_ADDRESSES],
        "lists": [f"/questions/?letter={letter}" for letter in letters if letter.isalpha()] + ["/questions/"],
        "tags": [f"/tags/{slug}/" for slug in _listed(TagListing, "tag")],
        "doctors": [f"/doctors/{slug}/" for slug in Doctor.objects.public().values_list("slug", flat=True)],
        "conditions": [f"/conditions/{slug}/" for slug in _listed(ConditionListing, "condition")],
        "searches": [f"/search/?q={'+'.join(random.sample(some, 2))}" for some in words if len(some) > 1],
    }
    for kind, lines in kinds.items():
        random.shuffle(lines)
        (folder / f"{kind}.txt").write_text("".join(f"{iri_to_uri(line)}\n" for line in lines), encoding="utf-8")
    return {kind: len(lines) for kind, lines in kinds.items()}


def _listed(listing: Any, of: str) -> list[str]:
    """The slugs of the tags or conditions that a live answer in English has."""
    return list(listing.objects.filter(language="en").order_by().values_list(f"{of}__slug", flat=True).distinct())


def _measured(address: str, count: int, arguments: argparse.Namespace) -> dict[str, Any]:
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="healthqa-bench-")))
        folder.chmod(0o755)
        databases.measure(__file__, address, "--count", str(count), "--into", str(folder))
        given = databases.environment(address) | {"PROXY_COUNT": "1", "RENDERED_ROOT": str(folder / "rendered")}
        applications = {
            "hello": ("bench.hello", given),
            "cached": ("healthqa.wsgi", given),
            "bare": ("healthqa.wsgi", given | {"PAGE_CACHE_MB": "0"}),
            "fresh": ("healthqa.wsgi", given | {"PAGE_CACHE_MB": "0", "RENDERED_MB": "0"}),
        }
        servers = {
            name: running.enter_context(stack.gunicorn(application, settings, folder / f"{name}.log"))
            for name, (application, settings) in applications.items()
        }
        beside = {name: server.port for name, server in servers.items()}
        sites, process = running.enter_context(stack.nginx(folder, servers["cached"].port, beside, tls=arguments.tls))
        roots = [process, *(server.process.pid for server in servers.values()), *databases.server_process(address)]
        ours = Stack(sites, roots, folder)
        _warmed(ours, servers)
        found = {"targets": _rounds(ours, arguments.rounds, arguments.seconds)}
        found["memory"] = _memory(servers["cached"], folder, min(count, arguments.pages))
        return found


def _warmed(ours: Stack, servers: dict[str, stack.Server]) -> None:
    """Every site asked; the page as a file, as the portal sends it; the marks of what is asked for conditionally."""
    first = (ours.folder / "one answer.txt").read_text(encoding="utf-8").strip()
    head, body = _asked(servers["bare"].port, first)
    (ours.folder / "file").mkdir()
    plain = ours.folder / "file" / "answer.html"
    packed = plain.with_name("answer.html.gz")
    if head.get("content-encoding") == "gzip":
        packed.write_bytes(body)
        plain.write_bytes(subprocess.run(["gzip", "-dc", packed], check=True, capture_output=True).stdout)  # noqa: S603, S607
    else:
        plain.write_bytes(body)
        subprocess.run(["gzip", "-9nk", plain], check=True)  # noqa: S603, S607
    for path in (ours.folder / "few answers.txt").read_text(encoding="utf-8").split():
        for _time in range(4 * stack.WORKERS):  # each worker keeps pages of its own, and lines go to any of them
            _asked(servers["cached"].port, path)
    with ThreadPoolExecutor(4) as readers:
        for kind in RENDERED:
            paths = (ours.folder / f"{kind}.txt").read_text(encoding="utf-8").split()
            for _answer in readers.map(lambda path: _asked(servers["bare"].port, path), paths):
                pass
    for name in TARGETS:
        _load(ours, name, 1, 0)
    for name in ("file, 304", "answer, nginx, 304"):
        site, kind, _readers = TARGETS[name]
        path = (ours.folder / f"{kind}.txt").read_text(encoding="utf-8").strip()
        told = subprocess.run(  # noqa: S603
            ["curl", "-skD-", "-o/dev/null", "-H", "Accept-Encoding: gzip", f"{ours.sites[site]}{path}"],  # noqa: S607
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        ours.marks[name] = next(
            line.split(": ", 1)[1] for line in told.splitlines() if line.lower().startswith("etag:")
        )


def _rounds(ours: Stack, rounds: int, seconds: float) -> dict[str, Any]:
    """Medians; the ratio of each round is to that round's hello."""
    seen: dict[str, list[dict[str, float]]] = {name: [] for name in TARGETS}
    for number in range(rounds):
        for name in TARGETS:
            seen[name].append(_load(ours, name, seconds, random.randrange(MOST_ADDRESSES)))  # noqa: S311
            hello = seen["hello"][number]
            for what in ("rate", "cpu_ms"):
                seen[name][number][f"{what}_to_hello"] = seen[name][number][what] / hello[what]
    medians = {
        name: {what: _short(statistics.median(once[what] for once in all_rounds)) for what in all_rounds[0]}
        for name, all_rounds in seen.items()
    }
    for name, of in (("answer, nginx", "file"), ("answer, nginx, 304", "file, 304")):
        pairs = zip(seen[name], seen[of], strict=True)
        medians[name]["rate_to_file"] = _short(statistics.median(ours["rate"] / file["rate"] for ours, file in pairs))
    return medians


def _load(ours: Stack, name: str, seconds: float, start: int) -> dict[str, float]:
    """What wrk counts of one kind of page. Raises RuntimeError where an answer was an error: then no figure counts."""
    site, kind, readers = TARGETS[name]
    mark = [ours.marks[name]] if name in ours.marks else []
    length = f"{max(1, round(seconds))}s"
    command = ["wrk", "-t1", f"-c{readers}", f"-d{length}", "-s", "bench/wrk.lua", ours.sites[site], "--"]
    before = stack.cpu_seconds(*ours.roots)
    command += [str(ours.folder / f"{kind}.txt"), str(start), *mark]
    done = subprocess.run(command, cwd=databases.ROOT, check=True, capture_output=True, text=True)  # noqa: S603
    spent = stack.cpu_seconds(*ours.roots) - before
    told = json.loads(done.stdout.splitlines()[-1])
    if told["refused"] or told["lost"]:
        raise RuntimeError(f"{name}: {told['refused']} refused, {told['lost']} lost of {told['requests']}")
    return {
        "rate": told["requests"] / told["seconds"],
        "cpu_ms": spent * 1000 / max(1, told["requests"]),
        "p50_ms": told["p50"],
        "p95_ms": told["p95"],
    }


def _memory(server: stack.Server, folder: Path, pages: int) -> dict[str, Any]:
    """Memory of each worker after so many distinct answers."""
    addresses = (folder / "many answers.txt").read_text(encoding="utf-8").splitlines()[:pages]
    with ThreadPoolExecutor(8) as readers:
        for _answer in readers.map(lambda path: _asked(server.port, path), addresses):
            pass
    return {"distinct_pages": len(addresses), "pss_mb_a_worker": [round(size / 1e6, 1) for size in server.memory()]}


def _asked(port: int, path: str) -> tuple[dict[str, str], bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=stack.PATIENCE)
    line.request("GET", path, headers={"Accept-Encoding": "gzip", "Host": "127.0.0.1", "X-Forwarded-Proto": "https"})
    answer = line.getresponse()
    head, body = {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    line.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return head, body


def _short(figure: float) -> float:
    return float(f"{figure:.4g}")


def _print(name: str, count: int, found: dict[str, Any]) -> None:
    print(f"\n{name}, {count:,} questions{'':12} per second  × hello     CPU ms  × hello   p95 ms  × file")
    for target, told in found["targets"].items():
        columns = [told[what] for what in ("rate", "rate_to_hello", "cpu_ms", "cpu_ms_to_hello", "p95_ms")]
        shown = "  ".join(f"{figure:9.4g}" for figure in columns)
        print(f"{target:32} {shown}  {told.get('rate_to_file', '')}", flush=True)
    print(f"memory: {found['memory']}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, nargs="+", default=[1000], help="numbers of questions")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], help="or the address of one to use")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="of each kind of page in a round")
    parser.add_argument("--pages", type=int, default=20_000, help="distinct pages before memory is measured, at most")
    parser.add_argument("--no-tls", dest="tls", action="store_false", help="http, as others measure")
    parser.add_argument("--write", action="store_true", help="write bench/results/serving.json")
    parser.add_argument("--on", default="", help=argparse.SUPPRESS)
    parser.add_argument("--into", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
