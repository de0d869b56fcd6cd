"""What may be the name of a tag: a topic, never a sentence. Pure, for the model, the parser and the importer alike.

A tag stands beside signed words and nobody signs it, so it must not be able to say anything.
"""

from __future__ import annotations

import re

#: Characters, of every script.
LONGEST = 40
_SENTENCE_MARKS = re.compile("[.!?:;…。．｡！？：；]")


def is_tag_name(name: str) -> bool:
    """Whether `name` has at most 40 characters and no mark that ends or divides a sentence."""
    return 0 < len(name) <= LONGEST and _SENTENCE_MARKS.search(name) is None
