"""House text: one file, one document. The reading itself is `articles.parsing`."""

from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader
from pathlib import Path

from articles.formats.found import Found
from articles.parsing import MAX_BYTES, ParseError, decode, parse


def documents_in(path: Path, file: BufferedReader) -> Iterator[Found]:
    """The one document of the file; its key is the file's name without the ending."""
    # Of a file that is too large only as many bytes as show that it is: a character has four at most.
    data = file.read(MAX_BYTES * 4 + 1)
    try:
        text, notes = decode(data)
        document = parse(text)
    except ParseError as error:
        yield Found(path.stem, 1, "", error)
    else:
        yield Found(path.stem, 1, text, replace(document, warnings=(*notes, *document.warnings)))
