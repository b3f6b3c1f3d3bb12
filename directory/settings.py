"""Django settings. What an operator may change comes from the environment (environment.py); the rest is fixed here."""

from pathlib import Path

import dj_database_url

from . import data_dir, environment

# For files that an operator asks for elsewhere (dump, export_texts); all others are made for their owner alone.
OPERATOR_UMASK = data_dir.keep_files_private()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = data_dir.ready(BASE_DIR, environment.DATA_DIR.text())

DUMPS_DIR = environment.DUMPS_DIR.text()

DEBUG = environment.DEBUG.flag()
SECRET_KEY = environment.SECRET_KEY.text() or environment.kept_secret(DATA_DIR / "secret-key")
ALLOWED_HOSTS = environment.ALLOWED_HOSTS.items()
SITE_URL = environment.SITE_URL.text().rstrip("/")
SECURITY_CONTACT = environment.SECURITY_CONTACT.address()
PROXIES = environment.PROXIES.number(0)
MCP = environment.MCP.flag()
API_REQUESTS = environment.API_REQUESTS.number(0)

INSTALLED_APPS = [
    "directory",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "datasets",
    "django.contrib.staticfiles",
    "django_filters",
]

MIDDLEWARE = [
    "directory.health.HealthMiddleware",
    "directory.bounds.BoundsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "directory.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "datasets.web.languages.LanguageMiddleware",
    "datasets.assistants.markdown.MarkdownMiddleware",
    "datasets.views.methods.MethodsMiddleware",
    "directory.quota.QuotaMiddleware",
    "directory.waiting.WaitingMiddleware",
    "directory.unchanged.UnchangedMiddleware",
    "datasets.views.spellings.SpellingMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "datasets.views.tray.TrayMiddleware",
]

ROOT_URLCONF = "directory.urls"
WSGI_APPLICATION = "directory.wsgi.application"

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
                "datasets.web.addresses.of_the_page",
                "datasets.views.tray.in_every_page",
                "datasets.views.theme.in_every_page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "datasets.templatetags.constant",
                "datasets.templatetags.lightbox",
            ],
        },
    },
]

# SQLite writers take the write lock at the start of a transaction and wait for it, so that two curators never see
# "database is locked"; WAL lets readers go on meanwhile.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
try:
    DATABASE = dj_database_url.parse(
        environment.DATABASE_URL.text() or f"sqlite:///{DATA_DIR / 'lightbox.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
except ValueError:
    DATABASE = {"ENGINE": ""}
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = SQLITE_OPTIONS
    data_dir.close_database(DATABASE["NAME"])
elif DATABASE["ENGINE"] == "django.db.backends.postgresql":
    DATABASE["ENGINE"] = "directory.postgresql"
else:
    # Without what was given: it holds a password.
    message = "DATABASE_URL is no address of a database that Lightbox knows; write postgres://user:password@host/name"
    raise environment.SettingError(message)
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# The languages of the pages and of the catalogue's texts, each by its own name.
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("pt-br", "Português (Brasil)"),
    ("zh-hans", "简体中文"),
    ("ru", "Русский"),
]
# What a visitor chose, for a year.
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 31_536_000
FORMAT_MODULE_PATH = "directory.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Files that browsers ask for at addresses of their own choice, such as /favicon.ico.
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
# Django would let everybody read what it collects.
FILE_UPLOAD_PERMISSIONS = 0o600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

FIXTURES_DIR = BASE_DIR / "fixtures"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "datasets.views.problems.forbidden"
# For curators' forms; directory.bounds has the bounds of all other requests.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000

if environment.HTTPS.flag():
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Whoever asks for a host that is not here is told so; it is no fault of the site's.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Django leaves the body of an answer to HEAD to the server, which drops it and says so each time.
        "gunicorn.http.wsgi": {"level": "ERROR"},
        # Each request of an assistant is a session that ends; whose host or origin is not here is told so.
        "mcp": {"level": "ERROR"},
    },
}
