"""manage.py seed: load the fixtures into the database; run it as often as you like."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from datasets.catalogue import files, seeding
from datasets.catalogue.checking import check_catalogue
from datasets.management.alone import Alone
from datasets.management.indexing import reindex
from datasets.search import store


class Command(Alone):
    """Check the fixtures, then write what is new or changed in one transaction; never what a curator has changed."""

    help = "Load the catalogue's files into the database. What a curator changed since is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("folder", nargs="?", type=Path, default=settings.FIXTURES_DIR, help="default: fixtures/")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, seed and say what was done."""
        tree = files.read_tree(options["folder"])
        problems = check_catalogue(tree)
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} problems in {options['folder']}; nothing was written.")
        outcome = seeding.seed(tree)
        self.stdout.write(
            f"Catalogue: {len(outcome.created)} created, {len(outcome.updated)} updated, "
            f"{len(outcome.unchanged)} unchanged, {len(outcome.kept)} kept as a curator has them."
        )
        if outcome.changed or store.newest() is None:
            meta = reindex(self)
            if meta is not None:
                self.stdout.write(f"Search index: {meta.entries} entries.")
        for label in outcome.kept:
            self.stdout.write(f"  kept: {label}")
