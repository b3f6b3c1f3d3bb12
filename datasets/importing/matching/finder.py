"""Is what a row describes new, or the same as an entry, an edition or a part of it, a copy, derived, or something else?

Nothing is the same because its name is like another: below equality a person decides, and what people decided is
remembered. The same finder serves files that come in, harvests and the desk.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations

from datasets.importing.claims import Described
from datasets.importing.matching.comparing import CHOSEN, EQUAL, SHOWN, Candidate, Comparing, Feature, contradicts
from datasets.importing.matching.identity import is_root
from datasets.importing.matching.known import Decided, Known, decided, entries, lexicon, of_row
from datasets.importing.matching.names import Lexicon
from datasets.importing.matching.ways import CORE, Taken, Ways
from datasets.models import Verdict
from datasets.models.incoming import LONGEST_KEY
from datasets.words.folding import joined

Is = Verdict.Is
NEW, WAITS = "new", "waits"
MOST_SHOWN = 3
# What more entries have in common tells none of them from the others.
MOST_ALIKE = 3


@dataclass(frozen=True)
class Match:
    """What a row is: one of Verdict.Is of an entry (`slug`), "new", or "waits" for somebody to choose a candidate."""

    verdict: str
    slug: str = ""
    score: float = 0.0
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one, by their primary keys, with what the second is to the first."""

    one: int
    other: int
    candidate: Candidate


