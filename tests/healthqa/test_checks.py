"""Each setting that is missing or wrong stops the start with a sentence that names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from healthqa.environment import BASE_DIR, MOST_COUNTS, Environment

KEY = "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-abcdefgh"
GOOD = {
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "answers.example.org",
    "SITE_URL": "https://answers.example.org",
    "EMERGENCY_NUMBER": "112",
}


def read(values: dict[str, str], var_dir: Path) -> Environment:
    """What settings.py reads, in the same order."""
    env = Environment(values, var_dir=var_dir)
    env.flag("READ_ONLY", default=False)
    for name in ("PROXY_COUNT", "PAGE_CACHE_MB", "CDN_SECONDS"):
        env.number(name, 0)
    for part in (
        "secret_key",
        "allowed_hosts",
        "site_url",
        "emergency_number",
        "time_zone",
        "database",
        "caches",
        "email",
    ):
        getattr(env, part)()
    return env


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-W", "ignore", *arguments]
    return subprocess.run(
        command, cwd=BASE_DIR, env=kept | {"ENV_FILE": ""} | environment, capture_output=True, text=True, check=False
    )


def test_a_complete_environment_has_no_problem(tmp_path: Path) -> None:
    assert read(GOOD, tmp_path).problems == []


@pytest.mark.parametrize(
    ("name", "value", "id"),
    [
        ("SECRET_KEY", None, "E001"),
        ("SECRET_KEY", "  ", "E001"),
        ("SECRET_KEY", "short", "E002"),
        ("SECRET_KEY", "a" * 60, "E002"),
        ("SECRET_KEY", f"django-insecure-{KEY}", "E002"),
        ("DEBUG", "perhaps", "E004"),
        ("READ_ONLY", "maybe", "E004"),
        ("PROXY_COUNT", "one", "E005"),
        ("PROXY_COUNT", "-1", "E005"),
        ("CONN_MAX_AGE", "1e9", "E005"),
        ("PAGE_CACHE_MB", "24 MB", "E005"),
        ("CDN_SECONDS", "1.5", "E005"),
        ("ALLOWED_HOSTS", None, "E006"),
        ("ALLOWED_HOSTS", " , ", "E006"),
        ("ALLOWED_HOSTS", "*", "E007"),
        ("ALLOWED_HOSTS", "https://answers.example.org", "E007"),
        ("SITE_URL", None, "E008"),
        ("SITE_URL", "http://answers.example.org", "E009"),
        ("SITE_URL", "answers.example.org", "E009"),
        ("SITE_URL", "https://answers.example.org/portal/", "E009"),
        ("SITE_URL", "https://[", "E009"),
        ("SITE_URL", "https://answers.example.org:port", "E009"),
        ("EMERGENCY_NUMBER", None, "E010"),
        ("EMERGENCY_NUMBER", "call us", "E011"),
        ("TIME_ZONE", "Mars/Olympus", "E012"),
        ("TIME_ZONE", "../../etc/passwd", "E012"),
        ("DATABASE_URL", "mysql://root@localhost/portal", "E013"),
        ("DATABASE_URL", "nonsense", "E013"),
        ("DATABASE_URL", "postgresql://localhost", "E013"),
        ("DATABASE_URL", "postgresql://localhost:port/portal", "E013"),
        ("CACHE_URL", "nonsense", "E014"),
        ("EMAIL_URL", "nonsense", "E016"),
        ("EMAIL_URL", "smtp://mail.example.org:port", "E016"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str | None, id: str, tmp_path: Path) -> None:
    values = {key: text for key, text in (GOOD | {name: value}).items() if text is not None}
    (problem,) = read(values, tmp_path).problems
    assert problem.id == f"healthqa.{id}"
    assert name in problem.message
    assert problem.hint
    assert value is None or len(value) < 12 or value not in problem.message  # a secret must not reach a log


def test_redis_without_its_client_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("healthqa.environment.find_spec", lambda name: None)
    (problem,) = read(GOOD | {"CACHE_URL": "redis://127.0.0.1:6379/0"}, tmp_path).problems
    assert problem.id == "healthqa.E015"


@pytest.mark.parametrize("url", ["", "redis://127.0.0.1:6379/0", "filecache:///var/tmp/kept", "dummycache://"])
def test_limits_and_lists_are_kept_apart_in_memory_and_together_elsewhere(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("healthqa.environment.find_spec", lambda name: name)  # as if Redis' client were here
    caches = Environment(GOOD | ({"CACHE_URL": url} if url else {}), var_dir=tmp_path).caches()
    counts, lists = caches["default"], caches["lists"]
    in_memory = counts["BACKEND"].endswith(".LocMemCache")
    assert in_memory is (url == "")
    assert (counts.get("LOCATION") != lists.get("LOCATION")) is in_memory
    assert (counts.get("OPTIONS", {}).get("MAX_ENTRIES") == MOST_COUNTS) is in_memory


def test_the_key_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    values = {name: value for name, value in GOOD.items() if name != "SECRET_KEY"}
    env = Environment(values | {"SECRET_KEY_FILE": str(file)})
    assert env.secret_key() == KEY
    missing = Environment(values | {"SECRET_KEY_FILE": str(tmp_path / "none")})
    missing.secret_key()
    assert [problem.id for problem in missing.problems] == ["healthqa.E003"]
    file.write_bytes(b"\xff\xfe\x00")
    binary = Environment(values | {"SECRET_KEY_FILE": str(file)})
    binary.secret_key()
    assert [problem.id for problem in binary.problems] == ["healthqa.E003"]


def test_debug_keeps_a_key_of_its_own(tmp_path: Path) -> None:
    first = Environment({"DEBUG": "1"}, var_dir=tmp_path / "var").secret_key()
    again = Environment({"DEBUG": "1"}, var_dir=tmp_path / "var").secret_key()
    assert first == again
    assert len(first) >= 50
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_sqlite_waits_for_its_lock_and_postgresql_keeps_its_options() -> None:
    sqlite = Environment(GOOD | {"DATABASE_URL": "sqlite:////tmp/portal.sqlite3"}).database()
    assert sqlite["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in sqlite["OPTIONS"]["init_command"]
    server = Environment(GOOD | {"DATABASE_URL": "postgresql://u:p@db:5433/portal?sslmode=require"}).database()
    assert (server["HOST"], server["PORT"], server["NAME"]) == ("db", 5433, "portal")
    assert server["OPTIONS"] == {"sslmode": "require"}
    assert server["CONN_HEALTH_CHECKS"]


def test_no_environment_stops_the_command_line_and_the_server_with_sentences() -> None:
    for arguments in (["manage.py", "check"], ["-c", "import healthqa.wsgi"]):
        result = run({}, *arguments)
        assert result.returncode != 0
        for id in ("E001", "E006", "E008", "E010"):
            assert f"healthqa.{id}" in result.stderr
        assert "Traceback" not in result.stderr


def test_a_production_environment_is_clean_but_for_what_it_leaves_out() -> None:
    production = GOOD | {
        "DATABASE_URL": "sqlite://:memory:",
        "CACHE_URL": "redis://127.0.0.1:6379/0",
        "EMAIL_URL": "smtp://mail.example.org",
        "REGION": "Testland",
    }
    result = run(production, "manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr
    poor = run(production | {"EMAIL_URL": "", "REGION": ""}, "manage.py", "check", "--deploy", "--tag", "security")
    assert poor.returncode == 0
    assert "healthqa.W001" in poor.stderr
    assert "healthqa.W002" in poor.stderr
    without = {name: value for name, value in production.items() if name != "CACHE_URL"}
    for processes, warned in (("", True), ("3", True), ("1", False)):
        alone = run(without | {"WEB_CONCURRENCY": processes}, "manage.py", "check", "--deploy", "--tag", "security")
        assert ("healthqa.W003" in alone.stderr) == warned


def test_static_files_and_media_are_asked_for(tmp_path: Path, settings: object) -> None:
    from healthqa import checks

    file = tmp_path / "file"
    file.touch()
    settings.STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}  # type: ignore[attr-defined]
    settings.STATIC_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = str(file)  # type: ignore[attr-defined]
    assert [error.id for error in checks.static_files_are_collected(None)] == ["healthqa.E018"]
    assert [error.id for error in checks.folders_are_usable(None)] == ["healthqa.E017"]


def test_a_replica_is_a_copy_of_a_postgresql_and_nothing_else() -> None:
    server = "postgresql://u:p@db/portal"
    both = Environment(GOOD | {"DATABASE_URL": server, "DATABASE_REPLICA_URL": "postgresql://u:p@copy/portal"})
    databases = both.databases()
    assert both.problems == []
    assert (databases["replica"]["HOST"], databases["replica"]["CONN_HEALTH_CHECKS"]) == ("copy", True)
    assert databases["replica"]["OPTIONS"]["connect_timeout"] == 2
    assert databases["replica"]["TEST"] == {"MIRROR": "default"}
    for primary, copy in ((server, "sqlite:////tmp/a"), (server, "copy:5432"), ("", "postgresql://u:p@copy/portal")):
        wrong = Environment(GOOD | {"DATABASE_URL": primary or "sqlite://:memory:", "DATABASE_REPLICA_URL": copy})
        assert list(wrong.databases()) == ["default"]
        assert [problem.id for problem in wrong.problems] == ["healthqa.E020"], copy
    assert list(Environment(GOOD | {"DATABASE_URL": server}).databases()) == ["default"]
