"""`manage.py demo` with no environment at all: decide, before settings are read, that this is a demonstration.

The demonstration runs in DEBUG on SQLite in `var/`, with a key it keeps in `var/secret_key`. It never touches an
installation that somebody configured: whoever set DATABASE_URL, or switched DEBUG off, gets a sentence instead.
"""

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from healthqa.environment import read_env_file, truth

DEFAULT_PORT = "8000"
#: Written when the demo has filled its database.
MARKER = Path(__file__).resolve().parent.parent / "var" / "demo"
#: What lies beside the marker once the demo has run, and how it has to be opened.
KEPT = {"secret_key": "rb", **dict.fromkeys((f"healthqa.sqlite3{end}" for end in ("", "-wal", "-shm")), "r+b")}
#: One of these set: somebody configured this installation, and it is no demonstration.
CONFIGURED = ("DEBUG", "DATABASE_URL", "SECRET_KEY", "SECRET_KEY_FILE", "SITE_URL", "ALLOWED_HOSTS")
#: Who asks for this runs nothing.
HELP = frozenset(("-h", "--help"))


def prepare(argv: Sequence[str]) -> None:
    """Set the environment of a demonstration if `argv` asks for one; exit with a sentence where it must not run."""
    if list(argv[1:2]) != ["demo"] or not HELP.isdisjoint(argv[2:]):
        _go_on_with_demo()
        return
    read_env_file()
    reason = refusal(os.environ) or unwritable(MARKER.parent)
    if reason:
        sys.exit(reason)
    os.environ["DEBUG"] = "1"
    os.environ["DEMO"] = "1"
    os.environ.setdefault("EMAIL_URL", _mail_url())
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
        os.environ.setdefault("EMAIL_URL", _mail_url())


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


def unwritable(folder: Path) -> str:
    """Why the demonstration cannot keep its key and its database in `folder`; empty when it can."""
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        for name, mode in KEPT.items():
            path = folder / name
            if path.exists():
                path.open(mode).close()
    except OSError as error:
        return (
            f"The demo keeps its database in {folder}/ and cannot use {path}: {error.strerror or error}. "
            "Give your account the right to write there, or run the demo in a copy of the portal that is your own."
        )
    return ""


def _mail_url() -> str:
    """Into files beside the marker: invented doctors have no mailbox. The demo shows them: healthqa/demo_mail.py."""
    return f"filemail:///{MARKER.parent / 'mail'}"


def _port(argv: Sequence[str]) -> str:
    """The value of --port, so that the addresses the pages print are the ones that are served."""
    for word, following in zip(argv, [*argv[1:], DEFAULT_PORT], strict=True):
        if word == "--port":
            return following
        if word.startswith("--port="):
            return word.removeprefix("--port=")
    return DEFAULT_PORT
