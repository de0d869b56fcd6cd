"""Every type of page, every style sheet and picture of ours is valid; each exemption has its reason."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.system.conftest import StaffTab
from tests.system.nu import Message, check
from tests.system.portal import PROJECT, Portal
from tests.system.reader_pages import PAGES
from tests.system.staff_pages import staff_pages

#: Part of a sentence of the checker, the start of the files it may be about, and why it stays.
EXEMPT = {
    ("role is unnecessary for element", ""): "VoiceOver takes a list without bullets for no list unless told so",
    (
        "Element “option” without attribute “label” must not be empty",
        "admin-",
    ): "Django's look-up field needs an empty choice; select2 hides it from everyone",
    ("Unrecognized at-rule “@property”", "admin-theme.css"): "in every browser since July 2024, unknown to the checker",
    ("“animation-timeline”: Property", "admin-theme.css"): "behind @supports, unknown to the checker",
    ("“field-sizing”: Property", "admin-theme.css"): "left out by browsers that do not know it, as by the checker",
}


def test_nu_html_checker_finds_nothing(portal: Portal, staff_tab: StaffTab, tmp_path: Path) -> None:
    _save_pages(portal, staff_tab, tmp_path)
    for file in (PROJECT / "static").iterdir():
        if file.suffix in (".css", ".svg"):
            shutil.copy(file, tmp_path)
    for file in (PROJECT / "deploy" / "unavailable").iterdir():
        shutil.copy(file, tmp_path)
    messages = check(tmp_path)
    found = [str(message) for message in messages if not any(_is_exempt(message, key) for key in EXEMPT)]
    assert not found, "\n".join(found)
    needless = [key for key in EXEMPT if not any(_is_exempt(message, key) for message in messages)]
    assert needless == [], "these exemptions are not needed any more"


def _is_exempt(message: Message, key: tuple[str, str]) -> bool:
    sentence, file = key
    return sentence in message.sentence and message.file.startswith(file)


def _save_pages(portal: Portal, staff_tab: StaffTab, folder: Path) -> None:
    for page in PAGES:
        name = page.name.replace(", ", "-").replace(" ", "-")
        (folder / f"{name}.html").write_bytes(_fetch(portal.address + page.path(portal), page.status))
    for username, paths in staff_pages(portal).items():
        requests = staff_tab(username).page.request
        for name, path in paths.items():
            answer = requests.get(portal.address + path)
            assert answer.status == 200, name
            (folder / f"{name}.html").write_bytes(answer.body())


def _fetch(address: str, status: int) -> bytes:
    try:
        answer = urlopen(address, timeout=20)  # noqa: S310  our own address
    except HTTPError as refusal:
        answer = refusal
    with answer:
        assert answer.status == status, address
        body: bytes = answer.read()
        return body
