"""The product's settings for tests: what they write goes to a temporary folder, and static files need no collecting."""

import atexit
import shutil
import tempfile
from pathlib import Path

from directory.settings import *  # noqa: F403 - settings are read as a whole
from directory.settings import BASE_DIR, DATABASES, STORAGES

DATA_DIR = Path(tempfile.mkdtemp(prefix="lightbox-tests-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
# A catalogue of the tests' own: what curators change breaks none of them. Today's is held by tests/today.
FIXTURES_DIR = BASE_DIR / "tests" / "catalogue"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
SECRET_KEY = "for tests only"  # noqa: S105
DEBUG = False
PROXIES = 0
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Fast and worthless, which is all right for the password of a test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["NAME"] = DATA_DIR / "lightbox.sqlite3"
