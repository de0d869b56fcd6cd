"""`manage.py demo` with no environment at all: decide, before settings are read, that this is a demonstration.

The demonstration runs in DEBUG on SQLite in `var/`, with a key it keeps in `var/secret_key`. It never touches an
installation that somebody configured: whoever set DATABASE_URL, or switched DEBUG off, gets a sentence instead.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from healthqa.environment import read_env_file, truth

DEFAULT_PORT = "8000"
#: Written when the demo has filled its database.
MARKER = Path(__file__).resolve().parent.parent / "var" / "demo"
#: One of these set: somebody configured this installation, and it is no demonstration.
CONFIGURED = ("DEBUG", "DATABASE_URL", "SECRET_KEY", "SECRET_KEY_FILE", "SITE_URL", "ALLOWED_HOSTS")


def prepare(argv: Sequence[str]) -> None:
    """Set the environment of a demonstration if `argv` asks for one; exit with a sentence where it must not run."""
    if list(argv[1:2]) != ["demo"]:
        _go_on_with_demo()
        return
    read_env_file()
    reason = refusal(os.environ)
    if reason:
        sys.exit(reason)
    os.environ["DEBUG"] = "1"
    os.environ["DEMO"] = "1"
    os.environ.setdefault("EMAIL_URL", "dummymail://")  # invented doctors have no mailbox
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{_port(argv)}")


def _go_on_with_demo() -> None:
    """Where the demo has run and nothing else is configured, the other commands work on its database.

    ENV_FILE, even an empty one, says that somebody chose the environment.
    """
    if "ENV_FILE" in os.environ:
        return
    read_env_file()
    if MARKER.exists() and not any(os.environ.get(name) for name in CONFIGURED):
        os.environ["DEBUG"] = "1"
        os.environ.setdefault("EMAIL_URL", "dummymail://")


def refusal(environ: Mapping[str, str]) -> str:
    """Why the demonstration may not run in this environment; empty when it may."""
    if environ.get("DATABASE_URL"):
        return (
            "The demo fills its own SQLite database and DATABASE_URL names another one. "
            "Unset DATABASE_URL (also in .env) to see the demo."
        )
    if "DEBUG" in environ and truth(environ["DEBUG"]) is not True:
        return (
            "The demo shows invented doctors and runs with DEBUG on, and DEBUG is off here. "
            "Unset DEBUG (also in .env) to see the demo."
        )
    return ""


def _port(argv: Sequence[str]) -> str:
    """The value of --port, so that the addresses the pages print are the ones that are served."""
    for word, following in zip(argv, [*argv[1:], DEFAULT_PORT], strict=True):
        if word == "--port":
            return following
        if word.startswith("--port="):
            return word.removeprefix("--port=")
    return DEFAULT_PORT
