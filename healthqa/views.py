"""Pages that belong to no app: health, errors, what machines ask of every site, and the about pages."""

import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
    HttpResponseNotFound,
    HttpResponseRedirect,
    HttpResponseServerError,
    JsonResponse,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from healthqa.lib import replica
from healthqa.lib.about_pages import ABOUT_PAGES
from healthqa.lib.http import public_page, safe_methods_only
from healthqa.lib.replica_state import REPLICA
from healthqa.lib.shared_caches import cached_page


@safe_methods_only
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing else, so that a slow database restarts no healthy process."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@safe_methods_only
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether this process can serve readers: 200, or 503 with a sentence for the operator."""
    checks = {"database": _database_problem, "cache": _cache_problem, "migrations": _migrations_problem}
    problems = {name: sentence for name, ask in checks.items() if (sentence := ask())}
    if problems:
        return JsonResponse({"ready": False, "message": " ".join(problems.values()), "problems": problems}, status=503)
    ready = "Database, cache and migrations are ready."
    return JsonResponse({"ready": True, "message": f"{ready} {_replica_note()}".strip()})


def _replica_note() -> str:
    """Without its replica the portal is slower and not less ready."""
    if REPLICA not in settings.DATABASES:
        return ""
    return "The replica is read." if replica.state.may_be_read() else "The replica is not read; the log says why."


def _database_problem() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "The database does not answer; check DATABASE_URL and the server."
    return ""


def _cache_problem() -> str:
    token = uuid4().hex
    try:
        cache.set(f"readyz:{token}", token, 10)
        answer = cache.get(f"readyz:{token}")
        cache.delete(f"readyz:{token}")  # so that asking often pushes nothing else out
    except Exception:  # each cache client raises its own kind
        answer = None
    is_away = getattr(cache, "is_away", False)  # Redis is silent, and this process's memory answered in its place
    return (
        ""
        if answer == token and not is_away
        else "The cache does not keep what it is given; check CACHE_URL and the server."
    )


def _migrations_problem() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "The state of the migrations is unknown."
    return f"{len(waiting)} migrations wait; run: manage.py migrate" if waiting else ""


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    prefixes = ["", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    private = ("/accounts/", "/admin/", "/ask/", "/desk/", "/follow/", "/questions/*/feedback/", "/search/")
    lines = ["User-agent: *"]
    lines += [f"Disallow: {prefix}{path}" for prefix in prefixes for path in private]
    lines += ["", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@safe_methods_only
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. The expiry is always half a year ahead: the page is served by whoever runs the portal today."""
    expires = (datetime.now(UTC) + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {settings.CONTACT}",
        f"Expires: {expires}",
        "Preferred-Languages: en, zh",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@safe_methods_only
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers that ask for /favicon.ico get the icon the pages link to."""
    return HttpResponseRedirect(static("favicon.svg"))


@cached_page()
def about(request: HttpRequest, page: str = "") -> HttpResponse:
    if page and page not in ABOUT_PAGES:
        raise Http404
    return render(request, f"about/{page or 'index'}.html", {"about_pages": ABOUT_PAGES})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or sent from elsewhere; nothing was saved."""
    sentence = _("This form could not be checked, so nothing was saved. Go back, reload the page and send it again.")
    return HttpResponseForbidden(render_to_string("403.html", {"message": sentence}, request))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponseBadRequest(render_to_string("400.html", {}, request))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponseForbidden(render_to_string("403.html", {}, request))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponseNotFound(render_to_string("404.html", {}, request))


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without context: whatever broke, this must not ask for it again; and words even if the page broke.

    503 where the database is busy or away: that passes, and machines that ask may come again.
    """
    busy = isinstance(sys.exception(), OperationalError)
    try:
        response = HttpResponseServerError(render_to_string("500.html"))
    except Exception:  # the page itself is what broke
        sentence = "Something went wrong here, not with you. Please try again in a few minutes.\n"
        response = HttpResponseServerError(sentence, content_type="text/plain; charset=utf-8")
    if busy:
        response.status_code = 503
        response.headers["Retry-After"] = "30"
    return response
