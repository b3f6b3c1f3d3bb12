"""What an answer says of the question beside its entries: all that the page says, as data."""

from dataclasses import replace

from django.http import HttpRequest

from datasets.facts.kinds import Record
from datasets.index.snapshot import Snapshot
from datasets.search import explaining
from datasets.search.finding import Results
from datasets.search.language import Understood
from datasets.search.parameters import Query, within_nothing

from .answers import entry_page, here, suggested


def remarks(request: HttpRequest, results: Results, now: Snapshot) -> Record:
    """Return what is to be said of a question: notices, how it was read, what is absent, and ways on."""
    notices = [*within_nothing(results.query), *results.notices]
    return {
        "notices": [{"parameter": notice.parameter, "message": notice.on_page} for notice in notices],
        "understood": [_understood(request, results.query, item) for item in results.understood],
        "absent": list(results.absent),
        "instead": results.instead or None,
        "rest": results.rest or None,
        "meant": [suggested(request, item) for item in results.meant],
        "mentions": [suggested(request, item) for item in results.mentions],
        "explanation": _explanation(request, results, now),
    }


def _understood(request: HttpRequest, query: Query, item: Understood) -> Record:
    """Return a condition that was read out of ordinary words; `url` asks without it."""
    low, high = item.bounds or (None, None)
    return {
        "parameter": item.parameter,
        "values": list(item.codes),
        "minimum": low,
        "maximum": high,
        "without": item.without,
        "typed": item.typed,
        "rest": item.rest,
        "url": _asked(request, replace(query, text=item.rest, page=1)),
    }


def _explanation(request: HttpRequest, results: Results, now: Snapshot) -> Record | None:
    """Return why so little was found and what finds more; None where enough was."""
    if results.total > explaining.THIN or not results.query.pairs():
        return None
    found = explaining.explain(now, results.query, results.matched)
    return {
        "impossible": list(found.impossible),
        "without": [
            {"parameter": item.condition, "count": item.total, "url": _asked(request, item.query)}
            for item in found.relaxations
        ],
        "words": [{"text": item.text, "count": item.total, "url": _asked(request, item.query)} for item in found.words],
        "nearest": [
            {
                "slug": near.card["slug"],
                "name": near.card["name"],
                "missing": list(near.missing),
                "unknown": list(near.unknown),
                "url": entry_page(request, near.card["slug"]),
            }
            for near in found.nearest
        ],
    }


def _asked(request: HttpRequest, query: Query) -> str:
    """Return the address that asks the API this question."""
    return here(request, "list_datasets", query.pairs())
