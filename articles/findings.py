"""What the checks notice: one set of coded findings for the admin, the commands, the desk and `publish()`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from articles import canonical, deputising, medicines, stating
from articles.canonical import Block
from articles.medicines import MedicineFinder
from articles.models import Article, Medicine, Signature
from articles.models.vocabulary import TOMBSTONE, TWO_SIGNATURES, MedicineStatus, RedactionState, Role, Status
from doctors.models import Doctor
from healthqa.lib.kept_queries import KeptQuery

#: A doctor is away: what stops an editor from asking, and no signature that somebody gives of their own accord.
ON_LEAVE = frozenset({"doctor-on-leave", "second-on-leave"})


@dataclass(frozen=True, slots=True)
class Finding:
    """`blocks` says from where it stops the edition: "request" (asking for a signature), "publish", or "" for never."""

    code: str
    sentence: str
    blocks: str


#: Blocks that are no answer by themselves, and the fields that do not make a section one.
_FRAME = {"question", "audience", "byline", "source", "reader_question", "references", "disclosure"}
_SECTION_FRAME = {"kind", "label"}


def check(
    article: Article, *, finder: MedicineFinder | None = None, valid: Sequence[Signature] | None = None
) -> list[Finding]:
    """Everything that stands between this edition and the public, the first thing to do first.

    The edition should come from `with_text()`. At most four queries besides, and one for a draft whose disclosure says
    more than “none”. `valid`: its valid signatures, where they are read already.
    """
    named = (finder or medicines.finder()).named_in(words_of(article))
    if valid is None:
        valid = _VALID(article.pk)
    return [*_about_draft(article, named), *_about_signatures(article, named, valid), *_about_question(article)]


def blocking_request(article: Article) -> list[Finding]:
    """What must be mended before a doctor is asked to read."""
    named = medicines.finder().named_in(words_of(article))
    return [finding for finding in _about_draft(article, named) if finding.blocks == "request"]


def _about_draft(article: Article, named: Sequence[Medicine]) -> Iterator[Finding]:
    """What can be said before anybody has signed. `named`: the medicines in its words."""
    yield from _about_byline(article)
    yield from _about_text(article, named)
    yield from _about_hand_over(article)
    yield from _about_leave(article, named)


def notes(article: Article) -> list[Finding]:
    """What an editor should look at and may leave: conflicts of interest that are told differently in two places."""
    return [*_about_disclosure(article), *_about_statements(article)]


def needs_two_signatures(article: Article, finder: MedicineFinder | None = None) -> bool:
    """Infants, children, pregnancy, and texts that name a restricted medicine need a second doctor."""
    if article.life_stage in TWO_SIGNATURES:
        return True
    return _needs_two(article, (finder or medicines.finder()).named_in(words_of(article)))


def _needs_two(article: Article, named: Sequence[Medicine]) -> bool:
    restricted = any(medicine.status == MedicineStatus.RESTRICTED for medicine in named)
    return restricted or article.life_stage in TWO_SIGNATURES


def signatures_needed(article: Article, finder: MedicineFinder | None = None) -> int:
    """One or two, as the words stand now; what an edition asks for is frozen when its signature is asked for."""
    return 2 if needs_two_signatures(article, finder) else 1


def words_of(article: Article) -> str:
    """All the words of an edition as one text, for looking names up."""
    return "\n\n".join(block.words for block in canonical.blocks_of(article))


def disclosure_digest(article: Article) -> str:
    """For the trail: is a disclosure still the one that was handed over? Empty where it says no more than “none”."""
    return canonical.sha256(canonical.prose(article.disclosure)) if stating.names_some(article.disclosure) else ""


def _about_byline(article: Article) -> Iterator[Finding]:
    if article.doctor is None:
        yield Finding("doctor-missing", _("Choose the doctor whose name stands under this answer."), "request")
        return
    if not article.byline_confirmed:
        sentence = _("The import linked %(doctor)s by name alone. Confirm that this is the right person.")
        yield Finding("byline-unconfirmed", sentence % {"doctor": article.doctor}, "request")
    for doctor in article.signers:
        yield from _about_doctor(doctor)


def _about_doctor(doctor: Doctor) -> Iterator[Finding]:
    if doctor.is_retired:
        sentence = _("%(doctor)s is retired. Choose another doctor in the next edition.")
        yield Finding("doctor-retired", sentence % {"doctor": doctor}, "publish")
    if not doctor.is_verified():
        sentence = _("%(doctor)s is not verified, or was checked more than a year ago. Check the registration first.")
        yield Finding("doctor-unverified", sentence % {"doctor": doctor}, "publish")
    if not doctor.credentials.strip():
        sentence = _("%(doctor)s has no credentials in the profile. Fill them in first.")
        yield Finding("credentials-missing", sentence % {"doctor": doctor}, "request")


def _about_leave(article: Article, named: Sequence[Medicine]) -> Iterator[Finding]:
    """Nobody on leave is asked. What they signed, or were asked before, goes on its way: only a draft is held back."""
    if article.status != Status.DRAFT:
        return
    if article.doctor is not None and article.doctor.is_on_leave():
        sentence = _("%(leave)s %(deputy)s Ask after that day, or hand the byline over; the draft stays as it is.")
        values = {"leave": deputising.on_leave(article.doctor), "deputy": deputising.stand_in(article.doctor)}
        yield Finding("doctor-on-leave", sentence % values, "request")
    second = article.second_reviewer
    if second is not None and second.is_on_leave() and _needs_two(article, named):
        sentence = _("%(leave)s Ask after that day, or choose another second reviewer; the draft stays as it is.")
        yield Finding("second-on-leave", sentence % {"leave": deputising.on_leave(second)}, "request")


def _about_text(article: Article, named: Sequence[Medicine]) -> Iterator[Finding]:
    if canonical.line(article.question_text) in ("", TOMBSTONE):
        yield Finding("question-missing", _("The question is missing. Write it as a reader would ask it."), "request")
    if not any(_answers(block) for block in canonical.blocks_of(article)):
        yield Finding("no-text", _("This edition holds no answer yet. Write an introduction or a cause."), "request")
    for section in article.sections.all():
        if any(not cause.heading.strip() for cause in section.causes.all()):
            sentence = _("A cause has no heading. Readers would not know what it is about; write one.")
            yield Finding("heading-missing", sentence, "request")
    doctor_says = article.doctor.conflicts_of_interest if article.doctor else ""
    if not article.disclosure.strip() and not (article.status == Status.DRAFT and doctor_says.strip()):
        sentence = _("The disclosure is missing. Write who paid for this text and what conflicts there are, or “none”.")
        yield Finding("disclosure-missing", sentence, "request")
    for medicine in named:
        if medicine.status == MedicineStatus.WITHDRAWN:
            sentence = _("The text names %(medicine)s, which is withdrawn: %(reason)s Take it out in the next edition.")
            yield Finding("medicine-withdrawn", sentence % {"medicine": medicine, "reason": medicine.reason}, "publish")
    if _needs_two(article, named) and article.second_reviewer_id is None:
        sentence = _("This text needs a second doctor (infant, child, pregnancy or a restricted medicine). Choose one.")
        yield Finding("second-reviewer-missing", sentence, "request")


def _about_hand_over(article: Article) -> Iterator[Finding]:
    """What somebody wrote of another doctor's conflicts does not stand under this doctor's name."""
    doctor, kept = article.doctor, disclosure_digest(article)
    if article.status != Status.DRAFT or doctor is None or not kept:
        return
    moves = article.events.filter(verb="byline_reassigned").order_by("pk").values_list("detail", flat=True)
    written = next((detail.get("before") for detail in moves if detail.get("disclosure") == kept), None)
    is_own = canonical.prose(doctor.conflicts_of_interest) == canonical.prose(article.disclosure)
    if written is None or written == doctor.pk or is_own:
        return
    sentence = _(
        "The disclosure was written while %(before)s stood in the byline. An editor has to change it to what is true "
        "of %(doctor)s."
    )
    before = Doctor.objects.filter(pk=written).first() or _("another doctor")
    yield Finding("disclosure-of-another", sentence % {"before": before, "doctor": doctor}, "request")


def _about_disclosure(article: Article) -> Iterator[Finding]:
    for doctor in article.signers:
        if not stating.disagree(doctor.conflicts_of_interest, article.disclosure):
            continue
        sentence = _(
            "The disclosure says “none”, and the profile of %(doctor)s names conflicts of interest: %(profile)s"
        )
        if stating.says_none(doctor.conflicts_of_interest):
            sentence = _("The disclosure names something, and the profile of %(doctor)s says “none”.")
        values = {"doctor": doctor, "profile": doctor.conflicts_of_interest}
        yield Finding("conflicts-differ", sentence % values, "")


def _about_statements(article: Article) -> Iterator[Finding]:
    given = Signature.objects.valid().filter(article=article).values_list("name", "conflict_statement")
    for name, statement in given:
        if stating.disagree(article.disclosure, statement):
            sentence = _("%(name)s stated when signing: “%(statement)s”. The disclosure says something else.")
            yield Finding("statement-differs", sentence % {"name": name, "statement": statement}, "")


def _answers(block: Block) -> bool:
    if block.name == "section":
        return any(name not in _SECTION_FRAME for name, _value in block.fields)
    return block.name not in _FRAME


def _about_signatures(article: Article, named: Sequence[Medicine], valid: Sequence[Signature]) -> Iterator[Finding]:
    roles = {signature.stands_as(article) for signature in valid}
    if Role.BYLINE not in roles:
        sentence = _("No valid signature of the doctor in the byline covers this text. Ask for it.")
        yield Finding("signature-missing", sentence, "publish")
    erased = {"read_signature__article__redactions__state": RedactionState.CONFIRMED}
    if any(found.is_delegated for found in valid) and article.signatures.filter(**erased).exists():
        sentence = _("The words that this correction of spelling stands on are erased. A doctor has to read this text.")
        yield Finding("delegation-unprovable", sentence, "publish")
    two = article.needs_two or _needs_two(article, named)
    if two and Role.SECOND_REVIEWER not in roles:
        sentence = _("The second signature is missing. %(doctor)s has to read and sign this text too.")
        doctor = article.second_reviewer or _("A second doctor")
        yield Finding("second-signature-missing", sentence % {"doctor": doctor}, "publish")


def _about_question(article: Article) -> Iterator[Finding]:
    question = article.question
    twins = _SAME_WORDS(question.language, canonical.line(article.question_text), question.pk)
    if question.duplicate_of_id is not None:
        original = Article.objects.public().filter(question=question.duplicate_of_id)
        twins = list(original.values_list("live_page__slug", flat=True)[:1])
    for slug in twins:
        sentence = _("The question “%(slug)s” answers this already. Withdraw one, or word the question differently.")
        yield Finding("live-duplicate", sentence % {"slug": slug}, "publish")


def _same_words(language: str, words: str, question_id: int) -> QuerySet[Any, str]:
    """The address of a live answer in this language to another question of the same words, in whatever letters."""
    live = Article.objects.public().filter(live_page__language=language)
    same = live.filter(Exact(Lower("live_page__question_text"), Lower(Value(words))))
    return same.exclude(question=question_id).values_list("live_page__slug", flat=True)[:1]


_VALID = KeptQuery(lambda article: Signature.objects.valid().filter(article=article).only("role", "doctor"), int)
_SAME_WORDS = KeptQuery(_same_words, str, str, int)
