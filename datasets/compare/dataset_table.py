"""The dataset table of a paper, before any format is written: entries as rows, chosen facts as columns, few words.

Every format writes this one table. What a cell says stands in signs, which the table explains (`legend`): an
abbreviated unit, ≈ for about, ≥ for at least, † where sources differ, – for what no source states.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from datasets.facts.fields import FIELDS
from datasets.facts.readings import read, terms_held
from datasets.models import Dataset, Document, Split
from datasets.models.dataset import Precision
from datasets.words.texts import words
from datasets.words.wording import LABELLED_UNITS, counted, listed, precise, size

from . import shortened
from .cited_papers import Publication, documents, papers, published_as
from .disputes import disputes
from .overlap import Overlap
from .picture import PaperData

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What fits a page of a paper: rows, and columns with that of the names.
MOST_ROWS, MOST_COLUMNS = 12, 10
# Of longer lists the first are told and the number of the others.
MOST_ITEMS = 4

NOT_STATED, DIFFERS, ABOUT, AT_LEAST, MAYBE = "–", "†", "≈", "≥", "?"
PRECISE = {Precision.ABOUT: ABOUT, Precision.AT_LEAST: AT_LEAST}


@dataclass(frozen=True)
class Cell:
    """What one fact of one dataset is, "" where no source states it; `differs` where sources do not agree."""

    text: str = ""
    differs: bool = False


@dataclass(frozen=True)
class Row:
    """One dataset: its cells, one for each column; and what is cited for it."""

    slug: str
    name: str
    cells: tuple[Cell, ...]
    papers: tuple[PaperData, ...]
    publication: Publication


@dataclass(frozen=True)
class Column:
    """One fact, by the code under which it is chosen; `number` columns are set to the right."""

    code: str
    label: str
    number: bool


@dataclass(frozen=True)
class Sign:
    """Something that stands in cells, and what it means."""

    sign: str
    meaning: str


@dataclass(frozen=True)
class DatasetTable:
    """The table: its columns beside the names, its rows, its legend, the documents behind its facts.

    `empty` are the labels of columns that were chosen and left out, for no source states anything there.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    legend: tuple[Sign, ...]
    documents: tuple[Document, ...]
    empty: tuple[str, ...]

    @property
    def cells(self) -> list[Cell]:
        """All cells, to be counted."""
        return [cell for row in self.rows for cell in row.cells]


@dataclass
class Signs:
    """The signs that cells have used so far, with their meanings, in the order in which they came."""

    known: dict[str, str]

    def use(self, sign: str, meaning: str) -> str:
        """Return the sign, which the legend explains from now on."""
        self.known.setdefault(sign, meaning)
        return sign


@dataclass(frozen=True)
class Kind:
    """A column that can be chosen: its label, the fields whose facts it tells, and how they are told."""

    label: "StrOrPromise"
    fields: tuple[str, ...]
    tell: Callable[[Dataset, Signs], str]
    number: bool = False


def _terms(code: str) -> Callable[[Dataset, Signs], str]:
    """Return how a field is told whose values are terms: by short names."""

    def tell(dataset: Dataset, signs: Signs) -> str:
        found = [shortened.term(code, text.code, text.text) for text in read(FIELDS[code], dataset).texts]
        if len(found) <= MOST_ITEMS:
            return listed(found)
        first = found[: MOST_ITEMS - 1]
        more = f"+{len(found) - len(first)}"
        signs.use("+n", _("and n more"))
        return listed([*first, more])

    return tell


def _amount(code: str) -> Callable[[Dataset, Signs], str]:
    """Return how a count is told: with its sign and its abbreviated unit."""

    def tell(dataset: Dataset, signs: Signs) -> str:
        value = read(FIELDS[code], dataset).value
        if value is None:
            return ""
        terms = terms_held(FIELDS[code], dataset)
        return _figure(value, _unit(value.get("unit"), terms, signs, under=code), signs)

    return tell


def _unit(code: str | None, terms: Mapping[tuple[str, str], Any], signs: Signs, under: str = "") -> str:
    """Return what stands behind a number for its unit, explained; "" where the column says it already."""
    if not code or code == LABELLED_UNITS.get(under):
        return ""
    name = words(terms["unit", code].names).words
    short = shortened.unit(code, name)
    return short if short == name else signs.use(short, name)


def _figure(value: Mapping[str, Any], unit: str, signs: Signs) -> str:
    number = number_format(value["value"], force_grouping=True)
    text = counted(Precision.EXACT) % {"number": number, "unit": unit} if unit else number
    return _precisely(text, value.get("precision") or "", signs)


def _precisely(text: str, precision: str, signs: Signs) -> str:
    """Return a figure with the sign of how exact it is."""
    meanings = {
        Precision.ABOUT: pgettext("of a number", "about"),
        Precision.AT_LEAST: pgettext("of a number", "at least"),
    }
    if precision not in PRECISE:
        return precise(text, precision)
    return signs.use(PRECISE[Precision(precision)], meanings[Precision(precision)]) + text


def _year(dataset: Dataset, signs: Signs) -> str:
    return str(read(FIELDS["year"], dataset).value or "")


def _size(dataset: Dataset, signs: Signs) -> str:
    value = read(FIELDS["size"], dataset).value
    return "" if value is None else _precisely(size(value["value"]), value.get("precision") or "", signs)


