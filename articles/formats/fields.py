"""One JSON object, field by field: every field has one type, and what is missing, wrong or unknown is said by name."""

import re
from datetime import date
from typing import Any, TypeVar

from articles.parsing import Note, ParseError
from articles.parsing.values import one_line
from healthqa.lib.text import forbidden_character

_MOST_ERRORS = 20
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN_NAME = re.compile(r"[\w-]{1,40}", re.ASCII)
_Choice = TypeVar("_Choice", bound=str)
_Value = TypeVar("_Value")


class Problems:
    """What is wrong with one line of a file."""

    def __init__(self, line: int) -> None:
        self.notes: list[Note] = []
        self._line = line

    def add(self, code: str, sentence: str) -> None:
        self.notes.append(Note(code, self._line, sentence))

    def stop(self) -> None:
        """Raise ParseError if anything is wrong."""
        if self.notes:
            raise ParseError(*self.notes[:_MOST_ERRORS])


class Fields:
    """The fields of one object. Each is taken once; `close()` names those that nothing asked for.

    A field that is absent or null gives what an absent one means: `""`, None, an empty list. The methods raise nothing.
    """

    def __init__(self, value: Any, problems: Problems, where: str = "") -> None:
        self._left: dict[str, Any] = dict(value) if type(value) is dict else {}
        self._problems = problems
        self._where = where
        if type(value) is not dict:
            name = f"“{where.removesuffix('.')}”" if where else "The line"
            problems.add("wrong-type", f"{name} must be an object in braces.")
        self._readable = type(value) is dict

    def words(self, name: str, *, required: bool = False) -> str:
        """A text of one line."""
        return one_line(self._string(name, required=required) or "")

    def text(self, name: str) -> str:
        """Paragraphs apart by one blank line."""
        return normal_text(self._string(name) or "")

    def exact(self, name: str) -> str:
        """A string with its white space as it is."""
        return self._string(name, required=True) or ""

    def choice(self, name: str, choices: tuple[_Choice, ...], *, required: bool = False) -> _Choice | None:
        written = self._string(name, required=required)
        for known in choices:
            if written == known:
                return known
        if written is not None:
            self._wrong(name, f"must be one of {', '.join(choices)}")
        return None

    def day(self, name: str) -> date | None:
        written = self._string(name)
        if written is None:
            return None
        try:
            if _DAY.fullmatch(written):
                return date.fromisoformat(written)
        except ValueError:
            pass
        self._wrong(name, "must be a day such as 2023-05-13")
        return None

    def number(self, name: str, most: int, *, required: bool = False) -> int | None:
        number = self._take(name, int, "a whole number", required=required)
        if number is not None and not 0 <= number <= most:
            self._wrong(name, f"must be from 0 to {most}")
            return None
        return number

    def flag(self, name: str) -> bool:
        return bool(self._take(name, bool, "true or false"))

    def list_of_words(self, name: str) -> tuple[str, ...]:
        """One-line texts; empty ones are left out."""
        entries = self._take(name, list, "a list") or []
        given = [one_line(self._checked(entry, f"{name}[{at}]") or "") for at, entry in enumerate(entries)]
        return tuple(entry for entry in given if entry)

    def objects(self, name: str) -> list["Fields"]:
        entries = self._take(name, list, "a list") or []
        return [Fields(entry, self._problems, f"{self._where}{name}[{at}].") for at, entry in enumerate(entries)]

    def object(self, name: str) -> "Fields":
        value = self._take(name, dict, "an object in braces") or {}
        return Fields(value, self._problems, f"{self._where}{name}.")

    def computed(self, *names: str) -> None:
        """Fields that say again what others say: known, not read."""
        for name in names:
            self._left.pop(name, None)

    def close(self) -> None:
        for name in self._left:
            shown = name if _PLAIN_NAME.fullmatch(name) else ascii(name[:40])
            self._problems.add("unknown-field", f"“{self._where}{shown}” is no field of this format; remove it.")

    def _string(self, name: str, *, required: bool = False) -> str | None:
        value = self._take(name, str, "a text in quotes", required=required)
        return self._checked(value, name) if value is not None else None

    def _checked(self, value: Any, name: str) -> str | None:
        if type(value) is not str:
            self._problems.add("wrong-type", f"“{self._where}{name}” must be a text in quotes.")
            return None
        found = forbidden_character(value)
        if found:
            self._problems.add("control-character", f"“{self._where}{name}” holds {found[1]}; remove it.")
            return None
        return value

    def _take(self, name: str, kind: type[_Value], expected: str, *, required: bool = False) -> _Value | None:
        value = self._left.pop(name, None)
        if type(value) is kind:  # not isinstance: true is an int
            return value
        if value is not None:
            self._problems.add("wrong-type", f"“{self._where}{name}” must be {expected}.")
        elif required and self._readable:
            self._problems.add("missing-field", f"The field “{self._where}{name}” is missing.")
        return None

    def _wrong(self, name: str, sentence: str) -> None:
        self._problems.add("wrong-value", f"“{self._where}{name}” {sentence}.")


def normal_text(text: str) -> str:
    """A text as `Document` has it: no white space at the ends of lines, one blank line between paragraphs."""
    lines = (line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
