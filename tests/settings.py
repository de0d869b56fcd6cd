"""healthqa.settings under a fixed environment: plain `pytest` needs no variable and reads no `.env`.

The database is SQLite in a temporary file, or what HEALTHQA_TEST_DATABASE names (tests/databases.py sets it).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

GIVEN_DATABASE_URL = os.environ.get("DATABASE_URL", "")  # a PostgreSQL server to test on, if there is one

SCRATCH = Path(tempfile.mkdtemp(prefix="healthqa-tests-"))  # database and uploads of this process
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)

for name in (
    *(
        "CACHE_URL",
        "CDN_SECONDS",
        "DEMO",
        "PAGE_CACHE_MB",
        "PROXY_COUNT",
        "READ_ONLY",
        "RENDERED_MB",
        "SECRET_KEY_FILE",
        "TIME_ZONE",
    ),
):
    os.environ.pop(name, None)
os.environ |= {
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DATABASE_URL": os.environ.get("HEALTHQA_TEST_DATABASE") or "sqlite://:memory:",
    "DEBUG": "0",
    "EMAIL_URL": "memorymail://",
    "EMERGENCY_NUMBER": "112",
    "ENV_FILE": "",
    "LOG_LEVEL": "WARNING",
    "MEDIA_ROOT": str(SCRATCH / "media"),
    "REGION": "Testland",
    "RENDERED_ROOT": str(SCRATCH / "rendered"),
    "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SITE_NAME": "HealthQA",
    "SITE_URL": "https://healthqa.example",
    "SSL_REDIRECT": "0",
}

from healthqa.settings import *  # noqa: E402, F403  the environment has to be there first
from healthqa.settings import DATABASES, INSTALLED_APPS, SILENCED_SYSTEM_CHECKS, STORAGES  # noqa: E402

# Two runs at once, on one server or in one folder, must not share a database.
DATABASES["default"]["TEST"] = {
    "NAME": str(SCRATCH / "test.sqlite3")
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else f"test_healthqa_{os.getpid()}"
}
INSTALLED_APPS += ["django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "ignore_initial_migrations": True,
    "include_apps": ["articles", "doctors"],
    # SQLite adds a check, or a column with the database's own default, or lets a text be longer, by making the table
    # anew, whose old columns the linter takes for new ones.
    "ignore_name": [
        "0014_publication_open_says_nothing",
        "0021_reader_question_outcome",
        "0023_reader_question_rules",
        "0032_more_red_flags",
        "0033_lists_of_tags_and_conditions",
    ],
}
RENDERED_MB = 0  # tests look at what templates were given; tests/healthqa/test_rendered.py turns it on
MFA_REQUIRED = False  # nearly all tests sign in by `force_login`; tests/healthqa/test_mfa_required.py turns it on
SILENCED_SYSTEM_CHECKS += ["healthqa.E019"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
