"""The comparison as plain, frozen data: groups of rows of cells, one cell for each dataset.

The page and every export loop over this picture and decide nothing. A cell that is not known has no value and no text;
what is shown for it is the reader's word for "unknown".
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as lazy

from datasets.facts.contradictions import SINGLE_VALUED_FIELDS, consistent
from datasets.models import Dataset, Right, Split, Statement
from datasets.records.values import objects, said
from datasets.words.texts import words
from datasets.words.wording import precise, printed_language, shared_size_unit, size_in

from . import readings
from .readings import NOTHING, Reading, Text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Field = Statement.Field
MOST = 6
LEAST = 2

# Fields in which two different values contradict each other; elsewhere one statement may say more than another.
CONTESTED = frozenset({*SINGLE_VALUED_FIELDS, Field.SPLIT, Field.RIGHTS})


@dataclass(frozen=True)
class Citation:
    """Where a cell's value is stated: the statement's key, its document and line, what it prints and in what language.

    `agrees` is False where the statement says something else than the directory holds.
    """

    statement: int
    document: str
    line: int | None
    printed: str
    language: str
    agrees: bool

    @property
    def place(self) -> str:
        """The document's code, with the line where it has one: 000:372."""
        return self.document if self.line is None else f"{self.document}:{self.line}"


@dataclass(frozen=True)
class Dispute:
    """An unsettled disagreement about a cell: its key, and what clashes, in `language`."""

    key: int
    text: str
    language: str


@dataclass(frozen=True)
class Cell:
    """One field of one dataset (its slug). `value` None is unknown; `quoted` texts are the documents' own words.

    `share` is the length of its bar, in percent of the longest one of the same unit in the row; None for no bar.
    """

    dataset: str
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
    """One line of the comparison. `mixed`: amounts are in different units, so that bars compare like with like only."""

    key: str
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
    """One dataset of the comparison; `changed` is the day its entry last changed."""

    slug: str
    name: str
    kind: str
    withdrawn: bool
    changed: date
    papers: tuple[PaperData, ...]


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
    """How one row is made: its key and label, the statements' field, and how a dataset is read.

    `about` picks the statements where several rows share a field; `rare` rows are left out where nothing is known.
    """

    key: str
    label: "StrOrPromise"
    field: Statement.Field
    read: Callable[[Dataset], Reading]
    about: Callable[[Statement], bool] = lambda statement: True
    rare: bool = False


def _in_words(field: Statement.Field, label: "StrOrPromise") -> Line:
    """Return a row that has no column in the catalogue: it quotes what the documents print."""
    return Line(field.value, label, field, lambda dataset: NOTHING, rare=True)


def _split(name: Split.Name, label: "StrOrPromise") -> Line:
    def about(statement: Statement) -> bool:
        split = said(statement)
        return split is None or split["name"] == name

    return Line(f"split-{name.value}", label, Field.SPLIT, lambda dataset: readings.split(dataset, name), about)


def _right(component: Right.Component, use: Right.Use, label: "StrOrPromise") -> Line:
    def about(statement: Statement) -> bool:
        rights = objects(statement)
        return not rights or (component, use) in [(right["component"], right["use"]) for right in rights]

    return Line(
        f"{component.value}-{use.value}", label, Field.RIGHTS,
        lambda dataset: readings.right(dataset, component, use), about, rare=component != Right.Component.IMAGES,
    )  # fmt: skip


IMAGES, ANNOTATIONS, CODE = Right.Component
COMMERCIAL, REDISTRIBUTION, DERIVATIVES = Right.Use

