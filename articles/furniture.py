"""Furniture changed: the live pages that show it are written anew, in the transaction of the change.

Furniture is what stands around signed words: an address, a department, tags, a profile, which names are medicines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import findings, live_pages
from articles.locking import lock_pages
from articles.medicines import MedicineFinder
from articles.models import Article, ArticleQuerySet, Cause, Condition, Medicine, Question, Section, Tag
from doctors.models import Department, Doctor

#: Records that many answers share. `renaming` changes what readers see of them.
Shared = Condition | Department | Medicine | Tag

#: More than this would hold the database too long for a person who waits.
MOST = 500

_ARTICLE_TEXTS = ("introduction", "lead", "closing", "associated_names", "questions_to_ask")


@dataclass(frozen=True, slots=True)
class Refreshed:
    """`done` pages were written anew; `left` says that there were too many and none was."""

    done: int = 0
    left: bool = False

    @property
    def sentence(self) -> str:
        """What to tell the person who changed the furniture; empty when no page shows it."""
        if self.left:
            return _(
                "More than %(most)d live pages show this and still show the old state. Run “manage.py rebuild_pages”."
            ) % {"most": MOST}
        if not self.done:
            return ""
        sentence = ngettext("%(n)d live page was refreshed.", "%(n)d live pages were refreshed.", self.done)
        return sentence % {"n": self.done}


def refresh(shown_on: ArticleQuerySet) -> Refreshed:
    """Write the live pages among these editions anew, unless there are more than 500 of them."""
    lock_pages()
    keys = list(
        shown_on.filter(live_page__isnull=False).order_by("pk").values_list("pk", flat=True).distinct()[: MOST + 1]
    )
    if len(keys) > MOST:
        return Refreshed(left=True)
    for article in Article.objects.public().filter(pk__in=keys).with_text():
        live_pages.write(article)
    return Refreshed(done=len(keys))


def showing(record: Shared, *, before: Shared | None = None) -> ArticleQuerySet:
    """The live answers on whose pages a shared record stands, as it is now or as it was `before`."""
    if isinstance(record, Medicine):
        return of_medicine({*record.names, *(before.names if isinstance(before, Medicine) else ())})
    if isinstance(record, Condition):
        return of_condition(record)
    return of_tag(record) if isinstance(record, Tag) else of_department(record)


def is_beside_live(record: Shared) -> bool:
    """Whether readers meet a shared record on the page of a live answer, or on that of a doctor who has one."""
    if isinstance(record, Medicine):
        return bool(naming(record))
    if isinstance(record, Department) and Article.objects.public().filter(doctor__department=record).exists():
        return True
    return showing(record).exists()


def of_questions(questions: Iterable[int | Question]) -> ArticleQuerySet:
    return Article.objects.public().filter(question__in=list(questions))


def of_translations(question: Question, *groups: object) -> ArticleQuerySet:
    """The live answer of a question and of the questions in these translation groups."""
    wanted = [group for group in groups if group is not None]
    return Article.objects.public().filter(Q(question=question) | Q(question__translation_group__in=wanted))


def of_department(department: Department) -> ArticleQuerySet:
    return Article.objects.public().filter(question__department=department)


def of_doctor(doctor: Doctor) -> ArticleQuerySet:
    return Article.objects.public().of_doctor(doctor)


def of_tag(tag: Tag) -> ArticleQuerySet:
    return Article.objects.public().tagged(tag)


def of_condition(condition: Condition) -> ArticleQuerySet:
    """Live answers that link to a condition, from a cause or from the associated names."""
    causes = Cause.objects.filter(article=OuterRef("pk"), condition=condition)
    associated = Article.associated_conditions.through.objects.filter(article=OuterRef("pk"), condition=condition)
    return Article.objects.public().filter(Exists(causes) | Exists(associated))


def of_medicine(names: Iterable[str]) -> ArticleQuerySet:
    """Live answers that may name a medicine by one of these names; `naming` makes sure."""
    wanted: Any = Q()
    for name in names:
        texts: Any = Q()
        for field in _ARTICLE_TEXTS:
            texts |= Q(**{f"{field}__icontains": name})
        words = Q(heading__icontains=name) | Q(explanation__icontains=name)
        words |= Q(advice__icontains=name) | Q(seek_care__icontains=name)
        texts |= Exists(Cause.objects.filter(words, article=OuterRef("pk")))
        texts |= Exists(Section.objects.filter(text__icontains=name, article=OuterRef("pk")))
        wanted |= texts
    return Article.objects.public().filter(wanted) if wanted else Article.objects.none()


def naming(medicine: Medicine) -> list[Article]:
    """The live answers whose words name the medicine, at most 500."""
    finder = MedicineFinder([medicine])
    candidates = of_medicine(medicine.names).with_text().order_by("pk")[:MOST]
    return [article for article in candidates if finder.names_one(findings.words_of(article))]
