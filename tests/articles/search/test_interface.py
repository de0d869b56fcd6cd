"""The fixed interface of the search, whichever engine is behind it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from articles.search import Asked, nearest_conditions, search, suggest
from doctors.models import Doctor
from tests.texts import make_in_review, make_published

pytestmark = pytest.mark.django_db


def test_a_live_answer_is_found_and_one_in_review_is_not(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, "leg-cramps")
    make_in_review(editor, dr_lin, "blurred-vision")
    assert [hit.slug for hit in search(Asked("cramps", "en")).hits] == ["leg-cramps"]
    assert search(Asked("blurred", "en")).total == len(suggest("blurred", "en").questions) == 0
    assert len(suggest("ramp", "en").questions) == 1
    assert nearest_conditions("blurred", "en") == ()
