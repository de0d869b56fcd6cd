"""An Atom document of entries. Django's generator, with what a feed of ours says otherwise."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from articles.feed_entries import Entry

#: What no XML document may hold, not even escaped. A reason may have it: no check of words reads those.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: The date of a feed that has no entry, so that the same nothing is always the same document.
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class _Atom(Atom1Feed):
    def latest_post_date(self) -> dt.datetime:
        return max((item["updateddate"] for item in self.items), default=_NEVER)

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xml:base": f"{settings.SITE_URL}/"}


def feed_as_xml(title: str, *, page: str, own: str, language: str, entries: Sequence[Entry]) -> str:
    """`page`: the address of what the feed follows; `own`: that of the feed, without the host."""
    own_url = settings.SITE_URL + quote(own)
    feed = _Atom(
        title=_text(f"{title} – {settings.SITE_NAME}"),
        link=settings.SITE_URL + page,
        description="",
        language=language,
        author_name=_text(settings.SITE_NAME),
        author_link=f"{settings.SITE_URL}/",
        feed_url=own_url,
        feed_guid=own_url,
    )
    for entry in entries:
        name, profile = entry.author or (None, None)
        feed.add_item(
            title=_text(entry.title),
            link=entry.url,
            description=_text(entry.summary),
            author_name=_text(name) if name else None,
            author_link=profile or None,
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.id,
            categories=[_text(topic) for topic in entry.topics],
            language=entry.language,
        )
    xml: str = feed.writeString("utf-8")
    return xml


def _text(words: str) -> str:
    return _NOT_XML.sub("", words)
