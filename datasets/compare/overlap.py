"""Which datasets hold the same data, directly or through others, and what goes wrong if one ignores it.

A model that is trained on one and tested on the other has seen the test data. How two relations in a row add up is a
table (ADDED). Everything here but `warnings`, which reads them, is a pure function of the relations.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from datasets.models import Dataset, DatasetRelation
from datasets.models.kept import Kept
from datasets.words.texts import reader

from .relations import Graph, Relation, Source, read, sources

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Kind = DatasetRelation.Kind

# The most relations in a row that are followed: each one more makes it harder to see what two entries have in common.
LONGEST = 3
# The most of them that may lead to a mere possibility.
FARTHEST_POSSIBLE = 2


class Tie(StrEnum):
    """What one entry, the first, is to another, the second; strongest first."""

    SAME = "same"
    WITHIN = "within"
    CONTAINS = "contains"
    COMMON = "common-part"
    DERIVED = "derived"
    ORIGIN = "origin"
    SUBJECTS = "shared-subjects"
    POSSIBLE = "possible"
    SUCCESSOR = "successor"
    PREDECESSOR = "predecessor"
    EDITION = "edition"
    PART = "part-of-series"
    SERIES = "series"
    SIBLING = "same-series"


T = Tie
STRENGTH = {tie: place for place, tie in enumerate(Tie)}

# Ties by which it is stated that the two have data or subjects in common. The others say what is not known.
CERTAIN = frozenset({T.SAME, T.WITHIN, T.CONTAINS, T.COMMON, T.DERIVED, T.ORIGIN, T.SUBJECTS})

# Relation -> what its dataset is to its target.
TIES: Mapping[str, Tie] = {
    Kind.MIRROR_OF: T.SAME,
    Kind.SUBSET_OF: T.WITHIN,
    Kind.INCLUDES: T.CONTAINS,
    Kind.DERIVED_FROM: T.DERIVED,
    Kind.SHARES_SUBJECTS_WITH: T.SUBJECTS,
    Kind.SUCCESSOR_OF: T.SUCCESSOR,
    Kind.EDITION_OF: T.EDITION,
    Kind.PART_OF_SERIES: T.PART,
}

# The same pair read from its other end. What is not here reads the same from both.
TURNED: Mapping[Tie, Tie] = {
    one: other
    for pair in ((T.WITHIN, T.CONTAINS), (T.DERIVED, T.ORIGIN), (T.SUCCESSOR, T.PREDECESSOR), (T.PART, T.SERIES))
    for one, other in (pair, pair[::-1])
}

# What the first is to the third, if it is the one to the second and the second is the other to the third. Pairs that
# are not here say nothing about the first and the third: what two things were both made from says that they may meet
# (POSSIBLE), what was made from both says nothing. The pairs read from the other end are added below.
_ADDED: Mapping[tuple[Tie, Tie], Tie] = {
    **{pair: tie for tie in Tie for pair in ((T.SAME, tie), (tie, T.SAME))},
    (T.WITHIN, T.WITHIN): T.WITHIN,
    (T.CONTAINS, T.WITHIN): T.COMMON,
    (T.COMMON, T.WITHIN): T.COMMON,
    (T.DERIVED, T.WITHIN): T.DERIVED,
    (T.CONTAINS, T.DERIVED): T.DERIVED,
    (T.SUBJECTS, T.WITHIN): T.SUBJECTS,
    # A part need not be what the whole has in common with a third; what is made from something need not use all of it.
    (T.WITHIN, T.CONTAINS): T.POSSIBLE,
    (T.WITHIN, T.DERIVED): T.POSSIBLE,
    (T.WITHIN, T.ORIGIN): T.POSSIBLE,
    (T.WITHIN, T.SUBJECTS): T.POSSIBLE,
    (T.DERIVED, T.DERIVED): T.POSSIBLE,
    (T.DERIVED, T.ORIGIN): T.POSSIBLE,
    (T.DERIVED, T.SUBJECTS): T.POSSIBLE,
    (T.ORIGIN, T.SUBJECTS): T.POSSIBLE,
    (T.PART, T.SERIES): T.SIBLING,
    (T.EDITION, T.EDITION): T.EDITION,
}


def turned(tie: Tie) -> Tie:
    """Return what the second is to the first, if the first is `tie` to the second."""
    return TURNED.get(tie, tie)


ADDED: Mapping[tuple[Tie, Tie], Tie] = {
    **{(turned(second), turned(first)): turned(sum_) for (first, second), sum_ in _ADDED.items()},
    **_ADDED,
}

# Tie -> what it means for training and testing. The first and the second are names of entries.
WORDS: "Mapping[Tie, StrOrPromise]" = {
    T.SAME: _(
        "%(first)s and %(second)s hold the same data: one is a copy of the other. A model trained on one and tested on "
        "the other is tested on what it was trained on."
    ),
    T.WITHIN: _(
        "%(first)s is contained in %(second)s. A model trained on %(second)s and tested on %(first)s has seen the test "
        "data; the other way round, it has seen a part of them."
    ),
    T.CONTAINS: _(
        "%(first)s contains %(second)s. A model trained on %(first)s and tested on %(second)s has seen the test data; "
        "the other way round, it has seen a part of them."
    ),
    T.COMMON: _(
        "%(first)s and %(second)s have a part in common. A model trained on one and tested on the other has seen a "
        "part of the test data."
    ),
    T.DERIVED: _(
        "%(first)s was made from data of %(second)s. A model trained on one and tested on the other may meet the same "
        "cases again, changed or relabelled, and look better than it is."
    ),
    T.ORIGIN: _(
        "%(first)s is what %(second)s was made from, at least in part. A model trained on one and tested on the other "
        "may meet the same cases again, changed or relabelled, and look better than it is."
    ),
    T.SUBJECTS: _(
        "Some subjects are in both %(first)s and %(second)s. A model trained on one and tested on the other is tested "
        "on people from whom it has learned; leave their data out of one of the two."
    ),
    T.POSSIBLE: _(
        "%(first)s and %(second)s are connected through other entries and may hold the same data. Whether they do is "
        "not stated: check it before you train on one and test on the other."
    ),
    T.SUCCESSOR: _(
        "%(first)s is the successor of %(second)s. Whether it holds the older data again is not stated: check it "
        "before you train on one and test on the other."
    ),
    T.PREDECESSOR: _(
        "%(first)s was succeeded by %(second)s. Whether the newer one holds the older data again is not stated: check "
        "it before you train on one and test on the other."
    ),
    T.EDITION: _(
        "%(first)s and %(second)s are editions of the same. Whether one holds data of the other again is not stated: "
        "check it before you train on one and test on the other."
    ),
    T.PART: _(
        "%(first)s is part of the series %(second)s. Whether it shares data or subjects with other parts of the series "
        "is not stated."
    ),
    T.SERIES: _(
        "%(first)s is a series, and %(second)s is part of it. Whether its parts share data or subjects is not stated."
    ),
    T.SIBLING: _(
        "%(first)s and %(second)s are parts of the same series. Whether they share data or subjects is not stated: "
        "check it before you train on one and test on the other."
    ),
}


@dataclass(frozen=True)
class Step:
    """One relation of the chain that connects two entries: as a sentence, with the statements behind it."""

    relation: Relation
    sentence: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Overlap:
    """What two entries, by slug and name, have to do with each other; why, step by step; and what may go wrong.

    `certain` is false where it is only not known that they have nothing in common.
    """

    first: str
    first_name: str
    second: str
    second_name: str
    tie: Tie
    text: str
    steps: tuple[Step, ...]

    @property
    def certain(self) -> bool:
        """Whether it is stated, in each step, that the two have data or subjects in common."""
        return self.tie in CERTAIN


def words(tie: Tie, first: str, second: str) -> str:
    """Return what goes wrong between two entries with these names, the first being `tie` to the second."""
    return str(WORDS[tie]) % {"first": first, "second": second}


def tie_of(relation: Relation, here: str) -> Tie:
    """Return what one of a relation's two entries is to the other."""
    return TIES[relation.kind] if relation.dataset == here else turned(TIES[relation.kind])