LINES: "tuple[tuple[str, StrOrPromise, tuple[Line, ...]], ...]" = (
    ("shows", lazy("What it shows"), (
        Line("modality", lazy("Modality"), Field.MODALITY, lambda d: readings.terms(d.modalities.all())),
        Line("anatomy", lazy("Anatomy"), Field.ANATOMY, lambda d: readings.terms(d.anatomies.all())),
        Line("condition", lazy("Condition"), Field.CONDITION, lambda d: readings.terms(d.conditions.all())),
        Line("use_case", lazy("Use case"), Field.USE_CASE, lambda d: readings.terms(d.use_cases.all())),
        Line("task", lazy("Task"), Field.TASK, lambda d: readings.terms(d.tasks.all())),
        _in_words(Field.CONTENTS, lazy("Contents")),
        _in_words(Field.PURPOSE, lazy("Purpose")),
        _in_words(Field.POPULATION, lazy("Population")),
        _in_words(Field.ACQUISITION, lazy("Acquisition")),
        _in_words(Field.PERIOD, lazy("Period")),
        Line("language", lazy("Language of the data"), Field.LANGUAGE,
             lambda d: readings.terms(d.languages.all()), rare=True),
    )),
    ("amount", lazy("How much"), (
        Line("subjects", lazy("Subjects"), Field.SUBJECTS,
             lambda d: readings.amount(d.subjects, d.subjects_unit, d.subjects_precision, Field.SUBJECTS)),
        Line("images", lazy("Images"), Field.IMAGES,
             lambda d: readings.amount(d.images, d.images_unit, d.images_precision, Field.IMAGES)),
        Line("count", lazy("Other counts"), Field.COUNT, readings.counts, rare=True),
        Line("class_count", lazy("Number of classes"), Field.CLASS_COUNT, lambda d: readings.number(d.class_count)),
        Line("class", lazy("Classes"), Field.CLASS, readings.classes),
        Line("multi_label", lazy("Several labels per image"), Field.MULTI_LABEL,
             lambda d: readings.answer(d.multi_label)),
    )),
    ("annotations", lazy("Annotations and who made them"), (
        Line("annotation_type", lazy("Annotation type"), Field.ANNOTATION_TYPE,
             lambda d: readings.terms(d.annotation_types.all())),
        Line("annotation_method", lazy("Annotated by"), Field.ANNOTATION_METHOD,
             lambda d: readings.terms(d.annotation_methods.all())),
        _in_words(Field.ANNOTATION, lazy("Annotation in detail")),
    )),
    ("splits", lazy("Official splits"), (
        _split(Split.Name.TRAIN, lazy("Training")),
        _split(Split.Name.VALIDATION, lazy("Validation")),
        _split(Split.Name.TEST, lazy("Test")),
    )),
    ("files", lazy("Formats and size"), (
        Line("format", lazy("File format"), Field.FORMAT, lambda d: readings.terms(d.formats.all())),
        Line("size", lazy("Size"), Field.SIZE, readings.volume),
    )),
    ("access", lazy("Access and rights"), (
        Line("access", lazy("Access"), Field.ACCESS, lambda d: readings.term(d.access_level)),
        Line("access_step", lazy("Steps to access"), Field.ACCESS_STEP, readings.steps),
        Line("license", lazy("Licence"), Field.LICENSE, lambda d: readings.term(d.license)),
        _right(IMAGES, COMMERCIAL, lazy("Images: commercial use")),
        _right(IMAGES, REDISTRIBUTION, lazy("Images: redistribution")),
        _right(IMAGES, DERIVATIVES, lazy("Images: derivatives")),
        _right(ANNOTATIONS, COMMERCIAL, lazy("Annotations: commercial use")),
        _right(ANNOTATIONS, REDISTRIBUTION, lazy("Annotations: redistribution")),
        _right(ANNOTATIONS, DERIVATIVES, lazy("Annotations: derivatives")),
        _right(CODE, COMMERCIAL, lazy("Code: commercial use")),
        _right(CODE, REDISTRIBUTION, lazy("Code: redistribution")),
        _right(CODE, DERIVATIVES, lazy("Code: derivatives")),
        Line("downloads", lazy("Downloads"), Field.DOWNLOADS,
             lambda d: readings.amount(d.downloads, None, d.downloads_precision), rare=True),
        Line("prize", lazy("Prize"), Field.PRIZE, readings.prize, rare=True),
    )),
    ("quality", lazy("Quality and level"), (
        Line("quality", lazy("Quality"), Field.QUALITY, lambda d: readings.stars(d.quality)),
        Line("difficulty", lazy("Difficulty"), Field.DIFFICULTY,
             lambda d: readings.chosen(d.difficulty, d.get_difficulty_display())),
        Line("level", lazy("Level"), Field.LEVEL, lambda d: readings.chosen(d.level, d.get_level_display())),
        _in_words(Field.GUIDANCE, lazy("Guidance")),
        _in_words(Field.PERFORMANCE, lazy("Reported results")),
    )),
    ("provenance", lazy("Where it comes from"), (
        Line("kind", lazy("Kind"), Field.KIND, lambda d: readings.term(d.kind)),
        Line("category", lazy("Category"), Field.CATEGORY, lambda d: readings.term(d.category)),
        Line("source", lazy("Source"), Field.SOURCE, lambda d: readings.sources(d.sources.all())),
        Line("year", lazy("Year"), Field.YEAR, lambda d: readings.number(d.year)),
        _in_words(Field.PROVENANCE, lazy("Origin of the data")),
        Line("name", lazy("Also called"), Field.NAME, readings.aliases, rare=True),
        Line("paper", lazy("Papers"), Field.PAPER, readings.papers),
        Line("link", lazy("Links"), Field.LINK, readings.links),
        Line("relation", lazy("Related entries"), Field.RELATION, readings.relations, rare=True),
    )),
)  # fmt: skip


