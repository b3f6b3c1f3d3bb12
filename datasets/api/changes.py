"""What changed in the catalogue since a day or a revision, for who keeps a copy of it: entry by entry, the last last.

Each entry stands here once, at its last change. Pages are cut by that and not by number: what changes while somebody
reads moves to the end, where it is met again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.kinds import Record
from datasets.models import ChangeSet
from datasets.models.public import added_since, addressed, deletions, moved, written
from datasets.search import parameters
from datasets.search.cursors import AFTER
from datasets.web.problems import refused
from datasets.words.asked import Notice, printable

from .answers import CATALOGUE, Operation, answer, here, unknown
from .datasets import LIST_PARAMETERS
from .schemas import ADDED, CHANGED, DELETED, WITHDRAWN, named

SINCE = "since"
# A revision, and behind which entry a page begins: the revision of its last change, and its key.
REVISION = re.compile(r"[0-9]{1,18}")
PLACE = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")

Place = tuple[int, int]


@dataclass(frozen=True)
class Change:
    """What became of an entry last: its place in the list, what it is or was called, when, and what it is now."""

    place: Place
    slug: str
    name: str
    when: datetime
    now: str


def list_changes(request: HttpRequest) -> HttpResponse:
    """Return the entries that were added, changed, withdrawn or deleted since a day or a revision, the last one last.

    Follow `next` until it is null, and begin with `revision` as `since` the next time. A day begins at midnight UTC.
    `moved` is where a deleted entry went that became a part of another one.
    """
    part, notices = parameters.read_part(request.GET, SINCE, AFTER, by_number=False)
    since, after = _since(part.values[SINCE], notices), _after(part.values[AFTER], notices)
    if notices:
        return refused(notices)
    newest, _stamp = ChangeSet.current()
    if since > newest:
        message = _("There is no revision %(number)s yet; the newest is %(newest)s.")
        return unknown(SINCE, message % {"number": since, "newest": newest})
    found = _changes(max(after, (since + 1, 0)), part.page_size + 1)
    shown = found[: part.page_size]
    pairs = [(name, part.values[name]) for name in (SINCE,) if part.values[name]]
    pairs += [("page_size", str(part.page_size))] * (part.page_size != parameters.PAGE_SIZE)
    more = [*pairs, (AFTER, "{}-{}".format(*shown[-1].place))] if len(found) > len(shown) else []
    return answer(
        {
            "since": since,
            "revision": newest,
            "next": here(request, "list_changes", more) if more else None,
            "results": _told(request, shown, since),
        },
        changed=max((change.when for change in shown), default=None),
    )


def _since(typed: str, notices: list[Notice]) -> int:
    """Return the revision after which changes are asked for: the one that was the newest when a day began."""
    if not typed or REVISION.fullmatch(typed):
        return int(typed or 0)
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        message = _("“%(value)s” is neither a day such as 2026-01-31 nor the number of a revision.")
        notices.append(Notice(SINCE, message % {"value": printable(typed)}))
        return 0
    begun = datetime(day.year, day.month, day.day, tzinfo=UTC)
    earlier = ChangeSet.objects.filter(created__lt=begun).order_by("-pk").values_list("pk", flat=True)
    return next(iter(earlier[:1]), 0)


def _after(typed: str, notices: list[Notice]) -> Place:
    """Return the least place that is asked for: the one behind the entry that was told last."""
    if not typed:
        return 0, 0
    found = PLACE.fullmatch(typed)
    if found is None:
        message = _("This is no place in this list; take it from “next”, with all its other parameters.")
        notices.append(Notice(AFTER, message))
        return 0, 0
    return int(found[1]), int(found[2]) + 1


def _changes(first: Place, most: int) -> list[Change]:
    """Return the last changes of entries from a place on, at most so many. Two queries."""
    revision, key = first
    rows = addressed().annotate(moment=written()).filter(Q(revision__gt=revision) | Q(revision=revision, pk__gte=key))
    found = [
        Change((row.revision, row.pk), row.slug, row.name, row.moment, WITHDRAWN if row.is_withdrawn else CHANGED)
        for row in rows.only("slug", "name", "status", "revision").order_by("revision", "pk")[:most]
    ]
    gone = deletions().filter(Q(change_set__gt=revision) | Q(change_set=revision, key__gte=key))
    columns = ("change_set", "key", "before__slug", "label", "change_set__created")
    found += [
        Change((number, pk), slug, name, when, DELETED)
        for number, pk, slug, name, when in gone.order_by("change_set", "key").values_list(*columns)[:most]
    ]
    return sorted(found, key=lambda change: change.place)[:most]


def _told(request: HttpRequest, shown: Sequence[Change], since: int) -> list[Record]:
    """Return changes as the API shows them. Two queries at most."""
    new = added_since(since, [change.place[1] for change in shown if change.now == CHANGED])
    gone = [change.slug for change in shown if change.now == DELETED]
    to = moved(gone) if gone else {}
    return [
        {
            "slug": change.slug,
            "name": change.name,
            "change": ADDED if change.now == CHANGED and change.place[1] in new else change.now,
            "revision": change.place[0],
            "when": change.when.isoformat(),
            "moved": to.get(change.slug),
            "url": here(request, "get_dataset", (), to.get(change.slug, change.slug)),
        }
        for change in shown
    ]


OPERATIONS = (
    Operation(
        "changes/",
        list_changes,
        lazy("What changed in the catalogue"),
        CATALOGUE,
        {200: named("ChangeList")},
        [
            {
                "name": SINCE,
                "in": "query",
                "allowEmptyValue": True,
                "schema": {
                    "anyOf": [
                        {"type": "string", "format": "date"},
                        {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
                        {"const": ""},
                    ]
                },
                "description": "A day (UTC) or the number of a revision; without it, since the beginning.",
            },
            {
                "name": AFTER,
                "in": "query",
                "allowEmptyValue": True,
                "schema": {"type": "string", "pattern": "^([0-9]{1,18}-[0-9]{1,18})?$"},
                "description": "Behind which entry the page begins; it comes with “next”.",
            },
            LIST_PARAMETERS["page_size"],
        ],
        "changes/?since=2026-01-01&page_size=5",
    ),
)
