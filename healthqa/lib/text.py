"""Rules about characters that every way in shares: forms, admin, import, addresses."""

import re
import unicodedata
from collections.abc import Iterable

# Scripts in which a joiner changes how a word is written: Arabic and Syriac, the Indic scripts, Tibetan, Myanmar,
# Khmer, Mongolian and Balinese to Sundanese. Elsewhere a joiner is only a way to hide a difference.
_JOINING_SCRIPTS = "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1b00-\u1bbf\ufb50-\ufdff\ufe70-\ufefc"
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_JOINER_IN_PLACE = re.compile(f"[{_JOINING_SCRIPTS}][\u200c\u200d](?![\u200c\u200d])|[{_EMOJI}]\u200d(?=[{_EMOJI}])")

_SUSPECT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, but tab, line feed and carriage return
    "\u061c\u200b-\u200f\u2060-\u2064\ufeff"  # zero width, and marks of direction
    "\u2028\u2029"  # invisible line ends
    "\u202a-\u202e\u2066-\u2069"  # overrides and isolates of direction
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"  # not characters at all
    "\U000e0000-\U000e007f]"
)

_NAMES = {
    "\x00": "a NUL character",
    "\u061c": "an Arabic letter mark",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width non-joiner",
    "\u200d": "a zero-width joiner",
    "\u200e": "a left-to-right mark",
    "\u200f": "a right-to-left mark",
    "\u2028": "an invisible line separator",
    "\u2029": "an invisible paragraph separator",
    "\u2060": "a word joiner of zero width",
    "\ufeff": "a zero-width no-break space",
}


#: Figures of the longest number that every database takes as a key: 64 bits hold 19, not all of them.
LONGEST_KEY = 18


def number_in(text: str, *, longest: int = LONGEST_KEY) -> int | None:
    """The number that `text` writes in at most `longest` of the figures 0 to 9 and nothing else; None for any other.

    For what stands in an address or comes from a form: no sign, no space, no figure of another script, and none so
    long that turning it into a number takes time or a database refuses it.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else None


def keys_in(texts: Iterable[str]) -> list[int]:
    """The keys among `texts`, in their order; what is none is left out."""
    return [key for text in texts if (key := number_in(text)) is not None]


def one_line(text: str, *, longest: int) -> str:
    """What a reader typed as one line of at most `longest` characters: single spaces, and nothing that is invisible.

    Marks of direction and of zero width go, so that what a page repeats of it cannot turn the words around it.
    """
    shown = (" " if _is_blank(character) else character for character in text[: 4 * longest])
    kept = (character for character in shown if unicodedata.category(character) not in {"Cf", "Cs", "Co", "Cn"})
    return " ".join("".join(kept).split())[:longest].rstrip()


def _is_blank(character: str) -> bool:
    return (
        character == "\ufffd" or unicodedata.category(character) == "Cc"
    )  # bytes that were no text, control characters


def forbidden_character(text: str) -> tuple[int, str] | None:
    """Where the first character that may not enter a text stands, and its name as part of a sentence.

    Refused are control characters (but tab, line feed, carriage return), characters of zero width, overrides and
    isolates of the writing direction, and code points that are no characters. A joiner (U+200C, U+200D) is accepted
    after a letter of a script that needs it and inside an emoji. Linear in the length of the text.

    Returns `(position, "a zero-width space (U+200B)")`, or None where every character is allowed.
    """
    for found in _SUSPECT.finditer(text):
        if not _is_joiner_in_place(text, found):
            return found.start(), f"{_name(found[0])} (U+{ord(found[0]):04X})"
    return None


def without_forbidden(text: str) -> str:
    """`text` without the characters that `forbidden_character` refuses; other line ends become LF, invisible ones too.

    For words of readers, who cannot be asked to take out what they do not see.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _SUSPECT.sub(lambda found: found[0] if _is_joiner_in_place(text, found) else "", text)


def _is_joiner_in_place(text: str, found: re.Match[str]) -> bool:
    position = found.start()
    return bool(found[0] in "\u200c\u200d" and position and _JOINER_IN_PLACE.match(text, position - 1))


def _name(character: str) -> str:
    if character in _NAMES:
        return _NAMES[character]
    if character < "\xa0":
        return "a control character"
    if "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069":
        return "an invisible character that changes the writing direction"
    if "\ud800" <= character <= "\udfff" or "\ufdd0" <= character <= "\ufdef" or character in "\ufffe\uffff":
        return "a code that is no character"
    return "an invisible character"
