"""`manage.py demo` where something is in its way: what is half done is mended the next time, no password is lost."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from articles import generating, publishing, sample_accounts, sampling
from articles.management.commands import demo
from articles.models import Article
from articles.models.vocabulary import Status
from healthqa import demo_mode
from tests.system.portal import free_port


@pytest.fixture(autouse=True)
def of_a_demo(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings.DEMO = True
    monkeypatch.setattr(demo_mode, "MARKER", tmp_path / "demo")


@pytest.fixture
def one_sample(monkeypatch: pytest.MonkeyPatch) -> str:
    """Only one ordinary sample is there to be loaded. Its import key."""
    samples = sampling.Samples()
    stem = next(stem for stem in samples.texts if not samples.state(stem))
    samples.texts = {stem: samples.texts[stem]}
    samples.facts = samples.facts | {"translations": {}, "states": samples.facts["states"] | {"withdrawn": []}}
    monkeypatch.setattr(sampling, "Samples", lambda: samples)
    return stem


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> mock.Mock:
    """What the command calls instead of `migrate` and `runserver`."""
    called = mock.Mock()
    monkeypatch.setattr(demo, "call_command", called)
    return called


@pytest.fixture
def taken() -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        yield other.getsockname()[1]


def run(*arguments: str) -> tuple[str, str]:
    said, complained = StringIO(), StringIO()
    try:
        call_command("demo", *arguments, stdout=said, stderr=complained)
    except SystemExit as stop:
        complained.write(f"exit {stop.code}")
    return said.getvalue(), complained.getvalue()


def test_a_port_in_use_is_told_before_anything_is_done(db: None, called: mock.Mock, taken: int) -> None:
    said = StringIO()
    with pytest.raises(CommandError, match=rf"port {taken}: another program uses it\. .*demo --port {taken + 1}$"):
        call_command("demo", "--port", str(taken), stdout=said)
    called.assert_not_called()
    assert said.getvalue() == ""
    assert not User.objects.exists()


def test_a_port_in_use_is_nothing_to_who_does_not_serve(
    db: None, called: mock.Mock, taken: int, one_sample: str
) -> None:
    assert "Sample accounts" in run("--no-serve", "--port", str(taken))[0]


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eighty", "8 000", "８０００"])
def test_what_is_no_port_is_refused(port: str, called: mock.Mock) -> None:
    with pytest.raises(CommandError, match="is no port: a port is a number from 1 to 65535"):
        call_command("demo", f"--port={port}")
    called.assert_not_called()


@pytest.mark.parametrize("count", ["-5", "-1", "many", "2.5", "1 000"])
def test_what_is_no_count_is_refused(count: str, called: mock.Mock) -> None:
    with pytest.raises(CommandError, match=f"“{count}” is no number of questions: write a whole number from 0 on"):
        call_command("demo", "--no-serve", "--count", count)
    called.assert_not_called()


def test_passwords_are_given_when_all_is_loaded(db: None, one_sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sampling, "_verify_all", mock.Mock(side_effect=OSError("disk full")))
        with pytest.raises(OSError, match="disk"):
            sampling.load()
    assert not any(user.has_usable_password() for user in User.objects.all())
    accounts = sampling.load()
    assert {sample_accounts.EDITOR, sample_accounts.CHIEF, "ada.sample"} <= {account.username for account in accounts}
    for account in accounts:
        assert User.objects.get(username=account.username).check_password(account.password)
    assert sampling.load() == []


def test_passwords_that_could_not_be_shown_are_given_anew(db: None, one_sample: str) -> None:
    with pytest.raises(BrokenPipeError):
        sampling.load(tell=mock.Mock(side_effect=BrokenPipeError))
    tell = mock.Mock()
    accounts = sampling.load(tell=tell)
    assert len(accounts) > 2
    tell.assert_called_once_with(accounts)
    sampling.load(tell=tell)
    tell.assert_called_once()


def test_passwords_are_shown_before_what_may_still_fail(
    db: None, called: mock.Mock, one_sample: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generating, "add_questions", mock.Mock(side_effect=KeyboardInterrupt))
    said, complained = run("--no-serve", "--count", "5")
    assert "Sample accounts; the passwords are shown this once:" in said
    assert f"  {sample_accounts.EDITOR} " in said
    assert complained.strip() == "Stopped. Run “manage.py demo” again: it goes on where it was.\nexit 130"


@pytest.mark.parametrize("interrupted", ["migrate", "runserver"])
def test_ctrl_c_ends_it_with_a_sentence(db: None, one_sample: str, called: mock.Mock, interrupted: str) -> None:
    def stop(name: str, *arguments: str, **options: Any) -> None:
        if name == interrupted:
            raise KeyboardInterrupt

    called.side_effect = stop
    assert run("--port", str(free_port()))[1].strip().startswith("Stopped.")


def test_a_sample_that_was_broken_off_is_brought_whole_the_next_time(
    db: None, one_sample: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(publishing, "publish", mock.Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sampling.load()
    assert not Article.objects.exists()
    sampling.load()
    assert Article.objects.get(import_key=one_sample).status == Status.PUBLISHED