def compare(datasets: Sequence[Dataset]) -> Comparison:
    """Return the comparison of `datasets`, in their order, in the active language.

    They come from facts.reading.whole; nothing else is asked of the database.
    """
    backed = [(dataset, _statements(dataset), _disputes(dataset)) for dataset in datasets]
    groups = []
    for key, title, lines in LINES:
        rows = [(line, _row(line, backed)) for line in lines]
        kept = tuple(row for line, row in rows if not line.rare or any(cell.known for cell in row.cells))
        groups.append(Group(key, str(title), kept))
    return Comparison(tuple(_column(dataset) for dataset in datasets), tuple(groups))


Statements = dict[str, list[Statement]]
Disputes = dict[str, list[Dispute]]


def _statements(dataset: Dataset) -> Statements:
    found: Statements = defaultdict(list)
    for statement in dataset.statement_set.all():
        found[statement.field].append(statement)
    return found


def _disputes(dataset: Dataset) -> Disputes:
    found: Disputes = defaultdict(list)
    for item in dataset.disagreement_set.all():
        if item.settled is None:
            explanation = words(item.explanation)
            found[item.field].append(Dispute(item.pk, explanation.words, explanation.language))
    return found


def _column(dataset: Dataset) -> Column:
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
    )


def _row(line: Line, backed: Iterable[tuple[Dataset, Statements, Disputes]]) -> Row:
    found = [
        (
            dataset.slug,
            line.read(dataset),
            [statement for statement in statements[line.field.value] if line.about(statement)],
            disputes[line.field.value],
        )
        for dataset, statements, disputes in backed
    ]
    read = [reading for _, reading, _, _ in found]
    if line.field == Field.SIZE:
        read = _on_one_scale(read)
    shares = _shares(read)
    cells = tuple(
        _cell(slug, reading, stated, disputes, share)
        for (slug, _, stated, disputes), reading, share in zip(found, read, shares, strict=True)
    )
    units = {reading.unit for reading in read if reading.amount is not None}
    return Row(line.key, str(line.label), cells, mixed=len(units) > 1)


def _on_one_scale(read: list[Reading]) -> list[Reading]:
    """Return sizes with their texts in the unit that fits them all."""
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


def _cell(slug: str, reading: Reading, stated: list[Statement], disputes: list[Dispute], share: float | None) -> Cell:
    citations = tuple(
        cited(statement, statement.field not in CONTESTED or agrees(said(statement), reading.held))
        for statement in stated
    )
    if reading.value is None and citations:
        # No column holds it, but documents say something: their own words stand for it, each once.
        words = {citation.printed: Text(citation.printed, citation.language) for citation in citations}
        return Cell(slug, tuple(words.values()), list(words), True, citations, tuple(disputes))
    return Cell(slug, reading.texts, reading.value, False, citations, tuple(disputes), share)


def cited(statement: Statement, agreeing: bool = True) -> Citation:
    """Return a statement as a citation; `agreeing` says whether it says what the directory holds."""
    document, line = statement.document.code, statement.line
    return Citation(statement.pk, document, line, statement.printed, printed_language(statement), agreeing)


def cell_of(dataset: Dataset, line: Line) -> Cell:
    """Return one field of one dataset as the comparison shows it, without a bar."""
    return _row(line, [(dataset, _statements(dataset), _disputes(dataset))]).cells[0]


def agrees(stated: Any, held: Any) -> bool:
    """Tell whether a statement's value and the one that the directory holds can both be true.

    Figures agree when one is the other rounded; a split or a right when everything said of it is what is held, or one
    of several that are said at once is. What has no normal form cannot disagree.
    """
    if stated is None or held is None:
        return True
    if isinstance(held, dict):
        several = stated if isinstance(stated, list) else [stated]
        return any(all(held.get(key) in (None, value) for key, value in one.items()) for one in several)
    return consistent(stated, held)
