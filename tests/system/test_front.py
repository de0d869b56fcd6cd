"""nginx with the configuration that we ship: what it writes down, what it lets through, what it says by itself."""

from __future__ import annotations

import json
import re
import shutil
import socket
import ssl
import time
import warnings
from contextlib import suppress
from pathlib import Path

import pytest

from doctors.portraits import MOST_BYTES
from tests.system.front import HOST, Answer, Front, front
from tests.system.portal import PATIENCE, PROJECT, Portal

READER = "127.98.76.54"
PRIVATE = "my+secret+illness"
SEARCH = f"/search/?q={PRIVATE}"


def test_no_log_of_nginx_holds_a_search_or_a_whole_address_whatever_fails() -> None:
    with front(None) as nginx:
        stopped = nginx.ask(SEARCH, reader=READER, Referer=f"https://a.example/?{PRIVATE}")
        for prefix in ("", "/zh-hans"):
            nginx.ask(f"{prefix}/ask/a-key-of-a-private-page/", reader=READER, Referer=f"https://a.example/?{PRIVATE}")
        shutil.rmtree(nginx.folder / "body")  # as with a full disk, which nginx takes for worse than an error
        full = nginx.ask(f"/desk/?{PRIVATE}", sent=b"x" * 100_000, reader=READER)
        large = nginx.ask(SEARCH, sent=b"x" * 5_000_000, reader=READER)
        lines, written = nginx.lines(5), nginx.all_logs()
    assert [answer.status for answer in (stopped, full, large)] == [502, 500, 413]
    for part in ("secret", READER, "a-key"):
        assert part not in written, written
    assert [line.split()[1:5] for line in lines] == [
        ["127.98.76.0/24", "GET", "/search/", "502"],
        ["127.98.76.0/24", "GET", "/ask/...", "502"],
        ["127.98.76.0/24", "GET", "/zh-hans/ask/...", "502"],
        ["127.98.76.0/24", "POST", "/desk/", "500"],
        ["127.98.76.0/24", "POST", "/search/", "413"],
    ]


def test_what_nginx_says_itself_looks_like_the_portal() -> None:
    with front(None) as nginx:
        pages = (nginx.ask("/"), nginx.ask("/search/", sent=b"x" * 2_000_000))
        look = nginx.ask("/unavailable/site.css")
        assert nginx.ask("/unavailable/50x.html").status == 404
        assert nginx.ask("/admin/", sent=b"x" * 2_000_000).body == pages[0].body
    for page, name in zip(pages, ("50x", "413"), strict=True):
        assert page.body == (PROJECT / f"deploy/unavailable/{name}.html").read_bytes()
        assert re.findall(rb'(?:href|src|action)="([^"]+)"', page.body)[:1] == [b"/unavailable/site.css"]
        assert not re.search(rb"<(script|style)|style=", page.body)
        assert page.head["content-type"] == "text/html; charset=utf-8"
        assert page.head["cache-control"] == "no-store"
        assert page.head["content-security-policy"].startswith("default-src 'none'")
    assert look.head["content-type"] == "text/css"
    assert look.body == (PROJECT / "static/site.css").read_bytes()


def test_what_nginx_refuses_by_itself_looks_like_the_portal_too() -> None:
    with front(None) as nginx:
        long = "/" + "a" * 9_000
        pages = (nginx.ask(long), nginx.ask("/", Cookie=long), nginx.ask("/", method="TRACE"), nginx.ask("/%zz"))
        moved = [nginx.ask_unencrypted("/questions/?letter=L", host) for host in (HOST, "evil.example", "")]
    assert [page.status for page in pages] == [414, 400, 405, 400]
    assert {page.body for page in pages} == {(PROJECT / "deploy/unavailable/400.html").read_bytes()}
    assert {page.head["content-type"] for page in pages} == {"text/html; charset=utf-8"}
    assert [page.head.get("location") for page in moved] == [f"https://{HOST}/questions/?letter=L"] * 2 + [None]


def test_a_portrait_gets_as_far_as_the_portal_and_nothing_else_so_large_does(nginx: Front) -> None:
    head = {"Content-Type": "multipart/form-data; boundary=edge"}
    portrait = b'--edge\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n%s\r\n--edge--\r\n'
    for path in ("/admin/login/", "/zh-hans/admin/doctors/doctor/1/change/"):
        answer = nginx.ask(path, sent=portrait % (b"x" * MOST_BYTES), **head)
        assert answer.status == 403, path  # the portal's: it read all of it and found no token against forgery
    for path in ("/", "/search/", "/desk/", "/accounts/login/", "/administration/"):
        assert nginx.ask(path, sent=b"x" * 1_100_000).status == 413, path
    assert nginx.ask("/admin/", sent=b"x" * 14_000_000).status == 413


