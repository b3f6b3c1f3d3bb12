"""The WSGI entry point that gunicorn serves."""

import os
import sys
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

from directory.environment import SettingError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")


class Request(WSGIRequest):
    """A request in UTF-8, as all of this site. Another charset is refused by directory.bounds.

    Django would read the address by it before any middleware is asked, and end in an error where it is no encoding of
    text, such as hex.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        self.content_params.pop("charset", None)


class Handler(WSGIHandler):
    """Django, with such requests."""

    request_class = Request


try:
    django.setup(set_prefix=False)
    application = Handler()
except SettingError as error:
    # gunicorn, which loads this before it has workers, ends with the line alone.
    sys.exit(str(error))
