"""A document goes in: parsed house text -> Question and draft Article. Repeatable, all or nothing, never publishing."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, replace
from typing import Literal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from articles import canonical, editing, trail
from articles.bulk import save_new
from articles.exporting import text_of
from articles.formats import document_again
from articles.import_rows import UNSAVED, Rows, associate, fill_words, new_rows, next_rows
from articles.locking import lock_import_key, lock_question
from articles.models import Article, Contribution, Question, QuestionTag
from articles.models.vocabulary import FROZEN, Language, QuestionKind, Status
from articles.naming import Names, department_named, doctor_named, tags_named
from articles.parsing import Document, Note, ParseError
from articles.rendering import render
from articles.slugs import free_question_slug

Outcome = Literal["created", "unchanged", "updated", "refused"]

IMPORTER = "importer"
_LATEST = "SELECT id FROM articles_article WHERE import_key = %s AND NOT (import_key = '') ORDER BY id DESC LIMIT 1"
_KIND_BY_ITEMS = {
    "causes": QuestionKind.CAUSES,
    "steps": QuestionKind.MANAGEMENT,
    "foods": QuestionKind.MANAGEMENT,
}


@dataclass
class Imported:
    """What became of one document. `difference` is filled when hand-made changes stood in the way."""

    outcome: Outcome
    article: Article | None = None
    warnings: list[Note] = field(default_factory=list)
    errors: list[Note] = field(default_factory=list)
    difference: str = ""


def importer_account() -> User:
    """The account imports are made with by default. It can neither sign in nor sign."""
    account, created = User.objects.get_or_create(username=IMPORTER, defaults={"is_active": False})
    if created:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    return account


def import_document(
    document: Document,
    *,
    key: str,
    original: str,
    editor: User,
    names: Names | None = None,
    onto_draft: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Take one document in as a draft; `key` recognises it the next time (the file's stem).

    The same words again: unchanged. Changed words: the untouched draft takes them, else the next edition; a draft that
    was changed by hand is refused with the difference unless `onto_draft`. Nothing is ever signed or published, and on
    any error nothing is written. `original` is kept with the edition.
    """
    names = names or Names()
    is_outermost = not connection.in_atomic_block
    try:
        with transaction.atomic():
            if is_outermost:
                _do_not_wait_for_the_disk()
            result = _import(document, key, original, editor, names, onto_draft)
            if dry_run or result.outcome == "refused":
                transaction.set_rollback(True)
                names.forget()
    except ValidationError as error:
        names.forget()
        return Imported("refused", warnings=list(document.warnings), errors=_notes_of(error))
    result.warnings[:0] = document.warnings
    return result


def _do_not_wait_for_the_disk() -> None:
    """PostgreSQL then promises what SQLite's WAL does: a power cut may take the last moments back, whole files only.

    An import is repeatable, and waiting for the disk once a file takes longer than the rest of it together.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")


def _import(document: Document, key: str, original: str, editor: User, names: Names, onto_draft: bool) -> Imported:
    lock_import_key(key)
    latest = _latest_of(key)
    if latest is None:
        return _create(document, key, original, editor, names)
    if latest.original_document == original or _says_the_same(document, latest.original_document):
        return Imported("unchanged", latest)
    lock_question(latest.question_id)
    newest = Article.objects.filter(question=latest.question_id).order_by("-edition").with_text()[0]
    refusal = _why_not(newest, document, onto_draft)
    if refusal is not None:
        return refusal
    if newest.status in FROZEN:
        newest = editing.open_next(newest, actor=editor)
    return _update(newest, document, key, original, editor, names)


def _latest_of(key: str) -> Article | None:
    """The newest edition imported under this key.

    The second condition lets SQLite use the index, which is partial. Plain SQL, for it is asked for every document.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [key])
        found = cursor.fetchone()
    return None if found is None else Article.objects.get(pk=found[0])


def _create(document: Document, key: str, original: str, editor: User, names: Names) -> Imported:
    warnings: list[Note] = []
    question = Question(slug=free_question_slug(document.title), kind=_kind(document))
    _furnish(question, document, names, warnings)
    save_new([question])
    save_new([QuestionTag(content_object=question, tag=tag) for tag in tags_named(document.tags, names)])
    article = Article(pk=UNSAVED, question=question, edition=1, import_key=key, saved_by=editor)
    _take(article, document, original, names, warnings)
    rows = new_rows(article, document, names)
    _seal(article, rows)
    save_new([article])
    rows.insert(article)
    associate(article, document, names, is_new=True)
    save_new([Contribution(article=article, user=editor)])
    trail.record("imported", actor=editor, article=article, key=key, digest=article.digest)
    return Imported("created", article, warnings)


