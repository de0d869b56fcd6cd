"""A document goes in: what becomes of it the first time, the second time, and when people have touched it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from articles import auditing, canonical, editing, importing, publishing, signing
from articles.exporting import text_of
from articles.importing import Imported
from articles.models import Article, Cause, Condition, Contribution, Event, Question, Section, Tag, TagAlias
from articles.parsing import parse
from doctors.models import Department, Doctor
from tests.people import make_doctor
from tests.texts import make_next, sign_in_full

TEXT = """What causes sore wrists?

Mar 05, 2024 Source: Harbour Clinic Notes
Dr. Lin Yunfei
Department: Orthopaedics
Tags: wrists, work
Also asked as: aching wrists; painful wrists
Introduction
They are mostly harmless.

The reasons are set out below.

I. Physiological Factors

1. Long typing

The tendons of the wrist tire.

2. Heavy bags

They pull at the wrist.

II. Pathological Factors

1. Carpal tunnel syndrome

A nerve is squeezed at the wrist.

Condition: Carpal tunnel syndrome

Wrist pain may also be associated with conditions such as gout, arthritis, or a cyst.

Disclosure: none"""

Bring = Callable[..., Imported]


@pytest.fixture
def bring(db: None) -> Bring:
    def run(text: str = TEXT, *, key: str = "sore-wrists", **options: object) -> Imported:
        editor = options.pop("editor", None) or importing.importer_account()
        return importing.import_document(parse(text), key=key, original=text, editor=editor, **options)  # type: ignore[arg-type]

    return run


def stored(result: Imported) -> Article:
    assert result.article is not None
    return Article.objects.with_text().get(pk=result.article.pk)


def codes(result: Imported) -> list[str]:
    return [note.code for note in (*result.errors, *result.warnings)]


def test_a_document_becomes_a_question_and_a_draft(bring: Bring) -> None:
    article = stored(bring())
    question = article.question
    assert (article.status, article.edition, question.slug) == ("draft", 1, "what-causes-sore-wrists")
    assert [section.kind for section in article.sections.all()] == ["physiological", "pathological"]
    assert [cause.heading for cause in article.causes.all()] == ["Long typing", "Carpal tunnel syndrome", "Heavy bags"]
    assert str(question.department) == "Orthopaedics"
    assert sorted(tag.name for tag in question.tags.all()) == ["work", "wrists"]
    assert question.other_wordings.splitlines() == ["aching wrists", "painful wrists"]
    assert article.associated_names.splitlines() == ["gout", "arthritis", "a cyst"]
    assert Cause.objects.get(heading="Carpal tunnel syndrome").condition == Condition.objects.get()
    assert article.digest == article.import_digest == canonical.digest_of(article)
    assert article.original_document == TEXT


def test_an_import_says_who_did_it_and_that_account_cannot_sign(bring: Bring) -> None:
    article = stored(bring())
    importer = User.objects.get(username="importer")
    assert not importer.is_active
    assert not importer.has_usable_password()
    assert Contribution.objects.filter(article=article, user=importer).exists()
    assert list(Event.objects.values_list("verb", "actor__username")) == [("imported", "importer")]


def test_the_same_document_again_changes_nothing(bring: Bring) -> None:
    bring()
    before = Article.objects.values().get()
    assert bring().outcome == "unchanged"
    assert bring(TEXT.replace("\n\n2. Heavy", "\n\n\n\n2. Heavy")).outcome == "unchanged"
    assert Article.objects.values().get() == before
    assert Event.objects.count() == 1


def test_changed_words_go_into_the_untouched_draft(bring: Bring) -> None:
    first = stored(bring())
    result = bring(TEXT.replace("mostly harmless", "often harmless"))
    assert result.outcome == "updated"
    assert stored(result).pk == first.pk
    assert stored(result).introduction == "They are often harmless."
    assert stored(result).digest != first.digest


def test_causes_keep_their_block_when_moved_or_reworded(bring: Bring) -> None:
    blocks = {cause.heading: cause.block for cause in stored(bring()).causes.all()}
    moved = TEXT.replace("1. Long typing", "1. Typing for long hours").replace(
        "2. Heavy bags\n\nThey pull at the wrist.\n\n", ""
    )
    after = {cause.heading: cause.block for cause in stored(bring(moved)).causes.all()}
    assert after["Typing for long hours"] == blocks["Long typing"]
    assert after["Carpal tunnel syndrome"] == blocks["Carpal tunnel syndrome"]
    assert set(after) == {"Typing for long hours", "Carpal tunnel syndrome"}


def test_a_draft_changed_by_hand_is_refused_with_the_difference(bring: Bring, editor: User) -> None:
    article = stored(bring())
    Article.objects.filter(pk=article.pk).update(introduction="Written by hand.")
    editing.text_saved(article, editor=editor)
    result = bring(TEXT.replace("mostly harmless", "often harmless"))
    assert (result.outcome, codes(result)) == ("refused", ["changed-by-hand"])
    assert "-Written by hand." in result.difference
    assert "+They are often harmless." in result.difference
    assert stored(result).introduction == "Written by hand."
    assert bring(TEXT.replace("mostly harmless", "often harmless"), onto_draft=True).outcome == "updated"


def live(bring: Bring, editor: User, doctor: Doctor) -> Article:
    article = signing.request_signature(stored(bring()), editor=editor, byline_confirmed=True)
    signing.sign(article, doctor=doctor, digest=article.digest)
    return publishing.publish(article, editor=editor)


def test_changed_words_of_a_live_answer_open_the_next_edition(bring: Bring, editor: User, dr_lin: Doctor) -> None:
    first = live(bring, editor, dr_lin)
    result = bring(TEXT.replace("mostly harmless", "often harmless"))
    assert result.outcome == "updated"
    assert (stored(result).edition, stored(result).status) == (2, "draft")
    assert Article.objects.public().get() == first
    old = {cause.heading: cause.block for cause in first.causes.all()}
    assert {cause.heading: cause.block for cause in stored(result).causes.all()} == old


def test_what_stands_beside_a_live_answer_is_not_the_files_to_change(
    bring: Bring, editor: User, dr_lin: Doctor
) -> None:
    """Importing never publishes: department, tags, language and other wordings would be seen at once."""
    question = live(bring, editor, dr_lin).question
    before = Question.objects.values().get(pk=question.pk), sorted(question.tags.names())
    lines = "Language: zh-hans\nDepartment: Planted\nTags: planted, work\nAlso asked as: planted wording\n"
    text = re.sub(r"Department: .*\nTags: .*\nAlso asked as: .*\n", lines, TEXT)
    result = bring(text.replace("mostly harmless", "often harmless"))
    assert (result.outcome, codes(result)) == ("updated", ["furniture-kept"])
    assert (Question.objects.values().get(pk=question.pk), sorted(question.tags.names())) == before
    assert not Department.objects.filter(name="Planted").exists()
    assert list(auditing.problems()) == []


def test_words_corrected_by_hand_and_signed_are_not_put_back(bring: Bring, editor: User, dr_lin: Doctor) -> None:
    first = live(bring, editor, dr_lin)
    corrected = make_next(first.question, editor, introduction="They are hardly ever harmless.")
    publishing.publish(sign_in_full(corrected, editor), editor=editor)
    result = bring(TEXT.replace("Heavy bags", "Heavy loads"))
    assert (result.outcome, codes(result)) == ("refused", ["changed-by-hand"])
    assert "-They are hardly ever harmless." in result.difference
    assert Article.objects.filter(question=first.question).count() == 2
    forced = bring(TEXT.replace("Heavy bags", "Heavy loads"), onto_draft=True)
    assert (forced.outcome, stored(forced).edition) == ("updated", 3)


@pytest.mark.parametrize("state", ["in_review", "signed"])
def test_a_text_before_its_doctor_is_not_written_over(bring: Bring, editor: User, dr_lin: Doctor, state: str) -> None:
    article = signing.request_signature(stored(bring()), editor=editor, byline_confirmed=True)
    if state == "signed":
        signing.sign(article, doctor=dr_lin, digest=article.digest)
    result = bring(TEXT.replace("mostly harmless", "often harmless"))
    assert (result.outcome, codes(result)) == ("refused", ["changed-by-hand"])
    assert stored(result).status == state
    forced = stored(bring(TEXT.replace("mostly harmless", "often harmless"), onto_draft=True))
    assert forced.status == "draft"
    assert forced.edition == (2 if state == "signed" else 1)


def test_the_one_doctor_of_that_name_is_linked_and_waits_to_be_confirmed(bring: Bring, dr_lin: Doctor) -> None:
    result = bring()
    assert codes(result) == ["doctor-linked-by-name"]
    assert stored(result).doctor == dr_lin
    assert not stored(result).byline_confirmed


def test_two_doctors_of_one_name_are_never_told_apart(bring: Bring, dr_lin: Doctor) -> None:
    make_doctor("Lin Yunfei", slug="lin-yunfei-2", account=False)
    result = bring()
    assert "doctor-ambiguous" in codes(result)
    assert stored(result).doctor is None


def test_an_unknown_doctor_becomes_a_profile_nobody_has_verified(bring: Bring) -> None:
    result = bring()
    doctor = Doctor.objects.get()
    assert sorted(codes(result)) == ["department-created", "doctor-created"]
    assert not doctor.is_verified()
    assert not Doctor.objects.public().exists()


def test_a_merged_tag_is_understood(bring: Bring) -> None:
    kept = Tag.objects.create(name="hands", slug="hands")
    TagAlias.objects.create(tag=kept, name="Wrists", slug="wrists")
    assert sorted(tag.name for tag in stored(bring()).question.tags.all()) == ["hands", "work"]


def test_equal_titles_under_other_keys_are_two_questions(bring: Bring) -> None:
    bring()
    assert stored(bring(key="other")).question.slug == "what-causes-sore-wrists-2"


def test_a_text_that_does_not_fit_is_refused_whole(bring: Bring) -> None:
    result = bring(TEXT.replace("Also asked as", f"Licence: {'free ' * 30}\nAlso asked as"))
    assert result.outcome == "refused"
    assert "licence" in result.errors[0].message
    assert not Question.objects.exists()
    assert not Department.objects.exists()
    assert not Doctor.objects.exists()


def test_after_a_refused_document_the_next_one_still_finds_its_records(bring: Bring) -> None:
    from articles.naming import Names

    names = Names()
    bring(TEXT.replace("Also asked as", f"Licence: {'free ' * 30}\nAlso asked as"), names=names)
    assert stored(bring(key="next", names=names)).doctor == Doctor.objects.get()


def test_a_dry_run_writes_nothing_and_says_what_it_would(bring: Bring) -> None:
    assert bring(dry_run=True).outcome == "created"
    assert not Question.objects.exists()
    assert not Doctor.objects.exists()


def test_importing_never_publishes(bring: Bring) -> None:
    bring()
    assert not Article.objects.public().exists()
    assert not Article.objects.exclude(status="draft").exists()


def test_a_chinese_question_without_a_language_is_taken_as_chinese_with_a_warning(bring: Bring) -> None:
    result = bring("小腿为什么抽筋？\n\n抽筋大多没有危险。")
    assert "language-from-script" in codes(result)
    assert stored(result).question.language == "zh-hans"
    assert stored(result).question.slug


def test_what_has_no_place_is_kept_with_its_line(bring: Bring) -> None:
    text = TEXT.replace("Condition: Carpal", "Likelihood: often\n\nCondition: Carpal")
    line = text.splitlines().index("Likelihood: often") + 1
    assert stored(bring(text)).unplaced == [{"line": line, "text": "Likelihood: often"}]


def test_what_went_in_comes_out_the_same(bring: Bring) -> None:
    article = stored(bring())
    assert text_of(article) == TEXT
    again = parse(text_of(article))
    assert replace(again, warnings=()) == replace(parse(TEXT), warnings=())


def test_sections_keep_their_block_too(bring: Bring) -> None:
    before = {section.kind: section.block for section in stored(bring()).sections.all()}
    bring(TEXT.replace("mostly harmless", "often harmless"))
    assert {section.kind: section.block for section in Section.objects.all()} == before
