"""A shared cache around the whole portal: who asks for a page that is kept is answered without a request to Django.

Pages say that they may be kept (`healthqa.lib.shared_caches.cached_page`); each holds for one state of the database
(`page_state`) and one day, so none is ever shown that says less than it would if it were made now, but for a quarter
of a second. Why so: docs/decisions/0030-page-cache.md
"""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from django.core.handlers.wsgi import get_path_info
from django.db import DEFAULT_DB_ALIAS
from django.http.request import split_domain_port
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.module_loading import import_string

from healthqa.lib.encodings import of_gzip, of_plain, takes_gzip
from healthqa.lib.replica import READ_FROM
from healthqa.lib.shared_caches import FORMS, PAGE_CACHE
from healthqa.middleware import CONTROL, ENCODED_CONTROL, language_of
from healthqa.page_state import PageState
from healthqa.page_store import PATIENCE, Entry, Memory, Shared, Turns

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: Longer queries are left to Django, which knows what to refuse.
LONGEST_QUERY = 1_000
LONGEST_PATH = 1_000
#: Said anew for each request, or by `Entry` itself.
NOT_KEPT = {"content-length", "content-encoding", "etag", "vary"}
NOT_OF_304 = {"content-type", "content-language"}
_LEVEL = 6
_LOOK_AGAIN = 0.05
_S_MAXAGE = re.compile(r"\bs-maxage=[0-9]")  # 0 too: a copy here is held against the database each time
_TAGS = re.compile(r'(?:W/)?("[^"]*")')


class PageCache:
    """`application` with what it lets shared caches keep, at most `megabytes` of it in this process."""

    def __init__(self, application: Application, megabytes: int, shared: Shared | None = None) -> None:
        self.application = application
        self.memory = Memory(megabytes * 2**20)
        self.shared = shared
        self.state = PageState()
        self._turns = Turns()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            try:
                return self.application(environ, start_response)
            finally:
                self.state.forget()
        key = None if _is_personal(environ) else _key(environ)
        if key is None or (key not in self.memory and _view(environ) is None):
            return self.application(environ, start_response)  # /healthz too, which must not wait for a database
        state = self.state.current()
        if state is None:
            return self.application(environ, start_response)
        entry = self.memory.get(key, state)
        if entry is not None:
            return _answer(entry, environ, start_response)
        with self._turns.turn(key):
            state = self.state.current()  # who has waited asks again: whoever was ahead may have kept a newer one
            if state is None:
                return self.application(environ, start_response)
            entry = self.memory.get(key, state) or self._shared(key, state)
            if entry is not None:
                return _answer(entry, environ, start_response)
            try:
                return self._make(key, state, environ, start_response)
            finally:
                if self.shared is not None:
                    self.shared.done(key)

    def _shared(self, key: str, state: str) -> Entry | None:
        """The page as another process made it, or makes it now; None where this one is to make it."""
        if self.shared is None:
            return None
        until = time.monotonic() + PATIENCE
        while (entry := self.shared.get(key, state)) is None:
            if self.shared.goes_ahead(key) or time.monotonic() > until:
                return None
            time.sleep(_LOOK_AGAIN)
        self.memory.set(key, entry)
        return entry

    def _make(self, key: str, state: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Ask Django, and keep what may be kept under the state that was read before it was made."""
        said: list[Any] = []
        wishes: dict[str, int] = {}
        asked = {**environ, PAGE_CACHE: wishes}
        response: Any = self.application(asked, lambda *given: said.extend(given))
        status, headers = said[:2]
        # A replica may be behind the database that the state was read from: its page would be old from the start.
        is_of_state = asked.get(READ_FROM, DEFAULT_DB_ALIAS) == state.partition(" ")[0]
        if not is_of_state or not _may_keep(status, headers) or getattr(response, "streaming", True):
            start_response(*said)
            found: Iterable[bytes] = response
            return found
        body = b"".join(response)
        response.close()
        is_compressed = response.headers.get("Content-Encoding") == "gzip"
        entry = Entry(
            state=state,
            until=time.time() + wishes["seconds"] if "seconds" in wishes else float("inf"),
            etag=of_plain(next(value for name, value in headers if name.lower() == "etag")),
            headers=[(name, value) for name, value in headers if name.lower() not in NOT_KEPT],
            body=body if is_compressed else gzip.compress(body, _LEVEL, mtime=0),
        )
        self.memory.set(key, entry)
        if self.shared is not None:
            self.shared.set(key, entry)
        return _answer(entry, environ, start_response)


def _is_personal(environ: Environ) -> bool:
    """Whether the answer may be about whoever asks. Cookies that the portal does not set say nothing."""
    cookies = environ.get("HTTP_COOKIE", "")
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages")
    return "HTTP_AUTHORIZATION" in environ or bool(cookies and any(f"{name}=" in cookies for name in names))


def _key(environ: Environ) -> str | None:
    """One for each page that can be told apart; None for a request that is for Django alone.

    The port of the host is left out, for pages name their address by SITE_URL, and the portal has its host to itself:
    with a prefix (SCRIPT_NAME, which some servers take from a header) links are other ones. A host that Django would
    refuse has no key, or one under which nothing is ever kept.
    """
    host, _port = split_domain_port(environ.get("HTTP_HOST", ""))
    path = environ.get("PATH_INFO", "")
    if not host or environ.get("SCRIPT_NAME") or len(path) > LONGEST_PATH or CONTROL.search(path):
        return None
    query = _query(environ) if environ.get("QUERY_STRING") else ""
    if query is None:
        return None
    return f"{_scheme(environ)}://{host}{path}?{query}"


def _scheme(environ: Environ) -> str:
    """As `HttpRequest.scheme` reads it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            return "https" if environ[name].split(",", 1)[0].strip() == secure else "http"
    return str(environ.get("wsgi.url_scheme", "http"))


def _query(environ: Environ) -> str | None:
    """What the page reads of the query, in one order; None where the page is not kept, or not under such a query."""
    query, view = environ["QUERY_STRING"], _view(environ)
    if (
        view is None
        or not query.isascii()
        or len(query) > LONGEST_QUERY
        or CONTROL.search(query)
        or ENCODED_CONTROL.search(query)
    ):
        return None
    try:
        given = parse_qsl(query, keep_blank_values=True, errors="strict", encoding="utf-8")
    except ValueError:
        return None
    names = [name for name, _value in given]
    if any(name in view.cached_without for name in names):
        return None
    read = sorted((name, value) for name, value in given if name in view.cached_parameters)
    if len({name for name, _value in read}) < len(read):
        return None
    return urlencode(read) if all(FORMS[name].fullmatch(value) for name, value in read) else None


def _view(environ: Environ) -> Any:
    """The view of the address if its pages are kept, else None."""
    path = get_path_info(environ) or "/"
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return None
    try:
        with translation.override(language_of(path)):
            view = resolve(path).func
    except Resolver404:
        return None
    return view if hasattr(view, "cached_parameters") else None


def _may_keep(status: str, headers: Headers) -> bool:
    """As for any shared cache: a whole page, that says so itself, for everybody, without a cookie."""
    found = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200 ")
        and bool(_S_MAXAGE.search(found.get("cache-control", "")))
        and "etag" in found
        and "set-cookie" not in found
        and found.get("vary", "accept-encoding").lower() == "accept-encoding"
    )


