"""Where each page of a letter begins, so that every one of them has a link: no answer is further than three clicks.

A page holds the answers from its first one to the first of the next page, whatever their number is by then. So nothing
falls between two pages while where they begin is kept, and the last page costs what the first one costs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Q, QuerySet

from articles.models import Article, ArticleQuerySet, Publication
from healthqa.lib.kept_queries import KeptQuery
from healthqa.lib.kept_rows import KeptRows
from healthqa.lib.paging import LAST_PAGE, PAGE_SIZE
from healthqa.lib.scripts import HAN

#: Pages of a list at most: so many links stand on each of them.
PAGES = LAST_PAGE
#: Answers on a page, and by how many a page grows where a list would need more pages; at most so many, and what comes
#: after the last page of that size (40,000 answers) is no three clicks away.
SIZE, STEP, LARGEST = PAGE_SIZE, 10, 4 * PAGE_SIZE
#: Seconds for which they are kept while nothing is published or withdrawn: a chief editor may change an entry.
KEPT = 60 * 60
#: So many pages at most stand together under the same words, as long as a few more words tell them apart.
TOGETHER, MOST_WORDS, LONGEST_HEAD = 8, 8, 32
#: By their A–Z entries, as an index holds them for each letter and for each language.
ORDER = ("live_page__index_phrase", "live_page__article_id")
#: A word with the space before it; a Han character is one.
_WORD = re.compile(rf"\s*(?:[{HAN}]|[^\s{HAN}]+)")


class Beginning(NamedTuple):
    """The number of a page, the words that lead to it, and its first answer: the A–Z entry and the key."""

    number: int
    words: str
    phrase: str
    article: int


@dataclass(frozen=True)
class Shown:
    """One page of a list, and where all of them begin."""

    rows: KeptRows[Article]
    beginnings: Sequence[Beginning]
    has_more: bool = False  # the last page has no room for the rest of the list


def page(language: str, letter: str, number: int) -> Shown:
    """Page `number` of all live answers in a language under a letter; under any, where it has no letters.

    Takes two queries, and one more where an answer was published or withdrawn since somebody last asked; a number that
    is no page gives no rows.
    """
    state = Publication.objects.state()
    key = f"az-pages:2:{language}:{letter}"
    kept: tuple[str, int, list[Beginning]] | None = cache.get(key)
    if kept is not None and kept[0] == state:
        size, beginnings = kept[1:]
        rows = _rows(language, letter, beginnings, number)
        if len(rows) <= 2 * size:
            return Shown(rows, beginnings)
    size, beginnings = _beginnings(_answers(language, letter))
    cache.set(key, (state, size, beginnings), KEPT)
    rows = _rows(language, letter, beginnings, number)
    return Shown(rows[:size], beginnings, has_more=len(rows) > size)


def _answers(language: str, letter: str) -> ArticleQuerySet:
    of = {"language": language} | ({"letter": letter} if letter else {})
    return Article.objects.public().filter(**{f"live_page__{name}": value for name, value in of.items()})


def guides(phrases: Sequence[str], words: int = 2) -> list[str]:
    """The first words of each of `phrases`, which are in order: `words` of them, and more where many share these."""
    found: list[str] = []
    for head, alike in groupby(phrases, key=lambda phrase: _head(phrase, words)):
        together = list(alike)
        if len(together) > TOGETHER and words < MOST_WORDS:
            found += guides(together, words + 1)
        else:
            found += [head] * len(together)
    return found


def _head(phrase: str, words: int) -> str:
    head = ""
    for word in _WORD.findall(phrase)[:words]:
        if head and len(head + word) > LONGEST_HEAD:
            break
        head += word
    return head[:LONGEST_HEAD].strip()


def _beginnings(answers: ArticleQuerySet) -> tuple[int, list[Beginning]]:
    """How many answers a page holds, and where each page begins: one walk along the index."""
    entries = list(answers.order_by(*ORDER).values_list(*ORDER)[: PAGES * LARGEST])
    size = max(SIZE, STEP * -(-len(entries) // (PAGES * STEP)))
    firsts = entries[::size]
    words = guides([phrase for phrase, _article in firsts])
    return size, [
        Beginning(number, head, *first) for number, (head, first) in enumerate(zip(words, firsts, strict=True), start=1)
    ]


def _rows(language: str, letter: str, beginnings: Sequence[Beginning], number: int) -> KeptRows[Article]:
    """The answers of page `number`: more of them than a page can have only where it has no end."""
    ends = beginnings[number : number + 1]
    query = _PAGES[bool(letter), bool(ends)]
    if number > max(1, len(beginnings)):
        return KeptRows(query, [])
    first = beginnings[number - 1] if number > 1 else _BEFORE_ALL
    values: list[int | str] = [language, *([letter] if letter else []), first.phrase, first.article]
    return KeptRows(query, query.raw(*values, *(ends[0][-2:] if ends else ())))


def _pages(*, of_letter: bool, has_end: bool) -> KeptQuery[Article]:
    """The answers from an entry on, up to another one where the page has an end."""

    def build(language: str, *others: Any) -> QuerySet[Article]:
        letter, from_phrase, from_article, *end = others if of_letter else ("", *others)
        answers = _answers(language, letter)
        after = Q(live_page__index_phrase__gt=from_phrase) | Q(live_page__article_id__gte=from_article)
        answers = answers.filter(after, live_page__index_phrase__gte=from_phrase)
        if end:
            phrase, article = end
            before = Q(live_page__index_phrase__lt=phrase) | Q(live_page__article_id__lt=article)
            answers = answers.filter(before, live_page__index_phrase__lte=phrase)
        return answers.for_cards().order_by(*ORDER)[: 2 * LARGEST + 1]

    return KeptQuery(build, str, *([str] if of_letter else []), *([str, int] * (1 + has_end)))


_BEFORE_ALL = Beginning(1, "", "", 0)
_PAGES = {
    (of_letter, has_end): _pages(of_letter=of_letter, has_end=has_end)
    for of_letter in (False, True)
    for has_end in (False, True)
}
