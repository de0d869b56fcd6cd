"""One visit to a page tells everything the tests ask about it: it is loaded once, at the narrowest width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from tests.system import browsing
from tests.system.axe import barriers
from tests.system.browsing import DESKTOP, HEIGHTS, NARROWEST, PHONE, Scheme
from tests.system.contrast import faint_words

WIDTHS = (NARROWEST, PHONE, DESKTOP)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

STRUCTURE = r"""() => {
    const all = selector => [...document.querySelectorAll(selector)];
    const shown = element => element.checkVisibility();
    const named = element => element.getAttribute("aria-label") || element.labels?.length || element.title;
    const ids = all("[id]").map(element => element.id);
    const han = /\p{Script=Han}/u, latin = /\p{Script=Latin}{2}/u, foreign = new Set();
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const text = words.currentNode.data.trim(), around = words.currentNode.parentElement;
        if (around.closest("script, style, code, .typed, [aria-hidden=true]")) continue;
        const chinese = around.closest("[lang]").lang.startsWith("zh");
        if (chinese ? latin.test(text) && !han.test(text) : han.test(text)) foreign.add(text);
    }
    const outside = element => !["application/ld+json", "application/json"].includes(element.type);
    return {
        h1: all("h1").filter(shown).length,
        main: all("main").length,
        levels: all("h1, h2, h3, h4, h5, h6").map(heading => Number(heading.tagName[1])),
        sameId: ids.filter((id, index) => ids.indexOf(id) !== index),
        nameless: all("input:not([type=hidden]), select, textarea").filter(element => !named(element)).length,
        silent: all("a[href], button").filter(element => !element.textContent.trim() && !named(element)).length,
        pictures: all("img:not([alt])").length,
        inline: all("script:not([src]), style, [style], [onclick]").filter(outside).length,
        dead: all("a[href^='#']").filter(link => !ids.includes(decodeURIComponent(link.hash.slice(1)))).length,
        lang: document.documentElement.lang,
        title: document.title,
        foreign: [...foreign],
    };
}"""
#: Links in running text may be as low as their line; whatever stands alone is to be hit with a thumb: 44 px. A link
#: whose ::after lies over the whole card is as large as the card, a box to tick as large as its line.
SMALL_TARGETS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
    .filter(element => element.checkVisibility() && !element.closest(".skip"))
    .filter(element => getComputedStyle(element).display !== "inline")
    .filter(element => getComputedStyle(element, "::after").position !== "absolute")
    .map(element => [element, (element.closest(".check") ?? element).getBoundingClientRect()])
    .filter(([, box]) => box.height < 44 || box.width < 24)
    .map(([element, box]) => `${element.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""

#: What readers unfold is judged too.
OPEN_ALL = "() => document.querySelectorAll('details').forEach(part => { part.open = true; })"


@dataclass(frozen=True)
class Visit:
    status: int
    console: list[str]
    requests: list[str]
    elsewhere: list[str]
    stored: dict[str, Any]
    overflow: dict[int, list[str]]
    small_targets: list[str]
    structure: dict[str, Any]
    faint: dict[str, list[str]]
    barriers: list[str]


def visit(browser: Browser, address: str, path: str) -> Visit:
    with browsing.tab(browser, address, width=NARROWEST) as tab:
        status = tab.open(path)
        tab.page.evaluate(OPEN_ALL)
        overflow, faint = {}, {}
        small_targets = tab.page.evaluate(SMALL_TARGETS)
        for width in WIDTHS:
            tab.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            overflow[width] = tab.overflow()
        for scheme in SCHEMES:
            tab.page.emulate_media(color_scheme=scheme)
            faint[scheme] = faint_words(tab.page)
        return Visit(
            status=status,
            console=tab.console,
            requests=tab.requests,
            elsewhere=tab.elsewhere(),
            stored=tab.stored(),
            overflow=overflow,
            small_targets=small_targets,
            structure=tab.page.evaluate(STRUCTURE),
            faint=faint,
            barriers=barriers(tab.page),
        )
