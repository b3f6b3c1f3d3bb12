"""Rows as Parquet, written by DuckDB, which is an extra: without it there is everything else.

Rows come as lines of JSON in a file, so that none of them is held in memory.
"""

import json
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .tables import Table

INSTALL = "pip install 'duckdb>=1.1,<2'"
TYPES = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
# Rows that are compressed together: what DuckDB holds before it writes.
GROUP = 8_192
SETTINGS = {
    "memory_limit": "'256MB'",
    "threads": "1",
    "enable_progress_bar": "false",
    "preserve_insertion_order": "true",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def can_write() -> bool:
    """Tell whether DuckDB is installed."""
    return find_spec("duckdb") is not None


def line(table: Table, values: Iterable[Any]) -> str:
    """Return a row as a line of JSON."""
    row = {column.name: value for column, value in zip(table.columns, values, strict=True)}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def write_parquet(lines: Path, target: Path, table: Table) -> None:
    """Write the rows of a table, which stand in `lines`, as Parquet; lists are lists."""
    import duckdb

    kinds = {c.name: TYPES.get(c.type, "VARCHAR") + ("[]" if c.many else "") for c in table.columns}
    columns = ", ".join(f"{_literal(name)}: {_literal(kind)}" for name, kind in kinds.items())
    rows = f"read_json({_literal(str(lines))}, format = 'newline_delimited', columns = {{{columns}}})"
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP}"
    with duckdb.connect(":memory:") as connection:
        for name, value in {**SETTINGS, "temp_directory": _literal(str(target.parent))}.items():
            connection.execute(f"SET {name} = {value}")
        # COPY takes no parameters; the names are our own.
        connection.execute(f"COPY (SELECT * FROM {rows}) TO {_literal(str(target))} ({options})")  # noqa: S608


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
