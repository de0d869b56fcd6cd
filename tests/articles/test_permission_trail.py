"""What `verify` holds permissions against, and what it proves a correction by, whatever changed since."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles import auditing, delegating, leaving, live_pages
from articles.models import Article, Question, StandingPermission
from articles.views.spelling import corrected_for
from doctors.models import Doctor
from tests.articles.delegated import allow, make_live, mend, mended_live
from tests.people import make_doctor
from tests.signed_rows import forge


def codes() -> list[str]:
    return [problem.code for problem in auditing.problems()]


def test_a_permission_that_no_doctor_gave_is_found(dr_lin: Doctor) -> None:
    """The guard lets it pass: the row names the doctor's own account. The trail knows of nothing."""
    assert dr_lin.user is not None
    row = StandingPermission.objects.create(doctor=dr_lin, granted_by=dr_lin.user, granted_at=timezone.now())
    (problem,) = auditing.problems()
    assert problem.code == "permission-not-in-trail"
    assert f"permission {row.pk}" in problem.sentence


def test_what_the_verbs_leave_is_known(editor: User, chief: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    for _ in range(2):
        allow(dr_lin)
        assert dr_lin.user is not None
        delegating.revoke_permission(dr_lin, account=dr_lin.user)
    allow(dr_lin, dr_other)
    leaving.lose_licence(dr_other, by=chief, reason="The licence was lost.")
    assert codes() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE articles_standingpermission SET granted_by_id = {other}",
        "UPDATE articles_standingpermission SET doctor_id = {other_doctor}",
        "UPDATE articles_standingpermission SET granted_at = '2020-01-01 00:00:00+00:00'",
        "UPDATE articles_standingpermission SET revoked_by_id = {other}",
        "UPDATE articles_standingpermission SET revoked_at = '2199-01-01 00:00:00+00:00'",
        "DELETE FROM articles_event WHERE verb = 'spelling_allowed'",
        "DELETE FROM articles_event WHERE verb = 'spelling_revoked'",
        "UPDATE articles_event SET actor_id = {other} WHERE verb = 'spelling_allowed'",
        "UPDATE articles_event SET detail = '{{}}' WHERE verb = 'spelling_revoked'",
    ],
)
def test_a_changed_permission_is_found(change: str, dr_lin: Doctor) -> None:
    other = make_doctor("Mara Ellison")
    allow(dr_lin)
    assert dr_lin.user is not None
    delegating.revoke_permission(dr_lin, account=dr_lin.user)
    assert codes() == []
    forge(change.format(other=other.user_id, other_doctor=other.pk))
    assert set(codes()) == {"permission-not-in-trail"}


def test_an_end_by_plain_sql_is_found(dr_lin: Doctor) -> None:
    row = allow(dr_lin)
    StandingPermission.objects.filter(pk=row.pk).update(revoked_at=timezone.now(), revoked_by=dr_lin.user_id)
    assert codes() == ["permission-not-in-trail"]


# The language of the question


@pytest.mark.parametrize("language", ["zh-hans", "en-gb"])
def test_another_language_of_the_question_makes_no_alarm(language: str, editor: User, dr_lin: Doctor) -> None:
    live = mended_live(editor, dr_lin)
    shown = [row.corrections for row in corrected_for(dr_lin)]
    assert [(one.old, one.new) for one in shown[0]] == [("occured", "occurred")]
    Question.objects.filter(pk=live.question_id).update(language=language)
    live_pages.write(Article.objects.with_text().get(pk=live.pk))
    assert codes() == []
    assert [row.corrections for row in corrected_for(dr_lin)] == shown


def test_more_than_spelling_stays_an_alarm_in_any_language(editor: User, dr_lin: Doctor) -> None:
    live = mended_live(editor, dr_lin)
    Question.objects.filter(pk=live.question_id).update(language="zh-hans")
    forge("UPDATE articles_article SET introduction = 'Take fifty.' WHERE id = %s", live.pk)
    assert "delegation-more-than-spelling" in codes()


# The doctor's conflicts of interest


@pytest.mark.parametrize(
    ("profile", "stated", "refuses"),
    [
        ("none", "none", False),
        ("none", "No conflicts of interest.", False),
        ("", "none", False),
        ("", "Fees from a maker of splints.", False),
        ("Fees from a maker of splints.", "Fees from a  maker of splints.\n", False),
        ("Fees from a maker of splints.", "none", True),
        ("Fees from a maker of splints.", "", True),
        ("Fees from a maker of pills.", "Fees from a maker of splints.", True),
        ("none", "Fees from a maker of splints.", True),
    ],
)
def test_conflicts_that_were_not_stated_need_reading(
    profile: str, stated: str, refuses: bool, editor: User, dr_lin: Doctor
) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor)
    Doctor.objects.filter(pk=dr_lin.pk).update(conflicts_of_interest=profile)
    forge("UPDATE articles_signature SET conflict_statement = %s", stated)
    found = [one.code for one in delegating.why_not(Article.objects.with_text().get(pk=draft.pk))]
    assert ("profile-changed" in found) is refuses