class Finder:
    """Entries, to be found by what a row says of a dataset. Built once; rows that were taken may be added."""

    def __init__(self, known: Iterable[Known], lexicon: Lexicon, decided: Decided | None = None) -> None:
        """Begin with what is known of entries, the words of the vocabularies, and what people decided."""
        self.lexicon = lexicon
        self.decided = decided or Decided({})
        self.ways = Ways(lexicon)
        self.comparing = Comparing(self.ways, lexicon)
        for one in known:
            self.ways.take(one)

    @classmethod
    def of_database(cls) -> "Finder":
        """Return a finder of all entries that are not withdrawn; nine queries."""
        return cls(entries(), lexicon(), decided())

    def add(self, slug: str, described: Described) -> None:
        """Count a row among the entries, as the entry with this slug: a sheet may have the same dataset twice."""
        known = of_row(described)
        if (entry := self.ways.of(slug)) is not None:
            before = entry.known
            known = Known(
                slug,
                before.name,
                (*before.names, known.name, *known.names),
                (*before.texts, *known.texts),
                before.papers | known.papers,
                before.modalities | known.modalities,
                before.kind,
                before.year,
                before.hosts,
                before.key,
            )
        else:
            known = Known(
                slug, known.name, (*known.names, slug), known.texts, known.papers, known.modalities, known.kind,
                known.year, known.hosts,
            )  # fmt: skip
        self.ways.take(known)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def matches(self, described: Described, source: str, others: Collection[str] = ()) -> Match:
        """Return what a row is. `source` is the code of its document or harvester, under which verdicts are kept.

        `others` are the slugs of entries that other rows of the source are, and this one is not.
        """
        known = of_row(described)
        remembered = self.decided.rows.get((source, verdict_key(described)), {})
        for slug, verdict in remembered.items():
            if verdict != Is.APART and (entry := self.ways.of(slug)) is not None:
                candidate = Candidate(slug, entry.known.name, EQUAL, verdict, (Feature("remembered"),))
                return Match(verdict, slug, EQUAL, (candidate,))
        apart = {slug for slug, verdict in remembered.items() if verdict == Is.APART} | set(others)
        found = [one for one in self._candidates(Taken(known, self.lexicon)) if one.slug not in apart]
        if not found:
            return Match(NEW)
        best = found[0]
        alone = len(found) == 1 or found[1].score < CHOSEN
        if best.score >= CHOSEN and best.relation == Is.SAME and alone:
            return Match(Is.SAME, best.slug, best.score, tuple(found[:MOST_SHOWN]))
        return Match(WAITS, best.slug, best.score, tuple(found[:MOST_SHOWN]))

    def called(self, name: str, *others: str) -> list[Candidate]:
        """Return the entries that a name, slug, address or DOI may be of, or others beside it; the likeliest first."""
        return self._candidates(Taken(Known("", name, texts=(name, *others)), self.lexicon))[:MOST_SHOWN]

    def beside(self, slug: str) -> list[Candidate]:
        """Return the other entries that an entry may be the same as, those told apart left out."""
        if (entry := self.ways.of(slug)) is None:
            return []
        found = self._candidates(entry)
        return [one for one in found if not self.is_related(slug, one.slug)][:MOST_SHOWN]

    def _candidates(self, row: Taken) -> list[Candidate]:
        """Return the entries that a row may be, from SHOWN up, the likeliest first."""
        found = [self.comparing.candidate(row, slot) for slot in self.ways.near(row)]
        shown = [one for one in found if one is not None and one.score >= SHOWN]
        # Where an entry has the row's very name, one whose name is within it is another: TCGA-GBM is not TCGA.
        if any(_found_by(one, "name") for one in shown):
            shown = [one for one in shown if not _found_by(one, "within")]
        # Where a row is the same as one, it is a part of another or its copy as that one is: this need not be asked.
        return sorted(shown, key=lambda one: (-one.score, one.relation != Is.SAME, one.slug))

    # --- entries among themselves -------------------------------------------------------------------------------------

    def doubles(self) -> list[Pair]:
        """Return the pairs of entries that may be one, the likeliest first, but those told apart or related."""
        seen: set[tuple[int, int]] = set()
        for index in (self.ways.exact, self.ways.identified, self.ways.addressed, self.ways.worded):
            for key, slots in index.items():
                is_way = not (index is self.ways.addressed and is_root(key))
                if index is self.ways.worded:
                    is_way = key.startswith(CORE)
                if is_way and 1 < len(slots) <= MOST_ALIKE:
                    seen.update(combinations(sorted(slots), 2))
        found = []
        for one, other in sorted(seen):
            first, second = self.ways[one], self.ways[other]
            if first.gathers != second.gathers or self._is_apart(first, second):
                continue
            candidate = self.comparing.candidate(first, other)
            if candidate is None or candidate.score <= SHOWN:
                candidate = self._shared(first, second)
            if candidate is not None and candidate.relation in (Is.SAME, Is.MIRROR):
                found.append(Pair(first.known.key, second.known.key, candidate))
        return sorted(found, key=lambda pair: (-pair.candidate.score, pair.one, pair.other))

    def _shared(self, first: Taken, second: Taken) -> Candidate | None:
        """Return a pair that has the address of one page in common."""
        places = [one for one in first.places.addresses if one in second.places.addresses and not is_root(one)]
        if not places or contradicts(first, second):
            return None
        features = (Feature("address", {"text": places[0]}),)
        return Candidate(second.known.slug, second.known.name, SHOWN, Is.SAME, features)

    def is_related(self, slug: str, other: str) -> bool:
        """Tell whether a relation between two entries is recorded, or they were told apart."""
        first, second = self.ways.of(slug), self.ways.of(other)
        return first is not None and second is not None and self._is_apart(first, second)

    def _is_apart(self, first: Taken, second: Taken) -> bool:
        return frozenset((first.known.key, second.known.key)) in self.decided.apart

    def crowded(self) -> list[tuple[str, list[int]]]:
        """Return addresses that lead to no one of several entries without a relation, with their primary keys."""
        found = []
        for address, slots in self.ways.addressed.items():
            if len(slots) > 1 and (len(slots) > MOST_ALIKE or is_root(address)):
                both = [(self.ways[one], self.ways[other]) for one, other in combinations(slots, 2)]
                keys = {one.known.key for pair in both if not self._is_apart(*pair) for one in pair}
                if keys:
                    found.append((address, sorted(keys)))
        return sorted(found, key=lambda item: (-len(item[1]), item[0]))


def _found_by(candidate: Candidate, feature: str) -> bool:
    return any(one.code == feature for one in candidate.features)


def verdict_key(described: Described) -> str:
    """Return what a row is known by for ever: its key, or its folded name."""
    return (described.key or joined(described.name))[:LONGEST_KEY]
