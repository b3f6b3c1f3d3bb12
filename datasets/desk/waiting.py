"""What waits for somebody, as the first page of the desk lists it: proposals, suggestions, drafts, entries, runs.

A list is plain data: rows with a link, words beside it, and links to what may be done. Each takes one to three queries,
however much waits.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest, Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.facts.owed import owed
from datasets.models import Change, ChangeSet, Dataset, Incoming, Proposal, ProposedEdit, Suggestion
from datasets.records.changes import EXISTS

from .proposals import DESTROYS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Rows of a list on the first page; of what waits so many are read, the oldest first.
SHORT, MOST_READ = 8, 1_000
# Characters of a suggestion that a row has.
BEGINNING = 120
A_WEEK, A_YEAR = timedelta(days=7), timedelta(days=365)
# More than this in one run is looked at: it may be a mistake.
MANY_MADE, MANY_GONE = 200, 30
COUNTED = ("things", "made", "gone")
Status, Origin = Dataset.Status, ChangeSet.Origin
# By which doors runs and curators come; what undoes and what is accepted is in the list of changes.
RUNS = (Origin.IMPORT, Origin.SEED, Origin.TEXTS, Origin.FORM)


@dataclass(frozen=True)
class Row:
    """One line of a list: what it is about, where it leads, a warning, words, a day, and links to what may be done.

    `apart` are the slugs of two entries that may be told apart.
    """

    text: str
    address: str
    warning: str = ""
    words: str = ""
    day: datetime | None = None
    links: Sequence[tuple["StrOrPromise", str]] = ()
    apart: tuple[str, str] | None = None


@dataclass(frozen=True)
class Waiting:
    """So many wait; the first of them."""

    number: int
    rows: Sequence[Row] = ()
    senders: Sequence[tuple[str, int]] = field(default_factory=tuple)


def entry_address(slug: str) -> str:
    """Return the address of an entry's desk."""
    return reverse("desk-entry", args=[slug])


def _state_address(slug: str, code: str = "") -> str:
    address = reverse("desk-state", args=[slug])
    return f"{address}?field={code}" if code else address


def proposals(author: int | None = None) -> Waiting:
    """Return the proposals that wait (those of an `author`: the returned ones, too), those that take away first.

    Several about one entry are one row. One query.
    """
    states = (Proposal.State.OPEN,) if author is None else Proposal.WAITING
    found = Proposal.objects.filter(state__in=states)
    if author is not None:
        found = found.filter(author=author)
    rows = (
        found.annotate(
            label=Min("edits__label"),
            kind=Min("edits__kind"),
            key=Min("edits__key"),
            things=Count("edits__key", distinct=True),
            kinds=Count("edits__kind", distinct=True),
            gone=Exists(ProposedEdit.objects.filter(DESTROYS, proposal=OuterRef("pk"))),
        )
        .order_by("pk")
        .values("pk", "state", "credit", "author__username", "reason", "created", "label", "kind", "key", "things",
                "kinds", "gone")[:MOST_READ]
    )  # fmt: skip
    groups: dict[Any, list[Any]] = defaultdict(list)
    senders: dict[str, int] = defaultdict(int)
    for row in rows:
        senders[_sender(row)] += 1
        alone = row["things"] == row["kinds"] == 1 and row["key"] is not None
        groups[(row["kind"], row["key"]) if alone else row["pk"]].append(row)
    ordered = sorted(groups.values(), key=lambda group: (not any(row["gone"] for row in group), group[0]["pk"]))
    number = sum(senders.values())
    if number == MOST_READ:
        number = found.count()
    by = sorted(senders.items(), key=lambda item: -item[1])
    return Waiting(number, [_proposed(group) for group in ordered[:SHORT]], by)


