"""manage.py compose: the texts that are made from the facts, beside the written ones, for those who read them."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from datasets.facts.composed import composed
from datasets.facts.composed.known import record_of
from datasets.facts.reading import whole
from datasets.models import LANGUAGES, Dataset
from datasets.models.dataset import published
from datasets.models.language import ORIGINAL
from datasets.models.progress import counted

BATCH = 100


class Command(BaseCommand):
    """Print what is known of entries, what somebody wrote of them, and the text composed from the facts."""

    help = "Print the composed texts of published entries beside the written ones, in one language."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", nargs="*", help="default: all entries")
        parser.add_argument("--language", choices=LANGUAGES, default=ORIGINAL)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the entries in the order of their slugs; refuse a slug that no published entry has."""
        rows = published().order_by("slug")
        if options["slug"]:
            rows = rows.filter(slug__in=options["slug"])
            if unknown := set(options["slug"]) - set(rows.values_list("slug", flat=True)):
                raise CommandError(f"No published entry has the slug {', '.join(sorted(unknown))}.")
        keys = list(rows.values_list("pk", flat=True))
        for start in counted("Composing batches of entries", range(0, len(keys), BATCH), -(-len(keys) // BATCH)):
            for row in sorted(whole(published().filter(pk__in=keys[start : start + BATCH])), key=lambda row: row.slug):
                self.stdout.write("\n".join(told(row, options["language"])) + "\n")


def told(row: Dataset, language: str) -> Iterator[str]:
    """Yield the lines about one entry."""
    yield f"## {row.slug}"
    known = {code: value for code, value in record_of(row).items() if value not in (None, [])}
    yield f"facts: {known}"
    for text in row.descriptions.all():
        if text.language == language:
            yield f"written summary: {text.summary}"
            yield f"written description: {text.description}"
    made = composed(row, language)
    yield f"composed summary: {made.summary}"
    yield f"composed description: {made.description}"
