"""Every address that a page, a feed or the sitemap names answers, in both languages; and no answer is far from home."""

from __future__ import annotations

import html
import http.client
import re
from collections import deque
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest

from tests.system.portal import SITE_URL, Portal

HOMES = ("/", "/zh-hans/")
STARTS = (*HOMES, "/sitemap.xml")
#: How many clicks a reader makes at most from home to any answer.
FARTHEST = 3
IN_XML = re.compile(r"<loc>([^<]+)</loc>|href=\"([^\"]+)\"")
#: What is not for readers has tests of its own.
NOT_FOLLOWED = ("/accounts/", "/admin/", "/desk/")
MOST = 3_000


class Links(HTMLParser):
    """What a page links to, and the anchors it has."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.clicks: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("a", "link", "form", "script", "img"):
            name = {"a": "href", "link": "href", "form": "action"}.get(tag, "src")
            self.targets.append(given.get(name) or "")
        if tag == "a":
            self.clicks.append(given.get("href") or "")
        if given.get("id"):
            self.anchors.add(str(given["id"]))


class Crawl:
    def __init__(self, portal: Portal) -> None:
        self.host = urlsplit(portal.address).netloc
        self.line = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=20)
        self.waiting = deque(STARTS)
        self.found_on = dict.fromkeys(STARTS, "")
        self.statuses: dict[str, int] = {}
        self.anchors: dict[str, set[str]] = {}
        self.clicks: dict[str, set[str]] = {}
        self.wanted_anchors: list[tuple[str, str, str]] = []
        self.cookies: list[str] = []
        self.in_sitemap: dict[str, str] = {}

    def run(self) -> Crawl:
        while self.waiting and len(self.statuses) < MOST:
            self._read(self.waiting.popleft())
        self.line.close()
        return self

    def _read(self, path: str) -> None:
        self.line.request("GET", path)
        answer = self.line.getresponse()
        body = answer.read()
        self.statuses[path] = answer.status
        if answer.getheader("Set-Cookie"):
            self.cookies.append(path)
        if answer.status in (301, 302):
            self._take(path, answer.getheader("Location") or "")
        kind = answer.getheader("Content-Type") or ""
        if "xml" in kind:
            for loc, href in IN_XML.findall(body.decode()):
                self._take(path, html.unescape(loc or href))
                if loc and (place := self._ours(path, html.unescape(loc))):
                    self.in_sitemap[place] = path
        if "html" in kind:
            links = Links()
            links.feed(body.decode())
            self.anchors[path] = links.anchors
            for target in links.targets:
                self._take(path, target)
            self.clicks[path] = {where for target in links.clicks if (where := self._ours(path, target)) is not None}

    def _take(self, page: str, target: str) -> None:
        """Remember where a link leads, if it leads to a page of ours that is not known yet."""
        path = self._ours(page, target)
        if path is None:
            return
        if fragment := urlsplit(target).fragment:
            self.wanted_anchors.append((page, path, unquote(fragment)))
        if path not in self.found_on and not path.removeprefix("/zh-hans").startswith(NOT_FOLLOWED):
            self.found_on[path] = page
            self.waiting.append(path)

    def _ours(self, page: str, target: str) -> str | None:
        """The path that a link on `page` leads to, if it is one of ours."""
        target = target.replace(SITE_URL, "", 1) if target.startswith(SITE_URL) else target
        parts = urlsplit(urljoin(f"http://{self.host}{page}", target))
        if parts.scheme not in ("http", "https") or parts.netloc != self.host:
            return None
        return quote(unquote(parts.path)) + (f"?{parts.query}" if parts.query else "")

    def distances(self) -> dict[str, int]:
        """How many clicks each page is away from the nearer of the two homes."""
        found, waiting = dict.fromkeys(HOMES, 0), deque(HOMES)
        while waiting:
            page = waiting.popleft()
            for target in self.clicks.get(page, set()) - set(found):
                found[target] = found[page] + 1
                waiting.append(target)
        return found


def address(slug: str, language: str) -> str:
    return f"{'' if language == 'en' else f'/{language}'}/questions/{quote(slug)}/"


def withdrawn(portal: Portal) -> set[str]:
    """The addresses of answers that were public and are no more."""
    was_public = "SELECT question_id FROM articles_publication"
    is_public = "SELECT question_id FROM articles_livepage"
    query = f"SELECT slug, language FROM articles_question WHERE id IN ({was_public}) AND id NOT IN ({is_public})"
    return {address(slug, language) for slug, language in portal.rows(query)}


@pytest.fixture(scope="module")
def crawl(portal: Portal) -> Crawl:
    return Crawl(portal).run()


def test_every_internal_link_answers(crawl: Crawl, portal: Portal) -> None:
    gone = withdrawn(portal)
    broken = {
        path: (status, crawl.found_on[path])
        for path, status in crawl.statuses.items()
        if status != (410 if path in gone else 200)  # the corrections lead there: it says why, and what to read instead
    }
    assert broken == {}
    assert gone & set(crawl.statuses)
    assert not crawl.waiting, "the portal links to itself without an end"
    lost = [want for want in crawl.wanted_anchors if want[2] not in crawl.anchors.get(want[1], {want[2]})]
    assert lost == []
    assert crawl.cookies == []
    published = portal.rows("SELECT question_id FROM articles_article WHERE status = 'published'")
    answers = [path for path in crawl.statuses if path.count("/") > 2 and "/questions/" in path]
    assert len(answers) >= len(published) > 30


def test_every_answer_is_three_clicks_from_home_and_in_the_sitemap(crawl: Crawl, portal: Portal) -> None:
    distances = crawl.distances()
    rows = portal.rows("SELECT slug, language, leaves_on > date('now') FROM articles_livepage")
    assert len(rows) > 30
    listed = {path for path, page in crawl.in_sitemap.items() if page.startswith("/sitemaps/answers-")}
    far, missing = {}, []
    for slug, language, is_current in rows:
        path = address(slug, language)
        if distances.get(path, FARTHEST + 1) > FARTHEST:
            far[path] = distances.get(path)
        if (path in listed) is not bool(is_current):
            missing.append(path)
    assert far == {}
    assert missing == []
