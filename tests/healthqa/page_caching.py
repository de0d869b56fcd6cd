"""A page cache around the whole portal, as `healthqa.wsgi` builds it, and answers as a server would get them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import RequestFactory

from articles.models import Article, Cause, Condition
from doctors.models import Department, Doctor
from healthqa import page_state
from healthqa.lib.sitemap_xml import MOST
from healthqa.page_cache import PageCache
from tests.texts import make_published, make_question, publish_next


@dataclass(frozen=True)
class Answer:
    status: int
    head: dict[str, str]  # names in small letters
    body: bytes

    @property
    def text(self) -> str:
        body = gzip.decompress(self.body) if self.head.get("content-encoding") == "gzip" else self.body
        return body.decode()


class Portal:
    """`made` counts the requests that went through the cache to Django."""

    def __init__(self, megabytes: int = 4, **more: Any) -> None:
        self.made: list[str] = []
        django = WSGIHandler()

        def counted(environ: dict[str, Any], start_response: Any) -> Any:
            self.made.append(environ["PATH_INFO"])
            return django(environ, start_response)

        self.cache = PageCache(counted, megabytes, **more)

    def ask(self, path: str, method: str = "GET", **environ: Any) -> Answer:
        path, _mark, query = path.partition("?")
        asked = RequestFactory(HTTP_HOST="localhost").generic(method, "/", **environ).environ
        asked |= {"PATH_INFO": unquote_to_bytes(quote(path, safe="/%")).decode("latin-1"), "QUERY_STRING": query}
        said: list[Any] = []
        with _connection_kept():
            response = self.cache(asked, lambda *given: said.append(given))
            body = b"".join(response)
            if hasattr(response, "close"):
                response.close()
        return Answer(int(said[0][0][:3]), {name.lower(): value for name, value in said[0][1]}, body)


@contextmanager
def _connection_kept() -> Iterator[None]:
    """Within the transaction of a test: between two requests a server would close a connection that is in one."""
    with pytest.MonkeyPatch.context() as patch:
        if connection.in_atomic_block:
            patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda wrapper: None)
        yield


def ask_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No mark is trusted for a quarter of a second, so that no test has to wait.

    By the fixture of the test, which may patch on top of it: or this would be put back before that is.
    """
    monkeypatch.setattr(page_state, "TRUSTED", 0.0)


def make_pages(editor: User, doctor: Doctor) -> Article:
    """A live answer with a neighbour, a topic, a department and a condition, all of which have pages."""
    department = Department.objects.get_or_create(name="Orthopaedics", slug="orthopaedics")[0]
    gout = Condition.objects.get_or_create(name="Gout", slug="gout")[0]
    found = []
    for slug in ("leg-cramps", "cold-feet"):
        question = make_question(slug, tags=("calcium",), department=department, body_area="legs")
        found.append(make_published(editor, doctor, question=question, question_text=f"Why {slug}?"))
        Cause.objects.filter(article=found[-1], heading="Bone spurs").update(condition=gout)
    publish_next(found[1].question, editor)  # there is something to tell of corrections
    return found[0]


def sitemap_of(question: int) -> str:
    """The address of the file that lists an answer: where many tests ran before, it is not the first one."""
    return f"/sitemaps/answers-{question // MOST}.xml"
