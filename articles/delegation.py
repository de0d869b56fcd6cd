"""What stands between an open edition and a delegated signature, and what that signature would stand on. Reads only."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles import canonical, chain, corrections, findings, one_edition, part_names, permissions, stating
from articles.corrections import More
from articles.findings import Finding
from articles.models import Article, Signature, StandingPermission
from articles.models.vocabulary import Status
from doctors.models import Doctor
from healthqa.lib.kept_queries import KeptQuery

#: What the checks say of an edition that nobody has signed yet, and that nobody is asked to sign.
_UNSIGNED = {"signature-missing", "second-signature-missing", *findings.ON_LEAVE}
#: No words, but readers see them within the answer: they stay as the doctor saw them beside the text.
_BESIDE = ("item_kind", "source_reviewer", "evidence_searched_on")


@dataclass(frozen=True, slots=True)
class Basis:
    """What one doctor's delegated signature stands on: `read` comes with its edition and that edition's text."""

    doctor: Doctor
    permission: StandingPermission
    read: Signature


@dataclass(frozen=True, slots=True)
class Plan:
    """`edition` as it would be signed; by whom, on what; and everything that speaks against it, the first thing first.

    Nothing of it is written. `previous` is the live edition before it; the byline is taken from there.
    """

    edition: Article
    previous: Article | None
    bases: tuple[Basis, ...]
    against: tuple[Finding, ...]


def is_offered(article: Article) -> bool:
    """Whether the doctor in the byline allows corrections at all, for the pages: no word is compared."""
    doctor = article.doctor
    if doctor is None or article.status not in (Status.DRAFT, Status.IN_REVIEW):
        return False
    return permission_of(doctor) is not None and _live_before(article) is not None


def permission_of(doctor: Doctor) -> StandingPermission | None:
    """What this doctor allows now: not what an account gave that is closed, replaced, or edits by now."""
    permission = StandingPermission.objects.open().filter(doctor=doctor).first()
    account = doctor.user
    if permission is None or account is None or permission.granted_by_id != account.pk:
        return None
    return permission if account.is_active and not permissions.is_editorial(account) else None


def plan_for(article: Article) -> Plan:
    """The plan for an open edition, fetched `with_text()`."""
    live = _live_before(article)
    if live is None:
        sentence = _("Only the text of a live answer can be corrected in this way. Ask for a signature.")
        return Plan(article, None, (), (_finding("no-live-edition", sentence),))
    previous, edition = one_edition.read(live), copy.copy(article)
    edition.byline_name, edition.byline_title = previous.byline_name, previous.byline_title
    edition.byline_credentials = previous.byline_credentials
    edition.signatures_required = max(previous.signatures_required, findings.signatures_needed(edition))
    against = [found for found in findings.check(edition) if found.code not in _UNSIGNED]
    against += _about_decisions(article)
    bases: list[Basis] = []
    for doctor in edition.signers:
        basis = _basis(doctor, previous)
        if isinstance(basis, Basis):
            bases.append(basis)
        else:
            against.append(basis)
    against += [*_about_beside(edition, previous), *_about_words(edition, previous, bases)]
    return Plan(edition, previous, tuple(bases), tuple(against))


_SIGNED = KeptQuery(
    lambda article, doctor: Signature.objects.valid().filter(article=article, doctor=doctor).order_by("-pk"), int, int
)


def _live_before(article: Article) -> int | None:
    """The key of the live edition of its question, where that is an earlier one."""
    live = one_edition.live_of(article.question_id)
    return live.pk if live is not None and live.edition < article.edition else None


def _finding(code: str, sentence: str) -> Finding:
    return Finding(code, sentence, "request")


def _about_decisions(article: Article) -> Iterator[Finding]:
    """Who was asked and answered, or remarked on these words, is not passed over."""
    if article.signatures.exists():
        sentence = _("A doctor has decided on this edition already, so a doctor has to read it. Ask for a signature.")
        yield _finding("decided-already", sentence)
    if article.comments.filter(resolved_at=None).exists():
        sentence = _("A doctor remarked on words of this edition. See to the remark first, or ask for a signature.")
        yield _finding("comments-open", sentence)


def _basis(doctor: Doctor, previous: Article) -> Basis | Finding:
    """What this doctor's signature would stand on, or why it cannot."""
    named = {"doctor": doctor}
    permission = permission_of(doctor)
    if permission is None:
        sentence = _("%(doctor)s does not allow corrections of spelling without reading them. Ask for a signature.")
        return _finding("permission-missing", sentence % named)
    last = _SIGNED.first(previous.pk, doctor.pk)
    if last is None:
        sentence = _("%(doctor)s has not signed the live edition, so its words have to be read. Ask for a signature.")
        return _finding("nothing-read", sentence % named)
    read = last.read_signature or last
    read.article = previous if read.article_id == previous.pk else one_edition.read(read.article_id)
    if canonical.digest_of(read.article) != read.digest:
        sentence = _("The words that %(doctor)s read are not there any more to compare with. Ask for a signature.")
        return _finding("not-the-signed-text", sentence % named)
    same_person = (read.name, read.credentials) == (doctor.printed_name, doctor.credentials)
    if not (same_person and chain.is_title_of(doctor, read.title)):
        sentence = _("The profile of %(doctor)s changed since, and the byline with it. Ask for a signature.")
        return _finding("profile-changed", sentence % named)
    if _differ(doctor.conflicts_of_interest, read.conflict_statement):
        sentence = _(
            "The profile of %(doctor)s names other conflicts of interest than they stated when they read."
            " Ask for a signature."
        )
        return _finding("profile-changed", sentence % named)
    return Basis(doctor, permission, read)


