"""A doctor's own record, to look at and to keep. Nobody else's account opens it, whatever its rights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from articles import recording
from articles.views.desk import own_doctor
from healthqa.lib.http import safe_methods_only
from healthqa.lib.text import number_in

PAGE = 30


@safe_methods_only
@never_cache
@login_required
def record(request: HttpRequest) -> HttpResponse:
    """The newest first; `?before=` is the key of the last row of the page before."""
    doctor = own_doctor(request)
    signatures = recording.signatures_of(doctor).order_by("-pk")
    before = number_in(request.GET.get("before", ""))
    if before is not None:
        signatures = signatures.filter(pk__lt=before)
    rows = list(signatures[: PAGE + 1])
    more = rows[PAGE - 1].pk if len(rows) > PAGE else None
    shown = [(row, recording.question_of(row)) for row in rows[:PAGE]]
    return render(request, "desk/record.html", {"doctor": doctor, "signatures": shown, "before": more})


@safe_methods_only
@never_cache
@login_required
def record_json(request: HttpRequest) -> Any:
    return _download("json", "application/json", recording.as_json(own_doctor(request)))


@safe_methods_only
@never_cache
@login_required
def record_csv(request: HttpRequest) -> Any:
    return _download("csv", "text/csv; charset=utf-8", recording.as_csv(own_doctor(request)))


def _download(kind: str, content_type: str, pieces: Iterator[str]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=content_type)
    name = f"signatures-{timezone.localdate().isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
