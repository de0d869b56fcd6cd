"""Django's settings. Every value an operator may change comes from the environment: docs/deploy.md lists them.

What is missing or wrong is collected in STARTUP_PROBLEMS and stops the start with a sentence: healthqa/checks.py.
"""

import os
import sys
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from healthqa.environment import BASE_DIR, VAR_DIR, Environment, read_env_file

read_env_file()
env = Environment(os.environ)

DEBUG = env.debug
DEMO = DEBUG and env.flag("DEMO", default=False)  # set by `manage.py demo` only: healthqa/demo_mode.py
SECRET_KEY = env.secret_key()
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.allowed_hosts()

# The portal
SITE_URL = env.site_url()
SITE_NAME = env.text("SITE_NAME", "HealthQA")
CONTACT = env.text("CONTACT", f"{SITE_URL}/about/contact/")
EMERGENCY_NUMBER = env.emergency_number()
REGION = env.text("REGION")
READ_ONLY = env.flag("READ_ONLY", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "csp",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "doctors",
    "articles",
    "healthqa",
]

# Nothing here touches the session of somebody who has none: public pages set no cookie and vary on none.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "healthqa.middleware.add_headers",
    "csp.middleware.CSPMiddleware",
    "healthqa.middleware.refuse_broken_requests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "healthqa.middleware.read_only",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "healthqa.middleware.language_from_path",
    "healthqa.middleware.show_designed_errors",
    "django.middleware.common.CommonMiddleware",
    "healthqa.middleware.refuse_forms_without_slash",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "healthqa.second_factor.middleware.ask_for_second_factor",
    "healthqa.middleware.refuse_numbers_no_row_has",
]

ROOT_URLCONF = "healthqa.urls"
WSGI_APPLICATION = "healthqa.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "healthqa.context_processors.portal",
            ],
        },
    },
]

# Data
DATABASES = env.databases()
DATABASE_ROUTERS = ["healthqa.lib.replica.Router"] if "replica" in DATABASES else []
STATEMENT_TIMEOUT = env.number("STATEMENT_TIMEOUT", 15)  # seconds, of what the web server asks; 0 for no limit
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = env.caches()
PAGE_CACHE_MB = env.number("PAGE_CACHE_MB", 0 if DEBUG else 20)  # of each process; 0: pages are made for each request
RENDERED_MB = env.number("RENDERED_MB", 0 if DEBUG else 1_000)  # of files, for all processes of a host; 0: none
RENDERED_ROOT = env.text("RENDERED_ROOT", str(VAR_DIR / "rendered"))
CDN_SECONDS = env.number("CDN_SECONDS", 1)  # for who has a cache in front that is told to drop pages
MEDIA_ROOT = env.text("MEDIA_ROOT", str(VAR_DIR / "media"))
MEDIA_URL = "/media/"
TAGGIT_CASE_INSENSITIVE = True

# Uploads and forms: a document of the house format is far below this.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # an edition's form sends about 20 for each of its causes
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o644

# Static files: hashed and compressed by `collectstatic`; straight from static/ in DEBUG.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Languages: the address alone decides (healthqa.middleware.language_from_path).
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.time_zone()

# Sign-in
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"  # healthqa/accounts.py sends staff and doctors to their own place
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "healthqa.accounts.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"asked_outside": "5/5m/key"}  # a second factor asked for outside of signing in, each account

# The second factor: for whom is said in healthqa/second_factor/rules.py
MFA_REQUIRED = not DEBUG
MFA_ADAPTER = "healthqa.second_factor.adapter.SecondFactor"
MFA_FORMS = {
    "authenticate": "healthqa.second_factor.forms.SignInCode",
    "reauthenticate": "healthqa.second_factor.forms.ConfirmingCode",
    "authenticate_webauthn": "healthqa.second_factor.forms.SignInPasskey",
    "reauthenticate_webauthn": "healthqa.second_factor.forms.ConfirmingPasskey",
    "activate_totp": "healthqa.second_factor.forms.FirstCode",
    "deactivate_totp": "healthqa.second_factor.forms.Removal",
    "add_webauthn": "healthqa.second_factor.forms.NewPasskey",
    "edit_webauthn": "healthqa.second_factor.forms.PasskeyName",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False  # after the password, never instead of it
MFA_TRUST_ENABLED = False  # no browser is remembered
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # half a minute before and after: clocks of phones, slow fingers
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are made by a superuser, who knows whose they are

# Security
PROXY_COUNT = env.number("PROXY_COUNT", 0)  # reverse proxies in front, each of which sets X-Forwarded-*
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", default=not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 0 if DEBUG else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.flag("HSTS_PRELOAD", default=False)
# W005 and W021 ask for subdomains and preload: the portal cannot speak for other hosts of its domain.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_FAILURE_VIEW = "healthqa.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# Mail
vars().update(env.email())
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "healthqa@localhost")
EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
EMAIL_TIMEOUT = 10

# Logs go to stderr, without query strings and with shortened addresses: what readers search for is nobody's business.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "healthqa.logs.LineWithoutTraces",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "formatter": "line",
        }
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}

STARTUP_PROBLEMS = env.problems
