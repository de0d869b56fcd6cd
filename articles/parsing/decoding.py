"""Bytes -> text. Only what is certain is decoded: a wrong guess would put wrong words under a doctor's name."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_LE

from articles.parsing.documents import Note, ParseError

# The characters that make up about half of any modern Chinese text, with those of medical questions. In bytes of
# another encoding that happen to be valid GB18030 they are rare: 4 % where the bytes are Korean, 13 % where Big5.
_FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去"
    "法学如都同现当没动面起看定天分还进好小部其些主样理心前但因只从想实日者意无力它长把机十民第公此已工使情明性知全三又关点正业外"
    "两高间由问很最重并物手应向头体政美相见被利什二等产或新己制身果加代内信表化老给病医药症痛血原"
)
_LEAST_HANZI = 10
_LEAST_FREQUENT = 0.25
_NOT_IN_CHINESE = re.compile(r"[\u3040-\u30ff\u0370-\u04ff\uac00-\ud7a3\ue000-\uf8ff]")
_HANZI = re.compile(r"[\u4e00-\u9fff]")

# Letters of Windows-1252 whose byte is the same letter in the code pages of Central Europe, Turkey and the Baltic, and
# no small letter in the older ones of DOS and of the Macintosh. A test computes the list again.
_CERTAIN_LETTER = re.compile("(?<=[A-Za-z])[éóöü]|[éóöü](?=[a-z])")
_CONTRACTION = re.compile(r"(?<=[A-Za-z])’(?=(?:s|t|d|m|re|ve|ll)\b)")
_DASH = re.compile(r"(?<= )[–—](?= )|(?<=\d)–(?=\d)")
_SIGN = re.compile(r"(?<=\d)°(?=[CF ])")


def decode(data: bytes) -> tuple[str, tuple[Note, ...]]:
    """The text of a file, line ends as `\\n` and no byte order mark, with a warning where it was not UTF-8.

    UTF-8; UTF-16 with a byte order mark; GB18030 and Windows-1252 where nothing else can be meant (warnings
    `decoded-as-utf-16`, `decoded-as-gb18030`, `decoded-as-cp1252`). Raises ParseError `unknown-encoding` otherwise.
    """
    text, encoding = _decoded(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not encoding:
        return text, ()
    message = f"The file is not UTF-8 and was read as {encoding}; check letters beyond A to Z, and save it as UTF-8."
    return text, (Note(f"decoded-as-{encoding.lower()}", 0, message),)


def _decoded(data: bytes) -> tuple[str, str]:
    try:
        return data.removeprefix(BOM_UTF8).decode("utf-8"), ""
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    for encoding, certain in (("UTF-16", _utf_16), ("GB18030", _gb18030), ("CP1252", _cp1252)):
        text = certain(data)
        if text is not None:
            return text, encoding
    message = "The file is not UTF-8 and its encoding cannot be told for certain; save it as UTF-8."
    raise ParseError(Note("unknown-encoding", line, message))


def _utf_16(data: bytes) -> str | None:
    if data.startswith(BOM_UTF32_LE) or not data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return None
    return _strict(data, "utf-16")


def _gb18030(data: bytes) -> str | None:
    """Chinese text: enough ideographs, the frequent ones frequent, and no letters that Chinese texts lack."""
    text = _strict(data, "gb18030")
    if text is None or _NOT_IN_CHINESE.search(text):
        return None
    hanzi = _HANZI.findall(text)
    if len(hanzi) < _LEAST_HANZI or sum(one in _FREQUENT for one in hanzi) < _LEAST_FREQUENT * len(hanzi):
        return None
    return text


def _cp1252(data: bytes) -> str | None:
    """Western text in which every byte beyond ASCII can only be what Windows-1252 makes of it where it stands."""
    text = _strict(data, "cp1252")
    if text is None:
        return None
    rest = text
    for certain in (_CONTRACTION, _DASH, _SIGN, _CERTAIN_LETTER):
        rest = certain.sub("", rest)
    return text if rest.isascii() else None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
