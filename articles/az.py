"""Where a question stands in the A–Z: by what it is about, not by how it begins. Pure; publishing stores it."""

from __future__ import annotations

import re
import unicodedata

from healthqa.lib.scripts import has_han

LONGEST = 300  # LivePage.index_phrase holds 320

_PERSON = r"(?:i|you|we|they|he|she|it|people|someone|somebody|one)"
_OWNER = r"(?:my|your|our|their|his|her|the|a|an|some)"
_AUXILIARY = r"(?:can['’]t|won['’]t|do|does|did|is|are|am|was|were|can|could|should|would|will|might|may|must|has|have)"

#: Openings in the order they are tried; the first that fits is cut off. What follows them is the subject.
# The words are those of readers ("is it safe to …"), compared with the title as text; none of them is run or trusted.
_OPENINGS = tuple(
    re.compile(rf"(?:{opening})\s+", re.IGNORECASE)
    for opening in (
        r"what\s+(?:is|are|could\s+be|might\s+be|can\s+be)\s+(?:the\s+)?(?:most\s+)?(?:common\s+|main\s+|usual\s+|possible\s+)?"
        r"(?:causes?|reasons?)\s+(?:of|for|behind)",
        r"what\s+(?:commonly\s+|usually\s+)?(?:causes?|triggers?|leads?\s+to|brings?\s+on|helps?(?:\s+with|\s+against)?)",
        rf"what\s+(?:can|could|should|do|to)\s+(?:{_PERSON}\s+)?(?:do|take|eat)\s+(?:about|for|against|with|when|if)",
        r"what\s+to\s+do\s+(?:about|for|against|with|when|if)",
        r"what\s+makes",
        r"what\s+(?:is|are)(?:\s+the)?",
        r"what\s+if",
        rf"is\s+it\s+(?:normal|safe|dangerous|serious|bad|ok|okay|healthy|harmful|common)(?:\s+(?:to|for|if|that|when)"
        rf"(?:\s+{_PERSON}(?!\w))?)?",
        rf"(?:why|how|when|where|which)\s+{_AUXILIARY}(?:n['’]t|\s+not)?(?:\s+{_PERSON}(?!\w))?",
        r"how\s+(?:long|often|much|many)\s+" + _AUXILIARY,
        r"how\s+(?:to|come)",
        r"when\s+to",
        r"which|why|how|when|where",
        rf"{_AUXILIARY}(?:\s+{_PERSON}(?!\w))?",
    )
)
_AGAIN = re.compile(
    rf"(?:{_PERSON}|{_OWNER}|be|feel|get|have|to|of|if|always|often|suddenly|sometimes|there)\s+", re.IGNORECASE
)
_END = " ?!.…？！。"


def index_phrase(question: str) -> str:
    """What `question` is about: "What causes leg cramps?" becomes "leg cramps".

    English openings and leading articles go; other scripts and questions made of nothing else stay as they are.
    """
    text = " ".join(question.split())
    phrase = text.rstrip(_END)
    if phrase.isascii() or not has_han(phrase[:1]):
        phrase = _without_opening(phrase)
    return phrase[:LONGEST] or text[:LONGEST]


def letter(phrase: str) -> str:
    """ "A" to "Z" for the first letter of `phrase` without its accent; "#" for figures, signs and other scripts."""
    for character in unicodedata.normalize("NFKD", phrase.lstrip(" \"'“”‘’«»()[]-–—¿¡"))[:1]:
        capital = character.upper()
        if "A" <= capital <= "Z" and len(capital) == 1:
            return capital
    return "#"


def _without_opening(phrase: str) -> str:
    for opening in _OPENINGS:
        found = opening.match(phrase)
        if found and found.end() < len(phrase):
            phrase = phrase[found.end() :]
            break
    while (found := _AGAIN.match(phrase)) and found.end() < len(phrase):
        phrase = phrase[found.end() :]
    return phrase
