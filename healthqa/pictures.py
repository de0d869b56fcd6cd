"""Portraits and social cards under /media/: served by the portal, so that one rule says what has an address."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from healthqa.lib.http import safe_methods_only

#: Only what this portal drew itself has an address: no upload is ever served as it came.
OURS = re.compile(r"doctors/[0-9a-f]{16}-[0-9]{2,4}\.webp|cards/[0-9a-f]{64}-[0-9a-f]{16}\.png")
_TYPES = {".webp": "image/webp", ".png": "image/png"}


@safe_methods_only
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A file whose name says what it holds, so that it may be kept for ever."""
    if not OURS.fullmatch(name):
        raise Http404
    path = Path(settings.MEDIA_ROOT) / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=_TYPES[path.suffix])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
