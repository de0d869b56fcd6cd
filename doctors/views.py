"""The doctors behind the answers: their list and one profile. Answers are reached through the doctor only."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from doctors.models import Doctor, live_answers
from healthqa.lib.joined_lists import JoinedLists, Listed
from healthqa.lib.kept_queries import KeptQuery
from healthqa.lib.kept_rows import RowsByKey
from healthqa.lib.paging import PAGE_SIZE, page_of
from healthqa.lib.rendered import render_kept
from healthqa.lib.shared_caches import cached_page


@cached_page("page")
def doctors(request: HttpRequest) -> HttpResponse:
    listed = Doctor.objects.public().select_related("department").order_by("name", "pk")
    return render_kept(request, "doctors.html", {"doctors": page_of(request, listed)})


@cached_page("page", kind="doctor", seconds=60)  # a verification ends at any moment of a day
def doctor(request: HttpRequest, slug: str) -> HttpResponse:
    found = _DOCTOR.first(slug)
    if found is None:
        raise Http404
    answers = JoinedLists([Listed(_ANSWERS, (found.pk,))], _CARDS)
    context = {"doctor": found, "answers": page_of(request, answers)}
    return render_kept(request, "doctor.html", context, found.is_verified(), found.is_retired)


def _answers(doctor: int) -> Any:
    """The newest first."""
    order = ("live_page__published_at", "live_page__article_id")
    of_doctor = live_answers(Doctor, "articles").of_doctor(doctor)
    return of_doctor.order_by(*(f"-{column}" for column in order)).values_list(*order)


_DOCTOR = KeptQuery(lambda slug: Doctor.objects.public().select_related("department").filter(slug=slug), str)
_ANSWERS = KeptQuery(_answers, int)
_CARDS: RowsByKey[Any] = RowsByKey(lambda keys: live_answers(Doctor, "articles").cards_of(keys), PAGE_SIZE + 1)
