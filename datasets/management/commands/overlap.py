"""manage.py overlap: whether what a model is tested on is in what it was trained on."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from datasets.compare import leakage
from datasets.compare.leakage import Verdict
from datasets.index import snapshot
from datasets.search import pasted
from datasets.search.pasted import Pasted
from datasets.web.addresses import hosts
from datasets.web.addresses import leakage as address_of

SIDES = ("train", "test")
# What a program that runs it is told by the exit code, besides 0: nothing known.
OVERLAP, UNREAD = 1, 2


class Command(BaseCommand):
    """Print a verdict for each pair and the relations that it rests on."""

    help = (
        "Check training against test data, by names, slugs, addresses or DOIs of entries, or @FILE with one a line. "
        "Exits with 1 where an overlap is stated, with 2 where a name is not there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--train", nargs="+", required=True, metavar="NAME", help="what the model is trained on")
        parser.add_argument("--test", nargs="+", required=True, metavar="NAME", help="what the model is tested on")
        parser.add_argument("--strict", action="store_true", help="exit with 1 also where an overlap is only possible")
        parser.add_argument("--json", action="store_true", help="print what the API answers")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, print, and fail where it says so."""
        read = pasted.read(snapshot.current(), *([*map(_text, options[side])] for side in SIDES), hosts=hosts())
        lists = dict(zip(SIDES, read, strict=True))
        for side, found in lists.items():
            if found.beyond or not found.items:
                raise CommandError(f"--{side}: name 1 to {pasted.MOST} entries.", returncode=UNREAD)
        done = leakage.check(*(found.entries for found in read))
        address = f"{settings.SITE_URL}{address_of(*([entry.slug for entry in found.entries] for found in read))}"
        if options["json"]:
            record = leakage.data(done, address, _page, pasted.unread(lists, _page), pasted.withdrawn(read))
            self.stdout.write(json.dumps(record, ensure_ascii=False, indent=2))
        else:
            self._print(done, address)
        self._fail(lists, done, strict=options["strict"])

    def _fail(self, lists: Mapping[str, Pasted], done: leakage.Check, *, strict: bool) -> None:
        """Say what could not be read, and fail if anything could not, or where something overlaps."""
        unread = [(side, item) for side, found in lists.items() for item in found.unread]
        for side, item in unread:
            meant = ", ".join(entry.slug for entry in item.meant)
            self.stderr.write(f"--{side}: {item.message}" + (f" Did you mean {meant}?" if meant else ""))
        pairs = f"of {len(done.pairs)} pairs"
        if unread:
            raise CommandError(f"{len(unread)} of the names could not be read.", returncode=UNREAD)
        if done.stated:
            raise CommandError(f"An overlap is stated for {len(done.stated)} {pairs}.", returncode=OVERLAP)
        if strict and done.possible:
            raise CommandError(f"An overlap is possible for {len(done.possible)} {pairs}.", returncode=OVERLAP)

    def _print(self, done: leakage.Check, address: str) -> None:
        """Print the verdicts, the strongest first, each with its relations and their places in documents."""
        unknown = [pair for pair in done.pairs if pair.verdict is Verdict.UNKNOWN]
        for pair in (*done.found, *unknown):
            self.stdout.write(f"{pair.train.slug} / {pair.test.slug}: {pair.verdict.words}")
            for step in pair.steps:
                places = ", ".join(
                    f"{source.document}:{source.line}" if source.line else source.document for source in step.sources
                )
                self.stdout.write(f"    {step.sentence} [{places}]")
        if unknown:
            self.stdout.write(
                "Where nothing is known, nobody has stated anything: it is no sign that nothing is shared."
            )
        if done.pairs:
            self.stdout.write(f"\n{leakage.sentence(done, address)}")


def _text(argument: str) -> str:
    """Return an argument, or the text of the file that it names behind an @."""
    if not argument.startswith("@"):
        return argument
    try:
        return Path(argument[1:]).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{argument[1:]} cannot be read: {error}", returncode=UNREAD) from error


def _page(slug: str) -> str:
    return f"{settings.SITE_URL}{reverse('short', args=[slug])}"
