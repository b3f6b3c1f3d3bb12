"""The site's own settings, with one view more: what an answer costs before anything is found or rendered."""

from directory.settings import *  # noqa: F403 - exactly the site's settings

ROOT_URLCONF = "bench.urls"
