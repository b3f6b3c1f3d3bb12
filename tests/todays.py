"""The settings for tests of today's catalogue: that of fixtures/, which curators change, and not the tests' own."""

from tests.settings import *  # noqa: F403 - settings are read as a whole
from tests.settings import BASE_DIR

FIXTURES_DIR = BASE_DIR / "fixtures"
