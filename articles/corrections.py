"""What differs between a text a doctor read and the one that is to stand under their name: corrections, or more.

`articles.spelling` proves it for words; here are the names it has to keep apart, and where the first word that is more
stands in each block. Pure but for `protected_names` and `used_elsewhere`, which ask what the portal knows now.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from articles.canonical import Block
from articles.models import Condition, LivePage, Medicine
from articles.spelling import SPELLING, Correction, Place, Proof, spelling_only
from articles.spelling.dictionary import LANGUAGES
from doctors.models import Doctor

#: Characters of the words that are quoted where a change is refused.
LONGEST_QUOTE = 60
#: Fields whose words are names, in any text.
_NAMES = {("byline", "name"), ("closing", "associated")}
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class More:
    """A block in which more than spelling changed: a code of `spelling.REASONS`, its sentence, the block and field.

    `old` and `new` are the words around the first difference, shortened; both empty where a whole part came or went.
    """

    code: str
    reason: str
    place: Place
    block: Block
    old: str = ""
    new: str = ""


def protected_names() -> frozenset[str]:
    """Every name the portal knows now: of medicines, conditions and doctors. Three queries."""
    names = [name for medicine in Medicine.objects.all() for name in medicine.names]
    for condition in Condition.objects.all():
        names += [condition.name, condition.plain_name, *condition.synonyms.splitlines()]
    names += Doctor.objects.values_list("name", flat=True)
    return frozenset(name.strip() for name in names if name.strip())


def used_elsewhere(words: Collection[str], *, question: int) -> list[str]:
    """Those of `words` that stand in the live answer to another question too, with a capital or without. One query.

    `words` are plain small letters. It reads every live page: ask for the few that are corrected, when somebody signs.
    """
    wanted, found = set(words), set[str]()
    if not wanted:
        return []
    # One pattern, so that the database makes a text of each page once, and without the letters that may be capitals.
    pattern = "|".join(sorted({word[1:] for word in wanted}))
    pages = LivePage.objects.exclude(question=question).annotate(said=Cast("content", TextField()))
    pages = pages.filter(said__regex=pattern)
    for content in pages.order_by().values_list("content", flat=True).iterator(chunk_size=50):
        for text in _texts_in(content):
            found |= wanted.intersection(_WORD.findall(text.casefold()))
        if found == wanted:
            break
    return sorted(found)


def _texts_in(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, (list, dict)):
        for part in content.values() if isinstance(content, dict) else content:
            yield from _texts_in(part)


def names_within(blocks: Sequence[Block]) -> frozenset[str]:
    """The names that a text itself holds as names, whatever the portal knows: as long as the text, they stay."""
    return frozenset(value for block in blocks for name, value in block.fields if (block.name, name) in _NAMES)


def proof(old: Sequence[Block], new: Sequence[Block], *, language: str, names: Collection[str] = ()) -> Proof:
    """Whether `new` is `old` with its spelling corrected. `names` come on top of those within the text."""
    return spelling_only(old, new, protected=names_within(old) | frozenset(names), language=language)


def misspelt(proved: Proof) -> set[str]:
    """The words that a proof takes for slips, as they were written."""
    return {found.old for found in proved.corrections if found.kind == SPELLING}


def more_than_spelling(
    old: Sequence[Block], new: Sequence[Block], *, language: str, names: Collection[str] = ()
) -> list[More]:
    """Everything that stops the proof: the first difference that is more in each block; empty where it holds."""
    whole = proof(old, new, language=language, names=names)
    if whole.allowed or whole.place is None:
        return []
    found = {whole.place.block: _more(whole, old, new, whole.place.block)}
    if [(block.name, block.key) for block in old] == [(block.name, block.key) for block in new]:
        protected = names_within(old) | frozenset(names)
        for position, (one, other) in enumerate(zip(old, new, strict=True)):
            if one != other and position not in found:
                alone = spelling_only([one], [other], protected=protected, language=language)
                if not alone.allowed:
                    found[position] = _more(alone, old, new, position)
    return [found[position] for position in sorted(found)]


def more_in_any_language(old: Sequence[Block], new: Sequence[Block]) -> list[More]:
    """What stops the proof whatever language the question had on that day: no signature says which.

    In a language without a list of words less is allowed, so those with one are all that is asked.
    """
    found: list[More] = []
    for language in sorted(LANGUAGES):
        found = more_than_spelling(old, new, language=language)
        if not found:
            break
    return found


def between(old: Sequence[Block], new: Sequence[Block]) -> tuple[Correction, ...]:
    """The corrections that make `new` of `old` in any language, for showing; none where it is more than spelling."""
    proofs = (proof(old, new, language=language) for language in sorted(LANGUAGES))
    return next((found.corrections for found in proofs if found.allowed), ())


def _more(refused: Proof, old: Sequence[Block], new: Sequence[Block], position: int) -> More:
    place = refused.place or Place(position, "")
    block = (new if position < len(new) else old)[position]
    before, after = (_value(text, position, place.field) for text in (old, new))
    one, other = _around(before, after) if place.field else ("", "")
    return More(refused.code, refused.reason, Place(position, place.name, place.field), block, one, other)


def _value(blocks: Sequence[Block], position: int, field: str) -> str:
    return dict(blocks[position].fields).get(field, "") if position < len(blocks) else ""


def _around(old: str, new: str) -> tuple[str, str]:
    """The words in which two texts differ, with one of those around them that both share."""
    before, after = old.split(" "), new.split(" ")
    start = _alike(zip(before, after, strict=False))
    end = _alike(zip(reversed(before[start:]), reversed(after[start:]), strict=False))
    start, end = max(start - 1, 0), max(end - 1, 0)
    return tuple(_short(" ".join(words[start : len(words) - end])) for words in (before, after))  # type: ignore[return-value]


def _alike(pairs: Iterator[tuple[str, str]]) -> int:
    number = 0
    for one, other in pairs:
        if one != other:
            break
        number += 1
    return number


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1]}…"
