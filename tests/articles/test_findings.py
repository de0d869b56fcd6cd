"""Each finding: the smallest case that has it, and the same text without it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles import editing, findings, publishing, signing
from articles.models import Article, CareAdvice, Cause, Medicine, Question, Reference, Section
from articles.models.vocabulary import Kind, MedicineStatus, Status
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import make_article, make_published, make_question, make_signed
from tests.watching import check_sentence, queries_of, refused

UNSIGNED = ["signature-missing"]


def codes(article: Article) -> list[str]:
    found = findings.check(Article.objects.with_text().get(pk=article.pk))
    for finding in found:
        check_sentence(finding.sentence)
        assert finding.blocks in ("request", "publish")
    return [finding.code for finding in found]


def bare(doctor: Doctor | None, slug: str = "bare", **fields: object) -> Article:
    """An edition with a question, a doctor and a disclosure, and no answer."""
    values = {"question_text": "Why?", "disclosure": "none", "doctor": doctor, **fields}
    return Article.objects.create(question=make_question(slug), edition=1, **values)  # type: ignore[misc]


def test_a_signed_text_has_no_finding(editor: User, dr_lin: Doctor) -> None:
    assert codes(make_signed(editor, dr_lin)) == []


def test_a_good_draft_lacks_only_its_signature(editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    assert codes(draft) == UNSIGNED
    assert findings.blocking_request(draft) == []


def test_no_doctor(editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, None)
    assert codes(draft) == ["doctor-missing", *UNSIGNED]
    assert [finding.code for finding in findings.blocking_request(draft)] == ["doctor-missing"]


def test_a_byline_nobody_confirmed(editor: User, dr_lin: Doctor) -> None:
    assert codes(make_article(editor, dr_lin, byline_confirmed=False)) == ["byline-unconfirmed", *UNSIGNED]


def test_a_retired_doctor(editor: User) -> None:
    now = timezone.now()
    assert codes(make_article(editor, make_doctor("Old Hand", retired_at=now))) == ["doctor-retired", *UNSIGNED]
    leaving = make_doctor("Leaving Soon", retired_at=now + dt.timedelta(days=1))
    assert codes(make_article(editor, leaving, "other")) == UNSIGNED


def test_an_unverified_doctor(editor: User) -> None:
    assert codes(make_article(editor, make_doctor("New", verified=False))) == ["doctor-unverified", *UNSIGNED]
    long_ago = timezone.now() - dt.timedelta(days=365)
    lapsed = make_doctor("Lapsed", verified_at=long_ago)
    assert codes(make_article(editor, lapsed, "other")) == ["doctor-unverified", *UNSIGNED]


def test_a_doctor_without_credentials(editor: User) -> None:
    assert codes(make_article(editor, make_doctor("Plain", credentials=""))) == ["credentials-missing", *UNSIGNED]


def test_no_answer(editor: User, dr_lin: Doctor) -> None:
    nothing = bare(
        dr_lin, audience_group="adults", reader_question="I ask.", source_name="A paper", dated=dt.date(2023, 5, 13)
    )
    Reference.objects.create(article=nothing, title="A book")
    assert codes(nothing) == ["no-text", *UNSIGNED]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_section_that_says_nothing_is_no_answer(dr_lin: Doctor, kind: Kind) -> None:
    empty = bare(dr_lin)
    Section.objects.create(article=empty, kind=kind)
    assert codes(empty) == ["no-text", *UNSIGNED]


def test_a_label_above_nothing_is_no_answer(dr_lin: Doctor) -> None:
    labelled = bare(dr_lin)
    Section.objects.create(article=labelled, kind=Kind.PATHOLOGICAL, label="Pathological Factors")
    assert codes(labelled) == ["no-text", *UNSIGNED]


@pytest.mark.parametrize("field", ["introduction", "lead", "closing"])
def test_one_paragraph_is_an_answer(dr_lin: Doctor, field: str) -> None:
    assert codes(bare(dr_lin, **{field: "It is harmless."})) == UNSIGNED


@pytest.mark.parametrize("field", ["introduction", "lead", "closing"])
def test_white_space_is_no_answer(dr_lin: Doctor, field: str) -> None:
    assert codes(bare(dr_lin, **{field: " \n\t \n"})) == ["no-text", *UNSIGNED]


def test_one_cause_is_an_answer(dr_lin: Doctor) -> None:
    article = bare(dr_lin)
    section = Section.objects.create(article=article)
    Cause.objects.create(article=article, section=section, heading="Long walks")
    assert codes(article) == UNSIGNED


@pytest.mark.parametrize("disclosure", ["", " \n"])
def test_no_disclosure(editor: User, disclosure: str) -> None:
    silent = make_doctor("Silent", conflicts_of_interest="")
    assert codes(make_article(editor, silent, disclosure=disclosure)) == ["disclosure-missing", *UNSIGNED]
    spoken = make_doctor("Spoken", conflicts_of_interest="none")
    assert codes(make_article(editor, spoken, "other", disclosure=disclosure)) == UNSIGNED


PLACES = ["introduction", "lead", "closing", "questions_to_ask", "associated_names", "reader_question", "disclosure"]


@pytest.mark.parametrize("place", [*PLACES, "Section.text", "Cause.advice", "CareAdvice.bullets", "Reference.title"])
def test_a_withdrawn_medicine_is_found_wherever_it_is_named(editor: User, dr_lin: Doctor, place: str) -> None:
    Medicine.objects.create(name="Rofecoxib", status=MedicineStatus.WITHDRAWN, reason="Heart attacks.")
    draft = make_article(editor, dr_lin)
    assert "medicine-withdrawn" not in codes(draft)
    models = {"Section": Section, "Cause": Cause, "CareAdvice": CareAdvice, "Reference": Reference}
    name, _, field = place.rpartition(".")
    if name:
        models[name].objects.filter(article=draft).update(**{field: "Try rofecoxib."})  # type: ignore[attr-defined]
    else:
        Article.objects.filter(pk=draft.pk).update(**{field: "Try rofecoxib."})
    found = {finding.code: finding for finding in findings.check(Article.objects.with_text().get(pk=draft.pk))}
    assert set(found) == {"medicine-withdrawn", *UNSIGNED}
    assert "Rofecoxib" in found["medicine-withdrawn"].sentence
    assert "Heart attacks." in found["medicine-withdrawn"].sentence
    assert found["medicine-withdrawn"].blocks == "publish"


def test_a_medicine_withdrawn_after_signing_stops_publishing(editor: User, dr_lin: Doctor) -> None:
    medicine = Medicine.objects.create(name="Rofecoxib")
    signed = make_signed(editor, dr_lin, lead="Try Rofecoxib.")
    medicine.status, medicine.reason = MedicineStatus.WITHDRAWN, "Heart attacks."
    medicine.save()
    with refused("medicine-withdrawn"):
        publishing.publish(signed, editor=editor)


def test_no_second_doctor(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    for life_stage in ("infant", "child", "pregnancy"):
        alone = make_article(editor, dr_lin, life_stage, life_stage=life_stage)
        assert codes(alone) == ["second-reviewer-missing", *UNSIGNED, "second-signature-missing"]
        both = make_article(editor, dr_lin, f"{life_stage}-2", life_stage=life_stage, second_reviewer=dr_other)
        assert codes(both) == [*UNSIGNED, "second-signature-missing"]
        assert findings.blocking_request(both) == []
    for life_stage in ("anyone", "adolescent", "adult", "older_adult"):
        assert codes(make_article(editor, dr_lin, life_stage, life_stage=life_stage)) == UNSIGNED


@pytest.mark.parametrize("with_second", [False, True])
def test_a_medicine_restricted_after_signing_waits_for_the_second_signature(
    editor: User, dr_lin: Doctor, dr_other: Doctor, with_second: bool
) -> None:
    medicine = Medicine.objects.create(name="Quinine")
    second = dr_other if with_second else None
    signed = make_signed(editor, dr_lin, lead="Some take quinine.", second_reviewer=second)
    medicine.status, medicine.reason = MedicineStatus.RESTRICTED, "Heart rhythm."
    medicine.save()
    with refused("second-signature-missing" if with_second else "second-reviewer-missing"):
        publishing.publish(signed, editor=editor)


def test_the_same_question_answered_elsewhere(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, "first", question_text="What causes leg cramps?")
    twin = make_signed(editor, dr_lin, "twin", question_text="What  causes LEG cramps?")
    assert codes(twin) == ["live-duplicate"]
    with refused("live-duplicate"):
        publishing.publish(twin, editor=editor)
    chinese = make_question("twin-zh", language="zh-hans")
    other = make_signed(editor, dr_lin, question=chinese, question_text="What causes leg cramps?")
    assert codes(other) == []


def test_a_question_marked_as_the_duplicate_of_a_live_one(editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin, "first")
    twin = make_signed(editor, dr_lin, "twin")
    Question.objects.filter(pk=twin.question_id).update(duplicate_of=first.question)
    assert codes(twin) == ["live-duplicate"]
    publishing.withdraw(first, editor=editor, reason="Answered better elsewhere.")
    assert codes(twin) == []


def test_a_draft_with_the_same_question_is_no_duplicate(editor: User, dr_lin: Doctor) -> None:
    make_article(editor, dr_lin, "first", question_text="The same?")
    assert codes(make_signed(editor, dr_lin, "twin", question_text="The same?")) == []


def test_the_next_edition_is_no_duplicate_of_its_own_live_one(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    fresh = editing.start_edition(live.question, editor=editor)
    asked = signing.request_signature(fresh, editor=editor)
    signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    assert codes(asked) == []
    assert publishing.publish(asked, editor=editor).status == Status.PUBLISHED


def test_checking_costs_four_queries_however_long_the_text(editor: User, dr_lin: Doctor) -> None:
    long = make_article(editor, dr_lin)
    section = long.sections.all()[0]
    for number in range(20):
        Cause.objects.create(article=long, section=section, heading=f"Cause {number}")
    whole = Article.objects.with_text().get(pk=long.pk)
    canonical_read = queries_of(lambda: findings.words_of(whole))
    assert canonical_read == 0
    assert queries_of(lambda: findings.check(whole)) <= 4
