"""An edition goes out: Article -> Document -> house text, the way back of `importing`."""

from __future__ import annotations

from articles.models import Article, CareAdvice, Cause, Reference, Section
from articles.models.vocabulary import Language
from articles.parsing import Audience, CareCard, Document
from articles.parsing import Cause as ParsedCause
from articles.parsing import Reference as ParsedReference
from articles.parsing import Section as ParsedSection
from articles.rendering import render


def text_of(article: Article) -> str:
    """The edition as canonical house text, without a line feed at its end. The edition should come `with_text()`."""
    return render(document_of(article))


def document_of(article: Article) -> Document:
    """The edition as the importer would have read it."""
    question = article.question
    doctors = (article.doctor.name if article.doctor else "", article.source_reviewer)
    sections = tuple(_section(section) for section in article.sections.all())
    return Document(
        title=article.question_text,
        dated=article.dated,
        source=article.source_name or None,
        doctors=tuple(name for name in doctors if name),
        language=None if question.language == Language.ENGLISH else question.language,
        department=question.department.name if question.department else None,
        tags=tuple(row.tag.name for row in question.question_tags.select_related("tag").order_by("pk")),
        audience=Audience(article.life_stage, article.sex, article.audience_group),  # type: ignore[arg-type]
        also_asked_as=tuple(question.other_wordings.splitlines()),
        items=article.item_kind if any(section.causes for section in sections) else None,  # type: ignore[arg-type]
        source_address=article.source_url or None,
        source_kind=article.source_kind or None,  # type: ignore[arg-type]
        licence=article.licence or None,
        evidence_searched=article.evidence_searched_on,
        reader_question=article.reader_question or None,
        introduction=article.introduction or None,
        lead=article.lead,
        sections=sections,
        closing=article.closing,
        associated_names=tuple(article.associated_names.splitlines()),
        care=tuple(_care(card) for card in article.care_advice.all()),
        ask_your_doctor=tuple(article.questions_to_ask.splitlines()),
        references=tuple(_reference(reference) for reference in article.references.all()),
        disclosure=article.disclosure or None,
        trailer_removed=article.has_trailer,
    )


def _section(section: Section) -> ParsedSection:
    causes = tuple(_cause(cause) for cause in section.causes.all())
    return ParsedSection(section.kind, section.label or None, section.text, causes)  # type: ignore[arg-type]


def _cause(cause: Cause) -> ParsedCause:
    return ParsedCause(
        number=cause.printed_number,
        heading=cause.heading,
        explanation=cause.explanation,
        advice=cause.advice,
        seek_care=cause.seek_care,
        likelihood=cause.likelihood,  # type: ignore[arg-type]
        condition=cause.condition.name if cause.condition else "",
    )


def _care(card: CareAdvice) -> CareCard:
    return CareCard(card.level, card.heading, tuple(card.bullets.splitlines()))  # type: ignore[arg-type]


def _reference(reference: Reference) -> ParsedReference:
    return ParsedReference(
        title=reference.title,
        organisation=reference.organisation,
        year=reference.year,
        url=reference.url,
        doi=reference.doi,
        isbn=reference.isbn,
        kind=reference.kind or None,  # type: ignore[arg-type]
        accessed_on=reference.accessed_on,
    )
