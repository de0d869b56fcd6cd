"""Pages of the tests' own, so that the rules for every request are tried without any app's page."""

from django.conf.urls.i18n import i18n_patterns
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from healthqa.urls import handler400, handler403, handler404, handler500
from healthqa.urls import urlpatterns as real

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def shown(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.LANGUAGE_CODE} {request.GET.get('q', '')}")


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken")


def is_busy(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database is locked")


urlpatterns = [
    *i18n_patterns(
        path("shown/", shown, name="shown"),
        path("only-get/", require_GET(shown)),
        path("breaks/", breaks),
        path("is-busy/", is_busy),
        prefix_default_language=False,
    ),
    *real,
]
