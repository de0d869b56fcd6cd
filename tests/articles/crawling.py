"""Every address of the portal: by following links, and by filling in its patterns."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

HOST = "testserver"
LINK = re.compile(
    r"""(?:href|src|action)\s*=\s*["']([^"']*)["']|content=["']((?:https?:|/)[^"']*)["']|<loc>([^<]*)</loc>""",
    re.IGNORECASE,
)
LANGUAGES = ("", "/zh-hans")


@dataclass(frozen=True)
class Answer:
    """What came back for an address. `shown` is everything in it that the address itself did not say."""

    address: str
    status: int
    queries: int
    headers: str
    body: str

    @property
    def shown(self) -> str:
        text = f"{self.headers}\n{self.body}"
        for echo in sorted(_echoes(self.address), key=len, reverse=True):
            text = text.replace(echo, "…")
        return text


def _echoes(address: str) -> set[str]:
    """The words of an address, which a page may repeat: its path's parts and the values of its query."""
    parts = urlsplit(address)
    raw = [part for part in parts.path.split("/") if part] + [value for _name, value in parse_qsl(parts.query)]
    raw += [part.rpartition(".")[0] for part in raw if "." in part]
    return {form for part in raw for form in (part, unquote(part), html.escape(unquote(part))) if len(form) > 3}


def ask(client: Client, address: str) -> Answer:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[union-attr]
    told = {
        name: value for name, value in response.headers.items() if name != "ETag"
    }  # a digest of the body, echoes too
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(told.items()))
    return Answer(address, response.status_code, len(queries), headers, body.decode("utf-8", "replace"))


def crawl(client: Client, starts: Iterable[str], most: int = 3000) -> Iterator[Answer]:
    """Every page that can be reached by links and redirects within the portal."""
    waiting, seen = list(starts), set(starts)
    while waiting:
        assert len(seen) < most, "the portal has no end"
        answer = ask(client, waiting.pop())
        yield answer
        for found in _links(answer):
            if found not in seen:
                seen.add(found)
                waiting.append(found)


def _links(answer: Answer) -> Iterator[str]:
    targets = [html.unescape("".join(found)) for found in LINK.findall(answer.body)]
    targets += re.findall(r"(?m)^Location: (.*)$", answer.headers)
    for target in targets:
        parts = urlsplit(urljoin(f"http://{HOST}{answer.address}", target.strip()))
        inside = parts.scheme in ("http", "https") and parts.netloc in (HOST, "healthqa.example")
        if inside and not parts.path.startswith("/static/"):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


@dataclass(frozen=True)
class Route:
    """One pattern: its path with `{name}` for each argument, its full name, and the names of its arguments."""

    path: str
    name: str
    arguments: tuple[str, ...]

    def fill(self, **values: object) -> str:
        path = self.path
        for argument in self.arguments:
            path = path.replace("{" + argument + "}", str(values[argument]))
        return path


def routes() -> list[Route]:
    """Every pattern of the project, in each language where it has one."""
    found = list(_walk(get_resolver(), "", ""))
    again = [Route(f"{LANGUAGES[1]}{route.path}", route.name, route.arguments) for route in found]
    return [*found, *again]


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        path = prefix + _readable(str(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, path, inner)
        elif isinstance(entry, URLPattern):
            arguments = tuple(re.findall(r"\{(\w+)\}", path))
            yield Route(f"/{path.lstrip('/')}", f"{namespace}{entry.name}", arguments)


def _readable(pattern: str) -> str:
    """A path or regular expression as text with `{name}` for its arguments."""
    pattern = re.sub(r"<(?:\w+:)?(\w+)>(?![^()]*\))", r"{\1}", pattern) if "(?P" not in pattern else pattern
    pattern = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"{\1}", pattern)
    return re.sub(r"^\^|\\Z$|\$$|\\(?=[./-])", "", pattern)
