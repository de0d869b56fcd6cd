"""A document goes in: parsed house text -> Question and draft Article. Repeatable, all or nothing, never publishing."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from articles import canonical, editing, trail
from articles.exporting import text_of
from articles.formats import document_again
from articles.import_edition import FIELDS, FURNITURE, furnish, seal, take
from articles.import_new import Incoming, prepare, write
from articles.import_rows import insert_rows, known_conditions, next_rows
from articles.locking import lock_article, lock_import_keys, lock_question
from articles.models import Article, Contribution, Publication, Question, QuestionTag, TagAlias
from articles.models.vocabulary import BEFORE_DOCTORS, FROZEN, Language, Status
from articles.naming import Names, tags_named
from articles.parsing import Document, Note, ParseError
from articles.rendering import render

Outcome = Literal["created", "unchanged", "updated", "refused"]

IMPORTER = "importer"
_LATEST = "SELECT id FROM articles_article WHERE import_key = %s AND NOT (import_key = '') ORDER BY id DESC LIMIT 1"


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
    try:
        with _one_transaction():
            result = _import(Incoming(document, key, original), editor, names, onto_draft)
            if dry_run or result.outcome == "refused":
                transaction.set_rollback(True)
                names.forget()
    except ValidationError as error:
        names.forget()
        return Imported("refused", warnings=list(document.warnings), errors=_notes_of(error))
    result.warnings[:0] = document.warnings
    return result


def import_new(incoming: Sequence[Incoming], *, editor: User, names: Names) -> list[Imported] | None:
    """Take documents in together that are all new, in one transaction: the same rows as one by one, but faster.

    None, and nothing is written, when one of them is not new or is refused for any reason: then `import_document` has
    to be asked for each, and says why.
    """
    try:
        with _one_transaction():
            keys = [one.key for one in incoming]
            lock_import_keys(keys)
            if _are_known(keys):
                return None
            names.read_all()
            prepared = [prepare(one, editor, names) for one in incoming]
            write(prepared, editor)
    except (ValidationError, DatabaseError):
        names.forget()
        return None
    return [
        Imported("created", done.article, [*one.document.warnings, *done.warnings])
        for one, done in zip(incoming, prepared, strict=True)
    ]


@contextmanager
def _one_transaction() -> Iterator[None]:
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            _do_not_wait_for_the_disk()
        yield


def _do_not_wait_for_the_disk() -> None:
    """PostgreSQL then promises what SQLite's WAL does: a power cut may take the last moments back, whole files only.

    An import is repeatable, and waiting for the disk once a file takes longer than the rest of it together.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")


def _import(incoming: Incoming, editor: User, names: Names, onto_draft: bool) -> Imported:
    document = incoming.document
    lock_import_keys([incoming.key])
    latest = _latest_of(incoming.key)
    if latest is None:
        prepared = prepare(incoming, editor, names)
        write([prepared], editor)
        return Imported("created", prepared.article, prepared.warnings)
    if latest.original_document == incoming.original or _says_the_same(document, latest.original_document):
        return Imported("unchanged", latest)
    lock_question(latest.question_id)
    newest = lock_article(Article.objects.filter(question=latest.question_id).latest("edition"))
    refusal = _why_not(newest, document, onto_draft)
    if refusal is not None:
        return refusal
    if newest.status in FROZEN:
        newest = editing.open_next(newest, actor=editor)
    return _update(newest, incoming, editor, names)


