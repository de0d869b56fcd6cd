"""Reports on one answer are told apart where editors choose among them: by the heading of a cause, section or card."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles import canonical, giving_feedback, public_parts
from articles.models import Article, CareAdvice, Cause, ErrorReport, LivePage
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, words
from tests.texts import make_article, make_published
from tests.watching import queries_of

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/errorreport/"


@pytest.fixture
def live(editor: User, dr_lin: Doctor) -> Article:
    return make_published(editor, dr_lin)


def report(article: Article, *parts: str) -> None:
    page = LivePage.objects.get(question=article.question_id)
    for part in parts:
        giving_feedback.give(page, edition=article.digest[:12], part=part, verdict="error", words="")


def causes(article: Article) -> list[str]:
    """As forms name them."""
    return [str(cause.block)[: public_parts.CAUSE] for cause in Cause.objects.filter(article=article).order_by("pk")]


def test_reports_on_one_answer_say_which_part_each_is_about(client: Client, editor: User, live: Article) -> None:
    report(live, *causes(live), "section-1", "section-2", "care-1", "introduction", "")
    client.force_login(editor)
    named = [
        "Cause: Long walks",
        "Cause: Bone spurs",
        "Section: everyday (physiological)",
        "Section: Pathological Factors",
        "When to get help: See a doctor if:",
        "Short answer",
        "The whole answer",
    ]
    in_order(words(client.get(LIST)), *named)
    in_order(words(client.get("/admin/")), *named[:-1])  # the first of them
    first = ErrorReport.objects.earliest("pk")
    in_order(words(client.get(f"{LIST}{first.pk}/change/")), "Cause: Long walks")


def test_a_list_of_many_reports_costs_what_one_does(client: Client, editor: User, live: Article) -> None:
    report(live, causes(live)[0])
    client.force_login(editor)
    client.get(LIST)
    few = queries_of(lambda: client.get(LIST))
    report(live, causes(live)[1], "section-1", "section-2", "care-1", "lead")
    assert queries_of(lambda: client.get(LIST)) == few


def test_a_long_heading_is_shortened(editor: User, dr_lin: Doctor) -> None:
    draft = Article.objects.get(pk=make_article(editor, dr_lin).pk)
    CareAdvice.objects.update(heading="When the pain does not go away within some days or comes back every night")
    card = next(block for block in canonical.blocks_of(draft) if block.name == "care")
    (name,) = public_parts.names_of([ErrorReport(article=draft, block_name="care", block_digest=card.digest)])
    assert name.startswith("When to get help: When the pain does not")
    assert name.endswith("…")
    assert len(name) <= len("When to get help: ") + public_parts.LONGEST_NAME


def test_words_that_are_gone_have_no_heading(live: Article) -> None:
    gone = ErrorReport(article=live, block_name="care", block_digest="0" * 64)
    assert public_parts.names_of([gone]) == ["When to get help"]
