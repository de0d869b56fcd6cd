"""What a verb says when it will not do something: a code a program can test and a sentence for the person."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818  reads as what happened, like Http404
    """Nothing was changed. `code` is stable; `str()` is a sentence that says what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(str(sentence))
        self.code = code


class NotAllowed(Refused):
    """This account may not do that."""

    def __init__(self, sentence: str) -> None:
        super().__init__("not-allowed", sentence)


class Incomplete(Refused):
    """What was given does not suffice or cannot be taken; the same person can do it at once, with other words."""


class StaleText(Refused):
    """The text changed since the person saw it. `shown` and `current` are the two digests."""

    def __init__(self, *, shown: str, current: str, sentence: str) -> None:
        super().__init__("stale-text", sentence)
        self.shown = shown
        self.current = current
