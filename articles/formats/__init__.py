"""The formats of import and export: house text, MedQuAD's XML, JSON Lines. Pure: no Django, no clock.

`documents_in` reads one open file of any of them, document by document. docs/import-formats.md is for people.
"""

from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Literal, get_args

from articles.formats import jsonl, medquad, texts
from articles.formats.found import Found
from articles.parsing import Document, parse

Format = Literal["text", "medquad", "jsonl"]
FORMATS: tuple[Format, ...] = get_args(Format)
#: The endings that a folder is searched for, each with its format.
ENDINGS: dict[str, Format] = {".txt": "text", ".xml": "medquad", ".jsonl": "jsonl", ".ndjson": "jsonl"}

__all__ = ["ENDINGS", "FORMATS", "Format", "Found", "document_again", "documents_in", "format_of"]

_READERS = {"text": texts.documents_in, "medquad": medquad.documents_in, "jsonl": jsonl.documents_in}
_OPENINGS_OF_XML = (b"<", b"\xff\xfe", b"\xfe\xff")  # an angle bracket, or the marks of UTF-16


def format_of(path: Path, file: BufferedReader) -> Format:
    """The format of a file by its ending, and of XML by its first bytes too; text is what is nothing else."""
    known = ENDINGS.get(path.suffix.lower(), "text")
    if known != "medquad":
        return known
    opening = file.peek(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    return "medquad" if opening.startswith(_OPENINGS_OF_XML) else "text"


def documents_in(path: Path, file: BufferedReader, kind: Format) -> Iterator[Found]:
    """The documents of one open file, in order. `path` gives keys their names; only `file` is read.

    No more than one document is held in memory. What is wrong is the content of a `Found`; only OSError is raised.
    """
    return _READERS[kind](path, file)


def document_again(original: str) -> Document:
    """The document whose `Found.original` this is, whatever its format. Raises ParseError."""
    if original.startswith("<"):
        for found in medquad.documents_of(original.encode("utf-8", "surrogatepass"), "", ""):
            if isinstance(found.content, Document):
                return found.content
    return parse(original)
