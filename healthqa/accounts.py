"""How django-allauth behaves here: accounts are made by a superuser, never by their owner."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


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
