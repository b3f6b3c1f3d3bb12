"""The steps of finding, timed inside one process on the site of the environment: `python -m bench.steps` prints JSON.

The facet step is the whole search without its words: filters, all disjunctive counts, order, page of ids. The text
step is the words alone.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import django
from django.http import QueryDict

from .requests import mix

WARMING = 60


def timed(call: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    """Return the seconds that the call took, and what it returned."""
    start = time.perf_counter()
    result = call(*arguments)
    return time.perf_counter() - start, result


def measure() -> dict[str, list[Any]]:
    """Return for each request of the mix the seconds of each step, and how many entries were found and shown."""
    from datasets.index import snapshot
    from datasets.search import finding, parameters

    now = snapshot.current()
    steps: dict[str, list[Any]] = {name: [] for name in ("facets", "text", "find", "total", "shown")}
    for number, request in enumerate([*mix(WARMING, "warming"), *mix()]):
        query, _ = parameters.read(QueryDict(request.query_string), now.codes)
        facets, _ = timed(finding.find, now, replace(query, text=""))
        text = timed(finding.matched, now, query)[0] if query.text else None
        find, results = timed(finding.find, now, query)
        if number >= WARMING:
            values = (facets, text, find, results.total, len(results.slots))
            for name, value in zip(steps, values, strict=True):
                steps[name].append(value)
    return steps


if __name__ == "__main__":
    django.setup()
    json.dump(measure(), sys.stdout)
