"""The recipe of docs/digest.md that recomputes the digest of a text, run as it is printed."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from pathlib import Path
from unittest import mock

from django.test import Client

DOCUMENT = Path(__file__).parents[2] / "docs" / "digest.md"


def recipe() -> str:
    """The ten lines as they stand in the documentation."""
    found = re.search(r"(?s)\n## Check one yourself, in ten lines\n.*?```python\n(.*?)```", DOCUMENT.read_text("utf-8"))
    assert found is not None
    return found[1]


def judged(path: Path) -> tuple[bool, str]:
    """What the recipe says of a file, run in this process: thousands of texts would be thousands of processes."""
    said, program = io.StringIO(), compile(recipe(), "check.py", "exec")
    with mock.patch.object(sys, "argv", ["check.py", str(path)]), contextlib.redirect_stdout(said):
        try:
            exec(program, {"__name__": "__main__"})  # noqa: S102  it is the program under test
        except SystemExit as stop:
            return not stop.code, said.getvalue()
    raise AssertionError("the recipe did not end")


def fits(client: Client, address: str, digest: str, folder: Path) -> bool:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response.headers["Content-Type"] == "application/json"
    path = folder / "text.json"
    path.write_bytes(response.content)
    return judged(path) == (True, f"It fits: {digest}\n")
