"""Which requests a page answers, and when it need not be sent again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

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


def revalidated(request: HttpRequest, response: HttpResponse, changed_at: dt.datetime | None = None) -> HttpResponse:
    """`response` with a mark of what it says, to be asked for again each time; 304 where the reader has it already.

    For what may have to disappear at once: no copy is shown without asking whether it still holds. `changed_at` is
    the last moment at which anything that the response shows was changed, where that is known.
    """
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    changed = int(changed_at.timestamp()) if changed_at else None
    if changed is not None:
        response.headers["Last-Modified"] = http_date(changed)
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response
