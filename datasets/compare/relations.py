"""The relations between entries: read around some entries as plain data, and put into words from either side.

What a relation means for training and testing is overlap's matter; how it is drawn, the views'.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from datasets.facts.columns import RELATIONS
from datasets.models import DatasetRelation, Statement
from datasets.models.asking import Question
from datasets.models.public import addressed, seen
from datasets.records.values import objects
from datasets.words.texts import bcp47
from datasets.words.wording import printed_language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Kind = DatasetRelation.Kind

# Kinds of entries that gather others. That two datasets are found in one archive says nothing about their images, so
# no chain leads through such an entry.
GATHERING = frozenset({"archive", "library", "directory", "service", "challenge-series"})

# The most relations that are read in one step from the entries asked for. It bounds what a page can cost; the API lists
# all relations.
MOST_RELATIONS = 2_000


@dataclass(frozen=True)
class Phrases:
    """How a relation reads from one side.

    `heading` opens a list of the other entries, `role` says in a word what the other entry is to this one.
    """

    heading: "StrOrPromise"
    role: "StrOrPromise"


# Kind -> how it reads from the entry that has it, and from its target.
PHRASES: Mapping[Kind, tuple[Phrases, Phrases]] = {
    Kind.MIRROR_OF: (
        Phrases(_("This entry is a mirror of:"), _("original")),
        Phrases(_("These entries are mirrors of this one:"), _("mirror")),
    ),
    Kind.SUBSET_OF: (
        Phrases(_("This entry is a subset of:"), _("whole set")),
        Phrases(_("These entries are subsets of this one:"), _("subset")),
    ),
    Kind.INCLUDES: (
        Phrases(_("This entry includes:"), _("included")),
        Phrases(_("This entry is included in:"), _("includes it")),
    ),
    Kind.DERIVED_FROM: (
        Phrases(_("This entry was derived from:"), _("origin")),
        Phrases(_("These entries were derived from this one:"), _("derived")),
    ),
    Kind.SHARES_SUBJECTS_WITH: (
        Phrases(_("This entry shares subjects with:"), _("shares subjects")),
        Phrases(_("This entry shares subjects with:"), _("shares subjects")),
    ),
    Kind.SUCCESSOR_OF: (
        Phrases(_("This entry is the successor of:"), _("predecessor")),
        Phrases(_("These entries are successors of this one:"), _("successor")),
    ),
    Kind.EDITION_OF: (
        Phrases(_("This entry is an edition of:"), _("edition")),
        Phrases(_("These entries are editions of this one:"), _("edition")),
    ),
    Kind.PART_OF_SERIES: (
        Phrases(_("This entry is part of the series:"), _("series")),
        Phrases(_("These entries are parts of this series:"), _("part of the series")),
    ),
}

# Kind -> the relation as a sentence.
SENTENCES: "Mapping[Kind, StrOrPromise]" = {
    Kind.MIRROR_OF: _("%(dataset)s is a mirror of %(target)s."),
    Kind.SUBSET_OF: _("%(dataset)s is a subset of %(target)s."),
    Kind.INCLUDES: _("%(dataset)s includes %(target)s."),
    Kind.DERIVED_FROM: _("%(dataset)s was derived from %(target)s."),
    Kind.SHARES_SUBJECTS_WITH: _("%(dataset)s shares subjects with %(target)s."),
    Kind.SUCCESSOR_OF: _("%(dataset)s is the successor of %(target)s."),
    Kind.EDITION_OF: _("%(dataset)s is an edition of %(target)s."),
    Kind.PART_OF_SERIES: _("%(dataset)s is part of the series %(target)s."),
}


@dataclass(frozen=True)
class End:
    """One entry that a relation names. `kind` is the code of what it is: dataset, archive …"""

    slug: str
    name: str
    kind: str = "dataset"

    @property
    def gathers(self) -> bool:
        """Whether it is an archive, a series or another entry that gathers others."""
        return self.kind in GATHERING


@dataclass(frozen=True, order=True)
class Relation:
    """One relation: "`dataset` `kind` `target`", both of them slugs."""

    dataset: str
    kind: str
    target: str

    def phrases(self, side: str) -> Phrases:
        """Return how it reads from the entry `side`, one of its two."""
        return PHRASES[Kind(self.kind)][side != self.dataset]

    def other(self, side: str) -> str:
        """Return the end that is not `side`."""
        return self.target if side == self.dataset else self.dataset


@dataclass(frozen=True)
class Graph:
    """Some entries by slug, and relations between them; `whole` tells whether all that were asked for are there."""

    ends: Mapping[str, End]
    relations: Sequence[Relation]
    whole: bool = True
    at: Mapping[str, Sequence[Relation]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the relations of each entry, in one order whatever order they were read in."""
        at: dict[str, list[Relation]] = defaultdict(list)
        for relation in sorted(set(self.relations)):
            at[relation.dataset].append(relation)
            at[relation.target].append(relation)
        object.__setattr__(self, "at", dict(at))

    def around(self, slug: str) -> Sequence[Relation]:
        """Return the relations that one entry has, from either side."""
        return self.at.get(slug, ())

    def sentence(self, relation: Relation) -> str:
        """Return the relation as a sentence, with the entries' names."""
        names = {"dataset": self.ends[relation.dataset].name, "target": self.ends[relation.target].name}
        return str(SENTENCES[Kind(relation.kind)]) % names


