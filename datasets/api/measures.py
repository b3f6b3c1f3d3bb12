"""The catalogue in numbers: what the pages on statistics and on coverage show."""

import json
from typing import assert_never

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.kinds import Record
from datasets.index import snapshot
from datasets.search import coverage, statistics
from datasets.search.statistics import Bar, Bars, Crossed, Sizes
from datasets.web.validators import shows_also

from .answers import CATALOGUE, Operation, answer, here, refused_unless_empty
from .schemas import named


def get_statistics(request: HttpRequest) -> HttpResponse:
    """Return what the catalogue holds as numbers: by what is shown, how much, when, on what terms, on whose word.

    `rest` counts what is in none of the bars, null where nothing can be. `url` asks for the entries that a bar counts.
    """
    if refusal := refused_unless_empty(request):
        return refusal
    now = snapshot.current()
    found = {key: _measure(request, one) for key, one in statistics.measured(now).items()}
    return answer({"entries": now.entries, **found})


def _measure(request: HttpRequest, found: Crossed | Sizes | Bars) -> Record:
    """Return one measure as the API shows it."""
    match found:
        case Crossed():
            rows = zip(found.rows, found.depths, found.by_row, strict=True)
            columns = zip(found.columns, found.by_column, strict=True)
            return {
                "total": found.entries,
                "rows": [{"code": code, "depth": depth, "number": number} for code, depth, number in rows],
                "columns": [{"code": code, "number": number} for code, number in columns],
                "numbers": found.numbers,
            }
        case Sizes():
            return {"total": found.entries, "known": found.known, "points": [vars(point) for point in found.points]}
        case Bars():
            return {
                "total": found.total,
                "rest": found.rest.number if found.rest else None,
                "bars": [_bar(request, bar) for bar in found.bars],
            }
        case _:
            assert_never(found)


def _bar(request: HttpRequest, bar: Bar) -> Record:
    url = here(request, "list_datasets", bar.question.pairs()) if bar.question else None
    return {"code": bar.code, "number": bar.number, "gathers": bar.gathers, "url": url}


@shows_also(lambda *_: json.dumps(coverage.links()))
def get_coverage(request: HttpRequest) -> HttpResponse:
    """Return how well the catalogue is covered: which facts are known of which entries, and on whose word.

    `facts` has for each kind of entry what `number` have a fact `of` those that could. `references` are counted by
    year, "" for those without; `links` by what their addresses answered last.
    """
    if refusal := refused_unless_empty(request):
        return refusal
    return answer(coverage.as_of_now(snapshot.current()).plain())


OPERATIONS = (
    Operation("statistics/", get_statistics, lazy("The catalogue in numbers"), CATALOGUE, {200: named("Statistics")}),
    Operation(
        "statistics/coverage/",
        get_coverage,
        lazy("How well the catalogue is covered"),
        CATALOGUE,
        {200: named("Coverage")},
    ),
)
