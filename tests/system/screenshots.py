"""All screenshots with one command: python -m tests.system.screenshots [--all FOLDER]

Writes docs/images/answer.png, the picture of the README. With --all also every page for somebody to look at, on the
phone and the desktop, light and dark, from top to bottom, and those that are made for paper as they print.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.system import browsing
from tests.system.browsing import DESKTOP, PHONE, Scheme, Tab
from tests.system.portal import PROJECT, Portal
from tests.system.reader_pages import ANSWER, PAGES, ReaderPage
from tests.system.staff_pages import staff_pages

IMAGES = PROJECT / "docs" / "images"
LARGEST = 250_000
HIGH = 900
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
A4 = 794  # points of a screen across a sheet
ON_PAPER = re.compile("answer|leaflet|causes|condition|list|history")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="also take every page, into this folder")
    chosen = parser.parse_args()
    portal = Portal()
    try:
        portal.start()
        with sync_playwright() as playwright:
            browser = browsing.launch(playwright)
            picture_of_the_readme(browser, portal, IMAGES / "answer.png")
            if chosen.all:
                for path in every_page(browser, portal, chosen.all):
                    print(path)
            browser.close()
    finally:
        portal.stop()


def picture_of_the_readme(browser: Browser, portal: Portal, path: Path) -> None:
    """One answer on a desktop and, before it, on a phone."""
    desktop, phone = (_taken(browser, portal, width) for width in (DESKTOP, PHONE))
    gap, edge = 32, 1
    whole = Image.new("RGB", (desktop.width + phone.width + 3 * gap, HIGH + 2 * gap), "#e9e5da")
    for picture, left in ((phone, gap), (desktop, phone.width + 2 * gap)):
        framed = Image.new("RGB", (picture.width + 2 * edge, picture.height + 2 * edge), "#bcb7a8")
        framed.paste(picture, (edge, edge))
        whole.paste(framed, (left - edge, gap - edge))
    path.parent.mkdir(parents=True, exist_ok=True)
    whole.quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(PROJECT)}: {path.stat().st_size // 1000} KB")
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path} is larger than {LARGEST // 1000} KB.")


def _taken(browser: Browser, portal: Portal, width: int) -> Image.Image:
    with browsing.tab(browser, portal.address, width=width) as tab:
        tab.page.set_viewport_size({"width": width, "height": HIGH})
        tab.open(ANSWER.path(portal))
        return Image.open(BytesIO(tab.page.screenshot())).convert("RGB")


def every_page(browser: Browser, portal: Portal, folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for width in (PHONE, DESKTOP):
        for scheme in SCHEMES:
            end = f"{width}-{scheme}.png"
            with browsing.tab(browser, portal.address, width=width, scheme=scheme) as tab:
                for page in PAGES:
                    yield _shot(tab, page.path(portal), folder / f"{_stem(page)}-{end}")
            for username, paths in staff_pages(portal).items():
                pockets = portal.pockets
                with browsing.tab(browser, portal.address, width=width, scheme=scheme, pockets=pockets) as tab:
                    tab.sign_in(username, portal.passwords[username])
                    for name, path in paths.items():
                        yield _shot(tab, path, folder / f"{name}-{end}")
    with browsing.tab(browser, portal.address, width=A4) as tab:
        tab.page.emulate_media(media="print")
        for page in filter(lambda page: ON_PAPER.search(page.name), PAGES):
            yield _shot(tab, page.path(portal), folder / f"{_stem(page)}-print.png")


def _stem(page: ReaderPage) -> str:
    return page.name.replace(", ", "-").replace(" ", "-")


def _shot(tab: Tab, path: str, file: Path) -> Path:
    tab.open(path)
    tab.page.screenshot(path=file, full_page=True)
    return file


if __name__ == "__main__":
    main()
