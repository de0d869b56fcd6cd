"""The canonical text: golden vectors, the recipe in docs/digest.md, and that a digest changes exactly with a word."""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from articles import canonical
from articles.models import Article
from articles.triggers import columns as c
from doctors.models import Doctor
from healthqa.environment import BASE_DIR
from tests.editions import ARTICLE, CARE, CAUSE, REFERENCE, SECTION, edition
from tests.texts import make_article

GOLDEN: list[dict[str, Any]] = json.loads((BASE_DIR / "tests/data/digests.json").read_text("utf-8"))["editions"]
LINE_FIELDS = [
    *("question_text", "audience_group", "byline_name", "byline_title", "byline_credentials"),
    *("source_name", "source_url", "licence"),
]
PROSE_FIELDS = ["reader_question", "introduction", "lead", "closing", "disclosure"]
LINES_FIELDS = ["associated_names", "questions_to_ask"]
hard = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Text that tries: field names, lengths, list marks, letters of two forms, all kinds of white space.
BITS = [
    "text",
    "3",
    "-",
    "- ",
    "a",
    "é",
    "e\u0301",
    "医",
    "\n",
    " ",
    "\u00a0",
    "\t",
    "\r\n",
    "\u2028",
    "heading 2",
    ": ",
]
texts = (
    st.lists(st.one_of(st.sampled_from(BITS), st.text(max_size=4)), max_size=8)
    .map("".join)
    .filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text))
)
words = st.text(min_size=1, max_size=5).filter(
    lambda word: not any(letter.isspace() or "\ud800" <= letter <= "\udfff" for letter in word) and word != "-"
)
white = st.text(st.sampled_from(" \t\u00a0\u3000\u2003"), min_size=1, max_size=3)
paragraph_ends = st.sampled_from(["\n\n", "\r\n\r\n", "\n \t\n", "\n\n\n\n", "\u2029\u2029"])


def digest(values: dict[str, Any]) -> str:
    return canonical.digest_of(edition(values))


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["name"])
def test_golden_vectors(golden: dict[str, Any]) -> None:
    """These numbers are for ever: whoever changes them changes what doctors have signed."""
    blocks = canonical.blocks_of(edition(golden["edition"]))
    assert [(block.name, [list(field) for field in block.fields]) for block in blocks] == [
        (block["name"], block["fields"]) for block in golden["blocks"]
    ]
    assert [block.text for block in blocks] == [block["text"] for block in golden["blocks"]]
    assert [block.digest for block in blocks] == [block["digest"] for block in golden["blocks"]]
    assert canonical.text_of_digests((block.name, block.digest) for block in blocks) == golden["text"]
    assert canonical.digest_of_blocks(blocks) == golden["digest"]


def recipe() -> dict[str, Callable[..., str]]:
    """The functions that docs/digest.md prints."""
    code = re.search(r"```python\n(.*?)```", (BASE_DIR / "docs/digest.md").read_text("utf-8"), re.DOTALL)
    assert code is not None
    names: dict[str, Any] = {}
    exec(code[1], names)  # noqa: S102  our own page
    return names


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["name"])
def test_the_recipe_in_the_docs_gives_the_same(golden: dict[str, Any]) -> None:
    blocks = [(block["name"], block["fields"]) for block in golden["blocks"]]
    assert recipe()["edition_digest"]([*blocks, ("later", [("field", "")])]) == golden["digest"]


def test_the_table_in_the_docs_names_every_block_and_field() -> None:
    page = (BASE_DIR / "docs/digest.md").read_text("utf-8")
    full = next(golden for golden in GOLDEN if golden["name"] == "every field")
    for block in full["blocks"]:
        assert f"`{block['name']}`" in page
        for field, _value in block["fields"]:
            assert f"`{field}`" in page, field


