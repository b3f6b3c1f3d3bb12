"""manage.py dump: write the database as files."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from datasets.models import VOCABULARIES
from datasets.records import dumping, seeding, writing


class Command(BaseCommand):
    """Write the whole catalogue to a folder laid out like fixtures/, with what is needed to restore it."""

    help = (
        "Write the catalogue to a folder that is empty, new, or an earlier dump. manage.py seed with that folder "
        "restores it. Users, suggestions and the admin's history are not in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write every kind of record, all of one moment."""
        folder = options["folder"]
        try:
            written = self._dump(folder)
        except writing.FolderError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or folder} cannot be written: {error.strerror}") from error
        for place in written.others:
            self.stdout.write(f"  not of this dump, but seed would load it: {place}")
        self.stdout.write(f"{folder}: " + ", ".join(f"{number} {kind}" for kind, number in written.counts.items()))
        self.stdout.write("Users, suggestions and the admin's history are not in it; back up the database for those.")

    def _dump(self, folder: Path) -> writing.Written:
        fixtures = Path(settings.FIXTURES_DIR)
        if any(place.exists() and place.samefile(fixtures) for place in (folder, *folder.absolute().parents)):
            raise writing.FolderError(
                f"{fixtures} has the files that the catalogue is seeded from; {writing.ELSEWHERE}."
            )
        with dumping.one_moment():
            records = {
                "vocabulary": (
                    dumping.dump_vocabulary(name) for name, model in VOCABULARIES.items() if model.objects.exists()
                ),
                "source": dumping.dump_sources(),
                "document": dumping.dump_documents(),
                "dataset": dumping.dump_datasets(),
                "guide": dumping.dump_guides(),
            }
            return writing.write_dump(folder, records, seeding.current_marks())
