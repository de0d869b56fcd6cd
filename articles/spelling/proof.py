"""What `spelling_only` answers: allowed with every correction, or refused with the first thing that is more."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

#: The kinds of a correction.
SPELLING, CAPITALS, TYPOGRAPHY = "spelling", "capitals", "typography"

#: Why a change is more than spelling: a code for programs, a sentence for the doctor and the editor.
REASONS = {
    "blocks": _("A part of the text was added, removed or moved."),
    "fields": _("Something was added to a part of the text, or removed from it."),
    "not-prose": _("Only running text can be corrected, not “%(field)s”."),
    "figures": _("A figure, or what is written together with it, was changed."),
    "fixed": _("A link, an address or a short form was changed."),
    "structure": _("Paragraphs, lists or marks of layout were changed."),
    "words": _("Words were added, removed, joined or split."),
    "order": _("Words were put in another order."),
    "punctuation": _("A change of punctuation may change what a sentence says."),
    "characters": _("An invisible or unusual character was added or removed."),
    "no-list": _("The portal has no list of this language’s words to correct one by: “%(old)s” → “%(new)s”."),
    "letters": _("Only words in plain English letters can be corrected: “%(old)s” → “%(new)s”."),
    "listed": _("This is, or nearly is, a word for no, may, a number, a unit or a side: “%(old)s” → “%(new)s”."),
    "protected": _("This is, or nearly is, the name of a medicine or a condition: “%(old)s” → “%(new)s”."),
    "medicine": _("This may be the name of a medicine: “%(old)s” → “%(new)s”."),
    "capitals": _("A capital may tell a name from a word, but where a sentence begins: “%(old)s” → “%(new)s”."),
    "compound": _("A word joined to other signs is not corrected: “%(old)s” → “%(new)s”."),
    "beside-figure": _("A word beside a figure is not corrected: “%(old)s” → “%(new)s”."),
    "length": _("Words of fewer than five letters, or of very many, are not corrected: “%(old)s” → “%(new)s”."),
    "distance": _("More than one letter is different: “%(old)s” → “%(new)s”."),
    "ends": _("The first or last letter is different: “%(old)s” → “%(new)s”."),
    "affix": _("The beginning or ending that carries the meaning is different: “%(old)s” → “%(new)s”."),
    "real-word": _("What was there is a word of its own: “%(old)s” → “%(new)s”."),
    "unknown-word": _("The new word is not in the list of everyday words: “%(old)s” → “%(new)s”."),
    "ambiguous": _("What was there may have been meant as another word: “%(old)s” → “%(new)s”."),
    "joined": _("What was there may be two words without their space: “%(old)s” → “%(new)s”."),
    "repeated": _("The same word stands in the text more than once, so it may be meant: “%(old)s” → “%(new)s”."),
    "too-many": _("There are too many corrections for a correction of spelling."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where: the position of the block (from 0), its name, and the field."""

    block: int
    name: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """`old` became `new`: a word, or the few words around what was changed in the typography."""

    kind: str
    old: str
    new: str
    place: Place


@dataclass(frozen=True, slots=True)
class Proof:
    """Allowed with all the corrections; or refused with a code of `REASONS`, its sentence and its place."""

    allowed: bool
    corrections: tuple[Correction, ...] = ()
    code: str = ""
    reason: str = ""
    place: Place | None = None


class MoreThanSpelling(Exception):  # noqa: N818  reads as what was found
    """The first thing in a change that is no correction of spelling."""

    def __init__(self, code: str, place: Place, old: str = "", new: str = "") -> None:
        super().__init__(code)
        self.proof = Proof(
            allowed=False,
            code=code,
            reason=str(REASONS[code]) % {"old": _short(old), "new": _short(new), "field": place.field},
            place=place,
        )


def _short(word: str) -> str:
    return word if len(word) <= 60 else f"{word[:59]}…"
