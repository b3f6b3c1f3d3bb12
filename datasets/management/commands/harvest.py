"""manage.py harvest: what an archive's index would change, and taking all of it in, again and again."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from datasets.importing import harvesting, renewing
from datasets.importing.claims import Described, Read
from datasets.importing.harvesting import Harvest, NotHarvestedError
from datasets.importing.intake import Intake
from datasets.importing.reporting import Report
from datasets.importing.taking import Taken, look, propose_all, take
from datasets.management import crediting
from datasets.management.indexing import reindex
from datasets.management.telling import tell_taken
from datasets.models import Dataset, Document, Verdict
from datasets.models.progress import counted
from datasets.records.editing import UnfitError

SHOWN_GONE = 20


class Command(BaseCommand):
    """Read a copy of an index; say what it would change, and with --apply change it, in one change set."""

    help = (
        "Say what an archive's index would change. With --apply it is taken in, with --propose it waits for an editor. "
        f"There are: {', '.join(harvesting.names())}."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("name", choices=harvesting.names())
        parser.add_argument("path", nargs="?", type=Path, help="a package's wheel or folder; without it, the installed")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--preview", action="store_true", help="say what would change, write nothing (the default)")
        what.add_argument("--apply", action="store_true", help="take in what does not wait, in one change set")
        what.add_argument("--propose", action="store_true", help="make a proposal of it")
        status = parser.add_mutually_exclusive_group()
        status.add_argument("--draft", action="store_true", help="what is new is a draft (the default)")
        status.add_argument("--publish", action="store_true", help="what is new and owes nothing is published at once")
        parser.add_argument(
            "--unsure-as-new",
            action="store_true",
            help="what may be an entry that is there, and is not surely one, becomes another entry; else it waits",
        )
        parser.add_argument("--again", action="store_true", help="take in what was refused before, too")
        parser.add_argument(
            "--although-gone",
            action="store_true",
            help="go on where more than a tenth of what was harvested before is not in the index any more",
        )
        parser.add_argument("--shown", type=int, default=20, help="how many lines of each kind are told")
        parser.add_argument("--no-index", action="store_true", help="leave the index to a later manage.py reindex")
        crediting.add_arguments(parser, "credit")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, say what would change, and change it where that is asked for."""
        about = crediting.about(options)
        source = harvesting.harvester(options["name"])
        try:
            harvest = source.harvest(options["path"])
            renewing.check_newest(
                harvest.document["code"], harvest.series, Document.objects.values_list("code", flat=True)
            )
            rows = list(counted("Reading the index", harvest.rows))
            gone = renewing.gone(_known(source.CODE), _keys(rows), although=options["although_gone"])
        except NotHarvestedError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or options['path']} cannot be read: {error.strerror}.") from error
        report = Report()
        taken = self._taken(rows, _intake(source.CODE, harvest, options), report, source.TITLE, about, options)
        self.stdout.write(f"{harvest.document['title']}: {len(rows):,} rows.")
        for line in (*harvest.notes, *_told_gone(gone), *report.lines(options["shown"])):
            self.stdout.write(line)
        self.stdout.write(tell_taken(taken, is_written=options["apply"] or options["propose"]))
        if taken.change_set is not None and not options["no_index"]:
            reindex(self)

    def _taken(
        self,
        rows: list[Read],
        intake: Intake,
        report: Report,
        title: str,
        about: dict[str, Any],
        options: dict[str, Any],
    ) -> Taken:
        """Take the rows in, propose them, or look at them, as the options say."""
        try:
            if options["apply"]:
                reason = about.pop("reason", "") or f"Harvest of {intake.document['title']}."
                return take(counted("Taking in", rows), intake, seen=report.see, reason=reason, **about)
            if options["propose"]:
                return propose_all(rows, intake, seen=report.see, **about)
        except UnfitError as error:
            raise CommandError(f"Nothing was written: {error}") from error
        look(rows, intake, report.see)
        return Taken()


def _intake(code: str, harvest: Harvest, options: dict[str, Any]) -> Intake:
    return Intake(
        harvest.document,
        status=Dataset.Status.PUBLISHED if options["publish"] else Dataset.Status.DRAFT,
        series=harvest.series,
        source=code,
        again=options["again"],
        unsure_is_new=options["unsure_as_new"],
    )


def _known(code: str) -> list[str]:
    """Return the keys of what was harvested before and is an entry."""
    rows = Verdict.objects.filter(source=code, verdict=Verdict.Is.SAME).order_by("key")
    return list(rows.values_list("key", flat=True).distinct())


def _keys(rows: Iterable[Read]) -> set[str]:
    return {row.key for row in rows if isinstance(row, Described)}


def _told_gone(gone: list[str]) -> Iterator[str]:
    """Yield that datasets are not in the index any more; what is known of them stays."""
    if gone:
        more = f" and {len(gone) - SHOWN_GONE:,} more" if len(gone) > SHOWN_GONE else ""
        yield f"Not in the index any more ({len(gone):,}): {', '.join(gone[:SHOWN_GONE])}{more}. Their entries stay."
