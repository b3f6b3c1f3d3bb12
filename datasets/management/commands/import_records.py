"""manage.py import_records: take datasets in, in bulk; what is in the catalogue never gives way."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from datasets.facts.kinds import Record
from datasets.importing.matching import noting
from datasets.importing.matching.finder import Finder
from datasets.management import crediting
from datasets.management.indexing import reindex
from datasets.models import ChangeSet, Dataset, Proposal
from datasets.records import files, loading
from datasets.records.changes import EXISTS, NOTES, TEXT, change_set
from datasets.records.checking import Codes, check_records, check_thing, voice_of
from datasets.records.converting import conversions, converted
from datasets.records.editing import UnfitError, make_documents
from datasets.records.edits import STATED, Edit
from datasets.records.problems import Problem
from datasets.records.proposing import propose
from datasets.records.taking_in import Taken, compared

SHOWN_PROBLEMS = 500
SHOWN_NOTES = 50


class Command(BaseCommand):
    """Check every record, then write all of them in one transaction, or none; then build the search index.

    An entry that is there gets the statements, texts and notes that it does not have yet.
    """

    help = (
        "Import dataset records: a folder of .json files, a .json file, or a .jsonl file with one record a line. "
        "Records of documents may stand among them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check only")
        parser.add_argument("--propose", action="store_true", help="write nothing: make a proposal of it")
        parser.add_argument("--again", action="store_true", help="take in what was refused before, too")
        crediting.add_arguments(parser, "credit")
        parser.add_argument("--no-index", action="store_true", help="leave the index to a later manage.py reindex")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, import and say what was done. The file is read several times, so that it need not fit in memory."""
        about = crediting.about(options)
        told, is_written = self._import(options["path"], about, options)
        self.stdout.write(told)
        if is_written and not options["no_index"]:
            reindex(self)

    @transaction.atomic
    def _import(self, path: Path, about: dict[str, Any], options: dict[str, Any]) -> tuple[str, bool]:
        """Check, and write or propose; return what to say, and whether anything was written."""
        problems: list[Problem] = []
        slugs = [str(record.get("slug")) for _, record in files.read_datasets(path, problems)]
        if not slugs and not problems:
            problems.append(Problem(str(path), "", "holds no records"))
        self._say_conversions(path)
        documents, known = self._documents(path, loading.names_in_database(frozenset(slugs)), problems)
        problems += check_records(_records(path), known)
        bad = {problem.place for problem in problems}
        # From here on nobody changes what is compared and then written.
        ChangeSet.hold()
        new: set[str] = set()
        refused = 0
        finder = Finder.of_database()
        notes: list[Problem] = []
        for taken in compared((item for item in _records(path) if item[0] not in bad), again=options["again"]):
            notes += [Problem(taken.place, key, message) for key, message in taken.left]
            refused += taken.refused
            if taken.brings:
                new.add(taken.record["slug"])
                notes += noting.notes(finder, taken.place, taken.record)
        self._refuse(problems, path)
        for note in notes[:SHOWN_NOTES]:
            self.stderr.write(f"Note: {note}")
        if len(notes) > SHOWN_NOTES:
            self.stderr.write(f"Note: {len(notes) - SHOWN_NOTES:,} more of the kind.")
        brought = (taken for taken in compared(_records(path), again=options["again"]) if taken.record["slug"] in new)
        if options["propose"]:
            return self._propose(brought, documents, path, about, options["dry_run"]), False
        if new and not options["dry_run"]:
            _write(brought, new, documents, about)
        done = "would be imported" if options["dry_run"] else "imported"
        told = f"{len(new)} records {done}, {len(slugs) - len(new) - refused} already there as they are."
        return f"{told} {refused} refused before." if refused else told, bool(new) and not options["dry_run"]

    def _refuse(self, problems: Sequence[Problem], path: Path) -> None:
        """Name the problems, if there are any, and end."""
        for problem in problems[:SHOWN_PROBLEMS]:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} problems in {path}; nothing was written.")

    def _documents(self, path: Path, known: Codes, problems: list[Problem]) -> tuple[list[Record], Codes]:
        """Return the documents that come with the records and are not there, and what records may name with them."""
        made: dict[str, Record] = {}
        for place, record in files.read_documents(path):
            found = check_thing(place, record, "document", known)
            problems += found
            if not found and record["code"] not in known.documents:
                made.setdefault(record["code"], record)
        voices = {code: voice_of(record) for code, record in made.items()}
        return list(made.values()), replace(known, documents={**known.documents, **voices})

    def _propose(
        self, brought: Iterable[Taken], documents: list[Record], path: Path, about: dict[str, Any], dry_run: bool
    ) -> str:
        """Make one proposal of what the records bring; return what to say."""
        edits = [edit for taken in brought for edit in taken.edits()]
        if not edits:
            return "Nothing to propose: all of it is already there, or was refused before."
        edits = [*(Edit("document", EXISTS, record) for record in documents), *edits]
        try:
            with transaction.atomic():
                proposal = propose(edits, Proposal.Origin.IMPORT, **about)
                transaction.set_rollback(dry_run)
        except UnfitError as error:
            self._refuse(error.problems, path)
        paths = [edit.path.partition(" ")[0] for edit in edits if edit.kind == "dataset"]
        numbers = ", ".join(f"{paths.count(path):,} {name}" for path, name in COUNTED.items() if path in paths)
        if dry_run:
            return f"Would be proposed: {numbers}."
        return f"Proposal {proposal}: {numbers}. Nothing is written before somebody accepts it."

    def _say_conversions(self, path: Path) -> None:
        found = ((place, *item) for place, record in files.read_datasets(path, []) for item in conversions(record))
        number = 0
        for number, (place, where, authors, form) in enumerate(found, 1):
            if number <= SHOWN_PROBLEMS:
                self.stdout.write(f"{place}: {where}: “{authors}” is imported as “{form}”")
        if number > SHOWN_PROBLEMS:
            self.stdout.write(f"{number - SHOWN_PROBLEMS} more lists of authors were brought into their form.")


# The first word of an edit's path -> what there are several of.
COUNTED = {EXISTS: "new entries", STATED: "statements", TEXT.strip(): "texts", NOTES: "lists of notes"}


def _write(brought: Iterable[Taken], slugs: Set[str], documents: list[Record], about: dict[str, Any]) -> None:
    """Write what the records with these slugs bring, and the documents that are new, as one change set."""
    with change_set(ChangeSet.Origin.IMPORT, **about) as changes:
        make_documents(documents, changes)
        before = dict(Dataset.objects.values_list("slug", "pk"))
        there = [before[slug] for slug in slugs if slug in before]
        changes.watch("dataset", there)
        loading.load_datasets((taken.record for taken in brought), changes.number)
        # What is new was changed when its record says; what was there, now.
        Dataset.objects.filter(pk__in=there).update(changed=timezone.now())
        after = Dataset.objects.values_list("slug", "pk")
        changes.made("dataset", [key for slug, key in after if slug not in before])


def _records(path: Path) -> Iterator[files.Placed]:
    """Yield the records as they are imported; what could not be read is told once, when the slugs are read."""
    for place, record in files.read_datasets(path, []):
        yield place, converted(record)
