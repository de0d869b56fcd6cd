"""What a reader finds: the same from either engine. Both runs of the suite ask all of this."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from articles import permissions, publishing, renaming
from articles.models import Article, Condition, SearchSynonym, SearchWord
from articles.models.searching import EVERY
from articles.search import Asked, Found, nearest_conditions, search, suggest
from articles.search.results import Filter, Piece
from doctors.models import Doctor
from tests.articles.search.world import make_answers, publish
from tests.people import make_doctor, make_user
from tests.standing import standing
from tests.texts import make_next, make_question

pytestmark = pytest.mark.django_db


def make_world() -> None:
    editor = make_user("editor", permissions.EDITORS, staff=True)
    make_answers(editor, make_doctor("Lin Yunfei"), make_doctor("Mara Müller"))


@pytest.fixture(scope="module")
def standing_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield from standing(django_db_blocker, make_world)


@pytest.fixture(autouse=True)
def world(standing_world: None, db: None) -> None:
    """Each test finds the answers there."""


def asked(text: str, language: str = "en", **more: object) -> Found:
    return search(Asked(text, language, **more))


def slugs(text: str, language: str = "en", **more: object) -> list[str]:
    return [hit.slug for hit in asked(text, language, **more).hits]


CRAMPS = ["leg-cramps", "pregnant-cramps", "back-pain"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What causes leg cramps at night?", ["leg-cramps"]),  # the wording
        ("WHY DO MY CALVES SEIZE UP", ["leg-cramps"]),  # another wording
        ("leg cramp", CRAMPS),  # singular of a plural; in a title before in a text
        ("cramps legs", CRAMPS),
        ("calf spasm night", ["leg-cramps"]),
        ("magnesium", ["leg-cramps"]),  # the introduction
        ("tired muscle", ["leg-cramps"]),  # the text
        ("presses nerve", ["back-pain"]),  # the heading of a cause
        ("slipped discs", ["back-pain"]),  # names of a condition
        ("prolapsed disk", ["back-pain"]),
        ("Cardiology", ["leg-cramps"]),  # the department
        ("muscles", ["leg-cramps"]),  # a tag
        ("Mara Müller", ["headaches", "back-pain"]),  # the doctor
        ("mara muller", ["headaches", "back-pain"]),
        ("meniere", ["back-pain"]),  # accents and the ’s of a name
        ("Ménière's", ["back-pain"]),
        ("cafe naive", ["headaches"]),
        ("edema", ["headaches"]),  # British and American
        ("x-ray", ["headaches"]),
        ("xray", ["headaches"]),  # two words run together
        ("legcramps", CRAMPS),
        ("head ache", ["headaches"]),  # one word typed as two
        ("pregn", []),  # not typed to its end: suggested, but no other word when it was sent
        ("cal", []),
        ("hear", []),
        ("the of and", []),
        ("xylophone", []),
        ("", []),
    ],
)
def test_the_answers_to_these_words_are_found(text: str, expected: list[str]) -> None:
    assert slugs(text) == expected


@pytest.mark.parametrize(
    ("text", "meant", "expected"),
    [
        ("herniatd disk", "herniated disk", None),
        ("leg crmaps", "leg cramps", CRAMPS),
        ("leg craamps", "leg cramps", CRAMPS),
        ("leg cramqs", "leg cramps", CRAMPS),
        ("hernation", "herniation", ["back-pain"]),
        ("Pregnansy", "pregnancy", ["pregnant-cramps"]),
        ("legcramps", "leg cramps", CRAMPS),
        ("lowerbackpain", "lower back pain", ["back-pain"]),
        ("hedaache", "headaches", ["headaches"]),  # as the answer writes it, never "headach"
        ("diskk", "disc", ["back-pain"]),
        ("hed ache", "headaches", ["headaches"]),  # a slip and a space in one word
        ("hed-ache", "headaches", ["headaches"]),
        ("crams legs", "cramps legs", CRAMPS),  # in a word of four letters one is missing
        ("preg nacy", "pregnancy", ["pregnant-cramps"]),
        ("cramps preg nacy", "cramps pregnancy", ["pregnant-cramps"]),
    ],
)
def test_one_slip_is_mended_and_said(text: str, meant: str, expected: list[str] | None) -> None:
    if expected is None:
        Condition.objects.update(synonyms="herniated disk")
        _refresh_conditions()
        expected = ["back-pain"]
    found = asked(text)
    assert ([hit.slug for hit in found.hits], found.corrected) == (expected, meant)
    assert asked(text, exactly=True).total == 0
    assert asked(meant).corrected == ""


def test_a_slip_in_a_word_of_another_wording_is_mended_and_the_word_is_not_told() -> None:
    assert ([hit.slug for hit in asked("spasmm").hits], asked("spasmm").corrected) == (["leg-cramps"], "")
    assert asked("spasmm crampz").corrected == "spasmm cramps"


def _refresh_conditions() -> None:
    from articles import furniture

    furniture.refresh(furniture.of_condition(Condition.objects.get()))


@pytest.mark.parametrize(
    "text",
    [
        "crxxmps",
        "leg",
        "2026",
        "抽经",
        "cat",
        "calk",
        "legs",
        "pan",
        "backs",
        "piles",
        "balf",
        "leg zzq",
        "legs pan",
        "no pan",
    ],
)
def test_what_is_no_single_slip_is_left_as_it_is(text: str) -> None:
    assert asked(text).corrected == ""


def test_a_short_word_is_mended_where_letters_changed_places_in_a_word_of_a_head() -> None:
    assert (asked("disc").total, asked("dsic").corrected, asked("dics").corrected) == (1, "disc", "disc")
    assert (asked("birth").total, asked("brith").total) == (1, 0), "a word of the introduction alone"
    assert (asked("crampz").corrected, asked("cramz").corrected, asked("gramp").corrected) == ("cramps", "cramps", "")


def test_what_hangs_on_a_guess_says_so() -> None:
    assert asked("crmaps").is_guessed
    assert asked("magnesum").is_guessed
    assert asked("leg lice").is_guessed
    assert not asked("magnesium crmaps").is_guessed
    assert not asked("leg cramps in the swimming pool at night").is_guessed
    assert not asked("xylophone").hits


def test_most_of_the_words_are_better_than_nothing_and_it_is_said() -> None:
    found = asked("leg cramps in the swimming pool at night")
    assert (found.hits[0].slug, found.is_partial) == ("leg-cramps", True)
    assert not asked("leg cramps").is_partial
    assert asked("leg cramps swimming", exactly=True).total == 0


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("I wake up screaming with terrible cramps deep inside my left calf and cannot sleep", "leg-cramps"),
        ("my grandmother fell asleep and woke up with a terrible afternoon headache yesterday", "headaches"),
        ("leg xylophone trombone quartet", "leg-cramps"),  # the one word there is
        ("昨天跑完马拉松以后我的小腿突然抽筋疼得要命怎么缓解", "zh-chou-jin"),
    ],
)
def test_a_whole_sentence_finds_the_answer_that_has_a_few_of_its_words(text: str, first: str) -> None:
    found = asked(text, "zh-hans" if text[0] > "z" else "en")
    assert (found.hits[0].slug, found.is_partial) == (first, True)
    assert asked(text, exactly=True).total == 0


def test_the_one_word_found_is_told_apart_where_it_is_a_common_one() -> None:
    assert not asked("leg xylophone trombone quartet").is_loose, "in a small portal no word is common"
    SearchWord.objects.filter(language="en", word__in=["leg", EVERY]).update(answers=60)
    assert asked("leg xylophone trombone quartet").is_loose
    assert asked("leg xylophone").is_loose
    assert not asked("leg cramps xylophone").is_loose
    assert not asked("cramps xylophone").is_loose
    assert not asked("leg").is_loose


def test_words_in_quotes_stand_side_by_side() -> None:
    assert slugs('"leg cramps"') == CRAMPS
    assert slugs("“cramps leg”") == []
    assert slugs('"cramps at night"') == ["leg-cramps"]
    assert slugs('"muscles pull" calf') == ["leg-cramps"]
    assert slugs('"muscles calf"') == []
    assert slugs('leg "cramps') == CRAMPS, "a quote that nothing closes says nothing"


@pytest.mark.parametrize(
    "text", ["半夜小腿抽筋是什么原因", "小腿抽筋", "腿", "缺钙", "久站怎么办", "半夜小腿抽筋怎么办？"]
)
def test_chinese_is_found_without_spaces_from_either_interface(text: str) -> None:
    assert slugs(text, "zh-hans") == slugs(text, "en") == ["zh-chou-jin"]


def test_the_language_of_the_interface_comes_first_then_that_of_the_script() -> None:
    assert slugs("leg cramps", "zh-hans") == CRAMPS
    publish(*_editor_and_doctor(), "zh-cramps", "leg cramps 是什么？", question={"language": "zh-hans"})
    assert slugs("leg cramps", "zh-hans") == ["zh-cramps"]
    assert slugs("leg cramps", "en") == CRAMPS
    assert slugs("leg cramps", "xx") == CRAMPS
    assert slugs("leg cramps at night", "zh-hans") == ["leg-cramps"], "all of it, before a part of it"
    assert slugs("cramps xylophone", "zh-hans")[0] == "leg-cramps", "a part of it in either: in the words' own language"
    assert slugs("crmaps", "zh-hans") == CRAMPS


def _editor_and_doctor() -> tuple:
    from django.contrib.auth.models import User

    return User.objects.get(username="editor"), Doctor.objects.get(name="Lin Yunfei")


def test_a_synonym_of_the_editors_holds_at_once() -> None:
    assert slugs("charley horse") == []
    synonym = SearchSynonym.objects.create(words="Charley horses", meaning="leg cramp")
    assert slugs("charley horse at night") == ["leg-cramps"]
    assert set(slugs("charley horse")) == set(CRAMPS)
    assert slugs("horse charley") == []
    SearchSynonym.objects.create(words="jet lag", meaning="", language="en")
    synonym.delete()
    assert slugs("charley horse") == []


@pytest.mark.parametrize("typed", ["charley hor", "charley horse", "Charley horses night"])
def test_a_synonym_of_the_editors_is_suggested_by(typed: str) -> None:
    assert suggest(typed, "en").questions == ()
    SearchSynonym.objects.create(words="Charley horses", meaning="leg cramp")
    assert "/questions/leg-cramps/" in [one.url for one in suggest(typed, "en").questions]
    assert suggest("horse charley", "en").questions == suggest("charley", "en").questions == ()


def test_a_chinese_synonym_is_suggested_by() -> None:
    SearchSynonym.objects.create(words="转筋", meaning="抽筋", language="zh-hans")
    assert [one.url for one in suggest("转筋", "zh-hans").questions] == ["/zh-hans/questions/zh-chou-jin/"]


def test_a_new_name_of_a_condition_is_found_at_once(chief_editor: object) -> None:
    condition = Condition.objects.get()
    renaming.rename(condition, changes={"synonyms": "Ballerina spine"}, editor=chief_editor)
    assert (slugs("ballerina"), slugs("prolapsed")) == (["back-pain"], [])


@pytest.fixture
def chief_editor(world: None) -> object:
    return make_user("chief", permissions.CHIEF_EDITORS, staff=True)


def test_hits_show_byline_dates_and_marked_words() -> None:
    hit = asked("cramps muscles").hits[0]
    live = Article.objects.public().get(question__slug="leg-cramps").live_page
    assert (hit.byline, hit.signed_on, hit.due_on) == (live.byline, live.signed_on, live.due_on)
    assert (hit.department, hit.language, hit.is_sample) == ("Cardiology", "en", False)
    assert hit.question == (Piece("What causes leg "), Piece("cramps", True), Piece(" at night?"))
    assert "".join(piece.text for piece in hit.snippet).startswith("Rest: Tired muscles pull together.")
    assert [piece.text for piece in hit.snippet if piece.is_marked] == ["muscles"]


def test_overlapping_chinese_words_are_marked_once() -> None:
    assert [piece.text for piece in asked("小腿抽筋").hits[0].question if piece.is_marked] == ["小腿抽筋"]


def counts(found: Found) -> dict[str, dict[str, int]]:
    return {one.name: {choice.value: choice.count for choice in one.choices} for one in found.filters}


def test_filters_count_what_each_choice_leaves() -> None:
    lin, other = "lin-yunfei", "mara-müller"
    whole = counts(asked("leg cramps"))
    assert whole == {"kind": {"causes": 2, "management": 1}, "doctor": {lin: 2, other: 1}}
    assert slugs("leg cramps", doctor=other) == ["back-pain"]
    narrowed = asked("leg cramps", doctor=other)
    assert counts(narrowed) == {"doctor": {other: 1, lin: 2}}
    assert [choice.is_chosen for choice in filter_of(narrowed, "doctor").choices] == [True, False]
    assert slugs("leg cramps", department="cardiology") == ["leg-cramps"]
    assert slugs("leg cramps", kind="management", doctor=lin) == []
    assert slugs("leg cramps", audience="infant") == []
    for wrong in ("no-such", "\0", "\ud800", "x" * 5000):
        assert asked("leg", department=wrong, doctor=wrong, kind=wrong, audience=wrong).total == 0


def filter_of(found: Found, name: str) -> Filter:
    return next(one for one in found.filters if one.name == name)


def test_what_is_not_live_is_in_nothing_that_readers_get() -> None:
    editor, doctor = _editor_and_doctor()
    live = publish(editor, doctor, "zebra", "Why do zebras yawn?", explanation="Quagga dust.")
    assert (slugs("quagga"), len(suggest("zebr", "en").questions)) == (["zebra"], 1)
    make_next(live.question, editor, question_text="Why do okapis yawn?")
    assert slugs("okapis") == [] == list(suggest("okap", "en").questions)
    publishing.withdraw(live, editor=editor, reason="Wrong.")
    for text in ("zebras", "quagga", "quagg", "zebrs", "zebrasyawn"):
        found = asked(text)
        assert (found.total, found.corrected, found.filters) == (0, "", ())
    assert suggest("zebr", "en").questions == ()


def test_suggestions_come_in_groups_and_match_inside_words() -> None:
    def texts(part: tuple) -> list[str]:
        return ["".join(piece.text for piece in one.pieces) for one in part]

    found = suggest("ramp", "en")
    assert texts(found.questions) == ["What causes leg cramps at night?", "Why do I get leg cramps in pregnancy?"]
    assert [piece.text for piece in found.questions[0].pieces if piece.is_marked] == ["ramp"]
    assert found.questions[0].url == "/questions/leg-cramps/"
    assert texts(suggest("why do i hea", "en").questions) == ["Why do I have headaches in the afternoon?"]
    assert texts(suggest("slipped", "en").conditions) == ["Lumbar disc herniation"]
    assert texts(suggest("meniere", "en").conditions) == ["Lumbar disc herniation"]
    assert texts(suggest("mulle", "en").doctors) == ["Mara Müller"]
    assert suggest("mulle", "en").doctors[0].pieces == (Piece("Mara "), Piece("Mülle", True), Piece("r"))
    assert suggest("抽", "zh-hans").questions[0].url == "/zh-hans/questions/zh-chou-jin/"
    assert suggest("lumbar", "zh-hans").conditions[0].url.startswith("/zh-hans/")
    assert suggest("the", "en") == suggest("", "en") == suggest("leg", "xx") == suggest("\0\ud800", "en")


@pytest.mark.parametrize(
    ("typed", "why", "marked"),
    [
        ("seize", "", []),  # another wording, which nobody signed
        ("leg calves", "", []),
        ("night spasm", "", []),
        ("prolaps", "Prolapsed disk", ["Prolaps"]),  # a name of a condition
        ("presses on", "A disc that presses on a nerve", ["presses"]),  # the heading of a cause
        ("mara mull", "Dr. Mara Müller", ["Mara", "Müll"]),
        ("cardio", "Cardiology", ["Cardio"]),
        ("ramp", "", []),
        ("leg cramp", "", []),
        ("headache", "", []),
    ],
)
def test_a_question_that_does_not_say_what_was_typed_shows_what_does(typed: str, why: str, marked: list[str]) -> None:
    first = suggest(typed, "en").questions[0].why
    assert "".join(piece.text for piece in first) == why
    assert [piece.text for piece in first if piece.is_marked] == marked


def test_a_condition_shows_the_synonym_that_it_was_found_by() -> None:
    def whys(typed: str) -> list[str]:
        return ["".join(piece.text for piece in one.why) for one in suggest(typed, "en").conditions]

    assert whys("slipped") == ["Slipped disc"]
    assert whys("lumbar prolapsed") == ["Prolapsed disk"]
    assert whys("lumbar disc") == [""]


def test_a_condition_is_suggested_while_a_live_answer_names_it() -> None:
    hidden = Condition.objects.create(name="Lumbar secret", slug="lumbar-secret")
    assert [one.url for one in suggest("lumbar", "en").conditions] == ["/conditions/lumbar-disc-herniation/"]
    assert [one.url for one in nearest_conditions("lumbar aches", "en")] == ["/conditions/lumbar-disc-herniation/"]
    assert [one.url for one in nearest_conditions("hernation of a disk", "en")] != []
    assert [one.url for one in nearest_conditions("a prolabst dysc", "en")] == ["/conditions/lumbar-disc-herniation/"]
    assert nearest_conditions("secret", "en") == nearest_conditions("lumen", "en") == ()
    assert hidden.pk


def test_the_queries_of_a_search_do_not_grow_with_hits() -> None:
    def queries(text: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            asked(text)
        return len(captured)

    assert queries("leg cramps") <= queries("magnesium") + 2 <= 12
    editor, doctor = _editor_and_doctor()
    before = queries("magnesium")
    question = make_question("more", tags=("legs",))
    assert question.pk
    publish(editor, doctor, "magnesium-one", "Does magnesium help?")
    assert queries("magnesium") <= before + 1, "one has it in its title, one in its text"
    before = queries("magnesium")
    publish(editor, doctor, "magnesium-two", "Does magnesium help much?")
    assert queries("magnesium") <= before
