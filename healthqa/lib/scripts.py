"""What a Chinese letter is; and which language a name is in, told by its letters alone: nothing stored says it."""

import re

from healthqa.lib.punctuation import is_chinese

ENGLISH, CHINESE = "en", "zh-hans"
#: Han letters, for the inside of a character class: with the mark of repetition, the zero and the rare ones.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def has_han(text: str) -> bool:
    """Whether a Han letter is in `text`."""
    return _HAN.search(text) is not None


def language_of(text: str, around: str) -> str:
    """The code of the language that `text` is in, on a page in the language `around`.

    Chinese where it has a Han letter; English where a Chinese page shows Latin letters and none of Han; else, so for
    figures and for every other script, that of the page.
    """
    if is_chinese(around):
        return ENGLISH if _LATIN.search(text) and not has_han(text) else around
    return CHINESE if has_han(text) else around
