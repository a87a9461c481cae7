"""Django's settings, all derived from the table in ``headway.kit.configuration``."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from headway.kit.configuration import (
    database_from_url,
    email_from_url,
    read_settings,
    secret_key,
    source_folder,
)

_given = read_settings()
_here = Path(__file__).resolve().parent

DATA_DIR: Path = _given["HEADWAY_DATA_DIR"]
DEMO: bool = _given["HEADWAY_DEMO"]
BASE_URL: str = _given["HEADWAY_BASE_URL"].rstrip("/")
SOURCE_HOSTS: frozenset[str] = _given["HEADWAY_SOURCE_HOSTS"]
CHANNEL_HOSTS: frozenset[str] = _given["HEADWAY_CHANNEL_HOSTS"]
SOURCE_NETWORKS: tuple[Any, ...] = _given["HEADWAY_SOURCE_NETWORKS"]
SOURCE_PLAIN: bool = _given["HEADWAY_SOURCE_PLAIN"]
SOURCE_AUTHORITIES: Path | None = _given["HEADWAY_SOURCE_AUTHORITIES"]
SOURCE_DIR: Path | None = source_folder(_given["HEADWAY_SOURCE_DIR"], DATA_DIR)
SOURCE_SECONDS: int = _given["HEADWAY_SOURCE_SECONDS"]
UPLOAD_LIMIT: int = _given["HEADWAY_UPLOAD_LIMIT_MB"] * 1024 * 1024

SECRET_KEY = secret_key(_given["HEADWAY_SECRET_KEY"], DATA_DIR)
ENCRYPTION_KEYS: list[str] = _given["HEADWAY_ENCRYPTION_KEYS"]
DEBUG: bool = _given["HEADWAY_DEBUG"]
ALLOWED_HOSTS: list[str] = _given["HEADWAY_HOSTS"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "headway.kit",
    "headway.web",
    "headway.activity",
    "headway.people",
    "headway.kpis",
    "headway.strategy",
    "headway.okrs",
    "headway.rituals",
    "headway.discussion",
    "headway.reminders",
    "headway.coaching",
    "headway.exchange",
    "headway.reports",
    "headway.packs",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "headway.web.middleware.ContentSecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "headway.people.middleware.ActorMiddleware",
    "headway.reports.middleware.ScopeMiddleware",
    "headway.web.middleware.ProblemMiddleware",
]

ROOT_URLCONF = "headway.urls"

TEMPLATES = [
    {
        "BACKEND": "headway.web.backend.Templates",
        "NAME": "jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "headway.web.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "headway.web.jinja.csrf",
                "headway.reports.shell.context",
            ],
        },
    },
    {  # allauth's e-mails and pages that have no Jinja template of ours
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database_from_url(_given["HEADWAY_DATABASE_URL"], DATA_DIR)}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Never ATOMIC_REQUESTS: with SQLite's IMMEDIATE mode even a read would take the write lock.

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["headway.people.adapter.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "headway.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has proved the address
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA_DIR / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT + 1024 * 1024

_https = urlsplit(BASE_URL).scheme == "https"
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_ENGINE = "headway.people.adapter"
CSRF_TRUSTED_ORIGINS = [BASE_URL] if _https else []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _given["HEADWAY_PROXY_HEADERS"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DEFAULT_FROM_EMAIL = SERVER_EMAIL = _given["HEADWAY_EMAIL_FROM"]
locals().update(email_from_url(_given["HEADWAY_EMAIL_URL"], is_demo=DEMO))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # It would write down whole answers of sources, and where they send on to.
    "loggers": {"httpcore2": {"level": "WARNING"}},
}
