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

from healthqa.lib import replica

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
    """A page for readers: GET and HEAD only, and each answer with a mark of what it says (`revalidated`); read from the
    replica where there is one.

    Stands first, above every other decorator. A reader who has the page already is told 304; nobody is shown a copy
    that was not asked for again. Redirects, and what the view itself has marked, are left as they are.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return marked(request, replica.answered(request, lambda: view(request, *args, **kwargs)))

    return safe_methods_only(cast(View, shown))


def marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """`response`, marked (`revalidated`) unless it is a redirect, a stream or marked already."""
    is_marked = response.has_header("ETag") or 300 < response.status_code < 400
    return response if is_marked or response.streaming else revalidated(request, response)


def after_sending(response: HttpResponse, act: Callable[[], object]) -> None:
    """Do `act` once `response` has been sent, so that no reader waits for it. What it raises is lost: it logs itself.

    The server closes each response after its last byte; a page that is answered by 304 instead is never closed.
    """
    closers: list[Callable[[], object]] = cast(Any, response)._resource_closers  # as Django keeps files to be closed
    closers.append(act)


def revalidated(request: HttpRequest, response: HttpResponse, changed_at: dt.datetime | None = None) -> HttpResponse:
    """`response` with a mark of what it says, to be asked for again each time; 304 where the reader has it already.

    For what may have to disappear at once: no copy is shown without asking whether it still holds. `changed_at` is
    the last moment at which anything that the response shows was changed. Where that is not known it is left out: of
    most pages nobody can say it, for furniture, the clock and the words of the interface change them too.
    """
    etag = response.headers.get("ETag") or etag_of(response)
    response.headers["ETag"] = etag
    response.headers.setdefault("Cache-Control", "no-cache")
    changed = int(changed_at.timestamp()) if changed_at else None
    if changed is not None:
        response.headers["Last-Modified"] = http_date(changed)
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response


def etag_of(response: HttpResponse) -> str:
    """A strong mark of what `response` says: equal bytes have the same, in every process."""
    return f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
