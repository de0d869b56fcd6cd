"""Public pages look at about as many rows as they show, however many answers there are: told by PostgreSQL itself."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from articles import permissions
from articles.generating import add_questions
from articles.models import Signature
from bench import public_reads
from healthqa.lib import prepared, sitemap_xml
from tests.people import make_user
from tests.standing import standing

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="asks PostgreSQL what it reads"),
    pytest.mark.django_db,
]
QUESTIONS = 5_000
#: Rows of one table that one query may look at: the longest page names 200 tags and looks once or twice for each.
MOST = 500
#: What is longer than a page by its nature.
LONGER = {
    "sitemap file": sitemap_xml.MOST,
    "tag, page 20": 20 * 50 + 1,
    # Of each topic and condition (generated answers have eight) the newest 200 are compared.
    "related": 8 * 200,
    # Two choices at once: no index holds them together, so one of the two lists is read on until a page is full.
    "filters": QUESTIONS // 2,
}


@pytest.fixture(scope="module", autouse=True)
def many_answers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keys go back too, which a sequence does not by itself: other tests look for the first file of the sitemap."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT last_value, is_called FROM articles_question_id_seq")
        key = cursor.fetchone()
    yield from standing(django_db_blocker, _make)
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT setval('articles_question_id_seq', %s, %s)", key)


def _make() -> None:
    """Where the database thinks its tables empty, as before a first load or after a writing that was taken back."""
    editor = make_user("generator", permissions.EDITORS, staff=True)
    with transaction.atomic():
        add_questions(50, editor=editor)
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL statement_timeout = '2min'")  # the longest takes seconds
    add_questions(QUESTIONS, editor=editor)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database's own housekeeping does
        # As docs/deploy.md has it: with the price of a turning disk, small tables are read whole, whatever is asked.
        cursor.execute("SET LOCAL random_page_cost = 1.1")


@pytest.fixture(params=["asked as they are", "prepared for all values"])
def _asked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The web server prepares its queries; after five times PostgreSQL may plan without looking at their values."""
    if request.param == "prepared for all values":
        monkeypatch.setattr(prepared, "_is_on", True)
        monkeypatch.setattr(prepared, "_BY_CONNECTION", WeakKeyDictionary())
        monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 60)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")


@pytest.mark.usefixtures("_asked")
def test_no_public_page_reads_more_rows_than_its_length_asks_for() -> None:
    too_many = [
        f"{name}: {rows} rows of {table} by {sql[:3000]}"
        for name, address in public_reads.public_addresses().items()
        for sql in public_reads.reads(address)
        for table, rows in public_reads.rows_read(sql).items()
        if rows > LONGER.get(name, MOST)
    ]
    assert not too_many, "\n\n".join(too_many)


def test_a_valid_signature_is_told_by_the_rows_of_its_edition() -> None:
    """Led through all that a doctor signed, each question would read hundreds. On SQLite: `test_valid_signatures`."""
    signed = Signature.objects.order_by("pk")[0]
    assert Signature.objects.filter(doctor=signed.doctor).count() > 100
    with CaptureQueriesContext(connection) as asked:
        assert signed in Signature.objects.valid().filter(article=signed.article_id)
    rows = public_reads.rows_read(asked.captured_queries[-1]["sql"])
    assert 0 < max(rows.values()) <= 5, rows
