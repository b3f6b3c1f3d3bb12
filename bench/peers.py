"""The other side of the comparison: Datasette, serving the same records as HTML, asked the same requests.

One table has the records, texts in all languages included, with a full-text index over names and texts. Where there
is a choice it is made in Datasette's favour: an immutable file, indexes on the plain columns, no order by relevance (it
has none), and its counts need not be disjunctive. Its limits are lifted, so that every facet is counted to the end, as
the site does. It is asked twice: as it comes, when each page also looks for further facets to suggest, for 50 ms a
column at most, and without that.
"""

import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from . import serving
from .records import Record, stated, terms
from .requests import FACETS, Condition, Request, Text
from .words import LANGUAGES

PAGE_SIZE = 25
SCALARS = ("category", "access", "license")
ARRAYS = tuple(parameter for parameter in FACETS if parameter not in SCALARS)
NUMBERS = ("subjects", "images", "size", "year", "quality")
TEXTS = tuple(f"{kind}_{language.replace('-', '_')}" for language in LANGUAGES for kind in ("summary", "description"))
SEARCHED = ("name", "aliases", *TEXTS)
COLUMNS = ("slug", *SCALARS, *ARRAYS, *NUMBERS, *SEARCHED)
BYTES = {"": 1, "MB": 10**6, "GB": 10**9, "TB": 10**12}
SORTS = {
    "name": ("_sort", "name"),
    "newest": ("_sort_desc", "year"),
    "size": ("_sort_desc", "size"),
    "subjects": ("_sort_desc", "subjects"),
    "quality": ("_sort_desc", "quality"),
    "changed": ("_sort_desc", "id"),
}
COMPARISONS = {":": "exact", "-:": "not", ":<": "lt", ":>": "gt"}
SETTINGS = {
    "sql_time_limit_ms": 600_000,
    "facet_time_limit_ms": 600_000,
    "max_returned_rows": 1_000_000,
    "default_facet_size": 1_000,
}


def build(path: Path, records: Path) -> None:
    """Write records (lines of JSON) into the SQLite file that Datasette serves, unless it has been written."""
    if path.exists():
        return
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with records.open(encoding="utf-8") as lines:
        _build(part, lines)
    part.rename(path)


def _build(path: Path, lines: Iterable[str]) -> None:
    searched = ", ".join(SEARCHED)
    marks = ", ".join("?" * len(COLUMNS))
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE TABLE records (id INTEGER PRIMARY KEY, {', '.join(COLUMNS)})")
        insert = f"INSERT INTO records ({', '.join(COLUMNS)}) VALUES ({marks})"  # noqa: S608 - constants
        database.executemany(insert, (_row(json.loads(line)) for line in lines))
        # This spelling of the table's name is the one by which Datasette finds the index.
        database.execute(f'CREATE VIRTUAL TABLE texts USING fts5({searched}, content="records", content_rowid="id")')
        database.execute("INSERT INTO texts (texts) VALUES ('rebuild')")
        for column in ("name", *SCALARS, *NUMBERS):
            database.execute(f"CREATE INDEX by_{column} ON records ({column})")
        database.commit()
        database.execute("ANALYZE")
        database.commit()


def _row(record: Record) -> list[object]:
    """Return the values of COLUMNS. Choosing a parent includes its children, so each array has the parents, too."""
    scalars = [stated(record, field) or None for field in SCALARS]
    arrays = [json.dumps(terms(field).with_parents(stated(record, field))) for field in ARRAYS]
    numbers = [_bare(stated(record, field)) for field in NUMBERS]
    # The generator describes in the order of LANGUAGES.
    texts = [row[key] for row in record["descriptions"] for key in ("summary", "description")]
    return [record["slug"], *scalars, *arrays, *numbers, record["name"], " ".join(record["aliases"]), *texts]


def _bare(value: Any) -> int | None:
    return value["value"] if isinstance(value, dict) else value or None


