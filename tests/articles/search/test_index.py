"""The index against the live set: after whatever verbs did, in whatever order, it holds what live answers give."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction

from articles import editing, live_pages, publishing, renaming, revoking
from articles.models import Article, Cause, Condition, LivePage, Question, SearchEntry, SearchWord
from articles.models.searching import EVERY
from articles.search import Asked, rebuilding, search
from articles.search.entries import MARK
from doctors.models import Doctor
from tests.signed_rows import sql
from tests.texts import make_article, make_in_review, make_next, make_published, make_signed, sign_in_full

pytestmark = pytest.mark.django_db

WORDS = ("zebra", "okapi", "quagga", "tapir", "ibex", "kudu", "eland", "gnu")


def index_words() -> str:
    """Every word that the index or the vocabulary holds, in one text; on SQLite the engine's own words too."""
    entries = [f"{head} {body}" for head, body in SearchEntry.objects.values_list("head", "body")]
    return " ".join([*entries, *SearchWord.objects.values_list("word", flat=True), *engine_words()])


def engine_words() -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT word FROM ts_stat('SELECT vector FROM articles_searchentry')")
        else:
            cursor.execute("CREATE VIRTUAL TABLE temp.engine_words USING fts5vocab(main, articles_searchindex, row)")
            cursor.execute("SELECT term FROM temp.engine_words")
        words = [word for (word,) in cursor.fetchall()]
        if connection.vendor != "postgresql":
            cursor.execute("DROP TABLE temp.engine_words")
        return words


def assert_index_is_right() -> None:
    assert list(rebuilding.differences()) == []
    assert SearchEntry.objects.count() == Article.objects.public().count()
    stored = " ".join(f"{head} {body}" for head, body in SearchEntry.objects.values_list("head", "body"))
    assert set(engine_words()) == {word for word in stored.split() if word not in ("|", "/")}


class Portal:
    """Random moves of an editor over a few questions; `words` is what the live answers say."""

    def __init__(self, editor: User, chief: User, doctor: Doctor, seed: int) -> None:
        self.editor, self.chief, self.doctor, self.dice = editor, chief, doctor, random.Random(seed)
        self.condition = Condition.objects.create(name="Rumination", slug="rumination")
        self.questions = [
            make_article(editor, doctor, f"question-{number}", question_text="Why?").question for number in range(4)
        ]

    def moves(self) -> list[Callable[[], None]]:
        return [self.write, self.write, self.withdraw, self.roll_back, self.rename, self.retag, self.break_off]

    def write(self) -> None:
        """The open edition gets other words and is published; a next one is started where there is none."""
        question = self.dice.choice(self.questions)
        draft = question.articles.open().first() or editing.start_edition(question, editor=self.editor)
        some = self.dice.sample(WORDS, 3)
        Article.objects.filter(pk=draft.pk).update(question_text=f"Why do {some[0]}s yawn?", introduction=some[1])
        condition = self.condition if self.dice.random() < 0.5 else None
        Cause.objects.filter(article=draft).update(explanation=some[2], condition=condition)
        fresh = editing.text_saved(Article.objects.get(pk=draft.pk), editor=self.editor)
        publishing.publish(sign_in_full(fresh, self.editor), editor=self.editor)

    def withdraw(self) -> None:
        live = self._live()
        if live is not None:
            publishing.withdraw(live, editor=self.chief, reason="Wrong.")

    def roll_back(self) -> None:
        publishing.roll_back(self.dice.choice(self.questions), editor=self.chief, reason="The old one was better.")

    def rename(self) -> None:
        changes = {"synonyms": "\n".join(self.dice.sample(WORDS, 2))}
        renaming.rename(self.condition, changes=changes, editor=self.chief)

    def retag(self) -> None:
        live = self._live()
        if live is not None:
            live.question.tags.set([self.dice.choice(WORDS)])
            Question.objects.filter(pk=live.question_id).update(other_wordings=self.dice.choice(WORDS))
            live_pages.write(Article.objects.with_text().get(pk=live.pk))

    def break_off(self) -> None:
        with transaction.atomic():
            self.write()
            transaction.set_rollback(True)

    def _live(self) -> Article | None:
        live = list(Article.objects.public().order_by("pk"))
        return self.dice.choice(live) if live else None


