"""The suggestions that wait for a curator: what is taken, so that nobody alone can fill the box for all others.

Limits are by address and by network; the digests by which they are told apart (web.visitors) are blanked after a day.
Once many suggestions wait, a network that has one among them brings no more, while all others still may.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto

from django.utils import timezone

from datasets.models import Suggestion

from .limits import DAY, HOUR, Limit, alone, wait
from .visitors import Visitor, recent, today

# Somebody who goes through the entries of their own field writes a handful; behind one address may be a whole class.
BY_ADDRESS = (Limit(10, HOUR), Limit(30, DAY))
BY_NETWORK = (Limit(20, HOUR), Limit(60, DAY))
# From MANY on, each network may have one suggestion of the last day waiting; MOST is what a curator can still look at.
MANY = 300
MOST = 600

WAITING = Suggestion.objects.filter(state=Suggestion.State.OPEN)


class Reason(Enum):
    """Why a suggestion is not taken."""

    FROM_HERE = auto()
    ONE_WAITS = auto()
    FULL = auto()


class RefusedError(Exception):
    """A suggestion is not taken now: for what reason, and how long to wait."""

    def __init__(self, reason: Reason, waiting: timedelta) -> None:
        super().__init__(reason)
        self.reason = reason
        self.waiting = waiting


def put(suggestion: Suggestion, who: Visitor, also: Callable[[Suggestion], object] | None = None) -> Suggestion:
    """Keep a suggestion until a curator reads it, and return it; of one that waits already, word for word, that one.

    What `also` does with one that is kept is done with it, or neither. Raises RefusedError, with nothing kept, where
    too many have come or wait. However many come at once, in whatever processes, the limits hold.
    """
    waits = _waits(suggestion)
    if waits is None:
        # Asked before anybody else is made to wait, and again when nobody else writes.
        _refuse(who, timezone.now())
        with alone("suggest"):
            now = timezone.now()
            waits = _waits(suggestion)
            if waits is None:
                _refuse(who, now)
                suggestion.address = today("address", who.address, now)
                suggestion.network = today("network", who.network, now)
                suggestion.save()
                if also is not None:
                    also(suggestion)
    forget()
    return waits or suggestion


def forget() -> int:
    """Blank what tells visitors apart where it limits nothing any more; return in how many suggestions."""
    old = Suggestion.objects.filter(created__lt=timezone.now() - DAY).exclude(address="", network="")
    return old.update(address="", network="") if old.exists() else 0


def _waits(suggestion: Suggestion) -> Suggestion | None:
    """Return the same if it waits already. One that says where it can be looked up says more than one that does not."""
    same = WAITING.filter(
        dataset=suggestion.dataset, page=suggestion.page, about=suggestion.about, text=suggestion.text
    )
    return (same.filter(reference=suggestion.reference) if suggestion.reference else same).first()


def _refuse(who: Visitor, now: datetime) -> None:
    of_address = Suggestion.objects.filter(address__in=recent("address", who.address, now))
    of_network = Suggestion.objects.filter(network__in=recent("network", who.network, now))
    waits = [wait(of_address, BY_ADDRESS, now), wait(of_network, BY_NETWORK, now)]
    if waiting := max(filter(None, waits), default=None):
        raise RefusedError(Reason.FROM_HERE, waiting)
    number = WAITING.count()
    if number >= MOST:
        raise RefusedError(Reason.FULL, DAY)
    if number >= MANY and (waiting := wait(of_network.filter(state=Suggestion.State.OPEN), (Limit(1, DAY),), now)):
        raise RefusedError(Reason.ONE_WAITS, waiting)