def _classes(dataset: Dataset, signs: Signs) -> str:
    """Tell how many classes there are: as stated, else how many are named."""
    stated = read(FIELDS["class_count"], dataset).value
    number = stated if stated is not None else len(read(FIELDS["class"], dataset).value or ())
    return number_format(number, force_grouping=True) if number else ""


def _splits(dataset: Dataset, signs: Signs) -> str:
    """Tell how many are for training, validation and test: 210/–/90."""
    items = read(FIELDS["split"], dataset).value or []
    of = {name: [item for item in items if item["name"] == name] for name in Split.Name.values}
    if not items or any(len(found) > 1 for found in of.values()):
        # A split that is stated in several units, or for several tasks, is a table of its own.
        return ""
    parts = [_part(found[0]) if found else NOT_STATED for found in of.values()]
    if set(parts) == {NOT_STATED}:
        return ""
    names = " / ".join(str(label) for label in Split.Name.labels)
    signs.use("/", names)
    units = {item["unit"] for item in items if item.get("count") is not None and item.get("unit")}
    text = "/".join(parts)
    if len(units) != 1:
        return text
    unit = _unit(units.pop(), terms_held(FIELDS["split"], dataset), signs)
    return counted(Precision.EXACT) % {"number": text, "unit": unit}


def _part(item: Mapping[str, Any]) -> str:
    if item.get("count") is not None:
        return number_format(item["count"], force_grouping=True)
    return _("%(share)s %%") % {"share": f"{item['percent']:g}"} if item.get("percent") is not None else NOT_STATED


def _nothing(dataset: Dataset, signs: Signs) -> str:
    return ""


OVERLAP = "overlap"
# The columns that can be chosen, in the order in which they stand if nobody says otherwise.
COLUMNS: Mapping[str, Kind] = {
    "year": Kind(FIELDS["year"].label, ("year",), _year, number=True),
    **{code: Kind(FIELDS[code].label, (code,), _terms(code)) for code in ("modality", "anatomy")},
    **{code: Kind(FIELDS[code].label, (code,), _amount(code), number=True) for code in ("subjects", "images")},
    "annotation": Kind(lazy("Labels"), ("annotation",), _terms("annotation")),
    **{code: Kind(FIELDS[code].label, (code,), _terms(code)) for code in ("license", "access")},
    "task": Kind(FIELDS["task"].label, ("task",), _terms("task")),
    "class": Kind(FIELDS["class"].label, ("class_count", "class"), _classes, number=True),
    "split": Kind(FIELDS["split"].label, ("split",), _splits, number=True),
    "size": Kind(FIELDS["size"].label, ("size",), _size, number=True),
    "format": Kind(FIELDS["format"].label, ("format",), _terms("format")),
    # What two of the rows have in common is found from all of them (table).
    OVERLAP: Kind(lazy("Overlap"), ("relation",), _nothing),
}
DEFAULT = tuple(COLUMNS)[:8]


def table(datasets: Sequence[Dataset], chosen: Sequence[str], overlaps: Iterable[Overlap] = ()) -> DatasetTable:
    """Return the table of `datasets` (from facts.reading.whole) with the `chosen` columns, in the reader's language."""
    signs = Signs({})
    common = _in_common(overlaps, signs) if OVERLAP in chosen else {}
    found = disputes(datasets)
    open_ = [{dispute.field for dispute in of if dispute.is_open} for of in found]
    told = {
        code: [
            common.get(dataset.slug, "") if code == OVERLAP else COLUMNS[code].tell(dataset, signs)
            for dataset in datasets
        ]
        for code in chosen
    }
    kept = [code for code in chosen if any(told[code])]
    kinds = [COLUMNS[code] for code in kept]
    rows = tuple(
        Row(
            dataset.slug,
            dataset.name,
            tuple(
                Cell(told[code][place], not open_[place].isdisjoint(kind.fields))
                for code, kind in zip(kept, kinds, strict=True)
            ),
            papers(dataset),
            published_as(dataset),
        )
        for place, dataset in enumerate(datasets)
    )
    return DatasetTable(
        tuple(Column(code, str(kind.label), kind.number) for code, kind in zip(kept, kinds, strict=True)),
        rows,
        tuple(_legend(rows, signs)),
        documents(datasets, (field for kind in kinds for field in kind.fields)),
        tuple(str(COLUMNS[code].label) for code in chosen if code not in kept),
    )


def _in_common(overlaps: Iterable[Overlap], signs: Signs) -> dict[str, str]:
    """Return for each slug with which of the others it has data or subjects in common, or may have."""
    found: dict[str, list[str]] = {}
    for one in overlaps:
        doubt = "" if one.certain else signs.use(MAYBE, _("it is not stated whether data are shared"))
        found.setdefault(one.first, []).append(f"{one.second_name}{doubt}")
        found.setdefault(one.second, []).append(f"{one.first_name}{doubt}")
    return {slug: listed(names) for slug, names in found.items()}


def _legend(rows: Iterable[Row], signs: Signs) -> Iterable[Sign]:
    cells = [cell for row in rows for cell in row.cells]
    if any(not cell.text or NOT_STATED in cell.text for cell in cells):
        yield Sign(NOT_STATED, _("not stated by any source"))
    if any(cell.differs for cell in cells):
        yield Sign(DIFFERS, _("sources differ"))
    yield from (Sign(sign, meaning) for sign, meaning in signs.known.items())
