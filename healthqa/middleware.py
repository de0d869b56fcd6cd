"""Rules for every request, each a function that wraps the next."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.urls import is_valid_path
from django.utils import translation
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponseBase]

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
ENCODED_CONTROL = re.compile(r"%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
LINE_BREAKS = re.compile(r"%0[9ad]", re.IGNORECASE)  # a pasted search may hold tabs and line breaks
#: The two cookies that Django looks at on every page, as it writes them.
COOKIE_FORMS = {
    settings.SESSION_COOKIE_NAME: re.compile(r"[0-9a-z]{32}", re.ASCII),
    settings.CSRF_COOKIE_NAME: re.compile(r"(?:[0-9A-Za-z]{32}){1,2}", re.ASCII),
}
LONGEST_PATH = 1_000
LONGEST_QUERY = 4_000
#: Stands in each of Django's pages for those who develop, and in none of the portal's.
DEBUG_PAGE = b'<meta name="robots" content="NONE,NOARCHIVE">'
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

#: The first part of an address that is not in the language of the site, and its language.
PREFIXES = {code: code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE}

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def plain(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")


def refuse_broken_requests(get_response: Handler) -> Handler:
    """400 for addresses no page has: control characters (no database takes a NUL), or far too long.

    A cookie that was never set here is as good as none: Django would answer a session key or a token of another form
    with a new cookie, on any page, and readers get none.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        query = LINE_BREAKS.sub("", request.META.get("QUERY_STRING", ""))
        if len(request.path_info) > LONGEST_PATH or len(query) > LONGEST_QUERY:
            return plain("This address is too long. Check the link, or start at the home page.", 400)
        if CONTROL.search(request.path_info) or CONTROL.search(query) or ENCODED_CONTROL.search(query):
            return plain("This address holds characters that no page here has. Check the link.", 400)
        for name in [name for name, value in request.COOKIES.items() if _is_broken(name, value)]:
            del request.COOKIES[name]
        return get_response(request)

    return middleware


def _is_broken(name: str, value: str) -> bool:
    form = COOKIE_FORMS.get(name)
    return bool(CONTROL.search(value)) or (form is not None and not form.fullmatch(value))


def add_headers(get_response: Handler) -> Handler:
    """What Django and django-csp have no setting for; and a sentence where a 405 would be empty."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if response.status_code == 405 and isinstance(response, HttpResponse) and not response.content:
            response.headers["Content-Type"] = "text/plain; charset=utf-8"
            with translation.override(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)):
                response.content = _("This address does not answer this kind of request.") + "\n"
            response.headers["Content-Length"] = str(len(response.content))  # CommonMiddleware counted an empty body
        return response

    return middleware


def read_only(get_response: Handler) -> Handler:
    """While READ_ONLY is on, pages are shown and nothing is changed."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.READ_ONLY and request.method not in SAFE_METHODS:
            response = plain(_("The portal is read-only for the moment. Nothing was changed; try again later."), 503)
            response.headers["Retry-After"] = "600"
            return response
        return get_response(request)

    return middleware


def language_from_path(get_response: Handler) -> Handler:
    """`/zh-hans/…` is Chinese and everything else English, whatever the browser or a cookie says.

    Django's LocaleMiddleware would ask both, and make every page vary on them.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.LANGUAGE_CODE = language_of(request.path_info)
        with translation.override(request.LANGUAGE_CODE):
            response = get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware


def language_of(path: str) -> str:
    """The language in which the page at `path` speaks."""
    return PREFIXES.get(path.lstrip("/").partition("/")[0], settings.LANGUAGE_CODE)


def refuse_forms_without_slash(get_response: Handler) -> Handler:
    """405 where something is sent to an address that lacks its last slash.

    Django would lose what was sent on the way to the full address, and in DEBUG, so in the demo, answer 500.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code == 404 and request.method not in SAFE_METHODS and not request.path_info.endswith("/"):
            return HttpResponseNotAllowed(["GET", "HEAD"]) if is_valid_path(f"{request.path_info}/") else response
        return response

    return middleware


def refuse_numbers_no_row_has(get_response: Handler) -> Handler:
    """400 where a form names a row by a number larger than the database can hold: SQLite's driver raises for it."""

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OverflowError):
            return plain(_("There is no row of that number. Go back and choose again."), 400)
        return None

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def show_designed_errors(get_response: Handler) -> Handler:
    """In the demo, where DEBUG is on, visitors still see the page that readers see, not Django's own.

    Django's page of a refused request (a wrong Host) prints the environment of the process.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        # Django's own page is of this class; one that a view designed for its address is shown as it is.
        is_djangos = isinstance(response, HttpResponseNotFound)
        if settings.DEMO and is_djangos and response.headers["Content-Type"].startswith("text/html"):
            from healthqa.views import not_found

            return not_found(request, Http404())
        if settings.DEMO and response.status_code == 400 and DEBUG_PAGE in getattr(response, "content", b""):
            from healthqa.views import bad_request

            return bad_request(request, BadRequest())
        return response

    return middleware
