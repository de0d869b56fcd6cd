"""What helps, and when to see a doctor, where there is little room: told whole, or left out and said so. Pure.

A beginning of it never stands for the whole: “Take one tablet.” without “Not if you are pregnant.” does harm.
"""

from __future__ import annotations

from typing import NamedTuple

from articles import summaries

#: The longest advice or warning that a table or a leaflet tells, in words as `summaries` counts them.
LONGEST = 60


class Told(NamedTuple):
    """The words as they were signed, or none and `is_left_out`: then the reader is sent to the answer."""

    words: str
    is_left_out: bool

    @property
    def is_nothing(self) -> bool:
        """The doctor said nothing here."""
        return not self.words and not self.is_left_out


def told(text: str) -> Told:
    """Every word of an advice or a warning, or where it has more than `LONGEST` none of them."""
    is_left_out = summaries.word_count(text) > LONGEST
    return Told("" if is_left_out else text, is_left_out)
