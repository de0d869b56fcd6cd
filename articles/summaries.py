"""Cutting signed prose for small places without changing a word: short answer, card, one sentence. Pure, linear."""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORT_ANSWER_WORDS = 60
CARD_WORDS = 36
SENTENCE_CHARACTERS = 240
DESCRIPTION_CHARACTERS = 200

_HAN = "㐀-鿿豈-﫿"
_CHINESE = re.compile(f"[{_HAN}]")
_LINK = r"\[[^\[\]\n]{0,300}\]\([^)\s]{0,500}\)"
_LINK_WORDS = re.compile(r"(?<!\\)\[([^\[\]\n]{0,300})\]\([^)\s]{0,500}\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
#: What is never cut into: a bold run, a link, a word, one Chinese character, an end mark with its closing quotes.
_ATOM = re.compile(
    rf"\*\*[^*\n]{{1,300}}\*\*|{_LINK}|[{_HAN}]|\s+|[。！？][”’」』）]*|[，；：、]|[^\s\[*{_HAN}。！？，；：、]+|.",
    re.DOTALL,
)
_ENDS_SENTENCE = re.compile(r"[.!?…．。！？][”’\"')\]」』）*]*$")
_ENDS_IN_CHINESE = re.compile(r"[。！？][”’」』）]*$")
_TITLE = re.compile(r"(?:^|\s)(?:Dr|Prof|Mr|Mrs|Ms|St|vs|approx|e\.g|i\.e)\.$", re.IGNORECASE)

_SENTENCE, _CLAUSE, _WORD = 0, 1, 2


def word_count(text: str) -> int:
    """Words as a reader counts them; scripts without spaces count two characters as one word."""
    chinese = len(_CHINESE.findall(text))
    return len(_CHINESE.sub(" ", text).split()) + (chinese + 1) // 2


def split_short(text: str, limit: int = SHORT_ANSWER_WORDS) -> tuple[str, str]:
    """The start of `text` in at most `limit` words, and the rest; together every word of it.

    The start is the whole text, else its first paragraph, else the whole sentences that fit, else what fits of a first
    sentence that is too long, up to a comma if there is one. Bold runs, links and words are never cut into.
    """
    if word_count(text) <= limit:
        return text, ""
    first, _gap, others = text.partition("\n\n")
    if word_count(first) <= limit:
        return first, others
    cut, _kind = _last_cut(text, limit)
    return text[:cut].rstrip(), text[cut:].lstrip()


def first_sentence(text: str, longest: int = SENTENCE_CHARACTERS) -> str:
    """The first sentence of a text, as plain words on one line; cut at a word when it is longer than `longest`.

    What stands before the first item of a list counts as a sentence.
    """
    line = _one_line(re.split(r"\n\s*\n|\n(?=- )", text.strip(), maxsplit=1)[0])
    for position, kind in _cuts(line):
        if position > longest + 1:
            break
        if kind == _SENTENCE:
            return line[:position].rstrip()
    if len(line) <= longest:
        return line
    return (line[:longest].rpartition(" ")[0] or line[:longest]).rstrip(",;:") + "…"


def summary(text: str, limit: int = CARD_WORDS) -> str:
    """What a card shows of an answer: its first sentences up to `limit` words, else the start of the first."""
    first = text.split("\n\n", 1)[0]
    if word_count(first) <= limit:
        return _one_line(first)
    cut, kind = _last_cut(first, limit)
    shown = _one_line(first[:cut])
    return shown if kind == _SENTENCE else shown.rstrip(",;:，；：、 ") + " …"


def description(text: str, longest: int = DESCRIPTION_CHARACTERS) -> str:
    """What links from elsewhere show of `text`, on one line: whole sentences of about `longest` characters.

    The first is there however long it is; a list is told whole or not at all: half of a warning is none.
    """
    told = ""
    for part in _parts(text):
        gap = "" if not told or _ENDS_IN_CHINESE.search(told) else " "
        if told and len(told) + len(part) > longest:
            break
        told += gap + part
    return told


def ends_sentence(text: str) -> bool:
    return _ENDS_SENTENCE.search(text.rstrip()) is not None


def plain(text: str) -> str:
    """The words of the small Markdown subset: bold and links without their marks, list marks and backslashes gone."""
    text = re.sub(r"(?m)^- ", "", _LINK_WORDS.sub(r"\1", text).replace("**", ""))
    return _ESCAPED.sub(r"\1", text)


def _parts(text: str) -> Iterator[str]:
    """The sentences of a text, as plain words. What a list stands in is one part, its items apart by semicolons."""
    for paragraph in re.split(r"\n\s*\n(?!- )", text.strip()):
        opening, *items = [_one_line(part) for part in re.split(r"(?m)^- ", paragraph)]
        if items:
            yield f"{opening} {'; '.join(items)}".strip()
            continue
        start, line = 0, " ".join(paragraph.split())
        for position, kind in _cuts(line):
            if kind == _SENTENCE:
                yield _one_line(line[start:position])
                start = position
        if line[start:]:
            yield _one_line(line[start:])


def _one_line(text: str) -> str:
    return " ".join(plain(text).split())


def _last_cut(text: str, limit: int) -> tuple[int, int]:
    """The best place to cut `text` within `limit` words, and its kind: the last sentence end, else comma, else word."""
    best: dict[int, int] = {}
    for position, kind in _cuts(text, limit):
        too_soon = kind == _CLAUSE and 3 * word_count(text[:position]) < limit
        best[_WORD if too_soon else kind] = position
    return next(((best[kind], kind) for kind in (_SENTENCE, _CLAUSE, _WORD) if kind in best), (len(text), _SENTENCE))


def _cuts(text: str, limit: int | None = None) -> Iterator[tuple[int, int]]:
    """Where `text` may be cut, with the kind of each place, as long as what is before it has at most `limit` words."""
    half_words = 0
    for found in _ATOM.finditer(text):
        atom, start, end = found.group(), found.start(), found.end()
        if start and _CHINESE.match(atom):
            yield start, _WORD
        half_words += 1 if _CHINESE.match(atom) else 2 * word_count(atom)
        if limit is not None and half_words > 2 * limit:
            return
        if atom.isspace():
            if start:
                yield end, _kind_between(text, start, end)
        elif atom[0] in "。！？":
            yield end, _SENTENCE
        elif atom in "，；：":
            yield end, _CLAUSE


def _kind_between(text: str, start: int, end: int) -> int:
    """What ends at `start`, where white space begins: only a few characters around it are looked at.

    A full stop before a small letter ends no sentence ("etc. and so on").
    """
    before = text[max(start - 12, 0) : start]
    if "\n" in text[start:end]:
        return _SENTENCE
    if _ENDS_SENTENCE.search(before) and not _TITLE.search(before) and not text[end : end + 1].islower():
        return _SENTENCE
    return _CLAUSE if before[-1] in ",;:" else _WORD
