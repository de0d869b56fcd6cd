"""tests/migrated.py itself: a copied database holds what a migrated one does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles import triggers
from articles.models import RedFlag
from tests import migrated


@pytest.mark.django_db
def test_nothing_is_left_to_migrate() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert Group.objects.exists()
    assert Permission.objects.exists()


def test_a_changed_or_new_module_makes_another_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "articles" / "migrations"
    folder.mkdir(parents=True)
    module = folder / "0001_initial.py"
    module.write_text("operations = []")
    monkeypatch.setattr(migrated, "BASE_DIR", tmp_path)
    first = migrated.digest()
    assert migrated.digest() == first
    module.write_text("operations = [1]")
    second = migrated.digest()
    (folder / "0002_more.py").write_text("")
    assert len({first, second, migrated.digest()}) == 3


@pytest.mark.parametrize("_time", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_what_a_transactional_test_commits_is_gone_and_what_migrations_wrote_is_there(_time: str) -> None:
    """Each run would find what the other left."""
    assert not User.objects.exists()
    assert RedFlag.objects.exists()
    assert triggers.missing(connection) == []
    User.objects.create_user("left-behind")
