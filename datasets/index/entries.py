"""What search needs of each published entry, read from the database a batch at a time as plain values."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasets.facts import rights, support
from datasets.facts.cards import COLUMNS, SETS, SINGLE, Beside, card
from datasets.facts.contradictions import differing
from datasets.facts.fields import UNKNOWN
from datasets.facts.kinds import Record
from datasets.facts.resolution import bare
from datasets.models import (
    LANGUAGES,
    Dataset,
    DatasetDescription,
    DatasetRelation,
    Disagreement,
    Link,
    Paper,
    Right,
    Statement,
)
from datasets.models.dataset import published
from datasets.words.identifiers import doi_address

from . import references
from .facets import FACETS, MAY_BE_UNKNOWN, RANGES, USE
from .postings import DESCRIPTION, NAME, SUMMARY, Text

BATCH = 500

# Columns that lists are ordered by, besides those of RANGES; -1 stands for unknown.
ORDER_COLUMNS = ("quality", "changed", "support")

# Columns that say what there is to be done about an entry: the bits of the fields of DIFFERING of which sources differ,
# and of the key facts (facts.support) that nobody states.
TODO_COLUMNS = ("differs", "lacks")
DIFFERING = tuple(SINGLE)
LACKING = tuple(support.FACTS)

# The relations of what was made from another entry, or is a part or copy of it.
SECOND_HAND = (DatasetRelation.Kind.DERIVED_FROM, DatasetRelation.Kind.SUBSET_OF, DatasetRelation.Kind.MIRROR_OF)

# The code of the category whose entries come before the rest.
IMAGING = "imaging"

TEXT_COLUMNS = ("language", "summary", "description", "reviewed")


@dataclass(frozen=True)
class Entry:
    """One published entry: its key, names, own texts, codes by facet, numbers by column, references, and its card."""

    pk: int
    names: tuple[str, ...]
    texts: tuple[Text, ...]
    codes: Mapping[str, Sequence[str]]
    numbers: Mapping[str, int]
    references: Sequence[str]
    card: dict[str, Any]


@dataclass(frozen=True)
class Described:
    """The text of an entry in one language."""

    language: str
    summary: str
    description: str
    reviewed: bool


@dataclass(frozen=True)
class Backing:
    """What stands behind an entry: its rights, the documents that state something of it, its links and papers.

    Links are addresses; so are papers, "" for one without. `said` are the statements about the single fields that lists
    show; `noted` are those fields of which a curator noted that sources differ, and whether that is still open.
    `second_hand` is an entry that was made from another one (SECOND_HAND).
    """

    rights: Sequence[rights.Stated]
    cited: Sequence[support.Cited]
    links: Sequence[str]
    papers: Sequence[str]
    said: Sequence[Record]
    noted: Mapping[str, bool]
    second_hand: bool


def entries(keys: Sequence[int]) -> Iterator[Entry]:
    """Yield the published entries with these keys, in this order; some queries per batch, none per entry."""
    columns = ("pk", "changed", *COLUMNS)
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        rows = {row["pk"]: row for row in published().filter(pk__in=batch).values(*columns).order_by()}
        sets = {key: _codes(stored.name, batch) for key, stored in SETS.items()}
        stated: dict[int, list[rights.Stated]] = defaultdict(list)
        for right in Right.objects.filter(dataset__in=batch):
            stated[right.dataset_id].append((right.component, right.use, right.allowed))
        texts: dict[int, list[Described]] = defaultdict(list)
        # A text in none of the catalogue's languages is nobody's to find, and has no bit among the postings.
        described = DatasetDescription.objects.filter(dataset__in=batch, language__in=LANGUAGES).order_by("pk")
        for pk, language, summary, description, reviewed in described.values_list("dataset", *TEXT_COLUMNS):
            texts[pk].append(Described(language, summary, description, reviewed))
        known = references.keys_of(batch)
        cited, links, papers, said, noted = _cited(batch), _links(batch), _papers(batch), _said(batch), _noted(batch)
        made = _second_hand(batch)
        for pk in batch:
            if pk in rows:
                codes = {field: found.get(pk, []) for field, found in sets.items()}
                addresses, words = (links.get(pk, ()), papers.get(pk, ())), (said.get(pk, ()), noted.get(pk, {}))
                backing = Backing(stated[pk], cited.get(pk, ()), *addresses, *words, pk in made)
                yield _entry(rows[pk], codes, texts[pk], backing, tuple(known.get(pk, ())))


def _codes(field: str, keys: Sequence[int]) -> dict[int, list[str]]:
    """Return the codes that each dataset has in one many-to-many field."""
    found: dict[int, list[str]] = defaultdict(list)
    pairs = Dataset.objects.filter(pk__in=keys, **{f"{field}__isnull": False}).values_list("pk", f"{field}__code")
    for pk, code in pairs.order_by(f"{field}__code"):
        found[pk].append(code)
    return found


def _cited(keys: Sequence[int]) -> dict[int, list[support.Cited]]:
    """Return the documents that state something of each dataset."""
    found: dict[int, list[support.Cited]] = defaultdict(list)
    rows = Statement.objects.filter(dataset__in=keys).order_by().distinct()
    for pk, *document in rows.values_list("dataset", "document__code", "document__author", "document__url"):
        found[pk].append(support.Cited(*document))
    return found


def _links(keys: Sequence[int]) -> dict[int, list[str]]:
    """Return the addresses of each dataset."""
    found: dict[int, list[str]] = defaultdict(list)
    for pk, url in Link.objects.filter(dataset__in=keys).order_by().values_list("dataset", "url"):
        found[pk].append(url)
    return found


def _papers(keys: Sequence[int]) -> dict[int, list[str]]:
    """Return the address of each paper of each dataset, by its DOI where it has one; "" for a paper without."""
    found: dict[int, list[str]] = defaultdict(list)
    for pk, doi, url in Paper.objects.filter(dataset__in=keys).order_by().values_list("dataset", "doi", "url"):
        found[pk].append(doi_address(doi) or url)
    return found


def _second_hand(keys: Sequence[int]) -> set[int]:
    """Return those of some datasets that were made from another one, or are a part or copy of it."""
    made = DatasetRelation.objects.filter(dataset__in=keys, kind__in=SECOND_HAND).order_by()
    return set(made.values_list("dataset", flat=True))


def _said(keys: Sequence[int]) -> dict[int, list[Record]]:
    """Return what documents state of the single fields that lists show, as contradictions reads it."""
    found: dict[int, list[Record]] = defaultdict(list)
    rows = Statement.objects.filter(dataset__in=keys, field__in=SINGLE, value__isnull=False).order_by("pk")
    for pk, field, value, standing in rows.values_list("dataset", "field", "value", "standing"):
        found[pk].append({"field": field, "value": value, "standing": standing})
    return found


def _noted(keys: Sequence[int]) -> dict[int, dict[str, bool]]:
    """Return the single fields that lists show of which a curator noted that documents differ, and if that is open."""
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    kinds = (Disagreement.Kind.DOCUMENTS, Disagreement.Kind.CLAIM)
    rows = Disagreement.objects.filter(dataset__in=keys, field__in=SINGLE, kind__in=kinds).order_by("field")
    for pk, field, settled in rows.values_list("dataset", "field", "settled"):
        found[pk][field] = found[pk].get(field, False) or settled is None
    return found


def _differs(row: Mapping[str, Any], backing: Backing) -> list[str]:
    """Return the single fields that lists show of which sources differ and nobody has settled it.

    A note by hand stands instead of what is computed.
    """
    held = {field: stored.from_values(row) for field, stored in SINGLE.items()}
    legible = [said for said in backing.said if _legible(said["value"], held[said["field"]])]
    computed = [field for field in differing(legible, held) if field not in backing.noted]
    return sorted([*computed, *(field for field, is_open in backing.noted.items() if is_open)])


def _legible(said: Any, held: Any) -> bool:
    """Tell whether a value that a statement says is of the kind that the entry holds; another cannot be read."""
    if type(said) is not type(held) or not isinstance(said, dict):
        return type(said) is type(held)
    return type(said.get("value")) is int and all(isinstance(part, str | int | None) for part in said.values())


def _entry(
    row: dict[str, Any],
    sets: dict[str, list[str]],
    described: Sequence[Described],
    backing: Backing,
    known: Sequence[str],
) -> Entry:
    names = (row["name"], *row["aliases"])
    texts = (
        *(Text(name, "", NAME) for name in names),
        *(Text(text.summary, text.language, SUMMARY) for text in described),
        *(Text(text.description, text.language, DESCRIPTION) for text in described),
    )
    summaries = {text.language: text.summary for text in described}
    uses = rights.uses(backing.rights, row["license__code"])
    shown = card(row, sets, summaries, Beside(uses, _differs(row, backing), bool(backing.links)))
    codes = {facet.parameter: _several(shown[facet.parameter]) for facet in FACETS}
    for parameter, stated in codes.items():
        if not stated and parameter in MAY_BE_UNKNOWN and _is_open(parameter, backing, shown):
            codes[parameter] = (UNKNOWN,)
    numbers = {column.parameter: _known(bare(shown[column.parameter])) for column in RANGES}
    numbers |= {"quality": _known(row["quality"]), "changed": round(row["changed"].timestamp() * 1_000_000)}
    found = _found(shown, described, backing)
    numbers["support"] = support.support(found)
    numbers["differs"] = _bits(DIFFERING, shown["differs"])
    numbers["lacks"] = _bits(LACKING, [fact for fact in LACKING if fact not in found.facts])
    # The slug is a name, too, when it is typed whole; its words are none.
    known_as = (*names, row["slug"])
    return Entry(row["pk"], known_as, texts, codes, numbers, known, shown)


def _found(shown: Record, described: Sequence[Described], backing: Backing) -> support.Found:
    """Return what an entry's support is worked out from."""
    known = {
        "access": shown["access"] != UNKNOWN,
        "rights": shown["license"] is not None or bool(backing.rights),
        "amount": shown["subjects"] is not None or shown["images"] is not None,
        "paper": bool(backing.papers),
        "link": bool(backing.links),
        **{key: bool(shown[key]) for key in ("size", "task", "modality", "anatomy", "year")},
    }
    return support.Found(
        facts=[fact for fact, is_known in known.items() if is_known],
        cited=backing.cited,
        own=[*backing.links, *backing.papers],
        texts=[text.language for text in described],
        reviewed=[text.language for text in described if text.reviewed],
        imaging=shown["category"] == IMAGING,
        second_hand=backing.second_hand,
    )


def _is_open(parameter: str, backing: Backing, shown: Record) -> bool:
    """Tell whether nothing is known of a facet of which an entry has no value: that it may not be used is known."""
    return parameter != USE.parameter or rights.is_open(backing.rights, shown["license"])


def _several(codes: str | Sequence[str] | None) -> Sequence[str]:
    """Return the codes of a facet that holds several, one or none."""
    return () if codes is None else (codes,) if isinstance(codes, str) else codes


def _bits(names: Sequence[str], chosen: Iterable[str]) -> int:
    """Return the number in which the bits of the chosen names are set, the first name's the least."""
    return sum(1 << names.index(name) for name in set(chosen))


def _known(value: int | None) -> int:
    return -1 if value is None else value
