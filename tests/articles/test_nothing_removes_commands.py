"""Every command of the project, of Django and of what comes with it: none removes a signed word or a record.

A command that is not listed here fails the test until somebody has said how it is run, or why it is not.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command, get_commands
from django.db import DatabaseError, connection, transaction

from articles.models import Article, Signature
from doctors.models import Doctor
from tests.articles.keeping import kept, lost, make_world

#: How each command that comes near rows is run, in several ways where one may spare them; {folder} is its own folder.
RUN: dict[str, list[list[str]]] = {
    "account_unsetmultipleprimaryemails": [[]],
    "check": [[]],
    "check_articles": [[]],
    "clearsessions": [[]],
    "createcachetable": [[]],
    "createsuperuser": [["--noinput", "--username", "another", "--email", "another@example.org"]],
    "deduplicate_tags": [[]],
    "deliver_mail": [[]],
    "demo": [["--no-serve"]],
    "dumpdata": [["--output", "{folder}/dump.json"]],
    "export_articles": [["--output", "{folder}/out"], ["--format", "jsonl", "--output", "{folder}/lines"]],
    "flush": [["--noinput"]],
    "import_articles": [
        ["{folder}/live.txt"],
        ["{folder}/live.txt", "--onto-draft", "--as", "editor"],
        ["{folder}/live.txt", "--key", "withdrawn", "--onto-draft"],
        ["{folder}/live.txt", "--dry-run"],
    ],
    "inspectdb": [[]],
    "loaddata": [["{folder}/dump.json"]],
    "migrate": [[], ["articles", "zero"], ["doctors", "zero"], ["auth", "zero"], ["contenttypes", "zero"], ["--fake"]],
    "publish_article": [["signed", "--as", "editor"], ["draft", "--as", "editor"]],
    "rebuild_pages": [[]],
    "rebuild_related": [[]],
    "rebuild_search": [[], ["--check"]],
    "remove_orphaned_tags": [[]],
    "remove_second_factor": [["chief"]],
    "remove_stale_contenttypes": [["--noinput", "--include-stale-apps"]],
    "send_digests": [[]],
    "showmigrations": [[]],
    "sqlflush": [[]],
    "sqlsequencereset": [["articles"]],
    "verify": [[]],
    "withdraw_article": [["live", "--as", "editor", "--reason", "Out of date."]],
}
#: Of these, none of the ways above goes through. The dump holds the very rows that are there.
REFUSED = {"flush", "demo", "loaddata"}
#: Not run here, and why not.
NOT_RUN = {
    "asks at the terminal, for one password": {"changepassword"},
    "opens a shell: what is typed there is tried in test_nothing_removes.py": {"dbshell", "shell"},
    "serves pages, or makes a database of its own": {"runserver", "test", "testserver"},
    "sends one mail and reads nothing": {"sendtestemail"},
    "works on files of the code": {
        *("collectstatic", "compilemessages", "diffsettings", "findstatic", "lintmigrations", "makemessages"),
        *("makemigrations", "optimizemigration", "sqlmigrate", "squashmigrations", "startapp", "startproject"),
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    words = "What causes live?\n\nMay 12, 2023   Source: Elsewhere\nDr. Lin Yunfei\n\nIntroduction\n\nBuy this.\n"
    (tmp_path / "live.txt").write_text(words)
    return tmp_path


def test_every_command_is_known() -> None:
    known = [*RUN, *(name for names in NOT_RUN.values() for name in names)]
    assert len(known) == len(set(known))
    assert set(get_commands()) == set(known), "say here how the new command is run, or why it is not"


@pytest.mark.django_db
def test_no_command_removes_a_record(editor: User, chief: User, dr_lin: Doctor, dr_other: Doctor, folder: Path) -> None:
    make_world(editor, chief, dr_lin, dr_other)
    call_command("dumpdata", "--output", str(folder / "dump.json"), verbosity=0)
    refused = set(RUN)
    for command, ways in RUN.items():
        for arguments in ways:
            if _run_and_compare(command, [argument.format(folder=folder) for argument in arguments]):
                refused.discard(command)
    assert refused == REFUSED
    assert Article.objects.exists()
    assert Signature.objects.exists()


def _run_and_compare(command: str, arguments: list[str]) -> bool:
    """Refused or not, it leaves what it found. What it did is undone, so that the next finds the same."""
    connection.check_constraints()
    before, went_through = kept(), True
    with transaction.atomic():
        try:
            with transaction.atomic():
                call_command(command, *arguments, stdout=io.StringIO(), stderr=io.StringIO())
                connection.check_constraints()
        except (CommandError, DatabaseError, SystemExit):
            went_through = False
        assert lost(before) == [], (command, *arguments)
        transaction.set_rollback(True)
    return went_through


@pytest.mark.django_db(transaction=True)
def test_migrating_to_zero_and_flush_are_refused_with_a_sentence(
    editor: User, chief: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    """Outside a transaction, as an operator runs it: on SQLite a migration is refused inside one for another reason."""
    make_world(editor, chief, dr_lin, dr_other)
    before = kept()
    for app in ("articles", "doctors", "auth", "contenttypes"):
        with pytest.raises(CommandError, match=r"would remove the .* Nothing was changed\."):
            call_command("migrate", app, "zero", verbosity=0)
        assert lost(before) == [], app
    with pytest.raises(CommandError, match="couldn't be flushed"):
        call_command("flush", interactive=False, verbosity=0)
    assert kept() == before


@pytest.mark.django_db(transaction=True)
def test_a_dump_is_not_loaded_over_the_rows_it_came_from(
    editor: User, chief: User, dr_lin: Doctor, dr_other: Doctor, tmp_path: Path
) -> None:
    """`restore` works on files of the database: a fixture would need to write over signatures."""
    make_world(editor, chief, dr_lin, dr_other)
    before, dump = kept(), str(tmp_path / "dump.json")
    call_command("dumpdata", "articles", "doctors", "--output", dump, verbosity=0)
    with pytest.raises(DatabaseError, match=r"Could not load articles\.\w+.*healthqa: [a-z ]+"):
        call_command("loaddata", dump, verbosity=0)
    assert lost(before) == []
    assert kept() == before
