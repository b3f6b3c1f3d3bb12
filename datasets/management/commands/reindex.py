"""manage.py reindex: build the search index anew from the database."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from datasets.models import Revision
from datasets.search import snapshot


class Command(BaseCommand):
    """Raise the catalogue's revision, so that every web process builds its index anew; build one here first."""

    help = "Build the search index anew from the database."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Advance the revision and build."""
        Revision.advance()
        built = snapshot.build()
        self.stdout.write(
            f"Index of revision {built.revision}: {len(built.ids)} published entries, {len(built.text.words)} words."
        )
