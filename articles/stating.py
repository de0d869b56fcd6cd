"""What a statement of conflicts of interest says: none, or something. Pure."""

from __future__ import annotations

import re

#: What people write for “none”, without the words around it that change nothing.
_NONE = re.compile(
    r"(?:i|we)?\s*(?:have|has|had|declares?|reports?|state[sd]?)?\s*(?:that\s+there\s+(?:is|are)\s+)?"
    r"(?:there\s+(?:is|are)\s+)?(?:none|nil|nothing|n/?a|not\s+applicable|no|without)"
    r"(?:\s+(?:known|relevant|competing|financial|any|to\s+declare|to\s+disclose|declared|at\s+all))*"
    r"(?:\s+(?:conflicts?|interests?)(?:\s+of\s+interests?)?)?(?:\s+(?:to\s+declare|to\s+disclose|exists?|declared|known))?"
    r"|(?:本人|我)?(?:声明)?(?:无|没有|不存在|并无)(?:任何)?(?:利益冲突|利益关系|冲突)?(?:需要?声明|可声明)?",
    re.IGNORECASE,
)
_AROUND = " \t\n\r.,;:!。，；：！“”\"'‘’()（）-–—*_"


def says_none(statement: str) -> bool:
    """Whether the whole statement is a “none”, in English or Chinese, and nothing besides; an empty one is not."""
    bare = " ".join(statement.strip(_AROUND).split())
    return bool(bare) and _NONE.fullmatch(bare) is not None


def names_some(statement: str) -> bool:
    """Whether it says anything besides “none”."""
    return bool(statement.strip(_AROUND)) and not says_none(statement)


def disagree(profile: str, statement: str) -> bool:
    """Whether one of the two says “none” where the other names something. Silence disagrees with nothing."""
    return is_unsaid(profile, statement) or is_unsaid(statement, profile)


def is_unsaid(profile: str, statement: str) -> bool:
    """A bare “none” beside a profile that names conflicts: it may be true of this topic, and has to be meant."""
    return says_none(statement) and names_some(profile)
