"""Random edits on every way that words can be written: a changed word un-signs or is refused, and no other save does.

Below the verbs (the shell, plain SQL) the database refuses to change signed words. Words in review can be changed
there: then the stored digest is not theirs any more, nobody can sign them, and `verify` names the edition.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import auditing, canonical, editing, exporting, importing, signing
from articles.errors import Refused, StaleText
from articles.models import Article, Cause, Signature
from articles.models.vocabulary import FROZEN, Status
from articles.parsing import parse
from articles.triggers import columns as c
from doctors.models import Doctor
from tests.articles.admin.forms import change_url, opened
from tests.articles.test_triggers_words import MODELS, another_value, row_of
from tests.articles.test_word_changes import NOISE
from tests.signed_rows import sql
from tests.texts import make_in

STATES = (Status.IN_REVIEW, Status.SIGNED, Status.PUBLISHED, Status.SUPERSEDED, Status.WITHDRAWN)
COLUMNS = [(table, column) for table in c.WORDS for column in c.WORDS[table]]
KINDS = ("physiological", "pathological", "other", "unspecified")
EXAMPLES = {"sqlite": 40, "postgresql": 20}
#: On a machine that has much else to do, the examples after so many seconds are left out.
MOST_SECONDS = 20


editions_made_at: dict[int, float] = {}


class Attempt:
    """One edit of one column: to other words, or to the same ones with other white space."""

    def __init__(self, article: Article, editor: User, table: str, column: str, noise: str) -> None:
        self.article, self.editor, self.table, self.column = article, editor, table, column
        self.model: Any = MODELS[table]
        self.field = next(field for field in self.model._meta.concrete_fields if field.column == column)
        self.row: Any = self.model.objects.get(pk=row_of(table, article))
        now = getattr(self.row, self.field.attname)
        if not noise:
            self.value = another_value(table, column, article)
        else:
            self.value = NOISE[noise](now)[: self.field.max_length] if isinstance(now, str) and " " in now else now


def by_save(attempt: Attempt) -> None:
    setattr(attempt.row, attempt.field.attname, attempt.value)
    attempt.row.save()


def by_update(attempt: Attempt) -> None:
    attempt.model.objects.filter(pk=attempt.row.pk).update(**{attempt.field.attname: attempt.value})


def by_bulk_update(attempt: Attempt) -> None:
    setattr(attempt.row, attempt.field.attname, attempt.value)
    attempt.model.objects.bulk_update([attempt.row], [attempt.field.name])


def by_sql(attempt: Attempt) -> None:
    sql(f"UPDATE {attempt.table} SET {attempt.column} = %s WHERE id = %s", attempt.value, attempt.row.pk)


def by_form(attempt: Attempt) -> None:
    """The form of the admin as it stands, with the column changed wherever the form has it."""
    client = Client()
    client.force_login(attempt.editor)
    url = change_url(attempt.article)
    form = opened(client, url)
    own = attempt.table == c.ARTICLE
    names = [name for name in form if (name if own else name.rpartition("-")[2]) == attempt.field.name]
    value = "" if attempt.value is None else attempt.value
    changed = dict.fromkeys(names[:1] or [attempt.field.name], value)
    assert client.post(url, form | changed).status_code < 500


def by_action(attempt: Attempt) -> None:
    """The causes of the edition under another kind, or the kind that one has."""
    client = Client()
    client.force_login(attempt.editor)
    causes = list(Cause.objects.filter(article=attempt.article).order_by("pk").values_list("pk", flat=True))
    kind = KINDS[len(attempt.column) % len(KINDS)]
    form = {"action": f"sort_under_{kind}", ACTION_CHECKBOX_NAME: causes[:1]}
    assert client.post("/admin/articles/cause/", form).status_code < 500


def by_import(attempt: Attempt) -> None:
    """The edition as it would be exported, as it is or with another introduction."""
    text = exporting.text_of(Article.objects.with_text().get(pk=attempt.article.pk))
    if len(attempt.column) % 2:
        text = text.replace("They are mostly harmless.", f"They are harmless: {attempt.column}.")
    given: dict[str, Any] = {"key": "wanted", "original": text, "editor": attempt.editor}
    importing.import_document(parse(text), **given, onto_draft=len(attempt.column) % 3 == 0)


def by_verb(attempt: Attempt) -> None:
    by_update(attempt)
    editing.text_saved(attempt.article, editor=attempt.editor)


BELOW_THE_VERBS = (by_save, by_update, by_bulk_update, by_sql)
WAYS: tuple[Callable[[Attempt], None], ...] = (*BELOW_THE_VERBS, by_form, by_action, by_import, by_verb)


@pytest.fixture
def editions(editor: User, dr_lin: Doctor) -> dict[Status, Article]:
    made = {state: make_in(state, editor, dr_lin, state.value.replace("_", "-")) for state in STATES}
    editions_made_at[id(made)] = time.monotonic()
    return made


def whole(article: Article) -> Article:
    return Article.objects.with_text().get(pk=article.pk)


def valid_of(article: Article) -> list[int]:
    return list(Signature.objects.valid().filter(article=article).order_by("pk").values_list("pk", flat=True))


def went_through(way: Callable[[Attempt], None], attempt: Attempt) -> bool:
    try:
        with transaction.atomic():
            way(attempt)
            connection.check_constraints()
    except (DatabaseError, Refused):
        return False
    return True


def check(before: Article, way: Callable[[Attempt], None], attempt: Attempt, doctor: Doctor) -> None:
    """The promise of this file, for one edit of one edition."""
    words, signatures = canonical.digest_of(before), valid_of(before)
    went_through(way, attempt)
    after = whole(before)
    now = canonical.digest_of(after)
    if before.status in FROZEN:
        assert now == words == after.digest, "a signed word changed"
        assert valid_of(after) == signatures
        assert after.status == before.status or (before.status, after.status) == (Status.SIGNED, Status.SUPERSEDED)
    elif now == words:
        assert (after.status, after.digest) == (before.status, before.digest), (
            "a save without a change voided something"
        )
    elif way in BELOW_THE_VERBS:
        assert after.status == Status.IN_REVIEW
        assert after.digest != now
        for digest in (now, after.digest):
            with pytest.raises(StaleText), transaction.atomic():
                signing.sign(after, doctor=doctor, digest=digest)
        assert [problem.article_id for problem in auditing.problems_of(after)] == [after.pk]
    else:
        assert (after.status, after.digest) == (Status.DRAFT, now), "words changed under a doctor who was asked"
        assert after.byline_name == ""


@settings(
    max_examples=EXAMPLES[connection.vendor],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    state=st.sampled_from(STATES),
    edits=st.lists(
        st.tuples(st.sampled_from(WAYS), st.sampled_from(COLUMNS), st.sampled_from(["", "", *sorted(NOISE)])),
        min_size=1,
        max_size=2,
    ),
)
def test_a_random_edit_unsigns_or_is_refused_exactly_when_a_word_changes(
    editions: dict[Status, Article], editor: User, dr_lin: Doctor, state: Status, edits: list[Any]
) -> None:
    if time.monotonic() - editions_made_at[id(editions)] > MOST_SECONDS:
        return
    with transaction.atomic():
        Article.objects.filter(pk=editions[state].pk).update(import_key="wanted")
        for way, (table, column), noise in edits:
            article = whole(editions[state])
            if article.status not in STATES or canonical.digest_of(article) != article.digest:
                break  # it was taken back to draft, or shown above that nobody can sign it
            check(article, way, Attempt(article, editor, table, column, noise), dr_lin)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("state", "way"), [(Status.IN_REVIEW, by_sql), *((Status.PUBLISHED, way) for way in BELOW_THE_VERBS)]
)
def test_every_column_below_the_verbs(
    editor: User, dr_lin: Doctor, state: Status, way: Callable[[Attempt], None]
) -> None:
    """Not left to chance: each column of words by each way that knows no verb."""
    article = make_in(state, editor, dr_lin)
    for table, column in COLUMNS:
        with transaction.atomic():
            check(whole(article), way, Attempt(article, editor, table, column, ""), dr_lin)
            transaction.set_rollback(True)


def test_no_list_of_the_admin_edits_words_in_place() -> None:
    """`list_editable` would be a way to write words that this file does not try."""
    words = {model: set(c.WORDS[table]) for table, model in MODELS.items() if table in c.WORDS}
    for model, model_admin in admin.site._registry.items():
        assert not words.get(model, set()) & set(model_admin.list_editable), model
