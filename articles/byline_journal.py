"""What stood around a doctor's name between two digests, from the journal, and what of it has to be told.

However often something went back and forth, each thing is told once, with all that stood there for a time.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from articles import byline_guard, words_told
from articles.byline_guard import Change, Shown
from articles.models import BylineJournal, LivePage
from articles.triggers.journal import MOST
from doctors.models import Doctor

#: Values of one kind that a mail says.
_SAID = 20
#: What a change of edition brings with it.
_BY_EDITION = "dates"


@dataclass(slots=True)
class Between:
    """What stood on one answer, or on the profile, since the last digest; the first state first."""

    article: int | None = None
    #: Each with the parts that it knows: a page, or the columns of a question or profile.
    states: list[Shown] = field(default_factory=list)
    #: By kind, what went from a list: tags, neighbours.
    went: dict[str, list[Any]] = field(default_factory=dict)
    ids: list[int] = field(default_factory=list)

    @property
    def pages(self) -> list[Shown]:
        return [state for state in self.states if "page" in state]

    @property
    def is_cut(self) -> bool:
        return len(self.ids) >= MOST


def of_answers(doctor: Doctor) -> dict[int, Between]:
    """By question, what stood there since this doctor's last digest. Read after the pages: nothing is missed then."""
    found: dict[int, Between] = {}
    for row in _rows(doctor).filter(question__isnull=False):
        if row.question_id is not None:
            _add(found.setdefault(row.question_id, Between()), row)
    return found


def of_profile(doctor: Doctor) -> Between:
    found = Between()
    for row in _rows(doctor).filter(question__isnull=True):
        found.ids.append(row.pk)
        found.states.append({"profile": _profile(row.was)})
    return found


def forget(told: Iterable[Between]) -> None:
    """What is known now goes; exactly these rows, for others may have come meanwhile."""
    ids = (pk for between in told for pk in between.ids)
    while some := list(islice(ids, byline_guard.TOGETHER)):
        BylineJournal.objects.filter(pk__in=some).delete()


def changes(before: Shown | None, between: Between, now: Shown | None) -> list[Change]:
    """What became different on one answer, and what was for a time. `before`: None where nothing was told of it yet.

    `now` is None for an answer that is not live: what stood on it last is compared then.
    """
    last = now or (between.pages[-1] if between.pages else None)
    first = _of_this_release(before, between, now) if before else _as_published(between, last)
    found: list[Change] = []
    if first is not None and last is not None:
        found = byline_guard.changes(first, last)
        if now is None:  # it came down since: the edition is not live
            found = [Change("edition", None, None, True) if one.what == "edition" else one for one in found]
    found += _past(between, [end for end in (first, last) if end is not None])
    found += [Change("often", None, None)] if between.is_cut else []
    found += [Change("gone", None, None, is_past=before is None)] if now is None else []
    return [one for number, one in enumerate(found) if one not in found[:number]]


def profile_changes(before: Shown, between: Between, now: Shown) -> list[Change]:
    """The same for the profile; `before` is empty for a doctor who was told nothing yet."""
    start: Shown = dict(before)
    for state in between.states:
        start = {**state["profile"], **start}
    start = {**now, **start}
    start["photo"] = _same_photo(start["photo"], now["photo"])
    found = byline_guard.profile_changes(start, now)
    for state in between.states:
        if "photo" in state["profile"]:
            for end in (start, now):
                state["profile"]["photo"] = _same_photo(state["profile"]["photo"], end["photo"])
    found += _stood(("profile",), between, [{"profile": start}, {"profile": now}])
    return [*found, Change("often", None, None)] if between.is_cut else found


def _rows(doctor: Doctor) -> QuerySet[BylineJournal]:
    return BylineJournal.objects.filter(doctor=doctor).order_by("pk")


def _add(between: Between, row: BylineJournal) -> None:
    between.ids.append(row.pk)
    between.article = row.article_id
    was: Any = row.was
    if row.what == "page":
        between.states.append(_page(row))
    elif row.what == "question":
        between.states.append({"rows": _columns(was)})
    elif row.what == "tag":
        between.went.setdefault("tags", []).append(was["name"])
    else:
        between.went.setdefault("neighbours", []).append(was)


def _page(row: BylineJournal) -> Shown:
    was: Any = dict(row.was) | {"article_id": row.article_id, "question_id": row.question_id}
    was |= {name: dt.date.fromisoformat(was[name]) for name in ("signed_on", "due_on")}
    page = LivePage(**was | {"is_sample": bool(was["is_sample"])})
    try:
        return {"article": row.article_id, "words": words_told.words_of(page), "page": byline_guard.on_the_page(page)}
    except (AttributeError, KeyError, TypeError):  # SQL put something there that is no page: other words than before
        text = json.dumps(row.was, sort_keys=True)
        return {"article": row.article_id, "words": words_told.READING + text, "page": {}}


