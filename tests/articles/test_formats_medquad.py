"""MedQuAD's XML: both schemas and CDC's variant, and everything that a stranger's XML could try."""

from __future__ import annotations

import time
from dataclasses import replace
from io import BufferedReader, BytesIO
from pathlib import Path

import pytest

from articles.formats import Found, document_again, documents_in
from articles.formats.medquad import CREDIT
from articles.parsing import Document, ParseError, Unplaced, parse
from articles.rendering import render

GARD = """\
<?xml version="1.0" encoding="UTF-8"?>
<Document id="0000007" source="GARD" url="https://example.org/fever?id=7&amp;x">
<Focus>Marsh fever</Focus>
<FocusAnnotations>
	<UMLS><CUIs><CUI>C0000001</CUI></CUIs><SemanticGroup>Disorders</SemanticGroup></UMLS>
	<Synonyms>
		<Synonym>Swamp ague</Synonym>
		<Synonym></Synonym>
	</Synonyms>
</FocusAnnotations>
<QAPairs>
	<QAPair pid="1">
		<Question qid="0000007-1" qtype="information">What is (are) Marsh fever ?</Question>
		<Answer>A fever  of marshes.   - It comes   at 38.5 &lt; x - It goes.

   The second
        paragraph.</Answer>
	</QAPair>
	<QAPair pid="2">
		<Question qid="0000007-2" qtype="causes">What causes Marsh fever? ?</Question>
		<Answer></Answer>
	</QAPair>
	<QAPair pid="5">
		<Question qid="0000007-5" qtype="outlook">Do people recover</Question>
		<Answer>Most do.</Answer>
	</QAPair>
</QAPairs>
</Document>
"""
OLDER = """\
<doc docid="0000244" corpus="NINDS" url="http://example.org/tremor">
<doctitle-focus>Tremor</doctitle-focus>
<umls><cui></cui><semanticType></semanticType></umls>
<qaPairs>
<pair pid="1">
<question qid="0000244-1" qtype="information">what is tremor?</question>
<answer>Shaking.</answer>
</pair>
</qaPairs>
</doc>
"""
CDC = """\
<Document id="0000001" source="CDC" url="http://example.org/ameba">
<Focus>Ameba</Focus>
<UMLS>
<CUI>C0000002</CUI>
</UMLS>
<QAPairs>
<QAPair pid="2">
<Question qid="0000001-2" qtype="susceptibility">Who is at risk for Ameba ?</Question>
<Answer>Keratitis
&#32;
&#32;
People who wear lenses:
    - Storing them
    - Swimming</Answer>
</QAPair>
</QAPairs>
</Document>
"""


def found(text: str | bytes, path: str = "/data/2_GARD_QA/0000007.xml") -> list[Found]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(documents_in(Path(path), BufferedReader(BytesIO(data)), "medquad"))


def document(one: Found) -> Document:
    assert isinstance(one.content, Document)
    return one.content


def codes(one: Found) -> list[str]:
    assert isinstance(one.content, ParseError)
    return [error.code for error in one.content.errors]


def answered(pairs: str, focus: str = "<Focus>X</Focus>") -> str:
    return f'<Document source="S" url="https://example.org/">{focus}<QAPairs>{pairs}</QAPairs></Document>'


def pair(question: str, answer: str) -> str:
    return f'<QAPair pid="1"><Question>{question}</Question><Answer>{answer}</Answer></QAPair>'


def test_every_answered_question_is_a_document_with_a_key_of_its_own() -> None:
    assert [(one.key, one.line) for one in found(GARD)] == [
        ("2_GARD_QA-0000007-1", 12),
        ("2_GARD_QA-0000007-5", 23),
    ]


def test_words_are_kept_and_only_white_space_is_folded() -> None:
    first = document(found(GARD)[0])
    assert first.title == "What is (are) Marsh fever?"
    assert first.lead == "A fever of marshes. - It comes at 38.5 < x - It goes.\n\nThe second\nparagraph."
    assert (first.source, first.source_address) == ("GARD", "https://example.org/fever?id=7&x")
    assert (first.source_kind, first.licence, first.closing) == ("syndicated", "CC BY 4.0", CREDIT)


