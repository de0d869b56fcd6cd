"""start_edition, text_saved, set_kind."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from articles import canonical, editing, publishing, signing
from articles.models import Article, Cause, Condition, Event, Question, Section, Signature
from articles.models.vocabulary import Kind, Status
from doctors.models import Doctor
from tests.people import make_doctor, make_user
from tests.texts import make_article, make_in, make_in_review, make_published, make_question, make_signed
from tests.watching import breaking, everything, locked_by, queries_of, refused, status_of, trail


def add_causes(article: Article, editor: User, number: int) -> Article:
    section = article.sections.order_by("-position")[0]
    for index in range(number):
        Cause.objects.create(article=article, section=section, heading=f"Cause {index}", position=index + 2)
    return editing.text_saved(article, editor=editor)


# The next edition


@pytest.mark.parametrize("state", [Status.SIGNED, Status.PUBLISHED, Status.WITHDRAWN])
def test_the_next_edition_takes_every_word_over_as_a_draft(editor: User, dr_lin: Doctor, state: Status) -> None:
    condition = Condition.objects.create(name="Bone spurs", slug="bone-spurs")
    first = make_in(state, editor, dr_lin, closing="See you.", source_name="Cainiu Health", change_note="First.")
    first.associated_conditions.add(condition)
    fresh = editing.start_edition(first.question, editor=editor)
    assert (fresh.status, fresh.edition, fresh.doctor) == (Status.DRAFT, 2, dr_lin)
    assert fresh.pk != first.pk

    def blocks(article: Article) -> list[object]:
        whole = Article.objects.with_text().get(pk=article.pk)
        return [(block.fields, block.key) for block in canonical.blocks_of(whole) if block.name != "byline"]

    assert blocks(fresh) == blocks(first)
    assert list(fresh.associated_conditions.all()) == [condition]
    assert (fresh.byline_name, fresh.change_note, fresh.risk_class) == ("", "", "")
    assert (fresh.signatures_required, fresh.requested_at, fresh.saved_by) == (1, None, None)
    assert fresh.digest == canonical.digest_of(Article.objects.with_text().get(pk=fresh.pk))
    assert not Signature.objects.filter(article=fresh).exists()


def test_the_next_edition_starts_from_the_latest_words_and_not_from_the_live_ones(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    second = editing.start_edition(live.question, editor=editor)
    Article.objects.filter(pk=second.pk).update(introduction="Better.")
    editing.text_saved(second, editor=editor)
    asked = signing.request_signature(second, editor=editor)
    signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    third = editing.start_edition(live.question, editor=editor)
    assert (third.edition, third.introduction) == (3, "Better.")


def test_the_live_edition_serves_readers_while_the_next_one_is_written(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    editing.start_edition(live.question, editor=editor)
    assert list(Article.objects.public()) == [live]


def test_a_signed_edition_that_was_never_live_is_superseded_by_the_next(editor: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    with trail("superseded", "edition_started", actor=editor) as events:
        fresh = editing.start_edition(signed.question, editor=editor)
    assert [event.article_id for event in events] == [signed.pk, fresh.pk]
    assert events[1].detail == {"from_edition": 1}
    assert status_of(signed) == Status.SUPERSEDED


@pytest.mark.parametrize("state", [Status.DRAFT, Status.IN_REVIEW])
def test_a_second_open_edition_is_refused(editor: User, dr_lin: Doctor, state: Status) -> None:
    article = make_in(state, editor, dr_lin)
    with refused("open-edition"):
        editing.start_edition(article.question, editor=editor)


def test_an_edition_of_nothing_is_refused(editor: User) -> None:
    question = make_question("empty")
    with refused("no-edition"):
        editing.start_edition(question, editor=editor)


def test_only_editors_start_an_edition(editor: User, reader: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    for account in (reader, dr_lin.user):
        assert account is not None
        with refused("not-allowed"):
            editing.start_edition(live.question, editor=account)


def test_an_editor_whose_staff_right_was_taken_starts_no_edition(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    editor.is_staff = False
    editor.save()
    with refused("not-allowed"):
        editing.start_edition(live.question, editor=editor)


def test_who_wrote_in_an_edition_cannot_sign_the_next_one_either(editor: User) -> None:
    writing_doctor = make_doctor("Writes Herself")
    assert writing_doctor.user is not None
    signing_doctor = make_doctor("Signs Only")
    draft = make_article(editor, signing_doctor)
    Article.objects.filter(pk=draft.pk).update(lead="Changed by a doctor.")
    draft = editing.text_saved(draft, editor=writing_doctor.user)
    asked = signing.request_signature(draft, editor=editor)
    signing.sign(asked, doctor=signing_doctor, digest=asked.digest)
    publishing.publish(asked, editor=editor)
    fresh = editing.start_edition(draft.question, editor=editor)
    fresh.doctor = writing_doctor
    fresh.save(update_fields=["doctor"])
    asked = signing.request_signature(fresh, editor=editor)
    with refused("not-allowed"):
        signing.sign(asked, doctor=writing_doctor, digest=asked.digest)


def test_a_next_edition_that_breaks_in_the_middle_leaves_the_signed_one_alone(
    editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = make_signed(editor, dr_lin)
    with breaking(monkeypatch, "articles.editing._copy_row"):
        editing.start_edition(signed.question, editor=editor)


def test_starting_an_edition_holds_the_question(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    assert locked_by(lambda: editing.start_edition(live.question, editor=editor))[0] == "question"


def test_starting_an_edition_costs_the_same_for_one_cause_and_for_fifteen(editor: User, dr_lin: Doctor) -> None:
    few = make_published(editor, dr_lin, "few")
    draft = add_causes(make_article(editor, dr_lin, "many"), editor, 15)
    asked = signing.request_signature(draft, editor=editor)
    signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    questions = (few.question, draft.question)
    counts = [queries_of(lambda q=question: editing.start_edition(q, editor=editor)) for question in questions]
    assert counts[0] == counts[1] - 2, counts  # the signed one is superseded first, with an event


# Saving words


def test_a_changed_draft_gets_its_digest_its_contributor_and_one_event(
    editor: User, chief: User, dr_lin: Doctor
) -> None:
    draft = make_article(editor, dr_lin)
    Article.objects.filter(pk=draft.pk).update(lead="Changed.")
    with trail("text_saved", actor=chief) as events:
        saved = editing.text_saved(draft, editor=chief)
    assert events[0].article == saved
    assert events[0].detail == {"digest": saved.digest}
    assert saved.lead == "Changed.", "a fresh object comes back"
    assert set(saved.contributors.all()) == {editor, chief}


def test_a_changed_text_in_review_goes_back_to_draft_with_both_events(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    Article.objects.filter(pk=asked.pk).update(lead="Changed.")
    with trail("back_to_draft", "text_saved", actor=editor) as events:
        saved = editing.text_saved(asked, editor=editor)
    assert events[0].detail == {"why": "text_changed"}
    assert saved.status == Status.DRAFT


@pytest.mark.parametrize("state", [Status.SIGNED, Status.PUBLISHED, Status.SUPERSEDED, Status.WITHDRAWN])
def test_signed_words_are_refused_with_start_next_edition(
    without_triggers: None, editor: User, dr_lin: Doctor, state: Status
) -> None:
    article = make_in(state, editor, dr_lin)
    with refused("start-next-edition"):
        Article.objects.filter(pk=article.pk).update(lead="Smuggled in.")
        editing.text_saved(article, editor=editor)


def test_a_change_and_its_way_back_keep_the_contributor(editor: User, chief: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    for lead in ("Changed.", draft.lead):
        Article.objects.filter(pk=draft.pk).update(lead=lead)
        saved = editing.text_saved(draft, editor=chief)
    assert saved.digest == draft.digest
    assert chief in saved.contributors.all()


def test_the_trail_never_holds_words_of_a_text(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, introduction="Plantedword stands here.")
    assert "Plantedword" not in str(list(Event.objects.values_list("detail", flat=True)))


def test_a_save_that_breaks_in_the_middle_leaves_the_text_in_review(
    editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = make_in_review(editor, dr_lin)
    Article.objects.filter(pk=asked.pk).update(lead="Changed.")
    with breaking(monkeypatch):
        editing.text_saved(asked, editor=editor)
    with breaking(monkeypatch, "articles.models.Contribution.objects.get_or_create"):
        editing.text_saved(asked, editor=editor)


def test_a_save_holds_the_edition(editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    assert locked_by(lambda: editing.text_saved(draft, editor=editor)) == ["article"]


def test_saving_costs_the_same_for_one_cause_and_for_fifteen(editor: User, dr_lin: Doctor) -> None:
    counts = []
    for slug, number in (("few", 0), ("many", 15)):
        draft = add_causes(make_article(editor, dr_lin, slug), editor, number)
        Article.objects.filter(pk=draft.pk).update(lead="Changed.")
        counts.append(queries_of(lambda d=draft: editing.text_saved(d, editor=editor)))
    assert counts[0] == counts[1]


# Sorting causes


@pytest.fixture
def flat(editor: User, dr_lin: Doctor) -> Article:
    """Two everyday causes in one unsorted section and one in another."""
    article = make_article(editor, dr_lin)
    article.sections.all().delete()
    first = Section.objects.create(article=article, position=1, kind=Kind.UNSPECIFIED)
    second = Section.objects.create(article=article, position=2, kind=Kind.OTHER)
    for section, heading, position in ((first, "A", 1), (first, "B", 2), (second, "C", 1), (second, "D", 2)):
        Cause.objects.create(article=article, section=section, heading=heading, position=position)
    return editing.text_saved(article, editor=editor)


def layout(article: Article) -> list[tuple[str, str]]:
    return [
        (section.kind, "".join(cause.heading for cause in section.causes.all())) for section in article.sections.all()
    ]


def test_causes_move_into_a_section_of_their_kind_and_bare_sections_go(flat: Article, editor: User) -> None:
    chosen = list(Cause.objects.filter(article=flat, heading__in=["A", "B"]))
    with trail("text_saved", actor=editor):
        saved = editing.set_kind(chosen, Kind.PHYSIOLOGICAL, editor=editor)
    assert layout(saved) == [("other", "CD"), ("physiological", "AB")]
    more = list(Cause.objects.filter(article=flat, heading="D"))
    assert layout(editing.set_kind(more, Kind.PHYSIOLOGICAL, editor=editor)) == [
        ("other", "C"),
        ("physiological", "ABD"),
    ]


def test_sorted_causes_keep_their_reading_order(flat: Article, editor: User) -> None:
    saved = editing.set_kind(list(Cause.objects.filter(article=flat)), Kind.PATHOLOGICAL, editor=editor)
    assert layout(saved) == [("pathological", "ABCD")]


def test_sorting_into_the_kind_they_have_changes_nothing(flat: Article, editor: User) -> None:
    before = everything()
    editing.set_kind(list(Cause.objects.filter(article=flat, heading="A")), Kind.UNSPECIFIED, editor=editor)
    assert everything() == before


def test_causes_of_several_editions_are_not_sorted_together(flat: Article, editor: User, dr_lin: Doctor) -> None:
    other = make_article(editor, dr_lin, "other")
    both = [*Cause.objects.filter(article=flat), *Cause.objects.filter(article=other)]
    with refused("several-editions"):
        editing.set_kind(both, Kind.PATHOLOGICAL, editor=editor)
    with refused("several-editions"):
        editing.set_kind([], Kind.PATHOLOGICAL, editor=editor)


def test_causes_of_a_signed_text_are_not_sorted_and_not_by_a_reader(editor: User, reader: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    with refused("not-allowed"):
        editing.set_kind(list(signed.causes.all()), Kind.OTHER, editor=editor)
    draft = make_article(editor, dr_lin, "draft")
    with refused("not-allowed"):
        editing.set_kind(list(draft.causes.all()), Kind.OTHER, editor=reader)


def test_sorting_a_text_in_review_takes_it_back_to_draft(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    assert editing.set_kind(list(asked.causes.all()), Kind.OTHER, editor=editor).status == Status.DRAFT


def test_sorting_costs_the_same_for_two_causes_and_for_fifteen(editor: User, dr_lin: Doctor) -> None:
    counts = []
    for slug, number in (("few", 0), ("many", 15)):
        draft = add_causes(make_article(editor, dr_lin, slug), editor, number)
        causes = list(draft.causes.all())
        counts.append(queries_of(lambda c=causes: editing.set_kind(c, Kind.OTHER, editor=editor)))
    assert counts[1] <= counts[0], counts


def test_a_question_may_have_many_editions_and_counts_them(editor: User, dr_lin: Doctor) -> None:
    question: Question = make_published(editor, dr_lin).question
    for number in (2, 3, 4):
        fresh = editing.start_edition(question, editor=editor)
        assert fresh.edition == number
        asked = signing.request_signature(fresh, editor=editor)
        signing.sign(asked, doctor=dr_lin, digest=asked.digest)
        publishing.publish(asked, editor=make_user(f"editor-{number}", "Editors", staff=True))
    states = Article.objects.filter(question=question).order_by("edition").values_list("status", flat=True)
    assert list(states) == ["superseded", "superseded", "superseded", "published"]


def test_a_text_in_review_is_taken_back_without_changing_a_word(editor: User, reader: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    with refused("not-allowed"):
        editing.take_back(asked, editor=reader)
    with trail("back_to_draft", actor=editor):
        back = editing.take_back(asked, editor=editor)
    assert (back.status, back.byline_name) == (Status.DRAFT, "")
    with refused("not-in-review"):
        editing.take_back(back, editor=editor)


def test_after_a_roll_back_the_next_edition_begins_with_the_live_words(
    editor: User, chief: User, dr_lin: Doctor
) -> None:
    first = make_published(editor, dr_lin)
    second = editing.start_edition(first.question, editor=editor)
    Article.objects.filter(pk=second.pk).update(introduction="A mistake.")
    second = signing.request_signature(editing.text_saved(second, editor=editor), editor=editor)
    signing.sign(second, doctor=dr_lin, digest=second.digest)
    publishing.publish(second, editor=editor)
    publishing.roll_back(first.question, editor=chief, reason="A mistake.")
    third = editing.start_edition(first.question, editor=editor)
    assert (third.edition, third.introduction) == (3, first.introduction)
