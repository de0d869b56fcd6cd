"""Files that are not UTF-8 are decoded where nothing else can be meant, and refused otherwise."""

import os
from pathlib import Path

import pytest

from articles.parsing import ParseError, decode
from articles.parsing.decoding import _CERTAIN_LETTER

_SHARED = os.environ.get("HEALTHQA_SHARED_DATA")
_CHINESE = "小腿经常抽筋是什么原因？\n\n最近半夜小腿抽筋，白天走路多，这是缺钙吗？睡前轻轻拉伸、注意保暖多能缓解。"


def _codes(data: bytes) -> list[str]:
    return [note.code for note in decode(data)[1]]


@pytest.mark.parametrize("data", [b"", b"plain", "Sjögren 小腿".encode(), b"\xef\xbb\xbfWhy?"])
def test_utf_8_is_read_without_a_word(data: bytes) -> None:
    text, notes = decode(data)
    assert text.encode() == data.removeprefix(b"\xef\xbb\xbf")
    assert notes == ()


def test_line_ends_become_line_feeds() -> None:
    assert decode(b"a\r\nb\rc\n\r\nd")[0] == "a\nb\nc\n\nd"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_by_its_byte_order_mark(encoding: str) -> None:
    data = f"\ufeff{_CHINESE}".encode(encoding)
    assert decode(data)[0] == _CHINESE
    assert _codes(data) == ["decoded-as-utf-16"]


def test_chinese_in_gb18030_is_read_with_a_warning() -> None:
    text, notes = decode(_CHINESE.encode("gb18030"))
    assert text == _CHINESE
    assert [note.code for note in notes] == ["decoded-as-gb18030"]
    assert "save it as UTF-8" in notes[0].message


@pytest.mark.skipif(not _SHARED, reason="HEALTHQA_SHARED_DATA does not name the shared data")
def test_the_shared_chinese_file_is_the_same_in_both_encodings() -> None:
    folder = Path(str(_SHARED)) / "zh"
    assert decode((folder / "qa-zh-gb18030.csv").read_bytes())[0] == decode((folder / "qa-zh.csv").read_bytes())[0]


@pytest.mark.parametrize("text", ["Sjögren disease", "a café, the doctor’s note – 3–4 days at 37°C", "über müde Wege"])
def test_windows_1252_is_read_where_no_other_page_fits(text: str) -> None:
    assert decode(text.encode("cp1252"))[0] == text
    assert _codes(text.encode("cp1252")) == ["decoded-as-cp1252"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("große Füße", "cp850"),
        ("Sjögren", "cp850"),
        ("Sjögren, été", "mac_roman"),
        ("Łódź", "cp1250"),
        ("kılıç ve ağrı", "cp1254"),
        ("ēst un dzert", "cp1257"),
        ("Отчего бывают судороги в ногах", "cp1251"),
        ("Отчего бывают судороги в ногах", "koi8_r"),
        ("다리에 쥐가 나는 원인은 무엇입니까 의사의 진찰이 필요합니다", "euc_kr"),
        ("足がつる原因は何ですか。医師の診察が必要です。", "euc_jp"),
        ("足がつる原因は何ですか。医師の診察が必要です。", "shift_jis"),
        ("小腿經常抽筋是什麼原因？最近半夜小腿抽筋，白天走路多，這是缺鈣嗎？", "big5"),
        ("受凉", "gb18030"),
        ("Why?", "utf-32"),
    ],
)
def test_what_is_not_certain_is_refused_and_never_guessed(text: str, encoding: str) -> None:
    with pytest.raises(ParseError) as refused:
        decode(text.encode(encoding))
    assert [error.code for error in refused.value.errors] == ["unknown-encoding"]


def test_the_error_names_the_line_of_the_first_bad_byte() -> None:
    with pytest.raises(ParseError) as refused:
        decode(b"Why?\n\nfine\nbad \xff\xfe byte")
    assert refused.value.errors[0].line == 4


def test_half_a_character_of_utf_16_is_refused() -> None:
    with pytest.raises(ParseError):
        decode(b"\xff\xfea")


def test_the_certain_letters_are_those_on_which_the_code_pages_agree() -> None:
    certain = ""
    for byte in (bytes([code]) for code in range(0x80, 0x100)):
        letters = {byte.decode(page, "replace") for page in ("cp1252", "cp1250", "cp1254", "cp1257")}
        older = [byte.decode(page) for page in ("cp850", "mac_roman")]
        letter = byte.decode("cp1252", "replace")
        if len(letters) == 1 and letter.islower() and not any(other.islower() for other in older):
            certain += letter
    assert f"[{certain}]" in _CERTAIN_LETTER.pattern