def chains(graph: Graph, start: str) -> dict[str, tuple[Tie, tuple[Relation, ...]]]:
    """Return each entry that `start` has to do with: the strongest tie, and the shortest chain that makes it."""
    best: dict[str, tuple[Tie, tuple[Relation, ...]]] = {}
    reached: dict[tuple[str, Tie], tuple[Relation, ...]] = {(start, T.SAME): ()}
    latest = dict(reached)
    for _step in range(LONGEST):
        following: dict[tuple[str, Tie], tuple[Relation, ...]] = {}
        for (here, tie), chain in latest.items():
            for relation in graph.around(here):
                there = relation.other(here)
                sum_ = ADDED.get((tie, tie_of(relation, here)))
                if sum_ is None or (sum_ is T.POSSIBLE and _far((*chain, relation))):
                    continue
                # What is found in one archive has nothing else in common; parts and editions are said to be just that.
                if chain and graph.ends[here].gathers and sum_ not in (T.SIBLING, T.EDITION):
                    continue
                if there != start and (there, sum_) not in reached and (there, sum_) not in following:
                    following[there, sum_] = (*chain, relation)
        reached |= following
        latest = following
        for (slug, tie), chain in following.items():
            if slug not in best or STRENGTH[tie] < STRENGTH[best[slug][0]]:
                best[slug] = (tie, chain)
    return best


