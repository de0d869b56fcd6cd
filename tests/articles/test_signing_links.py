"""Signing links: to whom, for what, for how long, how often; and what ends one."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from articles import canonical, editing, leaving, signing, signing_links
from articles.errors import Refused
from articles.models import Article, Event, Signature, SigningLink
from articles.models.vocabulary import LinkEnd
from doctors.models import Doctor
from tests.articles.linking import code_for, send
from tests.people import make_doctor, make_user, the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_article, make_in_review, make_published, make_question, make_signed
from tests.watching import everything, refused

pytestmark = pytest.mark.django_db


@stands
def asked() -> Article:
    return make_in_review(the_editor(), the_doctor())


def test_the_link_is_in_one_mail_and_nowhere_else(
    asked: Article, dr_lin: Doctor, editor: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    link, key = send(asked, dr_lin, editor)
    assert len(key) >= 43, "256 bits and more"
    assert key not in str(everything())
    assert key not in caplog.text
    (message,) = [message for message in mail.outbox if key in str(message.body)]
    assert message.to == ["lin-yunfei@example.org"]
    assert asked.question_text in message.body
    assert "mostly harmless" not in message.body
    assert link.token_hash != key
    assert signing_links.find(key) == link


def test_no_two_links_are_alike(asked: Article, dr_lin: Doctor, editor: User) -> None:
    assert len({send(asked, dr_lin, editor)[1] for _ in range(3)}) == 3


def test_the_code_comes_alone_and_says_not_for_what(asked: Article, dr_lin: Doctor, editor: User) -> None:
    link, key = send(asked, dr_lin, editor)
    code = code_for(link)
    message = mail.outbox[-1]
    assert message.to == ["lin-yunfei@example.org"]
    for words in (asked.question_text, "cramps", key, "/desk/link/"):
        assert words not in f"{message.subject}\n{message.body}"
    assert code not in message.subject
    assert code not in str(everything())


@pytest.mark.parametrize("who", ["doctor", "reader"])
def test_only_editors_send_one(asked: Article, dr_lin: Doctor, reader: User, who: str) -> None:
    account = dr_lin.user if who == "doctor" else reader
    assert account is not None
    with refused("not-allowed"):
        signing_links.send_link(asked, doctor=dr_lin, editor=account)
    assert mail.outbox == []


def test_it_goes_to_the_doctors_whose_signature_is_missing(
    editor: User, dr_lin: Doctor, dr_other: Doctor, asked: Article
) -> None:
    with refused("not-waiting"):
        signing_links.send_link(asked, doctor=dr_other, editor=editor)
    both = make_in_review(editor, dr_lin, "of-two", life_stage="child", second_reviewer=dr_other)
    assert signing_links.waiting_doctors(both) == [dr_lin, dr_other]
    link, _key = send(both, dr_other, editor)
    signing_links.sign(link, digest=both.digest)
    assert signing_links.waiting_doctors(both) == [dr_lin]
    with refused("not-waiting"):
        signing_links.send_link(both, doctor=dr_other, editor=editor)
    link, _key = send(both, dr_lin, editor)
    signing_links.sign(link, digest=both.digest)
    assert Signature.objects.valid().filter(article=both).count() == 2


@pytest.mark.parametrize("make", [make_article, make_signed, make_published])
def test_only_a_text_that_waits_is_sent(editor: User, dr_lin: Doctor, make: Callable[[User, Doctor], Article]) -> None:
    article = make(editor, dr_lin)
    with refused("not-waiting"):
        signing_links.send_link(article, doctor=dr_lin, editor=editor)


def no_account(doctor: Doctor) -> None:
    Doctor.objects.filter(pk=doctor.pk).update(user=None)


def without_mailbox(doctor: Doctor) -> None:
    User.objects.filter(doctor=doctor).update(email="")


def inactive(doctor: Doctor) -> None:
    User.objects.filter(doctor=doctor).update(is_active=False)


def unverified(doctor: Doctor) -> None:
    Doctor.objects.filter(pk=doctor.pk).update(verified_at=None, verified_by=None)


def verified_long_ago(doctor: Doctor) -> None:
    Doctor.objects.filter(pk=doctor.pk).update(verified_at=timezone.now() - dt.timedelta(days=366))


def verified_in_the_future(doctor: Doctor) -> None:
    Doctor.objects.filter(pk=doctor.pk).update(verified_at=timezone.now() + dt.timedelta(days=1))


def retired(doctor: Doctor) -> None:
    Doctor.objects.filter(pk=doctor.pk).update(retired_at=timezone.now())


def editorial(doctor: Doctor) -> None:
    User.objects.filter(doctor=doctor).update(is_staff=True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        *((change, "no-account") for change in (no_account, without_mailbox, inactive)),
        *((change, "doctor-cannot-sign") for change in (unverified, verified_long_ago, retired, editorial)),
    ],
)
def test_none_is_sent_to_who_cannot_sign(
    asked: Article, dr_lin: Doctor, editor: User, change: Callable[[Doctor], None], code: str
) -> None:
    change(dr_lin)
    with refused(code):
        signing_links.send_link(asked, doctor=dr_lin, editor=editor)
    assert mail.outbox == []


def test_a_mail_that_does_not_go_out_is_said(
    asked: Article, dr_lin: Doctor, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.mailing.send_now", lambda *_mail: False)
    with pytest.raises(Refused, match="did not go out"):
        signing_links.send_link(asked, doctor=dr_lin, editor=editor)
    with monkeypatch.context() as patch:
        patch.setattr("articles.mailing.send_now", lambda *_mail: True)
        link = signing_links.send_link(asked, doctor=dr_lin, editor=editor)
    before = list(SigningLink.objects.values()), Event.objects.count()
    for _ in range(signing_links.CODES_AN_HOUR + 1):
        with pytest.raises(Refused, match="did not go out"):
            signing_links.send_code(link)
    assert (list(SigningLink.objects.values()), Event.objects.count()) == before, "a code that nobody got counts not"
    monkeypatch.undo()
    assert signing_links.unlock(link, code=code_for(link)) == link


def test_a_mail_that_does_not_go_out_leaves_the_link_before_it_as_it_was(
    asked: Article, dr_lin: Doctor, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, key = send(asked, dr_lin, editor)
    before = list(SigningLink.objects.values()), Event.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr("articles.mailing.send_now", lambda *_mail: False)
        for _ in range(signing_links.LINKS_AN_HOUR + 1):
            with refused("mail-failed"):
                signing_links.send_link(asked, doctor=dr_lin, editor=editor)
    assert (list(SigningLink.objects.values()), Event.objects.count()) == before
    assert signing_links.find(key) == good
    newer, _key = send(asked, dr_lin, editor)
    assert signing_links.find(key) is None
    assert SigningLink.objects.open().get() == newer


def test_a_text_taken_back_while_the_mail_goes_out_leaves_no_link(
    asked: Article, dr_lin: Doctor, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.mailing.send_now", lambda *_mail: bool(editing.take_back(asked, editor=editor)))
    with refused("not-waiting"):
        signing_links.send_link(asked, doctor=dr_lin, editor=editor)
    assert not SigningLink.objects.exists()


@pytest.mark.parametrize(("text", "page"), [("zh-hans", "en"), ("en", "zh-hans")])
def test_the_mails_speak_the_language_of_the_doctor_not_of_the_editors_page(
    dr_lin: Doctor, editor: User, text: str, page: str
) -> None:
    draft = make_article(editor, dr_lin, question=make_question("tui", language=text))
    waiting = signing.request_signature(draft, editor=editor)
    with override(page):
        link, _key = send(waiting, dr_lin, editor)
        link_mail = mail.outbox[-1]
        signing_links.send_code(link)
    code_mail = mail.outbox[-1]
    chinese = text == "zh-hans"
    assert ("/zh-hans/desk/link/?key=" in link_mail.body) == chinese
    assert ("Opening it changes nothing" in link_mail.body) != chinese
    assert ("Please read and sign" in link_mail.subject) != chinese
    assert ("Your code is" in code_mail.body) != chinese
    assert (code_mail.subject == "Your code") != chinese


# What ends a link: each of these is asked when it is opened, and nothing has to think of links when it happens


def saved(article: Article, doctor: Doctor, editor: User) -> None:
    Article.objects.filter(pk=article.pk).update(introduction="Other words.")
    editing.text_saved(article, editor=editor)


def saved_and_asked_again(article: Article, doctor: Doctor, editor: User) -> None:
    saved(article, doctor, editor)
    signing.request_signature(article, editor=editor)


def taken_back_and_asked_again(article: Article, doctor: Doctor, editor: User) -> None:
    editing.take_back(article, editor=editor)
    signing.request_signature(article, editor=editor)


def words_changed_by_sql(article: Article, doctor: Doctor, editor: User) -> None:
    """And the digest with them, so that the edition goes on waiting, for other words."""
    Article.objects.filter(pk=article.pk).update(introduction="Buy this.")
    now = canonical.digest_of(Article.objects.with_text().get(pk=article.pk))
    Article.objects.filter(pk=article.pk).update(digest=now)


def signed(article: Article, doctor: Doctor, editor: User) -> None:
    signing.sign(article, doctor=doctor, digest=article.digest)


def sent_back(article: Article, doctor: Doctor, editor: User) -> None:
    signing.request_changes(article, doctor=doctor, comment="Too long.", digest=article.digest)


def sent_back_and_asked_again(article: Article, doctor: Doctor, editor: User) -> None:
    sent_back(article, doctor, editor)
    signing.request_signature(article, editor=editor)


def account_replaced(article: Article, doctor: Doctor, editor: User) -> None:
    Doctor.objects.filter(pk=doctor.pk).update(user=make_user("somebody-else"))


def licence_lost(article: Article, doctor: Doctor, editor: User) -> None:
    leaving.lose_licence(doctor, by=make_user("chief-2", "Chief editors", staff=True), reason="Struck off.")


def another_doctor(article: Article, doctor: Doctor, editor: User) -> None:
    editing.take_back(article, editor=editor)
    Article.objects.filter(pk=article.pk).update(doctor=make_doctor("New Doctor"))
    signing.request_signature(article, editor=editor)


def by_doctor(change: Callable[[Doctor], None]) -> Callable[[Article, Doctor, User], None]:
    def changed(article: Article, doctor: Doctor, editor: User) -> None:
        change(doctor)

    changed.__name__ = change.__name__
    return changed


ENDINGS = [
    *(saved, saved_and_asked_again, taken_back_and_asked_again, signed, sent_back, sent_back_and_asked_again),
    *(account_replaced, licence_lost, another_doctor),
    *map(by_doctor, (no_account, inactive, unverified, verified_long_ago, verified_in_the_future, retired)),
    words_changed_by_sql,
]


@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: end.__name__)
def test_a_link_dies_with_what_it_is_bound_to(
    asked: Article, dr_lin: Doctor, editor: User, end: Callable[[Article, Doctor, User], None]
) -> None:
    link, key = send(asked, dr_lin, editor)
    code = code_for(link)
    assert signing_links.find(key) == link
    end(asked, dr_lin, editor)
    assert signing_links.find(key) is None
    assert signing_links.still_open(link.pk) is None
    signatures = Signature.objects.count()
    for verb in (lambda: signing_links.send_code(link), lambda: signing_links.unlock(link, code=code)):
        with refused("link-ended"):
            verb()
    with pytest.raises(Refused) as caught, transaction.atomic():
        signing_links.sign(link, digest=link.digest)
    assert caught.value.code in ("link-ended", "stale-text")
    assert Signature.objects.count() == signatures


def test_a_link_dies_where_plain_sql_names_another_doctor(
    without_triggers: None, asked: Article, dr_lin: Doctor, dr_other: Doctor, editor: User
) -> None:
    _link, key = send(asked, dr_lin, editor)
    Article.objects.filter(pk=asked.pk).update(doctor=dr_other)
    assert signing_links.find(key) is None
    Article.objects.filter(pk=asked.pk).update(second_reviewer=dr_lin)
    assert signing_links.find(key) is None, "one signature is enough, so the second reviewer is not asked"


def test_a_link_for_a_text_that_is_withdrawn_unpublished_is_dead(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    both = make_in_review(editor, dr_lin, life_stage="child", second_reviewer=dr_other)
    _link, key = send(both, dr_other, editor)
    signing.sign(both, doctor=dr_lin, digest=both.digest)
    assert signing_links.find(key) is not None, "the other signature leaves it as it is"
    editing.start_edition(both.question, editor=editor)
    assert signing_links.find(key) is None


@pytest.mark.parametrize("days", [1, 7, 30])
def test_it_expires(asked: Article, dr_lin: Doctor, editor: User, days: int) -> None:
    _link, key = send(asked, dr_lin, editor, lasts=dt.timedelta(days=days))
    with time_machine.travel(timezone.now() + dt.timedelta(days=days, seconds=-5), tick=False):
        assert signing_links.find(key) is not None
    with time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False):
        assert signing_links.find(key) is None


def test_it_expires_after_seven_days_unless_said_otherwise(asked: Article, dr_lin: Doctor, editor: User) -> None:
    link, _key = send(asked, dr_lin, editor)
    assert link.expires_at - link.created_at == dt.timedelta(days=7)


def test_a_newer_one_replaces_it(asked: Article, dr_lin: Doctor, editor: User) -> None:
    first, old = send(asked, dr_lin, editor)
    code = code_for(first)
    second, new = send(asked, dr_lin, editor)
    assert signing_links.find(old) is None
    assert signing_links.find(new) == second
    first.refresh_from_db()
    assert (first.ended_why, first.code_hash) == (LinkEnd.REPLACED, "")
    with refused("link-ended"):
        signing_links.unlock(first, code=code)
    with pytest.raises(Refused, match="not right"):
        signing_links.unlock(second, code=code)


def test_a_link_to_another_text_is_left_alone(asked: Article, dr_lin: Doctor, editor: User) -> None:
    _link, key = send(asked, dr_lin, editor)
    send(make_in_review(editor, dr_lin, "another"), dr_lin, editor)
    assert signing_links.find(key) is not None


def test_not_many_links_an_hour(asked: Article, dr_lin: Doctor, editor: User) -> None:
    for _ in range(signing_links.LINKS_AN_HOUR):
        send(asked, dr_lin, editor)
    with refused("too-many-links"):
        signing_links.send_link(asked, doctor=dr_lin, editor=editor)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1, seconds=1)):
        send(asked, dr_lin, editor)


def test_editor_and_doctor_revoke_it_and_nobody_else(
    asked: Article, dr_lin: Doctor, dr_other: Doctor, editor: User, reader: User
) -> None:
    assert dr_lin.user is not None
    assert dr_other.user is not None
    for by in (dr_lin.user, editor):
        link, key = send(asked, dr_lin, editor)
        for stranger in (reader, dr_other.user):
            with refused("not-allowed"):
                signing_links.revoke_link(link, by=stranger)
        ended = signing_links.revoke_link(link, by=by)
        assert (ended.ended_why, signing_links.find(key)) == (LinkEnd.REVOKED, None)
        assert Event.objects.filter(verb="signing_link_revoked").latest("pk").actor == by
        with refused("link-ended"):
            signing_links.revoke_link(link, by=by)


@pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
def test_a_link_of_an_account_that_edits_by_now_opens_nothing(
    asked: Article, dr_lin: Doctor, editor: User, right: str
) -> None:
    link, key = send(asked, dr_lin, editor)
    User.objects.filter(pk=link.account_id).update(**{right: True})
    assert signing_links.find(key) is None
    assert signing_links.still_open(link.pk) is None
    User.objects.filter(pk=link.account_id).update(**{right: False})
    assert signing_links.find(key) == link
