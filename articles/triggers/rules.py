"""What the database refuses, written once for SQLite and PostgreSQL: invariants 1 to 4.

A condition is SQL that both understand; `DIFFERS` stands for the comparison that takes NULL as a value. Every condition
is a comparison of the row at hand or a look-up by an index, so that writing many rows stays fast.
"""

# ruff: noqa: S608  SQL is made of the names in columns.py and of nothing that anybody types

from __future__ import annotations

from collections.abc import Iterable, Iterator

from articles.models.vocabulary import FROZEN, OPEN, TWO_SIGNATURES, Role, Verdict
from articles.triggers import columns as c
from articles.triggers import erasure
from articles.triggers.phrases import APPEND_ONLY, Rule, changed, never_replaced, over_existing
from articles.triggers.standing import BYLINE, SECOND, held_up, only, unprovable, valid_signature, wrote


def _listed(values: Iterable[str]) -> str:
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


FROZEN_STATES = _listed(FROZEN)
MOVES = (
    "(OLD.status = 'draft' AND NEW.status = 'in_review'"
    " OR OLD.status = 'in_review' AND NEW.status IN ('draft', 'signed')"
    " OR OLD.status = 'signed' AND NEW.status IN ('published', 'superseded', 'withdrawn')"
    " OR OLD.status = 'published' AND NEW.status IN ('superseded', 'withdrawn')"
    " OR OLD.status = 'superseded' AND NEW.status = 'published')"
)
GOES_LIVE = "NEW.status = 'published' AND OLD.status <> 'published'"
LIVE = "a.question_id = NEW.question_id AND a.status = 'published'"
LEAVES = "OLD.status = 'published' AND NEW.status <> 'published'"

WORDS_CHANGE = "healthqa: signed words never change"
NO_SIGNATURE = "healthqa: a published edition needs a valid signature for exactly its text"
PAGE_STAYS = "healthqa: a public page stays with its edition"
ROW_THERE = "healthqa: there is such a row, and it is never replaced"


def all_rules() -> list[Rule]:
    """All rules, in the order in which they are asked."""
    edition = [*_article_begins(), *_article_changes(), *_article_leaves(), *_article_goes_live()]
    return [
        *edition,
        *_children(),
        *_causes(),
        *_signatures(),
        *_signers(),
        *_trail(),
        *_publications(),
        *_live_pages(),
        *_beside(),
    ]


def _article_begins() -> Iterator[Rule]:
    same = "o.question_id = NEW.question_id"
    yield Rule(c.ARTICLE, "INSERT", "NEW.status <> 'draft'", "healthqa: an edition begins as a draft")
    yield over_existing(c.ARTICLE, "o.id = NEW.id")
    yield over_existing(
        c.ARTICLE, f"{same} AND o.edition = NEW.edition", "healthqa: there is an edition of that number"
    )
    yield over_existing(c.ARTICLE, f"{same} AND o.status IN {_listed(OPEN)}", "healthqa: there is an open edition")
    signed = f"EXISTS (SELECT 1 FROM {c.SIGNATURE} s WHERE s.article_id = OLD.id)"
    sentence = "healthqa: only a draft nobody signed can be deleted"
    yield Rule(c.ARTICLE, "DELETE", "OLD.status <> 'draft'", sentence)
    yield Rule(c.ARTICLE, "DELETE", "", sentence, signed)


def _article_changes() -> Iterator[Rule]:
    def refused(when: str, sentence: str, look: str = "") -> Rule:
        return Rule(c.ARTICLE, "UPDATE", when, sentence, look)

    frozen = f"(OLD.status IN {FROZEN_STATES} OR NEW.status IN {FROZEN_STATES})"
    words = changed((*c.WORDS[c.ARTICLE], *c.FIXED_WITH_WORDS[c.ARTICLE]))
    yield refused(changed(c.IDENTITY[c.ARTICLE]), "healthqa: an edition keeps its question and its number")
    yield refused(
        f"NEW.status <> OLD.status AND NOT {MOVES}", "healthqa: an edition does not move between these states"
    )
    yield refused(f"{frozen} AND {words}", WORDS_CHANGE, f"NOT ({erasure.ERASES} OR {erasure.FORGETS_DOCUMENT})")
    kept = changed(column for column in c.WHILE_DRAFT if column not in c.ERASED)
    gone = changed(column for column in c.WHILE_DRAFT if column in c.ERASED)
    beside = "healthqa: the doctor, the number of signatures and what is shown beside the words change in a draft only"
    yield refused(f"OLD.status <> 'draft' AND {kept}", beside)
    yield refused(f"OLD.status <> 'draft' AND {gone}", beside, f"NOT {erasure.ERASES}")
    yield refused(
        f"OLD.status IN {FROZEN_STATES} AND {changed(['risk_class'])}",
        "healthqa: the risk class is fixed with the first signature",
    )
    yield refused(
        f"NEW.status = 'signed' AND OLD.status <> 'signed' AND NEW.question_text = '{c.ERASED['question_text']}'",
        "healthqa: nobody signs what looks like erased words",
    )
    yield refused(
        "NEW.status = 'signed' AND OLD.status <> 'signed'",
        "healthqa: a signed edition needs a valid signature for exactly its text",
        f"NOT {valid_signature(f'({BYLINE} OR {SECOND})')}",
    )


