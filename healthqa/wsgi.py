"""The WSGI application; refuses to start, with a sentence, under settings the checks find wrong."""

import os

import django
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthqa.settings")
django.setup()

from healthqa.checks import refuse_to_start  # noqa: E402  needs the settings

refuse_to_start()

from healthqa.database_limits import limit_statements  # noqa: E402  needs the settings
from healthqa.lib.prepared import prepare_statements  # noqa: E402  needs the settings
from healthqa.page_cache import with_page_cache  # noqa: E402  needs the settings

limit_statements()
prepare_statements()
application = with_page_cache(get_wsgi_application())
