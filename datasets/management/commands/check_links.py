"""manage.py check_links: ask the addresses of links how they are, politely, and note what they answer."""

from argparse import ArgumentTypeError
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from datasets.links import known, noting
from datasets.links.asking import Asker
from datasets.links.checking import CutOffError, believed, check
from datasets.links.following import Follower
from datasets.links.guard import Guard
from datasets.links.robots import NAME
from datasets.management.alone import alone
from datasets.models import Dataset, LinkState
from datasets.models.progress import counted

# Any number but that of the commands that run alone.
KEY = 5_485_329_118
BUSY = "Another check of links is at work here. It goes on with all that is due; there is nothing to do."


class Command(BaseCommand):
    """Ask what is due. Each answer is written at once: whoever stops a run loses nothing, and the next goes on."""

    help = (
        "Ask the addresses of links whether they work: those that are due, a week after they last did, sooner where "
        "they did not. One question a second to a host, within its robots.txt, never into a private network. "
        "Run it every day; it may be stopped at any moment."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--limit", type=_positive, help="ask so many addresses at most, the longest due first")
        parser.add_argument("--host", default="", help="ask the addresses of this host alone")
        parser.add_argument("--entry", default="", metavar="SLUG", help="ask the addresses of this entry alone")
        parser.add_argument("--all", action="store_true", help="ask also what is not due yet")
        parser.add_argument("--dry-run", action="store_true", help="ask nothing; say what would be asked")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and say what was found."""
        if options["entry"] and not Dataset.objects.filter(slug=options["entry"]).exists():
            raise CommandError(f"No entry has the slug {options['entry']}.")
        with alone("links.lock", KEY, BUSY):
            number = known.register()
            rows = known.due(
                timezone.now(), host=options["host"].lower(), entry=options["entry"], everything=options["all"]
            )[: options["limit"]]
            by_host = known.hosts(rows)
            if options["dry_run"]:
                for host, found in by_host.items():
                    self.stdout.write(f"{host}: {len(found):,}")
                self.stdout.write(f"{len(rows):,} of {number:,} addresses would be asked, of {len(by_host):,} hosts.")
                return
            self._check(by_host, len(rows), number)

    def _check(self, by_host: known.ByHost, asked: int, number: int) -> None:
        states: Counter[str] = Counter()
        put_off = 0
        results = believed(check(by_host, follower()), len(by_host))
        try:
            for result in counted("Checking links", results, asked):
                now = timezone.now()
                if result.found is None and result.wait is not None:
                    noting.put_off(result.health, now, result.wait)
                    put_off += 1
                elif result.found is not None:
                    states[noting.write(result.health, result.found, now, result.wait).state] += 1
        except CutOffError as error:
            raise CommandError(
                f"None of {len(by_host):,} hosts answered: this machine seems to be cut off. Nothing was noted of "
                f"{error.args[0]:,} addresses; look at its network and run it again."
            ) from error
        told = ", ".join(f"{LinkState(state).value} {states[state]:,}" for state in LinkState if states[state])
        self.stdout.write(f"{states.total():,} of {number:,} addresses were asked{': ' if told else ''}{told}.")
        if put_off:
            self.stdout.write(f"{put_off:,} were put off, as their hosts ask for patience.")


def follower() -> Follower:
    """Return what asks in this site's name."""
    site = settings.SITE_URL or "no address"
    return Follower(Asker(Guard(), f"{NAME}/1.0 (check of links; {site})"))


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 10**9:
        raise ArgumentTypeError(f"“{text}” is no number from 1 up")
    return int(text)
