"""gunicorn -c deploy/gunicorn.conf.py healthqa.wsgi"""

import os

bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "3"))
threads = 4
preload_app = True  # settings are checked once, before any worker starts
timeout = 30
keepalive = 75  # longer than nginx keeps a line to here, so that none closes while a form is on its way
graceful_timeout = 20
max_requests = 200_000  # against what might leak; the pages that a worker keeps go with it, so not often
max_requests_jitter = 40_000
limit_request_line = 8_190  # longer than what the portal itself refuses with a sentence

# gunicorn 25 and later open a control socket unless told not to.
control_socket_disable = True

# No query string, and of a reader's address the first part only: a search says too much about who makes it.
logger_class = "healthqa.access_log.LoggerWithoutTraces"
accesslog = "-"
errorlog = "-"
access_log_format = "%(t)s %(h)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
