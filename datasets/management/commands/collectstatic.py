"""manage.py collectstatic: Django's own, one at a time."""

from django.contrib.staticfiles.management.commands import collectstatic

from datasets.management.alone import Alone


class Command(Alone, collectstatic.Command):
    """Gather the static files; wait while another process is at it."""
