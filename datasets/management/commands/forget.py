"""manage.py forget: what is no longer needed of those who came: digests of addresses, and sessions that ended."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from datasets.models import FailedSignIn
from datasets.web import inbox
from datasets.web.limits import DAY


class Command(BaseCommand):
    """Delete what has served. Those who come next do the same; on a quiet site, run this every day."""

    help = "Delete what is no longer needed of visitors and sessions. Run it every day; running it again does no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and say how much."""
        failures, _ = FailedSignIn.objects.filter(created__lt=timezone.now() - DAY).delete()
        suggestions = inbox.forget()
        call_command("clearsessions")
        self.stdout.write(
            f"Forgotten: {failures:,} failed attempts to sign in; whence {suggestions:,} suggestions came; "
            "sessions that had ended."
        )
