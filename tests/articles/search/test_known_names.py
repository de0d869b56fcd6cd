"""Names that suggestions look through are those of this moment, though they are read once."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import permissions, publishing
from articles.models import Article
from articles.search import nearest_conditions, suggest
from articles.search.known_names import known_names
from doctors.models import Doctor
from tests.articles.search.world import make_answers
from tests.people import make_doctor, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _answers(db: None) -> None:
    editor = make_user("editor", permissions.EDITORS, staff=True)
    make_answers(editor, make_doctor("Lin Yunfei"), make_doctor("Mara Müller"))


def shown(typed: str) -> list[str]:
    found = suggest(typed, "en")
    return ["".join(piece.text for piece in one.pieces) for one in (*found.conditions, *found.doctors)]


def test_names_are_read_once_while_nothing_changes() -> None:
    known_names()
    with CaptureQueriesContext(connection) as queries:
        assert [one.row.name for one in known_names().doctors] == ["Lin Yunfei", "Mara Müller"]
    assert len(queries) == 1, "the mark"


def test_a_change_holds_at_once(django_user_model: type) -> None:
    assert (shown("mulle"), shown("bauer")) == (["Mara Müller"], [])
    Doctor.objects.filter(name="Mara Müller").update(name="Mara Bauer")
    assert (shown("mulle"), shown("bauer")) == ([], ["Mara Bauer"])
    assert shown("lumbar") == ["Lumbar disc herniation"]
    editor = django_user_model.objects.get(username="editor")
    for edition in Article.objects.public().filter(question__slug="back-pain"):
        publishing.withdraw(edition, editor=editor, reason="Wrong.")
    assert shown("lumbar") == []
    assert nearest_conditions("lumbar", "en") == ()


def test_in_a_transaction_nothing_is_kept() -> None:
    with transaction.atomic():
        Doctor.objects.filter(name="Mara Müller").update(name="Mara Bauer")
        assert shown("bauer") == ["Mara Bauer"]
        Doctor.objects.filter(name="Mara Bauer").update(name="Mara Maier")
        assert (shown("bauer"), shown("maier")) == ([], ["Mara Maier"])
    assert (shown("bauer"), shown("maier")) == ([], ["Mara Maier"])
