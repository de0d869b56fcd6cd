"""Pages in two forms: as they are, and compressed. Each is another one byte by byte, so each has a mark of its own."""

from __future__ import annotations

import re

_NONE_OF_IT = re.compile(r"\s*q=0(?:\.0*)?\s*")


def takes_gzip(accepted: str) -> bool:
    """Whether gzip is named in Accept-Encoding, and not with a weight of 0."""
    for part in accepted.lower().split(","):
        name, _semicolon, weight = part.strip().partition(";")
        if name.strip() == "gzip":
            return not _NONE_OF_IT.fullmatch(weight)
    return False


def of_gzip(etag: str) -> str:
    """The mark of the compressed form of the page that is marked `etag`."""
    return f'{etag[:-1]}-gz"'


def of_plain(etag: str) -> str:
    """The mark of the page as it is, from the mark of either form."""
    return f'{etag[:-4]}"' if etag.endswith('-gz"') else etag
