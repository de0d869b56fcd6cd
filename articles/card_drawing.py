"""What a social card looks like: paper, seal, question, who signed it and when. Pure but for the fonts it reads.

A card never shows an empty box: a font that lacks one letter of it is not used. Fonts are those that Debian's
`fonts-noto-cjk` and `fonts-dejavu-core` install, or the one in Pillow, which knows plain English letters alone.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from dataclasses import astuple, dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from healthqa.lib.punctuation import comma_in

SIZE = (1200, 630)
MARGIN = 80
PAPER, CARD, INK, QUIET, PINE = "#fbf9f4", "#ffffff", "#18262c", "#51616a", "#0b5a4e"
#: Sizes that a question is tried in, and the most lines of it.
QUESTION_SIZES = (76, 66, 58, 50, 44)
MOST_LINES = 5
_DEBIAN = Path("/usr/share/fonts")
#: Fonts in the order they are tried: file, number in it (the Chinese face of a collection). Serif is for questions.
_SERIF = (
    (_DEBIAN / "opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    (_DEBIAN / "noto-cjk/NotoSerifCJK-Bold.ttc", 2),
    (_DEBIAN / "truetype/dejavu/DejaVuSerif-Bold.ttf", 0),
)
_SANS = (
    (_DEBIAN / "opentype/noto/NotoSansCJK-Regular.ttc", 2),
    (_DEBIAN / "noto-cjk/NotoSansCJK-Regular.ttc", 2),
    (_DEBIAN / "truetype/dejavu/DejaVuSans.ttf", 0),
)
#: A code point that never has a letter: what a font draws for it, it draws for all it lacks.
_NOBODYS = "\U0010fffd"
#: Marks that do not begin a line in Chinese.
_NOT_FIRST = "，。！？、；：）》」』”’…"


class NoFontError(LookupError):
    """No font here has all the letters."""


@dataclass(frozen=True, slots=True)
class CardWords:
    question: str
    name: str
    title: str
    signed_on: dt.date
    language: str
    site: str
    is_sample: bool

    def as_list(self) -> list[str]:
        return [str(value) for value in astuple(self)]

    @property
    def byline(self) -> str:
        return comma_in(self.language).join(part for part in (self.name, self.title) if part)

    @property
    def signed(self) -> str:
        with override(self.language):
            day = date_format(self.signed_on, pgettext("date format", "j F Y"))
            signed = _("Signed %(signed)s") % {"signed": day}
            return f"{signed} · {_('Sample')}" if self.is_sample else signed


def draw(words: CardWords) -> bytes:
    """The card as a PNG of 1200 × 630. Raises `NoFontError` rather than show a letter as a box."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    right, bottom = SIZE[0] - MARGIN, SIZE[1] - MARGIN
    pen.rectangle((0, 0, SIZE[0], 14), fill=PINE)
    _seal(image, (MARGIN, MARGIN - 18), 84)
    pen.text((MARGIN + 108, MARGIN + 24), words.site, INK, _font(_SERIF, 38, words.site), anchor="lm")
    font, lines = _question(words.question, right - MARGIN)
    height = _line_height(font)
    first = 165 + (270 - height * len(lines)) // 2 + round(font.size * 0.9)
    for number, line in enumerate(lines):
        pen.text((MARGIN, first + number * height), line, INK, font, anchor="ls")
    pen.line((MARGIN, bottom - 92, right, bottom - 92), fill=PINE, width=3)
    byline = _cut(words.byline, _SANS, 32, right - MARGIN)
    pen.text((MARGIN, bottom - 48), byline, INK, _font(_SANS, 32, byline), anchor="lm")
    pen.text((MARGIN, bottom), words.signed, PINE, _font(_SANS, 30, words.signed), anchor="lm")
    return _png(image)


@lru_cache(maxsize=4)
def draw_default(site: str) -> bytes:
    """The card of every page that has none of its own: the seal and the portal's name, or where no font here has its
    letters the seal alone.
    """
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, SIZE[0], 14), fill=PINE)
    middle = SIZE[0] // 2
    _seal(image, (middle - 120, 130), 240)
    try:
        name = _cut(site, _SERIF, 84, SIZE[0] - 2 * MARGIN)
        pen.text((middle, 460), name, INK, _font(_SERIF, 84, name), anchor="mm")
    except NoFontError:
        pass
    return _png(image)


