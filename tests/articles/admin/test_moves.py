"""The buttons of an edition and the actions of the lists: each calls its verb and says what came of it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article, Cause, Publication, Question, Section
from articles.models.vocabulary import EndCause, Kind, Status
from doctors.models import Doctor
from tests.texts import make_article, make_in_review, make_published, make_question, make_signed

LIST = reverse("admin:articles_article_changelist")


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def move(article: Article, name: str) -> str:
    return reverse(f"admin:articles_article_{name}", args=[article.pk])


def status_of(article: Article) -> str:
    return Article.objects.values_list("status", flat=True).get(pk=article.pk)


def test_asking_for_a_signature(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    assert "Ask for a signature" in desk.get(move(article, "ask")).content.decode()
    assert status_of(article) == Status.DRAFT, "looking at the page changes nothing"
    assert desk.post(move(article, "ask")).status_code == 302
    assert status_of(article) == Status.IN_REVIEW


def test_a_byline_linked_by_name_has_to_be_confirmed(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin, byline_confirmed=False)
    page = desk.get(move(article, "ask")).content.decode()
    assert "is the right doctor" in page
    refused = desk.post(move(article, "ask"))
    assert refused.status_code == 409
    assert "Confirm that this is the right person" in refused.content.decode()
    assert desk.post(move(article, "ask"), {"byline_confirmed": "on"}).status_code == 302
    assert status_of(article) == Status.IN_REVIEW


def test_publishing(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_signed(editor, dr_lin)
    response = desk.post(move(article, "publish"), follow=True)
    assert "Published: readers see" in response.content.decode()
    assert status_of(article) == Status.PUBLISHED


def test_an_unsigned_text_is_not_published(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    response = desk.post(move(article, "publish"))
    assert response.status_code == 409
    assert "No valid signature" in response.content.decode()
    assert desk.get(move(article, "publish")).status_code == 302


def test_withdrawing_asks_for_a_reason(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    other = make_published(editor, dr_lin, "cramps-at-night")
    assert desk.post(move(article, "withdraw"), {"reason": ""}).status_code == 422
    assert desk.post(move(article, "withdraw"), {"reason": "a\x00b"}).status_code == 422
    given = {"reason": "A medicine was recalled.", "safety": "on", "replacement": other.question_id}
    assert desk.post(move(article, "withdraw"), given).status_code == 302
    ended = Publication.objects.get(article=article)
    assert (ended.end_cause, ended.reason, ended.replacement) == (EndCause.SAFETY, given["reason"], other.question)


def test_the_next_edition_starts_from_a_live_one(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    response = desk.post(move(article, "start"))
    fresh = Article.objects.get(question=article.question, edition=2)
    assert response["Location"] == reverse("admin:articles_article_change", args=[fresh.pk])
    assert (fresh.status, status_of(article)) == (Status.DRAFT, Status.PUBLISHED)
    assert "open already" in desk.post(move(article, "start")).content.decode()


def test_only_a_chief_rolls_back(client: Client, editor: User, chief: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    client.force_login(editor)
    assert client.post(move(first, "roll-back"), {"reason": "x"}).status_code == 403
    client.force_login(chief)
    refused = client.post(move(first, "roll-back"), {"reason": "x"})
    assert "no earlier published edition" in refused.content.decode()


def test_a_list_action_reports_each(desk: Client, editor: User, dr_lin: Doctor) -> None:
    ready, early = make_signed(editor, dr_lin, "ready"), make_article(editor, dr_lin, "early")
    data = {"action": "publish_selected", "_selected_action": [ready.pk, early.pk]}
    page = desk.post(LIST, data, follow=True).content.decode()
    assert "ready? (1): published." in page
    assert "early? (1): No valid signature" in page
    assert (status_of(ready), status_of(early)) == (Status.PUBLISHED, Status.DRAFT)


def test_asking_for_several_at_once(desk: Client, editor: User, dr_lin: Doctor) -> None:
    articles = [make_article(editor, dr_lin, slug) for slug in ("one", "two")]
    desk.post(LIST, {"action": "ask_selected", "_selected_action": [article.pk for article in articles]})
    assert {status_of(article) for article in articles} == {Status.IN_REVIEW}


def test_withdrawing_several_asks_for_the_reason_once(desk: Client, editor: User, dr_lin: Doctor) -> None:
    articles = [make_published(editor, dr_lin, slug) for slug in ("one", "two")]
    data = {"action": "withdraw_selected", "_selected_action": [article.pk for article in articles]}
    assert "Each address shows the reason" in desk.post(LIST, data).content.decode()
    assert {status_of(article) for article in articles} == {Status.PUBLISHED}
    desk.post(LIST, data | {"confirmed": "yes", "reason": "Outdated."})
    assert {status_of(article) for article in articles} == {Status.WITHDRAWN}


def test_many_causes_are_sorted_at_once(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    url = reverse("admin:articles_cause_changelist") + f"?article__id__exact={article.pk}"
    assert "Long walks" in desk.get(url).content.decode()
    keys = list(Cause.objects.values_list("pk", flat=True))
    desk.post(url, {"action": "sort_under_pathological", "_selected_action": keys})
    kinds = Cause.objects.filter(article=article).values_list("section__kind", flat=True)
    assert set(kinds) == {Kind.PATHOLOGICAL}


def test_causes_of_two_editions_are_not_sorted_together(desk: Client, editor: User, dr_lin: Doctor) -> None:
    make_article(editor, dr_lin, "one")
    make_article(editor, dr_lin, "two")
    keys = list(Cause.objects.values_list("pk", flat=True))
    data = {"action": "sort_under_other", "_selected_action": keys}
    page = desk.post(reverse("admin:articles_cause_changelist"), data, follow=True).content.decode()
    assert "one edition at a time" in page
    assert not Section.objects.filter(kind=Kind.OTHER).exists()


@pytest.mark.parametrize("query", ["assigned=me", "assigned=nobody", "overdue=yes", "status__exact=draft"])
def test_the_filters_answer(desk: Client, editor: User, dr_lin: Doctor, query: str) -> None:
    make_article(editor, dr_lin, assignee=editor)
    make_published(editor, dr_lin, "live")
    assert desk.get(f"{LIST}?{query}").status_code == 200


def test_whose_turn_it_is(desk: Client, editor: User, dr_lin: Doctor) -> None:
    make_in_review(editor, dr_lin, "asked")
    make_signed(editor, dr_lin, "signed")
    page = desk.get(LIST).content.decode()
    assert '<td class="field-turn">Dr. Lin Yunfei</td>' in page
    assert '<td class="field-turn">editor: publish</td>' in page


def test_the_first_page_says_what_waits(desk: Client, editor: User, dr_lin: Doctor) -> None:
    make_signed(editor, dr_lin, "signed")
    make_article(editor, dr_lin, "mine", assignee=editor)
    page = desk.get(reverse("admin:index")).content.decode()
    assert "Signed, to be published" in page
    assert "Assigned to you" in page


def test_a_new_question_leads_to_its_first_draft(desk: Client) -> None:
    blank = {"question_tags-TOTAL_FORMS": 0, "question_tags-INITIAL_FORMS": 0}
    data = {"wording": "What causes cold hands?", "slug": "", "language": "en", "kind": "causes", **blank}
    response = desk.post(reverse("admin:articles_question_add"), data)
    question = Question.objects.get()
    draft = Article.objects.get(question=question)
    assert question.slug == "what-causes-cold-hands"
    assert (draft.question_text, draft.status) == ("What causes cold hands?", Status.DRAFT)
    assert response["Location"] == reverse("admin:articles_article_change", args=[draft.pk])


def test_a_question_without_an_edition_gets_one(desk: Client) -> None:
    question = make_question("cold-hands")
    url = reverse("admin:articles_question_change", args=[question.pk])
    assert "Write the answer" in desk.get(url).content.decode()
    desk.post(url, {"_write_answer": "1"})
    assert Article.objects.get(question=question).status == Status.DRAFT


def test_a_preview_is_marked_and_shows_the_draft(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    page = desk.get(move(article, "preview")).content.decode()
    assert "Preview: not public, not signed" in page
    assert "Long walks" in page
    assert status_of(article) == Status.DRAFT
