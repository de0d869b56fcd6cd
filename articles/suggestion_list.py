"""What a reader may mean while still typing, as the list under a search field shows it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypedDict
from urllib.parse import urlencode

from django.core.cache import caches
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Publication
from articles.search import suggest
from articles.search.results import Piece, Suggestion, Suggestions
from healthqa.lib.scripts import language_of

#: What is typed beyond this narrows nothing.
LONGEST = 60
#: Seconds a list is kept: names beside the answers may change without a publication.
KEPT = 60
#: Apart from the limits on readers' forms: anybody can fill it by typing.
CACHE = "lists"


class Words(TypedDict):
    """Words as (text, 1 where it is what was typed), and the language to read them in."""

    lang: str
    text: list[tuple[str, int]]


class Line(Words):
    """One suggestion. `why`: the other words that it was found by, if its own do not show it."""

    url: str
    why: Words | None


class Group(TypedDict):
    name: str
    lines: list[Line]


class Listed(TypedDict):
    """`said` is the number of suggestions as a sentence, for who does not see the list."""

    said: str
    groups: list[Group]


def suggestions_for(text: str, language: str) -> Listed:
    """What fits `text`, in groups; groups without a line are left out.

    Kept for a minute, and no longer than the same answers are live, under a digest of the typed words. What finds
    nothing is not kept: whatever somebody may think of to type fills no memory.
    """
    typed = text.casefold()[:LONGEST]
    if not typed:
        return _listed(Suggestions(), language)
    key = _key(typed, language)
    cache = caches[CACHE]
    kept: Listed | None = cache.get(key)
    if kept is None:
        kept = _listed(suggest(typed, language), language)
        if kept["groups"]:
            cache.set(key, kept, KEPT)
    return kept


def way_to_help(text: str, language: str) -> Listed:
    """In place of suggestions for words of an emergency: that they can be one, and the way to the card. Never kept."""
    address = f"{reverse('ask')}?{urlencode({'q': text})}"
    line = Line(lang=language, text=[(_("Get help now"), 0)], url=address, why=None)
    sentence = _("What you wrote can be an emergency")
    return Listed(said=sentence, groups=[Group(name=sentence, lines=[line])])


def _key(typed: str, language: str) -> str:
    """The state comes first: whatever is computed after it was read is at least as new."""
    state = Publication.objects.state()
    return f"suggest:{state}:{language}:{hashlib.sha256(typed.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _listed(found: Suggestions, language: str) -> Listed:
    named = ((_("Questions"), found.questions), (_("Conditions"), found.conditions), (_("Doctors"), found.doctors))
    groups = [Group(name=name, lines=[_line(one, language) for one in some]) for name, some in named if some]
    number = sum(len(group["lines"]) for group in groups)
    said = ngettext("%(number)d suggestion", "%(number)d suggestions", number) if number else _("No suggestions")
    return Listed(said=said % {"number": number} if number else said, groups=groups)


def _line(one: Suggestion, language: str) -> Line:
    return Line(**_words(one.pieces, language), url=one.url, why=_words(one.why, language) if one.why else None)


def _words(pieces: Sequence[Piece], language: str) -> Words:
    words = "".join(piece.text for piece in pieces)
    return Words(lang=language_of(words, language), text=[(piece.text, int(piece.is_marked)) for piece in pieces])
