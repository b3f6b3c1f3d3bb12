"""The product's settings for a site that a test serves: its catalogue is the tests' own."""

from directory.settings import *  # noqa: F403 - settings are read as a whole
from directory.settings import BASE_DIR

FIXTURES_DIR = BASE_DIR / "tests" / "catalogue"
