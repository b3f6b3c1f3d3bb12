"""The comparison as plain, frozen data: groups of rows of cells, one cell for each dataset.

The page and every export loop over this picture and decide nothing. A cell that is not known has no value and no text;
what is shown for it is the reader's word for "unknown".
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as lazy

from datasets.facts import kinds
from datasets.facts.fields import FIELDS, GROUPS, Field
from datasets.facts.kinds import Gathers
from datasets.facts.readings import NOTHING, Reading, Text, read, split_size, terms_held, yes_or_no
from datasets.facts.resolution import compatible, several
from datasets.models import Dataset, Right, Split, Statement
from datasets.models.kept import Kept
from datasets.records.values import objects, said
from datasets.words.texts import bcp47, reader
from datasets.words.wording import before_value, precise, printed_language, shared_size_unit, size_in

from .disputes import Dispute, disputes

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 6
LEAST = 2
# The only value of the parameter `only`: the rows that tell the entries apart.
DIFFERENCES = "differences"


@dataclass(frozen=True)
class Citation:
    """Where a cell's value is stated: the statement's key, its document and line, what it prints and in what language.

    `agrees` is False where the statement says something else than the directory holds. Of the document there is also
    its title with the language of that (BCP 47), its authority (a code of Document.Authority), and the day that it
    speaks for.
    """

    statement: int
    document: str
    line: int | None
    printed: str
    language: str
    agrees: bool
    title: str = ""
    title_language: str = ""
    authority: str = ""
    day: date | None = None

    @property
    def place(self) -> str:
        """The document's code, with the line where it has one: 000:372."""
        return self.document if self.line is None else f"{self.document}:{self.line}"


@dataclass(frozen=True)
class Cell:
    """One field of one dataset (its slug, its name). `value` None is unknown; `quoted` texts are documents' own words.

    `share` is the length of its bar, in percent of the longest one of the same unit in the row; None for no bar.
    """

    dataset: str
    name: str
    texts: tuple[Text, ...]
    value: Any
    quoted: bool
    citations: tuple[Citation, ...]
    disputes: tuple[Dispute, ...]
    share: float | None = None

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return self.value is not None


@dataclass(frozen=True)
class Row:
    """One line of the comparison, about a field.

    `mixed`: amounts are in different units, so that bars compare like with like only.
    """

    key: str
    field: str
    label: str
    cells: tuple[Cell, ...]
    mixed: bool

    @property
    def differs(self) -> bool:
        """Whether two datasets are told apart here; unknown differs from what is known."""
        return len({json.dumps(cell.value, sort_keys=True) for cell in self.cells}) > 1


@dataclass(frozen=True)
class Group:
    """Rows that belong together."""

    key: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class PaperData:
    """A paper, with as much as is known of it."""

    title: str
    authors: str
    venue: str
    year: int | None
    doi: str
    url: str


