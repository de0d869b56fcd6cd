"""MedQuAD, questions and answers of United States public health sites: one XML file, one document an answered question.

Both schemas are read: Document/QAPairs/QAPair (with or without FocusAnnotations) and the older doc/qaPairs/pair. Words
and their order stay; runs of spaces are folded, and the space before a question mark is taken away. Nothing is guessed:
no doctor, no date, no tags. What has no field (subject, synonyms, identifiers, type of question) is `unplaced`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from articles.formats import xml_tree
from articles.formats.found import TITLE_LIMIT, Found
from articles.formats.xml_tree import Node
from articles.parsing import MAX_BYTES, Document, Note, ParseError, Unplaced
from articles.parsing.labels import proposed_items
from articles.parsing.prose import Prose
from articles.parsing.values import is_address, one_line
from healthqa.lib.text import forbidden_character

LICENCE = "CC BY 4.0"
#: The licence asks for it wherever the text is shown, so it is part of the text: its last paragraph.
CREDIT = (
    "Credit: Asma Ben Abacha and Dina Demner-Fushman, A Question-Entailment Approach to Question Answering,"
    " BMC Bioinformatics 20:511, 2019 (CC BY 4.0); changed in layout only."
)
_ROOTS = {"document", "doc"}
_PAIRS = {"qapair", "pair"}
_FOCUS = {"focus", "doctitle-focus"}
_LABELS = {
    "focus": "Focus",
    "doctitle-focus": "Focus",
    "cui": "CUI",
    "semantictype": "Semantic type",
    "semanticgroup": "Semantic group",
}
_QUESTION_MARKS = re.compile(r"(?: ?\?)+$")
_NOT_IN_KEYS = re.compile(r"[^\w.]+")
_MOST_ERRORS = 20


@dataclass(frozen=True, slots=True)
class _Head:
    """What a file says of all its questions."""

    source: str
    address: str
    focus: bool
    warnings: tuple[Note, ...]
    unplaced: tuple[Unplaced, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """One question of a file and its answer; empty nodes stand for what is missing."""

    node: Node
    number: str
    question: Node
    answer: Node

    @property
    def answered(self) -> bool:
        return bool(self.answer.text.strip())


def documents_in(path: Path, file: BufferedReader) -> Iterator[Found]:
    """The answered questions of one file; the key of each is `folder-file-pair`.

    The file's name and not its `id`, because ids repeat: from collection to collection, and once inside one.
    """
    yield from documents_of(file.read(MAX_BYTES + 4), path.absolute().parent.name, path.stem)


def documents_of(data: bytes, collection: str, stem: str) -> Iterator[Found]:
    """The answered questions of a file's bytes. A file without any answer, or that cannot be read, is refused once."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    key = _key_of(collection, stem)
    try:
        root = xml_tree.read(data)
        pairs = _pairs(root)
        head = _head(root, collection)
    except ParseError as error:
        yield Found(key, 1, "", error)
        return
    # Said once a file, with its first answer.
    skipped = tuple(_skipped(pair) for pair in pairs if not pair.answered)
    before, after = _around(data, root, pairs)
    for pair in pairs:
        if not pair.answered:
            continue
        original = before + data[pair.node.start : pair.node.end].decode() + after
        try:
            content: Document | ParseError = _document(head, pair, skipped)
        except ParseError as error:
            content = error
        yield Found(_key_of(collection, stem, pair.number), pair.node.line, original, content)
        skipped = ()


def _pairs(root: Node) -> list[_Pair]:
    """All pairs. Raises ParseError where the document is of another kind, or none of its questions has an answer."""
    if root.tag.casefold() not in _ROOTS:
        sentence = "The XML is no MedQuAD document: its outermost element is neither Document nor doc."
        raise ParseError(Note("not-medquad", root.line, sentence))
    nodes = [node for node in root.descendants() if node.tag.casefold() in _PAIRS]
    pairs = [
        _Pair(node, node.attributes.get("pid") or str(position), _child(node, "question"), _child(node, "answer"))
        for position, node in enumerate(nodes, 1)
    ]
    if not pairs:
        raise ParseError(Note("empty-body", 0, "The document holds no question."))
    if not any(pair.answered for pair in pairs):
        sentence = f"None of the document's questions ({len(pairs)}) has an answer here."
        raise ParseError(Note("empty-body", 0, sentence))
    return pairs


