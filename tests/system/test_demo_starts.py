"""The demo at a terminal: where it cannot start it says so before it begins, and Ctrl-C ends it without a fuss."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.system.portal import ACCOUNT, LEFT_OUT, PATIENCE, PROJECT, bare_environment, free_port


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A copy of the portal in which no demo has run."""
    return Path(shutil.copytree(PROJECT, tmp_path / "code", ignore=LEFT_OUT))


@contextmanager
def demo(code: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "manage.py", "demo", *arguments]
    environment = bare_environment() | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command,
        cwd=code,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # as at a terminal: a job has it ignored
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    said, complained = process.communicate(timeout=2 * PATIENCE)
    assert "Traceback" not in said + complained
    return process.returncode, said, complained


def interrupt(process: subprocess.Popen[str]) -> None:
    """As a person does: once more where nothing happens, for Python drops an interrupt that meets a finalizer."""
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    if process.poll() is None:
        process.send_signal(signal.SIGINT)


def wait_until(process: subprocess.Popen[str], is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 2 * PATIENCE
    while not is_so():
        assert process.poll() is None, "it ended by itself"
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5):  # noqa: S310  our own address
            return True
    except OSError:
        return False


def test_a_folder_that_cannot_be_written_is_named(code: Path) -> None:
    (code / "var").write_text("This is no folder.")
    with demo(code, "--no-serve") as process:
        status, said, complained = ended(process)
    assert (status, said) == (1, "")
    assert f"{code}/var/" in complained
    assert "Give your account the right to write there" in complained


def test_a_port_in_use_costs_nothing_and_ctrl_c_ends_the_demo(code: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        with demo(code, "--port", str(other.getsockname()[1])) as process:
            status, said, complained = ended(process)
        assert (status, said) == (1, "")
        assert "--port" in complained
    port = free_port()
    with demo(code, "--port", str(port)) as process:
        wait_until(process, (code / "var" / "demo").exists)
        time.sleep(1)  # in the midst of the samples
        interrupt(process)
        status, first, complained = ended(process)
    assert (status, complained.count("Stopped.")) == (130, 1)
    with demo(code, "--port", str(port)) as process:
        wait_until(process, lambda: answers(f"http://127.0.0.1:{port}/"))
        interrupt(process)
        status, said, _requests = ended(process)
    assert status == 0
    assert f"http://127.0.0.1:{port}/" in said
    shown = [found[1] for line in (first + said).splitlines() if (found := ACCOUNT.match(line))]
    assert {"editor", "chief", "ada.sample"} <= set(shown)
    assert len(shown) == len(set(shown)), "each password is shown once"