@contextmanager
def served(command: Path, path: Path, *, suggesting: bool) -> Iterator[int]:
    """Serve the file at `path` by the program `command`, with suggested facets or without; give the port."""
    port = serving.free_port()
    wanted = {**SETTINGS, "suggest_facets": int(suggesting)}
    settings = [part for name, value in wanted.items() for part in ("--setting", name, str(value))]
    arguments = [str(command), "serve", "--immutable", str(path)]
    arguments += ["--host", serving.HOST, "--port", str(port), *settings]
    with serving.server(arguments, os.environ, port, "/-/versions.json", path.with_suffix(f".{suggesting}.log")):
        yield port


def address(path: Path, port: int, request: Request) -> str:
    """Return the address that asks `request`. For a later page Datasette is asked once where that page begins."""
    table = f"/{path.stem}/records"
    pairs = translated(request)
    facets = [("_facet", name) for name in SCALARS] + [("_facet_array", name) for name in ARRAYS]
    if request.page > 1:
        pairs += _beginning(f"{table}.json", port, pairs, request.page)
    return f"{table}?{urlencode([*pairs, *facets, ('_size', PAGE_SIZE)])}"


def _beginning(table: str, port: int, pairs: list[tuple[str, str]], page: int) -> list[tuple[str, str]]:
    """Return the parameter that begins `page`, or the last page if there are fewer, as the site does it."""
    while page > 1:
        before = [*pairs, ("_col", "id"), ("_nofacet", "1"), ("_size", str(PAGE_SIZE * (page - 1)))]
        answer = json.loads(serving.ask(port, f"{table}?{urlencode(before)}").body)
        if answer["next"]:
            return [("_next", answer["next"])]
        page = min(page - 1, -(-answer["filtered_table_rows_count"] // PAGE_SIZE))
    return []


def translated(request: Request) -> list[tuple[str, str]]:
    """Return the request's words, facet values, ranges and order as Datasette's parameters."""
    pairs: list[tuple[str, str]] = []
    if search := _search(request.text):
        pairs += [("_search", search), ("_searchmode", "raw")]
    for parameter in FACETS:
        if codes := [code for name, code in request.facets if name == parameter]:
            pairs.append(_any_of(parameter, codes))
    for name, bound in request.ranges:
        column, side = name.rsplit("_", 1)
        pairs.append((f"{column}__{'gte' if side == 'min' else 'lte'}", str(_number(bound))))
    pairs += [_condition(condition) for condition in request.text.conditions]
    return pairs + ([SORTS[request.sort]] if request.sort else [])


def _search(text: Text) -> str:
    """Return the words in the syntax of FTS5: all of them, the phrase as it stands, without what is excluded."""
    wanted = [*text.words, *([text.phrase] if text.phrase else [])]
    search = " ".join('"{}"'.format(word.replace('"', '""')) for word in wanted)
    return f'{search} NOT "{text.excluded}"' if text.excluded else search


def _any_of(parameter: str, codes: list[str]) -> tuple[str, str]:
    if parameter in SCALARS:
        return (f"{parameter}__in", ",".join(codes))
    if len(codes) == 1:
        return (f"{parameter}__arraycontains", codes[0])
    listed = ", ".join(f"'{code}'" for code in codes)
    return ("_where", f"exists (select 1 from json_each(records.{parameter}) where value in ({listed}))")  # noqa: S608


def _condition(condition: Condition) -> tuple[str, str]:
    if condition.parameter in ARRAYS:
        return (f"{condition.parameter}__arraycontains", condition.value)
    value = str(_number(condition.value)) if condition.parameter in NUMBERS else condition.value
    return (f"{condition.parameter}__{COMPARISONS[condition.comparison]}", value)


def _number(text: str) -> int:
    """Return a number or a size such as 50GB, in bytes."""
    found = re.fullmatch(r"([\d.]+)([A-Z]*)", text)
    if found is None:
        raise ValueError(f"{text} is not a number")
    return int(float(found[1]) * BYTES[found[2]])
