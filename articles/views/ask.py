"""A reader asks: answers first, the emergency card where the words may mean one, then the form; and its private page.

Without account, cookie or script. The private page is found by what its address carries, which nobody else has.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from articles import asking, personal_data, red_flags, search
from articles.asked_answers import asked_behind, outcome_of
from articles.errors import Refused
from articles.models import RedFlag
from articles.personal_data import PersonalData
from articles.search.results import Hit
from articles.statuses import status_of
from articles.views.emergencies import card_languages
from healthqa.lib import readers_forms
from healthqa.lib.readers_forms import Opened
from healthqa.lib.text import keys_in, without_forbidden

FORM = "ask"
#: Answers that are shown before the form.
SHOWN = 5
#: Characters of a first line, as of a search; and how much is looked through at all: far more than may be sent.
LONGEST_LINE, LOOKED_THROUGH = 200, 20_000


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the form, as it came or without what it should not hold."""

    question: str = ""
    details: str = ""
    email: str = ""
    stamp: str = ""
    general: tuple[int, ...] = ()

    @classmethod
    def in_form(cls, form: QueryDict) -> Written:
        names = ("question", "details", "email", "stamp")
        given = {name: form.get(name, "") for name in names}
        given["email"] = given["email"].strip()
        return cls(**given, general=tuple(keys_in(form.get("general", "").split(",")[:50])))

    @property
    def text(self) -> str:
        return "\n\n".join(part for part in (" ".join(self.question.split()), self.details.strip()) if part)

    def stripped(self) -> tuple[Written, tuple[PersonalData, ...]]:
        """Without what says who somebody is; which kinds that was. What is far too long stays: nothing keeps it."""
        if len(self.question) + len(self.details) > LOOKED_THROUGH:
            return replace(self, question=without_forbidden(self.question), details=without_forbidden(self.details)), ()
        question, details = personal_data.strip(self.question), personal_data.strip(self.details)
        found = tuple(kind for kind in PersonalData if kind in (*question.found, *details.found))
        return replace(self, question=question.text, details=details.text), found

    def stamped(self) -> Written:
        return replace(self, stamp=readers_forms.new_stamp(FORM))


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For nobody but this reader: kept by no cache unless it says otherwise, listed by no search engine."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True, no_cache=True, max_age=0)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return inner


@readers_forms.readers_form
@private
def ask(request: HttpRequest) -> HttpResponse:
    """The first page; with words in `q` the answers to them and the form; the form itself, sent."""
    if request.method != "POST":
        response = _opened(request)
        # Who reads one of the answers above the form and comes back finds what was typed: no browser keeps that of a
        # page that it may not store.
        patch_cache_control(response, private=True, no_cache=True)
        return response
    raw = Written.in_form(request.POST)
    try:
        return _sent(request, raw)
    except OperationalError:
        written, _found = raw.stripped()
        is_sure = "sure" in request.POST
        return readers_forms.busy(_form(request, written, problem=str(readers_forms.BUSY), is_sure=is_sure))


def _opened(request: HttpRequest) -> HttpResponse:
    words = " ".join(without_forbidden(request.GET.get("q", "")).split())
    if not words:
        return render(request, "ask/ask.html")
    line, rest = words[:LONGEST_LINE], words[LONGEST_LINE:]
    written, found = Written(question=line, details=rest).stamped().stripped()
    if flags := asking.flags_in_the_way(words):
        return _card(request, written, flags)
    return _form(request, written, found=found)


