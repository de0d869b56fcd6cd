"""A doctor remarks on a block of the text before them, quoting its words; an editor marks the remark as seen to."""

from __future__ import annotations

import unicodedata

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import canonical, deputising, permissions, trail
from articles.canonical import Block
from articles.errors import Incomplete, NotAllowed, Refused, StaleText
from articles.locking import lock_article
from articles.models import Article, BlockComment
from articles.models.vocabulary import BEFORE_DOCTORS

LONGEST_QUOTE, LONGEST_COMMENT = 500, 5_000


@transaction.atomic
def comment(article: Article, *, account: User, digest: str, quote: str, text: str) -> BlockComment:
    """Keep the remark beside the block that holds the quoted words, the first one where several do.

    Capitals, white space and the form of quotation marks of the quote do not matter. The state of the edition stays
    as it is. Raises `Incomplete` with "comment-missing", "quote-missing", "too-long" or "quote-not-found",
    `Refused("not-in-review")`, `StaleText` when the words are not those of `digest` any more, and `NotAllowed`.
    """
    quote, text = canonical.line(quote), text.strip()
    _refuse_unfit(quote, text)
    fresh = lock_article(article)
    asked = permissions.can_read_for_signing(account, fresh) or deputising.can_read_for_absent(account, fresh)
    if not asked:
        raise NotAllowed(_("This text was not put before you."))
    if fresh.status not in BEFORE_DOCTORS:
        raise Refused("not-in-review", _("This edition is not waiting for a signature any more."))
    current = canonical.digest_of(fresh)
    if current != digest:
        sentence = _("The text changed since you opened it, so nothing was kept. Please read what is new.")
        raise StaleText(shown=digest, current=current, sentence=sentence)
    block = _block_with(quote, canonical.blocks_of(fresh))
    if block is None:
        raise Incomplete(
            "quote-not-found", _("These words are not in the text. Copy them from one paragraph, as printed.")
        )
    made = BlockComment.objects.create(
        article=fresh, block=block.key, block_name=block.name, quote=quote, text=text, author=account
    )
    trail.record("commented", actor=account, article=fresh, digest=digest, block=block.name)
    return made


@transaction.atomic
def resolve(comment: BlockComment, *, editor: User) -> BlockComment:
    """Mark a remark as seen to; it stays on record. A second time changes nothing. Raises `NotAllowed`."""
    if not permissions.may_start_edition(editor):
        raise NotAllowed(_("Only editors can mark a remark as seen to."))
    fresh = BlockComment.objects.select_for_update(of=("self",)).select_related("article").get(pk=comment.pk)
    if fresh.resolved_at is None:
        fresh.resolved_at = timezone.now()
        fresh.save(update_fields=["resolved_at"])
        trail.record("comment_resolved", actor=editor, article=fresh.article, comment=fresh.pk)
    return fresh


def _refuse_unfit(quote: str, text: str) -> None:
    if not text:
        raise Incomplete("comment-missing", _("Write what you think of these words."))
    if not quote:
        raise Incomplete("quote-missing", _("Quote the words you mean, so that the editor finds them."))
    for given, limit in ((quote, LONGEST_QUOTE), (text, LONGEST_COMMENT)):
        if len(given) > limit:
            sentence = _("This is %(length)d characters long; %(limit)d are the most. Nothing was kept.")
            raise Incomplete("too-long", sentence % {"length": len(given), "limit": limit})


def _block_with(quote: str, blocks: list[Block]) -> Block | None:
    wanted = _folded(quote)
    return next((block for block in blocks if any(wanted in _folded(value) for _name, value in block.fields)), None)


def _folded(text: str) -> str:
    """Without what copying from a page changes: capitals, line ends, marks of emphasis, kinds of quotation marks."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_SAME_SIGNS)
    return " ".join(plain.split())


_SAME_SIGNS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "‑": "-", "–": "-", "*": None})
