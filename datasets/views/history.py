"""What changed: of one entry, and lately in the whole catalogue. Pages of change sets (records.history).

The public sees the changes of what it sees (models.public). Facts are told by the statements' printed words, which are
the documents' own.
"""

from dataclasses import replace

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from datasets.models import Change, public
from datasets.models.kept import Kept
from datasets.records.history import Set, change_sets, described
from datasets.search import parameters
from datasets.search.parameters import Query
from datasets.web.addresses import absolute
from datasets.words.asked import past_the_end
from datasets.words.texts import reader

from . import addressed, fragments

# Change sets on a page.
PAGE = 30
# What was told last: of which entry ("" for the catalogue), on which page, in which language. An import may have
# changed a hundred thousand things, each of which is looked at.
_kept: Kept[tuple[str, int, str], list[Set]] = Kept(20)


def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what changed in one entry, the newest first; 410 for a withdrawn one."""
    row = public.addressed().filter(slug=slug).first()
    if row is None:
        return addressed.elsewhere(request, "history", slug)
    context = _page(request, public.changes_of(row), slug)
    context |= {"dataset": row, "noindex": context["noindex"] or row.is_withdrawn}
    return render(request, "datasets/history.html", context, status=410 if row.is_withdrawn else 200)


def changes(request: HttpRequest) -> HttpResponse:
    """Show what changed lately in the catalogue, the newest first."""
    return render(request, "changes.html", _page(request, public.changes()))


def latest(number: int) -> list[Set]:
    """Return the newest change sets of what the public sees, each with the entries that have a page: none deleted."""
    rows = public.changes()
    found = described(list(change_sets(rows)[:number]), rows)
    return [replace(one, entries=tuple(entry for entry in one.entries if entry.slug)) for one in found]


def _page(request: HttpRequest, rows: QuerySet[Change], slug: str = "") -> dict[str, object]:
    """Return one page of the change sets that these changes are part of; a page past the end gives the last one.

    `slug` is the entry that they are of, "" for all.
    """
    typed, notices = parameters.read_page(request.GET)
    pages = Paginator(change_sets(rows, few=bool(slug)), PAGE)
    query = Query(page=min(typed, pages.num_pages))
    if typed > query.page:
        notices.append(past_the_end(typed, query.page))
    return {
        "sets": _kept.get((slug, query.page, reader()), lambda: list(described(list(pages.page(query.page)), rows))),
        "query": query,
        "pages": fragments.pages(query, pages.num_pages, reader()),
        "notices": notices,
        "noindex": query.page > 1,
        "canonical": absolute(request, request.path) + query.address().removesuffix("?"),
    }
