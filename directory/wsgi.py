"""The WSGI entry point that gunicorn serves."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from directory.environment import SettingError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")

try:
    application = get_wsgi_application()
except SettingError as error:
    # gunicorn, which loads this before it has workers, ends with the line alone.
    sys.exit(str(error))
