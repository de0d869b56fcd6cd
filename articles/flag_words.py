"""Whether a text holds words that may mean an emergency. Pure; on the wide side, for a miss costs more than a card.

“No chest pain” holds them too: who is asked to tell a denial from a fear, in two languages and in a hurry, errs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from articles.models.red_flag import written_in
from articles.spelling.dictionary import is_everyday
from articles.word_forms import by_form, is_one_typo, shortened, stem
from healthqa.lib.scripts import HAN
from healthqa.lib.text import without_forbidden
from healthqa.lib.traditional import simplified

#: So many other words may stand between the words of a phrase; in Chinese so many characters between its parts.
BETWEEN, BETWEEN_HAN = 6, 12
#: Letters from which on a typo is allowed for: in a word of a longer phrase, and in a phrase of one word.
TYPO_FROM, TYPO_ALONE_FROM = 5, 6
#: Letters, endings too, from which on a word is known by what a slip made of it: begun alike, and no everyday word.
SLIP_FROM, SLIP_ALONE_FROM = 4, 5

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"#{1,2}|\d+|[^\W\d_]+|[.!?,;:。\n]")
_LAST = re.compile(r"\.[\s\"”“]*$")
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_NOT_LETTERS = re.compile(r"[\W_]+")
#: “#” in a phrase is any number and “##” one from ten on, in figures or one of these words.
_SMALL = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
_LARGE = frozenset(
    (
        *("ten", "eleven", "twelve", "dozen", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
        *("nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred"),
    )
)
_FIGURES_HAN = "一二两三四五六七八九十百千几半"
_NUMBER_HAN = {
    "#": rf"(?:\d+|[{_FIGURES_HAN}]+)",
    "##": rf"(?:\d{{2,}}|[{_FIGURES_HAN}]{{0,4}}[十百千][{_FIGURES_HAN}]{{0,4}})",
}
#: May stand inside a phrase of words that stand together: they make it stronger or weaker, and no other.
_FILLERS = frozenset(
    (
        *("about", "absolutely", "actually", "all", "almost", "already", "also", "always", "around", "bloody"),
        *("completely", "constantly", "even", "ever", "fucking", "honestly", "just", "kinda", "like", "literally"),
        *("maybe", "nearly", "now", "often", "probably", "quite", "really", "seriously", "so", "sometimes", "still"),
        *("suddenly", "totally", "truly", "very", "way"),
    )
)
#: The same in Chinese, between the letters of a phrase.
_FILLER_HAN = (
    "(?:一阵一阵|越来越|感觉|觉得|真的|非常|特别|十分|超级|实在|有点儿?|有些|一点|一直|总是|老是|经常|常常|时常|突然|忽然"
    "|明显|还是|就是|已经|有时|偶尔|持续|不停|不断|反复|阵阵|隐隐作?|剧烈|严重|里面|这里|那里|好|很|太|真|总|老|又|还|都|也|就|了|得|着|地|会|里)"
)
#: A phrase of two letters takes them in only where it names a sign: “胸很痛” is “胸痛”, “晚上就吊水” is not “上吊”.
_SIGNS_HAN = frozenset("痛疼闷麻晕肿吐血")
#: Written in one or in two words, long or short, they are the same.
_IN_ONE = {
    **{f"{one} self": f"{one}self" for one in ("my", "your", "him", "her")},
    **{f"{one} not": f"{one}nt" for one in ("do", "does", "did", "is", "has", "have", "could", "would", "was", "are")},
    "can not": "cant",
    "will not": "wont",
    "them selves": "themselves",
    "any more": "anymore",
    "over dose": "overdose",
    "head ache": "headache",
    "nose bleed": "nosebleed",
    "new born": "newborn",
}
_IN_FULL = {
    "cannot": ("cant",),
    "wanna": ("want", "to"),
    "wana": ("want", "to"),
    "gonna": ("going", "to"),
    "im": ("i", "am"),
}
_NEGATED = frozenset(one for pair, one in _IN_ONE.items() if pair.endswith(" not"))
#: Stands where harmless words stood: a letter, so that what was apart stays apart, of no word.
_GAP = "\u01c3"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words as stems, and as `written`. `is_together`: one right behind the other; else near each other, in any order.

    `is_last`: nothing of the sentence comes behind. `is_han`: the words are parts, and their `letters` are all there.
    """

    words: tuple[str, ...]
    is_together: bool = False
    is_last: bool = False
    is_han: bool = False
    letters: frozenset[str] = frozenset()
    written: tuple[str, ...] = ()