def _article_leaves() -> Iterator[Rule]:
    page = f"EXISTS (SELECT 1 FROM {c.LIVE_PAGE} p WHERE p.article_id = NEW.id)"
    period = f"EXISTS (SELECT 1 FROM {c.PUBLICATION} p WHERE p.article_id = NEW.id AND p.live_until IS NULL)"
    sentence = "healthqa: first the page and the period of publication end"
    yield Rule(c.ARTICLE, "UPDATE", LEAVES, sentence, f"({page} OR {period})")


def _article_goes_live() -> Iterator[Rule]:
    def refused(sentence: str, look: str = "", when: str = "") -> Rule:
        return Rule(c.ARTICLE, "UPDATE", f"{GOES_LIVE} AND {when}" if when else GOES_LIVE, sentence, look)

    other = only("o.question_id = NEW.question_id", "o.status = 'published' AND o.id <> NEW.id")
    yield refused("healthqa: there is a published edition", f"EXISTS (SELECT 1 FROM {c.ARTICLE} o WHERE {other})")
    yield refused(NO_SIGNATURE, f"NOT {valid_signature(BYLINE)}")
    yield refused("healthqa: erased words never come back", erasure.confirmed("NEW.id"))
    yield refused("healthqa: the words that a delegated signature stands on are erased", unprovable(erasure.confirmed))
    delicate = f"NEW.life_stage IN {_listed(TWO_SIGNATURES)} AND NEW.signatures_required <> 2"
    yield refused("healthqa: an answer for these readers needs two signatures", when=delicate)
    second = f"NOT {valid_signature(SECOND)}"
    yield refused("healthqa: the second signature is missing", second, "NEW.signatures_required = 2")


def _edition(condition: str, row: str = "NEW") -> str:
    """The edition `a` that the row speaks about fulfils the condition."""
    return f"EXISTS (SELECT 1 FROM {c.ARTICLE} a WHERE {only(f'a.id = {row}.article_id', condition)})"


def _parent(row: str) -> str:
    return _edition(f"a.status IN {FROZEN_STATES}", row)


def _children() -> Iterator[Rule]:
    for table in c.CHILDREN:
        fixed = (*c.WORDS[table], *c.FIXED_WITH_WORDS[table])
        yield Rule(table, "INSERT", "", WORDS_CHANGE, _parent("NEW"))
        yield over_existing(table, "o.id = NEW.id")
        yield Rule(table, "UPDATE", changed(c.IDENTITY[table]), "healthqa: a block stays in its edition")
        yield Rule(table, "UPDATE", changed(fixed), WORDS_CHANGE, _parent("OLD"))
        kept = f"{_parent('OLD')} AND NOT {erasure.confirmed('OLD.article_id')}"
        yield Rule(table, "DELETE", "", WORDS_CHANGE, kept)


def _causes() -> Iterator[Rule]:
    section = f"SELECT 1 FROM {c.SECTION} s WHERE s.id = NEW.section_id AND s.article_id = NEW.article_id"
    sentence = "healthqa: a cause belongs to the edition of its section"
    yield Rule(c.CAUSE, "INSERT", "", sentence, f"NOT EXISTS ({section})")
    yield Rule(c.CAUSE, "UPDATE", "NEW.section_id <> OLD.section_id", sentence, f"NOT EXISTS ({section})")


def _signature_refused(when: str, sentence: str, look: str = "") -> Rule:
    return Rule(c.SIGNATURE, "INSERT", when, sentence, look)