def _far(chain: Iterable[Relation]) -> bool:
    """Tell whether a chain is too long to say that its ends may have something in common. A copy is no distance."""
    return sum(TIES[relation.kind] is not T.SAME for relation in chain) > FARTHEST_POSSIBLE


def between(graph: Graph, slugs: Sequence[str]) -> list[Overlap]:
    """Return what each two of the entries have to do with each other; what is certain comes first."""
    order = list(dict.fromkeys(slugs))
    found = {slug: chains(graph, slug) for slug in order[:-1]}
    pairs = [(first, second) for first, second in combinations(order, 2) if second in found[first]]
    return _sorted(_overlap(graph, first, second, *found[first][second]) for first, second in pairs)


def across(graph: Graph, firsts: Sequence[str], seconds: Sequence[str]) -> dict[tuple[str, str], Overlap]:
    """Return what each of some entries has to do with each of others, by the two; only where it is anything."""
    found: dict[tuple[str, str], Overlap] = {}
    for first in dict.fromkeys(firsts):
        led = chains(graph, first)
        found |= {(first, second): _overlap(graph, first, second, *led[second]) for second in seconds if second in led}
    return found


def beside(graph: Graph, slug: str) -> list[Overlap]:
    """Return what entries one entry has to do with; what is certain comes first.

    An archive or series is not warned of, nor does it warn of what it holds: nobody trains on a whole archive. Nor are
    the other parts of a series named, which have nothing else in common.
    """
    if slug not in graph.ends or graph.ends[slug].gathers:
        return []
    return _sorted(
        _overlap(graph, slug, other, tie, chain)
        for other, (tie, chain) in chains(graph, slug).items()
        if tie is not T.SIBLING and (not graph.ends[other].gathers or tie in (T.PART, T.EDITION, T.DERIVED))
    )


def _overlap(graph: Graph, first: str, second: str, tie: Tie, chain: Iterable[Relation]) -> Overlap:
    names = graph.ends[first].name, graph.ends[second].name
    steps = tuple(Step(relation, graph.sentence(relation)) for relation in chain)
    return Overlap(first, names[0], second, names[1], tie, words(tie, *names), steps)


def _sorted(found: Iterable[Overlap]) -> list[Overlap]:
    return sorted(found, key=lambda item: (STRENGTH[item.tie], item.first_name, item.second_name))


def with_sources(found: Iterable[Overlap], known: Mapping[Relation, Sequence[Source]]) -> list[Overlap]:
    """Return the overlaps with the statements behind each step."""
    return [
        replace(item, steps=tuple(replace(step, sources=tuple(known[step.relation])) for step in item.steps))
        for item in found
    ]


def relations_of(found: Iterable[Overlap]) -> set[Relation]:
    """Return all relations that the overlaps rest on."""
    return {step.relation for item in found for step in item.steps}


def warnings(datasets: Iterable[Dataset | str]) -> list[Overlap]:
    """Return what each two of some entries (or slugs) have to do with each other. At most three queries.

    It is kept as long as the catalogue does not change.
    """
    slugs = tuple(item if isinstance(item, str) else item.slug for item in datasets)
    return _kept.get((slugs, reader()), lambda: _warnings(slugs)) if len(set(slugs)) > 1 else []


# By slugs and language, for the comparisons that visitors asked for last.
_kept: Kept[tuple[tuple[str, ...], str], list[Overlap]] = Kept(200)


def _warnings(slugs: Sequence[str]) -> list[Overlap]:
    # Chains are read from both of their ends, so two steps from each are enough for LONGEST.
    found = between(read(slugs, 2), slugs)
    return with_sources(found, sources(relations_of(found))) if found else []
