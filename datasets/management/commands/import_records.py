"""manage.py import_records: add or replace datasets in bulk."""

from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from datasets.catalogue import dumping, files, loading
from datasets.catalogue.checking import CODE_KEYS, Codes, Problem, check_records
from datasets.catalogue.records import digest
from datasets.models import VOCABULARIES, Dataset, Document, Revision, Source

SHOWN_PROBLEMS = 500


class Command(BaseCommand):
    """Check every record, then write all of them in one transaction, or none."""

    help = "Import dataset records: a folder of .json files, a .json file, or a .jsonl file with one record a line."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--replace", action="store_true", help="replace entries that exist and differ")
        parser.add_argument("--dry-run", action="store_true", help="check only")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Check, import and say what was done."""
        records, problems = files.read_datasets(options["path"])
        codes = codes_in_database(str(record.get("slug")) for _, record in records)
        problems += check_records(records, codes)
        slugs = [record["slug"] for _, record in records if isinstance(record.get("slug"), str)]
        existing = existing_digests(slugs)
        write = []
        for place, record in records if not problems else []:
            here = existing.get(record["slug"])
            if here == digest(record):
                continue
            if here is not None and not options["replace"]:
                message = f"“{record['slug']}” is in the catalogue and differs; use --replace to replace it"
                problems.append(Problem(place, "slug", message))
            write.append(record)
        for problem in problems[:SHOWN_PROBLEMS]:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} problems in {options['path']}; nothing was written.")
        if write and not options["dry_run"]:
            loading.load_datasets(write, Revision.advance())
        done = "would be imported" if options["dry_run"] else "imported"
        self.stdout.write(f"{len(write)} records {done}, {len(records) - len(write)} already there as they are.")


def codes_in_database(slugs: Any) -> Codes:
    """Return the codes that records may use: those in the database, and as relation targets also the given slugs."""
    vocabularies = {
        name: frozenset((Source if name == "source" else VOCABULARIES[name]).objects.values_list("code", flat=True))
        for name in CODE_KEYS.values()
    }
    known = frozenset(Dataset.objects.values_list("slug", flat=True)) | frozenset(slugs)
    return Codes(vocabularies, frozenset(Document.objects.values_list("code", flat=True)), known)


def existing_digests(slugs: list[str]) -> dict[str, str]:
    """Return the fingerprint of each entry of `slugs` that is in the database."""
    found: dict[str, str] = {}
    remaining = iter(slugs)
    while batch := list(islice(remaining, dumping.BATCH)):
        for record in dumping.dump_datasets(Dataset.objects.filter(slug__in=batch)):
            found[record["slug"]] = digest(record)
    return found
