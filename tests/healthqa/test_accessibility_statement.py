"""The statement names the judges that really run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

PACKAGES = Path(__file__).resolve().parents[1] / "system" / "package.json"


@pytest.mark.parametrize("path", ["/about/accessibility/", "/zh-hans/about/accessibility/"])
def test_statement_names_the_versions_that_test(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    for name, version in json.loads(PACKAGES.read_text(encoding="utf-8"))["devDependencies"].items():
        assert version in page, f"{name} {version}"
