"""What the public dumps cost: python -m bench.dumps --sizes 10000 100000.

Fills a site with made-up entries for the smallest size and makes `manage.py publish_dumps` of it, with all files;
larger sizes are the same entries again and again, copied in the database under other slugs, for importing 100,000 takes
an hour. Prints for each size seconds, processor time for an entry, the most memory, and the bytes. Ends with 1 where an
entry of the largest size takes more than MOST times the processor time of one of the smallest, or as much more memory.
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from . import records, serving, sites
from .slow import say

MOST = 1.2
DATASETS = "datasets_dataset"
# What entries have that must be theirs alone, and how a copy's is made of it; {n} is the number of the copy.
OWN = {(DATASETS, "slug"): "slug || '-copy-{n}'", ("datasets_formerslug", "slug"): "slug || '-copy-{n}'"}


@dataclass(frozen=True)
class Made:
    """The dumps of one size: what they cost, and how many bytes they have."""

    entries: int
    cost: serving.Cost
    size: int

    @property
    def milliseconds(self) -> float:
        """Processor time for an entry."""
        return self.cost.processor / self.entries * 1_000

    def row(self) -> str:
        """Return the row of the table."""
        wall = self.cost.seconds / self.entries * 1_000
        figures = f"{self.cost.seconds:.0f} | {wall:.2f} | {self.milliseconds:.2f} | {self.cost.peak_mb:.0f}"
        return f"| {self.entries:,} | {figures} | {self.size / 1e6:.0f} |"


def multiply(path: Path, times: int) -> None:
    """Copy every entry of a site's database, with all that belongs to it, until there are `times` as many."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        number = database.execute(f"SELECT count(*), max(id) FROM {DATASETS}").fetchone()[1]  # noqa: S608
        for table in [DATASETS, *(name for name in tables if name != DATASETS)]:
            keys = database.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
            owner = next((key[3] for key in keys if key[2] == DATASETS and key[3] == "dataset_id"), None)
            if table == "datasets_change":
                owner = "key"
            if table != DATASETS and owner is None:
                continue
            _copy(database, table, owner, number, times)
        database.commit()


def _copy(database: sqlite3.Connection, table: str, owner: str | None, step: int, times: int) -> None:
    """Copy the rows of a table: those of copy n belong to the entries that are n steps further on."""
    columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
    last = database.execute(f'SELECT max(id) FROM "{table}"').fetchone()[0] or 0  # noqa: S608 - our tables
    only = "AND kind = 'dataset'" if table == "datasets_change" else ""
    for copy in range(1, times):
        values = []
        for column in columns:
            value = OWN.get((table, column), f'"{column}"').format(n=copy)
            if column == "id":
                value = f"id + {copy * (step if table == DATASETS else last)}"
            elif column == owner:
                value = f"{column} + {copy * step}"
            values.append(value)
        names = ", ".join(f'"{column}"' for column in columns)
        database.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values)} FROM "{table}" WHERE id <= {last} {only}'  # noqa: S608
        )


def fill(folder: Path, entries: int, base: sites.Site | None) -> sites.Site:
    """Return a site of so many entries: imported, or those of `base` copied; what is there already is used."""
    here = sites.site(entries, "sqlite", folder, "")
    if (folder / "filled").exists():
        return here
    if base is None:
        lines = folder / "records.jsonl"
        say(f"Importing {entries:,} entries …")
        records.write(lines, entries)
        sites.import_into(here, lines)
    else:
        say(f"Copying {base.entries:,} entries to {entries:,} …")
        name = "lightbox.sqlite3"
        with closing(sqlite3.connect(base.folder / name)) as source, closing(sqlite3.connect(folder / name)) as target:
            source.backup(target)
        multiply(folder / name, entries // base.entries)
    (folder / "filled").touch()
    return here


def made(here: sites.Site) -> Made:
    """Make the dumps of a site anew, and return what they cost."""
    dumps = here.folder / "dumps"
    if dumps.exists():
        shutil.rmtree(dumps)
    say(f"Dumping {here.entries:,} entries …")
    cost = serving.manage(here.environment, here.log, "publish_dumps")
    return Made(here.entries, cost, sum(path.stat().st_size for path in (dumps / "current").iterdir()))


def main() -> int:
    """Measure, print, and say whether it holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000], help="multiples of the smallest")
    parser.add_argument("--folder", type=Path, help="keep the filled sites here, for the next run")
    given = parser.parse_args()
    sizes = sorted(given.sizes)
    if any(size % sizes[0] for size in sizes):
        parser.error(f"--sizes: each is a multiple of the smallest, which is {sizes[0]}")
    with tempfile.TemporaryDirectory(prefix="bench-dumps-") as temporary:
        root = given.folder or Path(temporary)
        base: sites.Site | None = None
        say("| entries | seconds | ms an entry | processor ms an entry | peak MB | MB |")
        say("|---|---|---|---|---|---|")
        found: list[Made] = []
        for size in sizes:
            here = fill(root / str(size), size, base)
            base = base or here
            found.append(made(here))
            say(found[-1].row())
    first, last = found[0], found[-1]
    time, memory = last.milliseconds / first.milliseconds, last.cost.peak_mb / first.cost.peak_mb
    holds = time <= MOST and memory <= MOST
    say(f"Time for an entry × {time:.2f}, memory × {memory:.2f}{'' if holds else ' FALLS SHORT'}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
