"""Writing down what was found at an address, each by itself, so that whoever stops a run loses no more than one."""

import random
from datetime import datetime, timedelta

from django.db import transaction

from datasets.models import LinkCheck, LinkHealth, LinkState
from datasets.models.link_health import LinkError

from .following import Found
from .meaning import SHARED, Meaning, meaning, note

# Changes of the answer that are remembered of an address.
REMEMBERED = 50
SEEN = ("state", "error", "status", "leads_to")
# Links that lead somewhere else for ever, or for now.
LEADING = (LinkState.ALIVE, LinkState.MOVED)


@transaction.atomic
def write(health: LinkHealth, found: Found, now: datetime, wait: timedelta | None = None) -> LinkHealth:
    """Write what was found at an address now; return it as it is known then. `wait`: its host asks for so long."""
    row = LinkHealth.objects.select_for_update().get(pk=health.pk)
    said = _shared(row, meaning(row.url, found), now)
    note(row, said, now, wait, random.random())  # noqa: S311 - it only spreads the work
    row.save()
    _remember(row, now)
    return row


def put_off(health: LinkHealth, now: datetime, wait: timedelta) -> None:
    """Note that an address was not asked, as its host asks to be left alone."""
    LinkHealth.objects.filter(pk=health.pk).update(due=now + wait)


def _shared(row: LinkHealth, said: Meaning, now: datetime) -> Meaning:
    """Return the meaning where others lead to the same place: from so many on, none of them has its own there."""
    if not said.leads_to or said.state not in LEADING:
        return said
    others = LinkHealth.objects.filter(leads_to=said.leads_to).exclude(pk=row.pk).exclude(state=LinkState.REFUSED)
    if others.count() + 1 < SHARED:
        return said
    for other in others.filter(state__in=LEADING):
        other.state, other.error, other.since = LinkState.SOFT, LinkError.SHARED, now
        other.save(update_fields=["state", "error", "since"])
        _remember(other, now)
    return Meaning(LinkState.SOFT, LinkError.SHARED, said.status, said.leads_to)


def _remember(row: LinkHealth, now: datetime) -> None:
    """Add to what the address answered before: another day of the same answer, or another answer."""
    seen = {name: getattr(row, name) for name in SEEN}
    last = row.checks.order_by("-pk").first()
    if last is not None and all(getattr(last, name) == value for name, value in seen.items()):
        last.last = now
        last.times += 1
        last.save(update_fields=["last", "times"])
        return
    LinkCheck.objects.create(health=row, first=now, last=now, **seen)
    old = row.checks.order_by("-pk").values_list("pk", flat=True)[REMEMBERED:]
    row.checks.filter(pk__in=list(old)).delete()
