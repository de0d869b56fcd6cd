"""The portal as readers reach it: behind nginx with `deploy/nginx.conf`, by https and its own name, compressed."""

from __future__ import annotations

import http.client
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
MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
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
class Front:
    """`SITE_URL` leads to `port` in a browser that is started with `arguments`."""

    port: int
    folder: Path

    def get(self, path: str) -> tuple[int, dict[str, str]]:
        """Status and head of an answer, by a reader who takes compressed pages."""
        anybody = ssl._create_unverified_context()  # noqa: S323  our own certificate, of this minute
        with closing(http.client.HTTPSConnection("127.0.0.1", self.port, context=anybody, timeout=PATIENCE)) as line:
            line.request("GET", path, headers={"Host": HOST, "Accept-Encoding": "gzip"})
            answer = line.getresponse()
            answer.read()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}

    def log(self) -> str:
        return (self.folder / "access.log").read_text(encoding="utf-8")

    @property
    def arguments(self) -> list[str]:
        return [f"--host-resolver-rules=MAP {HOST}:443 127.0.0.1:{self.port}", "--ignore-certificate-errors"]


@contextmanager
def front(portal: Portal) -> Iterator[Front]:
    """A second server process on the portal's data, with the settings of production, and nginx before it."""
    inner, outer, plain = free_port(), free_port(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="healthqa-nginx-"))
    environment = portal.environment() | {
        "ALLOWED_HOSTS": HOST,
        "GUNICORN_BIND": f"127.0.0.1:{inner}",
        "PROXY_COUNT": "1",
        "SSL_REDIRECT": "1",
    }
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--no-control-socket"]
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if nginx is None:
        raise RuntimeError("nginx is missing. Run .ci/run, or: apt-get install nginx-light")
    _write_site(folder, {"127.0.0.1:8000": f"127.0.0.1:{inner}", "listen 443": f"listen 127.0.0.1:{outer}"}, plain)
    with ExitStack() as running:
        running.callback(shutil.rmtree, folder, ignore_errors=True)
        log = running.enter_context((folder / "server.log").open("wb"))
        for command, place, variables in (
            ([*gunicorn, "healthqa.wsgi"], portal.code, environment),
            ([nginx, "-c", str(folder / "nginx.conf")], folder, None),
        ):
            process = subprocess.Popen(command, cwd=place, env=variables, stdout=log, stderr=log)
            running.callback(_end, process)
        for port in (inner, outer):
            _wait(port, folder)
        yield Front(outer, folder)


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
        "listen 80": f"listen 127.0.0.1:{plain}",
    }
    site = (PROJECT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for theirs, mine in (ours | named).items():
        assert theirs in site, f"deploy/nginx.conf has no {theirs}"
        site = site.replace(theirs, mine)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder), encoding="utf-8")


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
