"""One file; the environment decides; secure unless DEBUG is asked for.

Every variable is listed in README.md. A wrong value stops the start with a sentence.
"""

from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.smart_cast = False


def _path(name: str, default: Path) -> Path:
    value = env.str(name, "")
    return Path(value).expanduser().resolve() if value else default


def _flag(name: str) -> bool:
    value = env.str(name, "0").strip().lower()
    if value not in {"0", "1", "true", "false", "yes", "no", "on", "off", ""}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not “{value}”.")
    return value in {"1", "true", "yes", "on"}


# --- What kind of installation this is -------------------------------------------------------

DEBUG = _flag("DEBUG")
DEMO = _flag("DEMO")
PORT = env.str("PORT", "8000")
if not PORT.isdecimal() or not 0 < int(PORT) < 65536:
    raise ImproperlyConfigured(f"PORT must be a number from 1 to 65535, not “{PORT}”.")
SITE_URL = env.str("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
_site = urlsplit(SITE_URL)
try:
    _site_is_whole = _site.scheme in {"http", "https"} and _site.hostname and _site.port != 0
except ValueError:  # a port that is no number
    _site_is_whole = False
if not _site_is_whole:
    raise ImproperlyConfigured(f"SITE_URL must look like https://portal.example.org, not “{SITE_URL}”.")
if DEMO and _site.hostname not in {"localhost", "127.0.0.1", "::1"}:
    raise ImproperlyConfigured(
        "DEMO lets anybody sign in as the demo cast, so it starts only when SITE_URL is a loopback address "
        f"such as http://localhost:{PORT}; SITE_URL is “{SITE_URL}”."
    )

SECRET_KEY = env.str("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random string (or DEBUG=1 on your own machine).")
    SECRET_KEY = "for development on one's own machine only, never on a server"

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if not ALLOWED_HOSTS:
    loopback = ["localhost", "127.0.0.1", "[::1]"]
    ALLOWED_HOSTS = loopback if _site.hostname in {"localhost", "127.0.0.1", "::1"} else [_site.hostname]

DATA_DIR = _path("DATA_DIR", BASE_DIR / "var")
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as refusal:
    raise ImproperlyConfigured(f"DATA_DIR “{DATA_DIR}” cannot be made: {refusal.strerror}.") from refusal
FONT_DIR = BASE_DIR / "build" / "fonts"

# --- Application -----------------------------------------------------------------------------

INSTALLED_APPS = [
    "awards",
    "assessments",
    "nominations",
    "forums",
    "dtportal.accounts",
    "dtportal.programme",
    "dtportal.journal",
    "dtportal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_filters",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "dtportal.programme.snapshots.SnapshotMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dtportal.accounts.middleware.DemoPeopleMiddleware",
    "dtportal.middleware.LoginRequiredMiddleware",
    "dtportal.accounts.middleware.SecondFactorMiddleware",
    "assessments.middleware.ClearanceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dtportal.middleware.PrivateResponsesMiddleware",
]

ROOT_URLCONF = "dtportal.urls"
WSGI_APPLICATION = "dtportal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dtportal.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database, cache, work ----------------------------------------------------------------------

_database_url = env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'dtportal.sqlite3'}"
_database: dict = {}
if _database_url.startswith(("sqlite:", "postgres:", "postgresql:", "psql:")):
    with suppress(ValueError):  # a port that is no number
        _database = env.db_url_config(_database_url)
if _database.get("ENGINE") not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
    raise ImproperlyConfigured(
        "DATABASE_URL must be sqlite:///path/of/a/file or postgres://user:password@host:5432/name."
    )
DATABASES = {"default": _database}
if _database["ENGINE"].endswith("sqlite3"):
    if _database["NAME"] != ":memory:" and not Path(_database["NAME"]).parent.is_dir():
        raise ImproperlyConfigured(f"The folder of the database {_database['NAME']} does not exist.")
    # Writers queue for the lock at BEGIN, so that a read never has to become a write half-way.
    _database.setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    )
else:
    _database.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL must look like redis://host:6379/0.")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CELERY_BROKER_URL = REDIS_URL
