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