def _update(article: Article, document: Document, key: str, original: str, editor: User, names: Names) -> Imported:
    warnings: list[Note] = []
    if article.status == Status.IN_REVIEW:
        editing.back_to_draft(article, actor=editor, why="text_changed")
    _furnish(article.question, document, names, warnings)
    article.question.save()
    _tag(article.question, document, names)
    _take(article, document, original, names, warnings)
    article.import_key = key
    article.saved_by = editor
    rows = next_rows(article, document, names)
    _seal(article, rows)
    article.save()
    rows.insert(article)
    associate(article, document, names)
    Contribution.objects.get_or_create(article=article, user=editor)
    trail.record("imported", actor=editor, article=article, key=key, digest=article.digest)
    return Imported("updated", article, warnings)


def _take(article: Article, document: Document, original: str, names: Names, warnings: list[Note]) -> None:
    """Put everything of the document that is a field of the edition into it."""
    fill_words(article, document)
    article.original_document = original
    article.has_trailer = document.trailer_removed
    article.unplaced = [{"line": left.line, "text": left.text} for left in document.unplaced]
    if document.doctors and (article.doctor is None or article.doctor.name != document.doctors[0]):
        article.doctor, note = doctor_named(document.doctors[0], names)
        article.byline_confirmed = note is None or note.code != "doctor-linked-by-name"
        warnings += [note] if note else []
    article.clean_fields(exclude=["doctor", "question", "saved_by", "second_reviewer", "assignee", "digest"])


def _furnish(question: Question, document: Document, names: Names, warnings: list[Note]) -> None:
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


def _tag(question: Question, document: Document, names: Names) -> None:
    """Add the document's tags; tags an editor added stay."""
    tags = tags_named(document.tags, names)
    rows = [QuestionTag(content_object=question, tag=tag) for tag in tags]
    QuestionTag.objects.bulk_create(rows, ignore_conflicts=True)


def _seal(article: Article, rows: Rows) -> None:
    """Compute the digest of what is to be written; remember it, so that a change by hand is seen the next time."""
    rows.tell(article)
    article.digest = article.import_digest = canonical.digest_of(article)


def _why_not(newest: Article, document: Document, onto_draft: bool) -> Imported | None:
    """Refuse to write over what people did since the last import, with the difference; None when nothing is lost."""
    if onto_draft or newest.status not in (Status.DRAFT, Status.IN_REVIEW, Status.SIGNED):
        return None
    if newest.status == Status.DRAFT and newest.digest == newest.import_digest:
        return None
    sentences = {
        Status.DRAFT: "The draft was changed by hand since the last import.",
        Status.IN_REVIEW: "The text is in review.",
        Status.SIGNED: "The text is signed and not published yet.",
    }
    sentence = f"{sentences[Status(newest.status)]} Give --onto-draft to put the file's words in all the same."
    mine, theirs = text_of(newest).splitlines(), render(document).splitlines()
    difference = "\n".join(difflib.unified_diff(mine, theirs, "draft", "file", lineterm="", n=1))
    return Imported("refused", newest, errors=[Note("changed-by-hand", 0, sentence)], difference=difference)


def _says_the_same(document: Document, original: str) -> bool:
    """Whether the file changed only in ways that mean nothing: line ends, blank lines, the layout of its lists."""
    try:
        before = document_again(original)
    except ParseError:
        return False
    return _meaning(before) == _meaning(document)


def _meaning(document: Document) -> Document:
    """The document without what an export leaves out because it goes without saying."""
    items = document.items if any(section.causes for section in document.sections) else None
    return replace(document, language=document.language or Language.ENGLISH, items=items, warnings=(), unplaced=())


def _kind(document: Document) -> QuestionKind:
    return _KIND_BY_ITEMS.get(document.items or "", QuestionKind.OTHER)


def _language_of(title: str, warnings: list[Note]) -> Language:
    """English, unless the question is written in Chinese characters; then that, with a warning."""
    if not any("\u4e00" <= character <= "\u9fff" for character in title):
        return Language.ENGLISH
    sentence = "The file names no language; the question is in Chinese characters, so it was taken as Chinese."
    warnings.append(Note("language-from-script", 1, sentence))
    return Language.CHINESE


def _notes_of(error: ValidationError) -> list[Note]:
    """Why a text does not fit, a sentence a field."""
    if not hasattr(error, "error_dict"):
        return [Note("invalid", 0, " ".join(error.messages))]
    return [
        Note(problem.code or "invalid", 0, f"{name.replace('_', ' ')}: {' '.join(problem.messages)}")
        for name, problems in error.error_dict.items()
        for problem in problems
    ]
