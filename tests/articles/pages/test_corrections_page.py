"""/corrections/: everything that was changed or taken down after readers could read it, the newest first."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import addressing, publishing, redacting, renewing, revoking, signing
from articles.models import Article, Question
from articles.models.vocabulary import Language
from articles.views import corrections
from doctors.models import Doctor
from tests.articles.delegated import mended_live
from tests.articles.pages.reading import in_order, read
from tests.people import make_user
from tests.texts import make_next, make_published, make_question, publish_next

ADDRESS = "/corrections/"


@pytest.mark.django_db
def test_nothing_to_correct_is_said(client: Client) -> None:
    assert "Nothing that was published here has been changed or withdrawn yet." in read(client, ADDRESS)
    assert "更正" in read(client, f"/zh-hans{ADDRESS}")


def test_each_kind_of_correction_is_told_with_its_reason(
    client: Client, editor: User, chief: User, dr_lin: Doctor
) -> None:
    changed = make_published(editor, dr_lin, "changed-cramps")
    back = publish_next(make_published(editor, dr_lin, "back-cramps").question, editor)
    gone = make_published(editor, dr_lin, "gone-cramps")
    revoked = make_published(editor, dr_lin, "revoked-cramps")
    unsafe = make_published(editor, dr_lin, "unsafe-cramps")
    publish_next(changed.question, editor, change_note="Gout is **named**.")
    publishing.roll_back(back.question, editor=chief, reason="It was no better.")
    publishing.withdraw(gone, editor=editor, reason="Out of date.")
    revoking.revoke(revoked, doctor=dr_lin, reason="My view has changed.")
    publishing.withdraw(unsafe, editor=editor, reason="A wrong dose.", safety=True)
    in_order(
        read(client, ADDRESS),
        *("Corrections", "the newest first"),
        *("An answer that was withdrawn", "Edition 1 was withdrawn for safety. If you acted on it", "A wrong dose."),
        *("What causes revoked cramps?", "a doctor’s signature under it was revoked.", "My view has changed."),
        *("What causes gone cramps?", "Edition 1 was withdrawn.", "Out of date."),
        *("What causes back cramps?", "an earlier edition was brought back.", "It was no better."),
        *("What causes changed cramps?", "Edition 2 took the place of edition 1.", "Gout is named"),
        *("What causes back cramps?", "Edition 2 took the place of edition 1."),
    )
    assert "unsafe cramps" not in read(client, ADDRESS)


def test_words_that_are_shown_nowhere_are_not_shown_here(
    client: Client, editor: User, chief: User, dr_lin: Doctor
) -> None:
    first = make_published(editor, dr_lin, question_text="Harmless wording?")
    unsafe = publish_next(first.question, editor, question_text="Unsafe wording?", change_note="Unsafe note.")
    assert "Unsafe note." in read(client, ADDRESS)
    publishing.withdraw(unsafe, editor=editor, reason="A wrong dose.", safety=True)
    erased = make_published(editor, dr_lin, "erased", question_text="Erased wording?")
    publishing.withdraw(erased, editor=editor, reason="A person is named.")
    assert "Erased wording?" in read(client, ADDRESS)
    redacting.ask_redaction(erased, chief=chief, reason="The law asks.")
    redacting.redact(erased, second=make_user("second-chief", "Chief editors", staff=True))
    for address in (ADDRESS, "/feeds/corrections.xml"):
        text = client.get(address).content.decode()
        for word in ("Unsafe wording", "Unsafe note", "Erased wording", "[erased]"):
            assert word not in text, (address, word)
        assert "Harmless wording?" in text
        assert text.count("A wrong dose.") == text.count("A person is named.") == 1


def test_the_same_words_signed_again_are_no_correction(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    renewed = renewing.renew(live.question, by=editor)
    signing.sign(renewed, doctor=dr_lin, digest=renewed.digest)
    again = publishing.publish(Article.objects.get(pk=renewed.pk), editor=editor)
    assert (again.edition, again.digest) == (2, live.digest)
    assert "leg cramps" not in read(client, ADDRESS)


def test_a_correction_of_spelling_is_called_that(client: Client, editor: User, dr_lin: Doctor) -> None:
    mended_live(editor, dr_lin)
    in_order(read(client, ADDRESS), "What causes leg cramps?", "Spelling corrected in edition 2.")


def test_drafts_on_their_way_are_no_correction(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    make_next(live.question, editor, question_text="Planted?", change_note="Planted.")
    assert "lanted" not in read(client, ADDRESS)


def test_entries_lead_to_the_answer_and_its_history_in_its_language(
    client: Client, editor: User, dr_lin: Doctor
) -> None:
    chinese = make_question("抽筋", language=Language.CHINESE)
    publish_next(make_published(editor, dr_lin, question=chinese, question_text="为什么？").question, editor)
    english = make_published(editor, dr_lin)
    publish_next(english.question, editor)
    addressing.move_question(english.question, "moved", editor=editor)
    for prefix in ("", "/zh-hans"):
        text = client.get(prefix + ADDRESS).content.decode()
        assert 'lang="zh-hans"><a href="/zh-hans/questions/%E6%8A%BD%E7%AD%8B/">为什么？</a>' in text
        assert 'href="/questions/moved/history/#edition-1"' in text
        for link in ("/questions/moved/", "/questions/moved/history/"):
            assert client.get(link).status_code == 200


def test_pages_cost_four_queries_whatever_they_list(
    client: Client, editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "CORRECTIONS_A_PAGE", 2)
    question = make_published(editor, dr_lin).question
    counts = []
    for _edition in range(3):
        publish_next(Question.objects.get(pk=question.pk), editor)
        with CaptureQueriesContext(connection) as captured:
            text = read(client, ADDRESS)
        counts.append(len(captured))
    assert counts[1] == counts[2] <= 4
    assert text.count("took the place") == 2
    assert "Next page" in text
    assert "Edition 2 took the place of edition 1." in read(client, f"{ADDRESS}?page=2")
    assert client.get(f"{ADDRESS}?page=9").status_code == 404


def test_it_is_found_from_every_page_and_from_the_page_about_corrections(client: Client, db: None) -> None:
    foot = client.get("/").content.decode().partition('<footer class="foot">')[2]
    assert f'href="{ADDRESS}"' in foot
    about = read(client, "/about/corrections/")
    assert "All corrections" in about
    assert "about/corrections/" in client.get(ADDRESS).content.decode()
