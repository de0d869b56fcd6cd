"""Reads the environment for settings.py and collects what is wrong with it.

No value raises: one that is missing or wrong becomes a `Problem` that names the variable and says what to
write, and a harmless stand-in lets Django start far enough to show it (healthqa/checks.py).
"""

import os
import re
import secrets
import sys
import zoneinfo
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environ import Env, ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

SHORTEST_KEY = 50
FEWEST_CHARACTERS = 5  # different ones, as Django's own check security.W009 counts
MAKE_A_KEY = 'python -c "import secrets; print(secrets.token_urlsafe(50))"'

#: Entries of the memory cache, some 10 MB: of counts that a flood of readers' forms must not wash away, and of lists
#: that can be made again. Django's own 300 are less than what one reader types in an hour.
MOST_COUNTS, MOST_LISTS = 20_000, 1_000

DATABASE_SCHEMES = {"sqlite", "postgres", "postgresql", "psql", "pgsql"}
#: Seconds for a replica to take a connection: pages are waiting, and the database itself can answer them.
REPLICA_ANSWERS_IN = 2
SQLITE_OPTIONS: dict[str, Any] = {
    # IMMEDIATE takes the write lock first: a transaction that reads and then writes waits instead of failing.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


@dataclass(frozen=True)
class Problem:
    """One thing to put right before the portal may start."""

    id: str
    message: str
    hint: str


def read_env_file() -> None:
    """Add the lines of `.env` (or of the file that ENV_FILE names; empty for none) to what is not set already."""
    name = os.environ.get("ENV_FILE", str(BASE_DIR / ".env"))
    if name and Path(name).is_file():
        try:
            Env.read_env(name)
        except UnicodeDecodeError:
            sys.exit(f"{name} is not text in UTF-8. Save it again as UTF-8.")


def truth(value: str) -> bool | None:
    """True or False for the words people write for them, None for anything else."""
    word = value.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    return False if word in {"0", "false", "no", "off", ""} else None


class Environment:
    """The variables of one process, read one at a time; `problems` grows by what is wrong."""

    def __init__(self, values: Mapping[str, str], *, var_dir: Path = VAR_DIR) -> None:
        self.values = values
        self.var_dir = var_dir
        self.problems: list[Problem] = []
        self.debug = self.flag("DEBUG", default=False)

    def wrong(self, id: str, message: str, hint: str) -> None:
        self.problems.append(Problem(f"healthqa.{id}", message, hint))

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool) -> bool:
        if name not in self.values:
            return default
        value = truth(self.values[name])
        if value is None:
            self.wrong("E004", f"{name} is neither on nor off.", f"Write {name}=1 or {name}=0.")
            return default
        return value

    def number(self, name: str, default: int) -> int:
        given = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", given):
            self.wrong("E005", f"{name} is not a whole number.", f"Write {name}={default}, or another number from 0.")
            return default
        return int(given)

    def names(self, name: str) -> list[str]:
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def secret_key(self) -> str:
        """SECRET_KEY, or what SECRET_KEY_FILE holds; in DEBUG a key of its own in `var/`, made when missing."""
        key, path = self.text("SECRET_KEY"), self.text("SECRET_KEY_FILE")
        if not key and not path and self.debug:
            path = str(_kept_key(self.var_dir / "secret_key"))
        if not key and path:
            try:
                key = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                reason = getattr(error, "strerror", None) or "it is not text"
                self.wrong(
                    "E003",
                    f"SECRET_KEY_FILE cannot be read: {reason}.",
                    "Write the path of a text file that holds the key and that the portal's account may read.",
                )
                return secrets.token_urlsafe(SHORTEST_KEY)
        if not key:
            self.wrong(
                "E001",
                "SECRET_KEY is missing: nobody could stay signed in.",
                f"Write SECRET_KEY=, or SECRET_KEY_FILE=, with what this prints: {MAKE_A_KEY}",
            )
            return secrets.token_urlsafe(SHORTEST_KEY)
        weak = len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS or key.startswith("django-insecure-")
        if weak and not self.debug:
            self.wrong(
                "E002",
                f"SECRET_KEY can be guessed: it needs at least {SHORTEST_KEY} random characters.",
                f"Write SECRET_KEY= with what this prints: {MAKE_A_KEY}",
            )
        return key

    def allowed_hosts(self) -> list[str]:
        hosts = self.names("ALLOWED_HOSTS")
        if self.debug:
            return hosts  # Django itself then allows localhost only
        if not hosts:
            self.wrong(
                "E006",
                "ALLOWED_HOSTS is missing: no address would be answered.",
                "Write the host names readers use, with commas: ALLOWED_HOSTS=answers.example.org",
            )
        if any("*" in host or "/" in host for host in hosts):
            self.wrong(
                "E007",
                "ALLOWED_HOSTS holds a wildcard or an address: links in mails could be forged.",
                "Write plain host names, without https:// and without *: ALLOWED_HOSTS=answers.example.org",
            )
        return hosts

    def site_url(self) -> str:
        """The address readers use, without a slash at the end."""
        given = self.text("SITE_URL", "http://127.0.0.1:8000" if self.debug else "")
        hint = "Write the address readers use: SITE_URL=https://answers.example.org"
        if not given:
            self.wrong("E008", "SITE_URL is missing: canonical addresses, feeds and mails need it.", hint)
            return "https://site-url-is-missing.invalid"
        schemes = {"https", "http"} if self.debug else {"https"}
        try:
            parts = urlsplit(given)
            bare = parts.path in {"", "/"} and not parts.query and not parts.fragment and not parts.username
            good = parts.scheme in schemes and bool(parts.hostname) and bare and (parts.port or 1) > 0
        except ValueError:
            good = False
        if not good:
            self.wrong("E009", "SITE_URL is not an https:// address without a path.", hint)
            return "https://site-url-is-wrong.invalid"
        return f"{parts.scheme}://{parts.netloc}"

    def emergency_number(self) -> str:
        """What a reader dials; no country's number is right everywhere, so only DEBUG has a default."""
        given = self.text("EMERGENCY_NUMBER", "112" if self.debug else "")
        hint = "Write the number readers dial for an ambulance: EMERGENCY_NUMBER=112"
        if not given:
            self.wrong("E010", "EMERGENCY_NUMBER is missing: emergency cards would name no number.", hint)
        elif not re.fullmatch(r"\+?[0-9][0-9 ]{1,18}", given):
            self.wrong("E011", "EMERGENCY_NUMBER is not a telephone number.", hint)
        else:
            return given
        return ""

    def time_zone(self) -> str:
        given = self.text("TIME_ZONE", "UTC")
        try:
            zoneinfo.ZoneInfo(given)
        except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
            self.wrong("E012", "TIME_ZONE names no time zone.", "Write a name such as TIME_ZONE=Europe/Berlin, or UTC.")
            return "UTC"
        return given

    def databases(self) -> dict[str, dict[str, Any]]:
        """Django's DATABASES: "default", and with DATABASE_REPLICA_URL its copy "replica" (healthqa/lib/replica.py)."""
        default, given = self.database(), self.text("DATABASE_REPLICA_URL")
        if not given:
            return {"default": default}
        copy = _database_of(given)
        if "postgresql" not in copy.get("ENGINE", "") or not copy.get("NAME") or default["ENGINE"] != copy["ENGINE"]:
            self.wrong(
                "E020",
                "DATABASE_REPLICA_URL names no copy of the database: both have to be PostgreSQL.",
                "Write DATABASE_REPLICA_URL=postgresql://user:password@replica:5432/name, or leave it out.",
            )
            return {"default": default}
        copy["OPTIONS"] = {"connect_timeout": REPLICA_ANSWERS_IN} | copy.get("OPTIONS", {})
        copy |= {name: default[name] for name in ("CONN_MAX_AGE", "CONN_HEALTH_CHECKS")}
        return {"default": default, "replica": copy | {"TEST": {"MIRROR": "default"}}}

    def database(self) -> dict[str, Any]:
        """Django's settings for DATABASE_URL; SQLite in `var/` when there is none."""
        given = self.text("DATABASE_URL")
        if not given:
            self.var_dir.mkdir(parents=True, exist_ok=True)
            given = f"sqlite:///{self.var_dir / 'healthqa.sqlite3'}"
        config = _database_of(given)
        engine = config.get("ENGINE", "")
        if engine == "django.db.backends.sqlite3":
            config["OPTIONS"] = SQLITE_OPTIONS | config.get("OPTIONS", {})
        elif engine != "django.db.backends.postgresql" or not config.get("NAME"):
            self.wrong(
                "E013",
                "DATABASE_URL names no database the portal knows.",
                "Write DATABASE_URL=postgresql://user:password@host:5432/name or DATABASE_URL=sqlite:////path/file.sqlite3",
            )
            config = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
        config["CONN_MAX_AGE"] = config.get("CONN_MAX_AGE", self.number("CONN_MAX_AGE", 60))
        config["CONN_HEALTH_CHECKS"] = True
        return config

    def caches(self) -> dict[str, dict[str, Any]]:
        """Django's CACHES for CACHE_URL: "default" holds what counts (limits, marks, salts), "lists" what anybody can
        have made by typing. In memory they are two, so that no number of lists pushes a limit out."""
        counts = self._cache()
        if counts["BACKEND"].endswith(".RedisCache"):
            counts["BACKEND"] = "healthqa.redis_cache.RedisOrMemory"
        lists = {**counts, "OPTIONS": dict(counts.get("OPTIONS", {}))}
        if counts["BACKEND"].endswith(".LocMemCache"):
            lists["LOCATION"] = f"{counts.get('LOCATION', '')}-lists"
            counts["OPTIONS"] = {"MAX_ENTRIES": MOST_COUNTS, **counts.get("OPTIONS", {})}
            lists["OPTIONS"] = {"MAX_ENTRIES": MOST_LISTS, **lists["OPTIONS"]}
        return {"default": counts, "lists": lists}

    def _cache(self) -> dict[str, Any]:
        config: dict[str, Any] = {}
        with suppress(ValueError, ImproperlyConfigured):
            config = Env.cache_url_config(self.text("CACHE_URL", "locmemcache://healthqa"))
        backend = config.get("BACKEND", "")
        if not backend.endswith((".RedisCache", ".LocMemCache", ".DummyCache", ".FileBasedCache")):
            self.wrong(
                "E014",
                "CACHE_URL names no cache the portal knows.",
                "Write CACHE_URL=redis://127.0.0.1:6379/0, or leave it out to use each process's own memory.",
            )
        elif backend.endswith(".RedisCache") and find_spec("redis") is None:
            self.wrong(
                "E015",
                "CACHE_URL asks for Redis and its Python client is not installed.",
                'Run: pip install "redis>=5,<8". Or leave CACHE_URL out to use each process\'s own memory.',
            )
        else:
            return config
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "healthqa"}

    def email(self) -> dict[str, Any]:
        """Django's EMAIL_* settings for EMAIL_URL; to the terminal in DEBUG, nowhere without one."""
        given = self.text("EMAIL_URL", "consolemail://" if self.debug else "dummymail://")
        try:
            config: dict[str, Any] = Env.email_url_config(given)
        except (ValueError, ImproperlyConfigured):
            self.wrong(
                "E016",
                "EMAIL_URL names no mail server.",
                "Write EMAIL_URL=smtp+tls://user:password@mail.example.org:587, or leave it out to send no mail.",
            )
            config = Env.email_url_config("dummymail://")
        return {name: value for name, value in config.items() if value is not None and name != "OPTIONS"}


def _database_of(url: str) -> dict[str, Any]:
    """Django's settings for the address of a database; empty where it is none."""
    if url.partition(":")[0] in DATABASE_SCHEMES:  # django-environ prints others, with their passwords
        with suppress(ValueError, ImproperlyConfigured):
            config: dict[str, Any] = Env.db_url_config(url)
            return config
    return {}


def _kept_key(path: Path) -> Path:
    """The file of the key used in DEBUG; made for its owner's eyes only when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(SHORTEST_KEY) + "\n")
    return path