def _answer(entry: Entry, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Whole, or 304 to somebody who has one of the two forms of the page already."""
    is_compressed = takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    forms = (of_gzip(entry.etag), entry.etag) if is_compressed else (entry.etag, of_gzip(entry.etag))
    held = _held(environ.get("HTTP_IF_NONE_MATCH", ""), forms)
    if held:
        kept = [pair for pair in entry.headers if pair[0].lower() not in NOT_OF_304]
        start_response("304 Not Modified", [*kept, ("ETag", held), ("Vary", "Accept-Encoding")])
        return []
    body = entry.body if is_compressed else gzip.decompress(entry.body)
    headers = [*entry.headers, ("ETag", forms[0]), ("Vary", "Accept-Encoding"), ("Content-Length", str(len(body)))]
    if is_compressed:
        headers.append(("Content-Encoding", "gzip"))
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _held(if_none_match: str, forms: tuple[str, str]) -> str:
    """Which of `forms` whoever asks has; "" for none. Weak marks do (RFC 9110, 13.1.2)."""
    if not if_none_match:
        return ""
    if if_none_match.strip() == "*":
        return forms[0]
    held = _TAGS.findall(if_none_match)
    return next((form for form in forms if form in held), "")


def with_page_cache(application: Application) -> Application:
    """`application` behind the page cache that the settings ask for; by itself where PAGE_CACHE_MB is 0."""
    if not settings.PAGE_CACHE_MB:
        return application
    has_redis = issubclass(import_string(settings.CACHES["lists"]["BACKEND"]), RedisCache)
    return PageCache(application, settings.PAGE_CACHE_MB, Shared() if has_redis else None)
