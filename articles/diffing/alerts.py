"""What in a text must not change unseen, and which of it a change of words takes away or brings. Linear."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from articles.diffing import words
from articles.diffing.changes import Alert
from articles.diffing.tokens import AMOUNT, GAP, HAN, HAN_UNIT, LETTER, NUMERAL, UNIT, WORD, any_of, bag, is_han
from articles.diffing.words import normal
from articles.parsing.numerals import read_numeral

_LISTS = (
    (Alert.NEGATION, words.NEGATIONS),
    (Alert.MODAL, words.MODALS),
    (Alert.LATERALITY, words.LATERALITY),
    (Alert.UNIT, words.UNITS - words.UNITS_AFTER_NUMBER),
    (Alert.NUMBER, words.NUMBER_WORDS),
)
#: Contractions whose verb cannot be read off by taking "n't" away.
_CONTRACTED = {"cannot": "can", "can't": "can", "won't": "will", "shan't": "shall"}
#: Chinese words that mean what a shorter one says.
_SHORT = {"没有": "没", "左侧": "左", "左边": "左", "右侧": "右", "右边": "右", "双侧": "两侧", "两边": "两侧"}

_SIGNS = {"⩽": "≤", "⩾": "≥"}

_IN_HAN = re.compile(f"[{HAN}]")
_TERMS = any_of(term for term in words.INNOCENT.union(*(listed for _, listed in _LISTS[:4])) if _IN_HAN.search(term))
_PHRASES = any_of(phrase for phrase in words.INNOCENT if not _IN_HAN.search(phrase))
_MARKED = re.compile(
    rf"(?P<amount>{AMOUNT})(?:{GAP}(?P<unit>{UNIT}))?"
    rf"|(?P<term>{_TERMS})|(?P<numeral>{NUMERAL})(?P<han_unit>{HAN_UNIT})?|每(?P<each>{HAN_UNIT})"
    rf"|(?P<innocent>(?:(?-i:May)(?= \d)|(?<=\d )(?-i:May)|{_PHRASES})(?!{LETTER}))"
    rf"|(?P<word>{WORD})|(?P<sign>[<>≤≥⩽⩾≈±])",
    re.IGNORECASE,
)
_ATOM = re.compile(rf"[{HAN}]|{LETTER}+")
_FIGURES = re.compile(r"\d+")
_NUMBER = re.compile(r"(?:^[+-])?\d[\d.,:/^ ]*[百千万亿]*")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_RAISED = re.compile("[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+")
_FRACTION = re.compile("([\u00bc-\u00be\u2150-\u215e])")
#: A word longer than this is none of the listed ones.
_LONGEST = 64
#: A shorter root is itself ("to" and "into").
_ROOT = 4

Found = tuple[Alert, str]


#: A place in a text that alerts, and what it says there: the same found, the same meaning.
Mark = tuple[int, int, tuple[Found, ...]]


class Medicines:
    """The names of medicines, found as whole words or their plural; Chinese names anywhere."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[list[str]]] = defaultdict(list)
        for name in sorted(names, key=len, reverse=True):
            atoms = [normal(atom) for atom in _ATOM.findall(unicodedata.normalize("NFC", name))]
            if atoms:
                self._by_first[atoms[0]].append(atoms)
                self._by_first[f"{atoms[0]}s"] += [atoms] if len(atoms) == 1 and not is_han(atoms[0]) else []

    def marks(self, text: str) -> Iterator[Mark]:
        if not self._by_first:
            return
        places = list(_ATOM.finditer(text))
        atoms = [_atom(place.group()[: _LONGEST + 1]) for place in places]
        index = 0
        while index < len(atoms):
            name = next((name for name in self._by_first.get(atoms[index], ()) if _names(atoms, index, name)), None)
            if name:
                end = places[index + len(name) - 1].end()
                yield places[index].start(), end, ((Alert.MEDICINE, " ".join(name)),)
            index += len(name or "1")


@lru_cache(maxsize=4096)
def _atom(word: str) -> str:
    return normal(word)


def _names(atoms: list[str], index: int, name: list[str]) -> bool:
    """Whether `name`, or its plural, stands at `index`."""
    *first, last = atoms[index : index + len(name)]
    return len(first) + 1 == len(name) and first == name[:-1] and (last == name[-1] or last == f"{name[-1]}s")


