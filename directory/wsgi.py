"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from directory.environment import SettingError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")

try:
    application = get_wsgi_application()
except SettingError as error:
    # gunicorn ends with the message of this one alone; any other server shows it at the end.
    from gunicorn.errors import AppImportError

    raise AppImportError(str(error)) from error
