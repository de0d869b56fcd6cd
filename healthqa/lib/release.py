"""A mark of everything that pages are made of beside the database."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import django
from django.conf import settings

from healthqa.environment import BASE_DIR

#: Settings that a page shows or is sent with.
SHOWN_SETTINGS = (
    *("SITE_URL", "SITE_NAME", "CONTACT", "EMERGENCY_NUMBER", "REGION", "READ_ONLY", "TIME_ZONE", "CDN_SECONDS"),
    *("STATIC_URL", "MEDIA_URL", "LANGUAGE_CODE", "CONTENT_SECURITY_POLICY", "SECURE_REFERRER_POLICY"),
    *("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"),
)
SOURCES = {".py", ".html", ".txt", ".mo", ".json", ".css", ".js", ".svg"}


def release() -> str:
    """No release shows the pages of another, nor a portal those it made under other settings."""
    shown = "\n".join(f"{name}={getattr(settings, name, None)!r}" for name in SHOWN_SETTINGS)
    return hashlib.sha256(shown.encode() + _sources()).hexdigest()[:16]


@cache
def _sources() -> bytes:
    """Of code, templates, translations and styles, as they were when the process began."""
    digest = hashlib.sha256(django.get_version().encode())
    for folder in ("articles", "doctors", "healthqa", "templates", "locale", "static"):
        for path in sorted(Path(BASE_DIR, folder).rglob("*")):
            if path.suffix in SOURCES:
                digest.update(str(path.relative_to(BASE_DIR)).encode() + path.read_bytes())
    return digest.digest()