def icon(side: int) -> bytes:
    """The seal on paper, square, for the home screens of phones."""
    image = Image.new("RGB", (side, side), PAPER)
    _seal(image, (side // 12, side // 12), side - 2 * (side // 12))
    return _png(image)


def _question(text: str, width: int) -> tuple[FreeTypeFont, list[str]]:
    for size in QUESTION_SIZES:
        font = _font(_SERIF, size, text)
        lines = wrap(text, font, width)
        if len(lines) * _line_height(font) <= 270:
            return font, _balanced(text, font, width, len(lines))
    kept = lines[:MOST_LINES]
    kept[-1] = _shortened(kept[-1], font, width)
    return font, kept


def _balanced(text: str, font: FreeTypeFont, width: int, count: int) -> list[str]:
    """As many lines as are needed, and none of them a single word: the narrowest column that still holds them."""
    while count > 1 and width > 500 and len(wrap(text, font, width - 60)) == count:
        width -= 60
    return wrap(text, font, width)


def wrap(text: str, font: FreeTypeFont, width: int) -> list[str]:
    """Lines no wider than `width`, broken at spaces, or where Chinese may be broken, or else anywhere."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and font.getlength(f"{line}{piece}".rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        while font.getlength(piece.rstrip()) > width:  # one word wider than the card
            fits = max(1, _that_fit(piece, font, width))
            lines.append(piece[:fits])
            piece = piece[fits:]
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """What a line may not break: words with the space behind them, Chinese characters with the marks behind them."""
    pieces: list[str] = []
    for character in " ".join(text.split()):
        last = pieces[-1] if pieces else ""
        stays = character == " " or character in _NOT_FIRST or not (_is_han(character) or last[-1:] in ("", " "))
        if last and stays and not (_is_han(last[-1]) and not (character == " " or character in _NOT_FIRST)):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _is_han(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def _cut(text: str, fonts: tuple[tuple[Path, int], ...], size: int, width: int) -> str:
    font = _font(fonts, size, text)
    return text if font.getlength(text) <= width else _shortened(text, font, width)


def _shortened(text: str, font: FreeTypeFont, width: int) -> str:
    return f"{text[: _that_fit(text, font, width - font.getlength('…'))].rstrip()}…"


def _that_fit(text: str, font: FreeTypeFont, width: float) -> int:
    """How many characters of `text` fit."""
    return bisect_right(range(1, len(text) + 1), width, key=lambda end: font.getlength(text[:end]))


def _line_height(font: FreeTypeFont) -> int:
    return round(font.size * 1.22)


def _font(fonts: tuple[tuple[Path, int], ...], size: int, text: str) -> FreeTypeFont:
    for path, index in fonts:
        font = _opened(path, index, size)
        if font is not None and has_letters(font, text):
            return font
    plain = ImageFont.load_default(size)
    if isinstance(plain, FreeTypeFont) and has_letters(plain, text):
        return plain
    raise NoFontError(f"no font here has every letter of “{text}”")


@lru_cache(maxsize=64)
def _opened(path: Path, index: int, size: int) -> FreeTypeFont | None:
    try:
        return ImageFont.truetype(path, size, index=index)
    except OSError:
        return None


def has_letters(font: FreeTypeFont, text: str) -> bool:
    """Whether a font draws each character of `text` as something of its own."""
    box = bytes(font.getmask(_NOBODYS))
    return all(bytes(font.getmask(character)) != box for character in set(text) if not character.isspace())


def _seal(image: Image.Image, at: tuple[int, int], side: int) -> None:
    """The mark of the house, drawn four times as large and made smaller, so that its edge is smooth."""
    large = side * 4
    seal = Image.new("RGBA", (large, large))
    pen, middle = ImageDraw.Draw(seal), large / 2
    petal, ring = large * 0.118, large * 0.375
    pen.circle((middle, middle), ring, fill=PINE)
    for number in range(14):
        angle = 2 * math.pi * (number + 0.5) / 14
        pen.circle((middle + ring * math.cos(angle), middle + ring * math.sin(angle)), petal, fill=PINE)
    points = [
        (0.27, 0.55),
        (0.36, 0.38),
        (0.42, 0.36),
        (0.41, 0.60),
        (0.50, 0.50),
        (0.555, 0.48),
        (0.58, 0.585),
        (0.72, 0.535),
    ]
    stroke = [(large * x, large * y) for x, y in points]
    pen.line(stroke, fill=PAPER, width=round(large * 0.062), joint="curve")
    for x, y in (stroke[0], stroke[-1]):
        pen.circle((x, y), large * 0.031, fill=PAPER)
    small = seal.resize((side, side), Image.Resampling.LANCZOS)
    image.paste(small, at, small)


def _png(image: Image.Image) -> bytes:
    """Few colours: paper, ink and what lies between them."""
    out = BytesIO()
    image.quantize(32, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", compress_level=6)
    return out.getvalue()
