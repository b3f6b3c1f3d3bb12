"""manage.py publish_dumps: the whole public catalogue as files for anybody to take away."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from datasets.exports.dumps import columnar, database, making, publishing
from datasets.management.alone import alone
from datasets.models import ChangeSet
from datasets.records.dumping import one_moment

# Any number but that of the other commands that run alone.
KEY = 5_485_329_119
BUSY = "Dumps are being made here already; there is nothing to do."


class Command(BaseCommand):
    """Make the files that the site offers at /dumps/, unless those that are there are of this revision."""

    help = (
        "Make the files that the site offers at /dumps/: JSON Lines, CSV, a Data Package, SQLite, Parquet, with "
        "checksums. They take the place of the earlier ones when all are whole. Only what the public sees is in them; "
        "what restores a database is manage.py dump. Run it every day; it may be stopped at any moment."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "folder", type=Path, nargs="?", default=None, help="write to another folder than the one that is served"
        )
        parser.add_argument("--again", action="store_true", help="make them although the catalogue is the same")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, and say which there are."""
        root = options["folder"] or publishing.root()
        # What stands in DATA_DIR is the site's own; elsewhere the operator says who reads it.
        own = Path(settings.DATA_DIR).resolve() in root.resolve().parents
        with alone("dumps.lock", KEY, BUSY):
            try:
                self._publish(root, 0o077 if own else settings.OPERATOR_UMASK, again=options["again"])
            except publishing.FolderError as error:
                raise CommandError(str(error)) from error
            except database.BrokenError as error:
                raise CommandError(f"{error} The earlier files stay. Run manage.py project.") from error
            except OSError as error:
                message = f"{error.filename or root} cannot be written: {error.strerror}. The earlier files stay."
                raise CommandError(message) from error

    def _publish(self, root: Path, umask: int, *, again: bool) -> None:
        if not columnar.can_write():
            self.stdout.write(f"Without Parquet: DuckDB is not installed ({columnar.INSTALL}).")
        with one_moment():
            revision = ChangeSet.current()
            if not revision[0]:
                raise CommandError("The catalogue is empty; load it first: manage.py seed")
            there = publishing.current(root)
            if there is not None and (there.revision, there.stamp) == revision and not again:
                self.stdout.write(f"{root} has revision {revision[0]} already; nothing was done.")
                return
            publishing.publish(root, revision, lambda folder: making.make(folder, settings.SITE_URL), umask)
        made = publishing.current(root)
        if made is not None:
            for file in made.files:
                self.stdout.write(f"{file.size:>15,}  {file.name}")
            self.stdout.write(f"{root}: revision {made.revision}, {made.entries:,} entries.")