def _head(root: Node, collection: str) -> _Head:
    leaves = [leaf for leaf in root.leaves(without=_PAIRS) if leaf.text.strip()]
    attributes = " ".join(root.attributes.values())
    _refuse_forbidden([*_lines(leaves), (root.line, attributes)])
    source = one_line(_attribute(root, "source", "corpus")) or collection
    address = one_line(_attribute(root, "url"))
    unplaced = tuple(_left(leaf) for leaf in leaves)
    warnings: tuple[Note, ...] = ()
    if address and not is_address(address):
        warnings = (Note("unknown-value", root.line, "The document's url is no web address; correct it."),)
        unplaced = (Unplaced(root.line, f"url: {address}"), *unplaced)
        address = ""
    focus = any(leaf.tag.casefold() in _FOCUS for leaf in leaves)
    return _Head(source, address, focus, warnings, unplaced)


def _document(head: _Head, pair: _Pair, skipped: tuple[Note, ...]) -> Document:
    others = [child for child in pair.node.children if child is not pair.question and child is not pair.answer]
    left = [leaf for child in others for leaf in child.leaves() if leaf.text.strip()]
    kind = one_line(_attribute(pair.question, "qtype"))
    _refuse_forbidden([*_lines([pair.question, *left, pair.answer]), (pair.question.line, kind)])
    title = _QUESTION_MARKS.sub("?", one_line(pair.question.text))
    if title in ("", "?"):
        raise ParseError(Note("missing-title", pair.node.line, "The pair has an answer but no question; write it."))
    if len(title) > TITLE_LIMIT:
        sentence = f"The question is longer than {TITLE_LIMIT} characters; shorten it."
        raise ParseError(Note("title-too-long", pair.question.line, sentence))
    notes = [*head.warnings, *skipped]
    if not head.focus:
        sentence = "The document names no subject, so its questions may lack theirs; complete the question."
        notes.append(Note("no-focus", pair.question.line, sentence))
    unplaced = (*head.unplaced, *map(_left, left))
    return Document(
        title=title,
        items=proposed_items(title),
        source=head.source or None,
        source_address=head.address or None,
        source_kind="syndicated",
        licence=LICENCE,
        lead=_prose(pair.answer, notes),
        closing=CREDIT,
        warnings=tuple(notes),
        unplaced=(*unplaced, Unplaced(pair.question.line, f"Question type: {kind}")) if kind else unplaced,
    )


def _prose(answer: Node, notes: list[Note]) -> str:
    """The answer's paragraphs, its lines kept apart inside them; very long ones add a warning."""
    prose, starts = Prose(), True
    for number, line in _lines([answer]):
        words = one_line(line)
        if words:
            prose.add(words, number, starts=starts)
        starts = not words
    return prose.text(notes)


def _left(leaf: Node) -> Unplaced:
    return Unplaced(leaf.text_line, f"{_LABELS.get(leaf.tag.casefold(), leaf.tag)}: {one_line(leaf.text)}")


def _skipped(pair: _Pair) -> Note:
    question = one_line(pair.question.text)[:100]
    return Note("no-answer", pair.node.line, f"The question “{question}” has no answer here and was left out.")


def _lines(nodes: list[Node]) -> list[tuple[int, str]]:
    return [(number, line) for node in nodes for number, line in enumerate(node.text.split("\n"), node.text_line)]


def _refuse_forbidden(lines: list[tuple[int, str]]) -> None:
    errors = [
        Note("control-character", number, f"The line holds {found[1]}; remove it.")
        for number, line in lines
        if (found := forbidden_character(line))
    ]
    if errors:
        raise ParseError(*errors[:_MOST_ERRORS])


def _around(data: bytes, root: Node, pairs: list[_Pair]) -> tuple[str, str]:
    """The document's own bytes before its first pair, and those after it without any other pair."""
    first = pairs[0].node
    after, position = [], first.end
    for pair in pairs[1:]:
        after.append(data[position : pair.node.start].rstrip())
        position = max(position, pair.node.end)
    after.append(data[position : root.end])
    return data[root.start : first.start].decode(), b"".join(after).decode()


def _child(pair: Node, name: str) -> Node:
    """The first child of that name in either schema; one without words where there is none."""
    found = (child for child in pair.children if child.tag.casefold() == name)
    return next(found, Node(name, {}, pair.line, pair.start, text_line=pair.line))


def _attribute(node: Node, *names: str) -> str:
    return next((node.attributes[name] for name in names if name in node.attributes), "")


def _key_of(*parts: str) -> str:
    """A name that a file can have too, so that exported answers keep it."""
    return "-".join(_NOT_IN_KEYS.sub("_", part) for part in parts if part)