def test_the_golden_editions_use_every_word_column() -> None:
    full = next(golden["edition"] for golden in GOLDEN if golden["name"] == "every field")
    assert set(ARTICLE) == set(c.WORDS[c.ARTICLE])
    assert set(ARTICLE) <= set(full)
    for table, defaults in ((c.SECTION, SECTION), (c.CAUSE, CAUSE), (c.CARE, CARE), (c.REFERENCE, REFERENCE)):
        assert set(defaults) == set(c.WORDS[table]) - {"position", "section_id"}


def test_white_space_and_the_form_of_a_letter_are_no_words() -> None:
    by_name = {golden["name"]: golden["digest"] for golden in GOLDEN}
    assert by_name["white space and forms of the same letters"] == by_name["the same with plain white space"]
    assert len(set(by_name.values())) == len(by_name) - 1


@pytest.mark.django_db
def test_rows_give_what_plain_values_give(editor: User, dr_lin: Doctor) -> None:
    article = Article.objects.with_text().get(pk=make_article(editor, dr_lin).pk)
    values = {name: getattr(article, name) for name in ARTICLE}
    values["sections"] = [
        {
            **{name: getattr(section, name) for name in SECTION},
            "causes": [vars(cause) for cause in section.causes.all()],
        }
        for section in article.sections.all()
    ]
    values["care_advice"] = [vars(card) for card in article.care_advice.all()]
    values["references"] = [vars(reference) for reference in article.references.all()]
    assert canonical.digest_of(article) == digest(values)


def unwrap(text: str) -> tuple[str, list[tuple[str, str]]]:
    """A block's text read back by its lengths: that this always works is why no field can pass as another."""
    data = text.encode()
    name, _, data = data.partition(b"\n")
    fields = []
    while data:
        head, _, data = data.partition(b"\n")
        field, _, size = head.rpartition(b" ")
        fields.append((field.decode(), data[: int(size)].decode()))
        assert data[int(size) : int(size) + 1] == b"\n"
        data = data[int(size) + 1 :]
    return name.decode(), fields


@hard
@given(st.lists(st.tuples(st.sampled_from(["text", "heading", "reference"]), texts), min_size=1, max_size=5))
def test_no_field_can_imitate_another(fields: list[tuple[str, str]]) -> None:
    made = canonical.block("cause", fields)
    full = [(field, value) for field, value in fields if value]
    assert (made is None) == (not full)
    if made is not None:
        assert unwrap(made.text) == ("cause", full)


def normal(values: dict[str, Any]) -> Any:
    """What an edition says, told without canonical's blocks: equal exactly when the words are equal."""
    told: dict[str, Any] = {}
    for name, value in values.items():
        if name in ("sections", "causes", "care_advice", "references"):
            told[name] = [normal(row) for row in value]
        else:
            shape = paragraphs if name in (*PROSE_FIELDS, "text", "explanation", "advice", "seek_care") else one_line
            shape = entries if name in (*LINES_FIELDS, "bullets") else shape
            told[name] = shape(unicodedata.normalize("NFC", value))
    return {name: value for name, value in told.items() if value}


def one_line(text: str) -> Any:
    return tuple(text.split())


def entries(text: str) -> Any:
    return [one_line(entry) for entry in text.splitlines() if entry.split()]


def paragraphs(text: str) -> Any:
    found: list[list[list[str]]] = [[]]
    for entry in (raw.split() for raw in text.splitlines()):
        if not entry:
            found.append([])
        elif found[-1] and not (entry[0] == "-" and len(entry) > 1):
            found[-1][-1] += entry
        else:
            found[-1].append(entry)
    return [paragraph for paragraph in found if paragraph]


causes = st.fixed_dictionaries(dict.fromkeys(["heading", "explanation", "advice", "seek_care"], texts))
sections = st.fixed_dictionaries(
    {"kind": st.just("other"), "label": texts, "text": texts, "causes": st.lists(causes, max_size=2)}
)
cards = st.fixed_dictionaries({"level": st.just("urgent"), "heading": texts, "bullets": texts})
references = st.fixed_dictionaries(dict.fromkeys(["title", "organisation", "url", "doi", "isbn"], texts))
editions = st.fixed_dictionaries(
    {
        **dict.fromkeys([*LINE_FIELDS, *PROSE_FIELDS, *LINES_FIELDS], texts),
        "sections": st.lists(sections, max_size=2),
        "care_advice": st.lists(cards, max_size=2),
        "references": st.lists(references, max_size=2),
    }
)


