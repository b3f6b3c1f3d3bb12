"""manage.py import_records: add or replace datasets in bulk."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from datasets.facts.columns import Record
from datasets.management.indexing import reindex
from datasets.models import VOCABULARIES, Dataset, Document, FormerSlug, Link, Paper, Revision, Source
from datasets.records import dumping, files, loading
from datasets.records.checking import CODE_KEYS, Codes, check_records
from datasets.records.converting import conversions, converted
from datasets.records.doubles import Doubles
from datasets.records.problems import Problem
from datasets.records.records import digest

SHOWN_PROBLEMS = 500
SHOWN_NOTES = 50


class Command(BaseCommand):
    """Check every record, then write all of them in one transaction, or none; then build the search index."""

    help = "Import dataset records: a folder of .json files, a .json file, or a .jsonl file with one record a line."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--replace", action="store_true", help="replace entries that exist and differ")
        parser.add_argument("--dry-run", action="store_true", help="check only")
        parser.add_argument("--no-index", action="store_true", help="leave the index to a later manage.py reindex")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, import and say what was done. The file is read several times, so that it need not fit in memory."""
        written, total = self._import(options["path"], replace=options["replace"], dry_run=options["dry_run"])
        done = "would be imported" if options["dry_run"] else "imported"
        self.stdout.write(f"{written} records {done}, {total - written} already there as they are.")
        if written and not options["dry_run"] and not options["no_index"]:
            reindex(self)

    @transaction.atomic
    def _import(self, path: Path, *, replace: bool, dry_run: bool) -> tuple[int, int]:
        problems: list[Problem] = []
        slugs = [str(record.get("slug")) for _, record in files.read_datasets(path, problems)]
        if not slugs and not problems:
            problems.append(Problem(str(path), "", "holds no records"))
        self._say_conversions(path)
        problems += check_records(_records(path), codes_in_database(frozenset(slugs)))
        bad = {problem.place for problem in problems}
        # From here on nobody changes what is compared and then written.
        Revision.hold()
        unchanged: set[str] = set()
        doubles = doubles_in_database()
        notes: list[Problem] = []
        for place, record, same in compared(item for item in _records(path) if item[0] not in bad):
            if same:
                unchanged.add(record["slug"])
                continue
            notes += doubles.notes(place, record)
            if same is False and not replace:
                message = f"“{record['slug']}” is in the catalogue and differs; use --replace to replace it"
                problems.append(Problem(place, "slug", message))
        for problem in problems[:SHOWN_PROBLEMS]:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} problems in {path}; nothing was written.")
        for note in notes[:SHOWN_NOTES]:
            self.stderr.write(f"Note: {note}")
        if len(notes) > SHOWN_NOTES:
            self.stderr.write(f"Note: {len(notes) - SHOWN_NOTES:,} more names and addresses that two entries have.")
        if len(slugs) > len(unchanged) and not dry_run:
            write = (record for _, record in _records(path) if record["slug"] not in unchanged)
            loading.load_datasets(write, Revision.advance())
        return len(slugs) - len(unchanged), len(slugs)

    def _say_conversions(self, path: Path) -> None:
        found = ((place, *item) for place, record in files.read_datasets(path, []) for item in conversions(record))
        number = 0
        for number, (place, index, authors, form) in enumerate(found, 1):
            if number <= SHOWN_PROBLEMS:
                self.stdout.write(f"{place}: papers[{index}].authors: “{authors}” is imported as “{form}”")
        if number > SHOWN_PROBLEMS:
            self.stdout.write(f"{number - SHOWN_PROBLEMS} more lists of authors were brought into their form.")


def _records(path: Path) -> Iterator[files.Placed]:
    """Yield the records as they are imported; what could not be read is told once, when the slugs are read."""
    for place, record in files.read_datasets(path, []):
        yield place, converted(record)


def codes_in_database(slugs: frozenset[str]) -> Codes:
    """Return the codes that records with these slugs may use: those in the database, and each other's slugs.

    Taken are the slugs, present and former, of the entries that the records do not replace.
    """
    vocabularies = {
        name: frozenset((Source if name == "source" else VOCABULARIES[name]).objects.values_list("code", flat=True))
        for name in CODE_KEYS.values()
    }
    documents = frozenset(Document.objects.values_list("code", flat=True))
    present = frozenset(Dataset.objects.values_list("slug", flat=True))
    former = FormerSlug.objects.values_list("slug", "dataset__slug")
    taken = (present - slugs) | {slug for slug, owner in former if owner not in slugs}
    return Codes(vocabularies, documents, present | slugs, taken)


def doubles_in_database() -> Doubles:
    """Return the names, addresses and DOIs of all entries in the database."""
    rows = Dataset.objects.values_list("slug", "name", "aliases").iterator()
    names = ((slug, spelling) for slug, name, aliases in rows for spelling in (name, *aliases))
    links = Link.objects.values_list("dataset__slug", "url").iterator()
    papers = Paper.objects.values_list("dataset__slug", "doi", "url").iterator()
    return Doubles(names, chain(links, ((slug, text) for slug, *texts in papers for text in texts)))


def compared(records: Iterable[files.Placed]) -> Iterator[tuple[str, Record, bool | None]]:
    """Yield each record with whether the entry in the database says the same; None where there is no such entry."""
    remaining = iter(records)
    while batch := list(islice(remaining, dumping.BATCH)):
        slugs = [record["slug"] for _, record in batch]
        rows = dumping.dump_datasets(Dataset.objects.filter(slug__in=slugs))
        here = {record["slug"]: digest(record) for record in rows}
        for place, record in batch:
            known = here.get(record["slug"])
            yield place, record, None if known is None else known == digest(record)
