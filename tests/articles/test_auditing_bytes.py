"""One byte by plain SQL in each column that is signed or stands on a signature: `verify` names edition and block."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction

from articles import auditing, editing, publishing
from articles.models import Article, CareAdvice, LivePage, Reference, Signature
from articles.triggers import columns as c
from doctors.models import Doctor
from tests.articles.test_auditing import verify
from tests.articles.test_triggers_words import MODELS, another_value, row_of
from tests.articles.test_word_changes import FIELDS
from tests.people import the_doctor, the_editor
from tests.signed_rows import forge, sql
from tests.standing import stands
from tests.texts import make_article, make_in_review, make_published, make_withdrawn, publish_next, sign_in_full

#: The block that each column of words belongs to. Positions are tried apart: they move blocks.
BLOCKS = {
    c.ARTICLE: {
        "question_text": "question",
        **dict.fromkeys(("life_stage", "sex", "audience_group"), "audience"),
        **dict.fromkeys(("byline_name", "byline_title", "byline_credentials"), "byline"),
        **dict.fromkeys(("source_name", "source_url", "source_kind", "licence", "dated"), "source"),
        **{name: name for name in ("reader_question", "introduction", "lead", "questions_to_ask", "disclosure")},
        **dict.fromkeys(("closing", "associated_names"), "closing"),
    },
    c.SECTION: dict.fromkeys(("kind", "label", "text"), "section 2"),
    c.CAUSE: dict.fromkeys(("heading", "explanation", "advice", "seek_care", "likelihood"), "cause 2"),
    c.CARE: dict.fromkeys(("level", "heading", "bullets"), "care"),
    c.REFERENCE: dict.fromkeys(
        ("kind", "title", "organisation", "year", "url", "doi", "isbn", "accessed_on"), "references"
    ),
}
COLUMNS = [
    (table, column) for table in c.WORDS for column in c.WORDS[table] if column not in ("position", "section_id")
]
WHERE = "Edition 1 of “leg-cramps”"


@stands
def live() -> Article:
    editor, doctor = the_editor(), the_doctor()
    make_published(editor, doctor, "sound")
    return make_published(editor, doctor)


@stands
def past() -> Article:
    article = make_withdrawn(the_editor(), the_doctor())
    first = make_published(the_editor(), the_doctor("Mara Ellison"), "superseded")
    publish_next(first.question, the_editor())
    assert list(auditing.problems()) == []
    return article


def flipped(value: Any) -> Any:
    """One character more or other; of what is no text, the next value."""
    text = str(value)
    return text[:-1] + chr(ord(text[-1]) ^ 1) if text else "x"


def one_byte(table: str, column: str, article: Article) -> Any:
    """The value of the column with one byte flipped where it is free text, else another one that it may hold."""
    field = next(field for field in MODELS[table]._meta.concrete_fields if field.column == column)
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    if not is_text:
        return another_value(table, column, article)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [row_of(table, article)])
        return flipped(cursor.fetchone()[0])


def test_every_word_has_its_block_here() -> None:
    assert {table: set(names) for table, names in BLOCKS.items()} == {
        table: set(names) - {"position", "section_id"} for table, names in c.WORDS.items()
    }
    assert len(COLUMNS) == len(FIELDS)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_byte_in_each_column_of_words_is_named_by_its_block(table: str, column: str, live: Article) -> None:
    if column in ("doi", "isbn"):  # one address only
        forge("UPDATE articles_reference SET url = '' WHERE article_id = %s", live.pk)
    value = one_byte(table, column, live)
    assert forge(f"UPDATE {table} SET {column} = %s WHERE id = %s", value, row_of(table, live)) == 1
    code, text = verify()
    block, name = BLOCKS[table][column], "Dr. Lin Yunfei"
    named = f"{WHERE} holds other words than {name} signed: the block {block} "
    assert code == 1
    assert any(line.startswith(named) for line in text.splitlines()), text
    assert "“sound”" not in text


@pytest.mark.parametrize("table", [table for table in c.CHILDREN if table not in (c.REFERENCE, c.CARE)])
def test_a_moved_block_is_named(table: str, live: Article) -> None:
    """The order of blocks is signed: two of a kind that change places give another text."""
    if table == c.CAUSE:
        forge(
            "UPDATE articles_cause SET section_id = (SELECT MIN(id) FROM articles_section WHERE article_id = %s),"
            " position = 0 WHERE id = %s",
            live.pk,
            row_of(table, live),
        )
    else:
        forge("UPDATE articles_section SET position = 0 WHERE id = %s", row_of(table, live))
    code, text = verify()
    assert code == 1
    assert f"{WHERE} holds other words than Dr. Lin Yunfei signed: the block " in text


@pytest.mark.parametrize("table", [c.CARE, c.REFERENCE])
def test_the_second_of_two_that_is_moved_before_the_first_is_named(table: str, editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin, "two")
    if table == c.CARE:
        second = CareAdvice.objects.create(
            article=draft, position=2, level="routine", heading="Ask:", bullets="rare"
        ).pk
    else:
        second = Reference.objects.create(article=draft, position=2, title="More", url="https://example.org/more").pk
    publishing.publish(sign_in_full(editing.text_saved(draft, editor=editor), editor), editor=editor)
    assert verify()[0] == 0
    forge(f"UPDATE {table} SET position = 0 WHERE id = %s", second)
    code, text = verify()
    assert code == 1
    assert "Edition 1 of “two” holds other words than Dr. Lin Yunfei signed: the block " in text


@pytest.mark.parametrize("place", [0, 3, -1])
def test_a_byte_in_a_block_digest_is_named(place: int, live: Article) -> None:
    signature = Signature.objects.get(article=live)
    blocks = signature.block_digests
    blocks[place][1] = flipped(blocks[place][1])
    _write_json("articles_signature", "block_digests", blocks, f"id = {signature.pk}")
    code, text = verify()
    several = blocks[place][0] in ("section", "cause")
    assert code == 1
    assert f"{WHERE} has signature {signature.pk}, whose blocks do not give its digest" in text
    assert f"the block {blocks[place][0]}{' 1' if several else ''} is not the one that was signed" in text
    assert f"Signature {signature.pk} of Dr. Lin Yunfei was changed: its hash does not fit its facts." in text


def _write_json(table: str, column: str, value: Any, where: str) -> None:
    field = next(field for field in MODELS[table]._meta.concrete_fields if field.column == column)
    forge(f"UPDATE {table} SET {column} = %s WHERE {where}", field.get_db_prep_save(value, connection))


def _signature_columns() -> list[str]:
    return [field.column for field in Signature._meta.concrete_fields if not field.primary_key]


@pytest.mark.parametrize("column", _signature_columns())
def test_a_changed_column_of_a_signature_is_found_in_its_chain(
    column: str, live: Article, dr_other: Doctor, editor: User
) -> None:
    """The last signature of a chain of two; what a delegated one stands on is looked at by itself."""
    signature = Signature.objects.get(article=live)
    field = next(field for field in Signature._meta.concrete_fields if field.column == column)
    value: Any
    if isinstance(field, models.JSONField):
        value = field.get_db_prep_save(["x"], connection)
    elif column == "read_signature_id":
        value = Signature.objects.exclude(pk=signature.pk).latest("pk").pk
    elif column == "standing_permission_id":
        sql(
            "INSERT INTO articles_standingpermission (doctor_id, granted_at, granted_by_id)"
            " SELECT id, verified_at, user_id FROM doctors_doctor WHERE id = %s",
            signature.doctor_id,
        )
        value = sql_value("SELECT MAX(id) FROM articles_standingpermission")
    elif column == "article_id":
        value = Article.objects.exclude(pk=live.pk).latest("pk").pk
    elif column == "doctor_id":
        value = dr_other.pk
    elif isinstance(field, models.ForeignKey):
        value = editor.pk
    elif column == "created_at":
        value = field.get_db_prep_save(signature.created_at.replace(microsecond=7), connection)
    elif isinstance(field, models.IntegerField):
        value = 9
    else:
        value = flipped(getattr(signature, column))
    assert forge(f"UPDATE articles_signature SET {column} = %s WHERE id = %s", value, signature.pk) == 1
    code, text = verify()
    assert code == 1
    assert "Signature" in text or "signature" in text
    if column not in ("standing_permission_id", "read_signature_id"):  # of a read signature they are no facts
        assert any(line.startswith(f"Signature {signature.pk} of ") for line in text.splitlines()), text


def sql_value(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def _page_parts(live: Article) -> list[str]:
    return sorted(LivePage.objects.get(article=live).content)


def test_a_byte_in_each_part_of_a_page_is_found(live: Article) -> None:
    """Ten forged at once: the sentence names every one, and has room for twelve."""
    page = LivePage.objects.get(article=live)
    parts = _page_parts(live)
    for first in range(0, len(parts), 10):
        some = parts[first : first + 10]
        content = {**page.content, **{part: _other(page.content[part]) for part in some}}
        _write_json("articles_livepage", "content", content, f"article_id = {live.pk}")
        code, text = verify()
        assert code == 1, some
        _where, said, differing = text.partition(f"{WHERE} has a public page that shows something else than its rows: ")
        assert said, text
        named = set(re.findall(r"content\.(\w+)", differing.partition(";")[0]))
        assert named == set(some), text
    _write_json("articles_livepage", "content", page.content, f"article_id = {live.pk}")
    assert verify()[0] == 0


def _other(value: Any) -> Any:
    if isinstance(value, str):
        return flipped(value)
    if isinstance(value, list):
        return [*value, "x"]
    return {**value, "x": "x"} if isinstance(value, dict) else (0 if value is None else None)


@pytest.mark.parametrize(
    "column",
    [
        field.column
        for field in LivePage._meta.concrete_fields
        # `content` is tried above; `changes_on` follows the clock and says nothing about words.
        if not field.is_relation and field.name not in ("content", "changes_on")
    ],
)
def test_a_changed_column_of_a_page_is_found(column: str, live: Article) -> None:
    field = next(field for field in LivePage._meta.concrete_fields if field.column == column)
    now = getattr(LivePage.objects.get(article=live), column)
    value: Any = flipped(now)
    if isinstance(field, models.DateField):
        value = "2001-02-03"
    elif isinstance(field, models.BooleanField):
        value = not now
    elif isinstance(field, models.IntegerField):
        value = 7
    forge(f"UPDATE articles_livepage SET {column} = %s WHERE article_id = %s", value, live.pk)
    code, text = verify()
    assert code == 1
    assert f"{WHERE} has a public page that shows something else than its rows: {column}" in text


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("live_until = live_from, end_cause = 'withdrawn'", "period-missing"),
        ("live_from = '2001-02-03 00:00:00+00:00'", "period-too-early"),
        ("live_from = '2099-02-03 00:00:00+00:00'", "publishing-not-in-trail"),
        (
            "live_from = '2001-02-03 00:00:00+00:00', live_until = '2001-02-04 00:00:00+00:00', end_cause = 'x'",
            "period",
        ),
    ],
)
def test_a_changed_period_of_a_live_edition_is_found(statement: str, code: str, live: Article) -> None:
    forge(f"UPDATE articles_publication SET {statement} WHERE article_id = %s", live.pk)
    found = {problem.code for problem in auditing.problems() if problem.article_id == live.pk}
    assert any(one.startswith(code) for one in found), found


@pytest.mark.parametrize(
    "statement",
    [
        "live_from = '2001-02-03 00:00:00+00:00'",
        "live_until = '2099-02-03 00:00:00+00:00'",
        "live_until = '2001-02-03 00:00:00+00:00'",
        "end_cause = 'rolled_back'",
        "reason = 'Buy this.'",
        "reason = ''",
        "end_cause = 'safety'",
        "end_cause = 'superseded'",
    ],
)
def test_a_changed_period_of_a_past_edition_is_found(statement: str, past: Article) -> None:
    forge(f"UPDATE articles_publication SET {statement} WHERE article_id = %s", past.pk)
    found = {problem.sentence for problem in auditing.problems() if problem.code.startswith("period")}
    assert any(sentence.startswith(WHERE) for sentence in found), found


def test_an_open_period_says_no_reason_and_names_no_replacement(editor: User, dr_lin: Doctor, live: Article) -> None:
    make_published(editor, dr_lin, "other-question")
    said = ("reason = 'Buy this.'", "replacement_id = (SELECT min(id) FROM articles_question)")
    for statement in said:
        with pytest.raises(IntegrityError, match="publication_open_says_nothing"), transaction.atomic():
            sql(f"UPDATE articles_publication SET {statement} WHERE article_id = %s", live.pk)
    if connection.vendor == "sqlite":
        sql("PRAGMA ignore_check_constraints = ON")
    else:
        forge("ALTER TABLE articles_publication DROP CONSTRAINT publication_open_says_nothing")
    for statement in said:
        sql(f"UPDATE articles_publication SET {statement} WHERE article_id = %s", live.pk)
        found = {problem.code for problem in auditing.problems() if problem.article_id == live.pk}
        assert found == {"period-speaks-early"}
        sql("UPDATE articles_publication SET reason = '', replacement_id = NULL WHERE article_id = %s", live.pk)
    if connection.vendor == "sqlite":
        sql("PRAGMA ignore_check_constraints = OFF")


def test_words_changed_past_the_verbs_before_a_signature_are_found(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    sql("UPDATE articles_cause SET heading = 'Bone spurS' WHERE article_id = %s AND heading = 'Bone spurs'", asked.pk)
    code, text = verify()
    assert code == 1
    assert f"{WHERE} holds other words than its stored digest says; save it once more." in text