def test_nothing_is_guessed() -> None:
    first = document(found(GARD)[0])
    assert (first.doctors, first.dated, first.tags, first.items) == ((), None, (), None)
    assert (first.language, first.department, first.sections, first.disclosure) == (None, None, (), None)


def test_what_has_no_field_is_kept_with_its_line() -> None:
    assert document(found(GARD)[0]).unplaced == (
        Unplaced(3, "Focus: Marsh fever"),
        Unplaced(5, "CUI: C0000001"),
        Unplaced(5, "Semantic group: Disorders"),
        Unplaced(7, "Synonym: Swamp ague"),
        Unplaced(13, "Question type: information"),
    )


def test_a_question_without_answer_is_left_out_and_said_once() -> None:
    notes = [[(note.code, note.line) for note in document(one).warnings] for one in found(GARD)]
    assert notes == [[("no-answer", 19)], []]
    assert "What causes Marsh fever? ?" in document(found(GARD)[0]).warnings[0].message


@pytest.mark.parametrize("pairs", ["", pair("What is x ?", ""), pair("What is x ?", "\n  \n")])
def test_a_document_without_any_answer_is_refused_once(pairs: str) -> None:
    (one,) = found(answered(pairs))
    assert (one.key, codes(one)) == ("2_GARD_QA-0000007", ["empty-body"])


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Do people recover", "Do people recover"),
        ("Is it x? ?", "Is it x?"),
        ("How  to\nprevent  ?", "How to prevent?"),
        ("Is ? a mark ?", "Is ? a mark?"),
    ],
)
def test_only_the_end_of_a_question_is_tidied(written: str, title: str) -> None:
    assert document(found(answered(pair(written, "A.")))[0]).title == title


def test_the_older_schema_is_read_too() -> None:
    (one,) = found(OLDER, "/data/6_NINDS_QA/0000244.xml")
    assert one.key == "6_NINDS_QA-0000244-1"
    assert (document(one).title, document(one).lead) == ("what is tremor?", "Shaking.")
    assert (document(one).source, document(one).source_address) == ("NINDS", "http://example.org/tremor")
    assert [left.text for left in document(one).unplaced] == ["Focus: Tremor", "Question type: information"]


def test_the_variant_of_cdc_keeps_its_lists() -> None:
    (one,) = found(CDC)
    assert document(one).lead == "Keratitis\n\nPeople who wear lenses:\n- Storing them\n- Swimming"
    assert Unplaced(4, "CUI: C0000002") in document(one).unplaced


def test_ids_repeat_but_keys_do_not() -> None:
    folders = [
        found(GARD, f"/data/{place}.xml")[0].key for place in ("1_A_QA/0000007", "2_B_QA/0000007", "1_A_QA/07_4")
    ]
    assert len(set(folders)) == 3


def test_a_relative_path_gives_the_same_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "2_GARD_QA").mkdir()
    monkeypatch.chdir(tmp_path / "2_GARD_QA")
    assert found(GARD, "0000007.xml")[0].key == found(GARD)[0].key


def test_a_missing_subject_is_said() -> None:
    (one,) = found(answered(pair("What are the symptoms of ?", "Some."), focus="<Focus></Focus>"))
    assert [note.code for note in document(one).warnings] == ["no-focus"]


def test_an_address_that_is_none_is_kept_but_not_linked() -> None:
    (one,) = found(answered(pair("What is x ?", "A.")).replace("https://example.org/", "javascript:alert(1)"))
    assert document(one).source_address is None
    assert document(one).unplaced[0].text == "url: javascript:alert(1)"
    assert [note.code for note in document(one).warnings] == ["unknown-value"]


def test_a_bad_pair_stops_no_other() -> None:
    pairs = (
        pair("What is x ?", "A.") + pair(" ?", "B.") + pair("y" * 501, "C.") + pair("What is z ?", "zero\u200bwidth")
    )
    one, *others = found(answered(pairs))
    assert document(one).lead == "A."
    assert [codes(other) for other in others] == [["missing-title"], ["title-too-long"], ["control-character"]]


