"""The delegated signatures of one edition: what each stands on, and its whole proof once more, word by word.

The proof leaves out the names the portal knows today. A condition that was added since would make a correction look
wrong that was right on its day; the lists of words, medicines and terms that come with the code stay. Nor does it ask
for the language of the question, which an editor may change later.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from articles import canonical, corrections
from articles.auditing_finding import Finding
from articles.models import Article, Event, Signature, StandingPermission
from articles.models.vocabulary import Role, Status, Verb, Verdict

#: A permission, or its end, and the entry in the trail are written in one transaction.
_SAME_MOMENT = dt.timedelta(hours=1)


def permissions_not_in_trail() -> Iterator[str]:
    """Permissions that no doctor gave by the verb, or that nobody ended by it: the trail knows who did and when."""
    permissions = list(StandingPermission.objects.order_by("pk"))  # first, so that the trail holds what they came with
    told: dict[tuple[object, ...], list[dt.datetime]] = defaultdict(list)
    for event in Event.objects.filter(verb__in=(Verb.SPELLING_ALLOWED, Verb.SPELLING_REVOKED)).iterator():
        told[event.verb, event.actor_id, event.detail.get("doctor"), event.detail.get("permission")].append(event.at)
    for row in permissions:
        begun = told[Verb.SPELLING_ALLOWED, row.granted_by_id, row.doctor_id, row.pk]
        if not _holds(begun, row.granted_at):
            yield f"The trail does not know that doctor {row.doctor_id} gave permission {row.pk} to correct spelling."
        ended = told[Verb.SPELLING_REVOKED, row.revoked_by_id, row.doctor_id, row.pk]
        if row.revoked_at is not None and not _holds(ended, row.revoked_at):
            yield f"The trail does not know that permission {row.pk} of doctor {row.doctor_id} was ended so."


def _holds(moments: list[dt.datetime], moment: dt.datetime) -> bool:
    return any(abs(known - moment) <= _SAME_MOMENT for known in moments)


def findings_of(article: Article) -> Iterator[Finding]:
    """What is wrong, of an edition fetched with its signatures, their permissions and the texts that were read."""
    for signature in article.signatures.all():
        stands_on = (signature.standing_permission, signature.read_signature)
        if not signature.is_delegated:
            if stands_on != (None, None):
                yield Finding("delegation-astray", f"has signature {signature.pk}, which stands on another and may not")
        elif signature.verdict != Verdict.SIGNED or None in stands_on:
            yield Finding("delegation-baseless", f"has the delegated signature {signature.pk}, which stands on nothing")
        else:
            yield from _about_permission(signature)
            yield from _about_read(article, signature)


def _about_permission(signature: Signature) -> Iterator[Finding]:
    permission = signature.standing_permission
    if permission is None:
        return
    if permission.doctor_id != signature.doctor_id:
        sentence = f"has the delegated signature {signature.pk} under a permission of another doctor"
        yield Finding("delegation-not-allowed", sentence)
    ended = permission.revoked_at is not None and permission.revoked_at <= signature.created_at
    if ended or permission.granted_at > signature.created_at:
        sentence = f"has the delegated signature {signature.pk}, which {signature.name} did not allow at that moment"
        yield Finding("delegation-not-allowed", sentence)


def _about_read(article: Article, signature: Signature) -> Iterator[Finding]:
    read = signature.read_signature
    if read is None:
        return
    before = read.article
    facts = (read.doctor_id, read.verdict, before.question_id)
    other = facts != (signature.doctor_id, Verdict.SIGNED, article.question_id) or read.role == Role.DELEGATED
    if other or before.edition >= article.edition:
        sentence = f"has the delegated signature {signature.pk}, which stands on one that its doctor did not give"
        yield Finding("delegation-baseless", f"{sentence} by reading an earlier edition")
        return
    person = (read.name, read.title, read.credentials, read.conflict_statement)
    if person != (signature.name, signature.title, signature.credentials, signature.conflict_statement):
        sentence = f"has the delegated signature {signature.pk}, whose person is not the one who read and signed"
        yield Finding("signer-differs", sentence)
    if before.is_redacted and article.status == Status.PUBLISHED:
        sentence = f"is live by the delegated signature {signature.pk}, and the words that it stands on are erased"
        yield Finding("delegation-unprovable", sentence)
    elif not (article.is_redacted or before.is_redacted):
        yield from _about_words(article, signature, before)


def _about_words(article: Article, signature: Signature, before: Article) -> Iterator[Finding]:
    """More than the spelling differs from the words that were read."""
    old, new = canonical.blocks_of(before), canonical.blocks_of(article)
    for more in corrections.more_in_any_language(old, new):
        sentence = f"was signed for {signature.name} as a correction of spelling, but is more: {_where(new, more)}"
        yield Finding("delegation-more-than-spelling", sentence, block=_numbered(new, more))


def _where(new: list[canonical.Block], more: corrections.More) -> str:
    words = f", “{more.old}” became “{more.new}”" if more.old or more.new else ""
    return f"the block {_numbered(new, more)}{words}"


def _numbered(new: list[canonical.Block], more: corrections.More) -> str:
    """`cause 2`, as everywhere in `verify`."""
    name, position = more.place.name, more.place.block
    same = [at for at, block in enumerate(new) if block.name == name]
    return f"{name} {same.index(position) + 1}" if len(same) > 1 and position in same else name
