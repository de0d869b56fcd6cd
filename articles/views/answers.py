"""One answer: its page, its plain text, and what stands where an answer no longer is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from articles import proving, related_cards
from articles.addresses import address
from articles.models import Article, LivePage, Publication, Question
from articles.models.vocabulary import EndCause
from articles.public_parts import EDITION
from articles.views.history import answer_on
from healthqa.lib.kept_queries import KeptQuery
from healthqa.lib.prepared import Raw
from healthqa.lib.rendered import rendered
from healthqa.lib.shared_caches import cached_page, tag_as

#: What the page of a withdrawn answer says: why it went, which edition it was, and never its text.
ENDED_FIELDS = (
    *("live_from", "live_until", "end_cause", "reason", "replacement"),
    *("question__slug", "question__language", "question__is_sample"),
    *("article__edition", "article__question_text", "article__digest", "article__status"),
)


@cached_page(without=("on",))
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    if "on" in request.GET:
        return answer_on(request, slug)
    rows = _pages(timezone.localdate()).raw(slug)
    if not rows:
        return no_longer_live(request, "answer", slug)
    return rendered(request, rows, lambda: _answer(request, rows))


def _answer(request: HttpRequest, rows: Sequence[Raw]) -> HttpResponse:
    (article,) = _pages(timezone.localdate()).made_of(rows)
    live = article.live_page
    if live.language != get_language():
        return HttpResponsePermanentRedirect(address("answer", live.slug, live.language))
    context = {
        "page": live.content,
        "live": live,
        "profile": article.doctor,
        "related": related_cards.cards_of(article),
    }
    context["of"] = live.digest[:EDITION]
    response = render(request, "answer.html", context)
    tag_as(response, _about(article))
    return response


@lru_cache(maxsize=1)
def _pages(today: dt.date) -> KeptQuery[Article]:
    """The live answer at an address, with all that its page shows on that day."""
    is_due = ExpressionWrapper(Q(live_page__due_on__lte=today), output_field=BooleanField())  # as `is_overdue`
    pages = related_cards.with_cards(Article.objects.public().for_page(), today).annotate(is_due=is_due).order_by()
    return KeptQuery(lambda slug: pages.filter(live_page__slug=slug), str)


def _about(article: Article) -> list[tuple[str, str]]:
    """What stands on the page, for caches that drop every page with one of these."""
    page = article.live_page.content
    conditions = [cause["condition"] for section in page["sections"] for cause in section["causes"]]
    return [
        ("question", article.live_page.slug),
        ("doctor", article.doctor.slug if article.doctor else ""),
        *(("tag", tag["slug"]) for tag in page["question"]["tags"]),
        *(("condition", found["slug"]) for found in (*conditions, *page["associated"]) if found and found["slug"]),
    ]


@cached_page(kind="question")
def answer_text(request: HttpRequest, slug: str) -> HttpResponse:
    live = live_page_at(slug)
    if live is None:
        return no_longer_live(request, "answer_text", slug)
    canonical = address("answer_text", live.slug, live.language)
    if live.language != get_language():
        return HttpResponsePermanentRedirect(canonical)
    text = render_to_string("answer.txt", {"page": live.content, "live": live}, request)
    response = HttpResponse(_tidy(text), content_type="text/plain; charset=utf-8")
    return naming_its_page(response, live.slug, live.language)


def naming_its_page(response: HttpResponse, slug: str, language: str) -> HttpResponse:
    """The words of an answer in another form: whoever looks for them is to find its page, so that is named."""
    response.headers["Link"] = f'<{settings.SITE_URL}{address("answer", slug, language)}>; rel="canonical"'
    return response


def live_page_at(slug: str) -> LivePage | None:
    article = Article.objects.public().for_page().filter(live_page__slug=slug).first()
    return article.live_page if article else None


def no_longer_live(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Where no answer is live: a redirect from an old address, 410 with the reason, or 404.

    One query decides, so that an answer nobody may see and one that never was look alike.
    """
    periods = Publication.objects.filter(question__in=Question.objects.at(slug)).order_by("-pk")
    last = periods.select_related("question", "article").only(*ENDED_FIELDS).first()
    if last is None:
        raise Http404
    if last.question.slug != slug:
        return HttpResponsePermanentRedirect(address(name, last.question.slug, last.question.language))
    if last.live_until is None:
        raise Http404
    instead = Article.objects.public().for_cards().filter(question=last.replacement_id).first()
    no_word = last.end_cause == EndCause.SAFETY or last.article.is_redacted  # then no word of it is repeated
    wording = "" if no_word else last.article.question_text
    context = {"ended": last, "wording": wording, "instead": instead, "redaction": proving.redaction_of(last.article)}
    return render(request, "withdrawn.html", context, status=410)


def _tidy(text: str) -> str:
    """Templates leave empty lines; one of them between two paragraphs is enough."""
    kept: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept) + "\n"
