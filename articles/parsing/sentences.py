"""Lists that stand inside a sentence: causes enumerated in one paragraph, conditions named in the closing."""

import re

from articles.parsing.labels import fold
from articles.parsing.lines import SENTENCE_INSIDE, Line, LineKind
from articles.parsing.values import one_line

_MARK = re.compile(r"(?:(?<=[\s:;.!?,、])|^)\(?([0-9]{1,2}) ?[.、)](?![0-9]) *")
_HEADING_LIMIT = 80

_ASSOCIATED = re.compile(
    r"associated with (?:other )?(?:conditions|diseases|disorders) such as ([^.!?;:]{1,400})[.!?;]", re.IGNORECASE
)
_ASSOCIATED_CHINESE = re.compile(r"与([^。！？；，与]{1,200}?)等(?:疾病|病症|病)(?:因素)?有关")
_BETWEEN_NAMES = re.compile(r" *, *(?:and |or )? *| +(?:and|or) +", re.IGNORECASE)


def enumeration(text: str) -> tuple[str, list[Line]] | None:
    """The causes enumerated inside one paragraph, as CAUSE lines without line number, and the words before them.

    Recognised only where numbers run 1, 2, 3 … and each is followed by a run-in heading; None otherwise. Linear.
    """
    folded = fold(text)
    if folded.count(":") < 2:
        return None
    starts: list[re.Match[str]] = []
    for mark in _MARK.finditer(folded):
        if int(mark[1]) == len(starts) + 1 and _has_heading(text, folded, mark.end()):
            starts.append(mark)
    if len(starts) < 2:
        return None
    ends = [mark.start() for mark in starts[1:]] + [len(text)]
    causes = [
        Line(0, LineKind.CAUSE, text[mark.start() : end].strip(), value=text[mark.end() : end].strip(), ordinal=ordinal)
        for ordinal, (mark, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]
    return text[: starts[0].start()].strip(), causes


def _has_heading(text: str, folded: str, start: int) -> bool:
    border = folded.find(":", start, start + _HEADING_LIMIT)
    if border <= start:
        return False
    head = text[start:border]
    return head[0] != "\\" and not SENTENCE_INSIDE.search(head) and not _MARK.search(fold(head))


def conditions_named_in(closing: str) -> tuple[str, ...]:
    """The conditions of "… associated with conditions such as A, B, or C." (与A、B等疾病有关), as written."""
    found = _ASSOCIATED.search(closing)
    if found:
        return _names(_BETWEEN_NAMES.split(found[1]))
    found = _ASSOCIATED_CHINESE.search(closing)
    return _names(re.split("、|和|及", found[1])) if found else ()


def _names(parts: list[str]) -> tuple[str, ...]:
    return tuple(name for name in map(one_line, parts) if name)
