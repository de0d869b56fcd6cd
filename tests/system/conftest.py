"""The portal and the browser, once for all tests of a run; a fresh tab for each test."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.system import browsing
from tests.system.browsing import Tab
from tests.system.front import Front, front
from tests.system.portal import Portal, install

#: Playwright leaves its event loop running in the thread of the tests, and Django would refuse a database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

OpenTab = Callable[..., Tab]
StaffTab = Callable[..., Tab]

#: The files that take longest, the longest first: workers take whole files, and one that begins a long file when the
#: others are done keeps them waiting. For `--no-loadscope-reorder`.
LONGEST = (
    *("test_replica", "test_reader_pages", "test_staff_pages", "test_links", "test_demo_starts", "test_search_field"),
    *("test_story_stale_text", "test_second_step", "test_story_signing_link", "test_assistive", "test_story_main_job"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each file's tests stay in their order."""
    places = {f"{name}.py": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """An installation to copy portals from; the first worker of a run makes it for all.

    HEALTHQA_INSTALLED names a folder that several runs share; whoever sets it removes the folder.
    """
    own = tmp_path_factory.getbasetemp()
    given = os.environ.get("HEALTHQA_INSTALLED")
    folder = Path(given) if given else (own if worker_id == "master" else own.parent) / "installed"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            install(folder)
    return folder


@pytest.fixture(scope="session")
def portal(installed: Path) -> Iterator[Portal]:
    """One for each worker, so that what a story changes is seen by no test beside it."""
    portal = Portal(installed)
    try:
        yield portal.start()
    finally:
        portal.stop()


@pytest.fixture(scope="session")
def nginx(portal: Portal) -> Iterator[Front]:
    """The same portal as readers reach it: behind `deploy/nginx.conf`."""
    with front(portal) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = browsing.launch(playwright)
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture
def open_tab(browser: Browser, portal: Portal) -> Iterator[OpenTab]:
    """`open_tab(width=…, scheme=…, scripts=…)`: each call a browser of its own, with cookies of its own."""
    with ExitStack() as tabs:

        def opened(**options: Any) -> Tab:
            given = {"address": portal.address, "pockets": portal.pockets} | options
            return tabs.enter_context(browsing.tab(browser, **given))

        yield opened


@pytest.fixture
def staff_tab(open_tab: OpenTab, portal: Portal) -> StaffTab:
    """`staff_tab(username, width=…)`: a tab of somebody who is signed in; the sign-in is kept for the whole run."""

    def opened(username: str, **options: Any) -> Tab:
        tab = open_tab(storage_state=portal.signed_in.get(username), **options)
        tab.open("/accounts/2fa/")
        if "/accounts/login/" in tab.page.url:
            tab.sign_in(username, portal.passwords[username])
            portal.signed_in[username] = tab.page.context.storage_state()
        return tab

    return opened
