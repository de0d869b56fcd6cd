"""The one way in which words of a signed edition change: all of them go at once, because two persons said so.

Conditions for `rules.py`, in its SQL. Which column then holds what: `columns.ERASED`.
"""

# ruff: noqa: S608  SQL is made of the names in columns.py and of nothing that anybody types

from __future__ import annotations

from articles.models.vocabulary import RedactionState, Status
from articles.triggers import columns as c

#: The states in which words can be erased: a live edition is withdrawn first, an open one is edited.
NO_LONGER_LIVE = f"('{Status.SUPERSEDED}', '{Status.WITHDRAWN}')"


def confirmed(article: str) -> str:
    """A second person confirmed that the words of this edition go."""
    rest = f"x.state = '{RedactionState.CONFIRMED}' AND x.decided_by_id <> x.asked_by_id"
    return f"EXISTS (SELECT 1 FROM {c.REDACTION} x WHERE x.article_id = {article} AND {rest})"


def _is(column: str, value: str | None) -> str:
    return f"NEW.{column} IS NULL" if value is None else f"NEW.{column} = '{value}'"


def _same(columns: tuple[str, ...]) -> str:
    return " AND ".join(f"NOT (NEW.{column} DIFFERS OLD.{column})" for column in columns if column not in c.ERASED)


_NOTHING_LEFT = " AND ".join(_is(column, value) for column, value in c.ERASED.items())
_REST_STAYS = _same(("status", *c.FIXED_WITH_WORDS[c.ARTICLE]))

#: The update leaves no word in the edition, changes nothing else that is fixed, and was confirmed.
ERASES = f"({_NOTHING_LEFT} AND {_REST_STAYS} AND OLD.status IN {NO_LONGER_LIVE} AND {confirmed('NEW.id')})"

_WORDS_STAY = " AND ".join(f"NOT (NEW.{column} DIFFERS OLD.{column})" for column in c.WORDS[c.ARTICLE])
_SISTER = (
    f"EXISTS (SELECT 1 FROM {c.ARTICLE} o WHERE o.question_id = NEW.question_id AND o.id <> NEW.id"
    f" AND {confirmed('o.id')})"
)
#: The update changes no word: it empties the original document, which a later edition took over from one that was
#: erased. It is no word and never public, and would hold what was erased.
FORGETS_DOCUMENT = f"(NEW.original_document = '' AND {_WORDS_STAY} AND {_REST_STAYS} AND {_SISTER})"
