"""Lighthouse on a phone, and what a page weighs, as production serves it: nginx before it, by https, compressed."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.system import lighthouse
from tests.system.front import Front
from tests.system.lighthouse import Report
from tests.system.portal import PROJECT, Portal
from tests.system.reader_pages import ANSWER

pytestmark = pytest.mark.alone

#: The speed is computed from how long this machine took: the first page's as if it were a fast one, then by what
#: Lighthouse found of it, and where others keep it busy, the best of so many visits counts.
VISITS = 8
LARGEST_PAINT = 1.5  # seconds
KB = 1_000


@dataclass(frozen=True)
class Judged:
    name: str
    path: Callable[[Portal], str]
    scores: tuple[str, ...] = ("performance", "accessibility", "best-practices", "seo")
    failed: frozenset[str] = frozenset()  # the only audits that may fail, because the page means it


HOME = Judged("home", lambda portal: "/")
ANSWERED = Judged("answer", ANSWER.path)
JUDGED = [
    HOME,
    ANSWERED,
    Judged("list", lambda portal: "/questions/"),
    Judged("doctor", lambda portal: "/doctors/ada-sample/"),
    Judged("condition", lambda portal: "/conditions/acid-reflux/"),
    Judged(
        "no such page",
        lambda portal: "/questions/no-such-question/",
        ("performance", "accessibility"),
        frozenset({"http-status-code", "errors-in-console", "is-crawlable"}),
    ),
    *(
        Judged(name, path, ("performance", "accessibility", "best-practices"), frozenset({"is-crawlable"}))
        for name, path in (
            ("search", lambda portal: "/search/?q=leg+cramps"),
            ("search, nothing found", lambda portal: "/search/?q=xylophone+quartz"),
            ("ask", lambda portal: "/ask/?q=leg+cramps"),
        )
    ),
]
Reports = Callable[[Judged], Report]


@pytest.fixture(scope="module")
def reports(portal: Portal, nginx: Front) -> Reports:
    """Each page is judged once, at the speed that the visit before found this machine to have: on a slow one each page
    would ask for a second visit otherwise.
    """
    slowdowns = [lighthouse.SLOWDOWN]

    def look_at(judged: Judged) -> Report:
        report = lighthouse.look_at(judged.path(portal), nginx, slowdown=slowdowns[-1])
        slowdowns.append(lighthouse.slowdown_for(report.machine))
        return report

    return functools.cache(look_at)


@pytest.mark.parametrize("judged", JUDGED, ids=lambda judged: judged.name)
def test_lighthouse_finds_nothing_to_mend(reports: Reports, portal: Portal, nginx: Front, judged: Judged) -> None:
    report = reports(judged)
    others = {name for name in judged.scores if name != "performance"}
    assert {name: report.scores[name] for name in others} == dict.fromkeys(others, 100), report.failed
    failed = {audit for name, audits in report.failed.items() if name != "performance" for audit in audits}
    assert failed == judged.failed
    visits = [report]
    while len(visits) < VISITS and not _is_fast(visits):
        slowdown = lighthouse.slowdown_for(visits[-1].machine)
        visits.append(lighthouse.look_at(judged.path(portal), nginx, "performance", slowdown=slowdown))
    assert _is_fast(visits), [(visit.machine, visit.speed, visit.largest_paint) for visit in visits]


def _is_fast(visits: list[Report]) -> bool:
    return lighthouse.best_speed(visits) == 100 and min(visit.largest_paint for visit in visits) < LARGEST_PAINT


def test_answer_weighs_little(reports: Reports) -> None:
    report = reports(ANSWERED)
    assert report.transferred() <= 30 * KB
    assert len(report.requests) <= 5
    assert 0 < report.transferred("Stylesheet") <= 10 * KB
    assert report.transferred("Script") <= 5 * KB


#: Rows of the table of figures: page, transferred, requests, HTML, CSS; what follows depends on the machine.
ROW = re.compile(r"(?m)^\| ([^|]+) \| ([\d.]+) KB \| (\d+) \| ([\d.]+) KB \| ([\d.]+) KB \|")
PAGES = {"home": "home", "answer": "answer", "list": "A–Z", "doctor": "doctor", "condition": "condition"}


def test_the_figures_in_the_documents_are_those_of_today(reports: Reports) -> None:
    table = (PROJECT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    written = {found[1]: found.groups()[1:] for found in ROW.finditer(table)}
    measured = {PAGES[judged.name]: _figures(reports(judged)) for judged in JUDGED if judged.name in PAGES}
    today = "\n".join(
        f"| {name} | {all_} KB | {asked} | {html} KB | {css} KB |"
        for name, (all_, asked, html, css) in measured.items()
    )
    assert written.keys() == measured.keys(), today
    for name, (all_, asked, html, css) in measured.items():
        assert int(written[name][1]) == asked, today
        figures = [float(written[name][column]) for column in (0, 2, 3)]
        assert figures == pytest.approx([all_, html, css], rel=0.15), today


def _figures(report: Report) -> tuple[float, int, float, float]:
    """Everything in KB, requests, HTML in KB, CSS in KB."""
    sizes = [round(report.transferred(kind) / KB, 1) for kind in (None, "Document", "Stylesheet")]
    return sizes[0], len(report.requests), sizes[1], sizes[2]
