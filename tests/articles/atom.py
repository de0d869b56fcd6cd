"""The rules of RFC 4287 for what our feeds use: a feed that breaks one fails with a sentence."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.http import HttpResponse

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
#: RFC 3339, as section 3.3 asks: capital T, and Z or an offset.
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:[\w./:-]+")
#: How often each element may stand there; what is not named may not stand there at all.
IN_FEED = {"title": (1, 1), "id": (1, 1), "updated": (1, 1), "link": (2, 2), "author": (1, 1), "subtitle": (0, 1),
           "entry": (0, 50)}  # fmt: skip
IN_ENTRY = {"title": (1, 1), "id": (1, 1), "updated": (1, 1), "published": (0, 1), "link": (1, 1), "author": (0, 1),
            "summary": (1, 1), "category": (0, 99)}  # fmt: skip
IN_PERSON = {"name": (1, 1), "uri": (0, 1), "email": (0, 0)}


@dataclass(frozen=True)
class Entry:
    id: str
    title: str
    link: str
    language: str
    published: str
    updated: dt.datetime
    summary: str
    author: str
    topics: list[str]


@dataclass(frozen=True)
class Feed:
    id: str
    title: str
    page: str
    own: str
    language: str
    updated: dt.datetime
    entries: list[Entry]

    @property
    def titles(self) -> list[str]:
        return [entry.title for entry in self.entries]


def read_feed(response: HttpResponse) -> Feed:
    """The feed that an answer of the portal holds, after every rule was checked."""
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # noqa: S314  our own document
    assert root.tag == f"{ATOM}feed"
    _count(root, IN_FEED)
    links = {link.attrib["rel"]: _whole(link.attrib["href"]) for link in root.iter(f"{ATOM}link") if link in root}
    assert set(links) == {"alternate", "self"}
    language = root.attrib[f"{XML}lang"]
    entries = [_entry(entry, language) for entry in root.iter(f"{ATOM}entry")]
    ids = [_text(root, "id"), *(entry.id for entry in entries)]
    assert len(set(ids)) == len(ids), "an id stands there twice"
    feed = Feed(
        id=_whole(_text(root, "id")),
        title=_text(root, "title"),
        page=links["alternate"],
        own=links["self"],
        language=language,
        updated=_date(root, "updated"),
        entries=entries,
    )
    assert all(entry.updated <= feed.updated for entry in entries)
    _author(root)
    return feed


def _entry(element: ElementTree.Element, language: str) -> Entry:
    _count(element, IN_ENTRY)
    (link,) = element.iter(f"{ATOM}link")
    assert link.attrib["rel"] == "alternate"
    (summary,) = element.iter(f"{ATOM}summary")
    assert summary.attrib["type"] == "html"
    identity = _text(element, "id")
    assert TAG_URI.fullmatch(identity), identity
    published, updated = _date(element, "published"), _date(element, "updated")
    assert published <= updated
    return Entry(
        id=identity,
        title=_text(element, "title"),
        link=_whole(link.attrib["href"]),
        language=element.attrib.get(f"{XML}lang", language),
        published=_text(element, "published"),
        updated=updated,
        summary=_text(element, "summary"),
        author=_author(element),
        topics=[category.attrib["term"] for category in element.iter(f"{ATOM}category")],
    )


def _author(element: ElementTree.Element) -> str:
    found = element.find(f"{ATOM}author")
    if found is None:
        return ""
    _count(found, IN_PERSON)
    if found.find(f"{ATOM}uri") is not None:
        _whole(_text(found, "uri"))
    return _text(found, "name")


def _count(element: ElementTree.Element, allowed: dict[str, tuple[int, int]]) -> None:
    names = [child.tag.removeprefix(ATOM) for child in element]
    assert set(names) <= set(allowed), f"{set(names) - set(allowed)} may not stand in {element.tag}"
    for name, (least, most) in allowed.items():
        assert least <= names.count(name) <= most, f"{names.count(name)} of {name} in {element.tag}"


def _text(element: ElementTree.Element, name: str) -> str:
    found = element.find(f"{ATOM}{name}")
    assert found is not None
    assert found.text, f"{name} is empty"
    return found.text


def _date(element: ElementTree.Element, name: str) -> dt.datetime:
    text = _text(element, name)
    assert DATE.fullmatch(text), text
    return dt.datetime.fromisoformat(text)


def _whole(address: str) -> str:
    parts = urlsplit(address)
    assert parts.scheme in ("http", "https"), address
    assert parts.netloc, address
    assert address.isascii(), f"{address} is an IRI and no URI"
    assert " " not in address
    return address
