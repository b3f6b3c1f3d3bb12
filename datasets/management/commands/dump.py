"""manage.py dump: write the database as files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from datasets.catalogue import dumping, files
from datasets.models import VOCABULARIES


class Command(BaseCommand):
    """Write the whole catalogue to a folder laid out like fixtures/."""

    help = "Write the catalogue to a folder laid out like fixtures/. Loading it into an empty database gives the same."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("folder", type=Path)

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Write every kind of record; the transaction makes them of one moment."""
        folder = options["folder"]
        records = {
            "vocabulary": (
                dumping.dump_vocabulary(name) for name, model in VOCABULARIES.items() if model.objects.exists()
            ),
            "source": dumping.dump_sources(),
            "document": dumping.dump_documents(),
            "dataset": dumping.dump_datasets(),
            "guide": dumping.dump_guides(),
        }
        try:
            written = {kind: files.write_tree(folder, kind, items) for kind, items in records.items()}
        except OSError as error:
            raise CommandError(f"{error.filename or folder} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{folder}: " + ", ".join(f"{number} {kind}" for kind, number in written.items()))
