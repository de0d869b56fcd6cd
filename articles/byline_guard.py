"""What stands around a doctor's name: how it is read from the database, and what became of it since the last time.

Nothing here is told by whoever changes something. What is there now is compared with what was there then, so that the
admin, a shell, plain SQL and the publication of a neighbour all count the same. What came and went in between:
`byline_journal`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db.models import QuerySet
from django.utils import timezone

from articles import page_sources, past_neighbours, social_cards, words_told
from articles.models import Article, LivePage
from articles.models.signers import signs
from articles.triggers.journal import PROFILE
from doctors.models import Doctor

Shown = dict[str, Any]

#: Pages looked at together.
TOGETHER = 500
#: The most answers named beside one change that is alike on many; the others are counted.
LINKED = 10
#: Told page by page, in this order and before all others: never only counted.
_FIRST = ("words", "gone", "often", "edition", "live")
#: Columns of the profile that are told as they are; the others have their own way.
_PROFILE = tuple(name for name in PROFILE if name not in ("photo", "verified_at", "retired_at"))


@dataclass(frozen=True, slots=True)
class Change:
    """Something became something else. Of lists, only what went and what came.

    What `is_past` stands so no more: `new` lists what was there for a time, `old` what was away for a time.
    """

    what: str
    old: Any
    new: Any
    is_past: bool = False


@dataclass(slots=True)
class Changed:
    """A live answer, or one that was live (`shown` is None then), and what became different around the name on it."""

    question: int
    article: int
    changes: list[Change]
    shown: Shown | None

    def rank(self) -> int:
        return min(_FIRST.index(change.what) if change.what in _FIRST else len(_FIRST) for change in self.changes)


def pages_of(doctor: Doctor) -> QuerySet[LivePage]:
    """The live answers that carry this doctor's name: under the question, or as the second who signed."""
    live = LivePage.objects.filter(signs(doctor, via="article__"), article__in=Article.objects.public())
    return live.select_related("question__department").order_by("pk")


def shown_on(pages: Sequence[LivePage]) -> dict[int, Shown]:
    """By question, what stands around the names on these pages: three queries at most for 500 of them."""
    questions = [page.question for page in pages]
    around = page_sources.around(questions)
    near = _neighbours([page.pk for page in pages])
    found = {}
    for page in pages:
        question, beside = page.question, around[page.question_id]
        rows = {
            "address": question.slug,
            "language": question.language,
            "department": question.department.name if question.department else "",
            "body_area": question.body_area,
            "kind": question.kind,
            "tags": [tag["name"] for tag in beside.tags],
            "translations": [[other["language"], other["slug"]] for other in beside.translations],
            "sample": question.is_sample,
        }
        found[page.question_id] = {
            "article": page.article_id,
            "words": words_told.words_of(page),
            "page": {**on_the_page(page), "neighbours": near.get(page.pk, [])},
            "rows": rows,
        }
    return found


def changes(before: Shown, now: Shown) -> list[Change]:
    """What became different around the names on one answer; what its new edition brought with it is signed."""
    found: list[Change] = []
    if before["article"] != now["article"]:
        found.append(Change("edition", before["article"], now["article"]))
    elif before["words"] != now["words"]:
        found.append(Change("words", None, None))
    for source in ("page", "rows"):
        for what, new in now.get(source, {}).items():
            if what == "dates" and before["article"] != now["article"]:
                continue  # a new signature brings its own
            change = _change(what, before.get(source, {}).get(what, new), new)
            if change is not None and change not in found:
                found.append(change)
    return found


def grouped(changed: Sequence[Changed], *, most: int) -> tuple[list[Shown], list[Changed]]:
    """The same change on several answers as one, and the answers told of by that: `most` named, what is grave first.

    An answer is only counted where the sentences that tell its changes stand there already, beside others.
    """
    groups: dict[str, Shown] = {}
    told: list[Changed] = []
    named = 0
    for one in sorted(changed, key=Changed.rank):
        alike = [groups.get(_key(change)) for change in one.changes if change.what not in _FIRST]
        is_said = len(alike) == len(one.changes) and all(alike)
        is_enough = is_said and all(len(group["articles"]) >= LINKED for group in alike if group)
        is_named = named < most and not is_enough
        if not is_named and not is_said:
            continue
        for change in one.changes:
            _add(groups, change, one.article, is_named=is_named)
        named += is_named
        told.append(one)
    return list(groups.values()), told


