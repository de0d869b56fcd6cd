"""A portal like the one in production, for one run: its own copy of the code, the demo's samples, gunicorn.

The copy lies in a temporary folder, so that nothing of the project's `var/` and `staticfiles/` is touched.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.system.second_step import Pocket

PROJECT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".*", "__pycache__", "var", "staticfiles", "node_modules", "tests", "bench", "docs", "*.pyc"
)
#: The address in canonical links and mails; the pages themselves are served on 127.0.0.1.
SITE_URL = "https://answers.example.org"
#: What a shell, pytest-django or the test settings may have set, and an installation must not inherit.
OURS = re.compile(
    r"DJANGO_|GUNICORN_|HEALTHQA_|(DATABASE_URL|DATABASE_REPLICA_URL|CACHE_URL|DEBUG|DEMO|SECRET_KEY|SECRET_KEY_FILE"
    r"|ALLOWED_HOSTS|SITE_URL|SITE_NAME|EMERGENCY_NUMBER|REGION|EMAIL_URL|MEDIA_ROOT|READ_ONLY|PROXY_COUNT"
    r"|SSL_REDIRECT|TIME_ZONE|CONTACT|LOG_LEVEL|HSTS_SECONDS|STATEMENT_TIMEOUT|PAGE_CACHE_MB|CDN_SECONDS"
    r"|WEB_CONCURRENCY)$"
)
ACCOUNT = re.compile(r"^ {2}(\S+)\s+(\S{14}) {3}\S")
PATIENCE = 30.0
#: In an installation: what the demo told whoever started it, with the passwords.
SAID = "said.txt"


class Portal:
    """`start()`, then `address` answers; `stop()` ends the server and removes the folder.

    `settings` are variables that an operator would set beside those that are always set. `installed` is what `install`
    made: it is copied, which takes a second where the demo takes half a minute.
    """

    def __init__(self, installed: Path | None = None, **settings: str) -> None:
        self.installed = installed
        self.settings = settings
        self.folder = Path(tempfile.mkdtemp(prefix="healthqa-system-"))
        self.code = self.folder / "code"
        self.mails = self.folder / "mails"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.said = ""  # what the demo told whoever started it
        self.passwords: dict[str, str] = {}
        self.pockets: dict[str, Pocket] = {}  # what the people of a run carry, by account
        self.signed_in: dict[str, Any] = {}  # the cookies of accounts that stay signed in, by account
        self._key = secrets.token_urlsafe(50)
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> Portal:
        if self.installed is None:
            install(self.code)
        else:
            shutil.copytree(self.installed, self.code)
        self.said = (self.code / SAID).read_text(encoding="utf-8")
        self.passwords = {found[1]: found[2] for line in self.said.splitlines() if (found := ACCOUNT.match(line))}
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--no-control-socket"]
        with (self.folder / "server.log").open("wb") as log:
            self._server = subprocess.Popen(
                [*command, "healthqa.wsgi"], cwd=self.code, env=self.environment(), stdout=log, stderr=log
            )
        self._wait()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.terminate()
            try:
                self._server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """What an operator would write, but for https: the browser comes by http from the same machine."""
        return bare_environment() | {
            "ALLOWED_HOSTS": "127.0.0.1,localhost",  # passkeys are for names, not for numbers
            "DATABASE_URL": f"sqlite:///{self.code / 'var' / 'healthqa.sqlite3'}",
            "EMAIL_URL": f"filemail:///{self.mails}",
            "EMERGENCY_NUMBER": "112",
            "GUNICORN_BIND": f"127.0.0.1:{self.port}",
            "REGION": "Testland",
            "SECRET_KEY": self._key,
            "SITE_URL": SITE_URL,
            "SSL_REDIRECT": "0",
            "WEB_CONCURRENCY": "2",
            **self.settings,
        }

    def manage(self, *arguments: str) -> str:
        """Run one command of the running installation; its standard output."""
        return _run(self.code, self.environment(), *arguments)

    def add_doctor_account(self, username: str, password: str) -> None:
        """What an operator does once for each doctor."""
        code = (
            "from django.contrib.auth.models import Group, User; "
            f"account = User.objects.create_user({username!r}, {username + '@example.org'!r}, {password!r}); "
            "account.groups.add(Group.objects.get(name='Doctors'))"
        )
        self.manage("shell", "--verbosity", "0", "--command", code)
        self.passwords[username] = password

    def edition(self, import_key: str) -> int:
        """The number, in the addresses of admin and desk, of the newest edition that a document became."""
        query = "SELECT id FROM articles_article WHERE import_key = ? ORDER BY edition DESC"
        return int(self.rows(query, import_key)[0][0])

    def signer(self, edition: int) -> str:
        """The account of the doctor in the byline."""
        query = "SELECT username FROM auth_user AS u JOIN doctors_doctor AS d ON d.user_id = u.id"
        return str(self.rows(f"{query} JOIN articles_article AS a ON doctor_id = d.id WHERE a.id = ?", edition)[0][0])

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Look into the database, without changing anything."""
        with closing(sqlite3.connect(f"file:{self.code / 'var' / 'healthqa.sqlite3'}?mode=ro", uri=True)) as database:
            return database.execute(query, values).fetchall()

    def slug(self, sample: str) -> str:
        """The address of a sample, by the name of its file."""
        query = "SELECT slug FROM articles_question AS q JOIN articles_article AS a ON question_id = q.id"
        return str(self.rows(f"{query} WHERE import_key = ?", sample)[0][0])

    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def told(self, address: str) -> str:
        """All mails to one address, the oldest first, those too that wait for the worker."""
        self.manage("deliver_mail")
        files = sorted(self.mails.glob("*"), key=lambda path: path.stat().st_mtime)
        texts = [path.read_text(encoding="utf-8") for path in files]
        return "\n".join(text for text in texts if f"To: {address}" in text)

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._server is not None and self._server.poll() is not None:
                break
            try:
                with urlopen(f"{self.address}/readyz", timeout=5) as answer:  # noqa: S310  our own address
                    if answer.status == 200:
                        return
            except (HTTPError, URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"The portal did not start:\n{self.log()}")


def install(folder: Path) -> None:
    """The code in a new folder, with the demo's samples and what the demo told in the file `SAID`; nothing runs yet."""
    shutil.copytree(PROJECT, folder, ignore=LEFT_OUT)
    said = _run(folder, bare_environment(), "demo", "--no-serve")
    (folder / SAID).write_text(said, encoding="utf-8")


def _run(folder: Path, environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def bare_environment() -> dict[str, str]:
    """This process's environment without anything that the portal would read."""
    return {name: value for name, value in os.environ.items() if not OURS.match(name)} | {"ENV_FILE": ""}


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":  # for several runs, before the first: HEALTHQA_INSTALLED in conftest.py
    install(Path(sys.argv[1]))
