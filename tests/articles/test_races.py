"""A save and a signature at the same moment, on two connections: one of them loses, and no signed word changes."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, connections, transaction

from articles import canonical, editing, publishing, signing
from articles.errors import Refused, StaleText
from articles.models import Article, Contribution, Signature
from articles.models.vocabulary import Status, Verdict
from doctors.models import Doctor
from tests.signed_rows import move, signature_row, sql, take_down
from tests.texts import make_in_review, make_published, make_signed

pytestmark = pytest.mark.django_db(transaction=True)
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
ROUNDS = 60 if connection.vendor == "postgresql" else 12
SAID = (IntegrityError, Refused)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


def on_its_own_connection(work: Callable[[], object]) -> Callable[[], Exception | None]:
    """What `work` was told, None where it went through; nothing but a refusal is expected."""

    def run() -> Exception | None:
        try:
            work()
        except SAID as refusal:
            return refusal
        finally:
            connections.close_all()
        return None

    return run


def change_a_word(article: Article, saver: User | None, pause: float = 0) -> None:
    """Raw SQL; with `saver` as the admin does it, so that the edition's digest follows."""
    with transaction.atomic():
        sql("UPDATE articles_cause SET explanation = 'Buy this.' WHERE article_id = %s", article.pk)
        time.sleep(pause)
        if saver is not None:
            editing.text_saved(article, editor=saver)


def sign_plainly(article: Article, doctor: Doctor, pause: float = 0) -> None:
    """The rows of a signature without the verb and its locks: the triggers are all that is left."""
    with transaction.atomic():
        signature_row(article, doctor)
        time.sleep(pause)
        move(article, Status.SIGNED)


def assert_never_both(article: Article) -> None:
    """Where a signature stands, it stands under exactly the words that are there now."""
    now = Article.objects.with_text().get(pk=article.pk)
    for signature in Signature.objects.valid().filter(article=now):
        assert signature.digest == canonical.digest_of(now), "the words changed under a signature"
    assert (now.status == Status.SIGNED) == Signature.objects.valid().filter(article=now).exists()


@pytest.mark.parametrize("by_verb", [True, False])
def test_a_save_and_a_signature_never_both_go_through(
    by_verb: bool, editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor
) -> None:
    dice = random.Random(7)
    for number in range(ROUNDS):
        article = make_in_review(editor, dr_lin, f"question-{number}")
        start = threading.Barrier(2)
        pauses = [dice.random() / 200 for _ in range(4)]
        said = race(article, editor, dr_lin, start, pauses, by_verb, pool)
        assert said.count(None) == 1, said
        assert_never_both(article)


def race(
    article: Article,
    editor: User,
    doctor: Doctor,
    start: threading.Barrier,
    pauses: list[float],
    by_verb: bool,
    pool: ThreadPoolExecutor,
) -> list[Exception | None]:
    def save() -> None:
        start.wait()
        time.sleep(pauses[0])
        change_a_word(article, editor, pauses[1])

    def sign() -> None:
        start.wait()
        time.sleep(pauses[2])
        if by_verb:
            signing.sign(article, doctor=doctor, digest=article.digest)
        else:
            sign_plainly(article, doctor, pauses[3])

    return [future.result(30) for future in [pool.submit(on_its_own_connection(work)) for work in (save, sign)]]


def waits(future: Future[Exception | None]) -> bool:
    time.sleep(0.25)
    return not future.done()


@only_postgresql
def test_a_signature_waits_for_a_word_that_is_being_changed(
    editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor
) -> None:
    article = make_in_review(editor, dr_lin)
    with transaction.atomic():
        change_a_word(article, None)
        sign = lambda: signing.sign(article, doctor=dr_lin, digest=article.digest)  # noqa: E731
        future = pool.submit(on_its_own_connection(sign))
        assert waits(future)
    assert isinstance(future.result(10), StaleText)
    assert not Signature.objects.exists()


@only_postgresql
def test_a_plain_signature_waits_for_a_word_that_is_being_changed(
    editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor
) -> None:
    article = make_in_review(editor, dr_lin)
    with transaction.atomic():
        change_a_word(article, None)
        future = pool.submit(on_its_own_connection(lambda: sign_plainly(article, dr_lin)))
        assert waits(future)
        editing.text_saved(article, editor=editor)
    assert "healthqa:" in str(future.result(10))
    assert not Signature.objects.exists()


@only_postgresql
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE articles_cause SET explanation = 'Buy this.'",
        "UPDATE articles_article SET closing = 'Buy this.'",
        "DELETE FROM articles_careadvice",
        "INSERT INTO articles_reference (article_id, position, kind, title, organisation, url, doi, isbn)"
        " SELECT id, 9, '', 'Advertisement', '', '', '', '' FROM articles_article",
    ],
)
def test_a_word_waits_for_a_signature_and_is_refused(
    change: str, editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor
) -> None:
    article = make_in_review(editor, dr_lin)
    with transaction.atomic():
        sign_plainly(article, dr_lin)
        future = pool.submit(on_its_own_connection(lambda: sql(change)))
        assert waits(future)
    assert "signed words never change" in str(future.result(10))
    assert_never_both(article)


@only_postgresql
def test_a_contribution_and_a_signature_of_one_account_never_both(
    editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor
) -> None:
    article = make_in_review(editor, dr_lin)
    with transaction.atomic():
        Contribution.objects.create(article=article, user_id=dr_lin.user_id)
        future = pool.submit(on_its_own_connection(lambda: sign_plainly(article, dr_lin)))
        assert waits(future)
    assert "nobody signs words that they changed themselves" in str(future.result(10))


@only_postgresql
def test_publishing_waits_for_a_revocation_and_is_refused(
    editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor
) -> None:
    article = make_signed(editor, dr_lin)
    with transaction.atomic():
        signature_row(article, dr_lin, verdict=Verdict.REVOKED)
        future = pool.submit(on_its_own_connection(lambda: move(article, Status.PUBLISHED)))
        assert waits(future)
    assert "needs a valid signature" in str(future.result(10))


@only_postgresql
def test_a_page_is_not_written_for_an_edition_that_is_leaving(
    editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor
) -> None:
    from articles import live_pages

    article = make_published(editor, dr_lin)
    page = live_pages.build(Article.objects.with_text().get(pk=article.pk))
    with transaction.atomic():
        take_down(article)
        future = pool.submit(on_its_own_connection(lambda: page.save(force_insert=True)))
        assert waits(future)
    assert "only a published edition has a public page" in str(future.result(10))
    assert not Article.objects.public().exists()


@only_postgresql
def test_two_signatures_of_one_doctor_at_once_make_one_chain(
    editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor
) -> None:
    from articles import chain

    texts = [make_in_review(editor, dr_lin, f"question-{number}") for number in range(12)]
    signs = [
        on_its_own_connection(lambda article=text: signing.sign(article, doctor=dr_lin, digest=article.digest))
        for text in texts
    ]
    assert [future.result(30) for future in [pool.submit(sign) for sign in signs]] == [None] * len(texts)
    assert chain.broken_links(dr_lin) == []


def test_two_editors_publish_at_once_and_one_edition_is_live(
    editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor
) -> None:
    article = make_signed(editor, dr_lin)
    publish = on_its_own_connection(lambda: publishing.publish(article, editor=editor))
    said = [future.result(30) for future in [pool.submit(publish), pool.submit(publish)]]
    assert said.count(None) == 1
    assert Article.objects.public().count() == 1