Groups = tuple[tuple[Phrase, ...], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a red flag lists: a phrase of every group has to be in a text, apart from where it is harmless."""

    groups: Groups = ()
    harmless: tuple[Phrase, ...] = ()


class Text:
    """A text made ready to be looked through for many phrases. Linear in its length."""

    def __init__(self, text: str, harmless: Sequence[Phrase] = ()) -> None:
        self.plain = simplified(_plain(text))
        for phrase in harmless:
            self.plain = self.plain.replace("".join(phrase.words), _GAP) if phrase.is_han else self.plain
        self.han = _NOT_LETTERS.sub("", self.plain)
        self.letters = frozenset(self.han)
        words, self.ends = _words(_HAN.sub(" ", self.plain.replace("#", " ")))
        for phrase in harmless:
            _blank(words, phrase, self.ends)
        self.fillers = {place for place, word in enumerate(words) if word in _FILLERS}
        self.places: dict[str, list[int]] = {}
        self.written: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            self.written.setdefault(word, []).append(place)
            for name in (stem(word), *_kinds(word)):
                self.places.setdefault(name, []).append(place)
        self.longest = max(map(len, self.places), default=0)
        self.typed: dict[str, list[int]] = {}
        self.near = by_form(self.places, TYPO_FROM - 1)
        self.slipped: dict[str, list[int]] = {}
        self.near_written = by_form(self.written, SLIP_FROM - 1)

    def holds(self, listed: Listed) -> bool:
        """Whether a phrase of every group is in it, also without what is listed as harmless."""
        if not self._holds(listed.groups):
            return False
        return not listed.harmless or Text(self.plain, listed.harmless)._holds(listed.groups)

    def _holds(self, groups: Groups) -> bool:
        return bool(groups) and all(any(self._has(phrase) for phrase in group) for group in groups)

    def _has(self, phrase: Phrase) -> bool:
        if phrase.is_han:
            return phrase.letters <= self.letters and self._has_han([_pattern_han(part) for part in phrase.words])
        if len(phrase.words) == 1:
            slips = self._slips(phrase.written[0], SLIP_ALONE_FROM)
            return bool(self._ending(phrase, [*self._places(phrase.words[0], TYPO_ALONE_FROM), *slips]))
        found = list(self._found(phrase))
        if len(found) == len(phrase.words):
            found[-1] = self._ending(phrase, found[-1])
            return all(found) and (self._together(found) if phrase.is_together else _close(found))
        in_one = "".join(phrase.words)
        return len(in_one) <= self.longest + 1 and bool(self._ending(phrase, self._places(in_one, TYPO_ALONE_FROM)))

    def _ending(self, phrase: Phrase, places: list[int]) -> list[int]:
        return [place for place in places if place in self.ends] if phrase.is_last else places

    def _together(self, found: Sequence[Sequence[int]]) -> bool:
        """Whether the places follow one behind the other, in this order, with nothing but fillers between."""
        reached = set(found[0])
        for places in found[1:]:
            reached = {place for place in places if self._before(place) & reached}
        return bool(reached)

    def _before(self, place: int) -> set[int]:
        """The place before, and those that are left of it when fillers are passed over: three at most."""
        before = {place - 1}
        while len(before) <= 3 and min(before) in self.fillers:
            before.add(min(before) - 1)
        return before

    def _places(self, word: str, typo_from: int) -> list[int]:
        """Where the word stands, or what one typo makes of it."""
        if len(word) < typo_from:
            return self.places.get(word, [])
        if word not in self.typed:
            self.typed[word] = self._alike(word)
        return self.typed[word]

    def _found(self, phrase: Phrase) -> Iterator[list[int]]:
        """Where each word of the phrase stands, up to the first that stands nowhere."""
        for word, written in zip(phrase.words, phrase.written, strict=True):
            places = [*self._places(word, TYPO_FROM), *self._slips(written, SLIP_FROM)]
            if not places:
                return
            yield places

    def _slips(self, written: str, slip_from: int) -> list[int]:
        """Where a slip in the word stands, which kept its first letter and made no everyday word."""
        if len(written) < slip_from:
            return []
        if written not in self.slipped:
            near = {word for form in shortened(written) & self.near_written.keys() for word in self.near_written[form]}
            slips = [word for word in near if word[0] == written[0] and is_one_typo(written, word)]
            meant = [word for word in slips if word != written and not is_everyday(word)]
            self.slipped[written] = [place for word in meant for place in self.written[word]]
        return self.slipped[written]

    def _alike(self, word: str) -> list[int]:
        exact = self.places.get(word, [])
        alike = shortened(word) & self.near.keys()
        meant = {near for form in alike for near in self.near[form] if is_one_typo(word, near)}
        return exact if not meant else sorted({*exact, *(place for near in meant for place in self.places[near])})

    def _has_han(self, patterns: Sequence[re.Pattern[str]]) -> bool:
        if len(patterns) == 1:
            return patterns[0].search(self.han) is not None
        found = [[hit.start() for hit in pattern.finditer(self.han)] for pattern in patterns]
        return all(found) and _close(found, BETWEEN_HAN)


@lru_cache(maxsize=512)
def read(words: str) -> Listed:
    """The words of a red flag as an editor wrote them: a group a line, phrases between commas, harmless ones after “-”.

    “-去死皮” anywhere in it: where these words stand as written, nothing of them counts.
    """
    lines = written_in(words)
    groups = (tuple(phrase for text, is_no in line if not is_no and (phrase := _phrase(text))) for line in lines)
    harmless = (_phrase(text, str) for line in lines for text, is_no in line if is_no)
    return Listed(tuple(group for group in groups if group), tuple(phrase for phrase in harmless if phrase))


def _phrase(text: str, form: Callable[[str], str] | None = None) -> Phrase | None:
    plain = simplified(_plain(text))
    if _HAN.search(plain):
        parts = tuple(part for part in (re.sub(r"[^\w#]|_", "", written) for written in plain.split()) if part)
        return Phrase(parts, is_han=True, letters=frozenset("".join(parts)) - {"#"}) if parts else None
    written = tuple(_words(plain)[0])
    words = tuple((form or stem)(word) for word in written)
    is_together = bool(re.match(r"\s*[\"“”„«]", plain))
    return Phrase(words, is_together, is_last=_LAST.search(plain) is not None, written=written) if words else None


@lru_cache(maxsize=4096)  # made once a text has the letters: those of all lists at once take more than a second
def _pattern_han(part: str) -> re.Pattern[str]:
    """The letters of the part one behind the other, with fillers between them where they do not make it another."""
    letters = re.findall(r"##?|\d+|.", part)
    takes_fillers = len(letters) > 2 or letters[-1] in _SIGNS_HAN
    between = f"{_FILLER_HAN}{{0,2}}" if takes_fillers else ""
    return re.compile(between.join(_NUMBER_HAN.get(letter, re.escape(letter)) for letter in letters))


def _words(plain: str) -> tuple[list[str], set[int]]:
    """The words of a plain text, each in one way of writing, and the places of those that end a part of a sentence."""
    words: list[str] = []
    ends: set[int] = set()
    for found in _WORD.findall(plain):
        if not (found.isalnum() or found.startswith("#")):
            ends.add(len(words) - 1)
            continue
        for word in _IN_FULL.get(found, (found,)):
            both = f"{words[-1]} {word}" if words and len(words) - 1 not in ends else ""
            if both in _IN_ONE:
                words[-1] = _IN_ONE[both]
            else:
                words.append(word)
    return words, {*ends, len(words) - 1}


def _kinds(word: str) -> tuple[str, ...]:
    """What a word stands for besides itself: a number, a number from ten on, “not”."""
    if word in _LARGE or (word.isdecimal() and len(word.lstrip("0")) > 1):
        return ("#", "##")
    if word in _SMALL or word.isdecimal():
        return ("#",)
    return ("not",) if word in _NEGATED else ()


def _plain(text: str) -> str:
    """One way of writing: full width, accents and capitals gone, apostrophes too, so that “can’t” is “cant”."""
    apart = unicodedata.normalize("NFKD", without_forbidden(text)).casefold()
    return _APOSTROPHES.sub("", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def _blank(words: list[str], harmless: Phrase, ends: set[int]) -> None:
    """Take the harmless ones out wherever they stand as written, in one part of a sentence; “#” is any number."""
    for place in range(len(words) - len(harmless.words) + 1):
        last = place + len(harmless.words) - 1
        is_apart = not ends.isdisjoint(range(place, last)) or (harmless.is_last and last not in ends)
        pairs = zip(words[place:], harmless.words, strict=False)
        if not is_apart and all(one in ((word, *_kinds(word)) if one[0] == "#" else (word,)) for word, one in pairs):
            words[place : last + 1] = [_GAP] * len(harmless.words)


def _close(found: Sequence[Sequence[int]], between: int = BETWEEN) -> bool:
    """Whether one place of each lie within a window that leaves `between` places for others."""
    widest = len(found) - 1 + between
    places = sorted((place, which) for which, each in enumerate(found) for place in each)
    last: dict[int, int] = {}
    for place, which in places:
        last[which] = place
        if len(last) == len(found) and place - min(last.values()) <= widest:
            return True
    return False
