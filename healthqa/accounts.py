"""How django-allauth behaves here: accounts are made by a superuser, never by their owner."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from healthqa.second_factor import rules


class ClosedSignUp(DefaultAccountAdapter):
    """No sign-up; after signing in, staff go to the admin and doctors to their desk."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if request.user.is_authenticated and request.user.is_staff:
            return reverse("admin:index")
        try:
            return reverse("desk")
        except NoReverseMatch:
            return str(super().get_login_redirect_url(request))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Who typed the password just now is not asked for it again to set up a first factor."""
        if not rules.has_factor(user):
            reauthenticate_by_password(request)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Where there is a second factor it confirms, not the password; who has no app begins with a passkey."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not rules.has_factor(user):
            return methods
        codes_last = not rules.has_factor(user, rules.APP)
        by_factor = [method for method in methods if method["id"] != "reauthenticate"]
        return sorted(by_factor, key=lambda method: codes_last and method["id"] == "mfa_reauthenticate")
