"""What the pages “Send a signing link” and “Revoke the signing link” of an edition ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions, signing_links
from articles.models import Article, SigningLink
from doctors.models import Doctor
from healthqa.lib.forms import PlainTextForm


class SendLinkForm(PlainTextForm):
    """Which of the doctors that the edition waits for, with what was sent to them before."""

    doctor = forms.ModelChoiceField(
        label=gettext_lazy("doctor"), queryset=Doctor.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = signing_links.waiting_doctors(article)
        field: Any = self.fields["doctor"]
        field.queryset = Doctor.objects.filter(pk__in=[doctor.pk for doctor in waiting])
        field.label_from_instance = lambda doctor: _with_last_link(doctor, article)
        if not waiting:
            field.label = _("None of the doctors of this edition has to sign it now.")
        if len(waiting) == 1:
            field.initial = waiting[0].pk


class RevokeLinkForm(PlainTextForm):
    link = forms.ModelChoiceField(
        label=gettext_lazy("signing link"),
        queryset=SigningLink.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["link"]
        field.queryset = not_ended(article).select_related("doctor", "created_by")
        field.label_from_instance = _of_link
        if len(field.queryset) == 1:
            field.initial = field.queryset[0].pk


def not_ended(article: Article) -> Any:
    return SigningLink.objects.filter(article=article, ended_at=None)


def can_revoke(user: User, article: Article) -> bool:
    return permissions.can_send_link(user, article) and not_ended(article).exists()


def send(article: Article, editor: User, given: dict[str, Any]) -> Article:
    return signing_links.send_link(article, doctor=given["doctor"], editor=editor).article


def revoke(article: Article, editor: User, given: dict[str, Any]) -> Article:
    return signing_links.revoke_link(given["link"], by=editor).article


def _with_last_link(doctor: Doctor, article: Article) -> str:
    last = SigningLink.objects.filter(article=article, doctor=doctor).first()
    if last is None:
        return str(doctor)
    state = _("it works") if SigningLink.objects.open().filter(pk=last.pk).exists() else _("it works no more")
    return _("%(doctor)s (last link sent %(at)s, %(state)s)") % {"doctor": doctor, "at": _at(last), "state": state}


def _of_link(link: SigningLink) -> str:
    words = _("%(doctor)s, sent %(at)s by %(who)s")
    return words % {"doctor": link.doctor, "at": _at(link), "who": link.created_by}


def _at(link: SigningLink) -> str:
    return f"{timezone.localtime(link.created_at):%Y-%m-%d %H:%M}"
