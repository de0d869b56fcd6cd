"""The read model of the answer page: built from the signed rows by `publishing`, rebuilt by a command, never edited."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles import az, canonical, diffing, medicines, page_sources, related, review_clock, social_cards, summaries
from articles.errors import Refused
from articles.medicines import MedicineFinder
from articles.models import Article, Cause, Condition, LivePage, Question, Section, Signature
from articles.models.vocabulary import ItemKind
from articles.page_content import (
    AssociatedContent,
    CareContent,
    CauseContent,
    PageContent,
    QuestionContent,
    SectionContent,
    SourceContent,
    WordsContent,
)
from articles.page_order import anchor, cards_of, sections_of
from articles.page_people import byline_of, signed_by
from articles.page_sources import Around, Sources
from articles.search import writing as search_writing
from healthqa.lib.punctuation import comma_in

VERSION = 2


def write(article: Article) -> LivePage:
    """Write the page of a live edition anew, in the caller's transaction: furniture around it changed.

    That is tags, department, a condition's address, a profile. Search and related lists follow. Raises
    `Refused("not-the-signed-text")` rather than show other words than the signed ones.
    """
    page = _checked(article, page_sources.gather([article]))
    page.save()
    search_writing.write([page])
    related.enter(page)
    _tell_translations(article.question)
    return page


def put_up(article: Article, sources: Sources, *, instead_of: Article | None = None) -> LivePage:
    """Write the page of an edition that goes live, as `write` does.

    `sources`: gathered when it was live already. `instead_of`: the edition before it, whose page was taken down in the
    same transaction (`is_replaced`).
    """
    page = _checked(article, sources)
    page.save(force_insert=True)
    search_writing.write([page], instead_of=[] if instead_of is None else [instead_of.pk])
    if instead_of is None:
        related.enter(page, is_new=True)
    else:
        related.take_place(page, instead_of)
    _tell_translations(article.question)
    return page


def _checked(article: Article, sources: Sources) -> LivePage:
    if canonical.digest_of(article) != article.digest:
        raise Refused("not-the-signed-text", _("These are not the words that were signed. Run “verify”."))
    page = build(article, sources)
    social_cards.link(page)
    return page


def remove(article: Article, *, is_replaced: bool = False) -> None:
    """Take the page down; it leaves the search and every related list with it, and its social card goes.

    `is_replaced`: the page of the next edition follows in the same transaction, and takes its place in all of them.
    """
    social_cards.remove(article.digest)
    table = LivePage._meta.db_table
    with connection.cursor() as cursor:  # Django would look for what goes with it, and `related` takes that along
        cursor.execute(f"DELETE FROM {table} WHERE article_id = %s RETURNING leaves_on", [article.pk])  # noqa: S608
        (leaves_on,) = cursor.fetchone()
    if not is_replaced or dt.date.fromisoformat(str(leaves_on)) <= timezone.localdate():
        related.leave(article.pk)
    if not is_replaced:  # or translations would lose their link for no moment that a reader sees, and be told of it
        search_writing.remove([article.pk])
        _tell_translations(article.question)


def _tell_translations(question: Question) -> None:
    """The pages of the other languages link to this one, or stop to: only that part of them is written.

    Their questions stay free: who publishes the other language holds its question and comes here next.
    """
    if question.translation_group is None:
        return
    pages = LivePage.objects.select_for_update(of=("self",))
    group = pages.filter(question__translation_group=question.translation_group)
    others = list(group.exclude(question=question).select_related("question").order_by("pk"))
    translations = page_sources.translations_of([page.question for page in others])
    for page in others:
        page.content["question"]["translations"] = translations[page.question_id]
        page.save(update_fields=["content"])


def build(article: Article, sources: Sources | None = None) -> LivePage:
    """The page of a signed edition, unsaved. The edition must have its signatures; it should come `with_text()`.

    Who builds many gathers their sources for all of them (`page_sources.gather`).
    """
    sources = sources or page_sources.gather([article])
    live_from, first_live = sources.live_from.get(article.pk), sources.first_live.get(article.question_id)
    content = content_of(
        article,
        signatures=sources.signatures[article.pk],
        finder=sources.finder,
        around=sources.around[article.question_id],
        published_at=live_from.isoformat() if live_from else "",
        first_published_at=first_live.isoformat() if first_live else "",
    )
    return page_of(article, content, published_at=live_from or timezone.now(), today=timezone.localdate())


def page_of(article: Article, content: PageContent, *, published_at: dt.datetime, today: dt.date) -> LivePage:
    """The row of a page with this content, as it is to be filtered and sorted from `today` on."""
    question = article.question
    signed_on, due_on = dt.date.fromisoformat(content["signed_on"]), dt.date.fromisoformat(content["due_on"])
    phrase = question.index_phrase or az.index_phrase(content["question"]["text"])
    return LivePage(
        article=article,
        question=question,
        slug=question.slug,
        language=question.language,
        question_text=content["question"]["text"],
        index_phrase=phrase,
        letter=az.letter(phrase),
        summary=summaries.summary(canonical.prose(article.introduction or article.lead or article.closing)),
        byline=comma_in(question.language).join(part for part in (article.byline_name, article.byline_title) if part),
        doctor=article.doctor,
        department=question.department,
        body_area=question.body_area,
        life_stage=article.life_stage,
        signed_on=signed_on,
        due_on=due_on,
        leaves_on=review_clock.leaves_on(due_on),
        published_at=published_at,
        is_sample=content["is_sample"],
        lists_causes=content["item_kind"] == ItemKind.CAUSES and any(one["causes"] for one in content["sections"]),
        digest=article.digest,
        words=diffing.words_in(canonical.blocks_of(article)),
        content=content,
        changes_on=review_clock.next_change(signed_on, article.risk_class, today),
    )


def content_of(
    article: Article,
    *,
    signatures: list[Signature],
    finder: MedicineFinder | None = None,
    around: Around | None = None,
    published_at: str = "",
    first_published_at: str = "",
) -> PageContent:
    """What the answer template shows, of a signed edition or (without signatures) of a draft in preview."""
    # A correction of spelling is not read: the days stay those of the signature that it stands on.
    read_on = [timezone.localdate(signature.read_at) for signature in signatures]
    signed_on, due_on, leaves_on = review_clock.days_of(read_on, article.risk_class)
    return {
        **_words(article, finder or medicines.finder()),
        "version": VERSION,
        "question": _question(article, around or page_sources.around([article.question])[article.question_id]),
        "audience": {"life_stage": article.life_stage, "sex": article.sex, "group": article.audience_group},
        "byline": byline_of(article),
        "signatures": [signed_by(signature) for signature in signatures],
        "signed_on": signed_on,
        "due_on": due_on,
        "leaves_on": leaves_on,
        "source": _source(article),
        "source_reviewer": article.source_reviewer,
        "evidence_searched_on": article.evidence_searched_on.isoformat() if article.evidence_searched_on else "",
        "edition": article.edition,
        "digest": article.digest,
        "blocks": len(canonical.blocks_of(article)),
        "published_at": published_at,
        "first_published_at": first_published_at,
        "change_note": article.change_note,
        "is_sample": article.question.is_sample,
    }


def _words(article: Article, finder: MedicineFinder) -> WordsContent:
    short, rest = summaries.split_short(canonical.prose(article.introduction))
    sections = [section.text for section in article.sections.all()]
    outside = "\n\n".join((article.introduction, article.lead, article.closing, *sections))
    return {
        "reader_question": canonical.prose(article.reader_question),
        "short_answer": short,
        "introduction_rest": rest,
        "lead": canonical.prose(article.lead),
        "care": _care(article),
        "item_kind": article.item_kind,
        "sections": _sections(article, finder),
        "closing": canonical.prose(article.closing),
        "names_medicine_outside_causes": finder.speaks_of_one(outside),
        "associated": _associated(article),
        "questions_to_ask": _lines(article.questions_to_ask),
        "references": [_reference(reference) for reference in article.references.all()],
        "disclosure": canonical.prose(article.disclosure),
    }


def _source(article: Article) -> SourceContent:
    return {
        "name": article.source_name,
        "url": article.source_url,
        "kind": article.source_kind,
        "licence": article.licence,
        "dated": article.dated.isoformat() if article.dated else "",
    }


def _question(article: Article, around: Around) -> QuestionContent:
    question = article.question
    department = question.department
    return {
        "text": canonical.line(article.question_text),
        "slug": question.slug,
        "language": question.language,
        "kind": question.kind,
        "department": {"name": department.name, "slug": department.slug} if department else None,
        "body_area": question.body_area,
        "tags": around.tags,
        "translations": around.translations,
    }


def _care(article: Article) -> list[CareContent]:
    return [{"level": one.level, "heading": one.heading, "bullets": _lines(one.bullets)} for one in cards_of(article)]


def _sections(article: Article, finder: MedicineFinder) -> list[SectionContent]:
    taken: set[str] = set()
    return [_section(section, article, finder, taken) for section in sections_of(article)]


def _section(section: Section, article: Article, finder: MedicineFinder, taken: set[str]) -> SectionContent:
    return {
        "anchor": anchor(section.kind, taken),
        "kind": section.kind,
        "label": section.label,
        "text": canonical.prose(section.text),
        "causes": [_cause(cause, article, finder, taken) for cause in section.causes.all()],
    }


def _cause(cause: Cause, article: Article, finder: MedicineFinder, taken: set[str]) -> CauseContent:
    words = "\n\n".join((cause.heading, cause.explanation, cause.advice, cause.seek_care))
    named = cause.condition if article.item_kind == ItemKind.CAUSES else None
    return {
        "anchor": anchor(f"c-{slugify(cause.heading, allow_unicode=True)}", taken),
        "block": str(cause.block),
        "heading": canonical.line(cause.heading),
        "explanation": canonical.prose(cause.explanation),
        "advice": canonical.prose(cause.advice),
        "seek_care": canonical.prose(cause.seek_care),
        "likelihood": cause.likelihood,
        "condition": {"name": named.name, "slug": named.slug} if named is not None else None,
        "names_medicine": finder.speaks_of_one(words),
    }


def _associated(article: Article) -> list[AssociatedContent]:
    """The associated names as written; one that names an associated condition becomes a link."""
    known: dict[str, Condition] = {}
    for condition in article.associated_conditions.all():
        names = (condition.name, condition.plain_name, *condition.synonyms.splitlines())
        known.update({name.strip().casefold(): condition for name in names if name.strip()})
    found = ((name, known.get(name.casefold())) for name in _lines(article.associated_names))
    return [{"name": name, "slug": condition.slug if condition else ""} for name, condition in found]


def _reference(reference: Any) -> Any:
    accessed = reference.accessed_on.isoformat() if reference.accessed_on else ""
    names = ("kind", "title", "organisation", "year", "url", "doi", "isbn")
    return {**{name: getattr(reference, name) for name in names}, "accessed_on": accessed}


def _lines(text: str) -> list[str]:
    return canonical.lines(text).splitlines()
