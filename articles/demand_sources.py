"""What the demand board is made of, read from its three sources. A fixed number of queries, each bounded."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.db.models import Q
from django.utils import timezone

from articles.demand import Told, Topic, Wish, rank
from articles.models import Article, Cause, Condition, Feedback, ReaderQuestion, Signature, ZeroHit
from articles.models.vocabulary import ItemKind
from articles.named_conditions import Named

#: Of each source the newest or most wanted so many; of feedback so many verdicts, of conditions the first so many.
WISHES, VERDICTS, CONDITIONS = 500, 5_000, 10_000


def topics() -> list[Topic]:
    """All that readers miss, the most wanted first. Eight queries."""
    wishes = [*_asked(), *_searched(), *_unhelpful()]
    return rank(wishes, _conditions() if wishes else [], timezone.localdate())


def _asked() -> list[Wish]:
    rows = ReaderQuestion.objects.filter(state=ReaderQuestion.State.OPEN).order_by("-pk")
    fields = rows.values_list("text", "language", "asked_on", "pk")[:WISHES]
    return [Wish(Told.ASKED, text, language, 1, day, key) for text, language, day, key in fields]


def _searched() -> list[Wish]:
    fields = ZeroHit.objects.wanted().values_list("words", "language", "count", "last_on")[:WISHES]
    return [Wish(Told.SEARCHED, words, language, count, day) for words, language, count, day in fields]


def _unhelpful() -> list[Wish]:
    """Live answers by the verdicts on words that they still have; a closed report of an error counts no more."""
    open_or_none = Q(report__isnull=True) | Q(report__outcome="")
    rows = Feedback.objects.unhelpful().filter(open_or_none).order_by("-pk")
    said = list(rows.values_list("article__question", "block_digest", "sent_on")[:VERDICTS])
    most = [question for question, _number in Counter(row[0] for row in said).most_common(WISHES)]
    if not most:
        return []
    live = {
        article.question_id: article
        for article in Article.objects.public()
        .filter(question__in=most)
        .select_related("live_page")
        .only(
            *("question", "digest", "status", "life_stage"),
            *("live_page__question_text", "live_page__language", "live_page__article"),
        )
    }
    words, linked = _words_of(live), _linked_by(live)
    days = defaultdict(list)
    for question, digest, day in said:
        if digest in words[question]:
            days[question].append(day)
    return [_wish(live[question], days[question], linked[question]) for question in most if days[question]]


def _wish(article: Article, days: list[Any], conditions: list[int]) -> Wish:
    page = article.live_page
    return Wish(
        *(Told.UNHELPFUL, page.question_text, page.language, len(days), max(days), article.pk),
        life_stage=article.life_stage,
        conditions=tuple(dict.fromkeys(conditions)),
    )


def _words_of(live: dict[int, Article]) -> dict[int, set[str]]:
    """By question: the digests of its live blocks, as its doctor signed them, and of the whole."""
    found: dict[int, set[str]] = defaultdict(set)
    signed = Signature.objects.valid().filter(article__in=[article.pk for article in live.values()]).order_by()
    for question, digests in signed.values_list("article__question", "block_digests"):
        found[question].update(digest for _name, digest in digests)
    for question, article in live.items():
        found[question].add(article.digest)
    return found


def _linked_by(live: dict[int, Article]) -> dict[int, list[int]]:
    """By question: the conditions that its live answer links to, as associated or as a cause."""
    articles, found = [article.pk for article in live.values()], defaultdict(list)
    associated = Article.associated_conditions.through.objects.filter(article__in=articles).order_by("pk")
    causes = Cause.objects.filter(
        section__article__in=articles, section__article__item_kind=ItemKind.CAUSES, condition__isnull=False
    ).order_by("pk")
    for question, condition in associated.values_list("article__question", "condition"):
        found[question].append(condition)
    for question, condition in causes.values_list("section__article__question", "condition"):
        found[question].append(condition)
    return found


def _conditions() -> list[Named]:
    rows = Condition.objects.order_by("pk").values_list("pk", "name", "plain_name", "synonyms")[:CONDITIONS]
    return [Named(key, name, (name, plain, *synonyms.splitlines())) for key, name, plain, synonyms in rows]
