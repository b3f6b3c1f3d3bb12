"""manage.py check_texts: how complete and how faithful the translations are, per language."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from datasets.models.language import PLURALS
from datasets.records import files
from datasets.records.checking import check_catalogue
from datasets.translation import fidelity, idiom

SHOWN_PROBLEMS = 500


class Command(BaseCommand):
    """Measure the texts of the catalogue's files and print a table; fail where a measure is out of bounds."""

    help = "Measure the translations in the catalogue's files: coverage, script, length, numbers, names, currency."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("folder", nargs="?", type=Path, default=settings.FIXTURES_DIR, help="default: fixtures/")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, print, and fail if a text is missing or a check found something."""
        tree = files.read_tree(options["folder"])
        if problems := check_catalogue(tree):
            raise CommandError(f"{problems[0]} ({len(problems)} problems in all); see manage.py check_catalogue.")
        measured = fidelity.measure(tree)
        for line in table(measured):
            self.stdout.write(line)
        found: list[object] = [
            problem for language in measured for problems in language.problems.values() for problem in problems
        ]
        plurals = {language: count for language, (count, _) in PLURALS.items()}
        found += idiom.without_forms((record for _, record in tree.vocabulary), plurals)
        for problem in found[:SHOWN_PROBLEMS]:
            self.stderr.write(str(problem))
        if found:
            raise CommandError(f"{len(found)} problems with texts in {options['folder']}.")


def table(measured: Sequence[fidelity.Measured]) -> list[str]:
    """Return the measures as lines: a row for each kind's coverage and for each check, a column for each language."""
    rows = [["", *(language.language for language in measured)]]
    for kind in measured[0].wanted:
        shares = (f"{language.present[kind]}/{language.wanted[kind]}" for language in measured)
        rows.append([f"{kind} texts", *shares])
    rows.append(["composed texts", *(str(language.composed) for language in measured)])
    rows.append(["coverage", *(f"{language.covered:.1%}" for language in measured)])
    rows.append(["in the language's script", *(f"{language.script_share:.1%}" for language in measured)])
    rows.append(["length to English", *(_times(language) for language in measured)])
    rows += [
        [f"problems: {check}", *(str(len(language.problems[check])) for language in measured)]
        for check in fidelity.CHECKS
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join([row[0].ljust(widths[0]), *(map(str.rjust, row[1:], widths[1:]))]).rstrip() for row in rows]


def _times(language: fidelity.Measured) -> str:
    return f"×{language.length_ratio:.2f}" if language.language in fidelity.TRANSLATIONS else "–"
