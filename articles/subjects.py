"""What an answer explains, taken from its signed question and from nothing else. Pure: machines read it as a symptom.

The A–Z entry is no source: an editor may set it to anything, and nobody signs it.
"""

from __future__ import annotations

import re

_OFTEN = r"(?:(?:commonly|usually|often|mainly|sometimes)\s+)?"
_CAUSES = r"(?:the\s+)?(?:most\s+)?(?:common\s+|main\s+|usual\s+|possible\s+)?(?:causes?|reasons?)\s+(?:of|for|behind)"
#: Openings behind which the rest may name what is explained.
_PLAIN = re.compile(
    rf"(?:what\s+(?:(?:can|could|may|might)\s+)?{_OFTEN}causes?|what\s+(?:is|are|could\s+be|might\s+be)\s+{_CAUSES}|{_CAUSES})"
    r"\s+(?:(?:a|an|the)\s+)?(?P<phrase>\S.*)",
    re.IGNORECASE,
)
#: Openings that ask for causes too, but whose rest is a clause: there the whole question stands for what is explained.
_CLAUSE = re.compile(r"(?:why|how\s+come|what\s+(?:makes|triggers|brings\s+on|leads\s+to))\s", re.IGNORECASE)
#: With one of these the rest is a clause, or a second question: "my leg to cramp", "cramps and how long do they last".
_NO_NOUNS = re.compile(
    r"[,;:?!…]|\.\s|\b(?:i|me|my|you|your|we|us|our|he|him|his|she|her|it|its|they|them|their|someone|somebody|people"
    r"|to|how|what|why|which|who|whether|if|is|are|am|was|were|be|do|does|did|has|have|had|make|makes|not"
    r"|can|could|will|would|shall|should|may|might|must)\b|n['’]t\b",
    re.IGNORECASE,
)
_HAN = re.compile("[\u3400-\u9fff]")
_HAN_PLAIN = re.compile(
    r"(?:引起|导致|造成|引发)?(?P<phrase>.+?)"
    r"(?:(?:都)?[是有](?:什么|哪些)原因(?:引起的|造成的|导致的)?"
    r"|是怎么回事|的(?:常见|主要|可能)?(?:原因|病因|成因)(?:是什么|有哪些)?)"
)
_HAN_CLAUSE = re.compile("为什么|为何|为啥|原因|病因|成因|怎么回事|怎么会")
_HAN_NO_NOUNS = re.compile(
    "[我你您他她它吗呢，；：？！。…]|什么|怎么|如何|为何|为啥|原因|是否|会不会|是不是|能不能|该不该"
)
_END = " ?!.…？！。"


def subject_of(question: str) -> str:
    """What `question` asks the causes of: a part of its own words, or all of them; "" where it asks for no causes.

    "What causes leg cramps in pregnancy?" gives "leg cramps in pregnancy". Where the rest is no plain noun phrase
    ("Why does stress make my chest feel tight?") the question itself is given as printed.
    """
    asked = question.strip().rstrip(_END)
    plain, clause, no_nouns = _PLAIN, _CLAUSE, _NO_NOUNS
    if _HAN.search(asked):
        plain, clause, no_nouns = _HAN_PLAIN, _HAN_CLAUSE, _HAN_NO_NOUNS
    found = plain.fullmatch(asked)
    if found is not None:
        return question if no_nouns.search(found["phrase"]) else found["phrase"].strip()
    is_clause = clause.match(asked) if clause is _CLAUSE else clause.search(asked)
    return question if is_clause else ""
