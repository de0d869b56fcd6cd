"""The doctors behind the answers: their list and one profile. Answers are reached through the doctor only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from doctors.models import Doctor, live_answers
from healthqa.lib.paging import page_of
from healthqa.lib.rendered import render_kept
from healthqa.lib.shared_caches import cached_page


@cached_page("page")
def doctors(request: HttpRequest) -> HttpResponse:
    listed = Doctor.objects.public().select_related("department").order_by("name", "pk")
    return render_kept(request, "doctors.html", {"doctors": page_of(request, listed)})


@cached_page("page", kind="doctor", seconds=60)  # a verification ends at any moment of a day
def doctor(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Doctor.objects.public().select_related("department"), slug=slug)
    # Not through `found.articles`: that would look up the doctor of each row, which cards leave out.
    answers = live_answers(Doctor, "articles").of_doctor(found).for_cards()
    answers = answers.order_by("-live_page__published_at", "-live_page__article_id")
    context = {"doctor": found, "answers": page_of(request, answers)}
    return render_kept(request, "doctor.html", context, found.is_verified(), found.is_retired)
