"""Portraits of doctors who do not exist: a figure without a face, in other colours for each name."""

from __future__ import annotations

import hashlib
from io import BytesIO

from PIL import Image, ImageColor, ImageDraw

_SIDE = 768
_GROUNDS = ("#e8f2ee", "#f6edf3", "#fdf1dc", "#e6eef6", "#eef0e2", "#f3ece4")
_COATS = ("#ffffff", "#f4f7f6", "#fbf9f4")
_SHIRTS = ("#0b5a4e", "#77305c", "#2c4f73", "#854900", "#4a5a2a")
_SKINS = ("#f0c9a8", "#d9a47c", "#b97f56", "#8a5a3b", "#5f3d29")
_HAIRS = ("#2b2320", "#5a3b28", "#8c6a44", "#b9b4ad", "#3a2a3c", "#d7d2c8")


def draw(name: str) -> BytesIO:
    """A PNG as an upload would be: head, hair, shoulders, coat. The same for the same name, and plainly a drawing."""
    seed = hashlib.sha256(name.encode()).digest()
    ground, coat, shirt, skin, hair = (
        colours[seed[place] % len(colours)] for place, colours in enumerate((_GROUNDS, _COATS, _SHIRTS, _SKINS, _HAIRS))
    )
    if abs(_light(hair) - _light(skin)) < 45:
        hair = max(_HAIRS, key=lambda other: abs(_light(other) - _light(skin)))
    image = Image.new("RGB", (_SIDE, _SIDE), ground)
    pen = ImageDraw.Draw(image)
    middle = _SIDE // 2
    if seed[5] % 2:  # long hair falls behind the shoulders
        pen.rounded_rectangle((middle - 165, 190, middle + 165, 560), 150, fill=hair)
    pen.ellipse((middle - 320, 520, middle + 320, 1150), fill=coat)
    pen.polygon([(middle - 110, 540), (middle + 110, 540), (middle, 768)], fill=shirt)
    pen.rounded_rectangle((middle - 62, 430, middle + 62, 590), 55, fill=skin)
    pen.ellipse((middle - 140, 165, middle + 140, 500), fill=skin)
    pen.chord((middle - 155, 130, middle + 155, 450), 175 - seed[6] % 12, 365 + seed[6] % 12, fill=hair)
    for side in (-1, 1):  # the collar of the coat
        pen.polygon(
            [(middle + side * 105, 535), (middle + side * 200, 560), (middle, 768)], fill=coat, outline="#dedbd0"
        )
    out = BytesIO()
    image.save(out, "PNG")
    out.seek(0)
    return out


def _light(colour: str) -> int:
    red, green, blue = ImageColor.getcolor(colour, "RGB")[:3]  # type: ignore[index]
    return int(0.3 * red + 0.59 * green + 0.11 * blue)
