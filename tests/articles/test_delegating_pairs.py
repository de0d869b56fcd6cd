"""What must never pass as a correction of spelling, pushed through the verb an editor uses; honest ones go live."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from articles import auditing, canonical, corrections, delegating, editing, publishing
from articles.errors import Refused
from articles.models import Article, Cause, Condition, LivePage, Medicine, Signature
from articles.models.vocabulary import Role, Status
from articles.spelling import REASONS
from doctors.models import Doctor
from tests.articles.delegated import MENDED, SLIP, allow, make_live, mend
from tests.articles.spelling_pairs import CHINESE, ENGLISH, HONEST, HONEST_REFUSED, PROTECTED, pairs
from tests.texts import make_article, make_question, publish_next, sign_in_full

NEVER = [("en", pair) for pair in pairs(ENGLISH)] + [("zh-hans", pair) for pair in pairs(CHINESE)]
#: The proof is Python's: more than 60 of them on SQLite, a sample of them on PostgreSQL.
STEP = 9 if connection.vendor == "sqlite" else 36
PLAIN = [
    (old, new)
    for old, new in pairs(HONEST)
    if not any(word in old for word in HONEST_REFUSED) and canonical.prose(old) != canonical.prose(new)
][::2]


@pytest.fixture(autouse=True)
def names(db: None) -> None:
    """The portal knows the medicines and conditions that the list of pairs speaks of."""
    for name in PROTECTED:
        model = Medicine if name in ("Paracetamol", "Warfarin", "Celebrex") else Condition
        model.objects.create(name=name, **({} if model is Medicine else {"slug": name.lower().replace(" ", "-")}))


def live_with(text: str, editor: User, doctor: Doctor, number: int, language: str = "en") -> Article:
    """A live answer that holds the text as its introduction and nowhere else."""
    question = make_question(f"question-{number}", language=language)
    draft = make_article(editor, doctor, question=question, introduction=text, question_text=f"Why? ({number})")
    return publishing.publish(sign_in_full(draft, editor), editor=editor)


def put(draft: Article, text: str, editor: User, cause: Cause | None = None) -> Article:
    """Write the text into the introduction, or into the explanation of a cause."""
    if cause is None:
        Article.objects.filter(pk=draft.pk).update(introduction=text)
    else:
        Cause.objects.filter(article=draft, block=cause.block).update(explanation=text)
    return editing.text_saved(draft, editor=editor)


def code_of(draft: Article, editor: User) -> str:
    """Why the verb refuses to sign the draft; "" where it signed."""
    try:
        with transaction.atomic():
            delegating.sign_spelling(draft, editor=editor)
    except Refused as refused:
        return refused.code
    return ""


def refused_for_its_words(draft: Article, editor: User) -> bool:
    """Not because of the doctor or the state, nor because the same slip stands elsewhere."""
    return code_of(draft, editor) in set(REASONS) - {"repeated"} | {"nothing-corrected"}


@pytest.mark.parametrize("group", range(3))
def test_none_of_them_gets_into_an_introduction(editor: User, dr_lin: Doctor, group: int) -> None:
    """Each in an answer of its own; nothing is signed, the draft stays a draft."""
    allow(dr_lin)
    for number, (language, (old, new)) in list(enumerate(NEVER))[group * 3 :: STEP]:
        live = live_with(old, editor, dr_lin, number, language)
        draft = put(editing.start_edition(live.question, editor=editor), new, editor)
        assert refused_for_its_words(draft, editor), (old, new)
        assert Article.objects.get(pk=draft.pk).status == Status.DRAFT
    assert not Signature.objects.filter(role=Role.DELEGATED).exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_none_of_them_gets_into_a_cause(editor: User, dr_lin: Doctor, language: str) -> None:
    """In answers of 10 causes: each try writes all causes of its answer."""
    allow(dr_lin)
    chosen = [pair for code, pair in NEVER if code == language][:: STEP // 4]
    for first in range(0, len(chosen), 10):
        some = chosen[first : first + 10]
        draft = make_article(editor, dr_lin, question=make_question(f"question-{first}", language=language))
        section = draft.sections.get(position=2)
        causes = [
            Cause(article=draft, section=section, position=9, heading="A cause", explanation=old) for old, _ in some
        ]
        Cause.objects.bulk_create(causes)
        live = publishing.publish(sign_in_full(editing.text_saved(draft, editor=editor), editor), editor=editor)
        draft = editing.start_edition(live.question, editor=editor)
        for cause, (old, new) in zip(causes, some, strict=True):
            assert refused_for_its_words(put(draft, new, editor, cause), editor), (old, new)
            put(draft, old, editor, cause)
        publishing.withdraw(live, editor=editor, reason="Enough of it.")
    assert not Signature.objects.filter(role=Role.DELEGATED).exists()


def test_the_list_is_long() -> None:
    assert sum(len(NEVER[group * 3 :: 9]) for group in range(3)) >= 60


def test_honest_corrections_go_live_one_after_another(editor: User, dr_lin: Doctor) -> None:
    """End to end: signed under the permission, published, and `verify` recomputes each proof."""
    allow(dr_lin)
    for number, (old, new) in enumerate(PLAIN):
        live = live_with(old, editor, dr_lin, number)
        draft = put(editing.start_edition(live.question, editor=editor), new, editor)
        again = publishing.publish(delegating.sign_spelling(draft, editor=editor), editor=editor)
        assert again.edition == 2
    assert LivePage.objects.count() == len(PLAIN) >= 15
    assert list(auditing.problems()) == []


def test_a_word_that_stands_there_twice_is_read_by_the_doctor(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin, lead=SLIP)
    allow(dr_lin)
    draft = mend(live.question, editor)
    assert code_of(draft, editor) == "repeated", "left elsewhere"
    Article.objects.filter(pk=draft.pk).update(lead=MENDED)
    assert code_of(editing.text_saved(draft, editor=editor), editor) == "repeated", "corrected everywhere"


def test_a_word_of_another_live_answer_is_read_by_the_doctor(editor: User, dr_lin: Doctor) -> None:
    """The portal's own texts know it. A word that only holds it, a draft, or an earlier edition do not."""
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    other = make_article(editor, dr_lin, "other", lead="It reoccured. It is said.\n\nOccured, they say, it has.")
    draft = mend(live.question, editor)
    asked = sign_in_full(other, editor)
    assert corrections.used_elsewhere({"occured"}, question=live.question_id) == [], "not public"
    publishing.publish(asked, editor=editor)
    assert corrections.used_elsewhere({"occured", "probelms"}, question=live.question_id) == ["occured"]
    assert corrections.used_elsewhere({"occured"}, question=other.question_id) == ["occured"], "the other way round"
    assert code_of(draft, editor) == "used-elsewhere"
    publish_next(other.question, editor, lead="It reoccured, they say.")
    assert code_of(draft, editor) == ""


def test_a_name_the_portal_learns_later_makes_no_alarm(editor: User, dr_lin: Doctor) -> None:
    """What was proved on its day stays proved: only the lists that come with the code count for `verify`."""
    allow(dr_lin)
    live = live_with("Bring your medicaitons.", editor, dr_lin, 1)
    draft = put(editing.start_edition(live.question, editor=editor), "Bring your medications.", editor)
    name = Condition.objects.create(name="Medications", slug="medications")
    assert code_of(draft, editor) == "protected"
    name.delete()
    publishing.publish(delegating.sign_spelling(draft, editor=editor), editor=editor)
    Condition.objects.create(name="Medications", slug="medications")
    assert list(auditing.problems()) == []


def test_words_taken_from_another_answer_are_no_correction(editor: User, dr_lin: Doctor) -> None:
    """The words of another question that the same doctor read do not help."""
    allow(dr_lin)
    live_with("Rest and drink water.", editor, dr_lin, 1)
    live = live_with("Walk and drink milk.", editor, dr_lin, 2)
    draft = put(editing.start_edition(live.question, editor=editor), "Rest and drink water.", editor)
    assert refused_for_its_words(draft, editor)
