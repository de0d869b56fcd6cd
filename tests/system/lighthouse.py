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
#: Its default profile: a phone of the middle class on slow 4G, the slowness computed from one load at full speed.
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

    def transferred(self, kind: str | None = None) -> int:
        """Bytes over the wire with their heads, of everything or of one kind (Document, Stylesheet, Script, …)."""
        return sum(int(one["transferSize"]) for one in self.requests if kind in (None, one["resourceType"]))


def look_at(path: str, front: Front, *categories: str) -> Report:
    """One visit; only these categories where some are named."""
    flags = ["--headless=new", *browsing.ARGUMENTS, *front.arguments]
    quoted = " ".join(f'{name}="{value}"' if value else name for name, _, value in (f.partition("=") for f in flags))
    only = [f"--only-categories={','.join(categories)}"] if categories else []
    done = subprocess.run(
        [program("node"), str(PROGRAM), SITE_URL + path, *OPTIONS, *only, f"--chrome-flags={quoted}"],
        env=os.environ | {"CHROME_PATH": browsing.chromium()},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    if done.returncode:
        raise RuntimeError(f"Lighthouse ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return _report(json.loads(done.stdout))


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
    )
