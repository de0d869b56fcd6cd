"""Accounts: Django's own admin of them, with a way out for who lost the second factor. Secrets are shown to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import mailing, permissions, reaching, resetting
from articles.admin.parts import editor_of, tell_refused
from articles.errors import Refused

if TYPE_CHECKING:
    AnyUserAdmin = UserAdmin[Any]
else:
    AnyUserAdmin = UserAdmin

for model in (User, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(User)
class AccountAdmin(AnyUserAdmin):
    list_display = ("username", "email", "first_name", "last_name", "is_staff", "second_factor")
    actions = ("remove_second_factor",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        kept = Authenticator.objects.filter(user_id=OuterRef("pk"))
        accounts: QuerySet[Any] = super().get_queryset(request).annotate(keeps_factor=Exists(kept))
        return accounts

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        before = mailing.mailbox_of(User.objects.get(pk=obj.pk)) if change else ""
        super().save_model(request, obj, form, change)
        if before:
            reaching.mailbox_changed(obj, before=before, by=editor_of(request))

    @admin.display(description=gettext_lazy("second step"), boolean=True, ordering="keeps_factor")
    def second_factor(self, account: Any) -> bool:
        return bool(account.keeps_factor)

    def has_remove_factor_permission(self, request: HttpRequest) -> bool:
        return permissions.may_remove_second_factors(request.user)

    @admin.action(description=gettext_lazy("Take off a lost second step…"), permissions=["remove_factor"])
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        if "confirmed" not in request.POST:
            return self._confirm(request, queryset)
        for account in queryset.order_by("pk"):
            try:
                resetting.remove_second_factor(account, by=editor_of(request))
            except Refused as refused:
                tell_refused(request, refused)
            else:
                sentence = _("“%(account)s” sets up a new second step at the next sign-in.")
                messages.success(request, sentence % {"account": account})
        return None

    def _confirm(self, request: HttpRequest, accounts: QuerySet[User]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Take off a lost second step"),
            "opts": self.opts,
            "accounts": accounts,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/auth/user/remove_second_factor.html", context)
