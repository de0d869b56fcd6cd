"""A parsed document -> the fields of its question and edition, with a note for what an editor has to look at."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from articles import canonical
from articles.import_rows import Rows, check_fields, fill_words
from articles.models import Article, Question
from articles.models.vocabulary import Language, QuestionKind
from articles.naming import Names, department_named, doctor_named
from articles.parsing import Document, Note
from healthqa.lib.scripts import has_han

_KIND_BY_ITEMS = {
    "causes": QuestionKind.CAUSES,
    "steps": QuestionKind.MANAGEMENT,
    "foods": QuestionKind.MANAGEMENT,
}


#: What a document says of its edition, and of its question; an import saves no other column of a row that is there.
FIELDS = (
    *("question_text", "life_stage", "sex", "audience_group"),
    *("source_name", "source_url", "source_kind", "licence", "dated", "source_reviewer", "evidence_searched_on"),
    *("reader_question", "introduction", "lead", "closing", "associated_names", "questions_to_ask", "disclosure"),
    *("item_kind", "original_document", "has_trailer", "unplaced", "doctor", "byline_confirmed"),
    *("import_key", "import_digest", "digest", "saved_by", "updated_at"),
)
FURNITURE = ("language", "department", "other_wordings")


def take(article: Article, document: Document, original: str, names: Names, warnings: list[Note]) -> None:
    """Put everything of the document that is a field of the edition into it."""
    fill_words(article, document)
    article.original_document = original
    article.has_trailer = document.trailer_removed
    article.unplaced = [{"line": left.line, "text": left.text} for left in document.unplaced]
    if document.doctors and (article.doctor is None or article.doctor.name != document.doctors[0]):
        article.doctor, note = doctor_named(document.doctors[0], names)
        article.byline_confirmed = note is None or note.code != "doctor-linked-by-name"
        warnings += [note] if note else []
    check_fields(article, besides={"doctor", "question", "saved_by", "second_reviewer", "assignee", "digest"})


def furnish(question: Question, document: Document, names: Names, warnings: list[Note]) -> None:
    """Language, department and other wordings, where the document says them."""
    language = document.language or _language_of(document.title, warnings)
    if language not in Language.values:
        sentence = f"The portal has no answers in “{language}”; write {' or '.join(Language.values)}."
        raise ValidationError({"language": ValidationError(sentence, code="unknown-language")})
    question.language = language
    if document.department:
        question.department, note = department_named(document.department, names)
        warnings += [note] if note else []
    if document.also_asked_as:
        question.other_wordings = "\n".join(document.also_asked_as)


def seal(article: Article, rows: Rows) -> None:
    """Compute the digest of what is to be written; remember it, so that a change by hand is seen the next time."""
    rows.tell(article)
    article.digest = article.import_digest = canonical.digest_of(article)


def kind_of(document: Document) -> QuestionKind:
    return _KIND_BY_ITEMS.get(document.items or "", QuestionKind.OTHER)


def _language_of(title: str, warnings: list[Note]) -> Language:
    """English, unless the question is written in Chinese characters; then that, with a warning."""
    if not has_han(title):
        return Language.ENGLISH
    sentence = "The file names no language; the question is in Chinese characters, so it was taken as Chinese."
    warnings.append(Note("language-from-script", 1, sentence))
    return Language.CHINESE
