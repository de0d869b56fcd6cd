"""What a search asks and what it finds: plain data, the same from either database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

PER_PAGE = 20
#: Hits are counted so far and no farther, whatever the number of answers.
COUNTED = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader looks for. `text` is as typed; the rest are filters, empty where the reader set none.

    `exactly`: the words are taken as they stand, nothing is corrected. `page` counts from 1.
    """

    text: str
    language: str
    department: str = ""
    audience: str = ""
    kind: str = ""
    doctor: str = ""
    exactly: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a snippet; `is_marked` where it is a word that was looked for."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A live answer that was found, with all that a card shows."""

    slug: str
    language: str
    question: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    byline: str
    department: str
    signed_on: dt.date
    due_on: dt.date
    is_sample: bool

    @property
    def is_overdue(self) -> bool:
        """As `LivePage.is_overdue`: compared with today when shown."""
        return timezone.localdate() >= self.due_on


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: the code for the address, its name, and how many hits it has."""

    value: str
    name: str
    count: int
    is_chosen: bool
    is_more: bool = False  # there are more than `count`


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter a reader can set; `name` is that of the field of `Asked`."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. `total` is exact up to `COUNTED`; where `is_more` there are more than that.

    `corrected` is what was searched instead of the typed words, empty where they were taken as typed. `is_partial`: no
    answer has all the words; these have most of them. `is_guessed`: the word that tells most was
    corrected, or is one of a few and nowhere. `is_loose`: the hits have one of the words, which is in many answers.
    `says_nothing`: every word is one that stands in every text.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    is_more: bool = False
    has_next: bool = False
    corrected: str = ""
    filters: tuple[Filter, ...] = field(default=())
    is_partial: bool = False
    is_guessed: bool = False
    is_loose: bool = False
    says_nothing: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list under a search field: its words with the matching part marked, and where it leads.

    `why`: the other words that it was found by, such as a synonym, where its own do not hold all that was typed.
    """

    pieces: tuple[Piece, ...]
    url: str
    why: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What a reader may mean while still typing, in three groups."""

    questions: tuple[Suggestion, ...] = ()
    conditions: tuple[Suggestion, ...] = ()
    doctors: tuple[Suggestion, ...] = ()
