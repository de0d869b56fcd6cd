"""The sample files, and what `samples.json` says about them."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils import timezone

from articles.parsing import parse

FOLDER = Path(__file__).parent / "samples"
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HEADER_DAY = re.compile(r"^[A-Z][a-z]{2} \d\d, \d{4}(?= Source: )", re.MULTILINE)


class Samples:
    """The sample files and what `samples.json` says about them."""

    @cached_property
    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads((FOLDER / "samples.json").read_text(encoding="utf-8"))
        return facts

    @cached_property
    def texts(self) -> dict[str, str]:
        """The documents by their stem, in the order of their names."""
        return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))}

    def state(self, stem: str) -> str:
        """What the sample is there to show: draft, in_review, … or "" for an ordinary live answer."""
        return next((state for state, stems in self.facts["states"].items() if stem in stems), "")

    def text_of_edition(self, stem: str, edition: int) -> str:
        """The words of an earlier edition: the file with its later wordings put back."""
        text = self.texts[stem]
        for newer, older in self.facts["editions"][stem][edition - 1]["replace"]:
            text = text.replace(newer, older)
        return text

    def text_of_next_edition(self, stem: str) -> str:
        """The words that wait for the doctor's signature while the file's are live."""
        text = self.texts[stem]
        for now, then in self.facts["next_editions"][stem]["replace"]:
            text = text.replace(now, then)
        return text


def written_on(text: str, day: dt.date) -> str:
    """The text with `day` for every date in it: nobody signs a text that is younger than the signature."""
    return _HEADER_DAY.sub(f"{day:%b %d, %Y}", _ISO_DAY.sub(day.isoformat(), text))


def after_its_dates(text: str) -> dt.datetime:
    """Some days after the latest date that the document names, but not after yesterday."""
    document = parse(text)
    days = [document.dated, document.evidence_searched, *(reference.accessed_on for reference in document.references)]
    latest = max((day for day in days if day is not None), default=dt.date.min)
    soon = dt.datetime.combine(latest, dt.time(10), tzinfo=dt.UTC) + dt.timedelta(
        days=4 if latest != dt.date.min else 0
    )
    return min(soon, timezone.now() - dt.timedelta(days=1))
