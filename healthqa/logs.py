"""What our log lines leave out: queries and keys in the addresses of pages, and the end of a reader's own address."""

from __future__ import annotations

import ipaddress
import logging
import re

_TOKEN = re.compile(r"[^\s\"']+")
#: What the address of a private page carries: whoever reads a log must not be able to open it.
_PRIVATE = re.compile(r"(/ask/)(?!…)[^\s/?\"']+")
#: Of bounded length, so that a long line of colons costs no more than any other.
_ADDRESS = re.compile(
    r"((?<![\w:.])(?=[0-9a-f]*:)[0-9a-f:]{2,45}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?!\w|\.\d)"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\d))(?:/(?:24|48)(?!\d))?",  # or one that is short already
    re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: Leading bits that are kept: a town or a provider, never a household.
_KEPT = {4: 24, 6: 48}
UNKNOWN = "-"


def short_address(text: str) -> str:
    """203.0.113.0/24 of 203.0.113.77, 2001:db8:7::/48 of an IPv6 address; "-" for what is no address.

    The machine's own addresses stay as they are: they tell of no reader.
    """
    try:
        address = ipaddress.ip_address(text.strip().strip("[]").partition("%")[0])
    except ValueError:
        return UNKNOWN
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    address = mapped or address
    if address.is_loopback or address.is_unspecified:
        return str(address)
    return str(ipaddress.ip_network((address, _KEPT[address.version]), strict=False))


def without_traces(line: str) -> str:
    """`line` without query strings and keys of private pages, and with every network address in it cut short."""
    return _ADDRESS.sub(_shortened, _PRIVATE.sub(r"\1…", _TOKEN.sub(_without_query, line)))


def _without_query(found: re.Match[str]) -> str:
    path, mark, _query = found[0].partition("?")
    return f"{path}?…" if mark and "/" in path else found[0]  # a question of plain words stays


def _shortened(found: re.Match[str]) -> str:
    for text in (found[1], found[1].rstrip(":")):  # "client 2001:db8::1: closed"
        if (short := short_address(text)) != UNKNOWN:
            return short + found[1][len(text) :]
    return found[0]  # a time of day, a number of four parts


def one_line(text: str) -> str:
    """`text` with control characters spelled out: what a reader asks for cannot look like lines of the log."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


class LineWithoutTraces(logging.Formatter):
    """Formats whole lines, so that no message, argument or traceback gets past it."""

    def format(self, record: logging.LogRecord) -> str:
        return without_traces(super().format(record))
