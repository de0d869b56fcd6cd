"""Numerals of section headings: Roman and Chinese, both ways."""

LAST_ROMAN = 39  # beyond it come L and C, which start too many names
LAST_CHINESE = 99

_CHINESE_DIGITS = "一二三四五六七八九"


def chinese_numeral(value: int) -> str:
    """1 to 99 as Chinese documents number their sections."""
    tens, ones = divmod(value, 10)
    ten = (_CHINESE_DIGITS[tens - 1] if tens > 1 else "") + ("十" if tens else "")
    return ten + (_CHINESE_DIGITS[ones - 1] if ones else "")


def roman_numeral(value: int) -> str:
    """1 to 39 in Roman capitals."""
    written = ""
    for size, numeral in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        written += numeral * (value // size)
        value %= size
    return written


_ROMAN = {roman_numeral(value): value for value in range(1, LAST_ROMAN + 1)} | {
    chr(0x2160 + value - 1): value for value in range(1, 13)
}
_CHINESE = {chinese_numeral(value): value for value in range(1, LAST_CHINESE + 1)}


def read_numeral(numeral: str) -> int:
    """The value of a Roman (also as one Unicode character) or Chinese numeral; 0 for what is none."""
    return _ROMAN.get(numeral) or _CHINESE.get(numeral, 0)
