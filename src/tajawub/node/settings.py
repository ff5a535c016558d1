"""Django's settings of one node: read from `node.toml` in the folder named by TAJAWUB_NODE.

Only what differs between two nodes is read from the file; everything else is a constant here.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tajawub.node import clock
from tajawub.node.config import Database, load

NODE = load(Path(os.environ.get("TAJAWUB_NODE", ".")))

STATE = NODE.state
NODE_NAME = NODE.name
TIME_ZONE_OF_STATE = NODE.time_zone
KEYS = NODE.keys
DEMO = NODE.demo
NOW: Callable[[], datetime] = clock.of(NODE)
"""The time of acts and parcels. The ledger's sequencer, TLS and the queue keep real time."""

ORIGIN = NODE.origin
PARTY = NODE.party


def _connection(database: Database) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "USER": database.user,
        "PASSWORD": database.password,
        "HOST": database.host,
        "PORT": database.port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c lock_timeout=4s -c statement_timeout=30s", "server_side_binding": True},
        "TEST": {"NAME": f"test_{database.name}"},
    }


# The owner's login is read for `tajawub node migrate` alone; other processes are the application and never hold it.
AS_OWNER = os.environ.get("TAJAWUB_AS_OWNER") == "1"
DATABASES = {"default": _connection(NODE.owner if AS_OWNER else NODE.application)}

SECRET_KEY = NODE.secret_key
DEBUG = False
ALLOWED_HOSTS = list(NODE.hosts)
ROOT_URLCONF = "tajawub.node.urls"
WSGI_APPLICATION = "tajawub.node.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "mandates.Officer"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "tajawub.ledger",
    "tajawub.mandates",
    "tajawub.exchange",
    "tajawub.casework",
    "tajawub.web",
]

# A room's deferred work stands in its jobs.py; parcels that arrive find their act in the inbox of this room.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["tajawub.node.inbox"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tajawub.web.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tajawub.web.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "tajawub.web.middleware.Bounded",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tajawub.web.middleware.SignedIn",
    "tajawub.web.middleware.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tajawub.web.context.node",
            ],
        },
    }
]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_ADAPTER = "tajawub.web.adapter.NoSignUp"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"

ADDRESS = NODE.address
PAGE_COMMAND = NODE.paging.command
EMAIL_HOST, EMAIL_PORT, DEFAULT_FROM_EMAIL = NODE.paging.host, NODE.paging.port, NODE.paging.sender
EMAIL_TIMEOUT = 10
"""Seconds. Pages to officers are the only mail a node sends."""

LANGUAGE_CODE = NODE.language
LANGUAGES = [("ar", "العربية"), ("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent.parent / "web" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = NODE.static
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_NAME = f"tajawub_{NODE.state.lower()}"
CSRF_COOKIE_NAME = f"tajawub_csrf_{NODE.state.lower()}"
LANGUAGE_COOKIE_NAME = f"tajawub_language_{NODE.state.lower()}"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = NODE.https
# The operator's TLS proxy speaks plain HTTP with us, so Django would take https:// in Origin for another site.
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in NODE.hosts] if NODE.https else []
SESSION_COOKIE_AGE = 8 * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
"""What is typed into one form, in bytes, files not counted: the longest answer is below 2 MiB of Arabic.

Together with the annexes of one act (casework.acts.MAX_ANNEXES_BYTES) it bounds what is parsed at all:
web.middleware.Bounded.
"""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"tajawub": {"level": "INFO"}},
}
