"""manage.py proposals: the proposals that wait for somebody to decide."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count, Max, Min

from datasets.models import Proposal


class Command(BaseCommand):
    """List the open proposals, the oldest first."""

    help = "List the open proposals: number, day, who, from where, what they would change, and why."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say each in a line."""
        rows = Proposal.objects.filter(state=Proposal.State.OPEN).select_related("author").order_by("pk")
        found = rows.annotate(number=Count("edits"), first=Min("edits__label"), last=Max("edits__label"))
        for row in found:
            who = row.credit or (row.author.get_username() if row.author else "nobody named")
            names = row.first if row.first == row.last else f"{row.first} … {row.last}"
            reason = f": {row.reason}" if row.reason else ""
            what = f"{row.number:,} edits of {names}"
            self.stdout.write(f"{row.pk}  {row.created:%Y-%m-%d}  {who}, {row.get_origin_display()}: {what}{reason}")
        if not found:
            self.stdout.write("No proposal is open.")
