"""A process that answers questions by the code of the checkout that it is started in, and says how long each took.

Started by bench.compare, by its path, with another checkout's code as well. Reads a line of JSON for each question:
what to ask ("find" or "page"), the query string and the language; answers with a line: the seconds, how many entries
were found and, of find, whether words of the question stand nowhere.
"""

import json
import sys
import time
from dataclasses import replace
from typing import Any

import django
from django.http import QueryDict
from django.test import Client


def answers() -> None:
    """Answer line after line."""
    # A checkout from before search and index were two rooms has all of it in one.
    try:
        from datasets.index import snapshot
    except ImportError:
        from datasets.search import snapshot  # type: ignore[attr-defined, no-redef]
    from datasets.search import finding, parameters

    client, now = Client(headers={"accept": "text/html"}), snapshot.current()
    for line in sys.stdin:
        wanted, query_string, language = json.loads(line)
        if wanted == "page":
            start = time.perf_counter()
            response = client.get(f"/{language}/datasets/?{query_string}")
            answer: list[Any] = [time.perf_counter() - start, response.status_code, False]
        else:
            start = time.perf_counter()
            query, _ = parameters.read(QueryDict(query_string), now.codes)
            results = finding.find(now, replace(query, language=language))
            seconds = time.perf_counter() - start
            answer = [seconds, results.total, bool(getattr(results, "absent", ()) or getattr(results, "instead", ""))]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    django.setup()
    answers()
