"""Reads a QR code from the SVG path that draws it: ISO/IEC 18004 once more, written without the library that encodes.

Byte mode, versions 1 to 10, error correction M: what a page here can hold. A fresh drawing has no errors to correct.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")
ALIGNED = {2: [6, 18], 3: [6, 22], 4: [6, 26], 5: [6, 30], 6: [6, 34], 7: [6, 22, 38], 8: [6, 24, 42], 9: [6, 26, 46],
           10: [6, 28, 50]}  # fmt: skip
#: Data codewords of each block at level M, by version.
BLOCKS = {1: [16], 2: [28], 3: [44], 4: [32] * 2, 5: [43] * 2, 6: [27] * 4, 7: [31] * 4, 8: [38] * 2 + [39] * 2,
          9: [36] * 3 + [37] * 2, 10: [43] * 4 + [44]}  # fmt: skip
MASKS = (
    lambda r, c: (r + c) % 2,
    lambda r, c: r % 2,
    lambda r, c: c % 3,
    lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2,
    lambda r, c: r * c % 2 + r * c % 3,
    lambda r, c: (r * c % 2 + r * c % 3) % 2,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)
FORMAT_MASK = 0b101010000010010
LEVEL_M = 0b00

Matrix = list[list[bool]]


def read(path: str, side: int) -> str:
    """The text of a code drawn as `path` in a square of `side` modules, its empty border included."""
    drawn = matrix(path, side)
    assert not any(drawn[0] + drawn[1] + drawn[2] + drawn[3]), "no empty border above"
    border = next(number for number, row in enumerate(drawn) if any(row))
    modules = [row[border : side - border] for row in drawn[border : side - border]]
    version = (len(modules) - 17) // 4
    is_function = function_modules(version)
    level, mask = format_of(modules)
    assert level == LEVEL_M
    bits = [
        modules[r][c] ^ (MASKS[mask](r, c) == 0) for r, c in in_reading_order(len(modules)) if not is_function[r][c]
    ]
    return decoded(deinterleaved(codewords(bits), BLOCKS[version]), version)


def matrix(path: str, side: int) -> Matrix:
    drawn = [[False] * side for _row in range(side)]
    for x, y, width, back in (map(int, run) for run in RUN.findall(path)):
        assert width == back
        drawn[y][x : x + width] = [True] * width
    assert RUN.sub("", path) == "", "the path draws more than modules"
    return drawn


def format_of(modules: Matrix) -> tuple[int, int]:
    """Error correction level and mask, from the bits beside the finder in the first corner."""
    places = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
    value = int("".join(str(int(modules[r][c])) for r, c in places), 2) ^ FORMAT_MASK
    return value >> 13, value >> 10 & 0b111


def function_modules(version: int) -> Matrix:
    size = 17 + 4 * version
    is_function = [[r == 6 or c == 6 for c in range(size)] for r in range(size)]

    def fill(rows: range, columns: range) -> None:
        for r in rows:
            for c in columns:
                is_function[r][c] = True

    fill(range(9), range(9))
    fill(range(9), range(size - 8, size))
    fill(range(size - 8, size), range(9))
    if version >= 7:
        fill(range(6), range(size - 11, size - 8))
        fill(range(size - 11, size - 8), range(6))
    centres = ALIGNED.get(version, [])
    for r in centres:
        for c in centres:
            if (r, c) not in {(6, 6), (6, size - 7), (size - 7, 6)}:
                fill(range(r - 2, r + 3), range(c - 2, c + 3))
    return is_function


def in_reading_order(size: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, upwards and downwards in turn; the timing column is skipped."""
    upwards = True
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        for r in range(size - 1, -1, -1) if upwards else range(size):
            yield r, right
            yield r, right - 1
        upwards = not upwards


def codewords(bits: list[bool]) -> list[int]:
    whole = len(bits) // 8 * 8
    return [int("".join(str(int(bit)) for bit in bits[at : at + 8]), 2) for at in range(0, whole, 8)]


def deinterleaved(words: list[int], blocks: list[int]) -> list[int]:
    found: list[list[int]] = [[] for _block in blocks]
    stream = iter(words)
    for turn in range(max(blocks)):
        for number, length in enumerate(blocks):
            if turn < length:
                found[number].append(next(stream))
    return [word for block in found for word in block]


def decoded(words: list[int], version: int) -> str:
    bits = "".join(f"{word:08b}" for word in words)
    assert bits[:4] == "0100", "not in byte mode"
    counted = 8 if version < 10 else 16
    length = int(bits[4 : 4 + counted], 2)
    start = 4 + counted
    return bytes(int(bits[at : at + 8], 2) for at in range(start, start + 8 * length, 8)).decode()
