"""What of a text is only the way it is typed: two texts of one `plain` form say the same with the same words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: Letters of the Latin alphabet, which spaces, dashes and stops are set beside in the English way.
LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
#: Chinese characters: each stands by itself, without spaces.
HAN = "\u3400-\u9fff\uf900-\ufaff"
_CHINESE_MARKS = "\u3000-\u303f，；：？！（）"
#: White space inside a line; what has no width is none.
_SPACE = "[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"

_FIGURE = r"[\d¹²³¼½¾]"
_SIGNS = str.maketrans({**dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’‛ʼ", "'")})
_WIDE = str.maketrans({"，": ",", "；": ";", "：": ":", "？": "?", "！": "!", "（": "(", "）": ")", "｡": "。"})

_REWRITES = [
    # One space, and none before a mark; a comma or semicolon between two words has one behind it.
    (re.compile(rf"(?<=\S){_SPACE}+(?=\S)"), " "),
    (re.compile(rf"(?<=[{LATIN}]) ([,.;:])(?= \D|\n|\Z)"), r"\1"),
    (re.compile(rf"(?<=[{LATIN}]{{2}})([,;])(?=[{LATIN}]{{2}})"), r"\1 "),
    # A mark typed twice. Three full stops are an ellipsis, which says something.
    (re.compile(rf"(?<=[{LATIN}])([,.;:])\1(?=\s|\Z)"), r"\1"),
    # Dashes with a space on both sides, between words; a hyphen that does not break, inside a word.
    (re.compile(rf"(?<=[{LATIN}] )[-–—‒―](?= [{LATIN}])"), "–"),
    (re.compile(rf"(?<=[{LATIN}])[‐‑](?=[{LATIN}])"), "-"),
]
_WIDE_MARK = re.compile(rf"(?:(?<=[{HAN}])[，；：？！（）｡](?!{_FIGURE})|(?<!{_FIGURE})[，；：？！（）｡](?=[{HAN}]))")
_MARK_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])([,;:?!]){_SPACE}?(?=[{HAN}])")

_LETTER = re.compile(f"[{LATIN}]")
_CHUNK = re.compile(rf"[^\s{HAN}{_CHINESE_MARKS}]+")
_TARGET = re.compile(r"\]\([^\n)]*\)?")
_FIXED = re.compile(rf"://|www\.|[@\\`<>&]|[{LATIN}]\.[{LATIN}]", re.IGNORECASE)


def plain(text: str) -> str:
    """`text` in the one form of all its typographic variants.

    The same: the runs of white space in a line, straight and curly quotes, hyphens and dashes that stand by
    themselves between words, a comma or full stop typed twice or behind a space, a full stop at the end of a
    paragraph or list entry that ends with a letter, and the width of a mark beside a Chinese character. Nothing else
    is, and nothing of it beside a figure. Line ends stay, so lists and paragraphs do.
    """
    text = unicodedata.normalize("NFC", text).translate(_SIGNS)
    text = _WIDE_MARK.sub(lambda mark: mark.group().translate(_WIDE), text)
    text = _MARK_BETWEEN_HAN.sub(r"\1", text)
    for pattern, instead in _REWRITES:
        text = pattern.sub(instead, text)
    return "\n".join(_stopped(text.split("\n")))


def figures(text: str) -> list[str]:
    """Every run of characters with a figure in it, as typed: with its units, ranges, brackets and signs."""
    return [chunk for chunk in _CHUNK.findall(text) if any(letter.isnumeric() for letter in chunk)]


def fixed(text: str) -> list[str]:
    """What is no running text, as typed: link targets, addresses, short forms with full stops, escapes, entities."""
    return _TARGET.findall(text) + [chunk for chunk in _CHUNK.findall(text) if _FIXED.search(chunk)]


def _stopped(lines: list[str]) -> Iterator[str]:
    """Each line that ends a paragraph or is an entry ends with a mark; one that leads on stays as it is.

    It leads on into a list, or into words that begin small: there a full stop that comes or goes moves the border
    of a sentence.
    """
    for place, line in enumerate(lines):
        leads_into_list = (
            not line.startswith("- ") and lines[place + 1 : place + 2] != [] and lines[place + 1][:2] == "- "
        )
        following = next((later for later in lines[place + 1 :] if later), "")
        ends = not leads_into_list and not following[:1].islower()
        yield f"{line}." if ends and _LETTER.fullmatch(line[-1:]) else line
