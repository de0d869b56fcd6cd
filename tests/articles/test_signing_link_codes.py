"""The code that opens a signing link, and the decision that uses it up."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from articles import editing, signing, signing_links
from articles.errors import Refused, StaleText
from articles.models import Article, Signature, SigningLink
from articles.models.vocabulary import LinkEnd, Status, Verb, Verdict
from doctors.models import Doctor
from tests.articles.linking import code_for, other_than, send, verbs
from tests.people import the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_in_review
from tests.watching import breaking, refused

pytestmark = pytest.mark.django_db


@stands
def asked() -> Article:
    return make_in_review(the_editor(), the_doctor())


def wrong(link: SigningLink, code: str) -> str:
    """The code with which opening was refused; a wrong one is counted, so that something changes."""
    with pytest.raises(Refused) as caught:
        signing_links.unlock(link, code=code)
    return caught.value.code


def test_the_code_opens_it_once(asked: Article, dr_lin: Doctor, editor: User) -> None:
    link, _key = send(asked, dr_lin, editor)
    assert wrong(link, "") == "wrong-code", "no code was asked for"
    code = code_for(link)
    assert signing_links.unlock(link, code=f" {code[:3]} {code[3:]} ") == link
    assert wrong(link, code) == "wrong-code"


def test_full_width_digits_are_digits(asked: Article, dr_lin: Doctor, editor: User) -> None:
    link, _key = send(asked, dr_lin, editor)
    code = code_for(link)
    assert signing_links.unlock(link, code="".join(chr(ord(digit) + 0xFEE0) for digit in code)) == link


def test_the_code_lasts_ten_minutes(asked: Article, dr_lin: Doctor, editor: User) -> None:
    link, _key = send(asked, dr_lin, editor)
    code = code_for(link)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=10)):
        assert wrong(link, code) == "wrong-code"
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=9)):
        assert signing_links.unlock(link, code=code) == link


def test_five_wrong_codes_spoil_the_code_and_are_counted(asked: Article, dr_lin: Doctor, editor: User) -> None:
    link, _key = send(asked, dr_lin, editor)
    code = code_for(link)
    for number in range(1, signing_links.TRIES + 1):
        assert wrong(link, other_than(code)) == "wrong-code"
        assert SigningLink.objects.get().tries == number
    assert wrong(link, code) == "wrong-code", "the right one comes too late"
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        assert signing_links.unlock(link, code=code_for(link)) == link


def test_a_link_that_is_guessed_at_is_closed(asked: Article, dr_lin: Doctor, editor: User) -> None:
    link, key = send(asked, dr_lin, editor)
    for _ in range(signing_links.WRONG_CODES):
        assert wrong(link, "000000") == "wrong-code"
    assert signing_links.find(key) is None
    assert SigningLink.objects.get().ended_why == LinkEnd.GUESSED
    assert verbs()[-1] == "signing_link_closed"


def test_a_new_code_spoils_the_one_before_and_there_are_not_many(asked: Article, dr_lin: Doctor, editor: User) -> None:
    link, _key = send(asked, dr_lin, editor)
    start, codes = timezone.now(), []
    for number in range(signing_links.CODES_AN_HOUR):
        with time_machine.travel(start + dt.timedelta(minutes=5 * number)):
            codes.append(code_for(link))
            with refused("code-just-sent"):
                signing_links.send_code(link)
            if number:
                assert wrong(link, codes[-2]) == "wrong-code" or codes[-1] == codes[-2]
    with time_machine.travel(start + dt.timedelta(minutes=59)), refused("too-many-codes"):
        signing_links.send_code(link)
    with time_machine.travel(start + dt.timedelta(minutes=61)):
        code_for(link)


@pytest.mark.parametrize("code", ["\x00", "'; DROP", "９" * 40, "½½½½½½", "-1", "1" * 10_000, "\ud800"])
def test_hostile_codes_are_wrong_codes(asked: Article, dr_lin: Doctor, editor: User, code: str) -> None:
    link, _key = send(asked, dr_lin, editor)
    code_for(link)
    assert wrong(link, code) == "wrong-code"


@pytest.mark.parametrize("key", ["", "\x00", "é", "\ud800", "x" * 5_000])
def test_hostile_keys_find_nothing(asked: Article, dr_lin: Doctor, editor: User, key: str) -> None:
    send(asked, dr_lin, editor)
    assert signing_links.find(key) is None


def test_the_stored_hash_opens_nothing(asked: Article, dr_lin: Doctor, editor: User) -> None:
    link, _key = send(asked, dr_lin, editor)
    assert signing_links.find(link.token_hash) is None


def test_a_forged_row_opens_nothing_for_who_wrote_it(asked: Article, dr_lin: Doctor, editor: User) -> None:
    """Plain SQL can make a link whose key is known; not a code, which is keyed with SECRET_KEY and the link."""
    link, _key = send(asked, dr_lin, editor)
    other = make_in_review(editor, dr_lin, "another")
    real, _other_key = send(other, dr_lin, editor)
    known = code_for(real)
    real.refresh_from_db()
    SigningLink.objects.filter(pk=link.pk).update(
        token_hash=signing_links.hash_of("mine"), code_hash=real.code_hash, code_expires_at=real.code_expires_at
    )
    forged = signing_links.find("mine")
    assert forged is not None
    assert wrong(forged, known) == "wrong-code"


# The decision


def test_a_signature_uses_it_up(asked: Article, dr_lin: Doctor, editor: User) -> None:
    link, key = send(asked, dr_lin, editor)
    signature = signing_links.sign(link, digest=asked.digest, attested=["accurate"], conflict_statement="none")
    assert (signature.doctor, signature.signed_by, signature.digest) == (dr_lin, dr_lin.user, asked.digest)
    assert Article.objects.get(pk=asked.pk).status == Status.SIGNED
    assert Signature.objects.valid().get() == signature
    assert SigningLink.objects.get().ended_why == LinkEnd.USED
    assert signing_links.find(key) is None
    assert verbs() == ["signing_link_sent", "signing_link_used"]
    with refused("link-ended"):
        signing_links.sign(link, digest=asked.digest)


def test_a_request_for_changes_uses_it_up(asked: Article, dr_lin: Doctor, editor: User) -> None:
    link, _key = send(asked, dr_lin, editor)
    with refused("comment-missing"):
        signing_links.request_changes(link, digest=asked.digest, comment=" ")
    verdict = signing_links.request_changes(link, digest=asked.digest, comment="Too long.")
    assert verdict.verdict == Verdict.CHANGES_REQUESTED
    assert Article.objects.get(pk=asked.pk).status == Status.DRAFT
    assert SigningLink.objects.get().ended_why == LinkEnd.USED


def test_it_signs_only_the_words_it_was_sent_for(asked: Article, dr_lin: Doctor, editor: User) -> None:
    link, _key = send(asked, dr_lin, editor)
    with refused("stale-text"):
        signing_links.sign(link, digest="0" * 64)
    Article.objects.filter(pk=asked.pk).update(introduction="Other words.")
    signing.request_signature(editing.text_saved(asked, editor=editor), editor=editor)
    fresh = Article.objects.get(pk=asked.pk)
    for digest in (link.digest, fresh.digest):
        with pytest.raises(StaleText), transaction.atomic():
            signing_links.sign(link, digest=digest)
    assert not Signature.objects.exists()
    assert signing_links.changed_blocks(link) == ["introduction"]
    editing.take_back(fresh, editor=editor)
    assert signing_links.changed_blocks(link) == [], "an editor's draft is nobody's business"


def test_words_changed_by_plain_sql_are_not_signed(
    without_triggers: None, asked: Article, dr_lin: Doctor, editor: User
) -> None:
    link, _key = send(asked, dr_lin, editor)
    Article.objects.filter(pk=asked.pk).update(introduction="Buy this.")
    with refused("stale-text"):
        signing_links.sign(link, digest=link.digest)
    assert signing_links.text_changed(link)


@pytest.mark.parametrize("place", ["articles.trail.record", "articles.signing_links._end"])
def test_nothing_is_left_of_a_signature_that_breaks(
    asked: Article, dr_lin: Doctor, editor: User, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    link, _key = send(asked, dr_lin, editor)
    with breaking(monkeypatch, place):
        signing_links.sign(link, digest=asked.digest)


def test_every_verb_has_its_words() -> None:
    for verb in ("sent", "opened", "used", "revoked", "closed"):
        assert Verb(f"signing_link_{verb}").label
    assert Verb("signing_code_sent").label


def test_a_link_is_never_taken_away_with_something_else(asked: Article, dr_lin: Doctor, editor: User) -> None:
    link, _key = send(asked, dr_lin, editor)
    editing.take_back(asked, editor=editor)
    for row in (asked, dr_lin, link.account):
        with pytest.raises((models.ProtectedError, IntegrityError)), transaction.atomic():
            row.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningLink.objects.filter(pk=link.pk).update(ended_why=LinkEnd.USED)
