"""django-allauth's pages of the second factor, where ours do a little more. Signing in itself is untouched."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib.auth.models import User
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormView

from healthqa.second_factor import rules
from healthqa.second_factor.forms import Removal, spend


class Overview(IndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["is_required"] = rules.is_required(self.request.user)
        context["has_factor"] = rules.has_factor(self.request.user)
        context["work"] = get_account_adapter(self.request).get_login_redirect_url(self.request)
        return context


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class SetUpApp(ActivateTOTPView):
    """Sets up an app, or moves to another phone: the app in use goes once the new one has shown its first code."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Not the parent's, which leads whoever has an app to its removal: the last factor is not removed.
        return FormView.dispatch(self, request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["is_move"] = self._apps().exists()
        return context

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        self._apps().delete()
        response: HttpResponse = super().form_valid(form)
        app = self._apps().get()
        spend(app, form.cleaned_data["code"])
        rules.record_first_use(self.request, app)
        return response

    def _apps(self) -> Any:
        return Authenticator.objects.filter(user_id=self.request.user.pk, type=rules.APP)


class AddPasskey(AddWebAuthnView):
    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        passkeys = Authenticator.objects.filter(user_id=self.request.user.pk, type=rules.PASSKEY)
        rules.record_first_use(self.request, passkeys.latest("pk"))
        return response


class _KeepsTheLast:
    """Asks once more under a lock: of two requests that each remove one of two factors, one comes too late."""

    @transaction.atomic
    def form_valid(self, form: Form) -> HttpResponse:
        User.objects.select_for_update().get(pk=self.request.user.pk)  # type: ignore[attr-defined]
        form.full_clean()
        answer = super().form_valid if form.is_valid() else super().form_invalid  # type: ignore[misc]
        response: HttpResponse = answer(form)
        return response


class RemoveApp(_KeepsTheLast, DeactivateTOTPView):
    pass


class RemovePasskey(_KeepsTheLast, RemoveWebAuthnView):
    form_class = Removal

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"data": {}, **super().get_form_kwargs(), "authenticator": self.object}
