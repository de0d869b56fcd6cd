"""Settings that must be put right before the portal starts, said by Django's check framework."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register, run_checks

GUNICORN_STOPS = 3  # any other exit code of a worker makes gunicorn start the next one, for ever


@register(Tags.security)
def environment_is_complete(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What healthqa/environment.py found wrong."""
    return [Error(problem.message, hint=problem.hint, id=problem.id) for problem in settings.STARTUP_PROBLEMS]


@register(Tags.files)
def folders_are_usable(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    media = Path(settings.MEDIA_ROOT)
    if media.exists() and not media.is_dir():
        return [
            Error(
                "MEDIA_ROOT is a file; doctors' photos need a folder.",
                hint="Write the path of a folder: MEDIA_ROOT=/srv/healthqa/media",
                id="healthqa.E017",
            )
        ]
    return []


@register(Tags.security)
def second_factor_is_asked_for(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """No variable switches it off; whoever changes the settings hears of it."""
    if settings.DEBUG or settings.MFA_REQUIRED:
        return []
    return [
        Error(
            "MFA_REQUIRED is off: a stolen password is enough to sign and publish.",
            hint="Leave MFA_REQUIRED as healthqa/settings.py has it: on wherever DEBUG is off.",
            id="healthqa.E019",
        )
    ]


@register(Tags.security, deploy=True)
def deployment_is_complete(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What the portal runs without, and a public one should not."""
    found: list[CheckMessage] = []
    if settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend"):
        found.append(
            Warning(
                "EMAIL_URL is missing: doctors are not told when a text waits for them.",
                hint="Write EMAIL_URL=smtp+tls://user:password@mail.example.org:587",
                id="healthqa.W001",
            )
        )
    if not settings.REGION:
        found.append(
            Warning(
                "REGION is missing: readers are not told where the emergency number is valid.",
                hint="Write the country or region: REGION=Germany",
                id="healthqa.W002",
            )
        )
    processes = os.environ.get("WEB_CONCURRENCY", "")
    if settings.CACHES["default"]["BACKEND"].endswith(".LocMemCache") and processes != "1":
        found.append(
            Warning(
                "CACHE_URL is missing: each process of the web server counts what one address sends for itself.",
                hint="Write CACHE_URL=redis://127.0.0.1:6379/0, or start one process: WEB_CONCURRENCY=1",
                id="healthqa.W003",
            )
        )
    return found


@register(Tags.files, deploy=True)
def static_files_are_collected(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Without the manifest no page with a stylesheet can be rendered."""
    hashed = "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]
    if hashed and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return [
            Error(
                "The static files are not collected: no page could be shown.",
                hint="Run: manage.py collectstatic --noinput",
                id="healthqa.E018",
            )
        ]
    return []


def refuse_to_start() -> None:
    """For servers, which run no checks of their own: exit with the sentences when an error is found."""
    found = run_checks(tags=[Tags.security, Tags.files], include_deployment_checks=not settings.DEBUG)
    errors = [message for message in found if message.is_serious() and not message.is_silenced()]
    if errors:
        for error in errors:
            print(f"{error.id}: {error.msg} {error.hint or ''}", file=sys.stderr)
        sys.exit(GUNICORN_STOPS)
