"""What Lighthouse says of a page on a phone: its scores, the audits it fails, and what was transferred."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import Any

from tests.system import browsing
from tests.system.front import Front
from tests.system.judges import MODULES, program
from tests.system.portal import SITE_URL

PROGRAM = MODULES / "lighthouse" / "cli" / "index.js"
PATIENCE = 120
#: On a busy machine the browser sometimes gives it no trace to judge.
ATTEMPTS = 3
#: How many times slower than this machine a phone of the middle class is: Lighthouse's default, made for a desktop of
#: its index 1,500 or more.
SLOWDOWN = 4.0
#: Its default profile: such a phone on slow 4G, the slowness computed from one load at full speed.
OPTIONS = (
    "--output=json",
    "--quiet",
    "--throttling-method=simulate",
    "--disable-full-page-screenshot",
    "--ignore-status-code",
)


@dataclass(frozen=True)
class Report:
    scores: dict[str, int]
    failed: dict[str, list[str]]  # by category
    requests: list[dict[str, Any]]
    largest_paint: float  # seconds
    machine: float  # Lighthouse's index of how fast this machine's browser was just then
    speed: dict[str, tuple[float, float]]  # score and weight of each figure the performance is made of

    def transferred(self, kind: str | None = None) -> int:
        """Bytes over the wire with their heads, of everything or of one kind (Document, Stylesheet, Script, …)."""
        return sum(int(one["transferSize"]) for one in self.requests if kind in (None, one["resourceType"]))


def look_at(path: str, front: Front, *categories: str, slowdown: float = SLOWDOWN) -> Report:
    """One visit; only these categories where some are named. `slowdown`: what this machine takes, times so much, is
    what the phone takes.
    """
    flags = ["--headless=new", *browsing.ARGUMENTS, *front.arguments]
    quoted = " ".join(f'{name}="{value}"' if value else name for name, _, value in (f.partition("=") for f in flags))
    only = [f"--only-categories={','.join(categories)}"] if categories else []
    slow = f"--throttling.cpuSlowdownMultiplier={slowdown:.2f}"
    command = [program("node"), str(PROGRAM), SITE_URL + path, *OPTIONS, slow, *only, f"--chrome-flags={quoted}"]
    variables = os.environ | {"CHROME_PATH": browsing.chromium()}
    said = ""
    for _attempt in range(ATTEMPTS):
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=PATIENCE)
        if done.returncode == 0:
            return _report(json.loads(done.stdout))
        said = done.stderr[-2000:]
    raise RuntimeError(f"Lighthouse could not look at {path}:\n{said}")


def _report(said: dict[str, Any]) -> Report:
    audits = said["audits"]
    categories = said["categories"]
    failed = {
        name: [
            audit["id"]
            for audit in category["auditRefs"]
            if audits[audit["id"]]["score"] is not None and audits[audit["id"]]["score"] < 0.9
        ]
        for name, category in categories.items()
    }
    return Report(
        scores={name: round(100 * (category["score"] or 0)) for name, category in categories.items()},
        failed={name: audits for name, audits in failed.items() if audits},
        requests=audits["network-requests"]["details"]["items"],
        largest_paint=audits["largest-contentful-paint"]["numericValue"] / 1000,
        machine=said["environment"]["benchmarkIndex"],
        speed={
            audit["id"]: (audits[audit["id"]]["score"] or 0, audit["weight"])
            for audit in categories["performance"]["auditRefs"]
            if audit["weight"]
        },
    )


def slowdown_for(machine: float) -> float:
    """The same phone, seen from a machine of that index: never more than the default, never faster than the machine.

    The steps are those of Lighthouse's own calculator (lighthouse-cpu-throttling-calculator.vercel.app) for a phone of
    the middle class: 3 at 1,300 and one more for each 233 above, 2 at 800, 1 at 150.
    """
    if machine >= 1_300:
        return min(SLOWDOWN, 3 + (machine - 1_300) / 233)
    if machine >= 800:
        return 2 + (machine - 800) / 500
    return max(1.0, 1 + (machine - 150) / 650)


def best_speed(reports: list[Report]) -> int:
    """The score of performance from the best of each figure: noise of this machine only ever makes a page slower."""
    weights = {name: weight for name, (_score, weight) in reports[0].speed.items()}
    best = {name: max(report.speed[name][0] for report in reports) for name in weights}
    return round(100 * sum(best[name] * weight for name, weight in weights.items()) / sum(weights.values()))
