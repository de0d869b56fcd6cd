"""The index against the live answers: what differs, and writing it anew while readers search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from django.db import connection, models, transaction

from articles.bulk import tell_sizes
from articles.models import Article, LivePage, SearchEntry, SearchWord
from articles.search import writing
from articles.search.entries import entries_of

CHUNK = 200
Progress = Callable[[int], None]


def rebuild(progress: Progress | None = None) -> int:
    """Write every entry anew that is missing or wrong, take away those of no live answer, and count all words anew.

    Some 200 answers are one transaction, and nobody waits: readers find the old entry or the new one, and an edition
    that a verb holds is left to that verb. `progress` is told how many answers were looked at. Returns how many entries
    were wrong.
    """
    wrong = 0
    for keys in _chunks():
        with transaction.atomic():
            free = Article.objects.public().select_for_update(skip_locked=True, no_key=True, of=("self",))
            held = list(free.filter(pk__in=keys).values_list("pk", flat=True))
            wrong += writing.write(list(_pages().filter(pk__in=held)))
        if progress is not None:
            progress(len(keys))
    wrong += SearchEntry.objects.exclude(page__article__in=Article.objects.public()).delete()[0]
    _count_anew()
    _tidy()
    return wrong


def differences() -> Iterator[str]:
    """What of the index is not what the live answers give, in words; nothing while all is well. Changes nothing."""
    for keys in _chunks():
        stored = {entry.page_id: entry for entry in SearchEntry.objects.filter(page__in=keys)}
        for entry in entries_of(list(_pages().filter(pk__in=keys))):
            if not writing.is_same(entry, stored.get(entry.page_id)):
                yield f"the entry of edition {entry.page_id} is not what its page says"
    for key in SearchEntry.objects.exclude(page__article__in=Article.objects.public()).values_list("page", flat=True):
        yield f"there is an entry for edition {key}, which is not live"
    counted, stored_counts = _counted(), _stored()
    for language, is_head, word in sorted(counted.keys() | stored_counts.keys()):
        if counted[language, is_head, word] != stored_counts[language, is_head, word]:
            yield f"the word “{word}” ({language}) is counted wrongly"


def _pages() -> models.QuerySet[LivePage]:
    return LivePage.objects.filter(article__in=Article.objects.public()).select_related("question")


def _chunks() -> Iterator[list[int]]:
    keys = Article.objects.public().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5_000)
    while chunk := list(islice(keys, CHUNK)):
        yield chunk


def _counted() -> writing.Counts:
    counts: writing.Counts = Counter()
    entries = SearchEntry.objects.only("language", "head", "body").order_by("pk").iterator(chunk_size=1_000)
    while chunk := list(islice(entries, 1_000)):
        counts.update(writing.counts_of(chunk))
    return counts


def _stored() -> writing.Counts:
    counts: writing.Counts = Counter()
    rows = SearchWord.objects.order_by("pk").values_list("language", "is_head", "word", "answers")
    for language, is_head, word, answers in rows.iterator(5_000):
        counts[language, is_head, word] += answers
    return counts


def _count_anew() -> None:
    """Add what is missing in the counts. Entries and counts are read as of one moment, whatever is published then."""
    is_alone = not connection.in_atomic_block
    with transaction.atomic():
        if is_alone and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        counts = _counted()
        counts.subtract(_stored())
    with transaction.atomic():
        writing.count(counts)


def put_together() -> None:
    """Let the engine put the parts of its index together. What was taken out of them is in none of them afterwards.

    FTS5 notes beside a word that it is gone; PostgreSQL drops it by itself, as it does with rows.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO articles_searchindex(articles_searchindex) VALUES ('optimize')")


def _tidy() -> None:
    put_together()
    tell_sizes(SearchEntry, SearchWord)