@dataclass(frozen=True)
class Column:
    """One dataset of the comparison; `changed` is the day its entry last changed, `disputes` what does not agree."""

    slug: str
    name: str
    kind: str
    withdrawn: bool
    changed: date
    papers: tuple[PaperData, ...]
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True)
class Comparison:
    """Datasets side by side. `only_differences`: rows in which they are all the same are left out."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    only_differences: bool = False

    def differences(self) -> "Comparison":
        """Return the comparison with only the rows that tell the datasets apart."""
        groups = [replace(group, rows=tuple(row for row in group.rows if row.differs)) for group in self.groups]
        return replace(self, groups=tuple(group for group in groups if group.rows), only_differences=True)


@dataclass(frozen=True)
class Line:
    """How one row is made of a field: its key and label, and how a dataset is read.

    `about` picks the statements where several rows share a field; `rare` rows are left out where nothing is known.
    """

    key: str
    label: "StrOrPromise"
    field: Field
    read: Callable[[Dataset], Reading]
    about: Callable[[Statement], bool] = lambda statement: True
    rare: bool = False


def _lines(field: Field) -> tuple[Line, ...]:
    """Return the rows of a field: one; of splits one for each, of rights one for each component and use."""
    if field.kind is kinds.SPLITS:
        return tuple(_split(field, name) for name in Split.Name)
    if field.kind is kinds.RIGHTS:
        return tuple(_right(field, component, use) for component in Right.Component for use in Right.Use)
    return (Line(field.code, field.label, field, lambda dataset: read(field, dataset), rare=field.rare),)


def _items(field: Field, dataset: Dataset) -> list[Any]:
    """Return what a dataset holds in a field of several rows."""
    return [] if field.stored is None else field.stored.to_record(dataset)


def _split(field: Field, name: Split.Name) -> Line:
    def reading(dataset: Dataset) -> Reading:
        value = [item for item in _items(field, dataset) if item["name"] == name]
        if not value:
            return NOTHING
        terms = terms_held(field, dataset)
        only = value[0] if len(value) == 1 else {}
        texts = tuple(Text(split_size(item, terms)) for item in value)
        return Reading(texts, value, only.get("count"), only.get("unit") or "")

    def about(statement: Statement) -> bool:
        found = objects(statement)
        return not found or name in [split["name"] for split in found]

    return Line(f"split-{name.value}", name.label, field, reading, about)


def _right(field: Field, component: Right.Component, use: Right.Use) -> Line:
    def reading(dataset: Dataset) -> Reading:
        value = [
            item for item in _items(field, dataset) if (item["component"], item["use"]) == (component.value, use.value)
        ]
        return Reading((Text(yes_or_no(value[0]["answer"] == "yes")),), value) if value else NOTHING

    def about(statement: Statement) -> bool:
        rights = objects(statement)
        return not rights or (component, use) in [(right["component"], right["use"]) for right in rights]

    return Line(
        f"{component.value}-{use.value}", RIGHTS[component, use], field, reading, about,
        rare=component != Right.Component.IMAGES,
    )  # fmt: skip


IMAGES, ANNOTATIONS, CODE = Right.Component
COMMERCIAL, REDISTRIBUTION, DERIVATIVES = Right.Use
RIGHTS: "Mapping[tuple[Right.Component, Right.Use], StrOrPromise]" = {
    (IMAGES, COMMERCIAL): lazy("Images: commercial use"),
    (IMAGES, REDISTRIBUTION): lazy("Images: redistribution"),
    (IMAGES, DERIVATIVES): lazy("Images: derivatives"),
    (ANNOTATIONS, COMMERCIAL): lazy("Annotations: commercial use"),
    (ANNOTATIONS, REDISTRIBUTION): lazy("Annotations: redistribution"),
    (ANNOTATIONS, DERIVATIVES): lazy("Annotations: derivatives"),
    (CODE, COMMERCIAL): lazy("Code: commercial use"),
    (CODE, REDISTRIBUTION): lazy("Code: redistribution"),
    (CODE, DERIVATIVES): lazy("Code: derivatives"),
}


def lines() -> Mapping[str, tuple[Line, ...]]:
    """Return the rows of each group, of the fields that the registry has."""
    return {
        group: tuple(line for field in FIELDS.values() if field.group == group for line in _lines(field))
        for group in GROUPS
    }


def line_of(code: str) -> Line:
    """Return the row that shows a field, the first where there are several."""
    return _lines(FIELDS[code])[0]


Disputes = dict[str, list[Dispute]]


@dataclass(frozen=True)
class Told:
    """What is shown of one entry by itself: its column, and for each row (its key) the reading and the cell."""

    column: Column
    rows: Mapping[str, tuple[Reading, Cell]]


# By slug and language, for the entries that visitors asked for last.
_kept: Kept[tuple[str, str], Told] = Kept(400)


def compare(datasets: Sequence[Dataset]) -> Comparison:
    """Return the comparison of `datasets`, in their order, in the active language.

    They come from facts.reading.whole; one more query for terms that only statements name. What visitors are shown of
    an entry is kept as long as the catalogue does not change.
    """
    by_key = {(dataset.slug, reader()): dataset for dataset in datasets}
    every = lines()
    found = _kept.several(
        by_key, lambda missing: dict(zip(missing, _told([by_key[key] for key in missing], every), strict=True))
    )
    told = [found[key] for key in by_key]
    groups = []
    for key, of_group in every.items():
        rows = [(line, _row(line, [one.rows[line.key] for one in told])) for line in of_group]
        kept = tuple(row for line, row in rows if not line.rare or any(cell.known for cell in row.cells))
        groups.append(Group(key, str(GROUPS[key]), kept))
    return Comparison(tuple(one.column for one in told), tuple(groups))


def _told(datasets: Sequence[Dataset], groups: Mapping[str, Sequence[Line]]) -> list[Told]:
    every = [line for of_group in groups.values() for line in of_group]
    return [
        Told(_column(dataset, found), _rows_of(dataset, every, _by_field(found)))
        for dataset, found in zip(datasets, disputes(datasets), strict=True)
    ]


def _rows_of(dataset: Dataset, of: Iterable[Line], disputes: Disputes) -> dict[str, tuple[Reading, Cell]]:
    """Return for some rows how a dataset is read, and its cell."""
    statements = _statements(dataset)
    found = {}
    for line in of:
        reading = line.read(dataset)
        stated = [statement for statement in statements.get(line.field.code, ()) if line.about(statement)]
        found[line.key] = reading, _cell(line, dataset, reading, stated, disputes.get(line.field.code, []))
    return found


def _statements(dataset: Dataset) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = defaultdict(list)
    for statement in dataset.statement_set.all():
        found[statement.field].append(statement)
    return found


def _by_field(disputes: Sequence[Dispute]) -> Disputes:
    """Return the disputes that nobody has settled."""
    found: Disputes = defaultdict(list)
    for dispute in disputes:
        if dispute.is_open:
            found[dispute.field].append(dispute)
    return found


def _column(dataset: Dataset, found: tuple[Dispute, ...]) -> Column:
    return Column(
        dataset.slug,
        dataset.name,
        dataset.kind.name(),
        dataset.is_withdrawn,
        dataset.changed.date(),
        tuple(
            PaperData(paper.title, paper.authors, paper.venue, paper.year, paper.doi, paper.url)
            for paper in dataset.paper_set.all()
        ),
        found,
    )


def _row(line: Line, found: Sequence[tuple[Reading, Cell]]) -> Row:
    read = [reading for reading, _cell in found]
    if line.field.kind is kinds.SIZE:
        read = _on_one_scale(read)
    cells = tuple(
        cell
        if cell.quoted or (share is None and reading.texts == cell.texts)
        else replace(cell, texts=reading.texts, share=share)
        for (_, cell), reading, share in zip(found, read, _shares(read), strict=True)
    )
    units = {reading.unit for reading in read if reading.amount is not None}
    return Row(line.key, line.field.code, str(line.label), cells, mixed=len(units) > 1)


def _on_one_scale(read: list[Reading]) -> list[Reading]:
    """Return sizes with their texts in the unit that fits them all; a lone one stays as it is."""
    if len(read) == 1:
        return read
    unit = shared_size_unit([reading.amount for reading in read if reading.amount is not None])
    return [
        reading
        if reading.amount is None
        else replace(reading, texts=(Text(precise(size_in(reading.amount, unit), reading.value["precision"] or "")),))
        for reading in read
    ]


def _shares(read: list[Reading]) -> list[float | None]:
    """Return each bar's length in percent of the longest of the same unit; None where nothing is to be compared."""
    amounts: dict[str, list[int]] = defaultdict(list)
    for reading in read:
        if reading.amount is not None:
            amounts[reading.unit].append(reading.amount)
    return [
        round(100 * reading.amount / max(amounts[reading.unit]), 2)
        if reading.amount is not None and len(amounts[reading.unit]) > 1 and max(amounts[reading.unit])
        else None
        for reading in read
    ]


