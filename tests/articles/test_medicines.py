"""Finding medicines by name."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from articles import findings, live_pages, medicines, signing
from articles.medicines import MedicineFinder
from articles.models import Article, Cause, Medicine
from articles.models.vocabulary import MedicineStatus, RiskClass
from doctors.models import Doctor
from tests.texts import make_article, make_published
from tests.watching import queries_of, within


def finder(*names: str) -> MedicineFinder:
    return MedicineFinder(
        Medicine(pk=number, name=name.partition("|")[0], synonyms=name.partition("|")[2].replace("|", "\r\n"))
        for number, name in enumerate(names, start=1)
    )


def found(text: str, *names: str) -> list[str]:
    return [medicine.name for medicine in finder(*names).named_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Paracetamol",
        "Take paracetamol.",
        "PARACETAMOL helps",
        "(paracetamol)",
        "paracetamol, water",
        "paracetamol’s effect",
        "**paracetamol**",
        "[paracetamol](https://example.org)",
        "2 paracetamols a day",
        "用paracetamol治疗",
        "paracetamol-based",
    ],
)
def test_a_name_is_found_as_a_whole_word_whatever_its_capitals(text: str) -> None:
    assert found(text, "Paracetamol") == ["Paracetamol"]
    assert finder("Paracetamol").names_one(text)


@pytest.mark.parametrize("text", ["", "Iron", "ironing", "environment", "2iron", "cast-irons1", "andiron"])
def test_a_part_of_a_word_is_no_name(text: str) -> None:
    assert found(text, "Iron") == (["Iron"] if text == "Iron" else [])


@pytest.mark.parametrize(("text", "name"), [("Mêdical advice", "Mêd"), ("the naïvety", "Naïve"), ("überall", "Üb")])
def test_an_accented_name_is_a_whole_word_too(text: str, name: str) -> None:
    assert found(text, name) == []


def test_a_letter_with_an_accent_goes_on_the_word() -> None:
    assert found("zincé", "Zinc") == []


def test_an_accent_may_be_typed_in_two_ways() -> None:
    composed, decomposed = "B\u00e9lin", "Be\u0301lin"
    assert found(f"Take {decomposed}.", composed) == [composed]
    assert found(f"Take {composed}.", decomposed) == [decomposed]


def test_a_name_of_two_words_is_found_over_the_end_of_a_line() -> None:
    for text in ("folic acid", "Folic  acid", "folic\nacid", "folic\r\nacid", "folic\u00a0acid"):
        assert found(text, "Folic acid") == ["Folic acid"], repr(text)


def test_a_chinese_name_is_found_anywhere() -> None:
    assert found("可以服用对乙酰氨基酚缓解疼痛", "Paracetamol|对乙酰氨基酚") == ["Paracetamol"]


def test_synonyms_are_names_and_each_medicine_is_named_once_in_the_order_of_mention() -> None:
    names = ("Paracetamol|Tylenol|acetaminophen", "Ibuprofen|Nurofen")
    assert found("Nurofen, Tylenol, ibuprofen and acetaminophen", *names) == ["Ibuprofen", "Paracetamol"]


def test_a_longer_name_wins_over_a_shorter_inside_it() -> None:
    assert found("Take iron sulphate.", "Iron", "Iron sulphate") == ["Iron sulphate"]


def test_a_name_that_two_medicines_share_finds_both() -> None:
    assert set(found("Take Coldaway.", "Mild|Coldaway", "Withdrawn|Coldaway")) == {"Mild", "Withdrawn"}


def test_marks_of_regular_expressions_in_a_name_are_letters() -> None:
    assert found("vitamin b12 (oral)", "Vitamin B12 (oral)") == ["Vitamin B12 (oral)"]
    assert found("abc", "a.c", ".*") == []


def test_no_medicines_find_nothing() -> None:
    assert found("paracetamol") == []
    assert not finder().names_one("paracetamol")


def test_a_long_text_and_many_names_are_searched_in_time() -> None:
    many = finder(*(f"Medicine{number}" for number in range(300)))
    with within(10):
        assert many.named_in("medicin " * 20_000) == []
        assert not many.names_one("a" * 200_000)


def test_all_known_medicines_are_one_query(db: None) -> None:
    Medicine.objects.create(name="Quinine")
    assert queries_of(lambda: medicines.finder().named_in("quinine")) == 1
    assert [medicine.name for medicine in medicines.finder().named_in("quinine")] == ["Quinine"]
    Medicine.objects.all().delete()
    assert medicines.finder().named_in("quinine") == [], "nothing is remembered from before"


@pytest.mark.parametrize("status", list(MedicineStatus))
def test_only_a_restricted_medicine_needs_two_signatures(editor: User, dr_lin: Doctor, status: MedicineStatus) -> None:
    Medicine.objects.create(name="Quinine", status=status, reason="Heart rhythm.")
    article = make_article(editor, dr_lin, lead="Take quinine.")
    assert findings.needs_two_signatures(article) == (status == MedicineStatus.RESTRICTED)


def test_the_page_marks_exactly_the_causes_that_name_a_medicine(editor: User, dr_lin: Doctor) -> None:
    Medicine.objects.create(name="Folic acid")
    content = make_published(editor, dr_lin, "plain").live_page.content
    assert not content["names_medicine_outside_causes"]
    draft = make_article(editor, dr_lin)
    first, second = Cause.objects.filter(article=draft).order_by("pk")
    Cause.objects.filter(pk=first.pk).update(advice="Take folic\nacid.")
    page = Article.objects.with_text().get(pk=draft.pk)
    causes = {
        cause["heading"]: cause["names_medicine"]
        for section in live_pages.content_of(page, signatures=[])["sections"]
        for cause in section["causes"]
    }
    assert causes == {first.heading: True, second.heading: False}


@pytest.mark.parametrize("field", ["introduction", "lead", "closing"])
def test_the_page_says_when_a_medicine_is_named_outside_the_causes(editor: User, dr_lin: Doctor, field: str) -> None:
    Medicine.objects.create(name="Quinine")
    live = make_published(editor, dr_lin, **{field: "Some take quinine."})
    assert live.live_page.content["names_medicine_outside_causes"]


def test_a_medicine_named_in_a_section_of_its_own_text_is_outside_the_causes(editor: User, dr_lin: Doctor) -> None:
    Medicine.objects.create(name="Cold legs")
    assert make_published(editor, dr_lin).live_page.content["names_medicine_outside_causes"]


@pytest.mark.parametrize(
    "text",
    ["Ask which pain tablets are safe for you.", "A pharmacist can advise on a pain gel.",
     "You want to start iron\ntablets.",
     "Painkillers help little.", "It needs an antibiotic.", "多数人先用止痛药。", "请医生看看铁剂是否合适。"],
)  # fmt: skip
def test_a_kind_of_medicine_is_spoken_of_and_is_no_medicine_by_name(text: str) -> None:
    none, some = finder(), finder("Quinine")
    assert none.speaks_of_one(text)
    assert some.speaks_of_one(text)
    assert not none.names_one(text)
    assert some.named_in(text) == []


@pytest.mark.parametrize(
    "text", ["", "The pain was sharp.", "Iron is in lentils.", "No tablet screens in bed.", "铁锅做菜"]
)
def test_what_is_no_medicine_is_not_spoken_of(text: str) -> None:
    assert not finder("Quinine").speaks_of_one(text)


def test_the_page_marks_a_cause_that_speaks_of_a_kind_of_medicine(editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin, closing="Painkillers are no cure.")
    first, _second = Cause.objects.filter(article=draft).order_by("pk")
    Cause.objects.filter(pk=first.pk).update(advice="Ask which pain tablets are safe for you.")
    page = Article.objects.with_text().get(pk=draft.pk)
    content = live_pages.content_of(page, signatures=[])
    marks = [cause["names_medicine"] for section in content["sections"] for cause in section["causes"]]
    assert (marks, content["names_medicine_outside_causes"]) == ([True, False], True)
    assert signing.risk_of(page) == RiskClass.NORMAL
