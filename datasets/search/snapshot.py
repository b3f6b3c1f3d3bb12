"""The snapshot: the catalogue as search sees it, built from the database at one revision and never changed afterwards.

Each process keeps the newest one. A request compares its revision with the database's (one query) and builds a new
snapshot when the catalogue has changed.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from datasets.models import Dataset, DatasetDescription, Revision, Source, Term
from datasets.models.dataset import published

from .bitsets import Range, from_positions
from .facets import FACETS, RANGES, FacetIndex, Value, with_children
from .text import TextIndex, Texts

# Orders other than relevance: the columns to sort by, best first; entries without a value come last.
ORDERS = {
    "newest": (F("year").desc(nulls_last=True),),
    "size": (F("size_bytes").desc(nulls_last=True),),
    "subjects": (F("subjects").desc(nulls_last=True),),
    "quality": (F("quality").desc(nulls_last=True),),
    "changed": (F("changed").desc(),),
}


@dataclass(frozen=True)
class Snapshot:
    """Everything that answering a question needs. Entries are numbered in the order of their names."""

    revision: int
    ids: tuple[int, ...]
    facets: FacetIndex
    text: TextIndex
    orders: Mapping[str, tuple[int, ...]]

    @property
    def codes(self) -> Mapping[str, Mapping[str, str]]:
        """For each facet the spelling of each code by its case-folded form."""
        return {
            parameter: {code.casefold(): code for code in values} for parameter, values in self.facets.values.items()
        }


_lock = threading.Lock()
_newest: Snapshot | None = None


def current() -> Snapshot:
    """Return a snapshot of the catalogue as it is now; build one if it has changed. Costs one query if it has not."""
    global _newest
    revision = Revision.current()
    snapshot = _newest
    if snapshot is None or snapshot.revision != revision:
        with _lock:
            snapshot = _newest
            if snapshot is None or snapshot.revision != revision:
                snapshot = _newest = build()
    return snapshot


def newest() -> Snapshot | None:
    """Return the snapshot that this process holds, however old, or None."""
    return _newest


def forget() -> None:
    """Drop this process's snapshot; the next question builds one."""
    global _newest
    with _lock:
        _newest = None


@transaction.atomic
def build() -> Snapshot:
    """Build a snapshot from the database. The number of queries does not depend on the number of entries."""
    revision = Revision.current()
    rows = sorted(
        published().values_list("pk", "slug", "name", "aliases", *(column.field for column in RANGES)),
        key=lambda row: (row[2].casefold(), row[1]),
    )
    ids = tuple(row[0] for row in rows)
    number = {pk: position for position, pk in enumerate(ids)}
    values = {facet.parameter: _values(facet.field, number) for facet in FACETS}
    ranges = {column.parameter: Range([row[4 + i] for row in rows]) for i, column in enumerate(RANGES)}
    orders = {
        name: tuple(number[pk] for pk in published().order_by(*columns, "slug").values_list("pk", flat=True))
        for name, columns in ORDERS.items()
    }
    names = [(row[2], *row[3]) for row in rows]
    text = TextIndex(_texts(names, ids))
    return Snapshot(revision, ids, FacetIndex(len(ids), values, ranges), text, orders)


def _values(field: str, number: Mapping[int, int]) -> dict[str, Value]:
    """Return the values of one facet in the vocabulary's order, each with its entries."""
    model = Dataset._meta.get_field(field).related_model
    entries: dict[str, list[int]] = defaultdict(list)
    for code, pk in published().filter(**{f"{field}__isnull": False}).values_list(f"{field}__code", "pk").order_by():
        if pk in number:
            entries[code].append(number[pk])
    own = {code: from_positions(positions, len(number)) for code, positions in entries.items()}
    if model is Source:
        return {
            source.code: Value(source.code, {"en": source.name}, None, own.get(source.code, 0))
            for source in Source.objects.all()
        }
    terms = list(_vocabulary(model).objects.select_related("parent"))
    parents = {term.code: term.parent.code if term.parent else None for term in terms}
    all_entries = with_children(own, parents)
    return {
        term.code: Value(term.code, term.names, parents[term.code], all_entries.get(term.code, 0)) for term in terms
    }


def _vocabulary(model: object) -> type[Term]:
    """Return `model` as the vocabulary that it is: every facet is one, but for sources."""
    if isinstance(model, type) and issubclass(model, Term):
        return model
    raise TypeError(f"{model} is no vocabulary")


def _texts(names: list[tuple[str, ...]], ids: Iterable[int]) -> Iterable[Texts]:
    terms = _term_words()
    described: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = DatasetDescription.objects.filter(dataset__status=Dataset.Status.PUBLISHED)
    for pk, summary, description in rows.values_list("dataset", "summary", "description"):
        described[pk].append((summary, description))
    for pk, own_names in zip(ids, names, strict=True):
        yield Texts(
            own_names,
            {
                "terms": " ".join(terms[pk]),
                "summary": " ".join(summary for summary, _ in described[pk]),
                "description": " ".join(description for _, description in described[pk]),
            },
        )


def _term_words() -> dict[int, list[str]]:
    """Return for each dataset all names and synonyms of its terms, their parents and its sources, in every language."""
    found: dict[int, list[str]] = defaultdict(list)
    for facet in FACETS:
        model = Dataset._meta.get_field(facet.field).related_model
        words: dict[str, str] = {}
        if model is Source:
            words = {source.code: " ".join([source.name, *source.aliases]) for source in Source.objects.all()}
        else:
            terms = {term.pk: term for term in _vocabulary(model).objects.all()}
            for term in terms.values():
                above: Term | None = term
                parts: list[str] = []
                while above is not None:
                    parts.append(_all_names(above))
                    above = terms.get(above.parent_id) if above.parent_id else None
                words[term.code] = " ".join(parts)
        rows = published().filter(**{f"{facet.field}__isnull": False}).values_list("pk", f"{facet.field}__code")
        for pk, code in rows.order_by():
            found[pk].append(words[code])
    return found


def _all_names(term: Term) -> str:
    synonyms = (word for words in term.synonyms.values() for word in words)
    return " ".join([term.code, *term.names.values(), *synonyms])
