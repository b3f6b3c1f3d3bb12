"""Parquet files, read by DuckDB and by nothing else: it may read the files that it is given, and no network.

DuckDB is an extra: a site that harvests nothing does not need it.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .harvesting import NotHarvestedError

# What an aggregate of the index of 1,044,191 series needs, without writing to the disk.
MEMORY = "256MB"
THREADS = 1
MOST_ROWS = 100_000


class Tables:
    """Parquet files as tables, by name."""

    def __init__(self, connection: Any, files: Mapping[str, Path]) -> None:
        self._connection, self._files = connection, files

    def columns(self, table: str) -> set[str]:
        """Return the names of a table's columns, in small letters, as SQL compares them."""
        return {name.lower() for name, *_ in self._fetched("DESCRIBE SELECT * FROM {table}", table)}

    def require(self, table: str, columns: Iterable[str], fix: str) -> None:
        """Raise NotHarvestedError, which names what is missing and the `fix`, unless a table has these columns."""
        if table not in self._files:
            raise NotHarvestedError(f"{table}.parquet is not there. {fix}")
        there = self.columns(table)
        if missing := [name for name in columns if name.lower() not in there]:
            has = ", ".join(sorted(there))
            raise NotHarvestedError(
                f"{table}.parquet has no column {' and no column '.join(missing)}; it has {has}. {fix}"
            )

    def rows(self, query: str, table: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query of the house's own, in which {table} stands for the table.

        Raises NotHarvestedError for more than MOST_ROWS, and for what DuckDB cannot read.
        """
        found = self._fetched(query, table)
        if len(found) > MOST_ROWS:
            raise NotHarvestedError(f"{table}.parquet gives more than {MOST_ROWS:,} rows. Is it the right file?")
        return found

    def _fetched(self, query: str, table: str) -> list[tuple[Any, ...]]:
        import duckdb

        # The path is a parameter; the query is written in this package.
        text = query.replace("{table}", "read_parquet($path)")
        try:
            result = self._connection.execute(text, {"path": str(self._files[table])})
            return list(result.fetchmany(MOST_ROWS + 1))
        except duckdb.Error as error:
            told = str(error).splitlines()[0][:300]
            raise NotHarvestedError(f"{table}.parquet cannot be read ({told}). Download it again.") from error


@contextmanager
def tables(files: Mapping[str, Path]) -> Iterator[Tables]:
    """Yield Parquet files, by table name, as tables that can be asked.

    Raises NotHarvestedError where DuckDB is not installed.
    """
    try:
        import duckdb
    except ModuleNotFoundError:
        raise NotHarvestedError(
            "DuckDB, which reads Parquet files, is not installed. Install the extra: pip install 'lightbox[harvest]', "
            "or: pip install 'duckdb>=1.1,<2'"
        ) from None
    with TemporaryDirectory(prefix="duckdb-") as folder, duckdb.connect(":memory:") as connection:
        settings = {
            "memory_limit": MEMORY,
            "threads": THREADS,
            "enable_progress_bar": False,
            "temp_directory": folder,
            "max_temp_directory_size": "2GB",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "allowed_paths": [str(path) for path in files.values()],
            # From here on nothing but those files can be opened, and none of this changed.
            "enable_external_access": False,
            "lock_configuration": True,
        }
        for name, value in settings.items():
            connection.execute(f"SET {name} = {_literal(value)}")
        yield Tables(connection, files)


def _literal(value: Any) -> str:
    """Return a setting as SQL has it: SET takes no parameters."""
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower()
