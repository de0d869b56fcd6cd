"""A reader says what they think of an answer or of a part of it; and is told what comes of it.

The form stands on the answer page too, and works from a copy that a cache kept: nothing in it is of one reader.
"""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles import giving_feedback, red_flags
from articles.addresses import address
from articles.errors import Refused
from articles.giving_feedback import CHOOSE, NO_SUCH_PART, Verdict
from articles.models import Article, LivePage, RedFlag
from articles.public_parts import EDITION, is_edition
from articles.statuses import status_of
from articles.views.answers import no_longer_live
from articles.views.emergencies import card_languages
from healthqa.lib.forms import PlainTextForm
from healthqa.lib.http import revalidated
from healthqa.lib.readers_forms import (
    BUSY,
    FILLED_IN,
    LASTS,
    are_within,
    busy,
    is_from_robot,
    readers_form,
    sender_of,
    uncount,
)

#: What one network address may say in a day of one part of an answer, and of everything. A household, a ward or a
#: village can share an address; nobody can swing a count with so few. Errors told in words have limits of their own: a
#: hundred neighbours who press “helpful” keep nobody from reporting a wrong dose.
MOST_OF_A_PART, MOST = 3, 30
MOST_REPORTS_OF_A_PART, MOST_REPORTS = 5, 10
#: Errors told without a word, in a day: each opens a task, and says nothing to look for.
MOST_WORDLESS = 3


class FeedbackForm(PlainTextForm):
    """`of` names the edition that was on the screen, `part` the part of it; "" is the whole answer.

    How long the words may be says `giving_feedback`: counted as the browser counts, a line end as one character.
    """

    of = forms.CharField(max_length=EDITION, required=False)
    part = forms.CharField(max_length=40, required=False)
    verdict = forms.ChoiceField(choices=Verdict.choices, error_messages={"required": CHOOSE, "invalid_choice": CHOOSE})
    words = forms.CharField(label=gettext_lazy("In a few words"), required=False)

    @property
    def problem(self) -> str:
        """What is wrong, for who reads the page: the two fields that nobody types are told of as the part they name."""
        said = self.errors.get("verdict") or self.errors.get("words") or [NO_SUCH_PART]
        return str(said[0])


class SeeOther(HttpResponseRedirect):
    """To the page that says what came of a form; loading that one again sends nothing again."""

    status_code = 303


@readers_form
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    article = Article.objects.public().for_page().filter(live_page__slug=slug).first()
    if article is None:
        return no_longer_live(request, "feedback", slug)
    live = article.live_page
    if live.language != get_language():
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return HttpResponsePermanentRedirect(address("feedback", live.slug, live.language) + query)
    if request.method == "POST":
        return _take(request, live)
    if request.GET.get("sent") in Verdict.values:
        context = {"page": live.content, "sent": request.GET["sent"], **_care_in(request)}
        return revalidated(request, render(request, "feedback_sent.html", context))
    linked = {name: request.GET.get(name, "") for name in ("of", "part", "verdict")}
    return revalidated(request, _form_page(request, live, linked))


def _take(request: HttpRequest, live: LivePage) -> HttpResponse:
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _form_page(request, live, dict(request.POST.items()), problem=form.problem, status=422)
    given = form.cleaned_data
    if is_from_robot(request):
        return _form_page(request, live, given, problem=str(FILLED_IN), status=422)
    told = {"sent": given["verdict"], **_care_for(given["words"][: giving_feedback.LONGEST])}
    thanks = SeeOther(f"{address('feedback', live.slug, live.language)}?{urlencode(told)}")
    sent_before = _mark_of(request, live, given)
    if not cache.add(sent_before, 1, LASTS):
        return thanks  # what two taps sent twice is counted once
    sender, limits = sender_of(request), _limits(live, given)
    if not are_within(sender, limits):
        cache.delete(sent_before)
        return _form_page(request, live, given, problem=_too_much(given), status=429)
    try:
        words = {name: given[name] for name in ("part", "verdict", "words")}
        giving_feedback.give(live, edition=given["of"], **words)
    except Exception as error:
        cache.delete(sent_before)  # nothing was kept, so nothing counts and the same may be sent again
        uncount(sender, limits)
        if isinstance(error, OperationalError):
            return busy(_form_page(request, live, given, problem=str(BUSY)))
        if not isinstance(error, Refused):
            raise
        return _form_page(request, live, {**given, "of": ""}, problem=str(error), status=status_of(error))
    return thanks


def _care_for(words: str) -> dict[str, str]:
    """What the address of the thanks says where the words may mean an emergency: which card, and in whose language."""
    flags = red_flags.raised_by_search(words)
    if not flags:
        return {}
    card = RedFlag.Card.MIND if red_flags.is_of_mind(flags) else RedFlag.Card.BODY
    return {"card": card.value, "in": card_languages(words)[0]}


def _care_in(request: HttpRequest) -> dict[str, Any]:
    """The same, out of the address."""
    card, language, around = request.GET.get("card"), request.GET.get("in"), get_language()
    if card not in RedFlag.Card.values:
        return {"codes": ()}
    known = (code for code in (language, around) if code in dict(settings.LANGUAGES))
    return {"codes": tuple(dict.fromkeys(known)), "is_of_mind": card == RedFlag.Card.MIND}


def _mark_of(request: HttpRequest, live: LivePage, given: dict[str, Any]) -> str:
    """The key under which the cache knows for a day that the same network address sent the same of this answer."""
    said = "\0".join((str(live.question_id), *(given[name] for name in ("of", "part", "verdict", "words"))))
    return f"feedback:{sender_of(request)}:{hashlib.sha256(said.encode()).hexdigest()[:24]}"


def _limits(live: LivePage, given: dict[str, Any]) -> dict[str, int]:
    """What this counts for, and how often that may be in a day."""
    is_report = _is_report(given)
    of_a_part, of_all = (MOST_REPORTS_OF_A_PART, MOST_REPORTS) if is_report else (MOST_OF_A_PART, MOST)
    kind, part = "report" if is_report else "feedback", hashlib.sha256(given["part"].encode()).hexdigest()[:12]
    limits = {f"{kind}:{live.question_id}:of:{part}": of_a_part, kind: of_all}
    return limits | {"wordless": MOST_WORDLESS} if given["verdict"] == Verdict.ERROR and not is_report else limits


def _is_report(given: dict[str, Any]) -> bool:
    """Whether it tells of an error in words."""
    return given["verdict"] == Verdict.ERROR and any(sign.isalnum() for sign in given["words"])


def _too_much(given: dict[str, Any]) -> str:
    if given["verdict"] == Verdict.ERROR and not _is_report(given):
        return _(
            "From your network several errors were reported today without a word. Say in a few words what is wrong."
        )
    return _("From your network so much was sent today that this was not counted. Try again tomorrow.")


def _form_page(
    request: HttpRequest, live: LivePage, given: dict[str, Any], *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The form with what was typed or linked to. An edition that is named stays named: its words were on the screen."""
    of, part, verdict = (str(given.get(name, "")) for name in ("of", "part", "verdict"))
    context = {
        "page": live.content,
        "of": of if is_edition(of) else live.digest[:EDITION],
        "part": part,
        "verdict": verdict,
        "words": str(given.get("words", "")),
        "problem": problem,
    }
    return render(request, "feedback.html", context, status=status)
