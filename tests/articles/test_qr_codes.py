"""A code on paper says the address that is printed beside it, whatever its length."""

from __future__ import annotations

import re

import pytest

from articles.qr_codes import QUIET, qr_code
from tests.qr_reader import read

DIGEST = "9c41e07ab3" * 6 + "0f1e"


@pytest.mark.parametrize(
    "text",
    [
        f"https://answers.example.org/verify/{DIGEST}/",
        f"https://answers.example.org/zh-hans/verify/{DIGEST}/",
        "https://a.org/",
        f"https://{'long-' * 12}name.example.org/zh-hans/verify/{DIGEST}/",
        "https://例子.example/verify/",
    ],
)
def test_another_reader_reads_the_address(text: str) -> None:
    code = qr_code(text)
    assert read(code.path, code.size) == text


def test_another_address_is_another_code() -> None:
    other = f"https://answers.example.org/verify/{DIGEST[:-1]}f/"
    code = qr_code(other)
    assert read(code.path, code.size) != f"https://answers.example.org/verify/{DIGEST}/"
    assert min(int(x) for x in re.findall(r"M(\d+) ", code.path)) == QUIET
