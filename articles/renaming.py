"""A record that answers share gets another name, address or description: written down, and shown at once.

Nobody signs what stands beside a text, so beside a live answer it is not every editor's to change: a chief does it.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles import beside_live, furniture, tagging, trail
from articles.errors import NotAllowed, Refused
from articles.furniture import Refreshed, Shared
from articles.locking import lock_pages
from articles.models import Condition, Medicine, Tag
from doctors.models import Department, Doctor

#: What readers see of a record, on its own page or beside an answer. A medicine's names say where the notice stands.
SEEN: dict[type[Shared], tuple[str, ...]] = {
    Condition: ("name", "plain_name", "slug", "synonyms", "summary"),
    Department: ("name", "slug", "description"),
    Medicine: ("name", "synonyms"),
    Tag: ("name", "slug"),
}
#: What readers see on a doctor's profile, under the name that their signed answers link to.
PROFILE = (
    *("name", "honorific", "slug", "credentials", "job_title", "department", "hospital", "country"),
    *("registration_body", "registration_number", "bio", "photo", "conflicts_of_interest", "is_sample"),
)
#: Prose goes into the trail as its digest: the trail holds names and no texts.
_PROSE = {"summary", "description"}


@transaction.atomic
def rename(record: Shared, *, changes: Mapping[str, Any], editor: User) -> Refreshed:
    """Save `changes` (field and new value) of a shared record. Says which live pages were refreshed.

    Raises `NotAllowed`, also where readers would see the change on or beside a live answer and `editor` is no chief;
    `Refused("record-gone")`, and `Refused("tag-merged")` where a tag's new address leads to another tag.
    """
    if not editor.has_perm(f"{record._meta.app_label}.change_{record._meta.model_name}"):
        raise NotAllowed(_("This account may not change records that answers share."))
    lock_pages()
    model: Any = type(record)
    before: Shared | None = model.objects.select_for_update().filter(pk=record.pk).first()
    if before is None:
        raise Refused("record-gone", _("This record does not exist any more. Look at the list again."))
    after = copy.copy(before)
    for name, value in changes.items():
        setattr(after, name, value)
    changed = [name for name in changes if getattr(after, name) != getattr(before, name)]
    seen = [name for name in SEEN[model] if name in changed]
    if seen:
        _refuse_beside_live(before, after, editor)
    after.save(update_fields=changed)
    if not seen:
        return Refreshed()
    _keep_address(before, after)
    trail.record(
        "vocabulary_renamed",
        actor=editor,
        model=record._meta.model_name,
        id=record.pk,
        before=_told(before, seen),
        after=_told(after, seen),
    )
    return furniture.refresh(furniture.showing(after, before=before))


def profile_changes(doctor: Doctor, fields: Iterable[str], *, editor: User) -> None:
    """Call before these fields of a profile are saved, in the same transaction: note what readers will see of it.

    Raises `NotAllowed` where live answers carry the doctor's name and `editor` is no chief.
    """
    seen = [name for name in PROFILE if name in set(fields)]
    if not seen:
        return
    if Doctor.objects.public().filter(pk=doctor.pk).exists():
        beside_live.only_chiefs(editor, str(Doctor.objects.get(pk=doctor.pk)))
    trail.record("profile_changed", actor=editor, doctor=doctor.pk, fields=seen)


def _refuse_beside_live(before: Shared, after: Shared, editor: User) -> None:
    if furniture.is_beside_live(before) or furniture.is_beside_live(after):
        beside_live.only_chiefs(editor, str(before))


def _keep_address(before: Shared, after: Shared) -> None:
    """A tag's old address goes on leading to it."""
    if isinstance(before, Tag) and isinstance(after, Tag) and before.slug != after.slug:
        tagging.refuse_alias(after.slug, tag=after)
        tagging.moved(after, name=before.name, slug=before.slug)


def _told(record: Shared, seen: list[str]) -> dict[str, str]:
    values = {name: str(getattr(record, name)) for name in seen}
    return {name: _digest(value) if name in _PROSE else value for name, value in values.items()}


def _digest(prose: str) -> str:
    return f"sha256:{hashlib.sha256(prose.encode()).hexdigest()}" if prose else ""
