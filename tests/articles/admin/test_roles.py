"""Every address of the admin as every role: the right status, and never a 500."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import (
    Article,
    Cause,
    Condition,
    Event,
    Medicine,
    OutgoingMail,
    Publication,
    Question,
    Redaction,
    Signature,
    SigningLink,
    Tag,
)
from articles.models.vocabulary import Status
from doctors.models import Department, Doctor
from tests.people import the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_article, make_in_review, make_published, make_signed

OURS = (
    Article,
    Cause,
    Question,
    Condition,
    Medicine,
    Tag,
    Signature,
    Publication,
    Event,
    Doctor,
    Department,
    Redaction,
    SigningLink,
    OutgoingMail,
)
FOR_CHIEFS = (Redaction, OutgoingMail)
#: What the forms of these offer depends on the state of the edition.
STATEFUL = (Article, Question)
EDITABLE = (Question, Condition, Tag, Department, Doctor)
MOVES = ("ask", "publish", "start", "withdraw", "roll-back")


@stands
def world() -> Doctor:
    """Every state there is, and a row of every model."""
    editor, dr_lin = the_editor(), the_doctor()
    make_article(editor, dr_lin, "draft", tags=("legs",))
    make_in_review(editor, dr_lin, "review")
    make_signed(editor, dr_lin, "signed")
    make_published(editor, dr_lin, "live", tags=("legs",))
    Condition.objects.create(name="Herniation", slug="herniation")
    Medicine.objects.create(name="Ibuprofen")
    return dr_lin


def addresses(rows: int = 4) -> Iterator[str]:
    """Every address, with so many rows of what has states, and one row of what has none."""
    yield reverse("admin:index")
    yield reverse("admin:app_list", args=["articles"])
    for model in OURS:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_changelist") + "?q=leg"
        yield reverse(f"{name}_add")
        few = rows if model in STATEFUL else 1
        for key in [*model._default_manager.values_list("pk", flat=True)[:few], 999_999]:
            yield from (reverse(f"{name}_{page}", args=[key]) for page in ("change", "delete", "history"))
        yield reverse(f"{name}_change", args=["no-number"])
    for key in [*Article.objects.values_list("pk", flat=True)[:rows], 999_999]:
        yield from (reverse(f"admin:articles_article_{page}", args=[key]) for page in (*MOVES, "preview"))


@pytest.mark.usefixtures("world")
def test_nobody_without_rights_gets_in(reader: User, dr_lin: Doctor) -> None:
    """One row of each: the same wall stands before them all."""
    for account in (None, reader, dr_lin.user):
        client = Client()
        if account:
            client.force_login(account)
        for url in addresses(1):
            for response in (client.get(url), client.post(url, {})):
                assert response.status_code in (302, 403, 404), (url, account)
                assert b"What causes" not in response.content, url


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("role", "prefix"), [("editor", ""), ("chief", "/zh-hans")])
def test_no_address_breaks_for_editors(request: pytest.FixtureRequest, role: str, prefix: str) -> None:
    """Chinese for chiefs, who see all that editors see; there the words of a page change, and no row does.

    In English chiefs walk in `test_roles_walk`.
    """
    client = Client()
    client.force_login(request.getfixturevalue(role))
    for url in addresses(1 if prefix else 4):
        response = client.get(prefix + url)
        assert response.status_code in (200, 302, 403, 404), url


@pytest.mark.usefixtures("world")
def test_empty_posts_break_nothing(chief: User) -> None:
    client = Client()
    client.force_login(chief)
    for url in list(addresses()):
        if not url.endswith("/start/"):
            assert client.post(url, {}).status_code < 500, url


@pytest.mark.usefixtures("world")
def test_lists_and_forms_open_for_editors(client: Client, editor: User, chief: User) -> None:
    lists = {model: reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in OURS}
    client.force_login(chief)
    for model, url in lists.items():
        assert client.get(url).status_code == 200, model
    client.force_login(editor)
    for model, url in lists.items():
        assert client.get(url).status_code == (403 if model in FOR_CHIEFS else 200), model
    for model in EDITABLE:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert client.get(reverse(f"{name}_add")).status_code == 200, model
        key = model._default_manager.values_list("pk", flat=True)[0]
        assert client.get(reverse(f"{name}_change", args=[key])).status_code == 200, model


@pytest.mark.usefixtures("world")
def test_staff_without_rights_sees_nothing(client: Client, reader: User) -> None:
    reader.is_staff = True
    reader.save(update_fields=["is_staff"])
    client.force_login(reader)
    assert b"What causes" not in client.get(reverse("admin:index")).content
    for url in addresses(1):
        if url not in (reverse("admin:index"), reverse("admin:app_list", args=["articles"])):
            assert client.get(url).status_code in (302, 403, 404), url


@pytest.mark.usefixtures("world")
def test_records_and_signed_texts_are_deleted_by_nobody(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    for model in (Article, Cause, Question, Signature, Publication, Event, Doctor):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        key = model._default_manager.values_list("pk", flat=True)[0]
        assert client.post(reverse(f"{name}_delete", args=[key]), {"post": "yes"}).status_code == 403, model
        page = client.get(reverse(f"{name}_changelist")).content.decode()
        assert 'value="delete_selected"' not in page, model
    assert Article.objects.filter(status=Status.PUBLISHED).exists()


def test_a_list_costs_the_same_with_many_rows(client: Client, editor: User, dr_lin: Doctor) -> None:
    client.force_login(editor)
    lists = [model for model in OURS if model is not Medicine]
    counts: dict[type, list[int]] = {model: [] for model in lists}
    for n in range(3):
        make_published(editor, dr_lin, f"live-{n}", tags=(f"tag-{n}",))
        make_article(editor, dr_lin, f"draft-{n}", tags=(f"tag-{n}", "both"))
        for model in lists:
            url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            counts[model].append(len(captured))
    assert [model for model, (_one, two, three) in counts.items() if two != three] == [], counts
    assert max(three for _one, _two, three in counts.values()) <= 14, counts


def test_taggits_own_tags_are_not_offered() -> None:
    from taggit.models import Tag as PlainTag

    assert not admin.site.is_registered(PlainTag)
