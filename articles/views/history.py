"""The past of an answer: its history, and the page as it was at the end of a day."""

from __future__ import annotations

import datetime as dt
import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import histories, proving, replaying
from articles.addresses import address
from articles.models import Article, Publication, Question
from articles.proving import MOST
from healthqa.lib.http import public_page, revalidated
from healthqa.lib.paging import Page, page_number
from healthqa.lib.text import number_in

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@public_page
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every edition that was public, the newest first; also of an answer that was withdrawn. At most four queries."""
    number = page_number(request)
    editions = proving.editions().filter(question__slug=slug).order_by("-edition")
    alone = _edition(request)
    if alone is not None:
        editions, number, shown = editions.filter(edition__lte=alone), 1, 1
    else:
        shown = MOST
    start = (number - 1) * shown
    found = list(editions[start : start + shown + 1])
    if not found:
        return _moved("history", slug)
    if alone not in (None, found[0].edition):
        raise Http404
    question = found[0].question
    if question.language != get_language():
        return _canonical("history", question)
    entries = histories.entries(found, shown)
    context = {
        "question": question,
        "wording": next((entry.proof.wording for entry in entries if entry.proof.wording), ""),
        "page": Page(entries, number, has_next=len(found) > shown),
        "alone": alone is not None,
    }
    return revalidated(request, render(request, "history.html", context))


def answer_on(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer page as it was at the end of the day in `?on=`; called by `answers.answer`."""
    day = day_of(request.GET.get("on", ""))
    if day is None:
        sentence = _("Write the day as year, month and day: ?on=2026-05-12.")
        return render(request, "400.html", {"message": sentence}, status=400)
    last = Publication.objects.filter(question__slug=slug).select_related("question").order_by("-pk").first()
    if last is None:
        return _moved("answer", slug, f"?on={day}")
    question = last.question
    if question.language != get_language():
        return _canonical("answer", question, f"?on={day}")
    found = replaying.replay(question, day) if replaying.is_over(day) else None
    if found is None:
        return _nothing_live(request, question, day)
    proof, content = found.proof, found.content
    context = {"day": day, "question": question, "replay": found, "last": last}
    if content is None:
        status = 410 if proof.safety or proof.redaction else 409
        response = render(request, "history_withheld.html", context, status=status)
    else:
        live = {"is_past": True, "signed_on": content["signed_on"]}
        response = render(request, "history_day.html", {**context, "page": content, "live": live})
    return revalidated(request, response)


def _edition(request: HttpRequest) -> int | None:
    """The number of the one edition that is to stand there alone; None where none is asked for."""
    return number_in(request.GET.get("edition", ""), longest=6)


def day_of(given: str) -> dt.date | None:
    """The day that `given` writes as YYYY-MM-DD, in these figures and no others; else None."""
    try:
        return dt.date.fromisoformat(given) if DAY.fullmatch(given) else None
    except ValueError:
        return None


def _nothing_live(request: HttpRequest, question: Question, day: dt.date) -> HttpResponse:
    periods = replaying.periods_of(question)
    context = {
        "day": day,
        "question": question,
        "is_over": replaying.is_over(day),
        "is_today": day == timezone.localdate(timezone=timezone.get_default_timezone()),
        "periods": periods[:MOST],
        "has_more": len(periods) > MOST,
        "is_live": any(period.live_until is None for period in periods),
    }
    return revalidated(request, render(request, "history_none.html", context, status=404))


def _moved(name: str, slug: str, query: str = "") -> HttpResponse:
    """A redirect from an old address of an answer that was public; else 404, by the same query.

    Asks for old addresses only: that no public answer has this one today is known.
    """
    asked = Article.objects.ever_public().filter(question__old_slugs__slug=slug)
    article = asked.select_related("question").only("question__slug", "question__language").first()
    if article is None:
        raise Http404
    return _canonical(name, article.question, query)


def _canonical(name: str, question: Question, query: str = "") -> HttpResponse:
    return HttpResponsePermanentRedirect(address(name, question.slug, question.language) + query)
