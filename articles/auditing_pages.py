"""The public page of an edition against its rows: which fields differ, and which of the two nobody signed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from articles import live_pages, social_cards
from articles.auditing_finding import Finding
from articles.models import Article, LivePage
from articles.page_sources import Sources

#: Columns that are not compared with the rows: one follows the clock; a card is held against the name it may have.
_BESIDE_THE_WORDS = {"changes_on", "card"}
#: Fields of a page that come from columns no signature covers: the row may be the forgery as well as the page.
_UNSIGNED = ("change_note", "source_reviewer", "evidence_searched_on", "item_kind", "due_on")
#: Fields that one sentence names, and characters of a value.
_NAMED, _LONGEST = 12, 80
_ABSENT = object()


def page_of(article: Article) -> LivePage | None:
    return getattr(article, "live_page", None)


def findings_of(article: Article, sources: Sources) -> Iterator[Finding]:
    """What of the page of a validly signed edition is not what its rows give."""
    page = page_of(article)
    if page is None:
        yield Finding("page-missing", "is published and has no public page; run “manage.py rebuild_pages”")
        return
    built = live_pages.build(article, sources)
    if page.words is None:  # written before words were counted; the next writing of the page counts them
        built.words = None
    shown, right = _plain(page), _plain(built)
    differences = list(_differences(shown, right))
    card = social_cards.name_of(built)
    if page.card and page.card != card:  # none: it is not drawn yet, or cannot be
        differences.append(("card", page.card, card))
    if differences:
        named = ", ".join(path for path, _shown, _right in differences[:_NAMED])
        more = f" and {len(differences) - _NAMED} more" if len(differences) > _NAMED else ""
        sentence = f"has a public page that shows something else than its rows: {named}{more}"
        yield Finding("page-differs", f"{sentence}; {_advice(differences)}")


def _advice(differences: list[tuple[str, Any, Any]]) -> str:
    """A rebuilt page shows the row: only where a signature or the trail holds the row is that the honest one."""
    unsigned = [one for one in differences if one[0].removeprefix("content.") in _UNSIGNED]
    if not unsigned:
        return "run “manage.py rebuild_pages”"
    values = islice((f"{path}: page {_said(shown)}, row {_said(right)}" for path, shown, right in unsigned), _NAMED)
    return (
        f"no signature covers {' · '.join(values)}: ask who wrote it which is right, and mend the row, before"
        " “manage.py rebuild_pages” shows it to readers"
    )


def _said(value: Any) -> str:
    text = "nothing" if value in ("", None, _ABSENT) else " ".join(str(value).split())
    return f"“{text[:_LONGEST]}…”" if len(text) > _LONGEST else f"“{text}”"


def _plain(page: LivePage) -> dict[str, Any]:
    """The columns of a page and its content as JSON would give it back."""
    columns = {
        field.attname: getattr(page, field.attname)
        for field in LivePage._meta.concrete_fields
        if field.name != "content" and field.name not in _BESIDE_THE_WORDS
    }
    content = json.loads(json.dumps(page.content))
    return columns | {"content": content}


def _differences(shown: Any, right: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Each field that differs, by its path, with what the page and what the rows say."""
    if isinstance(shown, dict) and isinstance(right, dict):
        for name in sorted(shown.keys() | right.keys()):
            way = f"{path}.{name}" if path else name
            yield from _differences(shown.get(name, _ABSENT), right.get(name, _ABSENT), way)
    elif isinstance(shown, list) and isinstance(right, list) and len(shown) == len(right):
        for number, (one, other) in enumerate(zip(shown, right, strict=True), start=1):
            yield from _differences(one, other, f"{path} {number}")
    elif shown != right:
        yield path, shown, right
