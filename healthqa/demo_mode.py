"""`manage.py demo` with no environment at all: decide, before settings are read, that this is a demonstration.

The demonstration runs in DEBUG on SQLite in `var/`, with a key it keeps in `var/secret_key`. It never touches an
installation that somebody configured: whoever set DATABASE_URL, or switched DEBUG off, gets a sentence instead.
"""

import os
import sys
from collections.abc import Mapping, Sequence

from healthqa.environment import read_env_file, truth

DEFAULT_PORT = "8000"


def prepare(argv: Sequence[str]) -> None:
    """Set the environment of a demonstration if `argv` asks for one; exit with a sentence where it must not run."""
    if list(argv[1:2]) != ["demo"]:
        return
    read_env_file()
    reason = refusal(os.environ)
    if reason:
        sys.exit(reason)
    os.environ["DEBUG"] = "1"
    os.environ["DEMO"] = "1"
    os.environ.setdefault("EMAIL_URL", "dummymail://")  # invented doctors have no mailbox
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{_port(argv)}")


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
