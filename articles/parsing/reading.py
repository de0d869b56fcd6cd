"""`parse`: from the text of one file to its Document."""

import re
from typing import NoReturn

from articles.parsing.body import Body
from articles.parsing.documents import Document, Note, ParseError
from articles.parsing.lines import Line, LineKind, cannot_be_title, classify
from articles.parsing.values import one_line
from healthqa.lib.text import forbidden_character

MAX_BYTES = 1_000_000
_MOST_LINES = 20_000  # a long answer has 300
_TITLE_LIMIT = 500
_MOST_ERRORS = 20
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")


def parse(text: str, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read one document in the house text format. Linear in the length of the text.

    Raises ParseError with codes `too-large` (over `max_bytes` of UTF-8, or over 20,000 lines), `empty-file`,
    `control-character` (one for each line, at most 20), `missing-title`, `title-too-long`, `empty-body`. Everything
    else is taken in, with warnings.
    """
    if len(text) > max_bytes or len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        raise ParseError(Note("too-large", 0, f"The file is larger than {max_bytes:,} bytes; split it or remove text."))
    lines = _split(text)
    if len(lines) > _MOST_LINES:
        raise ParseError(
            Note("too-large", 0, f"The file has more than {_MOST_LINES:,} lines; split it or remove text.")
        )
    if forbidden_character("\n".join(lines)):
        _refuse_forbidden(lines)
    classified = _classified(lines)
    if not classified:
        raise ParseError(Note("empty-file", 0, "The file is empty; write the question as its first line."))
    return Body(_title(classified[0]), classified[1:]).read()


def plain_title(written: str) -> str:
    """The question on one line; in one without ideographs a full-width mark is a slip of the keyboard: "summer？"."""
    title = one_line(written)
    return title if _IDEOGRAPH.search(title) else title.translate(_FULL_WIDTH)


def _split(text: str) -> list[str]:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    # Word processors end lines with these; they are no white space that a database or a browser treats alike.
    return text.replace("\u2028", "\n").replace("\u2029", "\n\n").split("\n")


def _refuse_forbidden(lines: list[str]) -> NoReturn:
    errors = []
    for number, line in enumerate(lines, 1):
        found = forbidden_character(line)
        if found:
            message = f"The line holds {found[1]}; remove it."
            errors.append(Note("control-character", number, message))
            if len(errors) == _MOST_ERRORS:
                break
    raise ParseError(*errors)


def _classified(lines: list[str]) -> list[Line]:
    """The lines from the first that is not blank on, with one blank line for each run of them."""
    classified: list[Line] = []
    blank = True
    for number, line in enumerate(lines, 1):
        one = classify(number, line)
        if one.kind is not LineKind.BLANK or not blank:
            classified.append(one)
        blank = one.kind is LineKind.BLANK
    return classified


def _title(line: Line) -> str:
    """The question on the first line; a header line or heading there means that the question is missing."""
    if cannot_be_title(line):
        message = (
            "The question is missing: the first line looks like a header line or a heading."
            " Write the question above it; if it is the question, put a backslash in front."
        )
        raise ParseError(Note("missing-title", line.number, message))
    title = plain_title(line.text)
    if len(title) > _TITLE_LIMIT:
        message = f"The first line is longer than {_TITLE_LIMIT} characters; write there nothing but the question."
        raise ParseError(Note("title-too-long", line.number, message))
    return title
