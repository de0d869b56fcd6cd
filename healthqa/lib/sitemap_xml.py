"""Sitemaps as sitemaps.org defines them (protocol 0.9): a list of addresses, or a list of such files. Plain strings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import override

#: Addresses in one file. The protocol allows 50,000; a smaller one is read and written in a moment.
MOST = 5_000
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
#: The language that is offered where none of the others fits.
DEFAULT = settings.LANGUAGE_CODE

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_SLUG = "SLUG"  # in no address of ours: slugs are small letters


@dataclass(frozen=True, slots=True)
class Place:
    """One address. `changed_at`: when what it says last changed, where that is known. `others`: (language, address) of
    each version of it in another language and of itself; empty where there is one version."""

    address: str
    changed_at: dt.datetime | None = None
    others: Sequence[tuple[str, str]] = ()


def urlset(places: Iterable[Place]) -> str:
    """A file of addresses. They must be whole and quoted."""
    urls = "".join(map(_url, places))
    return f'{_HEAD}<urlset {_NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{urls}</urlset>\n'


def sitemap_index(files: Iterable[tuple[str, dt.datetime | None]]) -> str:
    """The list of the files: the whole address of each, and when the newest of its places changed."""
    found = "".join(f"<sitemap><loc>{escape(loc)}</loc>{_lastmod(at)}</sitemap>\n" for loc, at in files)
    return f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{found}</sitemapindex>\n"


def addresses(name: str, language: str) -> Callable[[str], str]:
    """What makes the whole address of a page `name` from its slug. The pattern is asked once, not for every slug."""
    with override(language):
        before, after = reverse(name, args=[_SLUG]).split(_SLUG)
    before = settings.SITE_URL + before
    return lambda slug: f"{before}{quote(slug)}{after}"


def in_each_language(addresses_of: dict[str, str]) -> list[Place]:
    """The places of one page that is there in these languages."""
    others = tuple(addresses_of.items()) if len(addresses_of) > 1 else ()
    return [Place(address, None, others) for address in addresses_of.values()]


def numbers_of_files(rows: QuerySet[Any, Any], size: int) -> list[int]:
    """Which files these rows fill, if file n holds the ids from n * size on: an id stays in its file for ever."""
    files = rows.order_by().annotate(file=F("pk") / size).values_list("file", flat=True).distinct()
    return sorted(files)


def rows_of_file(rows: QuerySet[Any, Any], number: int, size: int) -> QuerySet[Any, Any]:
    return rows.filter(pk__gte=number * size, pk__lt=(number + 1) * size).order_by("pk")


def _url(place: Place) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(address)}"/>'
        for language, address in place.others
    )
    default = next((address for language, address in place.others if language == DEFAULT), None)
    if default is not None:
        links += f'<xhtml:link rel="alternate" hreflang="x-default" href="{escape(default)}"/>'
    return f"<url><loc>{escape(place.address)}</loc>{_lastmod(place.changed_at)}{links}</url>\n"


def _lastmod(at: dt.datetime | None) -> str:
    return f"<lastmod>{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if at is not None else ""
