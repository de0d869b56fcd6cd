"""What a save means: which edition may be changed, and what a changed word does to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles import canonical, one_edition, permissions, trail
from articles.errors import NotAllowed, Refused
from articles.locking import lock_article, lock_question
from articles.models import Article, CareAdvice, Cause, Contribution, Question, Reference, Section
from articles.models.vocabulary import Kind, Status
from healthqa.lib.kept_queries import KeptQuery

Row = TypeVar("Row", Section, Cause, CareAdvice, Reference)

#: What the next edition does not take over from the one before it.
_ITS_OWN = {
    "id", "edition", "status", "byline_name", "byline_title", "byline_credentials", "change_note", "risk_class",
    "signatures_required", "digest", "digest_version", "saved_by", "created_at", "updated_at", "requested_at",
    "assignee", "import_digest", "unplaced",
}  # fmt: skip
_NEWEST = KeptQuery(
    lambda question: Article.objects.filter(question=question).order_by("-edition").values_list("pk", flat=True)[:1],
    int,
)


@transaction.atomic
def start_edition(question: Question, *, editor: User) -> Article:
    """Open the next edition of a question as a draft with the words of the live one (else the latest), and return it.

    An edition that is signed but not published is superseded by it; one whose words were erased gives none. Raises
    `Refused("open-edition")` when a draft or a text in review exists already, and `NotAllowed` for an account that may
    not edit.
    """
    if not permissions.may_start_edition(editor):
        raise NotAllowed(_("Only editors can start an edition."))
    lock_question(question.pk)
    key = _NEWEST.first(question.pk)
    if key is None:
        raise Refused("no-edition", _("This question has no edition yet. Add an article to it instead."))
    return open_next(one_edition.read(key), actor=editor)


def open_next(newest: Article, *, actor: User) -> Article:
    """The next edition after `newest`, for a caller who holds the question's lock and has asked for the right."""
    if newest.status in (Status.DRAFT, Status.IN_REVIEW):
        raise Refused("open-edition", _("Edition %(n)d is open already. Continue that one.") % {"n": newest.edition})
    source = newest
    if newest.status == Status.SIGNED:
        Article.objects.filter(pk=newest.pk).update(status=Status.SUPERSEDED)
        trail.record("superseded", actor=actor, article=newest)
    elif newest.status == Status.SUPERSEDED:  # it was rolled back: its words are the ones that were wrong
        source = (
            Article.objects.filter(question=newest.question_id, status=Status.PUBLISHED).with_text().first() or newest
        )
    copy = _without_words if source.is_redacted else _copy
    fresh = copy(source, edition=newest.edition + 1)
    trail.record("edition_started", actor=actor, article=fresh, from_edition=source.edition)
    return fresh


@transaction.atomic
def text_saved(article: Article, *, editor: User) -> Article:
    """Call after every save that may have changed words, in the same transaction. Returns the fresh edition.

    The same digest: nothing happens. New words in a draft: the digest follows and the account becomes a contributor,
    who cannot sign. New words in review: back to draft, and the doctors asked are told. New words in a signed text
    raise `Refused("start-next-edition")`, so that the transaction takes the save back.
    """
    fresh = lock_article(article)
    if canonical.digest_of(fresh) == fresh.digest:
        return fresh
    if fresh.is_frozen:
        sentence = _("A doctor has signed these words. Choose “Start next edition” to change them.")
        raise Refused("start-next-edition", sentence)
    if fresh.status == Status.IN_REVIEW:
        back_to_draft(fresh, actor=editor, why="text_changed")
    fresh.digest = canonical.digest_of(fresh)
    fresh.saved_by = editor
    fresh.save(update_fields=["digest", "saved_by", "updated_at"])
    Contribution.objects.get_or_create(article=fresh, user=editor)
    trail.record("text_saved", actor=editor, article=fresh, digest=fresh.digest)
    return fresh


@transaction.atomic
def take_back(article: Article, *, editor: User) -> Article:
    """Take a text in review back to draft without changing a word, to choose another doctor, say. They are told.

    Raises `Refused("not-in-review")` and `NotAllowed`.
    """
    fresh = lock_article(article)
    if not permissions.can_edit(editor, fresh):
        raise NotAllowed(_("This account may not take this text back."))
    if fresh.status != Status.IN_REVIEW:
        raise Refused("not-in-review", _("Only a text in review can be taken back."))
    back_to_draft(fresh, actor=editor, why="taken_back")
    return fresh


