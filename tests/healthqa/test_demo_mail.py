"""The mailbox of the demo: there in the demo, nowhere else, and nothing in a mail runs or loads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from healthqa import demo_mode

HOSTILE = '<script>alert(1)</script><img src="https://example.org/x.png"><b style="color:red">bold</b>'


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.healthqa.demo_urls"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def send(
    subject: str = "Hello <b>", text: str = "See https://healthqa.example/desk/1/ & <i>", html: str = HOSTILE
) -> None:
    message = EmailMultiAlternatives(subject, text, None, ["ada.sample@example.org"])
    message.attach_alternative(html, "text/html")
    message.send()


def first_link(client: Client) -> str:
    page = client.get("/demo/mail/").content.decode()
    return page.split('class="entry"><a href="')[1].split('"')[0]


def test_an_empty_mailbox_says_so(folder: Path, client: Client, settings: Any) -> None:
    assert "No mail was sent yet." in client.get("/demo/mail/").content.decode()
    settings.EMAIL_FILE_PATH = str(folder / "missing")
    assert client.get("/demo/mail/").status_code == 200


def test_mails_are_listed_and_shown_as_text(folder: Path, client: Client) -> None:
    send()
    listed = client.get("/demo/mail/").content.decode()
    assert "Hello &lt;b&gt;" in listed
    assert "ada.sample@example.org" in listed
    assert "at once for the first text of a day" in listed, "else a second request seems lost"
    page = client.get(first_link(client)).content.decode()
    assert "&lt;i&gt;" in page
    assert 'href="https://healthqa.example/desk/1/"' in page
    assert "alert(1)" not in page, "the HTML is in a frame of its own"
    assert "<iframe" in page
    assert "sandbox " in page


def test_the_frame_runs_loads_and_sends_nothing(folder: Path, client: Client) -> None:
    send()
    answer = client.get(first_link(client) + "html/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert HOSTILE in answer.content.decode()
    own = client.get("/demo/mail/")
    assert "unsafe" not in own["Content-Security-Policy"]
    assert own["X-Frame-Options"] == "DENY"


def test_mails_of_one_second_are_told_apart(folder: Path, client: Client) -> None:
    for number in range(5):
        send(f"Mail {number}")
    page = client.get("/demo/mail/").content.decode()
    assert all(f">Mail {number}</a>" in page for number in range(5))
    assert page.count('class="entry"') == 5


@pytest.mark.parametrize("name", ["..", "../../secret_key", "secret.log", "20260101-000000-1.log", "é", "x" * 300])
def test_no_other_file_is_opened(folder: Path, client: Client, name: str) -> None:
    (folder / "secret.log").write_text("secret")
    send()
    for address in (f"/demo/mail/{name}/", f"/demo/mail/{name}/html/"):
        assert client.get(address).status_code == 404


def test_outside_the_demo_there_is_no_such_page(folder: Path, client: Client, settings: Any) -> None:
    send()
    link = first_link(client)
    settings.DEMO = False
    for address in ("/demo/mail/", link, f"{link}html/"):
        assert client.get(address).status_code == 404, "not even where somebody kept the address"
    settings.ROOT_URLCONF = "healthqa.urls"
    assert client.get("/demo/mail/").status_code == 404


@pytest.mark.parametrize(("environment", "known"), [({"DEBUG": "1", "DEMO": "1"}, True), ({"DEBUG": "1"}, False)])
def test_only_the_demo_has_the_address(environment: dict[str, str], known: bool) -> None:
    assert is_known(environment) is known


def test_a_production_has_no_such_address_whatever_is_set() -> None:
    production = {
        "ALLOWED_HOSTS": "answers.example.org",
        "SITE_URL": "https://answers.example.org",
        "EMERGENCY_NUMBER": "112",
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        "DEMO": "1",
    }
    assert is_known(production) is False


def is_known(environment: dict[str, str]) -> bool:
    """Whether a portal of this environment resolves the address."""
    code = (
        "import django; django.setup()\n"
        "from django.urls import is_valid_path\n"
        "print(bool(is_valid_path('/demo/mail/')))"
    )
    bare = {"PATH": os.environ["PATH"], "ENV_FILE": "", "DATABASE_URL": "sqlite://:memory:"}
    bare |= {"DJANGO_SETTINGS_MODULE": "healthqa.settings"}
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, env=bare | environment, capture_output=True, text=True, check=True)
    return run.stdout.strip() == "True"


def test_the_demo_keeps_its_mails_beside_its_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo_mode, "MARKER", tmp_path / "demo")
    for name in ("DEBUG", "DEMO", "EMAIL_URL", "SITE_URL", *demo_mode.CONFIGURED):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("ENV_FILE", "")
    demo_mode.prepare(["manage.py", "demo"])
    assert os.environ["EMAIL_URL"] == f"filemail:///{tmp_path}/mail"
