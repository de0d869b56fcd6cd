"""A world with every kind of row, and what of it may never go: signed words, and every record of them."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management import call_command

from articles import auditing, canonical, commenting, publishing, redacting, revoking, signing
from articles.models import (
    Article,
    Cause,
    Condition,
    ErrorReport,
    Feedback,
    Medicine,
    Question,
    ReaderQuestion,
    Redaction,
)
from articles.models.vocabulary import FROZEN, Status
from articles.permissions import CHIEF_EDITORS
from articles.triggers import columns as c
from doctors.models import Doctor
from tests.articles.delegated import allow
from tests.people import make_user
from tests.signed_rows import rows_of
from tests.texts import make_article, make_in_review, make_published, make_signed, make_withdrawn, publish_next

#: Tables of which no row ever goes, and the columns that stay as they are; None: all of them.
RECORDS: dict[str, tuple[str, ...] | None] = {
    c.SIGNATURE: None,
    c.CONTRIBUTION: None,
    c.EVENT: None,
    c.PUBLICATION: c.IDENTITY[c.PUBLICATION],
    c.REDACTION: c.IDENTITY[c.REDACTION],
    c.PERMISSION: ("id", "doctor_id", "granted_at", "granted_by_id"),
}
#: The tables of words: rows of signed editions stay, with these columns.
WORDS = {table: (*c.IDENTITY[table], *c.WORDS[table], *c.FIXED_WITH_WORDS[table]) for table in c.WORDS}
#: Models that hold neither a signed word nor the record of one: derived, around the words, or about accounts.
FREE = {
    *("articles.LivePage", "articles.RelatedLink", "articles.Article_associated_conditions", "articles.OldSlug"),
    *("articles.Question", "articles.QuestionTag", "articles.Tag", "articles.TagAlias", "articles.Condition"),
    *("articles.Medicine", "articles.MedicineNoted", "articles.ReaderQuestion", "articles.Feedback"),
    *("articles.RedFlag", "articles.PageChange", "articles.RelatedCount", "articles.RelatedFacts"),
    *("articles.TagListing", "articles.ConditionListing"),
    "articles.ErrorReport",
    *("articles.BlockComment", "articles.SigningLink", "articles.OutgoingMail", "articles.BylineSnapshot"),
    *("articles.Follower", "articles.Follow", "articles.FollowNews", "articles.NewsNoted", "articles.ReadersMail"),
    *("articles.BylineJournal", "articles.DigestState", "doctors.Doctor", "doctors.Department"),
    *("articles.SearchEntry", "articles.SearchWord", "articles.SearchSynonym", "articles.ZeroHit"),
}


def kept() -> dict[tuple[str, Any], dict[str, Any]]:
    """By table and id: every row that may never go, with the columns of it that may never change."""
    frozen = {row["id"] for row in rows_of(c.ARTICLE) if row["status"] in FROZEN}
    found: dict[tuple[str, Any], dict[str, Any]] = {}
    for table, columns in {**WORDS, **RECORDS}.items():
        for row in rows_of(table):
            if table in WORDS and row["id" if table == c.ARTICLE else "article_id"] not in frozen:
                continue
            found[table, row["id"]] = {name: row[name] for name in columns or row}
            if table == c.PUBLICATION and row["live_until"] is not None:
                found[table, row["id"]] = row
    return found


def lost(before: dict[tuple[str, Any], dict[str, Any]]) -> list[str]:
    """What of `before` is gone or changed, in words."""
    after = kept()
    gone = [f"{table} {pk} is gone" for table, pk in before.keys() - after.keys()]
    same = before.keys() & after.keys()
    return gone + [
        f"{key[0]} {key[1]}: {name}" for key in same for name in before[key] if before[key][name] != after[key][name]
    ]


def make_world(editor: User, chief: User, doctor: Doctor, other: Doctor) -> User:
    """An edition in every state and a row of nearly every model. Returns the second chief editor."""
    second = make_user("second", CHIEF_EDITORS, staff=True)
    make_article(editor, doctor, "draft", tags=("legs",))
    waiting = make_in_review(editor, doctor, "waiting")
    assert doctor.user is not None
    commenting.comment(waiting, account=doctor.user, digest=waiting.digest, quote="harmless", text="Always?")
    make_signed(editor, doctor, "signed")
    live = make_published(editor, doctor, "live", tags=("legs", "cramps"), import_key="live")
    first = make_published(editor, other, "superseded", tags=("legs",))
    publish_next(first.question, editor)
    make_withdrawn(editor, doctor, "withdrawn")
    revoking.revoke(make_published(editor, doctor, "revoked"), doctor=doctor, reason="I was wrong.")
    child = make_in_review(editor, doctor, "child", life_stage="child", second_reviewer=other)
    for signer in (other, doctor):
        signing.sign(child, doctor=signer, digest=child.digest)
    publishing.publish(child, editor=editor)
    condition = Condition.objects.create(name="Herniation", slug="herniation")
    Cause.objects.filter(article=live).update(condition=condition)
    live.associated_conditions.add(condition)
    Medicine.objects.create(name="Ibuprofen")
    report = ErrorReport.objects.create(question=live.question, article=live, block_digest=live.digest)
    Feedback.objects.create(article=live, verdict="error", report=report)
    ReaderQuestion.objects.create(text="Why do they cramp?", question=live.question)
    Question.objects.create(slug="nobody-answered")
    for slug in ("erased", "to-erase"):
        redacting.ask_redaction(make_withdrawn(editor, doctor, slug), chief=chief, reason="A court asked.")
    redacting.redact(Article.objects.get(question__slug="erased"), second=second)
    allow(doctor)
    Authenticator.objects.create(user=chief, type=Authenticator.Type.RECOVERY_CODES, data={})
    call_command("rebuild_pages", verbosity=0)  # the condition is shown beside the words
    assert list(auditing.problems()) == []
    assert {row.status for row in Article.objects.all()} == set(Status.values)
    assert Redaction.objects.count() == 2
    assert all(canonical.digest_of(row) for row in Article.objects.with_text())
    return second
