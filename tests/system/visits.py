"""One visit to a page tells everything the tests ask about it: it is loaded once, at the narrowest width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from tests.system import browsing
from tests.system.axe import barriers
from tests.system.browsing import DESKTOP, HEIGHTS, NARROWEST, PHONE, TABLET, Scheme
from tests.system.contrast import faint_words

WIDTHS = (NARROWEST, PHONE, TABLET, DESKTOP)
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
        nameless: all(":is(input:not([type=hidden]), select, textarea):not([hidden])").filter(it => !named(it)).length,
        silent: all("a[href], button").filter(element => !element.textContent.trim() && !named(element)).length,
        pictures: all("img:not([alt])").length,
        inline: all("script:not([src]), style, [style]:not([style='']), [onclick]").filter(outside).length,
        dead: all("a[href^='#']").filter(link => !ids.includes(decodeURIComponent(link.hash.slice(1)))).length,
        lang: document.documentElement.lang,
        title: document.title,
        foreign: [...foreign],
    };
}"""
#: Links in running text may be as low as their line; whatever stands alone, a heading too, is to be hit with a thumb:
#: 44 px. A link whose ::after lies over the whole card is as large as the card, a box to tick as large as its line.
SMALL_TARGETS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
    .filter(element => element.checkVisibility() && element.tabIndex >= 0 && !element.closest(".skip"))
    .filter(element => getComputedStyle(element).display !== "inline" || element.parentElement.matches("h2, h3, th"))
    .filter(element => getComputedStyle(element, "::after").position !== "absolute")
    .map(element => [element, (element.closest(".check") ?? element).getBoundingClientRect()])
    .filter(([, box]) => box.height < 44 || box.width < 44)
    .map(([element, box]) => `${element.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""

#: Text that is read in a column of a few letters: what a grid or a table does to it when it is squeezed.
SQUEEZED = """() => [...document.querySelectorAll("main :is(p, li, dd, td, h2, h3)")]
    .filter(element => element.checkVisibility() && !element.closest(".vh") && element.innerText.trim().length > 40)
    .filter(element => element.getBoundingClientRect().width < 110)
    .map(element => `${element.outerHTML.slice(0, 80)} ${element.getBoundingClientRect().width}`)"""
#: What a reader does whose browser is set to text of twice the size.
TWICE = "twice => { document.documentElement.style.fontSize = twice ? '225%' : ''; }"

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
    squeezed: dict[int, list[str]]
    overflow_of_large_text: list[str]
    small_targets: list[str]
    structure: dict[str, Any]
    faint: dict[str, list[str]]
    barriers: list[str]


def visit(browser: Browser, address: str, path: str) -> Visit:
    with browsing.tab(browser, address, width=NARROWEST) as tab:
        status = tab.open(path)
        tab.page.evaluate(OPEN_ALL)
        overflow, squeezed, faint = {}, {}, {}
        small_targets = tab.page.evaluate(SMALL_TARGETS)
        for width in WIDTHS:
            tab.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            overflow[width], squeezed[width] = tab.overflow(), tab.page.evaluate(SQUEEZED)
        tab.page.set_viewport_size({"width": PHONE, "height": HEIGHTS[PHONE]})
        tab.page.evaluate(TWICE, arg=True)
        overflow_of_large_text = tab.overflow()
        tab.page.evaluate(TWICE, arg=False)
        tab.page.set_viewport_size({"width": DESKTOP, "height": HEIGHTS[DESKTOP]})
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
            squeezed=squeezed,
            overflow_of_large_text=overflow_of_large_text,
            small_targets=small_targets,
            structure=tab.page.evaluate(STRUCTURE),
            faint=faint,
            barriers=barriers(tab.page),
        )
