"""Editions without a database: what `canonical` reads of an Article, filled from plain values."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

from articles.models import Article

ARTICLE: dict[str, Any] = {
    **dict.fromkeys(("question_text", "audience_group", "byline_name", "byline_title", "byline_credentials"), ""),
    **dict.fromkeys(("source_name", "source_url", "source_kind", "licence", "reader_question", "introduction"), ""),
    **dict.fromkeys(("lead", "closing", "associated_names", "questions_to_ask", "disclosure"), ""),
    "life_stage": "anyone",
    "sex": "any",
    "dated": None,
}
SECTION = {"kind": "unspecified", "label": "", "text": ""}
CAUSE = {"heading": "", "likelihood": "unstated", "explanation": "", "advice": "", "seek_care": ""}
CARE = {"level": "routine", "heading": "", "bullets": ""}
REFERENCE: dict[str, Any] = {
    **dict.fromkeys(("kind", "title", "organisation", "url", "doi", "isbn"), ""),
    "year": None,
    "accessed_on": None,
}


class Rows(list[Any]):
    def all(self) -> Rows:
        return self


def edition(values: dict[str, Any]) -> Article:
    """As tests/data/digests.json writes one: fields that are missing hold what a new row holds."""
    own = {name: values.get(name, default) for name, default in ARTICLE.items()}
    sections = Rows(
        _row(SECTION, section, causes=Rows(_row(CAUSE, cause) for cause in section.get("causes", ())))
        for section in values.get("sections", ())
    )
    care = Rows(_row(CARE, card) for card in values.get("care_advice", ()))
    references = Rows(_row(REFERENCE, reference) for reference in values.get("references", ()))
    own["dated"] = _day(own["dated"])
    return cast(Article, SimpleNamespace(**own, sections=sections, care_advice=care, references=references))


def _row(defaults: dict[str, Any], values: dict[str, Any], **more: Any) -> SimpleNamespace:
    own = {name: values.get(name, default) for name, default in defaults.items()}
    if "accessed_on" in own:
        own["accessed_on"] = _day(own["accessed_on"])
    return SimpleNamespace(block=None, **own, **more)


def _day(value: str | dt.date | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
