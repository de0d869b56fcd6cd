"""Marks between words that differ from language to language."""


def is_chinese(language: str) -> bool:
    """Whether a language, by its code, is written with full-width marks, which bring no space."""
    return language.startswith("zh")


def comma_in(language: str) -> str:
    """What stands between a name and a title in this language: ", " · "，"."""
    return "，" if is_chinese(language) else ", "
