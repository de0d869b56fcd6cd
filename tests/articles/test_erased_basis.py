"""Words that a live correction of spelling stands on are not erased, and what stands on erased ones never goes live."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles import auditing, delegating, publishing, redacting
from articles.models import Article, Redaction
from articles.models.vocabulary import Status
from articles.permissions import CHIEF_EDITORS
from doctors.models import Doctor
from tests.articles.delegated import allow, make_live, mend, mended_live, publish_mended
from tests.people import make_user
from tests.signed_rows import forge, move, sql
from tests.signed_rows import refused as refused_by_the_database
from tests.texts import make_withdrawn, publish_next
from tests.watching import refused

WHY = "A court asked for it."


@pytest.fixture
def second(db: None) -> User:
    return make_user("second", CHIEF_EDITORS, staff=True)


def first_of(article: Article) -> Article:
    return Article.objects.get(question=article.question_id, edition=1)


def codes() -> set[str]:
    return {problem.code for problem in auditing.problems()}


def erase(article: Article, chief: User, second: User) -> None:
    redacting.ask_redaction(article, chief=chief, reason=WHY)
    redacting.redact(article, second=second)


# What is live


def test_what_a_live_correction_stands_on_is_not_erased(
    editor: User, chief: User, second: User, dr_lin: Doctor
) -> None:
    live = mended_live(editor, dr_lin)
    with refused("live-stands-on-it"):
        redacting.ask_redaction(first_of(live), chief=chief, reason=WHY)
    publish_next(live.question, editor, introduction="Another text. It says more.")
    erase(first_of(live), chief, second)
    assert codes() == set()


def test_also_not_when_it_was_asked_before(editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    """Asked while nothing stood on it: the guard and the verb look again when it is confirmed."""
    live = mended_live(editor, dr_lin)
    row = Redaction.objects.create(article=first_of(live), reason=WHY, asked_by=chief, asked_at=timezone.now())
    with refused("live-stands-on-it"):
        redacting.redact(first_of(live), second=second)
    with refused_by_the_database("a live answer stands on these words by a correction of spelling"):
        _confirm(row, second)
    publishing.withdraw(live, editor=editor, reason="Out of date.")
    assert _confirm(row, second) == 1


def _confirm(row: Redaction, second: User) -> int:
    statement = "UPDATE articles_redaction SET state = 'confirmed', decided_by_id = %s, decided_at = asked_at"
    return sql(f"{statement} WHERE id = %s", second.pk, row.pk)


def test_an_edition_between_may_go(editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    """Two corrections, one after the other: each stands on what was read, and not on the one before."""
    live = mended_live(editor, dr_lin, lead="Rest is neccessary here.")
    last = publish_mended(live, editor, lead="Rest is necessary here.")
    assert last.edition == 3
    erase(live, chief, second)
    assert codes() == set()


def test_what_was_erased_all_the_same_is_found(editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    live = mended_live(editor, dr_lin)
    Redaction.objects.create(article=first_of(live), reason=WHY, asked_by=chief, asked_at=timezone.now())
    forge("UPDATE articles_redaction SET state = 'confirmed', decided_by_id = %s, decided_at = asked_at", second.pk)
    forge("UPDATE articles_article SET question_text = '[erased]' WHERE id = %s", first_of(live).pk)
    assert "delegation-unprovable" in codes()
    publishing.withdraw(live, editor=editor, reason="Out of date.")
    assert "delegation-unprovable" not in codes()


# What is not live


def test_a_correction_of_erased_words_does_not_come_back(
    editor: User, chief: User, second: User, dr_lin: Doctor
) -> None:
    corrected = mended_live(editor, dr_lin)
    publish_next(corrected.question, editor, introduction="Another text. It says more.")
    erase(first_of(corrected), chief, second)
    with refused("delegation-unprovable"):
        publishing.roll_back(corrected.question, editor=chief, reason="The new one was wrong.")
    newest = Article.objects.get(question=corrected.question, edition=3)
    publishing.withdraw(newest, editor=editor, reason="Wrong.")
    with refused_by_the_database("the words that a delegated signature stands on are erased"):
        move(corrected, Status.PUBLISHED)


def test_a_correction_that_waits_does_not_go_live(editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    waits = delegating.sign_spelling(mend(live.question, editor), editor=editor)
    publishing.withdraw(live, editor=editor, reason="Out of date.")
    erase(live, chief, second)
    with refused("delegation-unprovable"):
        publishing.publish(waits, editor=editor)
    with refused_by_the_database("the words that a delegated signature stands on are erased"):
        move(waits, Status.PUBLISHED)


# Who asked has gone


@pytest.mark.parametrize("lost", ["is_active", "is_staff"])
def test_who_asked_has_to_be_there_still(lost: str, editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    article = make_withdrawn(editor, dr_lin)
    redacting.ask_redaction(article, chief=chief, reason=WHY)
    User.objects.filter(pk=chief.pk).update(**{lost: False})
    with refused("asker-gone"):
        redacting.redact(article, second=second)
    client = Client()
    client.force_login(second)
    page = f"/admin/articles/article/{article.pk}/erase/"
    answer = client.post(page, {"sure": "on"})
    assert answer.status_code == 409
    assert "ask again" in answer.content.decode()
    redacting.refuse_redaction(article, second=second, reason="They left.")
    third = make_user("third", CHIEF_EDITORS, staff=True)
    erase(article, second, third)
    assert codes() == set()
