"""manage.py project: write what entries hold anew from their statements, or check that it is what they give."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from datasets.management.alone import Alone
from datasets.management.indexing import reindex
from datasets.models import ChangeSet, Dataset
from datasets.records import projecting

SHOWN = 100


class Command(Alone):
    """Rebuild the projections in one transaction. What the statements say is never touched."""

    help = (
        "Work out what every entry holds from its statements. --check writes nothing and exits with 1 where it differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--check", action="store_true", help="write nothing; say where the two differ")

    def handle(self, *args: Any, **options: Any) -> None:
        """Project or check all entries."""
        entries = Dataset.objects.all()
        if options["check"]:
            found = list(projecting.differences(entries))
            for difference in found[:SHOWN]:
                holds, stated = (
                    json.dumps(value, ensure_ascii=False) for value in (difference.holds, difference.stated)
                )
                self.stderr.write(f"{difference.slug}: {difference.field} is {holds}, the statements give {stated}")
            if found:
                raise CommandError(f"{len(found):,} fields differ; run manage.py project.", returncode=1)
            self.stdout.write(f"{entries.count():,} entries hold what their statements give.")
            return
        with transaction.atomic():
            ChangeSet.hold()
            written = projecting.project(entries)
            if written:
                number = ChangeSet.advance(origin=ChangeSet.Origin.PROGRAM)
                entries.filter(slug__in=written).update(revision=number)
        self.stdout.write(f"{len(written):,} of {entries.count():,} entries were written.")
        if written:
            reindex(self)
