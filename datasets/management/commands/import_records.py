"""manage.py import_records: take datasets in, in bulk; what is in the catalogue never gives way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from datasets.facts.kinds import Record
from datasets.management.indexing import reindex
from datasets.models import ChangeSet, Dataset, Link, Paper
from datasets.records import dumping, files, loading
from datasets.records.changes import Recorder
from datasets.records.checking import check_records
from datasets.records.converting import conversions, converted
from datasets.records.doubles import Doubles
from datasets.records.merging import taken_in
from datasets.records.problems import Problem
from datasets.records.records import digest

SHOWN_PROBLEMS = 500
SHOWN_NOTES = 50


class Command(BaseCommand):
    """Check every record, then write all of them in one transaction, or none; then build the search index.

    An entry that is there gets the statements, texts and notes that it does not have yet.
    """

    help = "Import dataset records: a folder of .json files, a .json file, or a .jsonl file with one record a line."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check only")
        parser.add_argument("--no-index", action="store_true", help="leave the index to a later manage.py reindex")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, import and say what was done. The file is read several times, so that it need not fit in memory."""
        written, total = self._import(options["path"], dry_run=options["dry_run"])
        done = "would be imported" if options["dry_run"] else "imported"
        self.stdout.write(f"{written} records {done}, {total - written} already there as they are.")
        if written and not options["dry_run"] and not options["no_index"]:
            reindex(self)

    @transaction.atomic
    def _import(self, path: Path, *, dry_run: bool) -> tuple[int, int]:
        problems: list[Problem] = []
        slugs = [str(record.get("slug")) for _, record in files.read_datasets(path, problems)]
        if not slugs and not problems:
            problems.append(Problem(str(path), "", "holds no records"))
        self._say_conversions(path)
        problems += check_records(_records(path), loading.names_in_database(frozenset(slugs)))
        bad = {problem.place for problem in problems}
        # From here on nobody changes what is compared and then written.
        ChangeSet.hold()
        unchanged: set[str] = set()
        doubles = doubles_in_database()
        notes: list[Problem] = []
        for taken in compared(item for item in _records(path) if item[0] not in bad):
            notes += [Problem(taken.place, key, message) for key, message in taken.left]
            if taken.is_known:
                unchanged.add(taken.record["slug"])
            else:
                notes += doubles.notes(taken.place, taken.record)
        for problem in problems[:SHOWN_PROBLEMS]:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} problems in {path}; nothing was written.")
        for note in notes[:SHOWN_NOTES]:
            self.stderr.write(f"Note: {note}")
        if len(notes) > SHOWN_NOTES:
            self.stderr.write(f"Note: {len(notes) - SHOWN_NOTES:,} more of the kind.")
        if len(slugs) > len(unchanged) and not dry_run:
            write = (taken.record for taken in compared(_records(path)) if taken.record["slug"] not in unchanged)
            changes = Recorder(ChangeSet.Origin.IMPORT)
            before = dict(Dataset.objects.values_list("slug", "pk"))
            changes.watch("dataset", [before[slug] for slug in slugs if slug in before and slug not in unchanged])
            loading.load_datasets(write, changes.number)
            after = Dataset.objects.values_list("slug", "pk")
            changes.made("dataset", [key for slug, key in after if slug not in before])
            changes.close()
        return len(slugs) - len(unchanged), len(slugs)

    def _say_conversions(self, path: Path) -> None:
        found = ((place, *item) for place, record in files.read_datasets(path, []) for item in conversions(record))
        number = 0
        for number, (place, where, authors, form) in enumerate(found, 1):
            if number <= SHOWN_PROBLEMS:
                self.stdout.write(f"{place}: {where}: “{authors}” is imported as “{form}”")
        if number > SHOWN_PROBLEMS:
            self.stdout.write(f"{number - SHOWN_PROBLEMS} more lists of authors were brought into their form.")


def _records(path: Path) -> Iterator[files.Placed]:
    """Yield the records as they are imported; what could not be read is told once, when the slugs are read."""
    for place, record in files.read_datasets(path, []):
        yield place, converted(record)


def doubles_in_database() -> Doubles:
    """Return the names, addresses and DOIs of all entries in the database."""
    rows = Dataset.objects.values_list("slug", "name", "aliases").iterator()
    names = ((slug, spelling) for slug, name, aliases in rows for spelling in (name, *aliases))
    links = Link.objects.values_list("dataset__slug", "url").iterator()
    papers = Paper.objects.values_list("dataset__slug", "doi", "url").iterator()
    return Doubles(names, chain(links, ((slug, text) for slug, *texts in papers for text in texts)))


@dataclass(frozen=True)
class Taken:
    """A record as it is taken in: what the entry will say, and what was left as it is in the catalogue.

    `is_known`: the entry says all of it already.
    """

    place: str
    record: Record
    left: Sequence[tuple[str, str]]
    is_known: bool


def compared(records: Iterable[files.Placed]) -> Iterator[Taken]:
    """Yield each record with what the entry in the database says besides, if there is one."""
    remaining = iter(records)
    while batch := list(islice(remaining, dumping.BATCH)):
        rows = Dataset.objects.filter(slug__in=[record["slug"] for _, record in batch])
        here = {record["slug"]: record for record in dumping.dump_datasets(rows)}
        gone = loading.taken_back(rows)
        for place, record in batch:
            known = here.get(record["slug"])
            if known is None:
                yield Taken(place, record, (), is_known=False)
            else:
                whole, left = taken_in(known, record, gone.get(record["slug"], ()))
                yield Taken(place, whole, left, is_known=digest(whole) == digest(known))