def _signatures() -> Iterator[Rule]:
    refused = _signature_refused
    for event in ("UPDATE", "DELETE"):
        yield Rule(c.SIGNATURE, event, "", "healthqa: signatures are never changed or removed")
    yield over_existing(c.SIGNATURE, "o.id = NEW.id")
    yield over_existing(c.SIGNATURE, "o.own_hash = NEW.own_hash")
    yield over_existing(c.SIGNATURE, "o.doctor_id = NEW.doctor_id AND o.previous_hash = NEW.previous_hash")
    known = f"NEW.verdict IN {_listed(Verdict.values)} AND NEW.role IN {_listed(Role.values)}"
    yield refused(f"NOT ({known})", "healthqa: a signature has a known role and verdict")
    yield refused(
        "NEW.verdict = 'revoked'",
        "healthqa: the page comes down before its signature is revoked",
        _edition("a.status = 'published'"),
    )
    yield refused(
        "NEW.verdict <> 'revoked'",
        "healthqa: a doctor signs an edition that was put before them",
        "NOT " + _edition("a.status IN ('in_review', 'signed')"),
    )
    yield refused(
        "NEW.verdict <> 'revoked'",
        "healthqa: a signature covers exactly the text of its edition",
        f"NOT {_edition('a.digest = NEW.digest AND a.digest_version = NEW.digest_version')}",
    )
    yield refused(
        "NEW.verdict = 'revoked'",
        "healthqa: the page that stands on a signature comes down before it is revoked",
        held_up(),
    )


def _signers() -> Iterator[Rule]:
    refused = _signature_refused
    asked = (
        "CASE WHEN NEW.role = 'second_reviewer' OR NEW.role = 'delegated' AND NEW.doctor_id = a.second_reviewer_id"
        " THEN a.second_reviewer_id ELSE a.doctor_id END = NEW.doctor_id"
    )
    yield refused("", "healthqa: only the doctor of the byline or the second reviewer signs", f"NOT {_edition(asked)}")
    account = "SELECT 1 FROM doctors_doctor d WHERE d.id = NEW.doctor_id AND d.user_id = NEW.signed_by_id"
    # A licence that is lost is no decision of its doctor: somebody else revokes then, which only takes pages down.
    own_role = "NEW.verdict <> 'revoked' AND NEW.role <> 'delegated'"
    yield refused(own_role, "healthqa: a doctor signs with their own account", f"NOT EXISTS ({account})")
    own = f"({wrote('NEW.article_id', 'NEW.signed_by_id')} OR {_edition('a.saved_by_id = NEW.signed_by_id')})"
    yield refused(
        "NEW.verdict = 'signed' AND NEW.role <> 'delegated'",
        "healthqa: nobody signs words that they changed themselves",
        own,
    )
    before = only("o.own_hash = NEW.previous_hash", "o.doctor_id = NEW.doctor_id")
    yield refused(  # with the constraint that no two rows follow the same one, this is the end of the chain
        "NEW.previous_hash <> ''",
        "healthqa: a signature continues the chain of its doctor",
        f"NOT EXISTS (SELECT 1 FROM {c.SIGNATURE} o WHERE {before})",
    )


def _trail() -> Iterator[Rule]:
    for table in (c.CONTRIBUTION, c.EVENT):
        yield Rule(table, "UPDATE", "", APPEND_ONLY)
        yield Rule(table, "DELETE", "", APPEND_ONLY)
        yield over_existing(table, "o.id = NEW.id")
    yield over_existing(c.CONTRIBUTION, "o.article_id = NEW.article_id AND o.user_id = NEW.user_id")


def _publications() -> Iterator[Rule]:
    begins = "healthqa: a period of publication begins with a published edition"
    yield Rule(c.PUBLICATION, "INSERT", "NEW.live_until IS NOT NULL", begins)
    yield Rule(c.PUBLICATION, "INSERT", "", begins, f"NOT {_edition(LIVE)}")
    yield over_existing(c.PUBLICATION, "o.id = NEW.id")
    yield over_existing(c.PUBLICATION, "o.question_id = NEW.question_id AND o.live_until IS NULL")
    yield Rule(
        c.PUBLICATION,
        "UPDATE",
        f"OLD.live_until IS NOT NULL OR {changed(c.IDENTITY[c.PUBLICATION])}",
        "healthqa: of a period of publication only the end is set, once",
    )
    yield Rule(c.PUBLICATION, "DELETE", "", APPEND_ONLY)


def _live_pages() -> Iterator[Rule]:
    for event in ("INSERT", "UPDATE"):
        sentence = "healthqa: only a published edition has a public page"
        yield Rule(c.LIVE_PAGE, event, "", sentence, f"NOT {_edition(LIVE)}")
    keys = (("article_id",), ("question_id",), ("slug",), ("rowid",))  # SQLite counts its rows beside their key
    yield from never_replaced(c.LIVE_PAGE, *keys, sentence=ROW_THERE)
    yield Rule(c.LIVE_PAGE, "UPDATE", changed(("article_id", "question_id")), PAGE_STAYS)


def _beside() -> Iterator[Rule]:
    """What stands beside a name without being guarded: the journal has to hear of a row that goes."""
    for table, keys in c.BESIDE.items():
        yield from never_replaced(table, *keys, sentence=ROW_THERE)
