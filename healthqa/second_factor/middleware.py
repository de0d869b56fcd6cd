"""Nobody reaches admin, desk or account pages without the second factor that their account has or needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from healthqa.middleware import SAFE_METHODS, Handler
from healthqa.second_factor import rules
from healthqa.second_factor.rules import Standing

#: The first part of every path behind which a page asks who is signed in; no other page reads the session.
WALLED = {"admin", "desk", "accounts"}
#: Open in every standing: the ways out, the way to a new password, and the two pages that ask for the factor itself.
ALWAYS_OPEN = {
    *("account_login", "account_logout", "account_inactive", "account_change_password"),
    *("account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
    *("admin:logout", "admin:password_change", "admin:password_change_done"),
    *("mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
}
SETTING_UP = "account_reauthenticate"


def ask_for_second_factor(get_response: Handler) -> Callable[[HttpRequest], HttpResponseBase]:
    """Stands after the middleware that knows the account. Public pages pass without a look at the session."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not _is_walled(request):
            return get_response(request)
        key, used = request.session.session_key, len(rules.uses(request))
        response = get_response(request)
        if len(rules.uses(request)) > used and request.session.session_key == key:
            request.session.cycle_key()  # a copy of the cookie from before stays without the factor
        add_never_cache_headers(response)
        return response

    def process_view(request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        if not settings.MFA_REQUIRED or not _is_walled(request) or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in ALWAYS_OPEN:
            return None
        standing = rules.standing(request)
        if standing is Standing.GOOD or (standing is Standing.MISSING and _sets_up(name)):
            return None
        return HttpResponseRedirect(reverse("mfa_index") if standing is Standing.MISSING else _confirming(request))

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _is_walled(request: HttpRequest) -> bool:
    parts = request.path_info.lstrip("/").split("/", 2)
    if parts[0] == getattr(request, "LANGUAGE_CODE", "") and len(parts) > 1:
        parts = parts[1:]
    return parts[0] in WALLED


def _sets_up(name: str) -> bool:
    return name == SETTING_UP or name.startswith("mfa_")


def _confirming(request: HttpRequest) -> str:
    """The page that asks for a factor of the account, and leads back to what was asked for."""
    page: str = get_adapter(request).get_reauthentication_methods(request.user)[0]["url"]
    wanted = request.get_full_path() if request.method in SAFE_METHODS else ""
    return f"{page}?{urlencode({'next': wanted})}" if wanted else page
