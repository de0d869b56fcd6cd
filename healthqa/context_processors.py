"""What every template may show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info


def portal(request: HttpRequest) -> dict[str, Any]:
    """The portal's own facts. Reads neither user nor session, so that public pages vary on no cookie."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "emergency_number": settings.EMERGENCY_NUMBER,
        "region": settings.REGION,
        "languages": _languages(request.path_info, getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)),
        "demo": settings.DEMO,
        "read_only": settings.READ_ONLY,
    }


def _languages(path: str, current: str) -> list[dict[str, Any]]:
    """The same path in each language of the interface: code, name (in that language), url, current."""
    if current != settings.LANGUAGE_CODE:
        path = path.removeprefix(f"/{current}") or "/"
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"],
            "url": path if code == settings.LANGUAGE_CODE else f"/{code}{path}",
            "current": code == current,
        }
        for code, _name in settings.LANGUAGES
    ]