_COLUMNS = tuple(f"{end}__{column}" for end in ("dataset", "target") for column in ("pk", "slug", "name", "kind__code"))


def read(slugs: Collection[str], steps: int) -> Graph:
    """Read the relations that lie up to `steps` relations away from the entries; a query for each step, at most.

    What an archive or a series has to do with is not followed further. Of entries that are not published, only
    withdrawn ones among `slugs` take part: a chain through another one would name it.
    """
    ends: dict[str, End] = {}
    relations: dict[Relation, None] = {}
    seen: set[int] = set()
    fresh: list[int] = []
    whole = True
    for _step in range(steps):
        reached: dict[int, str] = {}
        rows = list(_read(list(slugs), fresh))
        whole = whole and len(rows) < MOST_RELATIONS
        for relation, pair in rows:
            relations[relation] = None
            ends |= {end.slug: end for _, end in pair}
            if not any(end.gathers for _, end in pair):
                reached |= {pk: end.slug for pk, end in pair}
        fresh = [pk for pk, slug in reached.items() if pk not in seen and slug not in slugs]
        if not fresh:
            break
        seen.update(fresh)
    return Graph(ends, tuple(relations), whole)


def _understood() -> QuerySet[DatasetRelation]:
    """Return the relations of the kinds that there are: of another one nobody knows what it means."""
    return DatasetRelation.objects.filter(kind__in=Kind.values)


def _of(ends: Collection[int] | QuerySet[Any]) -> Q:
    """Return the condition that a relation has one of these entries at an end.

    By their keys, which are in the relation's own table: by their slugs databases look through all relations.
    """
    return Q(dataset__in=ends) | Q(target__in=ends)


def _around(slugs: Sequence[str], keys: Sequence[int]) -> QuerySet[DatasetRelation, Any]:
    ends = keys or addressed().filter(slug__in=slugs).order_by().values("pk")
    rows = _understood().filter(_of(ends), seen("dataset", slugs), seen("target", slugs))
    return rows.order_by("pk").values_list("kind", *_COLUMNS)[:MOST_RELATIONS]


_AROUND = Question(_around)


def _read(
    slugs: Sequence[str], keys: Sequence[int]
) -> Iterator[tuple[Relation, tuple[tuple[int, End], tuple[int, End]]]]:
    """Yield the relations of the entries with these keys, where there are none of those with these slugs.

    They are between entries that are seen beside these, and come with key and data of the two ends.
    """
    for kind, *columns in _AROUND.values(slugs, keys):
        first, second = _end(*columns[:4]), _end(*columns[4:])
        yield Relation(first[1].slug, kind, second[1].slug), (first, second)


def listed(slug: str = "") -> QuerySet[DatasetRelation]:
    """Return the relations between published entries, or those of one entry from either side, in one order."""
    both = _understood().filter(seen("dataset"), seen("target"))
    mine = both.filter(_of(addressed().filter(slug=slug).order_by().values("pk"))) if slug else both
    return mine.select_related("dataset__kind", "target__kind").order_by("dataset__slug", "kind", "target__slug")


def as_graph(rows: Iterable[DatasetRelation]) -> Graph:
    """Return rows of `listed` as plain data."""
    ends: dict[str, End] = {}
    relations = []
    for row in rows:
        for entry in (row.dataset, row.target):
            ends[entry.slug] = End(entry.slug, entry.name, entry.kind.code)
        relations.append(Relation(row.dataset.slug, row.kind, row.target.slug))
    return Graph(ends, relations)


def _end(pk: int, slug: str, name: str, kind: str) -> tuple[int, End]:
    return pk, End(slug, name, kind)


@dataclass(frozen=True)
class Source:
    """A statement that a relation rests on: its key and words, the entry that has it, its document and line.

    `title` is the document's; the languages (BCP 47) are those of the words and of the title.
    """

    statement: int
    dataset: str
    printed: str
    document: str
    line: int | None
    title: str = ""
    language: str = ""
    title_language: str = ""


def _statements(slugs: Sequence[str]) -> QuerySet[Statement]:
    """Return the statements about relations of entries, with as much as a Source tells."""
    rows = Statement.objects.filter(field=RELATIONS, dataset__slug__in=slugs).order_by("position", "pk")
    read = ("code", "title", "languages", "passages")
    return rows.select_related("document", "dataset").only(
        "field", "value", "printed", "line", "dataset__slug", *(f"document__{name}" for name in read)
    )


_STATEMENTS = Question(_statements)


def sources(relations: Iterable[Relation]) -> dict[Relation, list[Source]]:
    """Return the statements behind each relation. One query."""
    wanted = set(relations)
    found: dict[Relation, list[Source]] = {relation: [] for relation in wanted}
    for statement in _STATEMENTS.rows(sorted({relation.dataset for relation in wanted})):
        slug = statement.dataset.slug
        document = statement.document
        source = Source(
            statement.pk, slug, statement.printed, document.code, statement.line,
            document.title, printed_language(statement), bcp47(document.language_at(None)),
        )  # fmt: skip
        for relation in stated(statement):
            if relation in wanted:
                found[relation].append(source)
    return found


def stated(statement: Statement) -> Iterator[Relation]:
    """Yield the relations that a statement of that field says; none where it says them in words alone."""
    for item in objects(statement):
        yield Relation(statement.dataset.slug, item["kind"], item["target"])