class Marks:
    """The places of one text that alert, to be asked for stretches of it. Only the lines asked for are read."""

    def __init__(self, text: str, medicines: Medicines) -> None:
        self._text, self._medicines = text, medicines
        self._lines = [0, *(end.end() for end in re.finditer(r"\n+", text)), len(text)]
        self._read: dict[int, list[list[Mark]]] = {}

    def between(self, start: int, end: int) -> Counter[Found]:
        """What the stretch says, counting what only begins or ends in it."""
        found: Counter[Found] = Counter()
        if start < end:
            for line in range(bisect_right(self._lines, start) - 1, bisect_left(self._lines, end)):
                offset = self._lines[line]
                for row in self._rows(line):
                    for index in range(bisect_right(row, start - offset, key=_end), len(row)):
                        if row[index][0] >= end - offset:
                            break
                        found.update(row[index][2])
        return found

    def _rows(self, line: int) -> list[list[Mark]]:
        """The marks of one line, words and medicines each in order."""
        if line not in self._read:
            text = self._text[self._lines[line] : self._lines[line + 1]]
            self._read[line] = [list(_word_marks(text)), list(self._medicines.marks(text))]
        return self._read[line]


def _end(mark: Mark) -> int:
    return mark[1]


def surplus(one: Counter[Found], other: Counter[Found]) -> frozenset[Alert]:
    """What `one` says more often than `other`."""
    return frozenset(alert for alert, _ in one - other)


def negated(removed: str, added: str) -> bool:
    """Whether a word only gained or lost a prefix that turns it round: "stable" and "unstable"."""
    old, new = bag(removed).keys(), bag(added).keys()
    return any(
        len(word) >= _ROOT and f"{prefix}{word}" in others
        for words_of, others in ((old, new), (new, old))
        for word in words_of
        for prefix in words.OPPOSITES
    )


def _word_marks(text: str) -> Iterator[Mark]:
    for match in _MARKED.finditer(text):
        kind, said = match.lastgroup, match.group()
        if kind != "innocent":
            found = _says(said) if len(said) <= _LONGEST else () if kind == "word" else _says.__wrapped__(said)
            if found:
                yield match.start(), match.end(), found


@lru_cache(maxsize=8192)
def _says(said: str) -> tuple[Found, ...]:
    """What one match means; it does not depend on the text around it."""
    match = _MARKED.match(said)
    if match is None:
        return ()
    kind = match.lastgroup
    if kind == "term":
        return _listed(normal(said))
    if kind == "word":
        return _of_word(normal(said))
    if kind == "sign":
        return ((Alert.NUMBER, _SIGNS.get(said, said)),)
    return tuple(_measured(match))


def _measured(match: re.Match[str]) -> Iterator[Found]:
    """The numbers of a match and their unit."""
    if match["amount"]:
        yield from ((Alert.NUMBER, number) for number in _numbers(match["amount"]))
    if match["numeral"]:
        value = read_numeral(match["numeral"])
        yield Alert.NUMBER, str(value) if value else words.NUMBER_VALUES.get(match["numeral"], match["numeral"])
    unit = match["unit"] or match["han_unit"] or match["each"]
    if unit:
        yield Alert.UNIT, _singular(normal(unit).strip("/"))


def _numbers(amount: str) -> list[str]:
    """The numbers of an amount as they are compared: "1,000" is "1000", "1½" is "1 1/2", "10⁹" is "10^9"."""
    written = _FRACTION.sub(r" \1", _RAISED.sub(r"^\g<0>", amount))
    numbers = (number.strip(" .,:/") for number in _NUMBER.findall(normal(written)))
    return [number.replace(",", "") if _THOUSANDS.fullmatch(number) else number for number in numbers]


def _of_word(form: str) -> tuple[Found, ...]:
    if form in _CONTRACTED or form.endswith("n't"):
        return ((Alert.NEGATION, "not"), *_listed(_CONTRACTED.get(form, form.removesuffix("n't"))))
    found = _listed(form) or tuple(found for part in form.split("-") for found in _listed(part))
    return (*found, *((Alert.NUMBER, figures) for figures in _FIGURES.findall(form)))


def _listed(form: str) -> tuple[Found, ...]:
    return tuple((alert, _same_form(alert, form)) for alert, listed in _LISTS if form in listed)


def _same_form(alert: Alert, form: str) -> str:
    if alert is Alert.NUMBER:
        return words.NUMBER_VALUES[form]
    return _singular(form) if alert is Alert.UNIT else _SHORT.get(form, form)


def _singular(unit: str) -> str:
    return unit[:-1] if unit.endswith("s") and unit[:-1] in words.UNITS else unit