def _cell(line: Line, dataset: Dataset, reading: Reading, stated: list[Statement], disputes: list[Dispute]) -> Cell:
    slug, name = dataset.slug, dataset.name
    citations = tuple(cited(statement, agrees(line.field, said(statement), reading.value)) for statement in stated)
    if reading.value is None and citations:
        # No column holds it, but documents say something: their own words stand for it, each once.
        words = {
            citation.printed: _own_words(statement, citation)
            for statement, citation in zip(stated, citations, strict=True)
        }
        return Cell(slug, name, tuple(words.values()), list(words), True, citations, tuple(disputes))
    return Cell(slug, name, reading.texts, reading.value, False, citations, tuple(disputes))


def _own_words(statement: Statement, citation: Citation) -> Text:
    """Return what a document prints; a bare number, as registries count, with what it is the number of."""
    value = said(statement)
    if isinstance(value, dict) and "group" in value and not any(map(str.isalpha, citation.printed)):
        return Text(f"{before_value(value['group'])} {number_format(value['count'], force_grouping=True)}")
    return Text(citation.printed, citation.language)


def cited(statement: Statement, agreeing: bool = True) -> Citation:
    """Return a statement as a citation; `agreeing` says whether it says what the directory holds."""
    document = statement.document
    return Citation(
        statement.pk, document.code, statement.line, statement.printed, printed_language(statement), agreeing,
        document.title, bcp47(document.language_at(None)), document.authority, document.day,
    )  # fmt: skip


def texts_of(dataset: Dataset, line: Line) -> tuple[Text, ...]:
    """Return what the comparison says of one field of one dataset."""
    return _row(line, [_rows_of(dataset, [line], {})[line.key]]).cells[0].texts


def agrees(field: Field, stated: Any, held: Any) -> bool:
    """Tell whether what a statement says and what the entry holds can both be true.

    What has no normal form cannot disagree, nor can a statement that says one code of a set or one name of several.
    """
    if stated is None or held is None or field.kind.gathers in (Gathers.SET, Gathers.ORDERED, Gathers.WORDS):
        return True
    if field.kind.gathers is Gathers.ONE:
        return compatible(field, stated, held)
    return all(
        all(known.get(key) in (None, part) for key, part in item.items())
        for item in several(stated)
        for known in held
        if field.kind.same(item, known)
    )
