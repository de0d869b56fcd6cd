"""A question moves to another address, or gets its first edition: how an address is given, and to whom."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles import editing, furniture, trail
from articles.errors import NotAllowed, Refused
from articles.locking import lock_pages, lock_question
from articles.models import Article, OldSlug, Question
from articles.slugs import free_question_slug


def refuse_taken(slug: str, *, question: Question | None = None) -> None:
    """Raise `Refused("slug-taken")` where another question has this address, or once had it."""
    taken = Question.objects.at(slug)
    if question is not None:
        taken = taken.exclude(pk=question.pk)
    if taken.exists():
        sentence = _("The address “%(slug)s” is, or was, that of another question. Choose another one.")
        raise Refused("slug-taken", sentence % {"slug": slug})


@transaction.atomic
def move_question(question: Question, slug: str, *, editor: User) -> Question:
    """Give a question another address; the old one redirects for ever. The live page is written anew.

    Going back to one of its own old addresses is allowed. Raises `Refused("slug-taken")` and `NotAllowed`.
    """
    if not editor.has_perm("articles.change_question"):
        raise NotAllowed(_("Only editors change the address of a question."))
    lock_pages()
    fresh = lock_question(question.pk)
    if fresh.slug == slug:
        return fresh
    refuse_taken(slug, question=fresh)
    before = fresh.slug
    fresh.old_slugs.filter(slug=slug).delete()
    OldSlug.objects.create(slug=before, question=fresh)
    fresh.slug = slug
    fresh.save(update_fields=["slug"])
    furniture.refresh(furniture.of_translations(fresh, fresh.translation_group))
    trail.record("question_moved", actor=editor, question=fresh, before=before, after=slug)
    return fresh


@transaction.atomic
def open_question(question: Question, *, wording: str, editor: User) -> Article:
    """Save a new question, with an address made of its wording where none was given, and its first draft."""
    if not editor.has_perm("articles.add_question"):
        raise NotAllowed(_("Only editors add questions."))
    if question.slug:
        refuse_taken(question.slug)
    else:
        question.slug = free_question_slug(wording)
    question.save(force_insert=True)
    trail.record("question_added", actor=editor, question=question)
    return first_edition(question, wording=wording, editor=editor)


@transaction.atomic
def first_edition(question: Question, *, wording: str, editor: User) -> Article:
    """The first draft of a question that has none. Raises `Refused("has-edition")` and `NotAllowed`."""
    if not editor.has_perm("articles.add_article"):
        raise NotAllowed(_("Only editors can start an edition."))
    lock_question(question.pk)
    if Article.objects.filter(question=question).exists():
        raise Refused("has-edition", _("This question has an edition already. Continue that one."))
    article = Article.objects.create(question=question, edition=1, question_text=wording, assignee=editor)
    trail.record("edition_started", actor=editor, article=article)
    return editing.text_saved(article, editor=editor)
