"""manage.py seed: load the fixtures, or a dump, into the database; run it as often as you like."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from datasets.index import store
from datasets.management.alone import Alone
from datasets.management.indexing import reindex
from datasets.records import files, seeding
from datasets.records.checking import check_catalogue
from datasets.records.manifest import read_dump
from datasets.records.merging import Marks
from datasets.records.problems import Problem


class Command(Alone):
    """Check the files, then write what is new or changed in one transaction; never what a curator has changed."""

    help = (
        "Load the catalogue's files, or restore a dump, into the database. What a curator changed since is kept. "
        "Records of any other folder count as a curator's: the fixtures do not change them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("folder", nargs="?", type=Path, default=settings.FIXTURES_DIR, help="default: fixtures/")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, seed and say what was done."""
        folder = options["folder"]
        try:
            tree, marks = self._read(folder)
        except OSError as error:
            raise CommandError(f"{error.filename or folder} cannot be read: {error.strerror}") from error
        outcome = seeding.seed(tree, marks)
        removed = f"{len(outcome.removed)} removed, " if marks else ""
        self.stdout.write(
            f"Catalogue: {len(outcome.created)} created, {len(outcome.updated)} updated, {removed}"
            f"{len(outcome.unchanged)} unchanged, {len(outcome.kept)} kept as a curator has them."
        )
        if outcome.changed or store.newest() is None:
            meta = reindex(self)
            if meta is not None:
                self.stdout.write(f"Search index: {meta.entries} entries.")
        for label in outcome.removed:
            self.stdout.write(f"  removed: {label}")
        for label in outcome.kept:
            self.stdout.write(f"  kept: {label}")
        for label in outcome.refused:
            self.stdout.write(f"  refused before: {label}")

    def _read(self, folder: Path) -> tuple[files.Tree, Marks | None]:
        """Return the checked tree and its marks: None for the fixtures, those of a dump, none for any other folder."""
        if folder.exists() and folder.samefile(settings.FIXTURES_DIR):
            tree = files.read_tree(folder)
            self._refuse(check_catalogue(tree), folder)
            return tree, None
        problems: list[Problem] = []
        dump = read_dump(folder, problems)
        self._refuse(problems, folder)
        if dump is None:
            tree = files.read_tree(folder)
            self._refuse(check_catalogue(tree), folder)
            self.stdout.write(f"{folder} is no dump: its records count as a curator's.")
            return tree, {}
        tree = files.read_tree(folder, unlimited=dump.as_written)
        found = check_catalogue(tree)
        # What the admin let a curator save, the database holds again; a file that somebody changed since is checked.
        self._refuse([item for item in found if item in tree.problems or item.place not in dump.as_written], folder)
        if found:
            self.stdout.write(f"{len(found)} problems came with the dump; manage.py check_catalogue {folder} has them.")
        for place in (place for kind, _ in files.FOLDERS.values() for place, _ in getattr(tree, kind)):
            if place not in dump.as_written:
                self.stdout.write(f"  changed or added since the dump: {place}")
        return tree, dump.marks

    def _refuse(self, problems: list[Problem], folder: Path) -> None:
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} problems in {folder}; nothing was written.")
