"""“What readers look for”, for editors: what they ask, search in vain and find unhelpful, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import demand_sources, permissions
from articles.demand import Told, Topic, Wish
from articles.models.vocabulary import Language, LifeStage

TOPICS, WISHES = 50, 5
#: As long as a question's wording may be.
LONGEST_WORDING = 300


@dataclass(frozen=True, slots=True)
class Row:
    """A topic as the board shows it: its heaviest wishes with their links, how many more there are, and where an
    editor acts on it: `make` leads to a new question, `answer` to the edition that readers found unhelpful."""

    topic: Topic
    wishes: list[tuple[Wish, str]]
    more: int
    make: str
    answer: str


def urls(site: AdminSite) -> list[URLPattern]:
    return [path("admin/demand/", site.admin_view(partial(board, site=site)), name="demand")]


@require_safe
def board(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    if not permissions.may_see_demand(request.user):
        raise PermissionDenied
    found = demand_sources.topics()
    audience, told = _chosen(request, "audience", LifeStage.values), _chosen(request, "told", list(Told))
    chosen = [one for one in found if audience in ("", one.audience) and (not told or Told(told) in one.readers)]
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("What readers look for"),
        "rows": [_row(topic, decides=permissions.may_answer_readers(request.user)) for topic in chosen[:TOPICS]],
        "number": len(chosen),
        "audiences": _choices("audience", LifeStage.choices, {one.audience for one in found}, audience, told=told),
        "ways": _choices("told", _ways(), {way for one in found for way in one.readers}, told, audience=audience),
        "audience": audience,
        "told": told,
    }
    return TemplateResponse(request, "admin/demand.html", context)


def _ways() -> list[tuple[str, str]]:
    return [(Told.ASKED, _("asked")), (Told.SEARCHED, _("searched in vain")), (Told.UNHELPFUL, _("found unhelpful"))]


def _chosen(request: HttpRequest, name: str, values: list[Any]) -> str:
    given = request.GET.get(name, "")
    return given if given in values else ""


def _choices(
    name: str, labels: list[Any], present: set[Any], chosen: str, **others: str
) -> list[tuple[str, str, bool]]:
    """Query, label and whether it is chosen, of each value that the board has; the chosen one leads back to all."""
    kept = {other: value for other, value in others.items() if value}
    found = []
    for value, label in labels:
        if value in present or value == chosen:
            query = kept if value == chosen else {**kept, name: str(value)}
            found.append((f"?{urlencode(query)}", str(label), value == chosen))
    return found


def _row(topic: Topic, *, decides: bool) -> Row:
    shown = topic.wishes[:WISHES]
    heaviest = {wish.told: wish for wish in reversed(topic.wishes)}
    asked, unhelpful = heaviest.get(Told.ASKED), heaviest.get(Told.UNHELPFUL)
    answer = _address_of(unhelpful) if unhelpful else ""
    if asked and decides:  # through the decision on it, so that whoever asked is led to the answer
        make = reverse("admin:articles_readerquestion_make", args=[asked.key])
    else:
        make = "" if answer else _form_with_words(topic.wishes[0])
    return Row(topic, [(wish, _address_of(wish)) for wish in shown], len(topic.wishes) - len(shown), make, answer)


def _form_with_words(wish: Wish) -> str:
    """The form of a new question that holds the words of a wish."""
    wording = Truncator(" ".join(wish.words.split())).chars(LONGEST_WORDING)
    language = wish.language if wish.language in Language.values else Language.ENGLISH
    return f"{reverse('admin:articles_question_add')}?{urlencode({'wording': wording, 'language': language})}"


def _address_of(wish: Wish) -> str:
    """Where an editor acts on it; "" where the words are all there is."""
    names = {Told.ASKED: "admin:articles_readerquestion_change", Told.UNHELPFUL: "admin:articles_article_change"}
    try:
        return reverse(names[wish.told], args=[wish.key]) if wish.told in names else ""
    except NoReverseMatch:
        return ""
