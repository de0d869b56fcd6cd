"""Lists and references inside one line: how their parts are told apart, both ways."""

import re
from datetime import date
from typing import NamedTuple

from articles.parsing import labels
from articles.parsing.dates import read_date
from articles.parsing.documents import Audience, Reference, ReferenceKind
from articles.parsing.labels import fold

COMMAS = ",，、;；"
SEMICOLONS = ";；"
_BARS = "|｜"

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_PREFIXED = re.compile(r"(?P<prefix>doi|isbn) ?: *(?P<value>\S.*)", re.IGNORECASE)
_YEAR = re.compile(r"[0-9]{4}")


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None


def split_list(text: str, separators: str) -> tuple[str, ...]:
    """The parts between separators, empty ones left out. A backslash keeps a separator (or itself) as a letter."""
    return tuple(part for part in map(one_line, _split(text, separators)) if part)


def join_list(parts: tuple[str, ...], separators: str, glue: str) -> str:
    """The inverse of `split_list`."""
    return glue.join(_escape(part, separators) for part in parts)


def _split(text: str, separators: str) -> list[str]:
    parts: list[str] = []
    start = 0
    letters: list[str] = []
    for found in re.finditer(rf"\\[\\{separators}]|[{separators}]", text):
        letters.append(text[start : found.start()])
        start = found.end()
        if len(found.group()) == 2:
            letters.append(found.group()[1])
        else:
            parts.append("".join(letters))
            letters = []
    letters.append(text[start:])
    parts.append("".join(letters))
    return parts


def _escape(part: str, separators: str) -> str:
    return re.sub(rf"[\\{separators}]", lambda found: "\\" + found.group(), part)


def read_audience(value: str) -> Audience:
    """`adult, female, middle-aged women`: life stage, sex, group text, each of them optional."""
    parts = [one_line(part) for part in re.split("[,，]", value)]
    stage = labels.value_of(labels.LIFE_STAGE_OF, parts[0])
    parts = parts[1:] if stage else parts
    sex = labels.value_of(labels.SEX_OF, parts[0]) if parts else None
    parts = parts[1:] if sex else parts
    return Audience(stage or "anyone", sex or "any", ", ".join(part for part in parts if part))


def write_audience(audience: Audience, *, chinese: bool) -> str:
    """The inverse of `read_audience`; `""` for an answer about anyone."""
    stage = labels.LIFE_STAGES[audience.life_stage].written(chinese)
    sex = labels.SEXES[audience.sex].written(chinese)
    parts = [
        stage if audience.life_stage != "anyone" else "",
        sex if audience.sex != "any" else "",
        audience.group,
    ]
    brief = ", ".join(part for part in parts if part)
    return brief if read_audience(brief) == audience else f"{stage}, {sex}, {audience.group}"


class _Part(NamedTuple):
    field: str
    value: str | int | date


def read_reference(text: str) -> tuple[Reference, tuple[str, ...]]:
    """One line of the list of references -> the reference and the parts that no field takes.

    Parts stand between bars: the title, the organisation or authors, then in any order what is known by its shape.
    """
    parts = split_list(text, _BARS) or ("",)
    known: dict[str, str | int | date] = {}
    unknown: list[str] = []
    for position, written in enumerate(parts[1:], 1):
        part = _shaped(written) or (_Part("organisation", written) if position == 1 else None)
        if part is None or part.field in known:
            unknown.append(written)
        else:
            known[part.field] = part.value
    if is_address(parts[0]):
        known.setdefault("url", parts[0])
    return Reference(title=parts[0], **known), tuple(unknown)  # type: ignore[arg-type]


def write_reference(reference: Reference, *, chinese: bool) -> str:
    """The inverse of `read_reference`."""
    organisation = reference.organisation
    if organisation and _shaped(organisation):
        organisation = f"{labels.ORGANISATION.written(chinese)}: {organisation}"
    kind = labels.REFERENCE_KINDS[reference.kind].written(chinese) if reference.kind else ""
    accessed = reference.accessed_on
    parts = (
        reference.title,
        organisation,
        f"{reference.year:04d}" if reference.year is not None else "",
        reference.url if reference.url != reference.title else "",
        f"doi:{reference.doi}" if reference.doi else "",
        f"isbn:{reference.isbn}" if reference.isbn else "",
        kind,
        f"{labels.ACCESSED.written(chinese)} {accessed.isoformat()}" if accessed else "",
    )
    return join_list(tuple(part for part in parts if part), _BARS, " | ")


def _shaped(written: str) -> _Part | None:
    """The field that a part's own shape names, if any."""
    folded = fold(written).casefold()
    kind: ReferenceKind | None = labels.value_of(labels.REFERENCE_KIND_OF, written)
    if kind:
        return _Part("kind", kind)
    if _YEAR.fullmatch(folded):
        return _Part("year", int(folded))
    if is_address(written):
        return _Part("url", written)
    for word in labels.ORGANISATION.english + labels.ORGANISATION.chinese:
        if folded.startswith(word + ":") and len(written) > len(word) + 1:
            return _Part("organisation", written[len(word) + 1 :].strip())
    for word in labels.ACCESSED.english + labels.ACCESSED.chinese:
        day = read_date(folded[len(word) :].lstrip(": ")) if folded.startswith(word) else None
        if day:
            return _Part("accessed_on", day)
    prefixed = _PREFIXED.fullmatch(written)
    if prefixed:
        return _Part(prefixed["prefix"].lower(), prefixed["value"])
    return None
