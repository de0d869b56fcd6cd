"""The HTTP status of a form that did not get through: the same on every page of the desk and the admin."""

from __future__ import annotations

from articles.errors import Incomplete, NotAllowed, Refused


def status_of(refused: Refused | None) -> int:
    """Of what a verb said; None where the form did not get as far as a verb.

    422: incomplete, or holding what cannot be taken. 403: not by this account. 409: too late, or not in this state.
    """
    if refused is None or isinstance(refused, Incomplete):
        return 422
    return 403 if isinstance(refused, NotAllowed) else 409
