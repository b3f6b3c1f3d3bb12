"""manage.py export_texts: one language of the catalogue's texts, for translators."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from datasets.records import dumping
from datasets.translation import exchange
from datasets.translation.fidelity import TRANSLATIONS


class Command(BaseCommand):
    """Write the texts with their originals as a PO file."""

    help = "Write every text of the catalogue with its translation into one language to a PO file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("language", choices=TRANSLATIONS)
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, all of one moment."""
        try:
            with dumping.one_moment():
                written = exchange.export(options["language"], options["file"])
        except exchange.OtherFileError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{options['file']}: {written} texts.")