def _columns(was: Any) -> Shown:
    names = ("language", "body_area", "kind")
    shown = {"address": was["slug"], "department": was["department"] or "", "sample": bool(was["is_sample"])}
    return {**shown, **{name: was[name] for name in names}}


def _profile(was: Any) -> Shown:
    shown = {name: value for name, value in was.items() if name not in ("verified_at", "retired_at", "photo")}
    if "department" in shown:
        shown["department"] = shown["department"] or ""
    if "is_sample" in shown:
        shown["is_sample"] = bool(shown["is_sample"])
    for name, column in (("verified", "verified_at"), ("retired", "retired_at")):
        if column in was:
            shown[name] = byline_guard.day_of(_moment(was[column]))
    if "photo" in was:
        shown["photo"] = [was["photo"], ""] if was["photo"] else []
    return shown


def _moment(text: str | None) -> dt.datetime | None:
    """SQLite keeps moments as UTC and does not say so."""
    moment = parse_datetime(text) if text else None
    return make_aware(moment, dt.UTC) if moment is not None and is_naive(moment) else moment


def _as_published(between: Between, last: Shown | None) -> Shown | None:
    """How an answer stood when it went live, as far as the journal knows: its page and its rows were the same then."""
    start = between.pages[0] if between.pages else last
    if start is None:
        return None
    page = {what: value for what, value in start["page"].items() if what != "neighbours"}
    return {**start, "page": page, "rows": page}


def _of_this_release(before: Shown, between: Between, now: Shown | None) -> Shown:
    """What was told by a release that read words otherwise: the words then were those that stood there first since."""
    if words_told.is_comparable(before["words"]):
        return before
    since = [state for state in (*between.pages, now) if state is not None and state["article"] == before["article"]]
    return {**before, "words": since[0]["words"]} if since else before


def _past(between: Between, ends: list[Shown]) -> list[Change]:
    editions = [end["article"] for end in ends]
    others = [state for state in between.pages if state["article"] not in editions]
    found = [Change("edition", None, None, True)] if others else []
    right: dict[int, set[str]] = {}
    for state in (*ends, *others):
        if state in ends or state["article"] not in right:
            right.setdefault(state["article"], set()).add(state["words"])
    if any(state["words"] not in right[state["article"]] for state in between.pages):
        found.append(Change("words", None, None, True))
    return [*found, *_stood(("page", "rows"), between, ends)]


def _stood(parts: Sequence[str], between: Between, ends: list[Shown]) -> list[Change]:
    """By kind, what stood there in between and at neither end, and what was away and is at both."""
    came: dict[str, list[Any]] = {}
    away: dict[str, list[Any]] = {}
    for part, what, value, article in _values(parts, between):
        known = [end[part][what] for end in ends if what in end.get(part, {})]
        if not known or (what == _BY_EDITION and article not in [end["article"] for end in ends]):
            continue
        if isinstance(value, list) and what not in (_BY_EDITION, "photo"):
            _extend(came, what, (one for one in value if not any(one in end for end in known)))
            _extend(away, what, (one for one in known[0] if one not in value and all(one in end for end in known)))
        elif value not in known:
            _extend(came, what, [value])
    for what, went in between.went.items():
        there = [end[part][what] for end in ends for part in parts if what in end.get(part, {})]
        _extend(came, what, (one for one in went if not any(one in listed for listed in there)))
        if what == "tags" and there:  # a card that others pushed out of the list for a while never went
            _extend(away, what, (one for one in went if all(one in listed for listed in there)))
    found = [
        Change(what, away.get(what, [])[:_SAID], came.get(what, [])[:_SAID], True)
        for what in dict.fromkeys((*came, *away))
    ]
    return [change for change in found if change.old or change.new]


def _values(parts: Sequence[str], between: Between) -> Iterator[tuple[str, str, Any, int | None]]:
    for state in between.states:
        for part in parts:
            for what, value in state.get(part, {}).items():
                yield part, what, value, state.get("article")


def _extend(found: dict[str, list[Any]], what: str, values: Iterable[Any]) -> None:
    known = found.setdefault(what, [])
    for value in values:
        if value not in known:
            known.append(value)


def _same_photo(photo: list[str], other: list[str]) -> list[str]:
    """The journal knows the name of a photo and not its bytes: the same name is taken for the same photo."""
    return other if photo[:1] == other[:1] and photo[1:] in ([""], []) else photo
