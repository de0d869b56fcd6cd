"""Tags are merged or move to another address; the name that goes stays behind as an alias, so that it redirects."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles import beside_live, following, furniture, trail
from articles.errors import NotAllowed, Refused
from articles.furniture import Refreshed
from articles.locking import lock_pages
from articles.models import QuestionTag, Tag, TagAlias


@transaction.atomic
def merge(tag: Tag, *, into: Tag, editor: User) -> Refreshed:
    """Questions that carry `tag` carry `into` instead; `tag` goes and leaves an alias. Says which pages were refreshed.

    Raises `Refused("same-tag")`, `Refused("tag-gone")` when one of the two was merged meanwhile, and `NotAllowed`, also
    where live answers carry `tag` and none carries `into` yet, and `editor` is no chief.
    """
    if not editor.has_perms(["articles.change_tag", "articles.delete_tag"]):
        raise NotAllowed(_("Only editors merge tags."))
    if tag.pk == into.pk:
        raise Refused("same-tag", _("Choose another tag to merge “%(tag)s” into.") % {"tag": tag})
    lock_pages()
    locked = {row.pk: row for row in Tag.objects.select_for_update().filter(pk__in=[tag.pk, into.pk]).order_by("pk")}
    if len(locked) != 2:
        raise Refused("tag-gone", _("One of the two tags does not exist any more. Look at the list again."))
    tag, into = locked[tag.pk], locked[into.pk]
    if furniture.is_beside_live(tag):
        beside_live.only_chiefs_add(editor, into)
    carried = QuestionTag.objects.filter(tag=tag)
    questions = list(carried.values_list("content_object_id", flat=True))
    twice = QuestionTag.objects.filter(tag=into, content_object__in=questions).values_list(
        "content_object_id", flat=True
    )
    carried.filter(content_object__in=list(twice)).delete()
    carried.update(tag=into)
    TagAlias.objects.filter(tag=tag).update(tag=into)
    following.move(tag, into=into)
    name, slug, gone = tag.name, tag.slug, tag.pk
    tag.delete()
    leave_alias(into, name=name, slug=slug)
    trail.record("tags_merged", actor=editor, tag=gone, name=name, slug=slug, into=into.pk, into_slug=into.slug)
    return furniture.refresh(furniture.of_questions(questions))


def moved(tag: Tag, *, name: str, slug: str) -> None:
    """A tag was saved under another address: that of before, which had this name, leads to it from now on."""
    TagAlias.objects.filter(tag=tag, slug=tag.slug).delete()
    leave_alias(tag, name=name, slug=slug)


def leave_alias(tag: Tag, *, name: str, slug: str) -> None:
    """The old name and address lead to `tag` from now on."""
    TagAlias.objects.filter(slug=slug).delete()
    free_name = slug if TagAlias.objects.filter(name=name).exists() else name
    TagAlias.objects.create(tag=tag, name=free_name, slug=slug)


def refuse_alias(slug: str, *, tag: Tag | None) -> None:
    """Raise `Refused("tag-merged")` where this address leads to another tag already."""
    alias = TagAlias.objects.filter(slug=slug).exclude(tag=tag).select_related("tag").first()
    if alias is not None:
        sentence = _("“%(slug)s” was merged into “%(tag)s” and leads there. Use that tag.")
        raise Refused("tag-merged", sentence % {"slug": slug, "tag": alias.tag})