def incoming() -> Waiting:
    """Return the files that came in and were not taken in or proposed yet, the oldest first. Two queries at most."""
    found = Incoming.objects.filter(change_set=None, proposal=None).order_by("pk")
    rows = [
        Row(
            name or _("Pasted text"),
            reverse("desk-incoming", args=[key]),
            words=ngettext("%(number)s row", "%(number)s rows", number) % {"number": number},
            day=created,
        )
        for key, name, number, created in found.values_list("pk", "name", "number", "created")[:SHORT]
    ]
    return Waiting(len(rows) if len(rows) < SHORT else found.count(), rows)


def _sender(row: Any) -> str:
    return row["credit"] or row["author__username"] or ""


def _proposed(group: Sequence[dict[str, Any]]) -> Row:
    group = sorted(group, key=lambda row: not row["gone"])
    first, gone = group[0], sum(row["gone"] for row in group)
    other = first["things"] - 1
    label = first["label"] or first["reason"] or str(first["pk"])
    if other > 0:
        label = ngettext("%(name)s and %(number)s other", "%(name)s and %(number)s others", other) % {
            "name": label,
            "number": other,
        }
    links = [(f"#{row['pk']}", reverse("desk-proposal", args=[row["pk"]])) for row in group[1:SHORT]]
    returned = any(row["state"] == Proposal.State.RETURNED for row in group)
    warning = ngettext("takes away %(number)s", "takes away %(number)s", gone) % {"number": gone} if gone else ""
    return Row(
        label,
        reverse("desk-proposal", args=[first["pk"]]),
        warning=warning or (str(Proposal.State.RETURNED.label) if returned else ""),
        words=_with(", ".join(dict.fromkeys(filter(None, map(_sender, group)))), first["reason"]),
        day=first["created"],
        links=links,
    )


def _with(name: str, reason: str) -> str:
    """Return who and why, as far as known."""
    return ": ".join(part for part in (name, reason[:BEGINNING]) if part)


def suggestions() -> tuple[Waiting, Waiting]:
    """Return the suggestions that wait, several about one entry in one row, and apart those about links. One query."""
    found = Suggestion.objects.filter(state=Suggestion.State.OPEN).order_by("created")
    columns = ("pk", "about", "created", "beginning", "dataset", "dataset__name", "dataset__slug")
    rows = list(found.annotate(beginning=Substr("text", 1, BEGINNING)).values(*columns)[:MOST_READ])
    of_links = [row for row in rows if row["about"] == Suggestion.About.LINK]
    number = len(rows) if len(rows) < MOST_READ else found.count()
    reported = _suggested(of_links, MOST_READ)
    return Waiting(number, _suggested(rows, SHORT)), Waiting(len(reported), reported)


def _suggested(rows: Iterable[dict[str, Any]], most: int) -> list[Row]:
    groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["dataset"] or f"suggestion {row['pk']}"].append(row)
    about = dict(Suggestion.About.choices)
    return [
        Row(
            first["dataset__name"] or str(about[first["about"]]),
            reverse("desk-suggestion", args=[first["pk"]]),
            words=first["beginning"],
            day=first["created"],
            links=[(f"#{row['pk']}", reverse("desk-suggestion", args=[row["pk"]])) for row in group[1:SHORT]],
        )
        for group in list(groups.values())[:most]
        for first in group[:1]
    ]


def not_looked_at() -> QuerySet[Any]:
    """Return the published entries that nobody has changed or found right for a year, the longest ago first."""
    last = Greatest("changed", Coalesce("looked", "changed"))
    rows = Dataset.objects.filter(status=Status.PUBLISHED).annotate(last=last)
    return rows.filter(last__lt=timezone.now() - A_YEAR).order_by("last", "slug")


def looked_rows(rows: QuerySet[Any]) -> list[Row]:
    """Return those entries as rows."""
    found = rows.values_list("slug", "name", "last")
    return [Row(name, entry_address(slug), day=last) for slug, name, last in found]


def states() -> dict[str, int]:
    """Return how many entries there are in each state. One query."""
    return dict(Dataset.objects.order_by().values_list("status").annotate(number=Count("pk")))


