"""manage.py reject: leave what a proposal says, and remember that it was refused."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from datasets.models import Proposal
from datasets.records import proposing


class Command(BaseCommand):
    """Reject one proposal."""

    help = "Reject one proposal. What it says is not imported or seeded later on without a word."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("number", type=int, help="number of the proposal")
        parser.add_argument("--reason", default="", help="why, in a sentence; the public does not see it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reject, and say so."""
        number = options["number"]
        try:
            proposing.reject(number, comment=options["reason"])
        except Proposal.DoesNotExist as error:
            raise CommandError(f"There is no proposal {number}.") from error
        except (proposing.DecidedError, proposing.UnfitError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Proposal {number} was rejected.")