def _differ(profile: str, stated: str) -> bool:
    """Whether a profile says what its doctor did not state when they read. Nothing keeps its words of that day."""
    one, other = (" ".join(words.split()).casefold() for words in (profile, stated))
    return one != other and (stating.names_some(profile) or stating.disagree(profile, stated))


def _about_beside(edition: Article, previous: Article) -> Iterator[Finding]:
    if edition.change_note.strip():
        sentence = _("Readers would see a change note that no doctor has read. Empty it: the page says what was done.")
        yield _finding("change-note", sentence)
    if any(getattr(edition, field) != getattr(previous, field) for field in _BESIDE):
        sentence = _("What the lists name, a named reviewer or the date of a search changed. Ask for a signature.")
        yield _finding("beside-words", sentence)


def _about_words(edition: Article, previous: Article, bases: list[Basis]) -> Iterator[Finding]:
    """Against the words that each doctor read, however many corrections lie between."""
    new = canonical.blocks_of(edition)
    if new == canonical.blocks_of(previous):
        yield _finding("nothing-corrected", _("Not a word differs from the live edition. There is nothing to correct."))
        return
    texts = {basis.read.article_id: basis.read.article for basis in bases} or {previous.pk: previous}
    names, language = corrections.protected_names(), edition.question.language
    seen: set[str] = set()
    slips: set[str] = set()
    for text in texts.values():
        old = canonical.blocks_of(text)
        slips |= corrections.misspelt(corrections.proof(old, new, language=language, names=names))
        for more in corrections.more_than_spelling(old, new, language=language, names=names):
            sentence = _in_words(more)
            if sentence not in seen:
                seen.add(sentence)
                yield _finding(more.code, sentence)
    for word in corrections.used_elsewhere(slips, question=edition.question_id):
        sentence = _("“%(word)s” stands in another live answer too, so it may be meant. Ask for a signature.")
        yield _finding("used-elsewhere", sentence % {"word": word})


def _in_words(more: More) -> str:
    """“Cause: Bone spurs, Explanation: A figure … was changed. (“5 mg” → “50 mg”)”"""
    given = dict(more.block.fields)
    heading = given.get("heading") or given.get("label") or ""
    parts = (part_names.block_name(more.place.name), heading, part_names.field_name(more.place.field))
    where = " – ".join(part for part in parts if part)
    fixed = _("Only running text can be corrected, and this is signed as it is.")
    reason = fixed if more.code == "not-prose" else more.reason
    words = {"where": where, "reason": reason, "old": more.old, "new": more.new}
    if "→" in reason or not (more.old or more.new):
        return _("%(where)s: %(reason)s") % words
    return _("%(where)s: %(reason)s It was “%(old)s” and is “%(new)s”.") % words
