"""Links to look at, as the check of links found them: by host, for what befalls a whole host is one incident.

What is dead or has moved is put right by a statement: of the new address, prefilled, with the page itself as reference,
and by setting the old one aside. What is right as it is is noted as looked at, and is listed again when it changes.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from datasets.links.known import key_of
from datasets.models import Document, Link, LinkCheck, LinkHealth, LinkState
from datasets.views.link_health import ARCHIVE
from datasets.web.sent import see

from .doors import desk, page
from .waiting import MOST_READ, Row, entry_address

S = LinkState
# What a person has to look at, the most pressing first.
PRESSING = (S.DEAD, S.MOVED, S.SOFT, S.CERTIFICATE, S.UNWELL, S.REFUSED, S.BLOCKED)
# What does not answer for so long is no passing trouble.
LONG = timedelta(days=14)
# Links that a page has, and changes of the answer that are shown of one.
ON_A_PAGE, SHOWN = 100, 6


@dataclass
class Lasting:
    """One entry that has the link: its name, its desk, and where the new address is stated, if there is one."""

    name: str
    address: str
    restate: str = ""


@dataclass
class Looked:
    """One address to look at: what is known of it, the answers before, the entries that have it, and its copies."""

    row: LinkHealth
    entries: list[Lasting] = field(default_factory=list)
    checks: Sequence[LinkCheck] = ()
    copy: str = ""


PLACE = Case(
    *(When(state=state, then=Value(place)) for place, state in enumerate(PRESSING)), default=Value(len(PRESSING))
)


def to_look_at(now: datetime) -> QuerySet[LinkHealth]:
    """Return the addresses that a person has to look at, and nobody has since they are as they are."""
    pressing = Q(state__in=[state for state in PRESSING if state != S.UNWELL])
    lasting = Q(state=S.UNWELL, since__lt=now - LONG)
    unseen = Q(looked=None) | Q(looked__lt=F("since"))
    return LinkHealth.objects.filter(pressing | lasting, unseen, entries__isnull=False).distinct()


def hosts() -> list[Row]:
    """Return the hosts with links to look at as rows, each with how many of its links are in which state. One query."""
    found: dict[str, list[tuple[str, datetime | None]]] = {}
    rows = to_look_at(timezone.now()).order_by("host").values_list("host", "state", "since", "pk")[:MOST_READ]
    for host, state, since, _key in rows:
        found.setdefault(host, []).append((state, since))
    ordered = sorted(found.items(), key=lambda item: (min(_place(state) for state, _ in item[1]), item[0]))
    return [
        Row(
            host,
            f"{reverse('desk-links')}?{urlencode({'host': host})}",
            words=_states(state for state, _ in links),
            day=max((since for _, since in links if since), default=None),
        )
        for host, links in ordered
    ]


def _place(state: str) -> int:
    return PRESSING.index(LinkState(state))


def _states(states: Iterable[str]) -> str:
    """Return how many links are in which state, the most pressing first."""
    counts = Counter(states)
    return " · ".join(f"{LinkState(state).label}: {counts[state]}" for state in PRESSING if counts[state])


@desk("GET", "HEAD", "POST", needs="states")
def links(request: HttpRequest) -> HttpResponse:
    """Show the links to look at, of one `host` or of all; note those that somebody looked at."""
    host = request.GET.get("host", "")
    here = f"{reverse('desk-links')}?{urlencode({'host': host})}" if host else reverse("desk-links")
    if request.method == "POST":
        keys = [int(key) for key in request.POST.get("looked", "").split(" ") if _is_key(key)][:MOST_READ]
        number = LinkHealth.objects.filter(pk__in=keys).update(looked=timezone.now())
        said = ngettext(
            "Noted that you looked at %(number)s link.", "Noted that you looked at %(number)s links.", number
        )
        messages.success(request, said % {"number": number})
        return see(here)
    rows = to_look_at(timezone.now())
    if host:
        rows = rows.filter(host=host)
    number = rows.count()
    # By the place of their state among the pressing ones, whatever its code.
    ordered = rows.annotate(place=PLACE).order_by("place", "host", "address")
    found = _looked(list(ordered.prefetch_related("entries")[:ON_A_PAGE]))
    context = {
        "host": host,
        "found": found,
        "number": number,
        "rest": number - len(found),
        "keys": " ".join(str(one.row.pk) for one in found),
        "here": here,
    }
    return page(request, "links.html", context, section="desk")


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _looked(rows: Sequence[LinkHealth]) -> list[Looked]:
    """Return the addresses with all that is shown of them. Two queries."""
    checks: dict[int, list[LinkCheck]] = {}
    for check in LinkCheck.objects.filter(health__in=rows).order_by("-pk"):
        checks.setdefault(check.health_id, []).append(check)
    kinds: dict[tuple[int, str], Link] = {}
    of_entries = {entry.pk for row in rows for entry in row.entries.all()}
    for link in Link.objects.filter(dataset__in=of_entries).order_by("-pk"):
        kinds[(link.dataset_id, key_of(link.url))] = link
    return [
        Looked(
            row,
            [
                Lasting(entry.name, f"{entry_address(entry.slug)}#field-link", _restating(row, entry, kinds))
                for entry in row.entries.all()
            ],
            checks.get(row.pk, [])[:SHOWN],
            f"{ARCHIVE}{row.url}" if row.state == S.DEAD else "",
        )
        for row in rows
    ]


def _restating(row: LinkHealth, entry: Any, kinds: dict[tuple[int, str], Link]) -> str:
    """Return where the new address of a link is stated: the sheet, filled with what the check found.

    The reference is the page at the new address, of the owner's authority: whoever has the old address says by a
    lasting redirect where the page is now. The curator sees it all before it is kept.
    """
    link = kinds.get((entry.pk, row.address))
    if link is None or row.state != S.MOVED or not row.leads_to or row.asked is None:
        return ""
    typed = " ".join(filter(None, (row.leads_to, f"({link.kind})", link.label)))
    filled = {
        "field": "link",
        "value-link": typed,
        "reference": row.leads_to,
        "authority": Document.Authority.OWNER,
        "as_of": f"{row.asked:%F}",
    }
    return f"{reverse('desk-state', args=[entry.slug])}?{urlencode(filled)}"
