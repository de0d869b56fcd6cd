"""Saving an edition in the admin: what a save means, and what a form opened on an older text does."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from articles import signing
from articles.models import Article, Cause, Event, Section
from articles.models.vocabulary import Kind, Status
from doctors.models import Doctor
from tests.articles.admin.forms import change_url, opened, save
from tests.texts import make_article, make_in_review, make_published, make_signed


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def test_a_save_that_changes_no_word_keeps_status_and_digest(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    events = Event.objects.count()
    response = save(desk, article)
    assert response.status_code == 302
    fresh = Article.objects.get(pk=article.pk)
    assert (fresh.status, fresh.digest) == (Status.IN_REVIEW, article.digest)
    assert Event.objects.count() == events


def test_a_changed_word_in_review_returns_the_text_to_draft(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    response = save(desk, article, introduction="They are harmless.")
    assert response.status_code == 302
    fresh = Article.objects.get(pk=article.pk)
    assert fresh.status == Status.DRAFT
    assert fresh.introduction == "They are harmless."
    assert editor in fresh.contributors.all()


def test_a_changed_cause_is_a_changed_word(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    save(desk, article, **{"causes-0-explanation": "Other words."})
    assert Article.objects.get(pk=article.pk).status == Status.DRAFT
    assert Cause.objects.filter(article=article, explanation="Other words.").exists()


@pytest.mark.parametrize("make", [make_signed, make_published])
def test_a_signed_text_is_read_only(desk: Client, editor: User, dr_lin: Doctor, make: object) -> None:
    article = make(editor, dr_lin)  # type: ignore[operator]
    page = desk.get(change_url(article)).content.decode()
    assert '<textarea name="introduction"' not in page
    assert "Start next edition" in page
    response = desk.post(change_url(article), {"introduction": "Mine."})
    assert response.status_code == 409
    assert Article.objects.get(pk=article.pk).introduction == article.introduction


def test_a_form_sent_after_the_signature_keeps_what_was_typed(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    data = opened(desk, change_url(article)) | {"introduction": "Typed too late."}
    signing.sign(article, doctor=dr_lin, digest=article.digest)
    response = desk.post(change_url(article), data)
    assert response.status_code == 409
    assert "Typed too late." in response.content.decode()
    assert Article.objects.get(pk=article.pk).introduction == article.introduction


def test_two_forms_on_one_text_show_both_texts(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    first = opened(desk, change_url(article))
    save(desk, article, introduction="Theirs.", lead="Their lead.")
    response = desk.post(change_url(article), first | {"introduction": "Mine.", "closing": "My closing."})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Theirs." in page
    assert "Mine." in page
    assert Article.objects.get(pk=article.pk).introduction == "Theirs."
    merged = response.context["adminform"].form
    assert merged["lead"].value() == "Their lead."
    assert merged["closing"].value() == "My closing."


def _again(response: object) -> dict[str, object]:
    from tests.articles.admin.forms import _values

    data = _values(response.context["adminform"].form)  # type: ignore[attr-defined]
    for inline in response.context["inline_admin_formsets"]:  # type: ignore[attr-defined]
        data |= _values(inline.formset.management_form)
        for form in inline.formset.forms:
            for field in form:
                data[field.html_name] = field.value() or ""
                name = field.html_initial_name
                data[name] = form.data.get(name, "")
    form = response.context["adminform"].form  # type: ignore[attr-defined]
    for name in form.fields:
        initial = form[name].html_initial_name
        if initial in form.data:
            data[initial] = form.data[initial]
    return {name: value for name, value in data.items() if value is not False}


@pytest.mark.parametrize(("take", "result"), [([], "Mine."), (["introduction"], "Theirs.")])
def test_the_editor_chooses_and_saves_again(
    desk: Client, editor: User, dr_lin: Doctor, take: list[str], result: str
) -> None:
    article = make_article(editor, dr_lin)
    first = opened(desk, change_url(article))
    save(desk, article, introduction="Theirs.")
    shown = desk.post(change_url(article), first | {"introduction": "Mine.", "closing": "My closing."})
    response = desk.post(change_url(article), _again(shown) | {"take-stored": take})
    assert response.status_code == 302
    fresh = Article.objects.get(pk=article.pk)
    assert (fresh.introduction, fresh.closing) == (result, "My closing.")


def test_a_row_that_somebody_else_removed_is_not_lost(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    data = opened(desk, change_url(article)) | {"causes-0-explanation": "My new words."}
    save(desk, article, **{"causes-0-DELETE": "on"})
    assert article.causes.count() == 1
    shown = desk.post(change_url(article), data)
    assert shown.status_code == 200
    response = desk.post(change_url(article), _again(shown))
    assert response.status_code == 302, response.context["errors"]
    assert sorted(article.causes.values_list("explanation", flat=True)) == ["My new words.", "They press on nerves."]


def test_new_section_and_cause_in_it_in_one_save(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    response = save(
        desk,
        article,
        **{
            "sections-TOTAL_FORMS": 3,
            "sections-2-position": "",
            "sections-2-kind": Kind.OTHER,
            "sections-2-label": "Other reasons",
            "causes-TOTAL_FORMS": 3,
            "causes-2-position": "",
            "causes-2-sort_under": Kind.OTHER,
            "causes-2-heading": "New shoes",
            "causes-2-likelihood": "unstated",
        },
    )
    assert response.status_code == 302, response.context["errors"]
    cause = Cause.objects.get(heading="New shoes")
    assert cause.section.label == "Other reasons"
    assert (cause.article_id, cause.section.position, cause.position) == (article.pk, 3, 1)


def test_places_are_renumbered_and_a_moved_row_goes_first(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    section = article.sections.get(kind=Kind.PHYSIOLOGICAL)
    for position, heading in enumerate(("Second", "Third"), start=2):
        Cause.objects.create(article=article, section=section, heading=heading, position=position)
    save(desk, article, **{"causes-2-position": 1})
    headings = section.causes.values_list("heading", "position")
    assert list(headings) == [("Third", 1), ("Long walks", 2), ("Second", 3)]


def test_a_section_with_causes_is_not_removed(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    response = save(desk, article, **{"sections-0-DELETE": "on", "introduction": "Kept as typed."})
    page = response.content.decode()
    assert "still has causes" in page
    assert "Kept as typed." in page
    assert Section.objects.filter(article=article).count() == 2
    assert Article.objects.get(pk=article.pk).introduction != "Kept as typed."


def test_hostile_text_is_refused_with_its_field(desk: Client, editor: User, dr_lin: Doctor) -> None:
    """Each of them has its own sentence beside its field, so each alone would be refused."""
    article = make_article(editor, dr_lin)
    hostile = {
        "introduction": "a\x00b",
        "question_text": "Why\u200b?",
        "lead": "x" * 1_000_000,
        "causes-0-heading": "a\u202eb",
        "care_advice-0-bullets": "x\x00",
    }
    response = save(desk, article, **hostile)
    assert response.status_code == 200
    forms = [response.context["adminform"].form]
    forms += [form for inline in response.context["inline_admin_formsets"] for form in inline.formset.forms]
    refused = {field.html_name: " ".join(field.errors) for form in forms for field in form if field.errors}
    assert refused.keys() == hostile.keys()
    page = response.content.decode()
    for field, sentence in refused.items():
        assert "“" in sentence, field
        assert escape(sentence) in page, field
    assert Article.objects.get(pk=article.pk).digest == article.digest


def test_html_in_a_text_is_shown_as_text(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    save(desk, article, introduction="<script>alert(1)</script>")
    assert Article.objects.get(pk=article.pk).introduction == "<script>alert(1)</script>"
    for url in (change_url(article), reverse("admin:articles_article_preview", args=[article.pk])):
        assert "<script>alert(1)" not in desk.get(url).content.decode()


def test_a_form_without_its_token_is_refused(editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post(change_url(article), {"introduction": "x"}).status_code == 403


def test_choosing_a_doctor_confirms_the_byline(desk: Client, editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    article = make_article(editor, dr_lin)
    Article.objects.filter(pk=article.pk).update(byline_confirmed=False)
    save(desk, article, doctor=dr_other.pk)
    fresh = Article.objects.get(pk=article.pk)
    assert (fresh.doctor, fresh.byline_confirmed) == (dr_other, True)
