"""Which requests a page answers, and when it need not be sent again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = TypeVar("View", bound=Callable[..., HttpResponse])


def safe_methods_only(view: View) -> View:
    """The page answers GET and HEAD; everything else gets 405 and a sentence (`middleware.add_headers`).

    Stands first, above every other decorator.
    """
    only_safe: Any = require_safe(view)
    # Exempt because nothing that changes anything comes this far, forged or not: the method is refused in the same
    # breath. With the check for forgery before it, a POST without a token would be told 403, which is not the reason.
    exempt: View = csrf_exempt(only_safe)
    return exempt


def public_page(view: View) -> View:
    """A page for readers: GET and HEAD only, and each answer with a mark of what it says (`revalidated`).

    Stands first, above every other decorator. A reader who has the page already is told 304; nobody is shown a copy
    that was not asked for again. Redirects, and what the view itself has marked, are left as they are.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        is_marked = response.has_header("ETag") or 300 < response.status_code < 400
        return response if is_marked or response.streaming else revalidated(request, response)

    return safe_methods_only(cast(View, shown))


def revalidated(request: HttpRequest, response: HttpResponse, changed_at: dt.datetime | None = None) -> HttpResponse:
    """`response` with a mark of what it says, to be asked for again each time; 304 where the reader has it already.

    For what may have to disappear at once: no copy is shown without asking whether it still holds. `changed_at` is
    the last moment at which anything that the response shows was changed. Where that is not known it is left out: of
    most pages nobody can say it, for furniture, the clock and the words of the interface change them too.
    """
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    changed = int(changed_at.timestamp()) if changed_at else None
    if changed is not None:
        response.headers["Last-Modified"] = http_date(changed)
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response
