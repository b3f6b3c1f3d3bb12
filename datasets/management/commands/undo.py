"""manage.py undo: take a change set back, exactly, or say what stands in the way."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from datasets.management import crediting
from datasets.management.alone import Alone
from datasets.management.indexing import reindex
from datasets.management.telling import tell_conflicts
from datasets.models import ChangeSet
from datasets.records import undoing


class Command(Alone):
    """Undo one change set; nothing is resolved silently."""

    help = "Take back what one change set did. Its number is on the entry's page of changes and in the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("number", type=int, help="number of the change set")
        parser.add_argument(
            "--keep", type=int, nargs="*", default=[], metavar="CHANGE", help="changes of it to leave as they are now"
        )
        crediting.add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="only say what it would do")

    def handle(self, *args: Any, **options: Any) -> None:
        """Undo, and say what was restored and kept."""
        number = options["number"]
        try:
            with transaction.atomic():
                done = undoing.undo(number, keep=options["keep"], **crediting.about(options))
                transaction.set_rollback(options["dry_run"])
        except ChangeSet.DoesNotExist as error:
            raise CommandError(f"There is no change set {number}.") from error
        except undoing.AlreadyUndoneError as error:
            raise CommandError(f"Change set {number} was undone already, by {error.args[0]}.") from error
        except undoing.ConflictsError as error:
            keep = tell_conflicts(self, error.conflicts)
            raise CommandError(
                f"{len(error.conflicts)} pieces stand in the way; nothing was undone. Undo what came later first, "
                f"or leave them as they are: --keep {keep}"
            ) from error
        verb = "would be restored" if options["dry_run"] else "restored"
        self.stdout.write(f"Change set {done.number}: {len(done.restored)} pieces {verb}, {len(done.kept)} kept.")
        if not options["dry_run"]:
            reindex(self)
