"""Chromium, a tab of it that notes what happens, and what a reader would see in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

from tests.system import second_step
from tests.system.second_step import Pocket

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, TABLET, DESKTOP = 390, 768, 1280
NARROWEST = 320
HEIGHTS = {NARROWEST: 640, PHONE: 844, TABLET: 1024, DESKTOP: 900}
Scheme = Literal["light", "dark"]

STORED = """async () => ({
    cookie: document.cookie,
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""

#: Elements that reach over the edge of the window, outside of anything that scrolls by itself.
STICKING_OUT = """() => {
    const edge = document.documentElement.clientWidth;
    const scrolls = element => {
        for (let up = element; up && up !== document.documentElement; up = up.parentElement)
            if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return true;
        return false;
    };
    return [...document.body.querySelectorAll("*")]
        .filter(element => element.getBoundingClientRect().right > edge + 1 && !scrolls(element))
        .map(element => element.tagName + "." + element.className);
}"""


def chromium() -> str:
    """The whole browser of the system, which asks for icons and keeps pages to go back to; `.ci/run` installs it."""
    return _program("chromium", "chromium-browser")


def bare_chromium() -> str:
    """The same without windows of its own: what makes, draws and prints pages is the same.

    The whole one starts the list of suggestions below its address bar for each tab, which nobody sees there, and takes
    six times as long to open one.
    """
    return _program("chromium-headless-shell")


def _program(*names: str) -> str:
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        raise RuntimeError(f"Chromium is missing. Run .ci/run, or: apt-get install {names[0]}")
    return program


def launch(playwright: Playwright, *more: str) -> Browser:
    return playwright.chromium.launch(executable_path=bare_chromium(), args=[*ARGUMENTS, *more])


@dataclass
class Tab:
    """One tab, and all it said and asked for since it was opened."""

    page: Page
    address: str
    pockets: dict[str, Pocket] = field(default_factory=dict)
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.console.append(f"pageerror: {error}"))
        self.page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        if message.text.startswith("Failed to load resource") and where == self.page.url:
            return  # the page itself answers 404 or 410, as it should
        self.console.append(f"{message.type}: {message.text} ({where})")

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def open(self, path: str) -> int:
        """Go there; the status of the page."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return answer.status

    def elsewhere(self) -> list[str]:
        """What was asked of any other host."""
        here = urlsplit(self.address).netloc
        return [url for url in self.requests if urlsplit(url).netloc != here]

    def stored(self) -> dict[str, Any]:
        """Everything a page could leave in the browser, where there is any."""
        left: dict[str, Any] = self.page.evaluate(STORED)
        left["cookies"] = self.page.context.cookies()
        return {name: value for name, value in left.items() if value}

    def overflow(self) -> list[str]:
        """What makes the page scroll sideways; empty when it does not."""
        widths = "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        wide, window = self.page.evaluate(widths)
        found: list[str] = self.page.evaluate(STICKING_OUT)
        return found or ([f"{wide} > {window}"] if wide > window else [])

    def sign_in(self, username: str, password: str) -> None:
        self.open("/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", password)
        with self.page.expect_navigation():
            self.page.locator("main form").locator("button, input[type=submit]").first.click()
        self.take_second_step(username)
        assert "/accounts/" not in self.page.url, self.page.inner_text("main")

    def take_second_step(self, username: str) -> None:
        """Set it up where the portal asks for that, or type a code."""
        path = urlsplit(self.page.url).path
        if path == second_step.SET_UP:
            self.pockets[username] = second_step.set_up(self.page)
        elif path == second_step.ASKED:
            second_step.show(self.page, self.pockets[username])

    def words(self, selector: str = "main") -> str:
        """What is to be read there, on one line."""
        return " ".join(self.page.inner_text(selector).split())


@contextmanager
def tab(
    browser: Browser,
    address: str,
    *,
    pockets: dict[str, Pocket] | None = None,
    width: int = PHONE,
    scheme: Scheme = "light",
    scripts: bool = True,
    **more: Any,
) -> Iterator[Tab]:
    """A tab of a browser that was never here before; `pockets` hold what its users carry for the second step."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": HEIGHTS.get(width, 900)},
        color_scheme=scheme,
        java_script_enabled=scripts,
        has_touch=width < TABLET,
        locale="en-GB",
        reduced_motion="reduce",
        **more,
    )
    context.set_default_timeout(10_000)
    try:
        yield Tab(context.new_page(), address, {} if pockets is None else pockets)
    finally:
        context.close()
