"""Whether what a model is tested on is in what it was trained on: a verdict for each pair, and what it rests on.

A verdict says what is stated, never that nothing is there: of most pairs nobody has stated anything. What relations in
a row add up to is overlap's matter; this module says what that means from the training to the test data.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext, pgettext

from datasets.facts.kinds import Record
from datasets.models import ChangeSet
from datasets.models.public import Named
from datasets.words.wording import listed, sentences

from . import overlap
from .overlap import Overlap, Step, Tie, tie_of
from .relations import Graph, Relation, read, sources

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Verdict(StrEnum):
    """What is known of two entries, the strongest first."""

    ENTRY = "same-entry"
    IMAGES = "same-images"
    SOME = "some-of-the-same-images"
    SUBJECTS = "same-subjects"
    SOURCE = "same-source"
    COMMON = "common-source"
    POSSIBLE = "possible"
    UNKNOWN = "nothing-known"

    @property
    def words(self) -> str:
        """It in the reader's language."""
        return str(WORDS[self])

    @property
    def stated(self) -> bool:
        """Whether it is stated that the two have images, subjects or a source in common."""
        return self in STATED

    @property
    def possible(self) -> bool:
        """Whether something connects the two, and nobody states what they have in common."""
        return self in (Verdict.COMMON, Verdict.POSSIBLE)


V = Verdict
STATED = frozenset({V.ENTRY, V.IMAGES, V.SOME, V.SUBJECTS, V.SOURCE})
RANK = {verdict: place for place, verdict in enumerate(Verdict)}

WORDS: "dict[Verdict, StrOrPromise]" = {
    V.ENTRY: lazy("the same entry"),
    V.IMAGES: lazy("same images"),
    V.SOME: lazy("some of the same images"),
    V.SUBJECTS: lazy("same subjects"),
    V.SOURCE: lazy("same source"),
    V.COMMON: lazy("made from the same source"),
    V.POSSIBLE: lazy("may overlap (not stated)"),
    V.UNKNOWN: lazy("nothing known"),
}

# What the training data are to the test data -> the verdict. Any other tie says what is only possible.
VERDICTS = {
    Tie.SAME: V.IMAGES,
    Tie.WITHIN: V.SOME,
    Tie.CONTAINS: V.SOME,
    Tie.COMMON: V.SOME,
    Tie.SUBJECTS: V.SUBJECTS,
    Tie.DERIVED: V.SOURCE,
    Tie.ORIGIN: V.SOURCE,
}
# Steps to what two entries come from, and from there to the other one.
UP, DOWN = frozenset({Tie.WITHIN, Tie.DERIVED}), frozenset({Tie.CONTAINS, Tie.ORIGIN})


