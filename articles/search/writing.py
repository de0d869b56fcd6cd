"""Live pages enter the index and leave it, in the transaction that publishes, and nobody waits for anybody.

Only `live_pages` (and the generator) call this: there the words are those that were signed and are live, and the
edition is locked. An entry belongs to one edition. The counts of words belong to all, so they are never waited for: who
changes a count takes the rows of the word that nobody else has taken, and puts one in their place. A count is the sum
of its rows; usually there is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from django.db.models import QuerySet

from articles.models import LivePage, SearchEntry, SearchWord
from articles.models.searching import EVERY
from articles.search.entries import MARK, entries_of

#: How many answers more (or fewer) have a word: by language, whether in the head, and the word.
Counts = Counter[tuple[str, bool, str]]

_ROWS_A_STATEMENT = 200
_ROW = ("pk", "language", "is_head", "word", "answers")


def write(pages: Sequence[LivePage], *, instead_of: Sequence[int] = ()) -> int:
    """Bring the entries of these live pages up to date. Returns how many were not.

    `instead_of`: pages taken down in this transaction, whose entries go. Most words of two editions are the same.
    """
    keys = [*(page.pk for page in pages), *instead_of]
    stored = {entry.page_id: entry for entry in SearchEntry.objects.filter(page__in=keys)}
    fresh = [entry for entry in entries_of(pages) if not is_same(entry, stored.get(entry.page_id))]
    stale = [stored[pk] for pk in (*(entry.page_id for entry in fresh), *instead_of) if pk in stored]
    if not fresh and not stale:
        return 0
    SearchEntry.objects.filter(pk__in=[entry.pk for entry in stale]).delete()
    SearchEntry.objects.bulk_create(fresh)
    counts = counts_of(fresh)
    counts.subtract(counts_of(stale))
    count(counts)
    return len(fresh)


def remove(page_ids: Iterable[int]) -> None:
    """These pages come down: their words are in the index no more."""
    gone = list(SearchEntry.objects.filter(page__in=list(page_ids)))
    SearchEntry.objects.filter(pk__in=[entry.pk for entry in gone]).delete()
    counts: Counts = Counter()
    counts.subtract(counts_of(gone))
    count(counts)


def counts_of(entries: Iterable[SearchEntry]) -> Counts:
    """In how many of these entries each word is. Figures by themselves are not counted: nobody is corrected to one."""
    counts: Counts = Counter()
    for entry in entries:
        counts.update(
            (entry.language, word[0] == MARK, word.removeprefix(MARK))
            for word in set(chain(entry.head.split(), entry.body.split()))
            if not word.removeprefix(MARK).isdigit() and word.removeprefix(MARK).isalnum()
        )
        counts[entry.language, False, EVERY] += 1
    return counts


def count(counts: Counts) -> None:
    """Add to what is counted; words that no live answer has any more go.

    A row below nought is half of a sum that two transactions left at the same moment: it is seen to on the way.
    """
    changes: Counts = Counter({key: number for key, number in counts.items() if number})
    languages = {language for language, _is_head, _word in changes}
    taken = list(_free().filter(answers__lt=0).values_list(*_ROW)[:_ROWS_A_STATEMENT])
    words = sorted({*(word for *_, word in changes), *(row[3] for row in taken)})
    languages |= {row[1] for row in taken}
    keys = {*changes, *(tuple(row[1:4]) for row in taken)}
    for start in range(0, len(words), _ROWS_A_STATEMENT):
        rows = _free().filter(language__in=languages, word__in=words[start : start + _ROWS_A_STATEMENT])
        taken += [row for row in rows.values_list(*_ROW) if tuple(row[1:4]) in keys]
    merged = {row[0]: row for row in taken}
    for _pk, language, is_head, word, answers in merged.values():
        changes[language, is_head, word] += answers
    SearchWord.objects.filter(pk__in=list(merged)).delete()
    SearchWord.objects.bulk_create(
        [
            SearchWord(language=language, is_head=is_head, word=word, answers=answers)
            for (language, is_head, word), answers in sorted(changes.items())
            if answers
        ],
        batch_size=_ROWS_A_STATEMENT,
    )


def _free() -> QuerySet[SearchWord]:
    """Rows that no other transaction has taken, taken by this one. SQLite's transactions are one at a time."""
    return SearchWord.objects.select_for_update(skip_locked=True).order_by("pk")


def is_same(fresh: SearchEntry, stored: SearchEntry | None) -> bool:
    """Whether the stored entry says what a fresh one would."""
    fields = [field.attname for field in SearchEntry._meta.concrete_fields]
    return stored is not None and all(getattr(fresh, name) == getattr(stored, name) for name in fields)