def back_to_draft(article: Article, *, actor: User, why: str) -> None:
    """Take a locked edition in review back to draft: the copied byline goes. The doctors' next digest tells."""
    article.status = Status.DRAFT
    article.byline_name = article.byline_title = article.byline_credentials = ""
    article.digest = canonical.digest_of(article)
    fields = ["status", "byline_name", "byline_title", "byline_credentials", "digest", "updated_at"]
    article.save(update_fields=fields)
    trail.record("back_to_draft", actor=actor, article=article, why=why)


@transaction.atomic
def set_kind(causes: Sequence[Cause], kind: Kind, *, editor: User) -> Article:
    """Sort causes of one draft into the section of `kind`, made at the end when there is none; order is kept.

    Raises `Refused` when the causes belong to several editions or to a signed one.
    """
    if len({cause.article_id for cause in causes}) != 1:
        raise Refused("several-editions", _("Choose causes of one edition at a time."))
    article = lock_article(causes[0].article)
    if not permissions.can_edit(editor, article):
        raise NotAllowed(_("These words cannot be changed by you now. A signed text needs its next edition."))
    section = article.sections.filter(kind=kind).first()
    if section is None:
        last = max((section.position for section in article.sections.all()), default=0)
        section = Section.objects.create(article=article, kind=kind, position=last + 1)
    chosen = Cause.objects.filter(pk__in=[cause.pk for cause in causes]).exclude(section=section)
    moved = list(chosen.order_by("section__position", "section", "position", "pk"))
    next_position = max((cause.position for cause in section.causes.all()), default=0) + 1
    for position, cause in enumerate(moved, start=next_position):
        cause.section, cause.position = section, position
    Cause.objects.bulk_update(moved, ["section", "position"])
    _drop_bare_sections(article)
    return text_saved(article, editor=editor)


def _drop_bare_sections(article: Article) -> None:
    """Sections that sorting left with no cause, label or text say nothing and go."""
    article.sections.filter(causes__isnull=True, label="", text="").delete()


def _copy(source: Article, *, edition: int) -> Article:
    fields = {
        field.attname: getattr(source, field.attname)
        for field in Article._meta.concrete_fields
        if field.name not in _ITS_OWN
    }
    fresh = Article.objects.create(**fields, edition=edition)
    fresh.associated_conditions.add(*source.associated_conditions.all())
    sections = list(source.sections.all())
    copies = [_copy_row(section, article=fresh) for section in sections]
    Section.objects.bulk_create(copies)
    Cause.objects.bulk_create(
        _copy_row(cause, article=fresh, section=copy)
        for section, copy in zip(sections, copies, strict=True)
        for cause in section.causes.all()
    )
    CareAdvice.objects.bulk_create(_copy_row(card, article=fresh) for card in source.care_advice.all())
    Reference.objects.bulk_create(_copy_row(reference, article=fresh) for reference in source.references.all())
    Contribution.objects.bulk_create(
        Contribution(article=fresh, user_id=user_id)
        for user_id in source.contributions.values_list("user_id", flat=True)
    )
    whole = one_edition.read(fresh.pk)
    whole.digest = canonical.digest_of(whole)
    whole.save(update_fields=["digest"])
    return whole


def _without_words(source: Article, *, edition: int) -> Article:
    """An empty edition after one whose words were erased: the question has to be answered anew."""
    kept = {"question_id": source.question_id, "doctor_id": source.doctor_id, "item_kind": source.item_kind}
    fresh = Article.objects.create(**kept, second_reviewer_id=source.second_reviewer_id, edition=edition)
    whole = one_edition.read(fresh.pk)
    whole.digest = canonical.digest_of(whole)
    whole.save(update_fields=["digest"])
    return whole


def _copy_row(row: Row, **changes: object) -> Row:
    """The same row for another edition, unsaved: its block stays, so that a moved or reworded one is recognised."""
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    copy = type(row)(**values)
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy
