"""The words that live answers have, and how many answers: what is rare, what was a slip, what begins so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from articles.models.searching import EVERY
from articles.search.asked_words import Counted, Counts
from articles.search.sql import rows, rows_of
from articles.search.words import singular

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: Shorter words are one slip away from too many others; longer ones are typed by nobody.
SHORTEST_SLIP, LONGEST_SLIP = 4, 24
#: Words of so many letters are one slip away from too many real ones: "wart" is no "warm", "piles" are no "pipes". In
#: the shorter ones letters changed places or one within is missing ("dizy"). Either keeps its first letter and is one
#: of a head.
SHORTER, SHORT = 4, 5
_WORDS_A_QUERY = 500
#: A shorter part is in nearly every word; of a longer one so many words are read.
_SHORTEST_PART, _MOST_HELD = 3, 60
#: The words that most answers have. A count is the sum of its rows: `writing`.
_MOST = """
    SELECT word, sum(answers) AS number FROM articles_searchword
    WHERE is_head AND language = %s AND (word LIKE %s OR word IN %s)
    GROUP BY word HAVING sum(answers) > 0 ORDER BY number DESC, word LIMIT %s
"""
_COUNTED = "SELECT word, is_head, answers FROM articles_searchword WHERE language = %s AND word IN %s"


def counted(words: Iterable[str], language: str) -> dict[str, Counted]:
    """In how many live answers each of these words is, and how many there are (`EVERY`). Figures are left out."""
    wanted = sorted({*(word for word in words if not word.isdigit()), EVERY})
    found = dict.fromkeys(wanted, Counted())
    for start in range(0, len(wanted), _WORDS_A_QUERY):
        for word, is_head, answers in rows_of(_COUNTED, language, wanted[start : start + _WORDS_A_QUERY]):
            marked, plain = found[word]
            found[word] = Counted(marked + answers, plain) if is_head else Counted(marked, plain + answers)
    return found


def totals(counts: Counts) -> dict[str, int]:
    """Of counted words those that live answers have, and how many answers at most."""
    every = counts[EVERY].plain
    sums = {word: min(one.marked + one.plain, every) for word, one in counts.items()}
    return {word: number for word, number in sums.items() if number > 0}


def known(words: Iterable[str], language: str) -> dict[str, int]:
    """The `totals` of these words: those that live answers have."""
    return totals(counted(words, language))


def slips(word: str) -> list[str]:
    """Every word one slip away from a folded Latin one: a letter too many, too few, another, or two that changed.

    Of a short word only those with two letters that changed places, or with one more within.
    """
    if not SHORTEST_SLIP <= len(word) <= LONGEST_SLIP or not word.isascii() or word.isdigit():
        return []
    others = _one_more_within(word) if _length(word) <= SHORTER else _others(word)
    return [candidate for candidate in dict.fromkeys([*_swapped(word), *others]) if candidate != word]


def _length(word: str) -> int:
    """Letters of a word, or of its singular where that has fewer."""
    return min(len(word), len(singular(word)))


def _swapped(word: str) -> Iterator[str]:
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _one_more_within(word: str) -> Iterator[str]:
    """Not at the end: who typed "hear" may not have meant "heart"."""
    for place in range(1, len(word)):
        yield from (word[:place] + letter + word[place:] for letter in _LETTERS)


def _others(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in _LETTERS)
        yield from (before + letter + after for letter in _LETTERS)


def meant(word: str, language: str, *, most: int) -> list[tuple[str, str, int]]:
    """What a word that no answer has may be a slip of: each as typed rightly, as compared, and its answers.

    The first letter is seldom wrong, so words with the same one come first; then those that more answers have.
    """
    compared: dict[str, str] = {}
    for candidate in slips(word):
        singular_one = singular(candidate)
        if singular_one not in compared or candidate == singular_one:
            compared[singular_one] = candidate
    counts = counted(compared, language)
    numbers = totals(counts)
    if _length(word) <= SHORT:
        numbers = {one: n for one, n in numbers.items() if counts[one].marked and compared.get(one, "")[:1] == word[0]}
    found = [
        (typed, singular_one, numbers[singular_one])
        for singular_one, typed in compared.items()
        if singular_one in numbers
    ]
    return sorted(found, key=lambda entry: (entry[0][0] != word[0], -entry[2], entry[0]))[:most]


def apart(word: str, language: str) -> tuple[tuple[str, ...], int]:
    """The two known words that a folded word is made of where their space is missing, else the three; the best known.

    With the answers that the rarest of them has; empty where it is made of none. Of three words none is shorter than
    three letters.
    """
    if not 4 <= len(word) <= LONGEST_SLIP or not word.isascii():
        return (), 0
    pairs = [(word[:place], word[place:]) for place in range(1, len(word) - 1)]
    best = _best_known(pairs, language)
    return best if best[0] else _best_known(_in_three(word), language)


def _in_three(word: str) -> list[tuple[str, ...]]:
    least, end = _SHORTEST_PART, len(word) - _SHORTEST_PART
    places = [(one, other) for one in range(least, end) for other in range(one + least, end + 1)]
    return [(word[:one], word[one:other], word[other:]) for one, other in places]


def _best_known(ways: Sequence[tuple[str, ...]], language: str) -> tuple[tuple[str, ...], int]:
    """The way of which the rarest word is in most answers, and in how many."""
    numbers = known({singular(part) for way in ways for part in way}, language) if ways else {}
    rated = [(min(numbers.get(singular(part), 0) for part in way), way) for way in ways]
    answers, way = max(rated, default=(0, ()))
    return (way, answers) if answers else ((), 0)


def beginning(start: str, language: str, *, most: int) -> dict[str, int]:
    """Words of heads that begin so and their answers, those of most first. Of "arterie" too, which becomes "artery"."""
    least = {"i": 4, "ie": 5}
    whole = [
        f"{start.removesuffix(ending)}y" for ending in least if start.endswith(ending) and len(start) >= least[ending]
    ]
    return dict(rows(_MOST, language, f"{start}%", whole or [start], most))


def holding(part: str, language: str, *, most: int) -> dict[str, int]:
    """Words of heads that hold this part and their answers: those that begin with it first, then those of most."""
    if len(part) < _SHORTEST_PART:
        return beginning(part, language, most=most)
    held: dict[str, int] = dict(rows(_MOST, language, f"%{part}%", [part], _MOST_HELD))
    begun = beginning(part, language, most=most) if len(held) == _MOST_HELD or part.endswith(("i", "ie")) else {}
    first = begun | {word: answers for word, answers in held.items() if word.startswith(part)}
    return dict(islice((first | held).items(), most))
