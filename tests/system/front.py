"""The portal as readers reach it: behind nginx with `deploy/nginx.conf`, by https and its own name, compressed."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.system.portal import PATIENCE, PROJECT, SITE_URL, Portal, free_port

HOST = urlsplit(SITE_URL).netloc
#: Where root runs the tests, nginx would read and write as nobody, who may not enter our folders.
MAIN = """
{user}
daemon off;
worker_processes 1;
pcre_jit on;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    types {{ text/html html; text/css css; application/javascript js; image/svg+xml svg; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    status: int
    head: dict[str, str]  # names in small letters
    body: bytes


@dataclass(frozen=True)
class Front:
    """`SITE_URL` leads to `port` in a browser that is started with `arguments`."""

    port: int
    plain: int
    folder: Path

    def ask(
        self, path: str, *, sent: bytes = b"", reader: str = "127.0.0.1", method: str = "", **headers: str
    ) -> Answer:
        """What nginx answers somebody at the address `reader` (any of 127.0.0.0/8); a POST where something is sent."""
        anybody = ssl._create_unverified_context()  # noqa: S323  our own certificate, of this minute
        line = http.client.HTTPSConnection(
            "127.0.0.1", self.port, context=anybody, timeout=PATIENCE, source_address=(reader, 0)
        )
        with closing(line):
            line.request(
                method or ("POST" if sent else "GET"), path, body=sent or None, headers={"Host": HOST, **headers}
            )
            answer = line.getresponse()
            head = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, head, answer.read())

    def ask_unencrypted(self, path: str, host: str) -> Answer:
        """What the port of http answers to a request for that host."""
        line = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=PATIENCE)
        with closing(line):
            line.request("GET", path, headers={"Host": host})
            answer = line.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())

    def lines(self, count: int) -> list[str]:
        """The log of requests as soon as it has so many lines: nginx writes after it has answered."""
        until = time.monotonic() + PATIENCE
        while len(found := (self.folder / "access.log").read_text(encoding="utf-8").splitlines()) < count:
            assert time.monotonic() < until, found
            time.sleep(0.02)
        return found

    def all_logs(self) -> str:
        """What nginx wrote down anywhere, its main error log and its terminal included."""
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in self.folder.glob("*.log"))

    @property
    def arguments(self) -> list[str]:
        return [f"--host-resolver-rules=MAP {HOST}:443 127.0.0.1:{self.port}", "--ignore-certificate-errors"]


@contextmanager
def front(portal: Portal | None, *, upstream: int = 0) -> Iterator[Front]:
    """nginx, and behind it a second server process on the portal's data with the settings of production; or nothing,
    or what listens on the port `upstream`."""
    inner, outer, plain = upstream or free_port(), free_port(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="healthqa-nginx-"))
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if nginx is None:
        raise RuntimeError("nginx is missing. Run .ci/run, or: apt-get install nginx-light")
    code = PROJECT if portal is None else portal.code
    ours = {
        "127.0.0.1:8000": f"127.0.0.1:{inner}",
        "listen 443": f"listen 127.0.0.1:{outer}",
        "/srv/healthqa/app/staticfiles/": f"{code}/staticfiles/",
    }
    _write_site(folder, ours, plain)
    with ExitStack() as running:
        running.callback(shutil.rmtree, folder, ignore_errors=True)
        log = running.enter_context((folder / "server.log").open("wb"))
        if portal is not None:
            gunicorn = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--no-control-socket"]
            command, variables = [*gunicorn, "healthqa.wsgi"], _behind_a_proxy(portal, inner)
            process = subprocess.Popen(command, cwd=portal.code, env=variables, stdout=log, stderr=log)
            running.callback(_end, process)
            _wait(inner, folder)
        process = subprocess.Popen([nginx, "-c", str(folder / "nginx.conf")], cwd=folder, stdout=log, stderr=log)
        running.callback(_end, process)
        _wait(outer, folder)
        yield Front(outer, plain, folder)


def _behind_a_proxy(portal: Portal, port: int) -> dict[str, str]:
    return portal.environment() | {
        "ALLOWED_HOSTS": HOST,
        "GUNICORN_BIND": f"127.0.0.1:{port}",
        "PROXY_COUNT": "1",
        "SSL_REDIRECT": "1",
    }


def _write_site(folder: Path, ours: dict[str, str], plain: int) -> None:
    """`deploy/nginx.conf` with the names of this machine."""
    openssl = str(shutil.which("openssl"))
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    command = [openssl, "req", "-x509", *curve, "-subj", f"/CN={HOST}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    named = {
        f"/etc/ssl/certs/{HOST}.pem": str(certificate),
        f"/etc/ssl/private/{HOST}.key": str(key),
        "/var/log/nginx/healthqa.log": str(folder / "access.log"),
        "/var/lib/nginx/healthqa": str(folder / "kept"),
        "/srv/healthqa/app/": f"{PROJECT}/",
        "listen 80": f"listen 127.0.0.1:{plain}",
        "listen [::]:443 ssl http2;": "",
        "listen [::]:80;": "",
    }
    site = (PROJECT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for theirs, mine in (ours | named).items():
        assert theirs in site, f"deploy/nginx.conf has no {theirs}"
        site = site.replace(theirs, mine)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    (folder / "nginx.conf").write_text(
        MAIN.format(folder=folder, user="user root root;" if os.getuid() == 0 else ""), encoding="utf-8"
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(port: int, folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError((folder / "server.log").read_text(encoding="utf-8", errors="replace"))