def test_a_forbidden_character_is_told_with_its_line() -> None:
    (one,) = found(answered(pair("What is x ?", "One.\n\nTwo\u202e.")))
    assert isinstance(one.content, ParseError)
    assert [(error.code, error.line) for error in one.content.errors] == [("control-character", 3)]
    (head,) = found(answered(pair("What is x ?", "A."), focus="<Focus>zero\u200bwidth</Focus>"))
    assert codes(head) == ["control-character"]


def test_the_original_is_the_documents_own_bytes_without_other_pairs() -> None:
    first, last = found(GARD)
    assert first.original.startswith('<Document id="0000007"')
    assert first.original.endswith("</QAPair>\n</QAPairs>\n</Document>")
    assert "A fever  of marshes." in first.original
    assert "Most do." in last.original
    assert "marshes" not in last.original
    assert "<Synonym>Swamp ague</Synonym>" in last.original


@pytest.mark.parametrize("text", [GARD, OLDER, CDC])
def test_the_original_is_read_again_as_the_same_document(text: str) -> None:
    for one in found(text):
        again = document_again(one.original)
        assert replace(again, warnings=(), unplaced=()) == replace(document(one), warnings=(), unplaced=())


@pytest.mark.parametrize("text", [GARD, OLDER, CDC])
def test_what_was_read_renders_as_house_text_and_comes_back(text: str) -> None:
    for one in found(text):
        again = parse(render(document(one)))
        assert replace(again, warnings=()) == replace(document(one), warnings=(), unplaced=())


def test_house_text_that_begins_with_an_angle_bracket_is_read_again_as_text() -> None:
    assert document_again("<Why?>\n\nBecause.").lead == "Because."


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + answered(pair("Q?", "&b;"))
FILE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + answered(pair("Q?", "&x;"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOMB, "xml-dtd"),
        (FILE, "xml-dtd"),
        ('<!DOCTYPE Document SYSTEM "http://example.org/x.dtd">' + GARD.partition("\n")[2], "xml-dtd"),
        ("\ufeff" + BOMB, "xml-dtd"),
        (BOMB.encode("utf-16"), "unknown-encoding"),
        (('<?xml version="1.0" encoding="UTF-7"?>' + BOMB).encode("utf-7"), "unknown-encoding"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>' + answered(pair("Q?", "A.")), "unknown-encoding"),
        (answered(pair("Q?", "caf\xe9")).encode("latin-1"), "unknown-encoding"),
        (answered(pair("Q?", "&undeclared;")), "bad-xml"),
        (answered(pair("Q?", "A.")) + "<again/>", "bad-xml"),
        (answered(pair("Q?", "\x01")), "bad-xml"),
        ("<Document><QAPairs>", "bad-xml"),
        ("<html><body/></html>", "not-medquad"),
        ("<a>" * 100_000, "too-large"),
        ("<Document>" + "<a/>" * 100_000 + "</Document>", "too-large"),
        (answered(pair("Q?", "x" * 1_000_000)), "too-large"),
        ("<", "bad-xml"),
    ],
)
def test_hostile_or_broken_xml_is_refused_once_and_quickly(data: str | bytes, code: str) -> None:
    started = time.perf_counter()
    (one,) = found(data)
    assert codes(one) == [code]
    assert time.perf_counter() - started < 2


def test_the_line_of_broken_xml_is_told() -> None:
    (one,) = found(GARD.replace("</QAPairs>", "</QAPairz>"))
    assert isinstance(one.content, ParseError)
    assert one.content.errors[0].line == 27


def test_a_file_of_many_pairs_is_read_in_linear_time() -> None:
    pairs = "".join(pair(f"What is {number} ?", "A.") for number in range(1_500))
    started = time.perf_counter()
    assert len(found(answered(pairs))) == 1_500
    assert time.perf_counter() - started < 5
