"""What every reader of `articles.formats` gives for each document of a file."""

from dataclasses import dataclass

from articles.parsing import Document, Note, ParseError

TITLE_LIMIT = 500  # as in house text


@dataclass(frozen=True, slots=True)
class Found:
    """One document of a file, or why there is none.

    `key` recognises the document in the next run; `""` where the file does not even tell that. `line` is where it
    begins, from 1. `original` is what is kept with the edition as the document that came in.
    """

    key: str
    line: int
    original: str
    content: Document | ParseError


def refused(key: str, line: int, *errors: Note) -> Found:
    """A document that cannot be taken in."""
    return Found(key, line, "", ParseError(*errors))
