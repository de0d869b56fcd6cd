"""A form that does not get through has one status for one kind of reason, whatever page it stands on."""

from __future__ import annotations

import pytest

from articles.errors import Incomplete, NotAllowed, Refused, StaleText
from articles.statuses import status_of


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (None, 422),
        (Incomplete("reason-missing", "Say why."), 422),
        (NotAllowed("Not by this account."), 403),
        (StaleText(shown="a", current="b", sentence="It changed."), 409),
        (Refused("not-published", "It is not live."), 409),
    ],
)
def test_incomplete_is_422_too_late_409_and_not_allowed_403(said: Refused | None, status: int) -> None:
    assert status_of(said) == status
