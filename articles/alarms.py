"""Why a text is about safety: the live answer names a medicine that is unsafe now, or one was withdrawn for safety."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from articles.dates import day
from articles.medicines import MedicineFinder
from articles.models import Article, LivePage, Medicine, Publication
from articles.models.vocabulary import EndCause, MedicineStatus


@dataclass(slots=True)
class Alarm:
    """`medicines`: what the live text names. `withdrawn_at`: when the last live text was taken down for safety."""

    medicines: list[Medicine] = field(default_factory=list)
    withdrawn_at: dt.datetime | None = None

    @property
    def reasons(self) -> list[str]:
        """A sentence for each, in the active language."""
        found = [_of(medicine) for medicine in self.medicines]
        if self.withdrawn_at is not None:
            sentence = _("An answer to this question was withdrawn for safety on %(day)s.")
            found.append(sentence % {"day": day(self.withdrawn_at)})
        return found


def of(questions: Sequence[int], live: dict[int, LivePage]) -> dict[int, Alarm]:
    """By question, for those with an alarm. `live`: their live pages. Two queries.

    A withdrawn medicine counts as long as the live text names it; a restricted one where it was checked on the day on
    which that text was signed, or later: who signed after that knew of it.
    """
    found: dict[int, Alarm] = {}
    ended = Publication.objects.filter(question__in=questions, live_until__isnull=False).order_by("pk")
    last = {question: (cause, at) for question, cause, at in ended.values_list("question", "end_cause", "live_until")}
    for question, (cause, at) in last.items():
        if cause == EndCause.SAFETY and question not in live:
            found[question] = Alarm(withdrawn_at=at)
    finder = MedicineFinder(Medicine.objects.exclude(status=MedicineStatus.NORMAL).order_by("name"))
    for question, page in live.items():
        named = finder.named_in(json.dumps(page.content, ensure_ascii=False))
        unsafe = [medicine for medicine in named if _is_unsafe(medicine, page)]
        if unsafe:
            found[question] = Alarm(medicines=unsafe)
    return found


def about(article: Article) -> Alarm | None:
    """The alarm about one text, if there is one. Three queries."""
    live = {page.question_id: page for page in LivePage.objects.filter(question=article.question_id)}
    return of([article.question_id], live).get(article.question_id)


def _is_unsafe(medicine: Medicine, page: LivePage) -> bool:
    if medicine.status == MedicineStatus.WITHDRAWN:
        return True
    return medicine.checked_on is not None and medicine.checked_on >= page.signed_on


def _of(medicine: Medicine) -> str:
    names = {"medicine": medicine.name, "status": medicine.get_status_display(), "day": day(medicine.checked_on)}
    if medicine.checked_on is None:
        return _("The live answer names %(medicine)s: %(status)s.") % names
    return _("The live answer names %(medicine)s: %(status)s (checked on %(day)s).") % names