@pytest.mark.parametrize("seed", range(2))
def test_after_random_moves_the_index_is_the_live_set(editor: User, chief: User, dr_lin: Doctor, seed: int) -> None:
    from articles.errors import Refused

    portal = Portal(editor, chief, dr_lin, seed)
    for _turn in range(14):
        move = portal.dice.choice(portal.moves())
        try:
            with transaction.atomic():
                move()
        except Refused:
            continue
    assert_index_is_right()
    for live in list(Article.objects.public()):
        publishing.withdraw(live, editor=chief, reason="All of it.")
    assert (SearchEntry.objects.count(), SearchWord.objects.count(), index_words()) == (0, 0, "")


def test_no_unpublished_word_is_in_index_or_vocabulary(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    make_published(editor, dr_lin, "live")
    before = index_words()
    make_article(editor, dr_lin, "zebra", introduction="okapi")
    make_in_review(editor, dr_lin, "quagga")
    make_signed(editor, dr_lin, "tapir")
    make_next(Question.objects.get(slug="live"), editor, introduction="ibex")
    Condition.objects.create(name="Kudu", slug="kudu")
    assert index_words() == before


def test_a_revoked_signature_takes_the_words_out(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin, "zebra")
    revoking.revoke(live, doctor=dr_lin, reason="I see it otherwise now.")
    assert index_words() == ""
    assert search(Asked("zebra", "en")).total == 0


def test_a_page_left_behind_by_a_forger_is_no_hit(without_triggers: None, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin, "zebra")
    Article.objects.filter(pk=live.pk).update(status="withdrawn")
    assert SearchEntry.objects.count() == 1
    assert search(Asked("zebra", "en")).total == 0
    assert len(list(rebuilding.differences())) == 1


def test_rebuild_mends_what_is_wrong_and_nothing_else(
    editor: User, dr_lin: Doctor, dr_other: Doctor, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, third = (make_published(editor, dr_lin, slug) for slug in ("zebra", "okapi", "tapir"))
    call_command("rebuild_search")
    assert "3 answers in the search index, 0 entries mended" in capsys.readouterr().out
    call_command("rebuild_search", "--check")
    assert "0 differences" in capsys.readouterr().out
    SearchEntry.objects.filter(page=first.pk).delete()
    SearchEntry.objects.filter(page=second.pk).update(head=f"{MARK}buy", body="this")
    SearchWord.objects.filter(word="tapir").delete()
    SearchWord.objects.create(language="en", is_head=True, word="ghost", answers=3)
    SearchWord.objects.filter(word=EVERY).update(answers=7)
    with pytest.raises(SystemExit):
        call_command("rebuild_search", "--check")
    assert "the word “ghost” (en) is counted wrongly" in capsys.readouterr().out
    call_command("rebuild_search")
    assert "2 entries mended" in capsys.readouterr().out
    assert_index_is_right()
    assert [search(Asked(word, "en")).total for word in ("zebra", "okapi", "tapir", "buy", "ghost")] == [1, 1, 1, 0, 0]
    assert third.pk


def test_a_portal_from_before_the_search_is_filled(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, "zebra")
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    assert rebuilding.rebuild() == 1
    assert_index_is_right()


def test_the_engine_follows_its_table_whoever_writes(editor: User, dr_lin: Doctor) -> None:
    """Cascades and plain SQL too: no row of the engine's own stays behind."""
    live = make_published(editor, dr_lin, "zebra")
    sql("UPDATE articles_searchentry SET body = 'kudu'")
    assert "kudu" in engine_words()
    LivePage.objects.filter(pk=live.pk).delete()
    assert engine_words() == []
