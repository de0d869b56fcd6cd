"""No cascade, no bulk statement, no fixture and no form of the admin removes signed words or the record of them.

What there is to try is asked of Django itself: a new model, action or command is tried too, or fails a test until
somebody has said what it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.test import Client, RequestFactory
from pytest_django import DjangoDbBlocker

from articles import permissions
from articles.models import Article, Question, Section
from articles.triggers import columns as c
from doctors.models import Doctor
from tests.articles.crawling import routes
from tests.articles.keeping import FREE, RECORDS, WORDS, kept, lost, make_world
from tests.people import make_doctor, make_user
from tests.signed_rows import sql
from tests.standing import standing

REFUSALS = (ProtectedError, RestrictedError, DatabaseError)
MODELS: list[Any] = list(apps.get_models(include_auto_created=True))
OURS = [model for model in MODELS if model._meta.app_label in ("articles", "doctors")]
RECORDED = [model for model in OURS if model._meta.db_table in (*RECORDS, *WORDS)]
#: What may be done to a row of these depends on what has become of it.
STATEFUL = (Article, Question, Doctor, User)
#: Rows of each model that are deleted one by one.
MOST = 4

pytestmark = pytest.mark.django_db


Kept = dict[tuple[str, Any], dict[str, Any]]


def make_kept_world() -> Kept:
    """What has to be there after whatever is attempted."""
    editor = make_user("editor", permissions.EDITORS, staff=True)
    chief = make_user("chief", permissions.CHIEF_EDITORS, staff=True)
    make_world(editor, chief, make_doctor("Lin Yunfei"), make_doctor("Mara Ellison"))
    return kept()


@pytest.fixture(scope="module")
def standing_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Kept]:
    yield from standing(django_db_blocker, make_kept_world)


@pytest.fixture
def world(standing_world: Kept, db: None) -> Kept:
    return standing_world


@contextmanager
def attempt(before: Kept, what: str) -> Iterator[None]:
    """Whatever the block does, refused or not, leaves every signed word and every record. It is undone afterwards.

    Nothing may be deferred when it begins.
    """
    writes: list[str] = []

    def note(execute: Any, statement: str, *given: Any) -> Any:
        if not statement.lstrip().startswith(("SELECT", "SAVEPOINT", "RELEASE", "PRAGMA")):
            writes.append(statement)
        return execute(statement, *given)

    with transaction.atomic():
        try:
            with transaction.atomic(), connection.execute_wrapper(note):
                yield
                if writes:
                    connection.check_constraints()  # as at the end of a transaction
        except REFUSALS:
            pass
        assert not writes or lost(before) == [], what
        transaction.set_rollback(True)


def name_of(model: Any) -> str:
    return str(model._meta.label)


def test_every_model_is_known_as_a_record_or_as_free() -> None:
    known = FREE | {name_of(model) for model in RECORDED}
    assert {name_of(model) for model in OURS} == known, "say in tests/articles/keeping.py what the new model is"
    assert {model._meta.db_table for model in RECORDED} == {*RECORDS, *WORDS} == set(c.GUARDED) - {c.LIVE_PAGE}


def test_the_world_holds_a_row_of_every_record(world: Kept) -> None:
    tables = {table for table, _pk in kept()}
    assert tables == {*RECORDS, *WORDS}


def test_the_snapshot_sees_what_it_should(world: Kept) -> None:
    """The test of the test: each kind of loss is seen, once the guard is away."""
    from tests.signed_rows import forge

    for statement in (
        "DELETE FROM articles_reference",
        "UPDATE articles_cause SET heading = 'Buy this.'",
        "UPDATE articles_signature SET comment = 'Buy this.'",
        "UPDATE articles_publication SET reason = 'Buy this.' WHERE live_until IS NOT NULL",
    ):
        before = kept()
        forge(statement)
        assert lost(before) != [], statement


def test_no_row_takes_a_record_with_it_when_it_is_deleted(world: Kept) -> None:
    """Users, doctors, questions, tags, conditions, groups, content types, sites: all there is, with its cascade."""
    for model in MODELS:
        for row in model._base_manager.order_by("pk")[:MOST]:
            with attempt(world, f"{name_of(model)} {row.pk}"):
                row.delete()
    for article in Article.objects.all():
        with attempt(world, str(article)):
            article.delete()
    for user in User.objects.all():
        with attempt(world, f"user {user}"):
            user.delete()


def test_no_bulk_delete_takes_a_record(world: Kept) -> None:
    for model in MODELS:
        rows = model._base_manager.all()
        with attempt(world, f"{name_of(model)}.delete()"):
            rows.delete()
        with attempt(world, f"{name_of(model)}._raw_delete()"):
            rows._raw_delete(connection.alias)
        with attempt(world, f"DELETE FROM {model._meta.db_table}"):
            sql(f"DELETE FROM {model._meta.db_table}")


def test_emptying_a_table_takes_no_record(world: Kept) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's")
    for model in MODELS:
        with attempt(world, f"TRUNCATE {model._meta.db_table}"):
            sql(f"TRUNCATE {model._meta.db_table} CASCADE")


def other_value(field: Any, row: Any) -> Any:
    """A value that the row does not hold and its column takes; the row itself where there is none."""
    if isinstance(field, models.UUIDField | models.ForeignKey):
        return getattr(row, field.attname)
    if isinstance(field, models.CharField | models.TextField):
        return "x" * 3
    if isinstance(field, models.JSONField):
        return ["x"]
    if isinstance(field, models.BooleanField):
        return not getattr(row, field.attname)
    if isinstance(field, models.IntegerField):
        return (getattr(row, field.attname) or 0) + 1
    return getattr(row, field.attname)


def test_no_bulk_write_changes_a_record(world: Kept) -> None:
    """Of what is written row by row, a few that are kept: one of them is enough to refuse them all."""
    for model in RECORDED:
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        for field in fields:
            keys = [pk for table, pk in world if table == model._meta.db_table][:MOST]
            rows = list(model._base_manager.filter(pk__in=keys).order_by("pk"))
            for row in rows:
                setattr(row, field.attname, other_value(field, row))
            with attempt(world, f"{name_of(model)}.bulk_update({field.name})"):
                model._base_manager.bulk_update(rows, [field.name])
            with attempt(world, f"{name_of(model)}.bulk_create({field.name})"):
                model._base_manager.bulk_create(
                    rows, update_conflicts=True, update_fields=[field.name], unique_fields=["id"]
                )
            with attempt(world, f"{name_of(model)}.update({field.name})"):
                model._base_manager.update(**{field.name: other_value(field, rows[0])})
        with attempt(world, f"{name_of(model)}.bulk_create(ignore)"):
            model._base_manager.bulk_create(rows, ignore_conflicts=True)


def fixture(folder: Path, rows: list[Any]) -> str:
    path = folder / "rows.json"
    path.write_text(serializers.serialize("json", rows))
    return str(path)


@pytest.mark.parametrize("model", RECORDED, ids=name_of)
def test_a_fixture_over_records_is_refused_with_a_sentence(world: Kept, tmp_path: Path, model: Any) -> None:
    frozen = {pk for table, pk in kept() if table == model._meta.db_table}
    rows = list(model._base_manager.filter(pk__in=frozen))
    for row in rows:
        for field in row._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField) and field.name not in ("status", "state"):
                setattr(row, field.attname, "Buy this."[: field.max_length])
    given, before = fixture(tmp_path, rows), kept()
    with pytest.raises(DatabaseError, match=r"Could not load .*healthqa: [a-z ]+") as caught, transaction.atomic():
        call_command("loaddata", given, verbosity=0)
    assert "Problem installing fixture" in str(caught.value)
    assert lost(before) == []


def test_a_fixture_adds_no_words_to_a_signed_text(world: Kept, tmp_path: Path) -> None:
    live = Article.objects.get(question__slug="live", status="published")
    given, before = fixture(tmp_path, [Section(pk=None, article=live, position=9, text="Buy this.")]), kept()
    with pytest.raises(DatabaseError, match="healthqa: signed words never change"), transaction.atomic():
        call_command("loaddata", given, verbosity=0)
    assert lost(before) == []
    assert json.loads(Path(given).read_text())


#: What an action asks for on its second page. A new action is listed here, with what makes it go all the way.
ACTIONS: dict[str, dict[str, str]] = {
    **{name: {} for name in ("ask_selected", "publish_selected", "verify_selected", "make_verified")},
    **{name: {} for name in ("hand_over_selected", "remove_second_factor")},  # both lead to a page of their own
    **{name: {"post": "yes"} for name in ("delete_selected", "merge_selected")},
    **{f"sort_under_{kind}": {} for kind in ("physiological", "pathological", "other", "unspecified")},
    "withdraw_selected": {"confirmed": "yes", "reason": "Out of date."},
    "close_selected": {"confirmed": "yes", "outcome": "right", "reason": "The words are right."},
    "decline_selected": {"confirmed": "yes", "because": "unfit"},
}


def admins() -> Iterator[tuple[str, Any]]:
    for model, model_admin in admin.site._registry.items():
        yield f"/admin/{model._meta.app_label}/{model._meta.model_name}/", model_admin


def actions_of(model_admin: Any, user: User) -> set[str]:
    request = RequestFactory().get("/admin/", {})
    request.user = user
    return set(model_admin.get_actions(request))


def signed_in(root: User) -> Client:
    """Its browser. What is deferred until now is looked at, so that it belongs to no attempt."""
    client = Client()
    client.force_login(root)
    connection.check_constraints()
    return client


def test_no_action_of_the_admin_removes_a_record(world: Kept) -> None:
    root = User.objects.create_superuser("root", "root@example.org")
    client, tried = signed_in(root), set()
    for address, model_admin in admins():
        keys = list(model_admin.model._base_manager.values_list("pk", flat=True))
        for action in actions_of(model_admin, root):
            assert action in ACTIONS, f"say in ACTIONS what “{action}” asks for"
            tried.add(action)
            into = {"into": str(keys[-1]), "target": str(keys[-1])} if keys else {}
            form = {"action": action, ACTION_CHECKBOX_NAME: keys, **into, **ACTIONS[action]}
            with attempt(world, f"{address} {action}"):
                assert client.post(address, form).status_code < 500
    assert {"withdraw_selected", "delete_selected", "merge_selected", "sort_under_other"} <= tried


#: What the admin's forms ask for.
FORM = {"reason": "x", "post": "yes", "confirmed": "yes", "confirm": "yes", "refuse": "x", "safety": "on"}


def some_of(model: Any, most: int) -> list[Any]:
    """The keys of so many of its oldest rows, and of its newest."""
    keys = model._base_manager.order_by("pk").values_list("pk", flat=True)
    return list(dict.fromkeys([*keys[:most], *keys.reverse()[:most]]))


def test_no_delete_page_of_the_admin_removes_a_record(world: Kept) -> None:
    """Rows with states more often than rows without, which are all deleted in the tests of models above."""
    client = signed_in(User.objects.create_superuser("root", "root@example.org"))
    for address, model_admin in admins():
        for key in some_of(model_admin.model, MOST if model_admin.model in STATEFUL else 1):
            with attempt(world, f"{address}{key}/delete/"):
                assert client.post(f"{address}{key}/delete/", FORM).status_code < 500


def test_no_other_form_of_the_admin_removes_a_record(world: Kept) -> None:
    """Every address of the admin but those above is sent what its forms ask for, for the newest and the oldest rows.

    For editions some of each, as their state decides what a form does; a history has no form and shows one row.
    """
    client = signed_in(User.objects.create_superuser("root", "root@example.org"))
    tried = set()
    for route in routes():
        found = re.match(r"/admin/(articles|doctors|auth|account)/([a-z]+)/", route.path)
        if found is None or not route.arguments or route.name.endswith("_delete"):
            continue
        model = apps.get_model(*found.groups())
        keys = some_of(model, 3 if model is Article else 1)
        for key in keys[:1] if route.name.endswith("_history") else keys:
            address = route.fill(**dict.fromkeys(route.arguments, key))
            tried.add(route.name)
            with attempt(world, address):
                assert client.post(address, FORM).status_code < 500, address
    assert {"admin:articles_article_withdraw", "admin:articles_article_erase"} <= tried


def test_flush_is_refused(world: Kept) -> None:
    before = kept()
    with pytest.raises((CommandError, DatabaseError)), transaction.atomic():
        call_command("flush", interactive=False, verbosity=0)
    assert lost(before) == []
