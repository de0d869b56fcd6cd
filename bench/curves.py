"""Draws docs/images/growth.svg from bench/results/serving.json: CPU of each page, in hello views, by questions.

    .venv/bin/python bench/curves.py

Both axes are logarithmic: a flat line is a page that does not grow with the answers, a line that climbs as far as it
goes to the right is one that reads them all.
"""

from __future__ import annotations

import json
import math
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "results" / "serving.json"
PICTURE = ROOT / "docs" / "images" / "growth.svg"
PAGES = ("search", "list", "tag", "doctor", "condition", "answer", "answer, page cache", "answer, nginx")
COLOURS = ("#9a3324", "#b0682c", "#8a7a1f", "#4d7c3a", "#2f7d79", "#2f5d9a", "#6a4a9a", "#555555")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 460, 380, 60, 130, 40, 50


def main() -> None:
    databases = json.loads(RESULT.read_text(encoding="utf-8"))["databases"]
    drawn = [_chart(name, told, number * WIDTH) for number, (name, told) in enumerate(databases.items())]
    size = f'width="{WIDTH * len(drawn)}" height="{HEIGHT}" viewBox="0 0 {WIDTH * len(drawn)} {HEIGHT}"'
    title = (
        "<title>CPU time of each kind of page, as a multiple of an empty Django view, by number of questions</title>"
    )
    style = 'font-family="sans-serif" font-size="12" fill="#222"'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {style}>\n{title}\n'
    picture += f'<rect width="100%" height="100%" fill="#fff"/>\n{"".join(drawn)}</svg>\n'
    PICTURE.write_text(picture, encoding="utf-8")
    print(PICTURE.relative_to(ROOT))


def _chart(name: str, told: dict[str, Any], left: float) -> str:
    """One database: a line for each kind of page, named at its right end."""
    counts = sorted(map(int, told))
    lines = {page: [told[str(count)]["targets"][page]["cpu_ms_to_hello"] for count in counts] for page in PAGES}
    least = math.floor(math.log10(min(map(min, lines.values()))))
    most = math.ceil(math.log10(max(map(max, lines.values()))))

    def across(count: int) -> float:
        share = math.log10(count / counts[0]) / math.log10(counts[-1] / counts[0]) if len(counts) > 1 else 0.5
        return left + LEFT + share * (WIDTH - LEFT - RIGHT)

    def down(times: float) -> float:
        return TOP + (most - math.log10(times)) / max(1, most - least) * (HEIGHT - TOP - BOTTOM)

    parts = [f'<text x="{left + LEFT}" y="22" font-weight="bold">{escape(name)}: CPU, × an empty Django view</text>']
    for power in range(least, most + 1):
        y = down(10**power)
        parts.append(f'<path d="M{left + LEFT} {y:.1f}H{left + WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{left + LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for count in counts:
        parts.append(f'<text x="{across(count):.1f}" y="{HEIGHT - 28}" text-anchor="middle">{count:,}</text>')
    parts.append(f'<text x="{left + LEFT}" y="{HEIGHT - 10}">questions</text>')
    taken: list[float] = []
    for (page, values), colour in sorted(zip(lines.items(), COLOURS, strict=True), key=lambda line: -line[0][1][-1]):
        points = " ".join(f"{across(count):.1f},{down(times):.1f}" for count, times in zip(counts, values, strict=True))
        y = max([down(values[-1]) + 4, *(place + 14 for place in taken[-1:])])
        taken.append(y)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{across(counts[-1]) + 8:.1f}" y="{y:.1f}" fill="{colour}">{escape(page)}</text>')
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
