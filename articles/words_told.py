"""The words on a page as one digest: of what is said, however a release cuts, joins or marks it.

A release that cuts the introduction elsewhere, or writes the card shorter, changes no word, and tells no doctor that
somebody did.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from articles import summaries
from articles.models import LivePage

#: In front of each digest. A digest without it, or with another, was read by other rules and is compared with none.
READING = "2:"
#: The introduction, as a page has it.
_CUT_IN_TWO = ("short_answer", "introduction_rest")
#: The words of a page, which only a new edition changes; the introduction comes before them.
_WORDS = (
    *("reader_question", "lead", "care", "closing", "questions_to_ask"),
    *("references", "disclosure", "audience", "source", "source_reviewer", "evidence_searched_on", "change_note"),
)
_CAUSE = ("heading", "explanation", "advice", "seek_care", "likelihood")
#: White space beside Chinese signs says nothing, and a text is cut between them where there is none.
_BESIDE_CHINESE = re.compile("(?<=[㐀-鿿豈-﫿。！？，；：、”’」』）]) | (?=[㐀-鿿豈-﫿。！？，；：、”’」』）])")
#: What ends a card that shows only the beginning of a text; in front of it marks may have been left out.
_CUT = re.compile(r" ?…$")


def words_of(page: LivePage) -> str:
    """A digest of the words that readers see on a page and on its cards."""
    plain: dict[str, Any] = page.content
    sections = [
        [section.get("kind"), section.get("label"), section.get("text"), *_causes(section)]
        for section in plain.get("sections", ())
    ]
    byline = {name: plain.get("byline", {}).get(name) for name in ("name", "title", "credentials")}
    associated = [name.get("name") for name in plain.get("associated", ())]
    question = plain.get("question", {}).get("text")
    text = [_introduction(plain), *(plain.get(name) for name in _WORDS)]
    words = [question, byline, text, sections, associated, plain.get("digest")]
    cards = [page.question_text, _summary(page), _byline(page), page.digest]
    said = json.dumps([words, cards], sort_keys=True, ensure_ascii=False)
    return f"{READING}{hashlib.sha256(said.encode()).hexdigest()}"


def is_comparable(words: str) -> bool:
    """Whether a digest was made by the rules of this release."""
    return words.startswith(READING)


def _causes(section: Any) -> list[Any]:
    return [[cause.get(name) for name in _CAUSE] for cause in section.get("causes", ())]


def _introduction(plain: dict[str, Any]) -> Any:
    """Both parts of it as one text, the same wherever it is cut."""
    parts = [plain.get(name) for name in _CUT_IN_TWO]
    return _on_one_line(_joined(plain, *_CUT_IN_TWO)) if all(isinstance(part, str) for part in parts) else parts


def _summary(page: LivePage) -> str | None:
    """None for a card that shows a beginning of the page's own words; any other words are themselves."""
    plain: dict[str, Any] = page.content
    own = _joined(plain, *_CUT_IN_TWO) or _joined(plain, "lead") or _joined(plain, "closing")
    shown = _on_one_line(_CUT.sub("", page.summary))
    begins = _on_one_line(summaries.plain(own)).startswith(shown) and (bool(shown) or not own)
    return None if begins else page.summary


def _byline(page: LivePage) -> Any:
    """Name and title as the page has them, whichever mark stands between; any other words are themselves."""
    byline = page.content.get("byline", {})
    parts = [part for part in (byline.get("name"), byline.get("title")) if isinstance(part, str) and part]
    return parts if page.byline in [mark.join(parts) for mark in (", ", "，")] else page.byline


def _joined(plain: dict[str, Any], *names: str) -> str:
    """These parts, as far as they are text at all."""
    parts = (plain.get(name) for name in names)
    return "\n\n".join(part for part in parts if isinstance(part, str) and part)


def _on_one_line(text: str) -> str:
    return _BESIDE_CHINESE.sub("", " ".join(text.split()))
