"""Log lines tell nobody who read what: no query string, no whole address of a reader, whatever logs it."""

from __future__ import annotations

import io
import logging
import logging.config
import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from gunicorn.config import Config
from gunicorn.glogging import SafeAtoms

from healthqa.access_log import LoggerWithoutTraces, reader_address
from healthqa.logs import short_address, without_traces


@pytest.mark.parametrize(
    ("whole", "short"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("10.1.2.3", "10.1.2.0/24"),
        ("2001:db8:7:8:9:a:b:c", "2001:db8:7::/48"),
        ("2001:DB8:7::9", "2001:db8:7::/48"),
        ("[2001:db8:7:8::9]", "2001:db8:7::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("", "-"),
        ("somebody", "-"),
        ("203.0.113.777", "-"),
    ],
)
def test_an_address_is_cut_to_what_names_no_household(whole: str, short: str) -> None:
    assert short_address(whole) == short


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ('"GET /search/?q=private HTTP/1.1" 200', '"GET /search/?… HTTP/1.1" 200'),
        ("Error handling request /search/?q=private", "Error handling request /search/?…"),
        ("https://site.example/a/?b=c&d=e and /f/?g", "https://site.example/a/?… and /f/?…"),
        ('"GET /ask/k3Y_of-a-private-page/ HTTP/1.1" 200', '"GET /ask/…/ HTTP/1.1" 200'),
        ("Not Found: /zh-hans/ask/k3Y_of-a-private-page/", "Not Found: /zh-hans/ask/…/"),
        (
            "https://site.example/ask/k3Y?x=1 and /ask/ and /ask/?q=z",
            "https://site.example/ask/…?… and /ask/ and /ask/?…",
        ),
        ("Invalid request from ip=203.0.113.77: bad", "Invalid request from ip=203.0.113.0/24: bad"),
        ("client 203.0.113.77:4711.", "client 203.0.113.0/24:4711."),
        ("client 2001:db8:7:8::9: closed", "client 2001:db8:7::/48: closed"),
        ("from ::ffff:203.0.113.77.", "from 203.0.113.0/24."),
        ("Listening at: http://127.0.0.1:8000 (7)", "Listening at: http://127.0.0.1:8000 (7)"),
        ("12:30:45 gunicorn 27.0.1 waits for 5:30", "12:30:45 gunicorn 27.0.1 waits for 5:30"),
        ("What helps? A doctor knows.", "What helps? A doctor knows."),
    ],
)
def test_a_line_loses_its_traces_and_nothing_else(line: str, written: str) -> None:
    assert without_traces(line) == written
    assert without_traces(written) == written


@pytest.mark.parametrize("line", [":" * 9000 + "g", "1." * 9000, "/" * 9000, "a:" * 9000, "/?" * 4500, "1.1" * 3000])
def test_no_line_takes_long(line: str) -> None:
    began = time.process_time()
    without_traces(line)
    assert time.process_time() - began < 0.5


def test_our_own_lines_and_their_tracebacks_have_no_traces() -> None:
    stream = io.StringIO()
    logger = logging.getLogger("tests.traces")
    formatter = settings.LOGGING["formatters"]["line"]
    config: dict[str, Any] = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"here": {"class": "logging.StreamHandler", "stream": stream, "formatter": "line"}},
        "loggers": {"tests.traces": {"handlers": ["here"], "propagate": False}},
    }
    logging.config.dictConfig(config)
    try:
        raise ValueError("/search/?q=private from 203.0.113.77")
    except ValueError:
        logger.exception("Broken: %s by %s", "/ask/?q=private", "2001:db8:7:8::9")
    written = stream.getvalue()
    assert "private" not in written
    assert "203.0.113.77" not in written
    assert "::9" not in written
    assert "ERROR tests.traces: Broken: /ask/?… by 2001:db8:7::/48" in written
    assert "ValueError: /search/?…" in written
    handlers = settings.LOGGING["handlers"].values()
    assert [handler["formatter"] for handler in handlers] == ["line"], "every handler uses it"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.9", "203.0.113.0/24"),
        (1, "198.51.100.9", "198.51.100.0/24"),
        (1, "6.6.6.6, 198.51.100.9", "198.51.100.0/24"),
        (2, "6.6.6.6, 198.51.100.9, 10.0.0.1", "198.51.100.0/24"),
        (2, "198.51.100.9", "-"),
        (1, "", "-"),
        (1, "my name", "-"),
    ],
)
def test_behind_proxies_the_reader_is_who_the_outermost_of_ours_saw(proxies: int, forwarded: str, address: str) -> None:
    environ = {"REMOTE_ADDR": "203.0.113.77", "HTTP_X_FORWARDED_FOR": forwarded}
    assert reader_address(environ, proxies) == address


def test_a_path_with_a_line_break_is_one_line_of_the_access_log() -> None:
    logger = LoggerWithoutTraces(Config())
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/a%0AGET%20/b",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "PATH_INFO": "/a\nGET /b",
        "REMOTE_ADDR": "203.0.113.77",
    }
    response = SimpleNamespace(status="200 OK", sent=1, headers=[])
    spent = SimpleNamespace(seconds=0, microseconds=0)
    atoms = SafeAtoms(logger.atoms(response, SimpleNamespace(headers=[]), environ, spent))
    assert [atoms[name] for name in "hmU"] == ["203.0.113.0/24", "GET", "/a\\x0aGET /b"]
