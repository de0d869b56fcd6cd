"""Conflicts of interest: what is a “none”, who is asked twice, and what editor and signer are shown."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from articles import findings, signing, stating
from articles.errors import Refused
from articles.models import Article, Question, Signature
from articles.views.decision import NONE_HERE
from doctors.models import Doctor
from tests.articles.test_desk import decision, page_of, signed_in
from tests.texts import make_in_review, make_signed

TALKS = "Paid for talks by Firm A (pain relief)."


@pytest.mark.parametrize(
    "text",
    [
        *("none", "None.", " NONE ", "“none”", "nil", "N/A", "n/a", "Not applicable", "No conflicts of interest"),
        *("nothing", "No conflict of interest.", "None declared", "none known", "No known conflicts of interest."),
        *("No interests", "I have no conflicts of interest", "I declare no competing interests."),
        *("There are no conflicts of interest.", "No relevant financial interests to disclose", "nothing to declare"),
        *("无", "无。", "没有", "无利益冲突", "没有任何利益冲突。", "本人声明无利益冲突"),
    ],
)
def test_a_none_is_a_none(text: str) -> None:
    assert stating.says_none(text)
    assert not stating.names_some(text)


@pytest.mark.parametrize(
    "text",
    [
        *(TALKS, "None, but I own shares of Firm B.", "none except talks for Firm A", "No. 7 on the board of Firm B"),
        *("Nonexecutive director of Firm B", "None on this topic.", "Paid by the hospital.", "noneconomic ties"),
        *("没有收入，但持有公司股份", "有", "无锡某公司顾问", str(NONE_HERE), "No conflicts besides my employment"),
    ],
)
def test_what_says_more_is_no_bare_none(text: str) -> None:
    assert stating.names_some(text)
    assert not stating.says_none(text)


def test_silence_says_nothing() -> None:
    for text in ("", "  ", " . ", "\n"):
        assert not stating.says_none(text)
        assert not stating.names_some(text)
        assert not stating.disagree(text, "none")
        assert not stating.disagree(text, TALKS)


def test_a_long_statement_is_judged_at_once() -> None:
    assert stating.names_some("no known relevant competing financial any " * 20_000)


def talking(doctor: Doctor, profile: str = TALKS) -> Doctor:
    Doctor.objects.filter(pk=doctor.pk).update(conflicts_of_interest=profile)
    return Doctor.objects.get(pk=doctor.pk)


def notes(article: Article) -> list[str]:
    return [note.code for note in findings.notes(Article.objects.with_text().get(pk=article.pk))]


def test_the_verb_takes_no_bare_none_of_who_has_conflicts(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    doctor = talking(dr_lin)
    with pytest.raises(Refused) as refused:
        signing.sign(asked, doctor=doctor, digest=asked.digest, conflict_statement="None.")
    assert refused.value.code == "conflicts-unsaid"
    assert not Signature.objects.exists()
    signing.sign(asked, doctor=doctor, digest=asked.digest, conflict_statement="None: Firm A sells nothing for cramps.")


def test_asking_and_publishing_are_not_stopped_by_it(editor: User, dr_lin: Doctor) -> None:
    talking(dr_lin)
    asked = make_in_review(editor, talking(dr_lin))
    assert notes(asked) == ["conflicts-differ"]
    assert "conflicts-differ" not in {finding.code for finding in findings.check(asked)}


def test_the_editor_sees_both_ways_round(editor: User, dr_lin: Doctor) -> None:
    assert notes(make_in_review(editor, dr_lin, "agree")) == []
    assert notes(make_in_review(editor, dr_lin, "names", disclosure=TALKS)) == ["conflicts-differ"]
    signed = make_in_review(editor, dr_lin, "signed")
    signing.sign(signed, doctor=dr_lin, digest=signed.digest, conflict_statement=TALKS)
    assert notes(signed) == ["statement-differs"]
    page = signed_in(editor).get(reverse("admin:articles_article_change", args=[signed.pk])).content.decode()
    assert "stated when signing" in page


def test_the_desk_asks_who_has_conflicts_for_a_deliberate_word(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    lin: Client = signed_in(talking(dr_lin).user)
    page = lin.get(page_of(asked)).content.decode()
    assert TALKS in page
    assert "does not agree with your profile" in page
    refused = lin.post(page_of(asked), decision(asked, comment="Kept."))
    assert refused.status_code == 422
    assert "Tick this, or write which touch this topic." in refused.content.decode()
    assert "Kept." in refused.content.decode()
    assert refused.content.decode().count("checked") == 4, "what was ticked stays"
    assert not Signature.objects.exists()
    assert lin.post(page_of(asked), decision(asked, none_here="on")).status_code == 302
    assert Signature.objects.get().conflict_statement == str(NONE_HERE)


def test_a_statement_is_made_anew_for_each_text(editor: User, dr_lin: Doctor) -> None:
    """Nothing is filled in, from the profile or the disclosure, which stand beside the tick to be read."""
    asked = make_in_review(editor, dr_lin, disclosure=TALKS)
    page = signed_in(dr_lin.user).get(page_of(asked)).content.decode()
    form = page[page.index('id="decide"') :]
    assert re.search(r'<textarea name="conflict_statement"[^>]*>\s*</textarea>', form)
    assert re.search(r'<input type="checkbox" name="none_here"[^>]*>', form)
    assert "checked" not in form
    assert "I have no conflicts of interest on this topic" in form
    assert "In your profile: <q>none</q>" in form
    assert f"In the disclosure of this text: <q>{TALKS}</q>" in form


@pytest.mark.parametrize(
    ("profile", "said", "field", "sentence"),
    [
        ("none", {}, "id_conflict_statement", "Write your conflicts of interest on this topic, or tick"),
        ("none", {"none_here": "on", "conflict_statement": "Shares."}, "id_none_here", "You ticked that you have none"),
        (TALKS, {"none_here": "on", "conflict_statement": TALKS}, "id_none_here", "You ticked that you have none"),
    ],
)
def test_the_tick_and_words_together_or_neither_is_said_and_kept(
    editor: User, dr_lin: Doctor, profile: str, said: dict[str, str], field: str, sentence: str
) -> None:
    asked = make_in_review(editor, dr_lin)
    lin = signed_in(talking(dr_lin, profile).user)
    given = decision(asked, comment="Kept.", **{"conflict_statement": "", **said})
    response = lin.post(page_of(asked), given)
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(rf'<a href="#{field}">{sentence}', page)
    assert page.count(f'id="{field}"') == 1
    for typed in ("Kept.", said.get("conflict_statement", "")):
        assert f">\n{typed}</textarea>" in page
    assert page.count("checked") == 4 + ("none_here" in said)
    assert not Signature.objects.exists()


def test_the_tick_stands_for_none_in_the_language_of_the_text(editor: User, dr_lin: Doctor) -> None:
    english, chinese = make_in_review(editor, dr_lin), make_in_review(editor, dr_lin, "tui")
    Question.objects.filter(pk=chinese.question_id).update(language="zh-hans")
    for asked, profile in ((english, "none"), (chinese, TALKS)):
        lin = signed_in(talking(dr_lin, profile).user)
        assert lin.post(page_of(asked), decision(asked, conflict_statement="", none_here="on")).status_code == 302
    said = [signature.conflict_statement for signature in Signature.objects.order_by("pk")]
    with override("zh-hans"):
        assert said == ["none", str(NONE_HERE)]
    assert said[1] != str(NONE_HERE), "readers of the text read it, whatever language the desk speaks"


def test_a_bare_none_beside_a_disclosure_that_names_some_has_to_be_meant(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin, disclosure=TALKS)
    lin = signed_in(dr_lin.user)
    refused = lin.post(page_of(asked), decision(asked))
    assert refused.status_code == 422
    assert "The disclosure of this text names some. Tick this" in refused.content.decode()
    assert lin.post(page_of(asked), decision(asked, none_here="on")).status_code == 302
    assert Signature.objects.get().conflict_statement == "none"


def test_a_none_in_words_is_enough_where_nobody_names_any(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    lin = signed_in(dr_lin.user)
    assert "does not agree" not in lin.get(page_of(asked)).content.decode()
    assert lin.post(page_of(asked), decision(asked)).status_code == 302


def test_asking_for_changes_needs_no_word_on_conflicts(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    lin = signed_in(talking(dr_lin).user)
    changes = decision(asked, decision="changes", attested=[], comment="Too long.")
    assert lin.post(page_of(asked), changes).status_code == 302


def test_a_signed_text_shows_no_note_to_the_signer(editor: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    assert "does not agree" not in signed_in(talking(dr_lin).user).get(page_of(signed)).content.decode()
