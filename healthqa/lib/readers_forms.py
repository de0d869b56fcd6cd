"""What every form for readers shares: no cookie, no token, and yet nothing from another site and no flood.

A reader's form acts for nobody, so a forged one gains nothing; it is refused all the same. Robots are told from people
by a field nobody sees and by how soon a form comes back. Who sends too much is known by a hash of the network address
with a salt that is made anew each day; both are in the cache alone, and gone with the day.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

View = TypeVar("View", bound=Callable[..., HttpResponse])

#: The name of the field that people do not see and robots fill in. No browser offers to complete it.
HONEYPOT = "fax_extension"
#: What is said then: a person whose browser filled it in has only to press once more, and is not thanked for nothing.
FILLED_IN = gettext_lazy(
    "A field that has to stay empty was filled in; some browsers do that. Nothing was sent: send again."
)
#: Seconds within which nobody reads a form and writes into it.
SOONEST = 3
#: Seconds after which an open form has to be sent a second time.
LASTS = 24 * 60 * 60
#: Seconds that one request of an address waits for another of the same address, and after which that one is taken for
#: dead: longer than a write waits for a busy database and a worker for a request.
PATIENCE, DEAD = 1.0, 60
#: What is said where the database is busy or away; the form comes again with all that was written in it.
BUSY = gettext_lazy("The portal is busy, so nothing was saved. What you wrote stands here: send it again in a minute.")
#: Seconds after which machines may come again then.
RETRY_AFTER = 30


def readers_form(view: View) -> View:
    """A page for readers that also takes its own form: GET, HEAD and POST, without cookie and without token.

    What another site sends gets 403 and a sentence, before the view sees it. Where the view redirects a form for good,
    the form goes along (308): after a 301 a browser only reads there, and what was typed is lost. Stands first, above
    every other decorator.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not from_this_site(request):
            sentence = _(
                "This form came from another site, so nothing was saved. Open this page here and send it again."
            )
            return HttpResponse(render_to_string("403.html", {"message": sentence}, request), status=403)
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 301:
            response.status_code = 308
        return response

    # Exempt because there is no session to abuse: `from_this_site` above is the check instead.
    exempt: Any = csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(checked))
    exempt.is_readers_form = True
    return cast(View, exempt)


def from_this_site(request: HttpRequest) -> bool:
    """Whether a form may have come from a page of ours: nothing that the browser says of its origin speaks against it.

    Browsers that say nothing are believed. A page that sends no referrer has `Origin: null`; then the browser has to
    say by `Sec-Fetch-Site` that the page is ours.
    """
    fetched_from = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "")
    if fetched_from not in ("", "same-origin", "none"):
        return False
    if origin == "null":
        return fetched_from == "same-origin"
    return not origin or origin in (f"{request.scheme}://{request.get_host()}", settings.SITE_URL)


def busy(response: HttpResponse) -> HttpResponse:
    """The page of a form that the database had no time for: it passes, and what was written is on it."""
    response.status_code = 503
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def is_from_robot(request: HttpRequest) -> bool:
    """Whether the field that nobody sees was filled in."""
    return bool(request.POST.get(HONEYPOT, ""))


# How soon, and which form


class Opened(Enum):
    """What the stamp of a form says of it."""

    GOOD = auto()
    TOO_SOON = auto()
    TOO_OLD = auto()
    UNKNOWN = auto()  # none, or not made here for this form


@dataclass(frozen=True, slots=True)
class Stamp:
    """A form that was shown: `key` is its own, 192 bits that only its reader has; empty where `state` is UNKNOWN."""

    key: str
    state: Opened


def new_stamp(form: str) -> str:
    """The signed moment at which a form was shown, and a key of its own. Not for pages that caches keep."""
    return _signer(form).sign(f"{secrets.token_urlsafe(24)}.{int(time.time() * 1000)}")


def read_stamp(text: str, form: str) -> Stamp:
    """What a stamp that came back says. One from a clock that runs ahead of ours came back too soon."""
    try:
        key, _dot, moment = _signer(form).unsign(text[:200]).partition(".")
        age = time.time() - int(moment) / 1000
    except (signing.BadSignature, ValueError):
        return Stamp("", Opened.UNKNOWN)
    if age >= LASTS:
        return Stamp(key, Opened.TOO_OLD)
    return Stamp(key, Opened.TOO_SOON if age < SOONEST else Opened.GOOD)


def _signer(form: str) -> signing.Signer:
    return signing.Signer(salt=f"readers-form:{form}")


# How much from one address


def sender_of(request: HttpRequest) -> str:
    """A name for the network address of a request that nobody can turn back, and that is another one tomorrow."""
    day = timezone.localdate().isoformat()
    key = f"readers:salt:{day}"
    salt = cache.get(key)
    if salt is None:
        cache.add(key, secrets.token_hex(16), LASTS)
        salt = cache.get(key) or ""
    secret = f"{settings.SECRET_KEY}:{salt}:{day}".encode()
    return hmac.new(secret, _address(request).encode(), hashlib.sha256).hexdigest()[:32]


def is_within(sender: str, what: str, *, most: int, seconds: int = LASTS) -> bool:
    """Count one more `what` of this sender; False where that makes more than `most` in some `seconds`."""
    key = f"readers:{what}:{sender}"
    if cache.add(key, 1, seconds):
        return most >= 1
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ended between the two
        cache.set(key, 1, seconds)
        return most >= 1


def are_within(sender: str, limits: Mapping[str, int]) -> bool:
    """Count one more of each of these (what: most) in a day; False, and nothing counted, where one of them is full."""
    counted: list[str] = []
    for what, most in limits.items():
        counted.append(what)
        if not is_within(sender, what, most=most):
            uncount(sender, counted)
            return False
    return True


def uncount(sender: str, what: Iterable[str]) -> None:
    """Take back what was counted for something that was not kept."""
    for one in what:
        with suppress(ValueError):  # its day ended in between
            cache.decr(f"readers:{one}:{sender}")


@contextmanager
def one_at_a_time(sender: str, what: str) -> Iterator[bool]:
    """Nobody else of this address is inside. False where somebody stayed there for longer than anybody should wait."""
    key, own = f"readers:inside:{what}:{sender}", secrets.token_hex(8)
    until = time.monotonic() + PATIENCE
    while not (entered := cache.add(key, own, DEAD)) and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield bool(entered)
    finally:
        if entered and cache.get(key) == own:  # else it was taken for dead, and somebody else is inside
            cache.delete(key)


def _address(request: HttpRequest) -> str:
    """Where a request came from, as our own outermost proxy saw it; of IPv6 the network that one household has."""
    proxies: int = settings.PROXY_COUNT
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    text = seen[-proxies] if proxies and len(seen) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
