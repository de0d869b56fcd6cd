"""What `verify` says of one edition, in the modules that look at it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with an edition: a sentence without its subject."""

    code: str
    what: str
    block: str = ""
