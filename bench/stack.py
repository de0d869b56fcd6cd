"""What stands between a reader and the database, as shipped, for `bench/serving.py`: gunicorns, and nginx before them.

Everything listens on 127.0.0.1 and ends with the block. Beside the site of `deploy/nginx.conf` nginx serves each
gunicorn once more without keeping pages, with the same TLS, log and lines to it; and one page as a file.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
WORKERS = 2
TICK = os.sysconf("SC_CLK_TCK")
#: As Debian's own nginx.conf begins, with the line that docs/deploy.md adds.
MAIN = """
{user}
daemon off;
worker_processes auto;
pcre_jit on;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 768; }}
http {{
    sendfile on;
    tcp_nopush on;
    types {{ text/html html; text/css css; application/javascript js; image/svg+xml svg; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
    {beside}
}}
"""
BESIDE = """
upstream {name} {{
    server 127.0.0.1:{behind};
    keepalive 16;
}}
server {{
    listen 127.0.0.1:{port}{ssl};
    ssl_certificate {folder}/certificate.pem;
    ssl_certificate_key {folder}/key.pem;
    access_log {folder}/access.log healthqa buffer=64k flush=1s;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header Accept-Encoding gzip;
    proxy_buffer_size 16k;
    proxy_buffers 16 8k;
    location / {{ proxy_pass http://{name}; }}
    location /file/ {{
        root {folder};
        gzip_static on;
        open_file_cache max=1000;
        add_header Cache-Control no-cache;
    }}
}}
"""


@dataclass(frozen=True)
class Server:
    """A gunicorn that listens on `port`."""

    process: subprocess.Popen[bytes]
    port: int

    def memory(self) -> list[int]:
        """Bytes of each worker, of what it shares with others its part (PSS)."""
        workers = psutil.Process(self.process.pid).children()
        return [_pss(worker.pid) for worker in workers]


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise LookupError("The kernel does not tell PSS.")


@contextmanager
def gunicorn(application: str, environment: dict[str, str], log: Path) -> Iterator[Server]:
    """The application under `deploy/gunicorn.conf.py`, with two workers."""
    port = free_port()
    given = environment | {"GUNICORN_BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": str(WORKERS)}
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", application]
    with log.open("wb") as written:
        process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=written, stderr=written)  # noqa: S603
    try:
        _wait(port, process, log)
        yield Server(process, port)
    finally:
        _end(process)


@contextmanager
def nginx(folder: Path, shipped: int, beside: dict[str, int], *, tls: bool) -> Iterator[tuple[dict[str, str], int]]:
    """The address of each site, and the process: "shipped" is `deploy/nginx.conf` before the gunicorn on that port."""
    ports = {name: free_port() for name in ("shipped", *beside)}
    certificate = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=127.0.0.1"]
    files = ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem"]
    subprocess.run(["openssl", "req", "-x509", *certificate, *files], check=True, capture_output=True)  # noqa: S603, S607
    ssl = " ssl" if tls else ""
    (folder / "site.conf").write_text(_site(folder, shipped, ports["shipped"], ssl), encoding="utf-8")
    sites = [
        BESIDE.format(name=name, behind=port, port=ports[name], folder=folder, ssl=ssl) for name, port in beside.items()
    ]
    user = "user root root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(user=user, folder=folder, beside="".join(sites)), encoding="utf-8")
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        raise SystemExit("nginx is missing: apt-get install nginx-light wrk")
    process = subprocess.Popen([program, "-c", str(folder / "nginx.conf")])  # noqa: S603
    try:
        _wait(ports["shipped"], process, folder / "error.log")
        yield {name: f"http{'s' if tls else ''}://127.0.0.1:{port}" for name, port in ports.items()}, process.pid
    finally:
        _end(process)


def _site(folder: Path, behind: int, port: int, ssl: str) -> str:
    """`deploy/nginx.conf` with the names of this machine."""
    site = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    named = {
        "listen [::]:443 ssl http2;": "",
        "listen [::]:80;": "",
        "listen 443 ssl http2": f"listen 127.0.0.1:{port}{ssl}",
        "listen 80": f"listen 127.0.0.1:{free_port()}",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "/etc/ssl/certs/answers.example.org.pem": f"{folder}/certificate.pem",
        "/etc/ssl/private/answers.example.org.key": f"{folder}/key.pem",
        "/var/log/nginx/healthqa.log": f"{folder}/access.log",
        "/var/lib/nginx/healthqa": f"{folder}/kept",
        "/srv/healthqa/app": str(ROOT),
    }
    for theirs, ours in named.items():
        if theirs not in site:
            raise LookupError(f"deploy/nginx.conf has no {theirs}")
        site = site.replace(theirs, ours)
    return site


def cpu_seconds(*roots: int) -> float:
    """CPU time so far of these processes and of all they started, ended ones too."""
    total = 0
    for root in roots:
        for process in (psutil.Process(root), *psutil.Process(root).children(recursive=True)):
            try:
                fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except FileNotFoundError:
                continue  # ended this moment: its parent has its time
            total += sum(int(field) for field in fields[11:15])
    return total / TICK


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(log.read_text(encoding="utf-8", errors="replace")[-3000:])


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
