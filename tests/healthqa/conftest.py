"""What tests of kept pages begin with: a live answer with everything around it, and an empty place for files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from articles.models import Article
from doctors.models import Doctor
from tests.healthqa.page_caching import make_pages


@pytest.fixture
def live(editor: User, dr_lin: Doctor) -> Article:
    return make_pages(editor, dr_lin)


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Where rendered pages are kept, which tests leave out otherwise."""
    settings.RENDERED_MB, settings.RENDERED_ROOT = 64, str(tmp_path / "rendered")
    return tmp_path / "rendered"
