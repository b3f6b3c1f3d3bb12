"""manage.py coverage: how much of what visitors ask for the catalogue can say, and on whose word."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from datasets.index import snapshot
from datasets.search.coverage import FACTS, GROUPS, Coverage, coverage


class Command(BaseCommand):
    """Print how complete the published entries are, by kind; then authorities, references, links and texts."""

    help = "Say what share of the published entries states each fact, by kind of entry, and on whose word."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--json", action="store_true", help="as JSON, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print."""
        found = coverage(snapshot.current())
        if options["json"]:
            self.stdout.write(json.dumps(found.plain(), indent=2))
            return
        for line in told(found):
            self.stdout.write(line)


def told(found: Coverage) -> Iterator[str]:
    """Yield the measures as lines: a table of facts by group, and a short table for each other measure."""
    groups = [group for group in GROUPS if found.entries[group.key]]
    rows = [["", *(group.key for group in groups)], ["entries", *(str(found.entries[group.key]) for group in groups)]]
    for fact in FACTS:
        shares = [found.facts[group.key][fact.key] for group in groups]
        rows.append([fact.key, *(f"{share.number}/{share.of} {share.percent:3.0f} %" for share in shares)])
    yield from _table(rows)
    yield from _numbers("values shown, by authority", found.authorities)
    yield from _numbers("references, by year", {year or "no year": number for year, number in found.references.items()})
    yield from _numbers("entries whose sources differ, by field", found.disagreements)
    yield from _numbers("addresses of links, by state", found.links)
    yield ""
    heads = ("curator", "machine", "composed", "reviewed")
    texts = [[language, *(str(getattr(row, head)) for head in heads)] for language, row in found.texts.items()]
    yield from _table([["texts", *heads], *texts])


def _numbers(title: str, numbers: Mapping[str, int]) -> Iterator[str]:
    if numbers:
        yield ""
        yield from _table([[title, ""], *([name, str(number)] for name, number in numbers.items())])


def _table(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join([row[0].ljust(widths[0]), *(map(str.rjust, row[1:], widths[1:]))]).rstrip()