def drafts() -> list[Row]:
    """Return the drafts that were changed last, with what they owe their readers. Three queries."""
    rows = Dataset.objects.filter(status=Status.DRAFT).order_by("-changed", "slug")
    found = []
    for row in rows.prefetch_related("statement_set", "descriptions")[:SHORT]:
        debts = owed(row)
        links = [(debt.what, _state_address(row.slug, debt.field)) for debt in debts if debt.field]
        words = _("owes: %(what)s") % {"what": ", ".join(str(debt.what) for debt in debts)} if debts else ""
        links = links or [(_("Publish"), reverse("desk-status", args=[row.slug]))] if not debts else links
        found.append(Row(row.name, entry_address(row.slug), words=words, day=row.changed, links=links))
    return found


def withdrawn() -> list[Row]:
    """Return the entries that were withdrawn last, each with the way back. One query."""
    rows = Dataset.objects.filter(status=Status.WITHDRAWN).order_by("-changed", "slug")
    return [
        Row(name, entry_address(slug), day=changed, links=[(_("Restore"), reverse("desk-status", args=[slug]))])
        for slug, name, changed in rows.values_list("slug", "name", "changed")[:SHORT]
    ]


def runs() -> Waiting:
    """Return the last week's runs and what curators saved, the latest first, each with where it is undone.

    What one curator saved is one row. Two queries.
    """
    rows = ChangeSet.objects.filter(created__gte=timezone.now() - A_WEEK, origin__in=RUNS).order_by("-pk")
    undone = Exists(ChangeSet.objects.filter(reverses=OuterRef("pk")))
    columns = ("pk", "origin", "credit", "author__username", "reason", "created", "undone")
    found = list(rows.annotate(undone=undone).values(*columns)[:MOST_READ])
    groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        groups[(row["origin"], _sender(row)) if row["origin"] == Origin.FORM else row["pk"]].append(row)
    shown = list(groups.values())[:SHORT]
    counts = _counts([row["pk"] for group in shown for row in group])
    return Waiting(len(found), [_run(group, counts) for group in shown])


def _counts(keys: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return for each change set how many things, of all kinds, it changed, made and took away."""
    made, gone = Q(path=EXISTS, before__isnull=True), Q(path=EXISTS, after__isnull=True)
    rows = Change.objects.filter(change_set__in=keys).order_by().values("change_set", "kind")
    counted: Iterable[Any] = rows.annotate(
        things=Count("key", distinct=True), made=Count("pk", filter=made), gone=Count("pk", filter=gone)
    )
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for row in counted:
        for name in COUNTED:
            found[row["change_set"]][name] += row[name]
    return found


def _run(group: Sequence[dict[str, Any]], counts: dict[int, dict[str, int]]) -> Row:
    first = group[0]
    total = {name: sum(counts[row["pk"]][name] for row in group if row["pk"] in counts) for name in COUNTED}
    warnings = [
        _("%(number)s added") % {"number": total["made"]} if total["made"] > MANY_MADE else "",
        _("%(number)s taken away") % {"number": total["gone"]} if total["gone"] > MANY_GONE else "",
        _("undone") if all(row["undone"] for row in group) else "",
    ]
    things = ngettext("%(number)s thing", "%(number)s things", total["things"]) % {"number": total["things"]}
    saved = ngettext("saved once", "saved %(number)s times", len(group)) % {"number": len(group)}
    is_form = first["origin"] == Origin.FORM
    return Row(
        str(dict(Origin.choices)[first["origin"]]),
        reverse("desk-change", args=[first["pk"]]),
        warning=" · ".join(filter(None, warnings)),
        words=" · ".join(filter(None, (things, saved if is_form else "", _with(_sender(first), first["reason"])))),
        day=first["created"],
        links=[
            (_("Undo") if place == 0 else f"#{row['pk']}", reverse("desk-change", args=[row["pk"]]))
            for place, row in enumerate(group[:SHORT])
            if not row["undone"]
        ],
    )
