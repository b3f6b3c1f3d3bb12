"""manage.py unlock: let somebody sign in again who has failed too often, or in whose name others have."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from datasets.models import FailedSignIn
from datasets.web.visitors import read_address, recent, visitor_at


class Command(BaseCommand):
    """Forget failed attempts to sign in."""

    help = "Forget failed attempts to sign in: of an account, from an address and its network, or all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--account", help="forget those in this account, from anywhere")
        parser.add_argument("--address", help="forget those from this IP address and its network, in any account")

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget, and say how many there were."""
        rows = FailedSignIn.objects.all()
        if options["account"] is not None:
            rows = rows.filter(name__in=recent("name", options["account"]))
        if options["address"] is not None:
            address = read_address(options["address"])
            if address is None:
                raise CommandError(f"--address is “{options['address']}”; give an IP address, such as 192.0.2.1")
            rows = rows.filter(network__in=recent("network", visitor_at(address).network))
        number, _ = rows.delete()
        self.stdout.write(f"{number:,} failed attempts to sign in forgotten.")
