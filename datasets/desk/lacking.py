"""What the index says is to be done about published entries: where sources differ, and which key facts nobody states.

Nobody counts what visitors read or look for here (docs/decisions.md), so what they ask for is weighed by what is known
of their questions: a missing fact has the points of facts.support, which are ordered by what is asked first (may I get
it, may I use it, is it enough), and an entry counts once and once more for each guide, relation and suggestion that
names it. Imaging data that one can get come first: an archive or a library is not asked how many patients it has.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from datasets.facts.fields import FIELDS, Field
from datasets.facts.support import FACTS
from datasets.index.bitsets import Mask, to_mask
from datasets.index.entries import DIFFERING, IMAGING, LACKING
from datasets.index.snapshot import Snapshot
from datasets.models import DatasetRelation, GuideEntry, Suggestion
from datasets.search.coverage import DATA

# Key fact -> the field in which it is stated, where that is another.
STATED_AS: Mapping[str, str] = {"rights": "license", "amount": "subjects"}


@dataclass(frozen=True)
class Todo:
    """A published entry with the fields that there is something to be done about."""

    slug: str
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Todos:
    """All entries of one list: their slots in order, read from the index as they are asked for."""

    snapshot: Snapshot
    column: str
    slots: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.slots)

    def some(self, start: int, end: int) -> list[Todo]:
        """Return the entries from number `start` up to `end` (not included)."""
        names = DIFFERING if self.column == "differs" else LACKING
        found = []
        for slot in self.slots[start:end].tolist():
            card, bits = self.snapshot.card(slot), int(self.snapshot.todo[self.column][slot])
            codes = [STATED_AS.get(name, name) for place, name in enumerate(names) if bits >> place & 1]
            found.append(Todo(card["slug"], card["name"], tuple(FIELDS[code] for code in codes)))
        return found


def todos(snapshot: Snapshot) -> tuple[Todos, Todos]:
    """Return the entries of which sources differ, and those that lack key facts, each in the order of their weight.

    One query.
    """
    named = _named(snapshot.keys)
    first = _having(snapshot, "category", [IMAGING]) & _having(snapshot, "kind", DATA)
    points = np.zeros(snapshot.size, np.int64)
    for place, fact in enumerate(LACKING):
        points += (snapshot.todo["lacks"] >> place & 1) * FACTS[fact]
    differs = _ordered(snapshot, np.bitwise_count(snapshot.todo["differs"]).astype(np.int64) * named, first)
    return Todos(snapshot, "differs", differs), Todos(snapshot, "lacks", _ordered(snapshot, points * named, first))


def _having(snapshot: Snapshot, parameter: str, codes: Iterable[str]) -> Mask:
    """Return the slots that have one of the codes."""
    values = snapshot.facets.values[parameter]
    bits = reduce(or_, (values[code].entries for code in codes if code in values), 0)
    return to_mask(bits, snapshot.size)


def _ordered(snapshot: Snapshot, weights: NDArray[np.int64], first: Mask) -> NDArray[np.int64]:
    """Return the living slots that have a weight: some first, then the heaviest, then the best supported."""
    order = np.lexsort((-snapshot.support, -weights, ~first))
    return order[(weights[order] > 0) & snapshot.living[order]]


def _named(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each key one, and one more for each guide, relation and suggestion that names its entry."""
    rows = GuideEntry.objects.order_by().values_list("dataset")
    of_relations = DatasetRelation.objects.order_by().values_list("target")
    asked = Suggestion.objects.filter(dataset__isnull=False).order_by().values_list("dataset")
    counts = Counter(key for (key,) in rows.union(of_relations, asked, all=True))
    return np.asarray([1 + counts[key] for key in keys.tolist()], np.int64)
