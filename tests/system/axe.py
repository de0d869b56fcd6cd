"""Barriers that axe-core finds in a page as it is on the screen, on phone and desktop, in light and dark."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.system.browsing import DESKTOP, HEIGHTS, PHONE, Scheme
from tests.system.judges import MODULES

PROGRAM = MODULES / "axe-core" / "axe.min.js"
#: Evaluated by the browser's own protocol, so that the page's strict Content-Security-Policy stays in force.
ASK = """async options => {
    document.getAnimations().forEach(animation => animation.finish());
    const {violations} = await axe.run(document, options);
    return violations.flatMap(rule => rule.nodes.map(node => ({
        rule: rule.id, impact: node.impact, where: node.target.flat().join(" "), html: node.html.slice(0, 160),
    })));
}"""
#: Switched on beside what axe runs by itself (WCAG 2 A and AA, best practices). Left off are the rules of level AAA,
#: which is not our aim, and `p-as-heading`, an experiment that takes every short large paragraph for a heading.
ALSO = (
    *("target-size", "label-content-name-mismatch", "td-has-header", "table-fake-caption"),
    *("css-orientation-lock", "focus-order-semantics"),
)
ALL: dict[str, Any] = {"resultTypes": ["violations"], "rules": {rule: {"enabled": True} for rule in ALSO}}
#: What depends on the colours; every other rule finds the same in light and dark.
COLOURS: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
#: Each width and each scheme with all that can differ there; every rule runs at both widths.
LOOKS: tuple[tuple[int, Scheme, dict[str, Any]], ...] = (
    (PHONE, "light", ALL),
    (PHONE, "dark", COLOURS),
    (DESKTOP, "light", COLOURS),
    (DESKTOP, "dark", ALL),
)


def barriers(page: Page) -> list[str]:
    """Every violation, whatever its impact; the page is left as it was but for the size of its window."""
    page.evaluate(PROGRAM.read_text(encoding="utf-8"))
    found: dict[str, None] = {}
    for width, scheme, options in LOOKS:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=scheme)
        for one in page.evaluate(ASK, options):
            found[f"{one['rule']} ({one['impact']}), {width} px, {scheme}: {one['where']} {one['html']}"] = None
    page.emulate_media(color_scheme="light")
    return list(found)
