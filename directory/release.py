"""Which release of the program answers: a digest of everything that answers are made with, besides the catalogue."""

from functools import cache
from hashlib import sha256
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

# What answers are made with, below the root of the project: code, templates, translations.
MADE_WITH = ("datasets/**/*.py", "directory/**/*.py", "templates/**/*.html", "locale/**/*.mo")
# The settings that answers show.
SHOWN = ("DEBUG", "SITE_URL")


@cache
def release() -> str:
    """Return the digest, worked out once in a process: what is on the disk when it starts is what it answers with."""
    digest = sha256(django.get_version().encode())
    root = Path(settings.BASE_DIR)
    for path in sorted(found for pattern in MADE_WITH for found in root.glob(pattern)):
        digest.update(f"\0{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    for name in SHOWN:
        digest.update(f"\0{name}\0{getattr(settings, name)}".encode())
    # The names that pages link to, such as lightbox.3f2a.css, where static files are collected under such.
    for pair in sorted(getattr(staticfiles_storage, "hashed_files", {}).items()):
        digest.update("\0".join(("", *pair)).encode())
    return digest.hexdigest()
