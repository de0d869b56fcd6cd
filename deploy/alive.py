"""For containers: exit code 0 when the portal in this one answers."""

import os
import sys
from http.client import HTTPConnection

host = os.environ.get("ALLOWED_HOSTS", "localhost").partition(",")[0].strip()
line = HTTPConnection("127.0.0.1", int(os.environ.get("GUNICORN_BIND", ":8000").rpartition(":")[2]), timeout=2)
line.request("GET", "/healthz", headers={"Host": host})
sys.exit(0 if line.getresponse().status == 200 else 1)
