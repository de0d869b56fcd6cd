"""The lists are rebuilt while editors work: an answer that goes meanwhile is left out, one that comes is left alone."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from articles import publishing, related
from articles.models import Article, LivePage, RelatedFacts, RelatedLink
from doctors.models import Doctor
from tests.texts import make_published, make_question, publish_next

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three(editor: User, dr_lin: Doctor) -> list[Article]:
    """Live answers that are in one another's lists."""
    questions = [make_question(f"q-{number}", tags=("legs",)) for number in range(3)]
    return [
        make_published(editor, dr_lin, question=question, question_text=f"What of {question.slug}?")
        for question in questions
    ]


@pytest.mark.parametrize("is_replaced", [False, True])
def test_an_answer_that_goes_while_the_lists_are_rebuilt_is_left_out(
    is_replaced: bool, three: list[Article], editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, _third = three
    count = related.related_counts.all_counts

    def counted(language: str) -> Any:
        """Called once, before the first page is entered: the iteration has its rows by then."""
        if is_replaced:
            publish_next(second.question, editor)
        else:
            publishing.withdraw(second, editor=editor, reason="Wrong.")
        return count(language)

    monkeypatch.setattr(related.related_counts, "all_counts", counted)
    said = StringIO()
    call_command("rebuild_related", stdout=said)
    assert said.getvalue() == "2 related lists rebuilt\n"
    live = set(LivePage.objects.values_list("pk", flat=True))
    assert second.pk not in live
    assert len(live) == 2 + is_replaced
    assert set(RelatedFacts.objects.values_list("page", flat=True)) == live
    for ends in RelatedLink.objects.values_list("page", "other"):
        assert live.issuperset(ends)
    others = {link.other.slug for link in related.cards_for(first.live_page)}
    assert others == ({"q-1", "q-2"} if is_replaced else {"q-2"})


def test_progress_counts_each_answer_once(three: list[Article]) -> None:
    looked_at: list[int] = []
    assert related.rebuild(looked_at.append) == sum(looked_at) == 3
