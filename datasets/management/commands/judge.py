"""manage.py judge: measure search against the judged queries, also with a flood of sparse entries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from datasets.index import snapshot
from datasets.management import flood
from datasets.models.description import LANGUAGES
from datasets.search import judging
from datasets.search.judging import Judgement

# With a flood, no language may lose more of either measure.
MOST_LOST = 0.01
SIZE_OF_FLOOD = 1_200


class Command(BaseCommand):
    """Print recall at 5 and nDCG at 10 by language and by kind of query, and by the language of the pages."""

    help = "Measure search against judged queries: recall at 5 and nDCG at 10, by language and kind."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        default = Path(settings.BASE_DIR) / "tests" / "search" / "judged.jsonl"
        parser.add_argument("file", nargs="?", type=Path, default=default)
        parser.add_argument(
            "--misses",
            action="store_true",
            help="also list the queries that miss a wanted entry, or that a flood changes",
        )
        parser.add_argument(
            "--flood",
            nargs="?",
            type=int,
            const=SIZE_OF_FLOOD,
            metavar="N",
            help=f"measure what N sparse entries more, that the site does not see, change (default: {SIZE_OF_FLOOD})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge and print."""
        judged = judging.read(options["file"])
        if options["flood"] is not None:
            self._flood(judged, options["flood"], misses=options["misses"])
            return
        now = snapshot.current()
        judgements = judging.judge(now, judged)
        groups = _groups(judgements)
        for reader in LANGUAGES:
            for judgement in judging.judge(now, judged, reader):
                groups[f"{judgement.judged.language} on pages in {reader}"].append(judgement)
        self.stdout.write(f"{'':24} {'queries':>7} {'recall@5':>9} {'nDCG@10':>9}")
        for name, members in groups.items():
            recall, gain = means(members)
            self.stdout.write(f"{name:24} {len(members):7} {recall:9.3f} {gain:9.3f}")
        for judgement in judgements if options["misses"] else ():
            if judgement.recall < 1:
                wanted = ", ".join(f"{slug} {grade}" for slug, grade in judgement.judged.relevant.items())
                found = ", ".join(judgement.found[:5])
                asked = judgement.judged
                self.stdout.write(f"{asked.language} {asked.kind} “{asked.query}”: wanted {wanted}; found {found}")

    def _flood(self, judged: Sequence[judging.Judged], number: int, *, misses: bool) -> None:
        """Judge without and with the flood, print what it changes, and fail where a language loses too much."""
        before = judging.judge(flood.apart(), judged)
        after = judging.judge(flood.apart(number), judged)
        groups = _groups(after)
        lost = []
        self.stdout.write(f"{'':24} {'queries':>7} {'recall@5':>9} {'nDCG@10':>9}")
        for name, members in _groups(before).items():
            recall, gain = (new - old for new, old in zip(means(groups[name]), means(members), strict=True))
            self.stdout.write(f"{name:24} {len(members):7} {recall:+9.3f} {gain:+9.3f}")
            if name in LANGUAGES and min(recall, gain) < -MOST_LOST:
                lost.append(name)
        changed = [(old, new) for old, new in zip(before, after, strict=True) if not judging.stay(old.found, new.found)]
        for old, new in changed if misses else ():
            asked = old.judged
            first = [", ".join(item.found[: judging.FIRST]) for item in (old, new)]
            self.stdout.write(f"{asked.language} {asked.kind} “{asked.query}”: {first[0]} became {first[1]}")
        queries = f"{len(changed)} of {len(before)} queries"
        message = f"of {queries} some of the first {judging.FIRST} were pushed back or reordered."
        self.stdout.write(f"{number} entries more: {message}")
        if lost:
            raise CommandError(f"With the flood, more than {MOST_LOST} is lost in {', '.join(lost)}.")


def means(judgements: Sequence[Judgement]) -> tuple[float, float]:
    """Return the means of recall and gain."""
    return fmean(item.recall for item in judgements), fmean(item.gain for item in judgements)


def _groups(judgements: Sequence[Judgement]) -> dict[str, list[Judgement]]:
    """Return the judgements together, by language, by kind, and by both, in this order."""
    groups: dict[str, list[Judgement]] = defaultdict(list)
    for names in zip(*map(_names, judgements), strict=True):
        for name, judgement in zip(names, judgements, strict=True):
            groups[name].append(judgement)
    return groups


def _names(judgement: Judgement) -> Iterator[str]:
    """Yield the names of the groups that a judgement belongs to."""
    asked = judgement.judged
    yield from ("all", asked.language, f"kind {asked.kind}", f"{asked.language} {asked.kind}")
