"""The trail as people read it: words for every verb that is written anywhere, in the panel, the list and its filter."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles import trail
from articles.models import Event
from articles.models.vocabulary import Verb
from doctors.models import Doctor
from tests.articles.admin.forms import change_url
from tests.texts import make_in_review

PROJECT = Path(__file__).resolve().parents[3]
#: Methods whose first argument is a verb, and the module that hands verbs on.
WRITERS = {"record", "entry", "events"}
HOME = PROJECT / "articles" / "trail.py"


def written() -> Iterator[tuple[str, str | None]]:
    """Where a verb is written, and which: each text that stands in its argument; None where none does."""
    for app in ("articles", "doctors", "healthqa"):
        for path in sorted(set((PROJECT / app).rglob("*.py")) - {HOME}):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                for argument in _verbs_of(call):
                    texts = [node.value for node in _results(argument) if isinstance(node, ast.Constant)]
                    where = f"{path.relative_to(PROJECT)}:{call.lineno}"
                    yield from ((where, text) for text in texts or [None])


def _verbs_of(call: ast.Call) -> Iterator[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in WRITERS and isinstance(call.func, ast.Attribute) and call.args:
        yield call.args[0]
    if name == "Event":
        yield from (keyword.value for keyword in call.keywords if keyword.arg == "verb")


def _results(value: ast.expr) -> list[ast.expr]:
    """What an expression may become: both branches of `… if … else …`."""
    return [*_results(value.body), *_results(value.orelse)] if isinstance(value, ast.IfExp) else [value]


def test_every_verb_that_is_written_has_words() -> None:
    found = list(written())
    assert len(found) > 20, "the search finds what the verbs write"
    assert [where for where, verb in found if verb is None] == [], "write the verb where it is recorded"
    assert {verb for _where, verb in found} - set(Verb.values) == set()


def test_words_are_words() -> None:
    for verb in Verb:
        assert "_" not in str(verb.label)
        assert str(verb.label) != verb.value
    assert max(map(len, Verb.values)) <= (Event._meta.get_field("verb").max_length or 0)


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def test_the_panel_of_an_edition_says_it_in_words(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    page = desk.get(change_url(article)).content.decode()
    assert "editor · asked for a signature" in page
    assert "signature_requested" not in page


def test_the_list_the_filter_and_the_page_of_an_event_say_it_in_words(
    desk: Client, editor: User, dr_lin: Doctor
) -> None:
    make_in_review(editor, dr_lin)
    url = reverse("admin:articles_event_changelist")
    page = desk.get(f"{url}?verb=signature_requested").content.decode()
    assert '<td class="field-done">asked for a signature</td>' in page
    assert '<td class="field-done">changed the text</td>' not in page
    event = Event.objects.get(verb="signature_requested")
    shown = desk.get(change_url(event)).content.decode()
    assert "asked for a signature" in shown
    assert "signature_requested" not in shown


@pytest.mark.django_db
def test_a_verb_of_another_version_is_shown_as_it_was_written() -> None:
    assert trail.record("from_the_future", actor=None).words == "from_the_future"
