"""The words of one edition against its digest, and against the blocks that a doctor signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils import timezone

from articles import auditing_redactions, canonical
from articles.auditing_finding import Finding
from articles.models import Article, Signature
from articles.models.vocabulary import TWO_SIGNATURES, RiskClass, Role, Verb, Verdict


def findings_of(article: Article) -> Iterator[Finding]:
    """What is wrong with the words, the digest or the signatures of an edition that was fetched with all of them."""
    if article.digest_version != canonical.VERSION:
        yield Finding("digest-version-unknown", f"has a digest of the unknown version {article.digest_version}")
        return
    blocks = canonical.blocks_of(article)
    digest = canonical.digest_of_blocks(blocks)
    signed = [signature for signature in article.signatures.all() if signature.verdict == Verdict.SIGNED]
    yield from auditing_redactions.findings_of(article)
    if article.is_frozen:
        yield from _about_audience(article)
        yield from _about_signed_words(article, digest, blocks, signed)
    elif article.digest and digest != article.digest:
        yield Finding("digest-stale", "holds other words than its stored digest says; save it once more")
    yield from _about_signers(article, signed)
    yield from _about_facts(article, signed)
    for section in article.sections.all():
        if any(cause.article_id != article.pk for cause in section.causes.all()):
            yield Finding("cause-astray", "holds a cause that belongs to another edition")


def _about_audience(article: Article) -> Iterator[Finding]:
    """What the signed audience alone demands. Of medicines nobody can tell: which are known changes with the time."""
    if article.life_stage not in TWO_SIGNATURES:
        return
    if article.risk_class != RiskClass.RAISED:
        yield Finding("risk-too-low", "has a lower risk class than its readers demand, so its review is due too late")
    if not article.needs_two:
        yield Finding("signatures-too-few", "asks for fewer signatures than its readers demand")


def _about_signed_words(
    article: Article, digest: str, blocks: list[canonical.Block], signed: list[Signature]
) -> Iterator[Finding]:
    now = [(block.name, block.digest) for block in blocks]
    covering = [signature for signature in signed if signature.digest == article.digest]
    if not covering:
        yield Finding("signature-missing", "is kept as signed, but no signature covers its digest")
    for signature in covering:
        if canonical.sha256(canonical.text_of_digests(_listed(signature))) != signature.digest:
            other = changed_blocks(_listed(signature), now) if digest == signature.digest else []
            named = "".join(f"; the block {name} is not the one that was signed" for name, _what in other[:1])
            sentence = f"has signature {signature.pk}, whose blocks do not give its digest{named}"
            yield Finding("signature-inconsistent", sentence, block=other[0][0] if other else "")
    if digest == article.digest or article.is_redacted:
        return
    if not covering:
        yield Finding("text-changed", "holds other words than its digest says")
        return
    for name, what in changed_blocks(_listed(covering[-1]), now):
        sentence = f"holds other words than {covering[-1].name} signed: the block {name} {what}"
        yield Finding("text-changed", sentence, block=name)


def _listed(signature: Signature) -> list[tuple[str, str]]:
    """The blocks that the signature lists; none of what is no list of names and digests."""
    listed = signature.block_digests if isinstance(signature.block_digests, list) else []
    return [(str(entry[0]), str(entry[1])) for entry in listed if isinstance(entry, list) and len(entry) == 2]


def changed_blocks(signed: list[tuple[str, str]], now: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The blocks that are not as they were signed, and what became of each: `("cause 2", "was changed")`."""
    found: list[tuple[str, str]] = []
    before, after = _numbered(signed), _numbered(now)
    for what, a, b, c, d in SequenceMatcher(None, signed, now, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        gone, new = before[a:b], after[c:d]
        found += [(name, "was changed" if name in new else "is missing") for name in gone]
        found += [(name, "was added") for name in new if name not in gone]
    return found


def _numbered(blocks: list[tuple[str, str]]) -> list[str]:
    """The names of the blocks; the second of a name is `cause 2`, and the first `cause 1` where there are several."""
    several, seen, names = Counter(name for name, _ in blocks), Counter[str](), []
    for name, _ in blocks:
        seen[name] += 1
        names.append(f"{name} {seen[name]}" if several[name] > 1 else name)
    return names


def _about_facts(article: Article, signed: list[Signature]) -> Iterator[Finding]:
    """What a signature says of itself fits the text, the calendar and the trail."""
    trail = {(event.verb, event.detail.get("digest")) for event in article.events.all()}
    byline = (article.byline_name, article.byline_title, article.byline_credentials)
    for signature in signed:
        is_byline = signature.stands_as(article) == Role.BYLINE and not article.is_redacted
        if is_byline and (signature.name, signature.title, signature.credentials) != byline:
            yield Finding("signer-differs", f"has signature {signature.pk}, whose name or title is not its byline's")
        if signature.created_at > timezone.now():
            yield Finding("signed-in-future", f"has signature {signature.pk}, which is dated in the future")
        if article.requested_at is not None and signature.created_at < article.requested_at:
            yield Finding("signed-too-early", f"has signature {signature.pk} from before it was asked for")
        if (Verb.SPELLING_SIGNED if signature.is_delegated else Verb.SIGNED, signature.digest) not in trail:
            yield Finding("signing-not-in-trail", f"has signature {signature.pk}, and the trail knows of no signing")


def _about_signers(article: Article, signed: list[Signature]) -> Iterator[Finding]:
    writers = {contribution.user_id for contribution in article.contributions.all()}
    for signature in signed:
        if signature.signed_by_id in writers and not signature.is_delegated:
            yield Finding("own-words", f"was signed by {signature.name} with an account that changed words of it")