def _latest_of(key: str) -> Article | None:
    """The newest edition imported under this key.

    The second condition lets SQLite use the index, which is partial. Plain SQL, for it is asked for every document.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [key])
        found = cursor.fetchone()
    return None if found is None else Article.objects.get(pk=found[0])


def _are_known(keys: Sequence[str]) -> bool:
    """Whether an edition was imported under one of these keys. An empty key recognises nothing."""
    return Article.objects.filter(import_key__in=keys).exclude(import_key="").exists()


def _update(article: Article, incoming: Incoming, editor: User, names: Names) -> Imported:
    document, key = incoming.document, incoming.key
    warnings: list[Note] = []
    if article.status == Status.IN_REVIEW:
        editing.back_to_draft(article, actor=editor, why="text_changed")
    _furnish(article.question, document, names, warnings)
    take(article, document, incoming.original, names, warnings)
    article.import_key = key
    article.saved_by = editor
    rows = next_rows(article, document, names)
    seal(article, rows)
    article.save(update_fields=FIELDS)
    insert_rows([(article, rows)])
    article.associated_conditions.set(known_conditions(document, names))
    Contribution.objects.get_or_create(article=article, user=editor)
    trail.record("imported", actor=editor, article=article, key=key, digest=article.digest)
    return Imported("updated", article, warnings)


def _furnish(question: Question, document: Document, names: Names, warnings: list[Note]) -> None:
    """What stands beside the words follows the file until readers have seen the question; then editors say it."""
    if not Publication.objects.filter(question=question).exists():
        furnish(question, document, names, warnings)
        question.save(update_fields=FURNITURE)
        _tag(question, document, names)
        return
    sentence = (
        "Readers know this question, so its language, department, tags and other wordings stay as they are. "
        "An editor changes them in the question."
    )
    if _would_furnish(question, document):
        warnings.append(Note("furniture-kept", 0, sentence))


def _would_furnish(question: Question, document: Document) -> bool:
    """Whether the file says something of the question that it does not have yet."""
    asked = (question.other_wordings or "").splitlines()
    has = {name.casefold() for name in question.tags.names()}
    return (
        document.language not in (None, question.language)
        or (document.department or "").casefold() not in ("", str(question.department or "").casefold())
        or not set(document.also_asked_as) <= set(asked)
        or not {name.casefold() for name in document.tags} <= has | _merged(document)
    )


def _merged(document: Document) -> set[str]:
    """Those of the document's tags that lead to another tag by now."""
    merged = TagAlias.objects.filter(name__in=document.tags).values_list("name", flat=True)
    return {name.casefold() for name in merged}


def _tag(question: Question, document: Document, names: Names) -> None:
    """Add the document's tags; tags an editor added stay."""
    tags = tags_named(document.tags, names)
    has = set(QuestionTag.objects.filter(content_object=question).values_list("tag", flat=True))
    rows = [QuestionTag(content_object=question, tag=tag) for tag in tags if tag.pk not in has]
    QuestionTag.objects.bulk_create(rows, ignore_conflicts=True)


def _why_not(newest: Article, document: Document, onto_draft: bool) -> Imported | None:
    """Refuse to write over what people did since the last import, with the difference; None when nothing is lost."""
    if onto_draft or (newest.status not in BEFORE_DOCTORS and _is_as_imported(newest)):
        return None
    sentences = {
        Status.DRAFT: "The draft was changed by hand since the last import.",
        Status.IN_REVIEW: "The text is in review.",
        Status.SIGNED: "The text is signed and not published yet.",
    }
    by_hand = "The last edition was changed by hand since the last import, and signed so."
    if newest.is_redacted:
        by_hand = "The words of the last edition were erased, maybe those of this very file."
    sentence = (
        f"{sentences.get(Status(newest.status), by_hand)} Give --onto-draft to put the file's words in all the same."
    )
    mine, theirs = text_of(newest).splitlines(), render(document).splitlines()
    difference = "\n".join(difflib.unified_diff(mine, theirs, "draft", "file", lineterm="", n=1))
    return Imported("refused", newest, errors=[Note("changed-by-hand", 0, sentence)], difference=difference)


def _is_as_imported(article: Article) -> bool:
    """Whether its words are those of the last import, but for what asking for a signature puts in from the profile."""
    plain = copy.copy(article)
    plain.byline_name = plain.byline_title = plain.byline_credentials = ""
    if canonical.digest_of(plain) == article.import_digest:
        return True
    plain.disclosure = ""
    return canonical.digest_of(plain) == article.import_digest


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


def _notes_of(error: ValidationError) -> list[Note]:
    """Why a text does not fit, a sentence a field."""
    if not hasattr(error, "error_dict"):
        return [Note("invalid", 0, " ".join(error.messages))]
    return [
        Note(problem.code or "invalid", 0, f"{name.replace('_', ' ')}: {' '.join(problem.messages)}")
        for name, problems in error.error_dict.items()
        for problem in problems
    ]
