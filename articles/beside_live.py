"""Who changes what stands beside a live answer, and that it is written down. The one home of that gate.

Nobody signs what stands beside a text, so what is new to readers comes there by the hand of a chief editor. Names of
shared records change by `renaming`, tags are merged by `tagging`; both ask here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles import furniture, permissions, trail
from articles.errors import NotAllowed
from articles.locking import lock_pages, lock_question
from articles.models import Article, Question, Tag
from doctors.models import Department


def only_chiefs(editor: User, name: str) -> None:
    """Raise `NotAllowed` unless `editor` is a chief: readers see `name` beside a live answer, and it is to change."""
    if not permissions.may_rename_beside_live(editor):
        sentence = _(
            "Only a chief editor changes what readers see of “%(name)s”, because it stands beside live answers. "
            "Nothing was saved, and what you typed is still here: ask a chief editor to make this change."
        )
        raise NotAllowed(sentence % {"name": name})


def only_chiefs_add(editor: User, record: Tag | Department, *, beside: Question | None = None) -> None:
    """Raise `NotAllowed` where no live answer (but the one of `beside`) carries `record`, and `editor` is no chief."""
    if not permissions.may_rename_beside_live(editor) and not _is_known(record, beside):
        sentence = _(
            "No live answer carries “%(name)s” yet, so only a chief editor puts it beside one. Nothing was saved, and "
            "what you typed is still here: ask a chief editor to add it, or choose one that readers know."
        )
        raise NotAllowed(sentence % {"name": record.name})


@contextmanager
def changing(question: Question, *, editor: User) -> Iterator[None]:
    """Save what stands beside a question's answer inside this. Where the answer is live, it goes into the trail.

    Raises `NotAllowed` and takes everything back where readers would see a tag or a department that no live answer
    carries yet, or another A–Z entry, and `editor` is no chief.
    """
    with transaction.atomic():
        lock_pages()
        before = _beside(lock_question(question.pk))
        yield
        if not Article.objects.public().filter(question=question.pk).exists():
            return
        after = _beside(Question.objects.select_related("department").get(pk=question.pk))
        changed = [name for name in after if after[name] != before[name]]
        if changed:
            _refuse_what_is_new(question, before, after, editor)
            told = [{name: _told(values[name]) for name in changed} for values in (before, after)]
            trail.record("furniture_changed", actor=editor, question=question, before=told[0], after=told[1])


def _beside(question: Question) -> dict[str, Any]:
    """What stands beside the answer, of what belongs to this question alone."""
    return {
        "tags": list(Tag.objects.filter(question_tags__content_object=question).order_by("name", "pk")),
        "department": question.department,
        "body_area": question.body_area,
        "kind": question.kind,
        "index_phrase": question.index_phrase,
    }


def _refuse_what_is_new(question: Question, before: dict[str, Any], after: dict[str, Any], editor: User) -> None:
    came = [tag for tag in after["tags"] if tag not in before["tags"]]
    if after["department"] is not None and after["department"] != before["department"]:
        came.append(after["department"])
    for record in came:
        only_chiefs_add(editor, record, beside=question)
    if after["index_phrase"] != before["index_phrase"] and not permissions.may_rename_beside_live(editor):
        sentence = _(
            "Only a chief editor changes the A–Z entry of a live answer, because nobody signs what readers see there. "
            "Nothing was saved, and what you typed is still here: ask a chief editor to make this change."
        )
        raise NotAllowed(sentence)


def _is_known(record: Tag | Department, beside: Question | None) -> bool:
    """Whether readers know it already: by a live answer, or a department by the profile of a doctor who has one."""
    shown = furniture.showing(record)
    others = shown.exclude(question=beside) if beside is not None else shown
    by_doctors = Article.objects.public().filter(doctor__department=record.pk)
    return others.exists() or (isinstance(record, Department) and by_doctors.exists())


def _told(value: Any) -> Any:
    """In words, as the trail keeps them: names for records."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return "" if value is None else str(value)
