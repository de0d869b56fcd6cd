"""What holds for every template and for the style sheet, read from the files themselves."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS = ROOT / "static" / "site.css"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_keeps_to_the_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "|safe" not in text
    if path.parent.name != "mail":  # a mail has no style sheet, and no policy of ours
        assert not re.search(r"<[^>]+\sstyle=", text), "inline style"
    assert not re.search(r"<[^>]+\son[a-z]+=", text), "inline event handler"
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)", text), "inline script"
    assert not re.search(r"(src|href)=\"https?://(?!doi\.org/)", text), "another site"


def test_style_sheet_is_light() -> None:
    assert len(gzip.compress(CSS.read_bytes(), 9)) < 10_000


def test_style_sheet_loads_nothing() -> None:
    assert "@import" not in CSS.read_text(encoding="utf-8")
    assert "url(" not in CSS.read_text(encoding="utf-8")


def test_scripts_for_readers_are_light_and_make_no_markup_of_words() -> None:
    """What the templates of readers' pages load, all together: the admin, the accounts and the desk have their own."""
    own = ("admin", "mfa", "account", "allauth", "desk", "demo")
    pages = [path for path in TEMPLATES if path.relative_to(ROOT / "templates").parts[0] not in own]
    named = {name for path in pages for name in re.findall(r"static '([^']+\.js)'", path.read_text(encoding="utf-8"))}
    assert named == {"search-field.js"}
    scripts = [(ROOT / "static" / name).read_text(encoding="utf-8") for name in named]
    assert sum(len(gzip.compress(script.encode(), 9)) for script in scripts) < 5_000
    for script in scripts:
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Storage|cookie", script)
