"""Generated questions are what the verbs would have written, and nothing the checks could tell from it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone

from articles import (
    auditing,
    canonical,
    chain,
    editing,
    generated_links,
    live_pages,
    publishing,
    related,
    signing,
    triggers,
)
from articles.errors import NotAllowed
from articles.generated_patterns import ATTESTED
from articles.generated_texts import BODIES, TAGS, Generated, condition_names, generate
from articles.generating import add_questions, records_for
from articles.import_rows import fill_words, insert_rows, known_conditions, new_rows
from articles.models import (
    Article,
    CareAdvice,
    Cause,
    Contribution,
    Event,
    LivePage,
    Publication,
    Question,
    QuestionTag,
    Reference,
    RelatedLink,
    SearchEntry,
    SearchWord,
    Section,
    Signature,
)
from articles.models.vocabulary import Status
from articles.naming import Names, department_named, tags_named
from articles.parsing import parse
from articles.rendering import render
from articles.search.entries import question_words
from articles.slugs import slug_of
from doctors.models import Doctor

#: Every table that a published answer has rows in, but the related lists.
TABLES: tuple[type[models.Model], ...] = (
    *(Question, QuestionTag, Article, Article.associated_conditions.through, Section, Cause, CareAdvice, Reference),
    *(Contribution, Signature, Publication, LivePage, SearchEntry, SearchWord, Event),
)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: The first bodies hold an answer for children (16) and for pregnancy (20): two signatures.
SOME = 21


def by_the_verbs(generated: Generated, editor: User) -> Article:
    """The same document typed in by `editor`, signed and published, each step by its verb."""
    document, names = generated.document, Names()
    question = Question.objects.create(
        slug=slug_of(document.title),
        department=department_named(document.department or "", names)[0],
        body_area=generated.body_area,
        other_wordings="\n".join(document.also_asked_as),
        is_sample=True,
    )
    for tag in tags_named(document.tags, names):
        QuestionTag.objects.create(content_object=question, tag=tag)
    doctors = {doctor.name: doctor for doctor in Doctor.objects.filter(is_sample=True)}
    article = Article(question=question, edition=1, doctor=doctors[document.doctors[0]])
    article.second_reviewer = doctors[f"Generated Sample {generated.second}"] if generated.second else None
    fill_words(article, document)
    article.save()
    insert_rows([(article, new_rows(article, document, names))])
    article.associated_conditions.set(known_conditions(document, names))
    article = editing.text_saved(article, editor=editor)
    article = signing.request_signature(article, editor=editor)
    for doctor in (article.doctor, article.second_reviewer):
        if doctor is not None:
            signing.sign(article, doctor=doctor, digest=article.digest, attested=ATTESTED, conflict_statement="none")
    return publishing.publish(article, editor=editor)


def rows_of(model: type[models.Model]) -> list[dict[str, Any]]:
    """The rows in order without what may differ: ids become places, moments, blocks and hashes are left out."""
    rows = list(model._base_manager.order_by(*_order(model)))
    return [dict(_comparable(row)) for row in rows]


def _order(model: type[models.Model]) -> tuple[str, ...]:
    order = {Event: ("article_id", "pk"), SearchEntry: ("page_id",), SearchWord: ("language", "is_head", "word")}
    return order.get(model, ("pk",))


def _comparable(row: models.Model) -> Iterator[tuple[str, object]]:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, models.DateTimeField):
            assert value is None or timezone.now() - value < dt.timedelta(minutes=5)
            yield field.name, value is None
        elif field.name == "place":
            yield field.name, question_words(value)
        elif field.name in ("id", "block", "previous_hash", "own_hash"):
            yield field.name, value in (None, "")
        elif field.related_model in TABLES:
            yield field.name, _place(field.related_model, value)
        elif field.name == "content":
            yield field.name, _without_blocks(value)
        else:
            yield field.name, value


def _place(model: Any, key: int | None) -> int | None:
    return None if key is None else int(model._base_manager.filter(pk__lt=key).count())


def _without_blocks(content: dict[str, Any]) -> dict[str, Any]:
    causes = [cause for section in content["sections"] for cause in section["causes"]]
    assert all(UUID.fullmatch(cause.pop("block")) for cause in causes)
    assert content.pop("published_at")
    assert content.pop("first_published_at")
    return content


def test_the_rows_are_those_that_the_verbs_write(editor: User) -> None:
    records_for(editor)
    before = {model: model._base_manager.count() for model in TABLES}
    with transaction.atomic():
        for number in range(1, SOME + 1):
            by_the_verbs(generate(number), editor)
        expected = {model: rows_of(model) for model in TABLES}
        transaction.set_rollback(True)
    assert before == {model: model._base_manager.count() for model in TABLES}
    assert add_questions(SOME, editor=editor) == SOME
    for model in TABLES:
        found = rows_of(model)
        assert len(found) == len(expected[model]), model
        for one, other in zip(found, expected[model], strict=True):
            assert one == other, model


def test_pages_digests_and_chains_hold(editor: User) -> None:
    add_questions(SOME, editor=editor)
    live = Article.objects.public().with_text()
    assert live.count() == SOME
    for article in live:
        assert article.digest == canonical.digest_of(article)
        assert article.signatures.valid().count() == article.signatures_required
        built, stored = live_pages.build(article), article.live_page
        for field in LivePage._meta.concrete_fields:
            assert getattr(stored, field.attname) == getattr(built, field.attname), field.name
    for doctor in Doctor.objects.filter(is_sample=True):
        assert chain.broken_links(doctor) == []
    assert set(Signature.objects.values_list("article__status", flat=True)) == {Status.PUBLISHED}
    assert list(auditing.problems()) == []


def test_related_lists_are_those_of_a_rebuild(editor: User) -> None:
    add_questions(BODIES + 60, editor=editor)
    for page in LivePage.objects.order_by("pk")[:40]:
        links = RelatedLink.objects.filter(page=page).order_by("-score", "other_id")
        listed = list(links.values_list("other_id", "score", "shared_tags", "shared_conditions", "leaves_on"))
        wanted = [
            (near.page_id, near.score, *reversed(related.stored_reason(near.shared)), near.leaves_on)
            for near in related.candidates(page)
        ]
        assert listed == wanted
        assert {kind for *_others, told, _day in listed for kind in told or ()} >= {"causes", "there"}


def test_a_second_call_continues_the_numbers_and_mends_the_lists(editor: User) -> None:
    told: list[int] = []
    assert add_questions(3, editor=editor, progress=told.append) == 3
    assert add_questions(BODIES, editor=editor, progress=told.append) == BODIES
    assert told == [3, BODIES]
    assert generated_links.last_number() == BODIES + 3
    first, twin = LivePage.objects.order_by("pk")[0], LivePage.objects.order_by("pk")[BODIES]
    nearest = RelatedLink.objects.filter(page=first).order_by("-score", "other_id")[0]
    assert nearest.other == twin
    sections = generate(1).document.sections
    causes = {cause.condition for section in sections for cause in section.causes if cause.condition}
    assert nearest.shared_conditions is not None
    assert set(nearest.shared_conditions["causes"]) == causes
    for doctor in Doctor.objects.filter(is_sample=True):
        assert chain.broken_links(doctor) == []


def test_a_hand_made_question_can_follow(editor: User) -> None:
    """The ids that were taken beforehand are not given again."""
    add_questions(2, editor=editor)
    by_the_verbs(generate(3), editor)
    assert add_questions(1, editor=editor) == 1
    assert Article.objects.public().count() == 4


def test_the_guard_of_the_database_stays_on(editor: User) -> None:
    from django.db import connection

    add_questions(1, editor=editor)
    assert triggers.missing(connection) == []


@pytest.mark.parametrize("count", [0, -1])
def test_nothing_is_made_of_nothing(editor: User, count: int) -> None:
    assert add_questions(count, editor=editor) == 0
    assert not Doctor.objects.filter(is_sample=True).exists()


def test_only_an_editor_adds_questions(reader: User) -> None:
    with pytest.raises(NotAllowed):
        add_questions(1, editor=reader)
    assert not Question.objects.exists()


def test_documents_are_distinct_marked_and_in_the_house_format() -> None:
    documents = [generate(number).document for number in range(1, BODIES + 2)]
    assert len({document.title for document in documents}) == BODIES + 1
    assert len({document.introduction for document in documents}) == BODIES + 1
    assert len(TAGS) == len(set(TAGS)) == 200
    assert len(set(condition_names())) == 150
    for document in documents:
        assert "generated sample" in document.title
        text = render(document)
        assert 150 <= len(text.split()) <= 350
        parsed = parse(text)
        assert (parsed.title, parsed.sections, parsed.care) == (document.title, document.sections, document.care)
