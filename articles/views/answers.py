"""One answer: its page, its plain text, and what stands where an answer no longer is."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from articles import proving, related
from articles.addresses import address
from articles.models import Article, LivePage, Publication, Question
from articles.models.vocabulary import EndCause
from articles.views.history import answer_on
from healthqa.lib.http import public_page

#: What the page of a withdrawn answer says: why it went, which edition it was, and never its text.
ENDED_FIELDS = (
    *("live_from", "live_until", "end_cause", "reason", "replacement"),
    *("question__slug", "question__language", "question__is_sample"),
    *("article__edition", "article__question_text", "article__digest", "article__status"),
)


@public_page
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    if "on" in request.GET:
        return answer_on(request, slug)
    article = Article.objects.public().for_page().filter(live_page__slug=slug).first()
    if article is None:
        return no_longer_live(request, "answer", slug)
    live = article.live_page
    if live.language != get_language():
        return HttpResponsePermanentRedirect(address("answer", live.slug, live.language))
    context = {"page": live.content, "live": live, "profile": article.doctor, "related": related.cards_for(live)}
    return render(request, "answer.html", context)


@public_page
def answer_text(request: HttpRequest, slug: str) -> HttpResponse:
    live = live_page_at(slug)
    if live is None:
        return no_longer_live(request, "answer_text", slug)
    canonical = address("answer_text", live.slug, live.language)
    if live.language != get_language():
        return HttpResponsePermanentRedirect(canonical)
    text = render_to_string("answer.txt", {"page": live.content, "live": live}, request)
    return HttpResponse(_tidy(text), content_type="text/plain; charset=utf-8")


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
