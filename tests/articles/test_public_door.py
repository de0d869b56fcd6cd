"""The one door: what the public may see, and that nothing gets past it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import QuerySet

from articles import publishing
from articles.models import Article, Cause, Condition, LivePage, Tag
from articles.models.vocabulary import FROZEN, OPEN, ItemKind, Status
from doctors.models import Department, Doctor
from healthqa.environment import BASE_DIR
from tests.people import make_doctor
from tests.texts import make_article, make_in, make_published, make_question, publish_next, sign_in_full
from tests.watching import queries_of


def known_through(state: Status, editor: User, **fields: object) -> Article:
    """An edition whose doctor, department, tag and conditions nothing else names."""
    department = Department.objects.create(name="Rare", slug="rare")
    question = make_question("rare", tags=("rare",), department=department)
    draft = make_article(editor, make_doctor("Rare Doctor"), question=question, **fields)
    named = Condition.objects.create(pk=7001, name="Named", slug="named")  # so that no two tables count alike
    associated = Condition.objects.create(name="Associated", slug="associated")
    Cause.objects.filter(article=draft).update(condition=named)
    draft.associated_conditions.set([associated])
    if state == Status.DRAFT:
        return draft
    from articles import signing

    if state == Status.IN_REVIEW:
        return signing.request_signature(draft, editor=editor)
    signed = sign_in_full(draft, editor)
    if state == Status.SIGNED:
        return signed
    live = publishing.publish(signed, editor=editor)
    if state == Status.WITHDRAWN:
        return publishing.withdraw(live, editor=editor, reason="Wrong.")
    return live


def public_records() -> dict[str, set[str]]:
    sets: tuple[QuerySet[Any], ...] = (
        Tag.objects.public(),  # type: ignore[assignment]
        Department.objects.public(),
        Doctor.objects.public(),
        Condition.objects.public(),
    )
    return {found.model.__name__: {row.slug for row in found} for found in sets}  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", [Status.DRAFT, Status.IN_REVIEW, Status.SIGNED, Status.WITHDRAWN, Status.PUBLISHED])
def test_records_are_public_while_a_live_answer_names_them(editor: User, state: Status) -> None:
    known_through(state, editor)
    live = state == Status.PUBLISHED
    assert public_records() == {
        "Tag": {"rare"} if live else set(),
        "Department": {"rare"} if live else set(),
        "Doctor": {"rare-doctor"} if live else set(),
        "Condition": {"named", "associated"} if live else set(),
    }


def test_the_records_of_an_earlier_edition_go_with_it(editor: User, dr_lin: Doctor) -> None:
    first = known_through(Status.PUBLISHED, editor)
    from articles import editing

    fresh = editing.start_edition(first.question, editor=editor)
    Cause.objects.filter(article=fresh).update(condition=None)
    fresh.associated_conditions.clear()
    Article.objects.filter(pk=fresh.pk).update(doctor=dr_lin)
    publishing.publish(sign_in_full(fresh, editor), editor=editor)
    found = public_records()
    assert (found["Condition"], found["Doctor"]) == (set(), {"lin-yunfei"})
    assert (found["Tag"], found["Department"]) == ({"rare"}, {"rare"}), "these belong to the question"


def test_a_condition_numbered_like_the_answer_that_names_it_opens_no_other(editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    twin = Condition.objects.create(pk=draft.pk, name="Twin", slug="twin")
    Cause.objects.filter(article=draft).update(condition=twin)
    known_through(Status.DRAFT, editor)
    publishing.publish(sign_in_full(draft, editor), editor=editor)
    assert public_records()["Condition"] == {"twin"}


@pytest.mark.parametrize("item_kind", list(ItemKind))
def test_steps_and_foods_feed_no_condition_page(editor: User, item_kind: ItemKind) -> None:
    known_through(Status.PUBLISHED, editor, item_kind=item_kind)
    wanted = {"named", "associated"} if item_kind == ItemKind.CAUSES else {"associated"}
    assert public_records()["Condition"] == wanted


def test_a_second_reviewer_alone_has_no_public_profile(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    draft = make_article(editor, dr_lin, life_stage="infant", second_reviewer=dr_other)
    publishing.publish(sign_in_full(draft, editor), editor=editor)
    assert public_records()["Doctor"] == {"lin-yunfei"}


@pytest.mark.parametrize("state", list(Status))
def test_of_each_question_at_most_one_edition_is_public(editor: User, dr_lin: Doctor, state: Status) -> None:
    article = make_in(state, editor, dr_lin)
    found = Article.objects.public().filter(question=article.question)
    assert found.count() == (1 if state in (Status.PUBLISHED, Status.SUPERSEDED) else 0)
    assert LivePage.objects.count() == found.count()


def test_published_without_a_page_is_not_public(without_triggers: None, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    LivePage.objects.filter(article=live).delete()
    assert not Article.objects.public().exists()


def test_a_page_left_behind_by_a_forger_is_not_public(without_triggers: None, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    Article.objects.filter(pk=live.pk).update(status=Status.DRAFT)
    assert LivePage.objects.exists()
    assert not Article.objects.public().exists()
    assert public_records()["Doctor"] == set()


def test_the_public_set_narrows_and_never_widens(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    mine = make_published(editor, dr_lin, "mine", tags=("legs",))
    make_published(editor, dr_other, "theirs", tags=("legs",))
    make_in(Status.SIGNED, editor, dr_lin, "hidden", tags=("legs",))
    tag = Tag.objects.get(slug="legs")
    assert list(Article.objects.public().of_doctor(dr_lin)) == [mine]
    assert list(Article.objects.of_doctor(dr_lin).public()) == [mine]
    assert Article.objects.public().tagged(tag).count() == 2
    assert not Article.objects.public().open().exists()
    assert dr_lin.articles.public().get() == mine  # type: ignore[attr-defined]


def test_cards_and_pages_are_one_query_whatever_their_number(editor: User, dr_lin: Doctor) -> None:
    for slug in ("a", "b", "c", "d"):
        make_published(editor, dr_lin, slug)
    assert queries_of(lambda: [a.live_page.summary for a in Article.objects.public().for_cards()]) == 1
    assert queries_of(lambda: [a.live_page.content for a in Article.objects.public().for_page()]) == 1
    card = Article.objects.public().for_cards()[0]
    assert "content" in card.live_page.get_deferred_fields()
    assert "introduction" in card.get_deferred_fields()


def test_a_swap_of_editions_leaves_no_moment_without_an_answer(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    second = publish_next(live.question, editor)
    assert list(Article.objects.public()) == [second]


def test_open_and_frozen_say_everything_about_the_states() -> None:
    assert set(OPEN) | set(FROZEN) == set(Status)
    assert set(OPEN) & set(FROZEN) == {Status.SIGNED}


# The code itself

#: Pages of one doctor, about texts that were put before that doctor.
OF_THE_DESK = {"desk", "leave", "signing_links", "spelling"}
#: What writes the search index, from live pages, and what compares the two.
OF_THE_INDEX = {"entries", "writing", "rebuilding"}
PUBLIC_CODE = [
    *(path for path in sorted((BASE_DIR / "articles" / "views").glob("*.py")) if path.stem not in OF_THE_DESK),
    *(BASE_DIR / "articles" / name for name in ("feeds.py", "sitemaps.py", "api.py")),
    *(path for path in sorted((BASE_DIR / "articles" / "search").glob("*.py")) if path.stem not in OF_THE_INDEX),
    *(BASE_DIR / "articles" / name for name in ("proving.py", "histories.py", "replaying.py", "proof_json.py")),
    *(BASE_DIR / "articles" / name for name in ("errata.py", "feed_entries.py", "feed_xml.py", "public_parts.py")),
    *(BASE_DIR / "doctors" / name for name in ("views.py", "sitemaps.py")),
]
#: What may be asked of a model's manager in public code before anything else.
DOORS = {"public", "visible_to"}
#: Through this one only the past of answers is told: proofs, histories, days gone by.
OF_THE_PAST = {"ever_public"}
PAST_CODE = {"errata", "history", "proof", "proving", "histories", "replaying", "proof_json", "public_parts"}
#: Rows found by what came through the door; and `at()`, which tells where an address moved.
BESIDE = {
    ("Department", "filter"),
    ("Publication", "filter"),
    ("Publication", "ended"),
    ("Publication", "state"),
    ("Question", "at"),
    ("Feedback", "order_by"),
}
GUARDED = {"Article", "Tag", "Department", "Doctor", "Condition", "Question", "Publication", "Feedback", "Section"}


def manager_calls(source: str) -> Iterator[tuple[str, str]]:
    """("Article", "public") for each `Article.objects.public` in the source."""
    for node in ast.walk(ast.parse(source)):
        inner = node.value if isinstance(node, ast.Attribute) else None
        if isinstance(inner, ast.Attribute) and inner.attr == "objects" and isinstance(inner.value, ast.Name):
            yield inner.value.id, node.attr  # type: ignore[union-attr]


@pytest.mark.parametrize("path", [path for path in PUBLIC_CODE if path.exists()], ids=lambda path: path.stem)
def test_public_code_goes_through_the_door(path: Path) -> None:
    for model, first in manager_calls(path.read_text()):
        if model in GUARDED:
            doors = DOORS | OF_THE_PAST if path.stem in PAST_CODE else DOORS
            assert first in doors or (model, first) in BESIDE, f"{model}.objects.{first} in {path.name}"
        assert model != "LivePage", f"{path.name} reads pages past Article.objects.public()"


def test_the_look_through_the_code_sees_calls() -> None:
    assert set(manager_calls("x = Article.objects.filter(a=1).public()")) == {("Article", "filter")}
    assert len([path for path in PUBLIC_CODE if path.exists()]) >= 8
