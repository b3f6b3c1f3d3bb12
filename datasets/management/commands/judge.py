"""manage.py judge: measure search against the judged queries."""

from collections import defaultdict
from pathlib import Path
from statistics import fmean
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from datasets.index import snapshot
from datasets.models.description import LANGUAGES
from datasets.search import judging


class Command(BaseCommand):
    """Print recall at 5 and nDCG at 10 by language and by kind of query, and by the language of the pages."""

    help = "Measure search against judged queries: recall at 5 and nDCG at 10, by language and kind."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        default = Path(settings.BASE_DIR) / "tests" / "search" / "judged.jsonl"
        parser.add_argument("file", nargs="?", type=Path, default=default)
        parser.add_argument("--misses", action="store_true", help="also list the queries that miss a wanted entry")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge and print."""
        now, judged = snapshot.current(), judging.read(options["file"])
        judgements = judging.judge(now, judged)
        groups: dict[str, list[judging.Judgement]] = defaultdict(list)
        for judgement in judgements:
            groups["all"].append(judgement)
            groups[judgement.judged.language].append(judgement)
            groups[f"kind {judgement.judged.kind}"].append(judgement)
        for reader in LANGUAGES:
            for judgement in judging.judge(now, judged, reader):
                groups[f"{judgement.judged.language} on pages in {reader}"].append(judgement)
        self.stdout.write(f"{'':24} {'queries':>7} {'recall@5':>9} {'nDCG@10':>9}")
        for name, members in groups.items():
            recall = fmean(judgement.recall for judgement in members)
            gain = fmean(judgement.gain for judgement in members)
            self.stdout.write(f"{name:24} {len(members):7} {recall:9.3f} {gain:9.3f}")
        for judgement in judgements if options["misses"] else ():
            if judgement.recall < 1:
                wanted = ", ".join(f"{slug} {grade}" for slug, grade in judgement.judged.relevant.items())
                found = ", ".join(judgement.found[:5])
                asked = judgement.judged
                self.stdout.write(f"{asked.language} {asked.kind} “{asked.query}”: wanted {wanted}; found {found}")
