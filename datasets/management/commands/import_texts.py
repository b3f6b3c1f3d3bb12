"""manage.py import_texts: translations from a PO file that export_texts wrote and translators filled in."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from datasets.management import crediting
from datasets.management.indexing import reindex
from datasets.models import ChangeSet
from datasets.records.changes import change_set
from datasets.records.problems import Problem
from datasets.translation import exchange, rewording

SHOWN_PROBLEMS = 500


class Command(BaseCommand):
    """Check every text, then write all that changed in one transaction, or none; then build the search index."""

    help = "Import translations from a PO file of export_texts. What is empty or marked fuzzy is left as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--reviewed", action="store_true", help="a person has read and approved these texts")
        crediting.add_arguments(parser, "credit")
        parser.add_argument("--dry-run", action="store_true", help="check only")
        parser.add_argument("--no-index", action="store_true", help="leave the index to a later manage.py reindex")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, import and say what was done."""
        about = crediting.about(options)
        changes, read = self._import(options["file"], about, reviewed=options["reviewed"], dry_run=options["dry_run"])
        done = "would be written" if options["dry_run"] else "written"
        self.stdout.write(
            f"{changes.language}: {read} texts read; {len(changes.rows)} descriptions and "
            f"{len(changes.localised)} other texts {done}."
        )
        if changes and not options["dry_run"] and not options["no_index"]:
            reindex(self)

    @transaction.atomic
    def _import(
        self, path: Path, about: dict[str, Any], *, reviewed: bool, dry_run: bool
    ) -> tuple[exchange.Changes, int]:
        ChangeSet.hold()
        problems: list[Problem] = []
        language, entries = exchange.read(path, problems)
        if not entries and not problems:
            problems.append(Problem(path.name, "", "holds no texts"))
        changes = exchange.Changes(language)
        if language:
            changes = exchange.compare(language, entries, problems, reviewed=reviewed)
        for problem in problems[:SHOWN_PROBLEMS]:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} problems in {path}; nothing was written.")
        if changes and not dry_run:
            with change_set(ChangeSet.Origin.TEXTS, **about) as opened:
                for kind, keys in rewording.keys_of(changes).items():
                    opened.watch(kind, keys)
                rewording.write(changes, opened.number)
        return changes, sum(entry.settled for entry in entries)
