"""Two at the same moment, on two connections: one code opens once, one link signs once, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection

from articles import editing, signing_links
from articles.errors import Refused
from articles.models import Article, Signature, SigningLink
from articles.models.vocabulary import LinkEnd
from doctors.models import Doctor
from tests.articles.at_once import at_once
from tests.articles.linking import code_for, other_than, send
from tests.texts import make_in_review

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 30 if connection.vendor == "postgresql" else 6


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


def test_the_same_code_twice_at_once_opens_once(editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor) -> None:
    for number in range(ROUNDS):
        link, _key = send(make_in_review(editor, dr_lin, f"question-{number}"), dr_lin, editor)
        code = code_for(link)
        said = at_once(pool, *[lambda link=link, code=code: signing_links.unlock(link, code=code)] * 2)
        assert sorted(said, key=str) == [None, "wrong-code"]


def test_every_wrong_code_is_counted(editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor) -> None:
    link, _key = send(make_in_review(editor, dr_lin), dr_lin, editor)
    code = code_for(link)
    for _ in range(5):
        at_once(pool, *[lambda: signing_links.unlock(link, code=other_than(code))] * 2)
    assert SigningLink.objects.get().wrong_codes == 10
    with pytest.raises(Refused):
        signing_links.unlock(link, code=code)


def test_one_link_signs_once(editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor) -> None:
    for number in range(ROUNDS):
        link, _key = send(make_in_review(editor, dr_lin, f"question-{number}"), dr_lin, editor)
        sign = lambda link=link: signing_links.sign(link, digest=link.digest)  # noqa: E731
        back = lambda link=link: signing_links.request_changes(link, digest=link.digest, comment="No.")  # noqa: E731
        said = at_once(pool, sign, back if number % 2 else sign)
        assert said.count(None) == 1, said
        assert set(said) <= {None, "link-ended", "stale-text"}
        assert Signature.objects.filter(article=link.article).count() == 1


def test_a_signature_and_everything_else_never_wait_for_each_other(
    editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor
) -> None:
    others: list[Callable[[SigningLink], object]] = [
        lambda link: signing_links.revoke_link(link, by=editor),
        lambda link: signing_links.unlock(link, code="000000"),
        lambda link: signing_links.send_code(link),
        lambda link: signing_links.send_link(link.article, doctor=dr_lin, editor=editor),
        lambda link: editing.take_back(link.article, editor=editor),
    ]
    for number in range(ROUNDS):
        link, _key = send(make_in_review(editor, dr_lin, f"question-{number}"), dr_lin, editor)
        other = others[number % len(others)]
        said = at_once(
            pool,
            lambda link=link: signing_links.sign(link, digest=link.digest),
            lambda link=link, other=other: other(link),
        )
        assert said[0] in (None, "link-ended", "stale-text"), said
        link.refresh_from_db()
        signed = Signature.objects.filter(article=link.article).exists()
        assert signed == (link.ended_why == LinkEnd.USED), said


def test_two_editors_at_once_leave_one_link(editor: User, dr_lin: Doctor, pool: ThreadPoolExecutor) -> None:
    article: Article = make_in_review(editor, dr_lin)
    said = at_once(pool, *[lambda: signing_links.send_link(article, doctor=dr_lin, editor=editor)] * 2)
    assert said == [None, None]
    assert SigningLink.objects.open().count() == 1
