"""manage.py import_file: what a file of any format that we read would change, and taking it in."""

import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from datasets.importing import opening, readers
from datasets.importing.claims import Cited, Column, Read
from datasets.importing.intake import Foreseen, Intake
from datasets.importing.referring import document_of
from datasets.importing.reporting import Report
from datasets.importing.sheets import columns
from datasets.importing.taking import Taken, look, propose_all, take
from datasets.management import crediting
from datasets.management.indexing import reindex
from datasets.management.telling import tell_taken
from datasets.models import LANGUAGES, Category, Dataset, Document, Kind
from datasets.models.progress import counted
from datasets.records.editing import UnfitError


def place(text: str) -> range:
    """Return the numbers that "7" or "3-20" says."""
    first, _, last = text.partition("-")
    if not first.isdecimal() or (last and not last.isdecimal()):
        raise ArgumentTypeError(f"“{text}” is no number and no range such as 3-20")
    return range(int(first), int(last or first) + 1)


class Command(BaseCommand):
    """Read a file, and say what it would change; with --apply, change it, in one change set that can be undone."""

    help = (
        "Say what a file would change: a spreadsheet, JSON Lines, Croissant, schema.org, DataCite, BibTeX, RIS, BIDS "
        "or a registry's YAML. With --apply it is taken in, with --propose it waits for an editor."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path)
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--preview", action="store_true", help="say what would change, write nothing (the default)")
        what.add_argument("--apply", action="store_true", help="take in what does not wait, in one change set")
        what.add_argument("--propose", action="store_true", help="make a proposal of it")
        parser.add_argument("--reference", default="", help="what statements cite: an address, a DOI or a code")
        parser.add_argument("--title", default="", help="of a reference that is new")
        parser.add_argument("--authority", choices=Document.Authority.values, help="of a reference that is new")
        parser.add_argument("--as-of", default="", help="the day that it speaks for, as 2026-11-27")
        parser.add_argument("--language", choices=LANGUAGES, help="of the file: whose signs stand in its numbers")
        parser.add_argument("--encoding", default="", help="of a text that is neither UTF-8 nor marked")
        parser.add_argument("--column", action="append", default=[], metavar="HEADING=FIELD", help="of a sheet")
        parser.add_argument("--category", default="imaging", help="of what is new")
        parser.add_argument("--kind", default="dataset", help="of what is new")
        parser.add_argument("--publish", action="store_true", help="what is new and owes nothing is published at once")
        parser.add_argument("--rows", nargs="*", type=place, help="only these rows of the file, as 3 or 3-20")
        parser.add_argument("--again", action="store_true", help="take in what was refused before, too")
        parser.add_argument("--shown", type=int, default=20, help="how many lines of each kind are told")
        parser.add_argument("--no-index", action="store_true", help="leave the index to a later manage.py reindex")
        crediting.add_arguments(parser, "credit")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, say what would change, and change it where that is asked for."""
        try:
            self._handle(options)
        except opening.NotReadableError as error:
            raise CommandError(f"{options['file']}: {error}{known_encodings(error)}") from error

    def _handle(self, options: dict[str, Any]) -> None:
        about = crediting.about(options)
        opened, rows, intake = self._read(options)
        report = Report()
        chosen = numbered(options["rows"])
        taken = Taken()
        try:
            if options["apply"]:
                reason = about.pop("reason", "") or f"Import of {opened.name}."
                taken = take(rows, intake, wanted=chosen, seen=report.see, reason=reason, **about)
            elif options["propose"]:
                taken = propose_all(rows, intake, wanted=chosen, seen=report.see, **about)
            else:
                look(rows, intake, report.see)
        except UnfitError as error:
            raise CommandError(f"Nothing was written: {error}") from error
        except opening.NotReadableError as error:
            raise CommandError(f"{opened.name}: {error}") from error
        for line in report.lines(options["shown"]):
            self.stdout.write(line)
        self.stdout.write(tell_taken(taken, is_written=options["apply"] or options["propose"]))
        if taken.change_set is not None and not options["no_index"]:
            reindex(self)

    def _read(self, options: dict[str, Any]) -> tuple[opening.Opened, Iterable[Read], Intake]:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                content = file.read(opening.MOST_BYTES + 1)
            opened = opening.opened(content, path.name, options["encoding"])
            reader = readers.reader_of(opened)
            found = chosen_columns(reader.columns(opened), options["column"]) if reader in readers.SHEETS else None
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        rows: Iterator[Read]
        if found is not None:
            for column in found:
                self.stdout.write(f"Column “{column.heading}”: {column.field or 'left out'}")
            rows = reader.read(opened, found)
        else:
            rows = reader.read(opened)
        cited: Cited = reader.cited(opened)
        try:
            document = document_of(
                options["reference"] or cited.address,
                options["title"] or cited.title,
                options["authority"] or cited.authority,
                options["language"] or cited.language,
                options["as_of"] or cited.as_of,
            )
        except ValueError as error:
            raise CommandError(f"--reference: {error}") from error
        for model, name in ((Category, "category"), (Kind, "kind")):
            if not model.objects.filter(code=options[name]).exists():
                codes = ", ".join(model.objects.values_list("code", flat=True))
                raise CommandError(f"--{name}: “{options[name]}” is none; there are {codes}.")
        intake = Intake(
            document,
            language=options["language"] or cited.language,
            category=options["category"],
            kind=options["kind"],
            status=Dataset.Status.PUBLISHED if options["publish"] else Dataset.Status.DRAFT,
            again=options["again"],
        )
        return opened, counted("Reading rows", rows), intake


def known_encodings(error: opening.NotReadableError) -> str:
    """Return how an encoding is chosen, where one has to be."""
    if not isinstance(error, opening.EncodingNeededError):
        return ""
    return f" Give it with --encoding: {', '.join(one.encoding for one in error.previews)}."


def numbered(ranges: list[range] | None) -> Callable[[Foreseen], bool]:
    """Return what tells whether a row is one of those with these numbers; None is all of them."""
    if ranges is None:
        return lambda row: True

    def is_chosen(row: Foreseen) -> bool:
        numbers = re.findall(r"[0-9]+", row.place)
        return bool(numbers) and any(int(numbers[-1]) in one for one in ranges)

    return is_chosen


def chosen_columns(found: Iterable[Column], chosen: list[str]) -> tuple[Column, ...]:
    """Return the columns as they were guessed, with what was `chosen` for some of them."""
    fields = {}
    for pair in chosen:
        heading, sign, field = pair.rpartition("=")
        if not sign:
            raise CommandError(f"--column: “{pair}” has no “=”; write HEADING=FIELD, such as Patients=subjects.")
        fields[heading.strip()] = field.strip()
    found = tuple(found)
    if unknown := fields.keys() - {column.heading for column in found}:
        headings = ", ".join(f"“{column.heading}”" for column in found)
        raise CommandError(f"--column: there is no column “{unknown.pop()}”; there are {headings}.")
    try:
        return tuple(columns.read_as(column, fields.get(column.heading, column.field)) for column in found)
    except ValueError as error:
        raise CommandError(f"--column: {error}") from error
