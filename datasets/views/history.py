"""What changed: of one entry, and lately in the whole catalogue. Pages of change sets; changes.py puts them in words.

The public sees the changes of what it sees (models.public). Facts are told by the statements' printed words, which are
the documents' own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, When, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from datasets.models import Change, ChangeSet, public
from datasets.search import parameters
from datasets.search.parameters import Query
from datasets.web.addresses import absolute
from datasets.words.asked import past_the_end
from datasets.words.texts import reader

from . import addressed, fragments
from .changes import ORIGINS, Line, lines_of, name_of, statements_of

# Change sets on a page, and changes of one of them that the page tells.
PAGE, MOST = 30, 60


@dataclass(frozen=True)
class Entry:
    """What a change set did to one thing: its name, its address ("" for none), and the lines."""

    name: str
    url: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Set:
    """A change set: its number, when, who or by what, why, the things that it changed, and how many changes more."""

    number: int
    when: datetime
    credit: str
    origin: str
    reason: str
    entries: tuple[Entry, ...]
    more: int


def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what changed in one entry, the newest first; 410 for a withdrawn one."""
    row = public.addressed().filter(slug=slug).first()
    if row is None:
        return addressed.elsewhere(request, "history", slug)
    context = _page(request, public.changes_of(row))
    context |= {"dataset": row, "noindex": context["noindex"] or row.is_withdrawn}
    return render(request, "datasets/history.html", context, status=410 if row.is_withdrawn else 200)


def changes(request: HttpRequest) -> HttpResponse:
    """Show what changed lately in the catalogue, the newest first."""
    return render(request, "changes.html", _page(request, public.changes()))


def latest(number: int) -> list[Set]:
    """Return the newest change sets of what the public sees, each with the entries that have a page: none deleted."""
    rows = public.changes()
    found = _sets(list(_of(rows)[:number]), rows)
    return [replace(one, entries=tuple(entry for entry in one.entries if entry.url)) for one in found]


def _of(rows: QuerySet[Change]) -> QuerySet[ChangeSet]:
    """Return the change sets that these changes are part of, the newest first."""
    return ChangeSet.objects.filter(Exists(rows.filter(change_set=OuterRef("pk")))).order_by("-pk")


def _page(request: HttpRequest, rows: QuerySet[Change]) -> dict[str, object]:
    """Return one page of the change sets that these changes are part of; a page past the end gives the last one."""
    typed, notices = parameters.read_page(request.GET)
    pages = Paginator(_of(rows), PAGE)
    query = Query(page=min(typed, pages.num_pages))
    if typed > query.page:
        notices.append(past_the_end(typed, query.page))
    return {
        "sets": list(_sets(list(pages.page(query.page)), rows)),
        "query": query,
        "pages": fragments.pages(query, pages.num_pages, reader()),
        "notices": notices,
        "noindex": query.page > 1,
        "canonical": absolute(request, request.path) + query.address().removesuffix("?"),
    }


def _sets(found: Sequence[ChangeSet], rows: QuerySet[Change]) -> Iterator[Set]:
    """Yield the change sets, each with the first of its changes."""
    # A seeding changes thousands of things: entries come first, and what no page tells is not read.
    entries_first = [Case(When(kind="dataset", then=0), default=1), F("pk").asc()]
    numbered = rows.filter(change_set__in=[one.pk for one in found]).annotate(
        place=Window(RowNumber(), partition_by=F("change_set"), order_by=entries_first),
        number=Window(Count("*"), partition_by=F("change_set")),
    )
    read = list(numbered.filter(place__lte=MOST).order_by("change_set", "place"))
    keys = {row.key for row in read if row.kind == "dataset"}
    slugs = dict(public.addressed().filter(pk__in=keys).order_by().values_list("pk", "slug"))
    statements = statements_of(read)
    by_set = {number: list(of) for number, of in groupby(read, lambda row: row.change_set_id)}
    for one in found:
        of = by_set.get(one.pk, [])
        entries = []
        for (kind, key), pieces in groupby(of, lambda row: (row.kind, row.key)):
            first, *others = pieces
            slug = slugs.get(key) if kind == "dataset" else None
            url = reverse("dataset", args=[slug]) if slug else ""
            lines = tuple(line for row in (first, *others) for line in lines_of(row, statements))
            entries.append(Entry(name_of(first), url, lines))
        more = of[0].number - len(of) if of else 0
        origin = str(ORIGINS.get(one.origin, ""))
        yield Set(one.pk, one.created, one.credit, origin, one.reason, tuple(entries), more)
