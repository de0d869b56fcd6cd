"""What an answer explains, taken from its signed question and from nothing else. Pure: machines read it as a symptom.

The A–Z entry is no source: an editor may set it to anything, and nobody signs it.
"""

from __future__ import annotations

import re

from healthqa.lib.scripts import has_han

_OFTEN = r"(?:(?:commonly|usually|often|mainly|sometimes)\s+)?"
_CAUSES = r"(?:the\s+)?(?:most\s+)?(?:common\s+|main\s+|usual\s+|possible\s+)?(?:causes?|reasons?)\s+(?:of|for|behind)"
#: A verb that only makes the sentence a question. One that says “not” stays: without it the rest says the opposite.
_AUXILIARY = r"(?:do|does|did|is|are|am|was|were|can|could|should|would|will|might|may|must|has|have|had)(?![\w'’])"
#: Openings that ask for causes; what follows is explained.
_OPENING = re.compile(
    rf"(?:what\s+(?:(?:can|could|may|might)\s+)?{_OFTEN}causes?|what\s+(?:is|are|could\s+be|might\s+be)\s+{_CAUSES}|{_CAUSES}"
    rf"|why(?:\s+{_AUXILIARY})?|how\s+come|what\s+(?:makes|triggers|brings\s+on|leads\s+to))\s+(?=\S)",
    re.IGNORECASE,
)
#: Words before what is explained that say nothing of it: "do I keep getting mouth ulcers", "is my voice hoarse".
_BEFORE = re.compile(
    r"(?:(?:i|you|we|they|he|she|it|there|my|your|our|their|his|her|the|a|an"
    r"|be|feel|feels|get|gets|getting|keep|keeps|have|always|often|sometimes|suddenly)\s+)+(?=\S)",
    re.IGNORECASE,
)
#: Where another question begins: "cramps, and how long do they last".
_ANOTHER = re.compile(
    rf"[?!…;:.](?:\s|$)|(?:,|,?\s(?:and|or|but))\s+(?:how|what|why|which|who|where|whether|{_AUXILIARY})\s",
    re.IGNORECASE,
)
#: Behind these stands what is explained; before the others.
_HAN_WHY = re.compile("为什么|为何|为啥|怎么会")
_HAN_CAUSES = re.compile(
    "(?:都)?[是有](?:什么|哪些)原因|是怎么回事|怎么回事|(?:的)?(?:常见|主要|可能)?(?:什么|哪些)?(?:原因|病因|成因)"
)
_HAN_BEFORE = re.compile("(?:我们|你们|他们|我|你|您|他|她|它|的|总是|老是|总|会|引起|导致|造成|引发)+(?=.)")
_HAN_ANOTHER = re.compile("[？！。…；]|，(?=[^，]*(?:怎么|什么|如何|吗|哪))")
_END = " ?!.…？！。"
_MARKS = " ,;:，；：、"


def subject_of(question: str) -> str:
    """What `question` asks the causes of: a run of its own words; "" where it asks for no causes.

    "What causes leg cramps in pregnancy?" gives "leg cramps in pregnancy", "Why do my knees crack when I bend them?"
    gives "knees crack when I bend them".
    """
    asked = question.strip().rstrip(_END)
    if has_han(asked):
        return _in_chinese(asked)
    opening = _OPENING.match(asked)
    return _cut(asked[opening.end() :], _BEFORE, _ANOTHER) if opening else ""


def _in_chinese(asked: str) -> str:
    why = _HAN_WHY.search(asked)
    causes = _HAN_CAUSES.search(asked)
    if why:
        parts = asked[why.end() :], asked[: why.start()]
    elif causes:
        parts = asked[: causes.start()], asked[causes.end() :]
    else:
        return ""
    return next(filter(None, (_cut(part, _HAN_BEFORE, _HAN_ANOTHER) for part in parts)), "")


def _cut(words: str, before: re.Pattern[str], another: re.Pattern[str]) -> str:
    """`words` without what says nothing at their beginning, up to where they go on to ask something else."""
    words = words.strip(_MARKS)
    if said := before.match(words):
        words = words[said.end() :]
    if end := another.search(words):
        words = words[: end.start()]
    return words.strip(_MARKS + _END)
