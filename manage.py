#!/usr/bin/env python
"""Django's command line for Lightbox: migrate, seed, check_catalogue, dump, import_records, reindex and the rest."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError

from directory.environment import SettingError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    try:
        execute_from_command_line(sys.argv)
    except SettingError as error:
        sys.exit(str(error))
    except (OperationalError, ProgrammingError) as error:
        of_the_database = isinstance(error, OperationalError) or "does not exist" in str(error)
        if "--traceback" in sys.argv or not of_the_database:
            raise
        first = str(error).strip().partition("\n")[0]
        sys.exit(f"The database cannot be used: {first}. Is DATABASE_URL right, and has manage.py migrate been run?")
