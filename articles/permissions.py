"""Who may do what: (user, article) -> bool, one function a right. Also the groups that hold the rights."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q

from articles.models import Article
from articles.models.vocabulary import BEFORE_DOCTORS, Status
from doctors.models import Doctor

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Hindrance(Enum):
    """What keeps a doctor from signing anything. The sentence is each caller's: it depends on who reads it."""

    RETIRED = auto()
    NO_ACCOUNT = auto()
    EDITORIAL = auto()
    UNVERIFIED = auto()


EDITORS, CHIEF_EDITORS, DOCTORS = "Editors", "Chief editors", "Doctors"

_EDITED = (
    *("article", "section", "cause", "careadvice", "reference", "condition", "department"),
    *("question", "questiontag", "oldslug", "tag", "tagalias", "searchsynonym"),
)
_EDITOR_RIGHTS = {
    *(f"{action}_{model}" for model in _EDITED for action in ("view", "add", "change", "delete")),
    *("view_medicine", "view_doctor", "add_doctor", "change_doctor", "view_signature", "view_publication"),
    *("view_event", "view_signinglink", "view_errorreport", "publish_article", "withdraw_article"),
    *("view_readerquestion", "change_readerquestion", "view_redflag"),
} - {"delete_article", "delete_question", "delete_oldslug", "add_oldslug", "change_oldslug"}
_CHIEF_RIGHTS = _EDITOR_RIGHTS | {
    *("add_medicine", "change_medicine", "verify_doctor", "roll_back_article", "redact_article", "view_redaction"),
    *("view_outgoingmail", "add_redflag", "change_redflag", "delete_redflag", "delete_readerquestion"),
}


def install_groups() -> None:
    """Create the three groups and give them their rights. Safe to repeat; rights added by hand stay."""
    for name, codenames in ((EDITORS, _EDITOR_RIGHTS), (CHIEF_EDITORS, _CHIEF_RIGHTS), (DOCTORS, set[str]())):
        group, _created = Group.objects.get_or_create(name=name)
        ours = Q(content_type__app_label__in=["articles", "doctors"], codename__in=codenames)
        group.permissions.add(*Permission.objects.filter(ours))


def can_edit(user: User | AnonymousUser, article: Article) -> bool:
    """Change words: staff with the right, and no doctor has signed the text yet."""
    return _staff_with(user, "change_article") and not article.is_frozen


def can_request_signature(user: User | AnonymousUser, article: Article) -> bool:
    return _staff_with(user, "change_article") and article.status == Status.DRAFT


def can_take_back(user: User | AnonymousUser, article: Article) -> bool:
    return _staff_with(user, "change_article") and article.status == Status.IN_REVIEW


def may_send_links(user: User | AnonymousUser) -> bool:
    """Send a doctor a personal link to one text, and revoke it."""
    return _staff_with(user, "change_article")


def can_send_link(user: User | AnonymousUser, article: Article) -> bool:
    return may_send_links(user) and article.status in BEFORE_DOCTORS


def may_start_edition(user: User | AnonymousUser) -> bool:
    return _staff_with(user, "change_article")


def may_reassign(user: User | AnonymousUser) -> bool:
    """Give the byline of an answer to another doctor: whoever may open its next edition."""
    return _staff_with(user, "change_article")


def may_plan_reviews(user: User | AnonymousUser) -> bool:
    """See which reviews are due, for whom, and how much there will be to read: chief editors."""
    return _staff_with(user, "roll_back_article")


def may_close_reports(user: User | AnonymousUser) -> bool:
    """Read what readers say of answers, and say what came of an error they reported."""
    return _staff_with(user, "change_article")


def may_see_demand(user: User | AnonymousUser) -> bool:
    """See what readers ask, search in vain and find unhelpful: whoever may make a question of it."""
    return _staff_with(user, "add_question")


def may_publish(user: User | AnonymousUser) -> bool:
    return _staff_with(user, "publish_article")


def can_publish(user: User | AnonymousUser, article: Article) -> bool:
    return may_publish(user) and article.status == Status.SIGNED


def can_withdraw(user: User | AnonymousUser, article: Article) -> bool:
    return _staff_with(user, "withdraw_article") and article.status == Status.PUBLISHED


def can_roll_back(user: User | AnonymousUser, article: Article) -> bool:
    return _staff_with(user, "roll_back_article") and article.status == Status.PUBLISHED


def may_redact(user: User | AnonymousUser) -> bool:
    """Ask for the words of an edition to be erased, or decide on it: whoever asked does not confirm."""
    return _staff_with(user, "redact_article")


def may_answer_readers(user: User | AnonymousUser) -> bool:
    """Decide on what readers asked."""
    return _staff_with(user, "change_readerquestion")


def may_rename_beside_live(user: User | AnonymousUser) -> bool:
    """Change what readers see of a shared record beside a live answer: who may bring an earlier edition back."""
    return _staff_with(user, "roll_back_article")


def can_verify_doctors(user: User | AnonymousUser) -> bool:
    return bool(user.is_active and user.is_staff and user.has_perm("doctors.verify_doctor"))


def may_remove_second_factors(user: User | AnonymousUser) -> bool:
    """Let somebody in again whose phone is lost: whoever makes the accounts."""
    return bool(user.is_active and user.is_superuser)


def can_read_for_signing(user: User | AnonymousUser, article: Article) -> bool:
    """Open the signing page: the account of the byline or the second reviewer, once a signature was asked for."""
    doctor = doctor_of(user)
    return doctor is not None and is_put_before(doctor, article) and article.status != Status.DRAFT


def can_sign(user: User | AnonymousUser, article: Article) -> bool:
    """Sign: the asked doctor's own account, verified, not retired, no editor's, that changed no word of it."""
    doctor = doctor_of(user)
    return (
        doctor is not None
        and is_put_before(doctor, article)
        and article.status in BEFORE_DOCTORS
        and hindrance_of(doctor, user) is None
        and not wrote_in(user, article)
    )


def hindrance_of(doctor: Doctor, account: User | AnonymousUser | None) -> Hindrance | None:
    """Why this doctor can sign nothing now by this account, whatever the text; None where nothing is in the way.

    The one home of that rule; `signers.may_sign` says it to the database. Whose account it is the caller knows.
    """
    if doctor.is_retired:
        return Hindrance.RETIRED
    if account is None or not account.is_active:
        return Hindrance.NO_ACCOUNT
    if is_editorial(account):
        return Hindrance.EDITORIAL
    return None if doctor.is_verified() else Hindrance.UNVERIFIED


def is_editorial(user: User | AnonymousUser) -> bool:
    """An account that edits or publishes signs nothing: the two hands are never one."""
    return bool(user.is_staff or user.is_superuser)


def doctor_of(user: User | AnonymousUser) -> Doctor | None:
    """The doctor whose account this is."""
    if not user.is_authenticated or not user.is_active:
        return None
    return Doctor.objects.filter(user=user).first()


def is_put_before(doctor: Doctor, article: Article) -> bool:
    return doctor.pk in (article.doctor_id, article.second_reviewer_id)


def wrote_in(user: User | AnonymousUser, article: Article) -> bool:
    """Whether this account changed a word of the edition: nobody signs their own words."""
    return isinstance(user, User) and article.contributions.filter(user=user).exists()


def _staff_with(user: User | AnonymousUser, right: str) -> bool:
    return bool(user.is_active and user.is_staff and user.has_perm(f"articles.{right}"))