def profile_of(doctor: Doctor) -> Shown:
    """What the public reads of the doctor, whom every signed answer links to."""
    shown: Shown = {name: getattr(doctor, name) for name in _PROFILE}
    shown["department"] = doctor.department.name if doctor.department else ""
    shown["verified"] = day_of(doctor.verified_at)
    shown["retired"] = day_of(doctor.retired_at)
    shown["photo"] = _picture(doctor.photo)
    return shown


def profile_changes(before: Shown, now: Shown) -> list[Change]:
    found = (_change(what, before.get(what, new), new) for what, new in now.items())
    return [change for change in found if change is not None]


def _key(change: Change) -> str:
    """The same for changes that one sentence tells; each edition went from its own to its own."""
    if change.what == "edition":
        return f"edition {change.is_past}"
    return json.dumps([change.what, change.old, change.new, change.is_past], sort_keys=True)


def _add(groups: dict[str, Shown], change: Change, article: int, *, is_named: bool) -> None:
    new: Shown = {"what": change.what, "old": change.old, "new": change.new, "articles": [], "n": 0}
    new |= {"past": True} if change.is_past else {}
    group = groups.setdefault(_key(change), new)
    group["n"] += 1
    if is_named:
        group["articles"].append(article)


def on_the_page(page: LivePage) -> Shown:
    """What stands around the words on a page itself and on its cards."""
    content: Any = page.content
    question, byline = content["question"], content["byline"]
    return {
        "address": page.slug,
        "language": page.language,
        "department": question["department"]["name"] if question["department"] else "",
        "body_area": page.body_area,
        "kind": question["kind"],
        "tags": [tag["name"] for tag in question["tags"]],
        "translations": [[other["language"], other["slug"]] for other in question["translations"]],
        "sample": bool(content["is_sample"]),
        "index_phrase": page.index_phrase,
        "card": page.card if page.card and page.card != social_cards.name_of(page) else "",
        "profile": byline["slug"],
        "initials": byline["initials"],
        "dates": [page.signed_on.isoformat(), page.due_on.isoformat()],
        "signers": [f"{one['name']}, {one['credentials']}".rstrip(", ") for one in content["signatures"]],
        "notices": _notices(content),
        "conditions": _conditions(content),
    }


def _notices(content: Any) -> list[str]:
    """The blocks beside which the notice on medicines stands; "" for what belongs to no cause."""
    causes = (cause for section in content["sections"] for cause in section["causes"])
    named = [cause["block"] for cause in causes if cause["names_medicine"]]
    return [*named, *([""] if content["names_medicine_outside_causes"] else [])]


def _conditions(content: Any) -> list[str]:
    causes = (cause for section in content["sections"] for cause in section["causes"])
    linked = {cause["condition"]["name"] for cause in causes if cause["condition"]}
    return sorted(linked | {name["slug"] for name in content["associated"] if name["slug"]})


def _neighbours(pages: Sequence[int]) -> dict[int, list[list[Any]]]:
    """The related cards of each page today: the question, and the mark of why it stands there."""
    shown = past_neighbours.shown_on(pages, by="other__question")
    return {page: [[question, mark] for _page, question, mark in cards] for page, cards in shown.items()}


def _change(what: str, old: Any, new: Any) -> Change | None:
    """None where nothing changed; another order of the same things is no change."""
    if old == new:
        return None
    if isinstance(old, list) and isinstance(new, list) and what != "dates":
        gone, came = [one for one in old if one not in new], [one for one in new if one not in old]
        return Change(what, gone, came) if gone or came else None
    return Change(what, old, new)


def _picture(photo: File[Any]) -> list[str]:
    """Its name and a digest of its bytes: a file may change under its name. A file that is missing has none."""
    if not photo:
        return []
    try:
        with photo.open("rb") as file:
            return [str(photo.name), hashlib.file_digest(file, "sha256").hexdigest()]
    except OSError:
        return [str(photo.name), ""]


def day_of(moment: Any) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""
