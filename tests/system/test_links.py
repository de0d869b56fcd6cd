"""Every address that a page of the portal links to answers, in both languages."""

from __future__ import annotations

import http.client
from collections import deque
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urljoin, urlsplit

from tests.system.portal import SITE_URL, Portal

STARTS = ("/", "/zh-hans/")
#: What is not for readers has tests of its own.
NOT_FOLLOWED = ("/accounts/", "/admin/", "/desk/")
MOST = 3_000


class Links(HTMLParser):
    """What a page links to, and the anchors it has."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("a", "link", "form", "script", "img"):
            name = {"a": "href", "link": "href", "form": "action"}.get(tag, "src")
            self.targets.append(given.get(name) or "")
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
        self.wanted_anchors: list[tuple[str, str, str]] = []
        self.cookies: list[str] = []

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
        if "html" in (answer.getheader("Content-Type") or ""):
            links = Links()
            links.feed(body.decode())
            self.anchors[path] = links.anchors
            for target in links.targets:
                self._take(path, target)

    def _take(self, page: str, target: str) -> None:
        """Remember where a link leads, if it leads to a page of ours that is not known yet."""
        target = target.replace(SITE_URL, "", 1) if target.startswith(SITE_URL) else target
        parts = urlsplit(urljoin(f"http://{self.host}{page}", target))
        if parts.scheme not in ("http", "https") or parts.netloc != self.host:
            return
        path = quote(unquote(parts.path)) + (f"?{parts.query}" if parts.query else "")
        if parts.fragment:
            self.wanted_anchors.append((page, path, unquote(parts.fragment)))
        if path not in self.found_on and not path.removeprefix("/zh-hans").startswith(NOT_FOLLOWED):
            self.found_on[path] = page
            self.waiting.append(path)


def test_every_internal_link_answers(portal: Portal) -> None:
    crawl = Crawl(portal).run()
    broken = {path: (status, crawl.found_on[path]) for path, status in crawl.statuses.items() if status != 200}
    assert broken == {}
    assert not crawl.waiting, "the portal links to itself without an end"
    lost = [want for want in crawl.wanted_anchors if want[2] not in crawl.anchors.get(want[1], {want[2]})]
    assert lost == []
    assert crawl.cookies == []
    published = portal.rows("SELECT question_id FROM articles_article WHERE status = 'published'")
    answers = [path for path in crawl.statuses if path.count("/") > 2 and "/questions/" in path]
    assert len(answers) >= len(published) > 30
