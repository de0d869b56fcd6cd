"""What a leaflet tells of an answer, part by part. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from articles.page_content import AssociatedContent, CauseContent, SectionContent
from articles.telling import Told


class Item(NamedTuple):
    """A cause, step or food with as much of its explanation as there is room for."""

    cause: CauseContent
    advice: Told
    seek_care: Told
    start: str = ""  # the first sentences of the explanation as plain words, where it is cut
    is_whole: bool = False
    is_bare: bool = False  # there is room for nothing but the heading

    @property
    def is_cut(self) -> bool:
        """The answer explains this item further."""
        return self.is_bare or not self.is_whole

    @property
    def is_short(self) -> bool:
        """The answer says more of this item than the leaflet."""
        return self.is_cut or self.advice.is_left_out or self.seek_care.is_left_out


@dataclass(frozen=True, slots=True)
class Leaflet:
    groups: list[tuple[SectionContent, list[Item]]]
    questions: list[str]
    names: list[AssociatedContent]
    disclosure: str
    address: str  # of the answer, as people type it
    has_more_questions: bool
    has_more_names: bool
    has_more_disclosure: bool
    has_more_beside: bool  # introduction, lead and closing are on the page alone
    is_longer: bool = False  # than two sheets of A4

    @property
    def items(self) -> list[Item]:
        return [item for _section, of_section in self.groups for item in of_section]

    @property
    def is_bare(self) -> bool:
        return any(item.is_bare for item in self.items)

    @property
    def explains_less(self) -> bool:
        return any(item.is_cut for item in self.items)

    @property
    def is_cut(self) -> bool:
        """The answer says more than the leaflet."""
        more = (self.has_more_questions, self.has_more_names, self.has_more_disclosure, self.has_more_beside)
        return any(more) or any(item.is_short for item in self.items)
