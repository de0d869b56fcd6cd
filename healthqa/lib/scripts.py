"""Which language a name or a text is in, told by its letters alone: nothing that is stored says it of names."""

import re

from healthqa.lib.punctuation import is_chinese

ENGLISH, CHINESE = "en", "zh-hans"
_HAN = re.compile(r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def language_of(text: str, around: str) -> str:
    """The code of the language that `text` is in, on a page in the language `around`.

    Chinese where it has a Han letter; English where a Chinese page shows Latin letters and none of Han; else, so for
    figures and for every other script, that of the page.
    """
    if is_chinese(around):
        return ENGLISH if _LATIN.search(text) and not _HAN.search(text) else around
    return CHINESE if _HAN.search(text) else around
