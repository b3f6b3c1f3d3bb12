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
    from datasets.search import finding, parameters, snapshot

    now = snapshot.current()
    # The text step has a function of its own; without one there is nothing to time.
    match = getattr(finding, "match", None)
    steps: dict[str, list[Any]] = {name: [] for name in ("facets", "text", "find", "total", "shown")}
    for number, request in enumerate([*mix(WARMING, "warming"), *mix()]):
        query, _ = parameters.read(QueryDict(request.query_string), now.codes)
        facets, _ = timed(finding.find, now, replace(query, text=""))
        text = timed(match, now, query)[0] if match and query.text else None
        find, results = timed(finding.find, now, query)
        if number >= WARMING:
            values = (facets, text, find, results.total, len(results.ids))
            for name, value in zip(steps, values, strict=True):
                steps[name].append(value)
    return steps


if __name__ == "__main__":
    django.setup()
    json.dump(measure(), sys.stdout)
