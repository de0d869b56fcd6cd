"""A short text as a QR code, drawn as one SVG path: no picture file, nothing that a strict policy would drop."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import qrcode
from qrcode.constants import ERROR_CORRECT_M

#: The empty border that readers of the code need, in modules on each side (ISO/IEC 18004).
QUIET = 4


class QrCode(NamedTuple):
    """`size` is the side of the square in modules, its border included; `path` draws the dark ones."""

    size: int
    path: str


@lru_cache(maxsize=256)
def qr_code(text: str) -> QrCode:
    """`text` as a code that is still read with 15 % of it lost, as paper is folded and stained."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text.encode(), optimize=0)
    code.make()
    rows = code.get_matrix()
    return QrCode(len(rows), "".join(_runs(row, number) for number, row in enumerate(rows)))


def _runs(row: list[bool], number: int) -> str:
    """The dark runs of a row as rectangles one module high."""
    drawn, start = "", 0
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        drawn += f"M{start} {number}h{length}v1h-{length}z" if is_dark else ""
        start += length
    return drawn
