"""`manage.py demo` prepares its own environment and keeps away from anybody's installation."""

import errno
import os
from pathlib import Path
from unittest import mock

import pytest

from healthqa import demo_mode


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo_mode, "MARKER", tmp_path / "demo")
    for name in ("DEMO", "EMAIL_URL", *demo_mode.CONFIGURED):
        monkeypatch.setenv(name, "")  # so that monkeypatch puts back what the code under test sets
        monkeypatch.delenv(name)
    monkeypatch.setenv("ENV_FILE", "")


def test_demo_switches_to_debug_at_the_address_it_serves() -> None:
    demo_mode.prepare(["manage.py", "demo", "--port", "8123"])
    assert (os.environ["DEBUG"], os.environ["DEMO"]) == ("1", "1")
    assert os.environ["SITE_URL"] == "http://127.0.0.1:8123"


@pytest.mark.parametrize(("words", "port"), [([], "8000"), (["--port=9000"], "9000"), (["--no-serve"], "8000")])
def test_the_port_may_be_written_in_each_usual_way(words: list[str], port: str) -> None:
    demo_mode.prepare(["manage.py", "demo", *words])
    assert os.environ["SITE_URL"] == f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("argv", [["manage.py"], ["manage.py", "check"], ["manage.py", "migrate", "demo"]])
def test_other_commands_change_nothing(argv: list[str]) -> None:
    demo_mode.prepare(argv)
    assert "DEBUG" not in os.environ
    assert "DEMO" not in os.environ


@pytest.fixture
def no_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENV_FILE")
    monkeypatch.setattr(demo_mode, "read_env_file", lambda: None)


def test_after_the_demo_other_commands_work_on_its_database(no_env_file: None) -> None:
    demo_mode.MARKER.touch()
    demo_mode.prepare(["manage.py", "import_articles", "answer.txt"])
    assert os.environ["DEBUG"] == "1"
    assert "DEMO" not in os.environ


def test_a_chosen_environment_is_no_demo() -> None:
    demo_mode.MARKER.touch()
    demo_mode.prepare(["manage.py", "check"])
    assert "DEBUG" not in os.environ


@pytest.mark.parametrize("name", demo_mode.CONFIGURED)
def test_what_somebody_configured_is_no_demo(name: str, no_env_file: None, monkeypatch: pytest.MonkeyPatch) -> None:
    demo_mode.MARKER.touch()
    monkeypatch.setenv(name, "0")
    demo_mode.prepare(["manage.py", "import_articles", "answer.txt"])
    assert os.environ.get("DEBUG") == ("0" if name == "DEBUG" else None)


@pytest.mark.parametrize("value", ["0", "false", "off", "", "perhaps"])
def test_demo_refuses_where_debug_is_off(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", value)
    with pytest.raises(SystemExit, match="Unset DEBUG"):
        demo_mode.prepare(["manage.py", "demo"])


def test_demo_refuses_another_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/portal")
    with pytest.raises(SystemExit, match="Unset DATABASE_URL"):
        demo_mode.prepare(["manage.py", "demo"])


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help_is_shown_wherever_it_is_asked_for(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/portal")
    demo_mode.prepare(["manage.py", "demo", word])
    assert "DEMO" not in os.environ


def test_demo_reads_the_env_file_before_it_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "env"
    file.write_text("DATABASE_URL=postgresql://localhost/portal\n")
    monkeypatch.setenv("ENV_FILE", str(file))
    with pytest.raises(SystemExit, match="Unset DATABASE_URL"):
        demo_mode.prepare(["manage.py", "demo"])


def test_demo_makes_the_folder_it_keeps_its_database_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo_mode, "MARKER", tmp_path / "var" / "demo")
    demo_mode.prepare(["manage.py", "demo"])
    assert list((tmp_path / "var").iterdir()) == []


@pytest.mark.parametrize("in_the_way", ["var", "var/secret_key", "var/healthqa.sqlite3", "var/healthqa.sqlite3-wal"])
def test_demo_names_what_it_cannot_write(in_the_way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo_mode, "MARKER", tmp_path / "var" / "demo")
    if in_the_way == "var":
        (tmp_path / "var").touch()
    else:
        (tmp_path / in_the_way).mkdir(parents=True)
    with pytest.raises(SystemExit) as stopped:
        demo_mode.prepare(["manage.py", "demo"])
    sentence = str(stopped.value)
    assert f"cannot use {tmp_path / in_the_way}: " in sentence
    assert sentence.endswith("or run the demo in a copy of the portal that is your own.")
    assert "DEMO" not in os.environ


def test_demo_says_why_it_may_not_write(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = PermissionError(errno.EACCES, "Permission denied")  # root, who may run these tests, may write anywhere
    monkeypatch.setattr(demo_mode.tempfile, "TemporaryFile", mock.Mock(side_effect=refused))
    with pytest.raises(SystemExit, match=r": Permission denied\. Give your account the right to write there"):
        demo_mode.prepare(["manage.py", "demo"])


def test_other_commands_need_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo_mode, "MARKER", tmp_path / "var" / "demo")
    (tmp_path / "var").touch()
    demo_mode.prepare(["manage.py", "check"])
