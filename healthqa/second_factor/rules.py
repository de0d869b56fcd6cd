"""Who needs a second factor, whether a session has used one, and which one may go."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

APP, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
#: What is a factor by itself; recovery codes only stand in for one of these.
FACTORS = (APP, PASSKEY)


class Standing(Enum):
    """How a session stands towards the second factor of its account."""

    GOOD = auto()  # used, or not needed
    MISSING = auto()  # needed, and the account has none
    UNUSED = auto()  # the account has one, and this session never used it


def is_required(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Accounts that edit, publish or sign: staff, superusers, members of any group, and accounts of doctors."""
    if not settings.MFA_REQUIRED or not isinstance(user, User):
        return False
    if user.is_staff or user.is_superuser:
        return True
    return User.objects.filter(Q(groups__isnull=False) | Q(doctor__isnull=False), pk=user.pk).exists()


def standing(request: HttpRequest) -> Standing:
    """Of the signed-in account. A factor counts as used only while the account still has it."""
    kept = dict(Authenticator.objects.filter(user_id=request.user.pk).values_list("pk", "type"))
    if not set(FACTORS).intersection(kept.values()):
        return Standing.MISSING if is_required(request.user) else Standing.GOOD
    return Standing.GOOD if kept.keys() & {use.get("id") for use in uses(request)} else Standing.UNUSED


def uses(request: HttpRequest) -> list[dict[str, Any]]:
    """Each time this session proved that it holds a factor of its account."""
    return [use for use in get_authentication_records(request, request.user) if use.get("method") == "mfa"]


def record_first_use(request: HttpRequest, factor: Authenticator) -> None:
    """Setting a factor up proves that one holds it: nobody is asked for it again in the same minute."""
    record_authentication(request, request.user, "mfa", id=factor.pk, type=factor.type, reauthenticated=True)


def has_factor(user: AbstractBaseUser | AnonymousUser, *types: Authenticator.Type) -> bool:
    """One of `types`, or any."""
    return user.pk is not None and Authenticator.objects.filter(user_id=user.pk, type__in=types or FACTORS).exists()


def may_remove(factor: Authenticator) -> bool:
    """The last factor of an account that needs one stays."""
    others = Authenticator.objects.filter(user_id=factor.user_id, type__in=FACTORS).exclude(pk=factor.pk)
    return factor.type not in FACTORS or others.exists() or not is_required(factor.user)
