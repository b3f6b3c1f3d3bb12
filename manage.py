#!/usr/bin/env python
"""Django's command line for Lightbox: migrate, seed, check_catalogue, dump, import_records, reindex and the rest."""

import os
import sys

from django.core.management import execute_from_command_line

from directory.environment import SettingError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    try:
        execute_from_command_line(sys.argv)
    except SettingError as error:
        sys.exit(str(error))
