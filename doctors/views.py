"""The doctors behind the answers: their list and one profile. Answers are reached through the doctor only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from doctors.models import Doctor, live_answers
from healthqa.lib.http import public_page
from healthqa.lib.paging import page_of


@public_page
def doctors(request: HttpRequest) -> HttpResponse:
    listed = Doctor.objects.public().select_related("department").order_by("name", "pk")
    return render(request, "doctors.html", {"doctors": page_of(request, listed)})


@public_page
def doctor(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Doctor.objects.public().select_related("department"), slug=slug)
    # Not through `found.articles`: that would look up the doctor of each row, which cards leave out.
    answers = live_answers(Doctor, "articles").bylined(found).for_cards().order_by("-live_page__published_at", "-pk")
    return render(request, "doctor.html", {"doctor": found, "answers": page_of(request, answers)})
