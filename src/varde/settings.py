"""Django settings, read from the environment (12-factor); `VARDE_ENV` unset means production.

Every secret `X` may also be given as `X_FILE`, the path of a file that holds it.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent


def from_environment(name: str, default: str | None = None) -> str:
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise SystemExit(f"{name} is not set. `make demo` sets it by itself; otherwise see docs/howto/run.md.")
    return value


VARDE_ENV = os.environ.get("VARDE_ENV", "production")
IS_PRODUCTION = VARDE_ENV == "production"
if VARDE_ENV not in {"production", "demo", "test"}:
    raise SystemExit("VARDE_ENV must be production, demo or test.")

DEBUG = False
SECRET_KEY = from_environment("SECRET_KEY")
# Signs the access context of each transaction; the database holds the same key where the app login cannot read it.
CONTEXT_KEY = from_environment("VARDE_CONTEXT_KEY")
# AES key (hex, 32 bytes) for national ids and refused submissions; blind-index key (hex, 32 bytes).
CIPHER_KEY = from_environment("VARDE_CIPHER_KEY")
INDEX_KEY = from_environment("VARDE_INDEX_KEY")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")


def database(url: str) -> dict[str, object]:
    """A Django database entry from `postgresql://user:password@host:port/name`; `?host=/folder` names a socket folder."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(query.pop("port", parts.port or 5432)),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "tcp_user_timeout": 5000, "prepare_threshold": 2, **query},
    }


_app_url = from_environment("DATABASE_URL")
DATABASES = {
    "default": database(_app_url),
    "owner": database(from_environment("DATABASE_OWNER_URL", _app_url)),
    "worker": database(from_environment("DATABASE_WORKER_URL", _app_url)),
    "report": database(from_environment("DATABASE_REPORT_URL", _app_url)),
    "auditor": database(from_environment("DATABASE_AUDITOR_URL", _app_url)),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "varde.geography",
    "varde.audit",
    "varde.identity",
    "varde.care_teams",
    "varde.measurements",
    "varde.questionnaires",
    "varde.plans",
    "varde.messages",
    "varde.triage",
    "varde.pathways",
    "varde.indicators",
    "varde.projects",
    "varde.portfolio",
    "varde.reports",
    "varde.portals.components",
    "varde.portals.patient",
    "varde.portals.clinician",
    "varde.portals.management",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "varde.portals.static_files.StaticFiles",
    "varde.portals.headers.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "varde.portals.language.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "varde.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "varde.portals.components.context.page",
            ],
            "builtins": ["varde.portals.components.templatetags.varde"],
        },
    }
]

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("VARDE_STATIC_ROOT")
WHITENOISE_USE_FINDERS = True
LOGIN_URL = "/logg-inn/"

# The three tones of `components/notice`: 25, 30 and 40 are Django's success, warning and error.
MESSAGE_TAGS = {25: "good", 30: "warning", 40: "danger"}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_PRODUCTION
SESSION_COOKIE_NAME = "__Host-varde" if IS_PRODUCTION else "varde"
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# What the demo allows and production never does: choosing a person to be, synthetic national ids.
DEMO_LOGIN_ALLOWED = VARDE_ENV in {"demo", "test"}
SYNTHETIC_IDS_ALLOWED = VARDE_ENV in {"demo", "test"}