else:
    # Shared by the processes of one machine; rate limits need that.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }
    CELERY_BROKER_URL = "filesystem://localhost"
    _broker = DATA_DIR / "broker"
    for folder in ("queue", "processed", "control"):
        (_broker / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "processed_folder": str(_broker / "processed"),
        "control_folder": str(_broker / "control"),
        "store_processed": False,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Kilobytes after which a worker's process makes room for a fresh one: nothing that a task leaves behind stays for long.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Queueing must never hold up the person who clicked: the row is there, the sweep finds it.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_IMPORTS = ["awards.rehearsal.tasks"]
CELERY_BEAT_SCHEDULE = {
    "journal-chain": {"task": "dtportal.journal.tasks.chain", "schedule": 20.0},
    "journal-post": {"task": "dtportal.journal.tasks.post_waiting", "schedule": 20.0},
    "accounts-claims": {"task": "dtportal.accounts.tasks.pass_claims_on", "schedule": 60.0},
    "nominations-imports": {"task": "nominations.tasks.sweep", "schedule": 60.0},
    "nominations-reminders": {"task": "nominations.tasks.remind", "schedule": 60.0},
    "nominations-files": {"task": "nominations.tasks.sweep_files", "schedule": 60.0},
    "assessments-reminders": {"task": "assessments.tasks.remind", "schedule": 60.0},
    "assessments-tallies": {"task": "assessments.tasks.sweep", "schedule": 60.0},
    "awards-due": {"task": "awards.tasks.publish_due", "schedule": 10.0},
    "awards-rehearsals": {"task": "awards.rehearsal.tasks.sweep", "schedule": 60.0},
    "awards-pages": {"task": "awards.tasks.remind_of_pages", "schedule": 60.0},
    "awards-yearbooks": {"task": "awards.tasks.sweep", "schedule": 60.0},
}

# --- People ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "dtportal.accounts.passwords.NotOneself"},
    {"NAME": "dtportal.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "dtportal.accounts.passwords.NotCommon"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "work"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "dtportal.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "dtportal.accounts.forms.signup.SignupDetails"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "dtportal.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "dtportal.accounts.forms.second_factor.SignInCode",
    "reauthenticate": "dtportal.accounts.forms.second_factor.CodeAgain",
}
MFA_TOTP_ISSUER = "dtportal"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = False

# --- Language, time, text -----------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["dtportal.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

# --- Files --------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", BASE_DIR / "node_modules" / "bootstrap" / "dist"),
    ("vendor/be-vietnam-pro/files", BASE_DIR / "node_modules" / "@fontsource" / "be-vietnam-pro" / "files"),
]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "dtportal.static_files.HashedFiles"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MANIFEST_STRICT = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
UPLOAD_MAX_BYTES = 20 * 2**20
# Evidence of one nomination: each file, all of them together, how many; what arrives in pieces waits in UPLOAD_DIR.
EVIDENCE_MAX_BYTES = 100 * 2**20
EVIDENCE_QUOTA_BYTES = 500 * 2**20
EVIDENCE_MAX_FILES = 100
UPLOAD_DIR = DATA_DIR / "uploads"
# Pictures of pages of evidence, made when somebody reads them; they can be made again at any time.
PAGES_DIR = DATA_DIR / "pages"
# Public pages as they were drawn, by version (dtportal/programme/snapshots.py).
PUBLIC_DIR = DATA_DIR / "public"
PAGE_SECONDS = 20  # to draw one page of a file, the start of the process included
CLAMAV_URL = env.str("CLAMAV_URL", "")
_clamav = urlsplit(CLAMAV_URL)
if CLAMAV_URL and not (
    (_clamav.scheme == "tcp" and _clamav.hostname) or (_clamav.scheme == "unix" and _clamav.path)
):
    raise ImproperlyConfigured(
        f"CLAMAV_URL must look like tcp://host:3310 or unix:///run/clamav/clamd.ctl, not “{CLAMAV_URL}”."
    )
# Signs the sealed rounds and the published results; on one's own machine and in the demo one is made in DATA_DIR.
SIGNING_KEY_FILE = env.str("SIGNING_KEY_FILE", "")
MAKES_SIGNING_KEY = DEBUG or DEMO
if SIGNING_KEY_FILE and not Path(SIGNING_KEY_FILE).expanduser().is_file():
    raise ImproperlyConfigured(f"SIGNING_KEY_FILE “{SIGNING_KEY_FILE}” is not a file.")
SIGNING_KEY_FILE = str(Path(SIGNING_KEY_FILE).expanduser().resolve()) if SIGNING_KEY_FILE else ""

# --- Mail -------------------------------------------------------------------------------------------

MAIL_DIR = DATA_DIR / "mail"
if env.str("EMAIL_URL", ""):
    try:
        vars().update(env.email_url("EMAIL_URL"))
    except (ImproperlyConfigured, KeyError, ValueError) as mistake:
        raise ImproperlyConfigured(
            "EMAIL_URL must look like smtp+tls://user:password@mail.example.org:587."
        ) from mistake
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_DIR
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"dtportal <no-reply@{_site.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Security -----------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _site.scheme == "https"
SECURE_SSL_REDIRECT = _site.scheme == "https" and not DEBUG
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 31536000 if SECURE_SSL_REDIRECT else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "dtportal.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "without_refusals": {
            "()": "django.utils.log.CallbackFilter",
            "callback": "ext://dtportal.logs.without_refusals",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_refusals"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"fontTools": {"level": "ERROR"}, "weasyprint": {"level": "ERROR"}},
}
