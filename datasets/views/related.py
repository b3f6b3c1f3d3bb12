"""What else there is beside an entry: the entries it has relations with, what overlaps with it, what is like it.

Plain data for the template of the dataset's page.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.compare import overlap, relations
from datasets.compare.overlap import Overlap
from datasets.compare.relations import Graph, Relation, Source
from datasets.index import snapshot
from datasets.index.snapshot import NoIndexError, Snapshot
from datasets.models import Dataset
from datasets.models.kept import Kept
from datasets.search import similar
from datasets.words.folding import fold
from datasets.words.texts import reader
from datasets.words.wording import listed

from .picture import Picture, picture

# Shared terms that are named.
MOST_SHARED = 5


@dataclass(frozen=True)
class Related:
    """An entry that the page's one has a relation with, and the statements of it."""

    slug: str
    name: str
    sources: Sequence[Source]


@dataclass(frozen=True)
class Beside:
    """The relations by how they read from this entry, the warnings, and the picture."""

    relations: Sequence[tuple[str, Sequence[Related]]]
    overlaps: Sequence[Overlap]
    picture: Picture | None

    @property
    def slugs(self) -> set[str]:
        """The entries that are related or overlap."""
        return {item.slug for _heading, items in self.relations for item in items} | {
            item.second for item in self.overlaps
        }


# By slug and language, for the entries that visitors asked for last.
_kept: Kept[tuple[str, str], Beside] = Kept(400)


def beside(slug: str) -> Beside:
    """Return what the relations say about one entry: at most a query for each relation in a row, and one.

    It is kept as long as the catalogue does not change.
    """
    return _kept.get((slug, reader()), lambda: _beside(slug))


def _beside(slug: str) -> Beside:
    graph = relations.read([slug], overlap.LONGEST)
    direct = graph.around(slug)
    found = overlap.beside(graph, slug)
    needed = {*direct, *overlap.relations_of(found)}
    known = relations.sources(needed) if needed else {}
    return Beside(_grouped(graph, slug, direct, known), overlap.with_sources(found, known), picture(graph, slug))


def _grouped(
    graph: Graph, slug: str, direct: Sequence[Relation], known: Mapping[Relation, Sequence[Source]]
) -> list[tuple[str, list[Related]]]:
    order = list(relations.PHRASES)
    by_kind = sorted(direct, key=lambda item: (order.index(relations.Kind(item.kind)), slug != item.dataset))
    groups: dict[str, dict[str, list[Source]]] = {}
    for relation in by_kind:
        # Either of two entries may say that they share subjects; it is one relation to read.
        group = groups.setdefault(str(relation.phrases(slug).heading), {})
        group.setdefault(relation.other(slug), []).extend(known[relation])
    return [
        (
            heading,
            [Related(other, graph.ends[other].name, group[other]) for other in sorted(group, key=_by_name(graph))],
        )
        for heading, group in groups.items()
    ]


def _by_name(graph: Graph) -> Callable[[str], tuple[str, str]]:
    return lambda slug: (fold(graph.ends[slug].name), slug)


@dataclass(frozen=True)
class Alike:
    """An entry like this one: the terms that both have, in words, and whether the two are related."""

    slug: str
    name: str
    shared: str
    related: bool


def alike(dataset: Dataset, related: Collection[str]) -> list[Alike]:
    """Return the entries most like one. One query.

    Nothing where there is no index yet, or where the entry is not in it.
    """
    try:
        now = snapshot.current()
    except NoIndexError:
        return []
    slot = similar.slot_of(now, dataset.pk)
    if slot is None:
        return []
    return [_alike(now, item, related) for item in similar.similar(now, slot)]


def _alike(now: Snapshot, item: similar.Similar, related: Collection[str]) -> Alike:
    language = reader()
    card = now.card(item.slot)
    names = [now.facets.values[parameter][code].name(language) for parameter, code in item.shared]
    # Two terms of different facets may have one name, such as a task and a use case.
    unique = list(dict.fromkeys(names))
    named, more = listed(unique[:MOST_SHARED]), len(unique[MOST_SHARED:])
    shared = (
        ngettext("shares %(terms)s and %(number)d more term", "shares %(terms)s and %(number)d more terms", more)
        % {"terms": named, "number": more}
        if more
        else _("shares %(terms)s") % {"terms": named}
    )
    return Alike(card["slug"], card["name"], shared, card["slug"] in related)