@readers_forms.readers_form
@private
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a question, for whoever has its link; and the button that deletes it."""
    question = asked_behind(token)
    if question is None:
        return _unlinked(render(request, "ask/gone.html", status=404))
    if request.method == "POST":
        asking.take_back(question)
        return _unlinked(render(request, "ask/taken_back.html"))
    return _unlinked(render(request, "ask/status.html", {"asked": question, "outcome": outcome_of(question)}))


def _sent(request: HttpRequest, raw: Written) -> HttpResponse:
    """Each step shows all that was written again, but what says who wrote it; only the last one keeps anything."""
    written, found = raw.stripped()
    is_sure = "sure" in request.POST
    flags = asking.flags_in_the_way(raw.text[:LOOKED_THROUGH], raw.general if is_sure else ())
    if flags:
        return _card(request, written, flags, is_unsure="go_on" in request.POST)
    if found or "go_on" in request.POST:
        return _form(request, written, found=found, is_sure=is_sure, status=422 if found else 200)
    if problem := _robots_problem(request, written):
        fresh = written if problem.keeps_stamp else written.stamped()
        return _form(request, fresh, problem=problem.sentence, is_sure=is_sure, status=422)
    return _keep(request, written, is_sure=is_sure)


def _keep(request: HttpRequest, written: Written, *, is_sure: bool) -> HttpResponse:
    key = readers_forms.read_stamp(written.stamp, FORM).key
    given = asking.Asked(
        text=written.text,
        language=get_language() or "en",
        key=key,
        sender=readers_forms.sender_of(request),
        email=written.email,
        general=frozenset(written.general) if is_sure else frozenset(),
    )
    try:
        asking.ask(given)
    except asking.EmergencyError as emergency:
        return _card(request, written, emergency.flags)
    except Refused as refused:
        fresh = written.stamped() if refused.code == "sent-with-other-words" else written
        return _form(request, fresh, problem=str(refused), is_sure=is_sure, status=status_of(refused))
    return HttpResponseRedirect(reverse("asked", args=[key]), status=303)


@dataclass(frozen=True, slots=True)
class _Problem:
    sentence: str
    keeps_stamp: bool = False


def _robots_problem(request: HttpRequest, written: Written) -> _Problem | None:
    """What makes a form look as if no person had sent it; a person has only to press once more."""
    if readers_forms.is_from_robot(request):
        return _Problem(str(readers_forms.FILLED_IN), keeps_stamp=True)
    state = readers_forms.read_stamp(written.stamp, FORM).state
    if state is Opened.TOO_SOON:
        return _Problem(_("That was very fast. Read your question once more, then send it."), keeps_stamp=True)
    if state is Opened.TOO_OLD:
        return _Problem(_("This form was open for more than a day. Nothing is lost: send it once more."))
    if state is Opened.UNKNOWN:
        return _Problem(_("This form was not whole. Nothing is lost: send it once more."))
    return None


def _form(
    request: HttpRequest,
    written: Written,
    *,
    found: tuple[PersonalData, ...] = (),
    problem: str = "",
    is_sure: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The answers there are, then the form; where something is wrong with it, that first and no answers again."""
    context = {
        "written": written,
        "hits": () if problem or found else _answers_to(written.question),
        "found": found,
        "problem": problem,
        "is_sure": is_sure,
        "general": ",".join(map(str, written.general)),
        "honeypot": readers_forms.HONEYPOT,
    }
    return render(request, "ask/form.html", context, status=status)


def _card(
    request: HttpRequest, written: Written, flags: tuple[RedFlag, ...], *, is_unsure: bool = False
) -> HttpResponse:
    """The emergency card instead of the form, in the language of the words, then in that of the page they came from.

    No answers are below the card of who may not go on: none may name the means. Nothing is kept, not even that it was
    shown.
    """
    codes, may_go_on = card_languages(written.text), red_flags.may_go_on(flags)
    with override(codes[0]):
        context = {
            "written": written,
            "codes": codes,
            "is_of_mind": red_flags.is_of_mind(flags),
            "may_go_on": may_go_on,
            "is_unsure": is_unsure,
            "hits": _answers_to(written.question) if may_go_on else (),
            "general": ",".join(str(key) for key in sorted({*written.general, *(flag.pk for flag in flags)})),
        }
        response = render(request, "ask/card.html", context)
    response.headers["Content-Language"] = codes[0]
    return response


def _answers_to(line: str) -> tuple[Hit, ...]:
    """The nearest answers; none with but a common word of it, or with a part of it by a guess: that helps nobody."""
    words = re.sub(re.escape(personal_data.GAP), " ", line)[:LONGEST_LINE]
    found = search.search(search.Asked(words, get_language() or "en"))
    return () if found.is_loose or (found.is_partial and found.corrected) else found.hits[:SHOWN]


def _unlinked(response: HttpResponse) -> HttpResponse:
    """No page that is opened from here learns the private address."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
