"""What a proof says of an edition: from the rows, whatever anything else says."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.contrib.auth.models import User
from django.db import connection

from articles import canonical, editing, proving, publishing, revoking, signing
from articles.models import Article, Publication, Question, Signature
from articles.models.vocabulary import EndCause, Status
from articles.proving import Proof, prove, withheld_since
from doctors.models import Doctor
from tests.signed_rows import forge
from tests.texts import (
    make_article,
    make_in,
    make_in_review,
    make_published,
    publish_next,
    sign_in_full,
)
from tests.watching import queries_of

HIDDEN = (Status.DRAFT, Status.IN_REVIEW, Status.SIGNED)


def proof_of(article: Article) -> Proof:
    (proof,) = prove([proving.editions().get(pk=article.pk)])
    return proof


@pytest.mark.parametrize("state", list(Status))
def test_only_what_was_ever_public_can_be_proved(editor: User, dr_lin: Doctor, state: Status) -> None:
    article = make_in(state, editor, dr_lin)
    assert proving.editions().filter(pk=article.pk).exists() == (state not in HIDDEN)
    assert bool(proving.with_digest(article.digest)) == (state not in HIDDEN)


def test_a_signed_edition_that_was_never_live_stays_hidden(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    revoking.revoke(asked, doctor=dr_lin, reason="No.")
    assert Article.objects.get().status == Status.WITHDRAWN
    assert not proving.editions().exists()


def test_a_live_edition(editor: User, dr_lin: Doctor) -> None:
    proof = proof_of(make_published(editor, dr_lin))
    assert (proof.matches, proof.is_current, proof.shows_words, proof.safety) == (True, True, True, None)
    assert proof.wording == "What causes leg cramps?"
    (signed,) = proof.signatures
    assert (signed.counts, signed.revoked_at, signed.in_chain) == (True, None, True)
    assert canonical.digest_of_blocks(proof.words) == proof.article.digest == signed.row.digest


def test_what_happened_to_an_edition_is_told_in_periods(editor: User, chief: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    publish_next(first.question, editor)
    publishing.roll_back(first.question, editor=chief, reason="A wrong dose.")
    old, new = (proof_of(article) for article in Article.objects.order_by("edition"))
    assert [period.end_cause for period in old.periods] == ["", EndCause.SUPERSEDED], "the newest first"
    assert [(period.end_cause, period.reason) for period in new.periods] == [(EndCause.ROLLED_BACK, "A wrong dose.")]
    assert (old.is_current, new.is_current) == (True, False)


def test_a_revoked_signature_says_when_and_the_words_stay(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    row = revoking.revoke(live, doctor=dr_lin, reason="I was wrong.")
    proof = proof_of(live)
    (signed,) = proof.signatures
    assert (signed.counts, signed.revoked_at, signed.in_chain) == (False, row.created_at, True)
    assert (proof.is_current, proof.shows_words) == (False, True)


def made_by_two(editor: User, first: Doctor, second: Doctor) -> Article:
    draft = make_article(editor, first, life_stage="infant", second_reviewer=second)
    return publishing.publish(sign_in_full(draft, editor), editor=editor)


def test_the_revocation_of_one_doctor_is_not_that_of_another(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    live = made_by_two(editor, dr_lin, dr_other)
    revoking.revoke(live, doctor=dr_other, reason="I was wrong.")
    byline, second = proof_of(live).signatures
    assert (byline.row.doctor, byline.counts, byline.revoked_at) == (dr_lin, True, None)
    assert (second.row.doctor, second.counts, second.revoked_at is None) == (dr_other, False, False)


def test_a_doctor_who_asked_for_changes_first_is_shown_as_signer_only(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment="Secret remark.")
    Article.objects.filter(pk=asked.pk).update(introduction="Clearer.")
    again = editing.text_saved(Article.objects.get(pk=asked.pk), editor=editor)
    live = publishing.publish(sign_in_full(again, editor), editor=editor)
    (signed,) = proof_of(live).signatures
    assert (signed.row.verdict, signed.in_chain) == ("signed", True)


def test_changed_words_do_not_match_and_are_not_shown(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    forge("UPDATE articles_cause SET explanation = 'Take fifty.' WHERE article_id = %s", live.pk)
    proof = proof_of(live)
    assert (proof.matches, proof.shows_words, proof.words, proof.wording) == (False, False, (), "")


def test_a_digest_of_an_unknown_version_does_not_match(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    forge("UPDATE articles_article SET digest_version = 99 WHERE id = %s", live.pk)
    proof = proof_of(live)
    assert (proof.computed, proof.matches, proof.words) == ("", False, ())


#: What is changed in the second of three signatures, and which of them fit their chain after that.
FORGERIES = {
    "created_at = '2001-01-01 00:00:00+00:00'": [True, False, True],
    "name = 'Dr. Nobody'": [True, False, True],
    "previous_hash = 'ffff'": [False, False, True],
    "own_hash = 'ffff'": [True, False, False],
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forged_signature_is_not_in_its_chain(editor: User, dr_lin: Doctor, what: str) -> None:
    articles = [make_published(editor, dr_lin, slug) for slug in ("first", "second", "third")]
    middle = Signature.objects.get(article=articles[1])
    forge(f"UPDATE articles_signature SET {what} WHERE id = %s", middle.pk)
    assert [proof_of(article).signatures[0].in_chain for article in articles] == FORGERIES[what]


def test_a_signature_that_was_taken_out_of_the_chain_is_missed_by_its_neighbours(editor: User, dr_lin: Doctor) -> None:
    articles = [make_published(editor, dr_lin, slug) for slug in ("first", "second", "third")]
    forge("DELETE FROM articles_signature WHERE article_id = %s", articles[1].pk)
    assert proof_of(articles[1]).signatures == ()
    assert [proof_of(articles[at]).signatures[0].in_chain for at in (0, 2)] == [False, False]


# Withdrawn for safety


def test_words_withdrawn_for_safety_are_not_shown(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    publishing.withdraw(live, editor=editor, reason="A wrong dose.", safety=True)
    proof = proof_of(live)
    assert proof.safety is not None
    assert proof.safety.reason == "A wrong dose."
    assert (proof.matches, proof.words, proof.wording, len(proof.signatures)) == (True, (), "", 1)


def signed_anew(question: Question, editor: User) -> Article:
    """The same words as the next edition."""
    return publishing.publish(sign_in_full(editing.start_edition(question, editor=editor), editor), editor=editor)


def test_the_same_words_of_an_earlier_edition_go_with_it(editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    second = signed_anew(first.question, editor)
    assert second.digest == first.digest
    publishing.withdraw(second, editor=editor, reason="A wrong dose.", safety=True)
    assert proof_of(first).words == ()
    again = signed_anew(first.question, editor)
    assert proof_of(again).words != (), "signed and live again after that"
    assert proof_of(second).words == (), "this edition never again"
    assert proof_of(first).words != ()


def test_other_words_of_an_earlier_edition_stay(editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    second = publish_next(first.question, editor)
    publishing.withdraw(second, editor=editor, reason="A wrong dose.", safety=True)
    assert proof_of(first).words != ()


START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


def period(start: int, end: int | None, cause: str = "") -> Publication:
    until = START + dt.timedelta(days=end) if end is not None else None
    facts: dict[str, Any] = {"live_from": START + dt.timedelta(days=start), "live_until": until, "end_cause": cause}
    return cast(Publication, SimpleNamespace(**facts))


def test_which_periods_withhold_the_words() -> None:
    early = period(0, 5, EndCause.SUPERSEDED)
    unsafe = period(5, 9, EndCause.SAFETY)
    later = period(12, 15, EndCause.SUPERSEDED)
    elsewhere, ended_elsewhere = period(1, None), period(1, 20, EndCause.WITHDRAWN)
    assert withheld_since([early], [early]) is None
    assert withheld_since([unsafe], [early, unsafe, elsewhere]) is unsafe
    assert withheld_since([early], [early, unsafe]) is unsafe
    assert withheld_since([early], [early, unsafe, later]) is None
    assert withheld_since([early], [early, unsafe, elsewhere]) is None
    assert withheld_since([early], [early, unsafe, ended_elsewhere]) is unsafe


# Looking for a digest


def test_a_prefix_finds_the_editions_with_that_text(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    again = signed_anew(live.question, editor)
    make_published(editor, dr_lin, "other")
    for length in (8, 9, 63, 64):
        assert proving.with_digest(live.digest[:length]) == [again, live], "the newest first"
    assert proving.with_digest(live.digest[:63] + ("0" if live.digest[63] != "0" else "1")) == []


def test_two_texts_of_one_prefix(without_triggers: None, editor: User, dr_lin: Doctor) -> None:
    first, second = (make_published(editor, dr_lin, slug) for slug in ("first", "second"))
    Article.objects.filter(pk=first.pk).update(digest="abcdef12" + "0" * 56)
    Article.objects.filter(pk=second.pk).update(digest="abcdef12" + "f" * 56)
    both = proving.with_digest("abcdef12")
    assert (len(both), proving.is_one_text(both, "abcdef12")) == (2, False)
    one = proving.with_digest("abcdef12" + "f")
    assert (one, proving.is_one_text(one, "abcdef12f")) == ([second], True)


def test_a_hidden_text_of_the_same_prefix_is_not_counted(without_triggers: None, editor: User, dr_lin: Doctor) -> None:
    first, hidden = make_published(editor, dr_lin, "first"), make_article(editor, dr_lin, "hidden")
    Article.objects.filter(pk=hidden.pk).update(digest=first.digest[:8] + "f" * 56)
    assert proving.with_digest(first.digest[:8]) == [first]


def test_more_editions_than_are_read_leave_a_prefix_undecided(monkeypatch: pytest.MonkeyPatch, editor: User,
                                                              dr_lin: Doctor) -> None:  # fmt: skip
    monkeypatch.setattr(proving, "MOST", 1)
    live = make_published(editor, dr_lin)
    signed_anew(live.question, editor)
    found = proving.with_digest(live.digest[:8])
    assert not proving.is_one_text(found, live.digest[:8])
    assert proving.is_one_text(found, live.digest)


@pytest.mark.parametrize(
    ("given", "is_one"),
    [("0" * 8, True), ("f" * 64, True), ("0" * 7, False), ("0" * 65, False), ("0" * 7 + "g", False), ("", False),
     ("ABCDEF12", False), ("0" * 7 + "٣", False), ("0" * 7 + " ", False)],
)  # fmt: skip
def test_what_can_be_a_digest(given: str, is_one: bool) -> None:
    assert proving.is_digest(given) == is_one


def test_a_prefix_is_looked_up_in_the_index(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    between = live.digest[:8].ljust(64, "0"), live.digest[:8].ljust(64, "f")
    asked = proving.editions().filter(digest__range=between).order_by("digest", "-pk")[:21]
    if connection.vendor == "sqlite":  # PostgreSQL plans by what the tables hold: there the index only has to be
        plan = asked.explain()
        assert "articles_article_digest" in plan, plan
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, Article._meta.db_table)
    assert any(index["index"] and index["columns"][0] == "digest" for index in indexes.values())


def test_three_queries_however_many_editions(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    first = made_by_two(editor, dr_lin, dr_other)
    for number in range(4):
        publish_next(first.question, editor, introduction=f"Better {number}.")
    many = list(proving.editions())
    for articles in (many[:1], many):
        assert queries_of(lambda articles=articles: prove(articles)) == 3
    assert queries_of(lambda: prove([])) == 0
    assert [proof.article for proof in prove(many)] == many


def test_changed_at_is_the_last_thing_that_happened(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    assert proof_of(live).changed_at == Publication.objects.get().live_from
    row = revoking.revoke(live, doctor=dr_lin, reason="I was wrong.")
    assert proof_of(live).changed_at == row.created_at


def test_one_question_has_nothing_of_another(editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    publishing.withdraw(first, editor=editor, reason="Another address answers it.")
    twin = make_published(editor, dr_lin, "twin", question_text=first.question_text)
    assert twin.digest == first.digest
    newer, older = prove(proving.with_digest(first.digest))
    assert [proof.article for proof in (newer, older)] == [twin, first]
    assert [(len(proof.periods), len(proof.signatures)) for proof in (newer, older)] == [(1, 1), (1, 1)]
    assert (newer.is_current, older.is_current) == (True, False)