def test_only_pictures_that_the_portal_drew_have_an_address(nginx: Front, portal: Portal) -> None:
    media = portal.code / "var" / "media"
    face = next((media / "doctors").glob("*-192.webp"))
    shown = nginx.ask(f"/media/doctors/{face.name}")
    assert (shown.status, shown.body) == (200, face.read_bytes())
    assert shown.head["cache-control"] == "public, max-age=31536000, immutable"
    assert shown.head["x-content-type-options"] == "nosniff"
    for stray in ("doctors/upload.html", "notes.txt", f"doctors/{face.stem}.jpg"):
        (media / stray).write_text("<script>", encoding="utf-8")
        assert nginx.ask(f"/media/{stray}").status == 404, stray


def test_only_pages_without_secrets_are_compressed(nginx: Front) -> None:
    """What a stranger can make a page repeat beside a secret gives the secret away by its compressed length."""
    for path in ("/", "/zh-hans/questions/"):
        assert _compressed(nginx, path).head["content-encoding"] == "gzip", path
    for path in ("/accounts/login/", "/zh-hans/accounts/login/", "/accounts/password/reset/", "/admin/login/"):
        assert "content-encoding" not in _compressed(nginx, path).head, path


def test_static_files_come_from_the_disk_compressed_and_for_ever(nginx: Front, portal: Portal) -> None:
    names = json.loads((portal.code / "staticfiles" / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    before = (nginx.folder / "server.log").read_bytes()
    for name, kind in (("site.css", "text/css"), ("favicon.svg", "image/svg+xml"), ("search-field.js", "javascript")):
        file = portal.code / "staticfiles" / names[name]
        plain, packed = nginx.ask(f"/static/{names[name]}"), _compressed(nginx, f"/static/{names[name]}")
        assert (plain.status, plain.body) == (200, file.read_bytes())
        assert packed.body == file.with_name(f"{file.name}.gz").read_bytes()
        assert packed.head["cache-control"] == "public, max-age=31536000, immutable"
        assert packed.head["vary"] == "Accept-Encoding"
        assert packed.head["x-content-type-options"] == "nosniff"
        assert kind in plain.head["content-type"]
    assert (nginx.folder / "server.log").read_bytes() == before  # the portal was not asked
    assert nginx.ask("/static/site.0123456789ab.css").status == 404
    assert nginx.ask("/static/site.css").head["cache-control"] != packed.head["cache-control"]
    assert nginx.ask(f"/static/{names['site.css']}/../staticfiles.json").status == 404


def test_only_tls_of_today_and_http_2(nginx: Front) -> None:
    assert _agreed(nginx) == ("TLSv1.3", "h2")
    assert _agreed(nginx, most=ssl.TLSVersion.TLSv1_2)[0] == "TLSv1.2"
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        _agreed(nginx, most=ssl.TLSVersion.TLSv1_1)


def _agreed(nginx: Front, most: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED) -> tuple[str | None, str | None]:
    anybody = ssl._create_unverified_context()  # noqa: S323  our own certificate, of this minute
    with warnings.catch_warnings(action="ignore"):  # about TLS 1.1, which is the point
        anybody.minimum_version, anybody.maximum_version = ssl.TLSVersion.TLSv1, most
    anybody.set_ciphers("DEFAULT@SECLEVEL=0")
    anybody.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", nginx.port), timeout=PATIENCE) as line,
        anybody.wrap_socket(line, server_hostname=HOST) as spoken,
    ):
        return spoken.version(), spoken.selected_alpn_protocol()


def test_whoever_sends_a_head_drop_by_drop_is_cut_off(nginx: Front) -> None:
    began = time.monotonic()
    anybody = ssl._create_unverified_context()  # noqa: S323  our own certificate, of this minute
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=PATIENCE) as line:
        spoken = anybody.wrap_socket(line, server_hostname=HOST)
        spoken.sendall(b"GET / HTTP/1.1\r\nHost: ")
        with suppress(ConnectionResetError, ssl.SSLError):
            assert spoken.recv(1) == b""
    assert 5 < time.monotonic() - began < 15


def _compressed(nginx: Front, path: str) -> Answer:
    return nginx.ask(path, **{"Accept-Encoding": "gzip"})


def test_the_guide_of_operation_points_to_the_configuration_and_holds_no_second_one() -> None:
    guide = Path(PROJECT / "docs/deploy.md").read_text(encoding="utf-8")
    assert "`deploy/nginx.conf`" in guide
    for directive in ("log_format", "error_log ", "access_log", "location ~", "client_max_body_size "):
        assert directive not in guide, directive
