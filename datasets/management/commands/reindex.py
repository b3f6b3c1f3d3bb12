"""manage.py reindex: build the search index anew from the database and publish it."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from datasets.index import building


class Command(BaseCommand):
    """Build the index and make it the current one; until then every process answers from the one it has."""

    help = "Build the search index anew from the database. The site goes on answering meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build and publish."""
        start = time.perf_counter()
        try:
            meta = building.rebuild()
        except OSError as error:
            raise CommandError(f"The index could not be written ({error}); the last good one stays in use.") from error
        if meta is None:
            self.stdout.write("Another process is building the index; nothing was done.")
            return
        seconds = time.perf_counter() - start
        self.stdout.write(f"Index of revision {meta.revision}: {meta.entries} published entries, {seconds:.1f} s.")
