"""What a page says, as a reader hears it."""

from __future__ import annotations

import html
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client


def words(response: HttpResponse) -> str:
    """The visible words of a page in order, without tags, on one line."""
    main = re.sub(r"(?s)<(script|style|svg).*?</\1>", " ", response.content.decode())
    inline = re.sub(r"</?(bdi|mark)\b[^>]*>", "", main)  # a name within a line, a word that was looked for
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inline)).split())


def main_words(response: HttpResponse) -> str:
    """The same, of the main part alone."""
    found = re.search(r"(?s)<main.*?</main>", response.content.decode())
    assert found is not None
    return words(HttpResponse(found.group()))


def read(client: Client, address: str, status: int = 200, **extra: Any) -> str:
    response = client.get(address, **extra)
    assert response.status_code == status, (address, response.status_code)
    return main_words(response)


def in_order(text: str, *parts: str) -> None:
    """Each of `parts` occurs in `text`, after the one before it."""
    position = 0
    for part in parts:
        found = text.find(part, position)
        assert found >= 0, f"“{part}” is not after position {position} of: {text}"
        position = found + len(part)