def places(values: Any) -> list[tuple[dict[str, Any], str]]:
    """Every text of an edition, as where it stands."""
    found = [
        (values, name) for name, value in values.items() if isinstance(value, str) and name not in ("kind", "level")
    ]
    for rows in (value for value in values.values() if isinstance(value, list)):
        for row in rows:
            found += places(row)
    return found


def without_empty(values: dict[str, Any]) -> Any:
    """Rows that say nothing are no blocks."""
    told = normal(values)
    for name in ("references", "care_advice"):
        told[name] = [row for row in told.get(name, []) if row]
    for section in told.get("sections", []):
        section["causes"] = [cause for cause in section.get("causes", []) if cause]
    return told


@hard
@given(editions, st.data())
def test_the_digest_changes_exactly_when_a_word_changes(values: dict[str, Any], data: st.DataObject) -> None:
    changed = copy.deepcopy(values)
    row, name = data.draw(st.sampled_from(places(changed)))
    row[name] = data.draw(texts)
    assert (digest(values) == digest(changed)) == (without_empty(values) == without_empty(changed))


@hard
@given(editions, st.data())
def test_words_that_change_places_change_the_digest(values: dict[str, Any], data: st.DataObject) -> None:
    changed = copy.deepcopy(values)
    (one, first), (two, second) = (data.draw(st.sampled_from(places(changed))) for _ in range(2))
    one[first], two[second] = two[second], one[first]
    assert (digest(values) == digest(changed)) == (without_empty(values) == without_empty(changed))


@hard
@given(st.lists(st.lists(words, min_size=1, max_size=4), min_size=1, max_size=3), st.data())
def test_white_space_that_counts_as_one_is_no_word(told: list[list[str]], data: st.DataObject) -> None:
    plain = "\n\n".join(" ".join(paragraph) for paragraph in told)
    spaced = ""
    for paragraph in told:
        spaced += data.draw(paragraph_ends) if spaced else data.draw(st.sampled_from(["", " ", "\n"]))
        spaced += "".join(word + data.draw(white) for word in paragraph)
    assert digest({"introduction": plain}) == digest({"introduction": spaced})
    assume(len(told) == 1)
    assert digest({"question_text": plain}) == digest({"question_text": spaced})


@hard
@given(texts)
def test_normal_forms_are_their_own_normal_form(text: str) -> None:
    for shape in (canonical.line, canonical.lines, canonical.prose):
        assert shape(shape(text)) == shape(text)


@pytest.mark.parametrize("path", [("sections",), ("sections", "causes"), ("care_advice",), ("references",)])
def test_the_order_of_rows_is_words(path: tuple[str, ...]) -> None:
    rows = [{"label": "A", "heading": "A", "title": "A"}, {"label": "B", "heading": "B", "title": "B"}]

    def whole(listed: list[dict[str, str]]) -> dict[str, Any]:
        return {path[0]: listed} if len(path) == 1 else {"sections": [{"causes": listed}]}

    assert digest(whole(rows)) != digest(whole(rows[::-1]))


def test_a_cause_in_another_section_is_another_text() -> None:
    cause = {"heading": "Bone spurs"}
    first = {"sections": [{"label": "A", "causes": [cause]}, {"label": "B"}]}
    second = {"sections": [{"label": "A"}, {"label": "B", "causes": [cause]}]}
    assert digest(first) != digest(second)


def test_a_field_without_words_is_no_part_of_the_text() -> None:
    assert digest({"question_text": "Why?"}) == digest({"question_text": "Why?", "closing": " \n ", "care_advice": []})
