"""manage.py check_catalogue: check the fixtures (or another folder) without touching the database."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from datasets.importing.matching.finder import Finder
from datasets.importing.matching.known import of_tree
from datasets.importing.matching.noting import asked
from datasets.records import evidence, files
from datasets.records.advice import drafts_advised
from datasets.records.checking import check_catalogue, is_reference
from datasets.records.doubles import twice
from datasets.records.problems import Problem
from datasets.records.records import dumps


class Command(BaseCommand):
    """Report every problem of the catalogue's files, all at once, with file and field."""

    help = "Check the catalogue's files: schema, codes, statements, sums. Nothing is written."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("folder", nargs="?", type=Path, default=settings.FIXTURES_DIR, help="default: fixtures/")
        parser.add_argument(
            "--documents",
            type=Path,
            metavar="DIR",
            help="folder with the documents' texts, NNN*.txt: hold every statement against the line that it cites; "
            "references (papers and pages without numbered lines) are left aside",
        )
        parser.add_argument(
            "--format", action=argparse.BooleanOptionalAction, default=False, help="rewrite files in canonical form"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, print all problems, and fail if there are any."""
        tree = files.read_tree(options["folder"])
        problems = check_catalogue(tree)
        if not problems and options["documents"]:
            codes = {record["code"] for _, record in tree.document if not is_reference(record)}
            documents = read_documents(options["documents"], codes)
            problems = list(against_documents(tree, documents))
        if not problems and options["format"]:
            for kind in ("vocabulary", "source", "document", "dataset", "guide"):
                files.write_tree(options["folder"], kind, [record for _, record in getattr(tree, kind)])
        elif not problems:
            problems = list(out_of_form(tree, options["folder"]))
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} problems in {options['folder']}; nothing was written.")
        told = (note for place, record in tree.dataset for note in twice(place, record))
        for note in (*doubled(tree), *told, *drafts_advised(tree.guide, tree.dataset)):
            self.stdout.write(f"Note: {note}")
        statements = sum(len(record["statements"]) for _, record in tree.dataset)
        self.stdout.write(
            f"{len(tree.dataset)} datasets, {len(tree.source)} sources, {statements} statements: no problems."
        )


def doubled(tree: files.Tree) -> list[Problem]:
    """Return the entries that may be the same as another one, and state no relation to it."""
    known, lexicon, decided = of_tree(tree)
    return [asked(tree.dataset[pair.one - 1][0], pair.candidate) for pair in Finder(known, lexicon, decided).doubles()]


def read_documents(folder: Path, codes: set[str]) -> dict[str, evidence.Document]:
    """Read each document's text from `folder`, CODE*.txt in UTF-8; raise CommandError for one that cannot be had."""
    documents = {}
    for code in sorted(codes):
        path = next(iter(sorted(folder.glob(f"{code}*.txt"))), None)
        if path is None:
            raise CommandError(f"{folder} has no file {code}*.txt")
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        documents[code] = evidence.Document(code, tuple(text.split("\n")))
    return documents


def against_documents(tree: files.Tree, documents: dict[str, evidence.Document]) -> list[Problem]:
    """Return what the records say otherwise than the documents: misquotations, wrong headings, numbers left out."""
    problems = []
    for place, record in tree.dataset + tree.guide:
        problems += [Problem(place, field, message) for field, message in evidence.misquotations(record, documents)]
        problems += [Problem(place, field, message) for field, message in evidence.wrong_headings(record, documents)]
    for place, record in tree.guide:
        problems += [Problem(place, field, message) for field, message in evidence.figures_astray(record)]
    for code, line, missing in evidence.numbers_left_out((record for _, record in tree.dataset), documents):
        problems.append(Problem(f"document {code}", f"line {line}", f"no statement carries {', '.join(missing)}"))
    return problems


def out_of_form(tree: files.Tree, folder: Path) -> list[Problem]:
    """Return the files that are not in canonical form."""
    kinds = {kind: name for name, (kind, _) in files.FOLDERS.items()}
    return [
        Problem(place, "", "is not in canonical form; run manage.py check_catalogue --format")
        for kind in kinds
        for place, record in getattr(tree, kind)
        if (folder / place).read_bytes() != dumps(record, kind).encode()
    ]
