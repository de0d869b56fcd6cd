"""The picture that other sites show beside a link to an answer: drawn when it goes live, removed when it goes.

Furniture, drawn from signed words. A card is drawn once publishing is certain, and nothing waits for it: where it
cannot be drawn (a full disk, letters that no font here has) the page names the site's own card. `rebuild_pages` draws
what is missing.
"""

from __future__ import annotations

import hashlib
import json
import logging
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from articles.card_drawing import CardWords, NoFontError, draw
from articles.models import LivePage
from healthqa.lib.files import write_whole

log = logging.getLogger(__name__)

FOLDER = "cards"
#: Raised when cards look different, so that they get other names.
VERSION = 2


def link(page: LivePage) -> None:
    """Let a page that is about to be saved name its card, and draw it after the transaction where it is not there."""
    page.card = None
    if not has_own(page):
        return
    name = name_of(page)
    if _path(name).exists():
        page.card = name
    else:
        transaction.on_commit(partial(draw_missing, page.article_id), robust=True)


def draw_missing(article_id: int) -> bool:
    """Draw the card of a live page and link it. False where it has none or it could not be drawn."""
    page = LivePage.objects.filter(article=article_id).select_related("article").first()
    if page is None or not has_own(page):
        return False
    name = name_of(page)
    try:
        write_whole(_path(name), draw(words_of(page)))
    except (OSError, NoFontError) as problem:
        log.warning("No social card for edition %s, so its page shows the site's own: %s", article_id, problem)
        return False
    if not LivePage.objects.filter(article=article_id, digest=page.digest).update(card=name):
        remove(page.digest)  # it was taken down meanwhile
    return True


def remove(digest: str) -> None:
    """Remove the cards of this text once that is certain, but for those that live pages name then."""
    transaction.on_commit(partial(_remove_unnamed, digest), robust=True)


def remove_all_unnamed() -> int:
    """Remove every card that no live page names, as a broken-off process leaves them; how many there were."""
    digests = {path.name.partition("-")[0] for path in _folder().glob("*-*.png")}
    return sum(_remove_unnamed(digest) for digest in digests)


def has_own(page: LivePage) -> bool:
    """Samples that came from no document are for load tests: a hundred thousand of them share one card."""
    return bool(page.article.import_key) or not page.is_sample


def name_of(page: LivePage) -> str:
    """Where a card lies below MEDIA_ROOT: its text's digest, and a digest of all that is drawn."""
    drawn = json.dumps([VERSION, *words_of(page).as_list()], ensure_ascii=False)
    return f"{FOLDER}/{page.digest}-{hashlib.sha256(drawn.encode()).hexdigest()[:16]}.png"


def words_of(page: LivePage) -> CardWords:
    byline = page.content["byline"]
    return CardWords(
        question=page.question_text,
        name=byline["name"],
        title=byline["title"],
        signed_on=page.signed_on,
        language=page.language,
        site=settings.SITE_NAME,
        is_sample=page.is_sample,
    )


def _remove_unnamed(digest: str) -> int:
    paths = list(_folder().glob(f"{digest}-*.png"))
    if not paths:
        return 0
    named = set(LivePage.objects.filter(article__digest=digest).order_by().values_list("card", flat=True))
    gone = [path for path in paths if f"{FOLDER}/{path.name}" not in named]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER


def _path(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name
