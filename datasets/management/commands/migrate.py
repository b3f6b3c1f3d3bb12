"""manage.py migrate: Django's own, one at a time."""

from django.core.management.commands import migrate

from datasets.management.alone import Alone


class Command(Alone, migrate.Command):
    """Bring the database up to date; wait while another process is at it."""
