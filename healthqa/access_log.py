"""gunicorn's two logs without traces of readers: `logger_class` in deploy/gunicorn.conf.py."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from gunicorn.glogging import Logger

from healthqa.logs import UNKNOWN, LineWithoutTraces, one_line, short_address


class LoggerWithoutTraces(Logger):
    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        """As gunicorn's, with the shortened address of the reader under `h`."""
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        address = reader_address(environ, settings.PROXY_COUNT)
        return found | {"h": address, "U": one_line(str(environ.get("PATH_INFO")))}

    def _set_handler(self, log: Any, output: Any, fmt: logging.Formatter, stream: Any = None) -> None:
        super()._set_handler(log, output, LineWithoutTraces(fmt._fmt, fmt.datefmt), stream)


def reader_address(environ: dict[str, Any], proxies: int) -> str:
    """Where the reader's request came from, shortened: what the outermost of our own proxies saw, else "-".

    A request that came past them, or through fewer, has no such entry; what readers write there themselves counts not.
    """
    if not proxies:
        return short_address(environ.get("REMOTE_ADDR") or UNKNOWN)
    seen = str(environ.get("HTTP_X_FORWARDED_FOR") or "").split(",")
    return short_address(seen[-proxies]) if len(seen) >= proxies else UNKNOWN
