"""Pages that a cache between the portal and its readers may keep: our own (`healthqa.page_cache`), nginx, a CDN."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from healthqa.lib import replica
from healthqa.lib.http import etag_of, marked, revalidated, safe_methods_only

View = TypeVar("View", bound=Callable[..., HttpResponse])

#: In the environment of a request that comes through `healthqa.page_cache`, which answers 304 itself: a dictionary
#: in which the page says for how many seconds it may be kept, where that is less than until something changes.
PAGE_CACHE = "healthqa.page_cache"
#: Seconds for which a cache in front may show a page while it asks for the new one, and while the portal does not
#: answer. Short: it is also the time for which a page is shown that was withdrawn for safety.
WHILE_ASKING, WHILE_AWAY = 2, 60
#: Of a page that was withdrawn: kept so shortly, it takes the place of the copy, which then cannot come back.
IN_ITS_PLACE = "max-age=0, s-maxage=1"
#: What the parameters of cached pages look like as links write them. Other spellings may be understood, never kept.
FORMS = {
    "page": re.compile(r"[1-9][0-9]{0,2}", re.ASCII),
    "letter": re.compile(r"[A-Z#]", re.ASCII),
    "department": re.compile(r"[-\w]{1,160}"),
    "body_area": re.compile(r"[a-z_]{1,20}", re.ASCII),
    "audience": re.compile(r"[a-z_]{1,20}", re.ASCII),
    "tag": re.compile(r"[-\w]{1,160}"),
}
#: Characters of one tag, and of all in a header: proxies take 4 KB of headers altogether.
LONGEST_TAG, LONGEST_TAGS = 200, 1_000


def cached_page(
    *parameters: str, without: tuple[str, ...] = (), kind: str = "list", seconds: int | None = None
) -> Callable[[View], View]:
    """A public page of which shared caches keep copies; stands first, above every other decorator.

    The page reads `parameters` of its address (names in `FORMS`) and no others; with one of `without` it is another
    page, which is not kept. It depends on nothing else of the request but path and language, on rows of tables in
    `articles.triggers.shown.SHOWN`, and on the clock by whole days; where it reads something else too, it is kept for
    `seconds` at most. A view that shows something passing says so by a `Cache-Control` of its own. `kind`: of what
    the address names by its slug, for `Cache-Tag`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = replica.answered(request, lambda: view(request, *args, **kwargs))
            if response.status_code == 410:
                response.headers.setdefault("Cache-Control", IN_ITS_PLACE)
            is_kept = response.status_code == 200 and not response.has_header("Cache-Control")
            if not is_kept or any(name in request.GET for name in without):
                return marked(request, response)
            response.headers["Cache-Control"] = cache_control()
            if not response.has_header("Cache-Tag"):
                tag_as(response, [(kind, str(kwargs["slug"]))] if "slug" in kwargs else [])
            if PAGE_CACHE not in request.META:
                return revalidated(request, response)
            if not response.has_header("ETag"):
                response.headers["ETag"] = etag_of(response)
            if seconds is not None:
                request.META[PAGE_CACHE]["seconds"] = seconds
            return response

        shown.cached_parameters = parameters  # type: ignore[attr-defined]
        shown.cached_without = without  # type: ignore[attr-defined]
        return safe_methods_only(cast(View, shown))

    return decorate


def cache_control() -> str:
    """Browsers ask again each time; what stands in front of the portal may wait `CDN_SECONDS` before it does."""
    return (
        f"max-age=0, s-maxage={settings.CDN_SECONDS}, stale-while-revalidate={WHILE_ASKING}"
        f", stale-if-error={WHILE_AWAY}"
    )


def tag_as(response: HttpResponse, about: Iterable[tuple[str, str]]) -> None:
    """Name what the page shows, as kinds and slugs, so that a CDN can be told to drop every copy that shows one.

    ASCII: a slug is written as in addresses. What would make the header too long is left out from the end, and every
    page has the tag `page`.
    """
    tags = ["page", *(f"{kind}:{quote(slug, safe='')}"[:LONGEST_TAG] for kind, slug in about)]
    while len(",".join(tags)) > LONGEST_TAGS:
        tags.pop()
    response.headers["Cache-Tag"] = ",".join(dict.fromkeys(tags))
