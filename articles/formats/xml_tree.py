"""XML of strangers -> a small tree that knows its lines.

Every DTD is refused. Only a DTD can declare entities, so without one nothing is fetched from a file or an address
(external entities) and nothing grows while it is read ("billion laughs", quadratic blow-up); no known document of this
format has one. The text is searched for it before the parser sees a byte, and the parser is told to read those same
bytes as UTF-8 whatever the file declares: no other encoding can hide a DTD from the search. Size, depth and number of
elements are limited. expat is used directly because xml.etree, which stands on it, forgets the lines.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from articles.parsing import MAX_BYTES, Note, ParseError

_DEEPEST = 16  # a document has 5
_MOST_ELEMENTS = 5_000  # a long document has 200
_DTD = re.compile("<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_DECLARED = re.compile(r"""\s*<\?xml[^>]*?encoding\s*=\s*["']([^"'>]*)""")
_NO_DTD = "The XML has a document type declaration (DTD), which can fetch files or grow without end; remove it."


@dataclass(slots=True, eq=False)
class Node:
    """An element. `start` and `end` are its place in the bytes; `text_line` is the line where its words begin."""

    tag: str
    attributes: dict[str, str]
    line: int
    start: int
    end: int = 0
    text_line: int = 0
    children: list["Node"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All words inside, those of inner elements too."""
        return "".join(self.parts)

    def descendants(self) -> Iterator["Node"]:
        """Every element inside, in order."""
        for child in self.children:
            yield child
            yield from child.descendants()

    def leaves(self, without: Collection[str] = ()) -> Iterator["Node"]:
        """The elements inside (or this one) that hold no further element, but nothing of the tags `without`."""
        if self.tag.casefold() in without:
            return
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves(without)


def read(data: bytes) -> Node:
    """The root element. Raises ParseError: `too-large`, `unknown-encoding`, `xml-dtd`, `bad-xml`."""
    if len(data) > MAX_BYTES:
        raise ParseError(Note("too-large", 0, f"The file is larger than {MAX_BYTES:,} bytes; split it."))
    text = _decoded(data)
    found = _DTD.search(text)
    if found:
        raise ParseError(Note("xml-dtd", text.count("\n", 0, found.start()) + 1, _NO_DTD))
    return _Tree(data).root


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ParseError(Note("unknown-encoding", line, "The XML is not UTF-8; save it as UTF-8.")) from None
    declared = _DECLARED.match(text)
    if declared and declared[1].lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
        raise ParseError(Note("unknown-encoding", 1, "The XML declares another encoding than UTF-8; save it as UTF-8."))
    return text


class _Tree:
    """Builds the tree while expat reads."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._open: list[Node] = []
        self._count = 0
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._words
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            sentence = f"The file is no well-formed XML ({expat.ErrorString(error.code)}); correct it there."
            raise ParseError(Note("bad-xml", error.lineno, sentence)) from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= _DEEPEST or self._count > _MOST_ELEMENTS:
            sentence = "The XML has more elements, or deeper ones, than any document of this format; split it."
            raise ParseError(Note("too-large", self._parser.CurrentLineNumber, sentence))
        node = Node(tag, attributes, self._parser.CurrentLineNumber, self._parser.CurrentByteIndex)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, tag: str) -> None:
        node = self._open.pop()
        index = self._parser.CurrentByteIndex
        closing = self._data.startswith(f"</{tag}".encode(), index)
        node.end = self._data.index(b">", index) + 1 if closing else index

    def _words(self, words: str) -> None:
        for node in self._open:
            node.text_line = node.text_line or self._parser.CurrentLineNumber
            node.parts.append(words)


def _refuse_doctype(*_parts: object) -> None:
    raise ParseError(Note("xml-dtd", 0, _NO_DTD))
