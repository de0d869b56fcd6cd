"""Atom feeds (RFC 4287). A feed holds what the page it belongs to lists.

The prefix of its address gives the language of the words around; an entry is in the language of its answer.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import errata, feed_entries
from articles.addresses import address
from articles.feed_entries import MOST, Entry
from articles.feed_xml import feed_as_xml
from articles.models import Article, Condition, ConditionListing, Publication, Question, Tag, TagAlias, TagListing
from doctors.models import Department, Doctor
from healthqa.lib.shared_caches import cached_page


@cached_page()
def latest(request: HttpRequest) -> HttpResponse:
    newest = _newest(Article.objects.public().filter(live_page__language=get_language()))
    return _of_answers(request, _("Newest answers"), reverse("home"), newest)


@cached_page(kind="tag")
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = Tag.objects.public().filter(slug=slug).first()
    if found is None:
        alias = TagAlias.objects.filter(slug=slug, tag__in=Tag.objects.public()).select_related("tag").first()
        if alias is None:
            raise Http404
        return HttpResponsePermanentRedirect(reverse("feed_tag", args=[alias.tag.slug]))
    title = _("Topic: %(name)s") % {"name": found.name}
    newest = _newest(TagListing.objects.public().filter(tag=found), of="")
    return _of_answers(request, title, found.get_absolute_url(), newest)


@cached_page(kind="doctor")
def doctor(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Doctor.objects.public(), slug=slug)
    title = _("Answers signed by %(name)s") % {"name": found.printed_name}
    newest = _newest(Article.objects.public().of_doctor(found))
    return _of_answers(request, title, found.get_absolute_url(), newest)


@cached_page(kind="department")
def department(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Department.objects.public(), slug=slug)
    newest = _newest(Article.objects.public().filter(live_page__department=found))
    return _of_answers(request, found.name, found.get_absolute_url(), newest)


@cached_page(kind="condition")
def condition(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Condition.objects.public(), slug=slug)
    # Once, whatever the number of its causes that name the condition.
    newest = _newest(ConditionListing.objects.public().filter(condition=found), of="").distinct()
    return _of_answers(request, found.name, found.get_absolute_url(), newest)


@cached_page()
def corrections(request: HttpRequest) -> HttpResponse:
    entries = feed_entries.of_errata(errata.errata(errata.periods()[:MOST]))
    return _respond(request, _("Corrections"), reverse("corrections"), entries)


@cached_page(kind="question")
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """One answer: as it is now, and what became of its earlier editions. Stays when the answer is withdrawn."""
    last = Publication.objects.filter(question__in=Question.objects.at(slug)).order_by("-pk")
    period = last.select_related("question").first()
    if period is None:
        raise Http404
    found = period.question
    if found.slug != slug or found.language != get_language():
        return HttpResponsePermanentRedirect(address("feed_question", found.slug, found.language))
    live = feed_entries.of_answers(_newest(Article.objects.public().filter(question=found)))
    past = feed_entries.of_errata(errata.errata(errata.periods_of(found)[: MOST - 1]))
    wordings = [entry.wording for entry in (*live, *past) if entry.wording]
    title = wordings[0] if wordings else _("An answer that was withdrawn")
    return _respond(request, title, address("history", found.slug, found.language), [*live, *past])


def _newest(answers: QuerySet[Any, Any], *, of: str = "live_page__") -> QuerySet[Any, Any]:
    """Live answers, or listings of them, the newest first; `of`: the way to what they are ordered by."""
    order = (f"{of}published_at", f"{of}article_id")
    return answers.order_by(*(f"-{name}" for name in order)).values_list(*order)


def _of_answers(request: HttpRequest, title: str, page: str, newest: QuerySet[Any, Any]) -> HttpResponse:
    return _respond(request, title, page, feed_entries.of_answers(newest))


def _respond(request: HttpRequest, title: str, page: str, entries: list[Entry]) -> HttpResponse:
    xml = feed_as_xml(title, page=page, own=request.path, language=get_language() or "", entries=entries)
    return HttpResponse(xml, content_type="application/atom+xml; charset=utf-8")