@dataclass(frozen=True)
class Pair:
    """One entry to train on and one to test on, what is known of the two, and why."""

    train: Named
    test: Named
    verdict: Verdict
    text: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from other pairs, for an address within a page: slugs have no full stop."""
        return f"{self.train.slug}.{self.test.slug}"


@dataclass(frozen=True)
class Check:
    """The verdicts on all pairs, a row for each entry to train on; and what of the training data overlaps in itself.

    `revision` and `date` (in ISO's form) are those of the catalogue.
    """

    train: Sequence[Named]
    test: Sequence[Named]
    pairs: Sequence[Pair]
    within: Sequence[Overlap]
    graph: Graph
    revision: int
    date: str

    @property
    def rows(self) -> list[tuple[Named, Sequence[Pair]]]:
        """The pairs of each entry to train on."""
        size = len(self.test)
        return [(named, self.pairs[place * size : (place + 1) * size]) for place, named in enumerate(self.train)]

    @cached_property
    def found(self) -> list[Pair]:
        """The pairs of which something is known, the strongest verdict first."""
        known = [pair for pair in self.pairs if pair.verdict is not V.UNKNOWN]
        return sorted(known, key=lambda pair: RANK[pair.verdict])

    @property
    def stated(self) -> list[Pair]:
        """The pairs of which an overlap is stated."""
        return [pair for pair in self.found if pair.verdict.stated]

    @property
    def possible(self) -> list[Pair]:
        """The pairs that may overlap, which nobody states."""
        return [pair for pair in self.found if pair.verdict.possible]

    @property
    def unknown(self) -> int:
        """The number of pairs of which nothing is known."""
        return len(self.pairs) - len(self.found)

    @cached_property
    def steps(self) -> list[Step]:
        """The relations that the verdicts rest on, each once, in the order in which they are first needed."""
        return list({step.relation: step for pair in self.found for step in pair.steps}.values())


def check(train: Sequence[Named], test: Sequence[Named]) -> Check:
    """Return what is known of each pair. At most four queries, whatever the number of entries."""
    firsts, seconds = ([named.slug for named in side] for side in (train, test))
    # Chains are read from both of their ends, so two steps from each are enough for overlap.LONGEST.
    graph = read(list(dict.fromkeys([*firsts, *seconds])), 2)
    across = overlap.across(graph, firsts, seconds)
    within = [item for item in overlap.between(graph, firsts) if item.certain]
    needed = overlap.relations_of(across.values())
    known = sources(needed) if needed else {}
    told = dict(zip(across, overlap.with_sources(across.values(), known), strict=True))
    pairs = [_pair(one, other, told.get((one.slug, other.slug)), graph) for one, other in product(train, test)]
    newest = ChangeSet.objects.order_by("-pk").only("created").first()
    revision, date = (newest.pk, newest.created.date().isoformat()) if newest else (0, "")
    return Check(train, test, pairs, within, graph, revision, date)


def _pair(train: Named, test: Named, found: Overlap | None, graph: Graph) -> Pair:
    if train.slug == test.slug:
        text = _("%(name)s is on both sides. The model is tested on what it was trained on.") % {"name": train.name}
        return Pair(train, test, V.ENTRY, text)
    if found is None:
        return Pair(train, test, V.UNKNOWN)
    text, verdict = found.text, VERDICTS.get(found.tie, V.POSSIBLE)
    if verdict is V.POSSIBLE and (common := _common([step.relation for step in found.steps], train.slug)):
        verdict = V.COMMON
        names = {"first": train.name, "second": test.name, "source": graph.ends[common].name}
        text = (
            _(
                "%(first)s and %(second)s both come from %(source)s. Whether they have the same cases is not stated: "
                "check it before you train on one and test on the other."
            )
            % names
        )
    return Pair(train, test, verdict, text, found.steps)


def _common(chain: Iterable[Relation], start: str) -> str:
    """Return what both ends of a chain come from, "" where the chain does not lead up to it and down again."""
    here, top = start, ""
    for relation in chain:
        tie, there = tie_of(relation, here), relation.other(here)
        if tie in DOWN and not top:
            top = here
        elif tie is not Tie.SAME and tie not in (DOWN if top else UP):
            return ""
        here = there
    return top if top != start else ""


def sentence(done: Check, address: str) -> str:
    """Return what was checked and what came of it, for the methods section of a paper, in the reader's language.

    "" where there is no pair.
    """
    if not done.pairs:
        return ""
    names = {
        "train": listed(named.name for named in done.train),
        "test": listed(named.name for named in done.test),
        "revision": str(done.revision),
        "day": done.date,
    }
    checked = _(
        "Whether the training data (%(train)s) and the test data (%(test)s) overlap was checked with Lightbox, a "
        "directory of medical imaging datasets (revision %(revision)s of its catalogue, %(day)s)."
    )
    said = [checked % names]
    if done.stated:
        said.append(_("An overlap is stated: %(pairs)s.") % {"pairs": _pairs(done.stated)})
    if done.possible:
        said.append(_("Possible, but not stated: %(pairs)s.") % {"pairs": _pairs(done.possible)})
    if done.unknown:
        unknown = ngettext(
            "Of %(number)s pair nothing is known, which does not show that the two have nothing in common.",
            "Of %(number)s pairs nothing is known, which does not show that they have nothing in common.",
            done.unknown,
        )
        said.append(unknown % {"number": done.unknown})
    if not done.graph.whole:
        said.append(str(NOT_WHOLE))
    text = ""
    for item in [*said, address]:
        text = sentences(text, item) if text else item
    return text


NOT_WHOLE = lazy("These entries have more relations than could be read at once.")


def _pairs(pairs: Iterable[Pair]) -> str:
    """Return pairs in words, each with its verdict."""
    both = pgettext("two datasets and what they have in common", "%(first)s and %(second)s (%(verdict)s)")
    alone = pgettext("a dataset and what it has in common with another", "%(first)s (%(verdict)s)")
    bare = pgettext("two datasets", "%(first)s and %(second)s")
    patterns = {V.ENTRY: alone, V.POSSIBLE: bare}
    return pgettext("between the parts of a sentence that have commas in them", "; ").join(
        patterns.get(pair.verdict, both)
        % {"first": pair.train.name, "second": pair.test.name, "verdict": pair.verdict.words}
        for pair in pairs
    )


def data(
    done: Check, address: str, page: Callable[[str], str], unread: Sequence[Record], withdrawn: Iterable[Named]
) -> Record:
    """Return a check as programs have it; `page` gives the address of an entry's page, `unread` what names no entry.

    `overlap` and `possible` are null where not everything was read and nothing was found in the rest: a program that
    tests for false is not told so by mistake.
    """
    whole = not unread and done.graph.whole

    def named(entry: Named) -> dict[str, str]:
        return {"slug": entry.slug, "name": entry.name, "url": page(entry.slug)}

    def found(pairs: Sequence[Pair]) -> bool | None:
        return True if pairs else (False if whole else None)

    return {
        "overlap": found(done.stated),
        "possible": found(done.possible),
        "train": [named(entry) for entry in done.train],
        "test": [named(entry) for entry in done.test],
        "pairs": [
            {
                "train": pair.train.slug,
                "test": pair.test.slug,
                "verdict": pair.verdict.value,
                "words": pair.verdict.words,
                "text": pair.text or None,
                "steps": [_step(step) for step in pair.steps],
            }
            for pair in done.pairs
        ],
        "sentence": sentence(done, address),
        "revision": done.revision,
        "date": done.date or None,
        "url": address,
        "unread": list(unread),
        "withdrawn": [entry.slug for entry in withdrawn],
    }


def _step(step: Step) -> Record:
    relation = step.relation
    return {
        "dataset": relation.dataset,
        "kind": relation.kind,
        "target": relation.target,
        "sentence": step.sentence,
        "statements": [
            {"printed": source.printed, "document": source.document, "line": source.line} for source in step.sources
        ],
    }
