"""A change around a doctor's name, in plain words: what it was and what it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.dates import day
from articles.models import Cause, LivePage, Publication
from articles.models.vocabulary import BodyArea, EndCause, Language, QuestionKind

#: Characters of one value.
LONGEST = 300

LABELS = {
    "address": gettext_lazy("Address of the page"),
    "language": gettext_lazy("Language"),
    "department": gettext_lazy("Department"),
    "body_area": gettext_lazy("Body area"),
    "kind": gettext_lazy("Kind of question"),
    "tags": gettext_lazy("Topics"),
    "translations": gettext_lazy("Linked translations"),
    "sample": gettext_lazy("Sample notice"),
    "index_phrase": gettext_lazy("A–Z entry"),
    "card": gettext_lazy("Another picture beside links than the one drawn from the text"),
    "profile": gettext_lazy("Link to the profile"),
    "initials": gettext_lazy("Initials"),
    "dates": gettext_lazy("Signed and due"),
    "signers": gettext_lazy("Named under the text"),
    "notices": gettext_lazy("Notice on medicines"),
    "conditions": gettext_lazy("Links to conditions"),
    "neighbours": gettext_lazy("Related answers"),
}
PROFILE_LABELS = {
    "name": gettext_lazy("Name"),
    "honorific": gettext_lazy("Honorific"),
    "slug": gettext_lazy("Address of the profile"),
    "credentials": gettext_lazy("Credentials"),
    "job_title": gettext_lazy("Job title"),
    "department": gettext_lazy("Department"),
    "hospital": gettext_lazy("Hospital"),
    "country": gettext_lazy("Country"),
    "registration_body": gettext_lazy("Registration body"),
    "registration_number": gettext_lazy("Registration number"),
    "bio": gettext_lazy("Biography"),
    "conflicts_of_interest": gettext_lazy("Conflicts of interest"),
    "is_sample": gettext_lazy("Sample notice"),
    "verified": gettext_lazy("Checked by the editors"),
    "retired": gettext_lazy("Retired"),
    "photo": gettext_lazy("Photo"),
}


WHOLE = {
    "live": gettext_lazy("It is live now, with your name."),
    "gone": gettext_lazy("It is not live any more."),
    "edition": gettext_lazy("A new edition is live."),
    "words": gettext_lazy(
        "The words on the page changed without a new edition. Tell a chief editor now; “verify” finds why."
    ),
    "photo": gettext_lazy("Your photo changed."),
    "often": gettext_lazy(
        "It changed so often since the last mail that not every step was kept. Look at it, and ask a chief editor."
    ),
}
#: What stood there for a time, between two mails.
WHOLE_PAST = {
    "gone": gettext_lazy("It was live with your name for a time, and is not any more."),
    "edition": gettext_lazy("Another edition was live for a time."),
    "words": gettext_lazy(
        "For a time the page showed other words, without a new edition. They are gone again. Tell a chief editor now."
    ),
    "photo": gettext_lazy("For a time another photo stood on your profile."),
}
#: Why a related answer stands there, where conditions say it; shared topics are only named.
_REASONS = {
    "causes": gettext_lazy("same causes: %(names)s"),
    "there": gettext_lazy("also associated here, a cause there: %(names)s"),
    "here": gettext_lazy("a cause here, also associated there: %(names)s"),
    "associated": gettext_lazy("also associated with both: %(names)s"),
}


def said(what: str, old: Any, new: Any, *, profile: bool = False, past: bool = False) -> str:
    """One sentence: “Department: Orthopaedics → Surgery”, “Related answers: new: …; gone: …”.

    `past`: “Topics: for a time, and gone again: …”.
    """
    whole = WHOLE_PAST if past else WHOLE
    if what in whole:
        return str(whole[what])
    label = str((PROFILE_LABELS if profile else LABELS).get(what, what))
    plain = _PLAIN.get(what, str) if not profile else _PROFILE_PLAIN.get(what, str)
    if past:
        return f"{label}: {_for_a_time(plain, new, old)}"
    if isinstance(old, list) and isinstance(new, list) and what != "dates":
        return f"{label}: {_came_and_went(plain, new, old)}"
    return f"{label}: {_value(plain, old)} → {_value(plain, new)}"


def _for_a_time(plain: Callable[[Any], str], stood: list[Any], away: list[Any]) -> str:
    parts = []
    if stood:
        parts.append(_("for a time, and gone again: %(names)s").replace("%(names)s", _listed(plain, stood)))
    if away:
        parts.append(_("gone for a time, and back: %(names)s").replace("%(names)s", _listed(plain, away)))
    return "; ".join(parts)


def _listed(plain: Callable[[Any], str], values: Iterable[Any]) -> str:
    return _short(", ".join(plain(value) or _("nothing") for value in values))


def _came_and_went(plain: Callable[[Any], str], came: list[Any], went: list[Any]) -> str:
    parts = []
    if came:
        parts.append(_("new: %(names)s").replace("%(names)s", _listed(plain, came)))
    if went:
        parts.append(_("gone: %(names)s").replace("%(names)s", _listed(plain, went)))
    return "; ".join(parts)


def _value(plain: Callable[[Any], str], value: Any) -> str:
    return _short(plain(value)) or _("nothing")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def _neighbour(value: Any) -> str:
    """The question as it is public now, else as it was last, and why it stands there (`nearness.Reason.mark`)."""
    question, why = value
    live = LivePage.objects.filter(question=question).values_list("question_text", flat=True).first()
    text = live or _as_it_was(question)
    kind, _colon, names = why.partition(": ")
    if kind in _REASONS:
        why = str(_REASONS[kind]).replace("%(names)s", names)
    return f"{text} ({why})" if why else str(text)


def _as_it_was(question: int) -> str:
    """The wording that was public last; none where it was withdrawn for safety, as everywhere else."""
    last = Publication.objects.filter(question=question).select_related("article").order_by("-pk").first()
    if last is None:
        return _("an answer that is gone")
    return _("an answer withdrawn for safety") if last.end_cause == EndCause.SAFETY else last.article.question_text


def _notice(block: Any) -> str:
    heading = Cause.objects.filter(block=block).order_by("-pk").values_list("heading", flat=True) if block else None
    return (heading.first() if heading is not None else None) or _("outside the causes")


def _translation(value: Any) -> str:
    return f"{_choice(Language)(value[0])}: {value[1]}"


def _choice(choices: Any) -> Callable[[Any], str]:
    return lambda value: str(choices(value).label) if value in choices.values else str(value)


def _yes(value: Any) -> str:
    return _("shown") if value else _("not shown")


_PLAIN: dict[str, Callable[[Any], str]] = {
    "language": _choice(Language),
    "body_area": _choice(BodyArea),
    "kind": _choice(QuestionKind),
    "translations": _translation,
    "sample": _yes,
    "neighbours": _neighbour,
    "notices": _notice,
    "dates": lambda value: " / ".join(day(one) for one in value),
}
_PROFILE_PLAIN: dict[str, Callable[[Any], str]] = {"is_sample": _yes, "verified": day, "retired": day}
