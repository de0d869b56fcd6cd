"""Editors decide on what readers asked: it belongs to a question, becomes one, or is declined.

The trail says who decided, and never repeats words of a reader. Locks: the question, then the reader's question.
"""

from __future__ import annotations

import re
import unicodedata

from django.contrib.auth.models import User
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import addressing, permissions, trail
from articles.errors import Incomplete, NotAllowed, Refused
from articles.locking import lock_question
from articles.models import Article, Question, ReaderQuestion
from articles.personal_data import strip

#: Characters of a note to other editors, and of the wording of a new question.
LONGEST_NOTE, LONGEST_WORDING = 1_000, 300


@transaction.atomic
def merge(asked: ReaderQuestion, *, into: Question, editor: User, note: str = "") -> ReaderQuestion:
    """The reader asks what `into` asks: the private page leads to its answer as soon as one is live.

    Raises `Refused("decided-already")`, `Incomplete("note-too-long")` and `NotAllowed`.
    """
    _refuse_stranger(editor)
    question = lock_question(into.pk)
    fresh = _lock_waiting(asked)
    trail.record("reader_question_merged", actor=editor, question=question, asked=fresh.pk)
    return _decide(fresh, state=ReaderQuestion.State.MERGED, question=question, note=note)


@transaction.atomic
def make_question(asked: ReaderQuestion, *, wording: str, editor: User, note: str = "") -> Article:
    """Open a new question in the words of the editor, in the language of the reader's, and return its first draft.

    Raises `Incomplete` ("wording-missing", "wording-too-long", "personal-data", "readers-words", "note-too-long"),
    `Refused("decided-already")` and `NotAllowed`.
    """
    _refuse_stranger(editor)
    wording = _wording(wording)
    fresh = _lock_waiting(asked)
    if _letters(wording) in {_letters(said) for said in (fresh.text, *fresh.text.splitlines())}:
        sentence = _("These are the reader's own words, and readers are promised others. Word it for everybody.")
        raise Incomplete("readers-words", sentence)
    draft = addressing.open_question(Question(language=fresh.language), wording=wording, editor=editor)
    trail.record("reader_question_made", actor=editor, question=draft.question, asked=fresh.pk)
    _decide(fresh, state=ReaderQuestion.State.MERGED, question=draft.question, note=note)
    return draft


@transaction.atomic
def decline(asked: ReaderQuestion, *, because: str, editor: User, note: str = "") -> ReaderQuestion:
    """Nothing comes of it. The reader gets the sentence of `because`, a `ReaderQuestion.Because`, and not the note.

    Raises `Incomplete` ("reason-missing", "note-too-long"), `Refused("decided-already")` and `NotAllowed`.
    """
    _refuse_stranger(editor)
    if because not in ReaderQuestion.Because.values:
        raise Incomplete("reason-missing", _("Choose a reason. Whoever asked reads its sentence."))
    fresh = _lock_waiting(asked)
    trail.record("reader_question_declined", actor=editor, asked=fresh.pk, because=because)
    return _decide(fresh, state=ReaderQuestion.State.DECLINED, because=because, note=note)


@transaction.atomic
def reopen(asked: ReaderQuestion, *, editor: User) -> ReaderQuestion:
    """Back into the queue: the decision was a slip. A question that was made of it stays, and has its own way.

    Raises `Refused("not-decided")` and `NotAllowed`.
    """
    _refuse_stranger(editor)
    fresh = _lock(asked)
    if fresh.state == ReaderQuestion.State.OPEN:
        raise Refused("not-decided", _("This question is in the queue."))
    trail.record("reader_question_reopened", actor=editor, question=fresh.question, asked=fresh.pk)
    fresh.state, fresh.question, fresh.declined_because, fresh.decided_on = ReaderQuestion.State.OPEN, None, "", None
    fresh.reason = ""
    fresh.save(update_fields=["state", "question", "declined_because", "reason", "decided_on"])
    return fresh


def _refuse_stranger(editor: User) -> None:
    if not permissions.may_answer_readers(editor):
        raise NotAllowed(_("Only editors decide on what readers ask."))


def _lock(asked: ReaderQuestion) -> ReaderQuestion:
    fresh = ReaderQuestion.objects.select_for_update().filter(pk=asked.pk).first()
    if fresh is None:
        raise Refused("taken-back", _("This question was deleted: whoever asked took it back, or its time was over."))
    return fresh


def _lock_waiting(asked: ReaderQuestion) -> ReaderQuestion:
    fresh = _lock(asked)
    if fresh.state != ReaderQuestion.State.OPEN:
        raise Refused("decided-already", _("Somebody decided on this question already. Look at it again."))
    return fresh


def _decide(
    fresh: ReaderQuestion, *, state: str, note: str, question: Question | None = None, because: str = ""
) -> ReaderQuestion:
    if len(note) > LONGEST_NOTE:
        sentence = _("This note has %(n)d characters, and %(most)d are the most. Shorten it and send it again.")
        raise Incomplete("note-too-long", sentence % {"n": len(note), "most": LONGEST_NOTE})
    fresh.state, fresh.question, fresh.declined_because = state, question, because
    fresh.reason = _sentence(because, fresh.language) if because else ""
    fresh.note, fresh.decided_on = note.strip(), timezone.localdate()
    fresh.save(update_fields=["state", "question", "declined_because", "reason", "note", "decided_on"])
    return fresh


def _sentence(because: str, language: str) -> str:
    """What whoever asked reads, in the language of the question."""
    with override(language):
        return render_to_string("ask/_declined.html", {"because": because}).strip()


def _letters(text: str) -> str:
    """What two wordings have to differ in: neither capitals nor signs nor spaces."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _wording(text: str) -> str:
    wording = " ".join(text.split())
    if not wording:
        raise Incomplete("wording-missing", _("Write the question as readers in general would ask it."))
    if len(wording) > LONGEST_WORDING:
        sentence = _("A question has %(most)d characters at most, and this has %(n)d. Say it shorter.")
        raise Incomplete("wording-too-long", sentence % {"n": len(wording), "most": LONGEST_WORDING})
    if strip(wording).found:
        raise Incomplete("personal-data", _("This wording says who somebody is. Take that out."))
    return wording
