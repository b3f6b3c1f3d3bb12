"""manage.py accept: write what a proposal says, or say what stands in the way."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from datasets.management.alone import Alone
from datasets.management.indexing import reindex
from datasets.management.telling import tell_conflicts
from datasets.models import Proposal
from datasets.records import proposing
from datasets.records.undoing import ConflictsError


class Command(Alone):
    """Accept one proposal; nothing is resolved silently."""

    help = "Write what one proposal says. Its number is in manage.py proposals and in the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("number", type=int, help="number of the proposal")
        parser.add_argument(
            "--keep", type=int, nargs="*", default=[], metavar="EDIT", help="edits of it to leave as things are now"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what it would do")

    def handle(self, *args: Any, **options: Any) -> None:
        """Accept, and say which change set it became."""
        number = options["number"]
        try:
            with transaction.atomic():
                change_set = proposing.accept(number, keep=options["keep"])
                transaction.set_rollback(options["dry_run"])
        except Proposal.DoesNotExist as error:
            raise CommandError(f"There is no proposal {number}.") from error
        except proposing.DecidedError as error:
            raise CommandError(str(error)) from error
        except ConflictsError as error:
            keep = tell_conflicts(self, error.conflicts)
            raise CommandError(
                f"{len(error.conflicts)} edits stand in the way; nothing was written. Reject it, "
                f"or leave them out: --keep {keep}"
            ) from error
        if options["dry_run"]:
            self.stdout.write(f"Proposal {number} would be accepted.")
            return
        self.stdout.write(f"Proposal {number} was accepted, as change set {change_set}.")
        reindex(self)
