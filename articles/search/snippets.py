"""Words that were looked for, marked where they stand; and the sentences of an answer that have most of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from articles import summaries
from articles.page_content import PageContent
from articles.search.results import Piece
from articles.search.words import folded, normal, normal_words, runs_in, words_in

#: Characters of a snippet; a longer sentence is cut at a word.
LONGEST = 220
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")


def marked(text: str, wanted: AbstractSet[str]) -> tuple[Piece, ...]:
    """`text` in pieces, those that are looked-for words marked; together they are the text."""
    return _in_pieces(text, _spans(text, wanted))


def holding(text: str, parts: Sequence[str]) -> tuple[Piece, ...]:
    """`text` in pieces, what holds one of the folded parts marked: the part itself where letters are one to one."""
    return _in_pieces(text, _parts_in(text, parts))


def words_of(text: str, wanted: AbstractSet[str]) -> AbstractSet[str]:
    """The looked-for words that `text` has."""
    return wanted & set(normal_words(text)) if wanted else wanted


def snippet(summary: str, content: PageContent | None, wanted: AbstractSet[str]) -> str:
    """The sentences of an answer, as they are, that have most of the words; its summary where none has any.

    Advice on when to see a doctor is no snippet: half of a warning is none.
    """
    best, most = summary, len(words_of(summary, wanted))
    for text in _texts(content) if content else ():
        if most == len(wanted):
            break
        if len(words_of(text, wanted)) <= most:
            continue
        sentences = [sentence for sentence in _SENTENCE.split(" ".join(summaries.plain(text).split())) if sentence]
        for place, sentence in enumerate(sentences):
            number = len(words_of(sentence, wanted))
            if number > most:
                best, most = _filled(sentences[place:]), number
    return best


def as_written(texts: Sequence[str], word: str, typed: str) -> str:
    """`typed` where the texts write it so, else the first form of the compared `word` there is, else `typed`."""
    as_typed = re.compile(rf"\b{re.escape(typed)}\b", re.IGNORECASE)
    if any(map(as_typed.search, texts)):
        return typed
    for text in texts:
        for run in runs_in(text):
            plain = "" if run.is_han else folded(run.text)
            if plain and normal(plain) == word:
                return plain
    return typed


def strings_in(value: Any) -> Iterator[str]:
    """Every string of a value made of lists, dictionaries and strings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings_in(part)


def _spans(text: str, wanted: AbstractSet[str]) -> Iterator[tuple[int, int]]:
    """Where looked-for words stand; Chinese ones that overlap are one."""
    start = end = -1
    for word in words_in(text):
        if word.text not in wanted:
            continue
        if word.start <= end and word.is_han:
            end = max(end, word.end)
            continue
        if end >= 0:
            yield start, end
        start, end = word.start, word.end
    if end >= 0:
        yield start, end


def _filled(sentences: Iterable[str]) -> str:
    """The first sentence, and as many after it as there is room for."""
    first, *others = sentences
    if len(first) > LONGEST:
        return (first[:LONGEST].rpartition(" ")[0] or first[:LONGEST]).rstrip(",;:，；：") + "…"
    for other in others:
        longer = f"{first}{'' if first[-1] in '。！？' else ' '}{other}"
        if len(longer) > LONGEST:
            break
        first = longer
    return first


def _texts(content: PageContent) -> Iterator[str]:
    yield content["short_answer"]
    yield content["introduction_rest"]
    yield content["lead"]
    for section in content["sections"]:
        yield section["text"]
        for cause in section["causes"]:
            yield f"{cause['heading']}: {cause['explanation']}" if cause["explanation"] else cause["heading"]
    yield content["closing"]


def _in_pieces(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    end = 0
    for start, stop in spans:
        if start > end:
            pieces.append(Piece(text[end:start]))
        pieces.append(Piece(text[start:stop], is_marked=True))
        end = stop
    return (*pieces, Piece(text[end:])) if end < len(text) else tuple(pieces)


def _parts_in(text: str, parts: Sequence[str]) -> Iterator[tuple[int, int]]:
    for run in runs_in(text):
        plain = run.text if run.is_han else folded(run.text)
        held = [part for part in parts if part in plain]
        if held:
            longest = max(held, key=len)
            start = run.start + plain.index(longest)
            yield (start, start + len(longest)) if len(plain) == len(run.text) else (run.start, run.end)
