"""Pages that were rendered before: files, each under the digest of everything its page says.

A signed text never changes, so neither does what was rendered of it. Whoever asks names all that the page shows; who
shows something else asks for another file. So no file is ever out of date, none is told of a change, and any may go.
Why so: docs/decisions/0034-rendered-pages.md
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import os
import random
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.translation import get_language

from healthqa.lib.encodings import of_gzip, takes_gzip
from healthqa.lib.files import write_whole
from healthqa.lib.http import etag_of
from healthqa.lib.release import release
from healthqa.lib.shown_values import values_of

#: Headers of a page that are kept with it; the others are added to each answer.
KEPT_HEADERS = ("Content-Type", "Cache-Tag")
#: Folders, by the first two letters of the digest. Each takes an equal part of the files and of the room.
FOLDERS = 256
#: One write in so many looks whether its folder is full.
LOOKS = 50
#: Seconds after which a file that is read counts as used again.
USED = 24 * 60 * 60
_CHECK = 16
_LEVEL = 9

log = logging.getLogger(__name__)


def rendered(request: HttpRequest, shown: object, render: Callable[[], HttpResponse]) -> HttpResponse:
    """`render()`, or the page that it returned for the same `shown` at the same address before, in any process.

    `shown`: all that the page is made of, besides its path, its language and what `release` covers. Its `repr` tells
    everything (rows as a database driver gives them, numbers, texts, days; no objects). Only whole pages are kept that
    leave to `cached_page` how long they hold. Compressed for who takes it, marked with an ETag either way.
    """
    if not settings.RENDERED_MB:
        return render()
    path = _path(request, shown)
    found = _read(path)
    if found is not None:
        return _answer(request, *found)
    response = render()
    if response.status_code != 200 or response.has_header("Cache-Control") or response.cookies:
        return response
    headers = {name: response.headers[name] for name in KEPT_HEADERS if response.has_header(name)}
    headers["ETag"] = etag_of(response)
    body = gzip.compress(response.content, _LEVEL, mtime=0)
    _write(path, headers, body)
    return _answer(request, headers, body)


def render_kept(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *also: object,
    then: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse:
    """As `render`, of a page that shows its context, which it asks for nothing more, and the day; and `also`, where it
    shows something that changes within a day. `then`: what is only worked out of the context where it is rendered.
    """
    if not settings.RENDERED_MB:
        return render(request, template, context | then())
    shown = (template, timezone.localdate(), values_of(context), *also)
    return rendered(request, shown, lambda: render(request, template, context | then()))


def forget_all() -> None:
    """Remove every file: words were erased, and must be nowhere. Who is rendering meanwhile may write one more."""
    shutil.rmtree(settings.RENDERED_ROOT, ignore_errors=True)


def _path(request: HttpRequest, shown: object) -> Path:
    of = (release(), get_script_prefix(), request.path_info, get_language(), shown)
    name = hashlib.sha256(repr(of).encode("utf-8", "surrogatepass")).hexdigest()
    return Path(settings.RENDERED_ROOT, name[:2], name[2:])


def _read(path: Path) -> tuple[dict[str, str], bytes] | None:
    """Headers and compressed body; None where there is no file, or one that a failing machine left in pieces."""
    try:
        data = path.read_bytes()
        if time.time() - path.stat().st_mtime > USED:
            os.utime(path)
    except OSError:
        return None
    check, rest = data[:_CHECK], data[_CHECK:]
    if check != _check(rest):
        return None
    head, _newline, body = rest.partition(b"\n")
    return json.loads(head), body


def _write(path: Path, headers: dict[str, str], body: bytes) -> None:
    rest = json.dumps(headers).encode() + b"\n" + body
    try:
        write_whole(path, _check(rest) + rest)
        if random.randrange(LOOKS) == 0:  # noqa: S311  not about secrets
            _make_room(path.parent)
    except OSError as error:
        _say_once(error.strerror)


@cache
def _say_once(reason: str | None) -> None:
    """Each process says it once, not with each page."""
    log.warning("Pages cannot be kept in %s: %s", settings.RENDERED_ROOT, reason)


def _check(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_CHECK).digest()


def _make_room(folder: Path) -> None:
    """Remove those that were not used for longest, until a tenth of what the folder may hold is free."""
    files: list[tuple[float, int, str]] = []
    for entry in os.scandir(folder):
        with suppress(OSError):  # gone meanwhile
            stat = entry.stat()
            files.append((stat.st_mtime, stat.st_blocks * 512, entry.path))
    taken, most = sum(size for _used, size, _path in files), settings.RENDERED_MB * 2**20 / FOLDERS
    if taken <= most:
        return
    for _used, size, path in sorted(files):
        if taken <= most * 0.9:
            return
        with suppress(OSError):
            os.unlink(path)
        taken -= size


def _answer(request: HttpRequest, headers: dict[str, Any], body: bytes) -> HttpResponse:
    is_compressed = takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    response = HttpResponse(body if is_compressed else gzip.decompress(body), headers=headers)
    response.headers["Vary"] = "Accept-Encoding"
    if is_compressed:
        response.headers["Content-Encoding"] = "gzip"
        response.headers["ETag"] = of_gzip(headers["ETag"])
    return response
