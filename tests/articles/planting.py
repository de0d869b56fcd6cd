"""Editions that the public may not see, with a planted word of its own in every field and every record behind them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.db import models

from articles import editing, publishing, signing
from articles.models import (
    Article,
    BlockComment,
    CareAdvice,
    Cause,
    Condition,
    Contribution,
    Feedback,
    Medicine,
    Question,
    ReaderQuestion,
    Reference,
    Section,
    Signature,
    Tag,
    TagAlias,
)
from articles.models.vocabulary import CareLevel, Kind, Status
from doctors.models import Department, Doctor
from tests.people import make_doctor

#: No words: codes, and what the verbs compute.
COMPUTED = {"status", "digest", "import_digest", "password", "token", "link_hash"}

#: What `Plants.word` makes.
WORD = re.compile(r"zq\d{4}x")


class Plants:
    """Unique words, each with the place where it was planted."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self._numbers: Iterator[int] = count()

    def word(self, place: str) -> str:
        word = f"zq{next(self._numbers):04d}x"
        self.places[word] = place
        return word

    def values(self, model: type[models.Model], where: str) -> dict[str, Any]:
        """A word for every text field of a model that no list of choices limits."""
        found: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            if field.name in COMPUTED or field.choices or field.primary_key:
                continue
            place = f"{where}: {model.__name__}.{field.name}"
            if isinstance(field, models.URLField):
                found[field.name] = f"https://example.org/{self.word(place)}"
            elif isinstance(field, models.FileField):
                continue
            elif isinstance(field, models.CharField | models.TextField):
                found[field.name] = self.word(place)
            elif isinstance(field, models.JSONField):
                found[field.name] = [self.word(place)]
        return found

    def note(self, word: str, place: str) -> None:
        self.places[word] = place

    def places_of(self, text: str) -> set[str]:
        """Where the planted words come from that a text holds.

        One pattern of all words would be tried at each letter of it, word by word.
        """
        found = set(WORD.findall(text)) & self.places.keys()
        found |= {word for word in self.places if not WORD.fullmatch(word) and word in text}
        return {self.places[word] for word in found}


def hidden_doctor(plants: Plants, where: str) -> Doctor:
    name = plants.word(f"{where}: Doctor.slug")
    doctor = make_doctor(name)
    department = Department.objects.create(**plants.values(Department, where))
    fields = plants.values(Doctor, where) | {"slug": name, "department": department}
    Doctor.objects.filter(pk=doctor.pk).update(**fields)
    plants.note(str(doctor.user), f"{where}: the doctor's account")
    return Doctor.objects.get(pk=doctor.pk)


def hidden_question(plants: Plants, where: str, **fields: Any) -> Question:
    """A question that nothing live answers, with a department, tags and an old address that nothing else has."""
    department = Department.objects.create(**plants.values(Department, where))
    question = Question.objects.create(**{**plants.values(Question, where), "department": department, **fields})
    question.old_slugs.create(slug=plants.word(f"{where}: OldSlug"))
    tag = Tag.objects.create(**plants.values(Tag, where))
    TagAlias.objects.create(tag=tag, **plants.values(TagAlias, where))
    question.tags.add(tag)
    ReaderQuestion.objects.create(question=question, **plants.values(ReaderQuestion, where))
    return question


def fill(plants: Plants, article: Article, where: str, editor: User) -> Article:
    """Plant a word in every field of a draft, of its rows, and of the records it names."""
    article.sections.all().delete()
    article.care_advice.all().delete()
    article.references.all().delete()
    condition = Condition.objects.create(**plants.values(Condition, where))
    other = Condition.objects.create(**plants.values(Condition, where))
    values = plants.values(Article, where) | {
        "dated": dt.date(1713, 2, 3),
        "evidence_searched_on": dt.date(1714, 2, 3),
    }
    values["associated_names"] = f"{values['associated_names']}\n{other.name}"
    plants.note(other.name, f"{where}: Article.associated_names")
    Article.objects.filter(pk=article.pk).update(**values)
    article.associated_conditions.set([other])
    for kind in Kind:
        section = Section.objects.create(article=article, kind=kind, **plants.values(Section, where))
        cause = plants.values(Cause, where)
        Cause.objects.create(article=article, section=section, condition=condition, **cause)
    for level in CareLevel:
        CareAdvice.objects.create(article=article, level=level, **plants.values(CareAdvice, where))
    for address in ("url", "doi", "isbn"):
        reference = plants.values(Reference, where)
        left_out = {"url", "doi", "isbn"} - {address}
        kept = {name: value for name, value in reference.items() if name not in left_out}
        Reference.objects.create(article=article, accessed_on=dt.date(1715, 2, 3), **kept)
    Medicine.objects.create(**plants.values(Medicine, where))
    contributor = User.objects.create_user(plants.word(f"{where}: a contributor"))
    Contribution.objects.get_or_create(article=article, user=contributor)
    BlockComment.objects.create(article=article, author=contributor, **plants.values(BlockComment, where))
    return editing.text_saved(article, editor=editor)


def note_computed(plants: Plants, article: Article, where: str) -> None:
    """Digests and block ids point at a text as surely as its words do."""
    plants.note(article.digest, f"{where}: the digest")
    for rows in (article.sections, article.causes, article.care_advice):
        for block in rows.values_list("block", flat=True):
            plants.note(str(block), f"{where}: a block id")
    for signature in Signature.objects.filter(article=article):
        plants.note(signature.own_hash, f"{where}: the hash of a signature")


def hide(plants: Plants, status: Status, editor: User, **fields: Any) -> Article:
    """An edition in that state, planted all over."""
    where = f"{status} edition"
    doctor, second = hidden_doctor(plants, where), hidden_doctor(plants, f"{where}, second reviewer")
    question = hidden_question(plants, where, **fields)
    article = Article.objects.create(
        question=question, edition=1, question_text="x", doctor=doctor, second_reviewer=second, life_stage="infant"
    )
    article = bring_to(plants, status, fill(plants, article, where, editor), editor, question)
    note_computed(plants, article, where)
    return article


def bring_to(plants: Plants, status: Status, article: Article, editor: User, replacement: Question) -> Article:
    where = f"{status} edition"
    if status == Status.DRAFT:
        return article
    article = signing.request_signature(article, editor=editor)
    if status == Status.IN_REVIEW:
        return article
    for doctor in (article.doctor, article.second_reviewer):
        assert doctor is not None
        said = {name: plants.word(f"{where}: Signature.{name}") for name in ("conflict_statement", "comment")}
        attested = [plants.word(f"{where}: attested")]
        signing.sign(article, doctor=doctor, digest=article.digest, attested=attested, **said)
    if status == Status.SIGNED:
        return Article.objects.get(pk=article.pk)
    live = publishing.publish(article, editor=editor)
    Feedback.objects.create(article=live, verdict="helpful", text=plants.word(f"{where}: Feedback.text"))
    if status == Status.WITHDRAWN:
        return publishing.withdraw(live, editor=editor, reason="Readers are told this.", replacement=replacement)
    return live
