"""Building the index: from the database into files. Takes no lock on the database and blocks no reader.

The revision is read first. Entries that change while the files are written have a higher revision, so a snapshot reads
them again from the database; that is why no long transaction is needed.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from datasets.models import ChangeSet
from datasets.models.dataset import published
from datasets.models.progress import counted
from datasets.words.folding import fold

from . import store
from .entries import ORDER_COLUMNS, TODO_COLUMNS, Entry, entries
from .facets import FACETS, RANGES
from .postings import Writer
from .references import References

COLUMNS = (*(column.parameter for column in RANGES), *ORDER_COLUMNS, *TODO_COLUMNS)


def rebuild() -> store.Meta | None:
    """Build the index anew and publish it; return its meta data, or None if another process is building."""
    with store.building() as mine:
        if not mine:
            return None
        return store.check(store.publish(write))


def write(folder: Path) -> store.Meta:
    """Write the files of an index of all published entries into `folder`; entries are numbered by name."""
    revision, stamp = ChangeSet.current()
    postings, keys = Writer(), []
    columns: dict[str, list[int]] = {name: [] for name in COLUMNS}
    members: dict[str, dict[str, list[int]]] = {facet.parameter: defaultdict(list) for facet in FACETS}
    references: list[tuple[str, int]] = []
    card_ends, end = [], 0
    with (folder / "cards.json").open("wb") as cards:
        for slot, entry in enumerate(_by_name()):
            keys.append(entry.pk)
            postings.add(entry.names, entry.texts)
            references.extend((key, slot) for key in entry.references)
            for name in COLUMNS:
                columns[name].append(entry.numbers[name])
            for parameter, codes in entry.codes.items():
                for code in codes:
                    members[parameter][code].append(slot)
            end += cards.write(json.dumps(entry.card, ensure_ascii=False, separators=(",", ":")).encode())
            card_ends.append(end)
    postings.write(folder)
    References.write(folder, references)
    np.save(folder / "keys.npy", np.asarray(keys, np.int64))
    np.save(folder / "card.ends.npy", np.asarray(card_ends, np.uint64))
    for name, values in columns.items():
        np.save(folder / f"column.{name}.npy", np.asarray(values, np.int64))
    _write_facets(folder, members, len(keys))
    return store.Meta(revision, stamp, len(keys))


def _by_name() -> Iterator[Entry]:
    """Return all published entries in the order of their names, sorted here: databases sort text in their own ways."""
    names = sorted((fold(name), slug, pk) for pk, name, slug in published().values_list("pk", "name", "slug"))
    return counted("Indexing entries", entries([pk for _, _, pk in names]), len(names))


def _write_facets(folder: Path, members: dict[str, dict[str, list[int]]], size: int) -> None:
    codes = {parameter: sorted(values) for parameter, values in members.items()}
    rows = []
    for parameter, values in codes.items():
        for code in values:
            mask = np.zeros(size, np.bool_)
            mask[members[parameter][code]] = True
            rows.append(np.packbits(mask, bitorder="little"))
    np.save(folder / "facets.npy", np.asarray(rows, np.uint8).reshape(len(rows), (size + 7) // 8))
    (folder / "facets.json").write_text(json.dumps(codes), encoding="utf-8")
