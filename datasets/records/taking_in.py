"""Records that come in: what each would bring to the entry that is there, as a whole record or as edits to propose."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from datasets.facts.columns import STATEMENTS
from datasets.facts.kinds import Record
from datasets.models import Dataset

from . import dumping
from .changes import EXISTS, NOTES, TEXT
from .edits import STATED, Edit
from .files import Placed
from .merging import NOTHING, taken_in
from .records import digest
from .refusals import refusals, refused_entries


@dataclass(frozen=True)
class Taken:
    """A record as it is taken in: what the entry will say, what it says now, and what was left as it is here.

    `key` is the entry's, None for one that is not there; `refused` tells that there is none because it was refused.
    """

    place: str
    record: Record
    left: Sequence[tuple[str, str]]
    here: Record | None = None
    key: int | None = None
    refused: bool = False

    @property
    def brings(self) -> bool:
        """Whether anything is to be written."""
        return not self.refused and (self.here is None or digest(self.record) != digest(self.here))

    def edits(self) -> Iterator[Edit]:
        """Yield what it brings as edits to be proposed."""
        if self.here is None:
            yield Edit("dataset", EXISTS, self.record)
            return
        for statement in self.record[STATEMENTS][len(self.here[STATEMENTS]) :]:
            yield Edit("dataset", STATED, statement, self.key)
        for text in self.record["descriptions"][len(self.here["descriptions"]) :]:
            value = {name: part for name, part in text.items() if name != "language"}
            yield Edit("dataset", f"{TEXT}{text['language']}", value, self.key)
        if self.record["disagreements"] != self.here["disagreements"]:
            yield Edit("dataset", NOTES, self.record["disagreements"], self.key)


def compared(records: Iterable[Placed], *, again: bool = False) -> Iterator[Taken]:
    """Yield each record with what the entry in the database says besides, if there is one.

    What was refused before is left out, but with `again`.
    """
    refused: Mapping[str, str] = {} if again else refused_entries()
    remaining = iter(records)
    while batch := list(islice(remaining, dumping.BATCH)):
        rows = Dataset.objects.filter(slug__in=[record["slug"] for _, record in batch])
        here = {record["slug"]: record for record in dumping.dump_datasets(rows)}
        keys = dict(rows.order_by().values_list("slug", "pk"))
        left_out = {} if again else refusals(here)
        for place, record in batch:
            slug = record["slug"]
            if (known := here.get(slug)) is not None:
                whole, left = taken_in(known, record, left_out.get(slug, NOTHING))
                yield Taken(place, whole, left, known, keys[slug])
            elif slug in refused:
                told = f"refused before: the entry “{slug}” ({refused[slug]})"
                yield Taken(place, record, [("slug", told)], refused=True)
            else:
                yield Taken(place, record, ())
