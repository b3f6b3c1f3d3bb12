"""The documents' own comparison tables, held against the catalogue: each printed cell beside the value held now.

A guide of kind "comparison" carries such a table with the place of each cell. The statement that was taken from that
place says which field the cell is about; the dataset's columns say what the directory stands behind, and the statements
that agree with them say why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from datasets.facts.amounts import consistent
from datasets.facts.fields import Field
from datasets.facts.reading import whole
from datasets.facts.readings import Text
from datasets.facts.resolution import bare, compatible
from datasets.models import Dataset, Guide, Statement
from datasets.models.dataset import published
from datasets.records import advice
from datasets.records.values import said
from datasets.words.wording import listed

from .picture import Citation, cited, line_of, texts_of

# The order in which a cell's statement is chosen where several were taken from it: the name before what it implies,
# figures before what they describe, what an annotation is before the task or goal that follows from it.
FIELDS = (
    "name", "images", "subjects", "size", "format", "class_count", "quality", "difficulty", "annotation",
    "annotation_method", "annotation_detail",
)  # fmt: skip


class Verdict(Enum):
    """How a printed cell stands to the catalogue."""

    EQUAL = "equal"
    ROUNDED = "rounded"
    MORE = "more"
    OTHER = "other"
    UNSTATED = "unstated"


@dataclass(frozen=True)
class Held:
    """One cell of a document's table: what is printed, and what the catalogue holds of the same field.

    `rests_on` are the statements behind the catalogue's value where it is not the printed one; `why` says it in words.
    """

    printed: str
    place: str
    field: str
    texts: tuple[Text, ...]
    verdict: Verdict
    why: str
    rests_on: tuple[Citation, ...]

    @property
    def equal(self) -> bool:
        """Whether the catalogue holds just what is printed."""
        return self.verdict is Verdict.EQUAL


@dataclass(frozen=True)
class HeldRow:
    """One row of a document's table: the dataset it is about, and its cells."""

    dataset: Dataset
    cells: tuple[Held, ...]


def datasets_of(guide: Guide) -> list[Dataset]:
    """Return the published datasets that a guide names, in its order, with all that belongs to them: what to compare.

    A fixed number of queries.
    """
    order = list(guide.entries.values_list("dataset__slug", flat=True))
    return sorted(whole(published().filter(slug__in=order)), key=lambda row: order.index(row.slug))


def against_document(guide: Guide, datasets: Sequence[Dataset] | None = None) -> list[HeldRow]:
    """Return the rows of the guide's tables, each cell with what the catalogue holds instead and why.

    `datasets` are those of datasets_of, if the caller has them. A row about a dataset that is not among them is left
    out: a withdrawn entry is no longer compared.
    """
    known = {dataset.slug: dataset for dataset in (datasets_of(guide) if datasets is None else datasets)}
    rows = []
    for slug, cells in _rows(guide):
        if slug in known:
            rows.append(HeldRow(known[slug], tuple(_held(known[slug], cell) for cell in cells)))
    return rows


def _rows(guide: Guide) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return the printed cells of each row with the slug of the entry that cites the row's first cell."""
    cited_by = {
        (place["document"], place["line"], place["printed"]): entry.dataset.slug
        for entry in guide.entries.select_related("dataset")
        for place in advice.details(entry).get("places", [])
    }
    found = []
    for section in advice.body(guide).get("sections", []):
        for row in (section.get("table") or {}).get("rows", []):
            places = [cell["places"][0] for cell in row if cell.get("places")]
            if not places:
                continue
            first = places[0]
            slug = cited_by.get((first["document"], first["line"], first["printed"]))
            if slug is not None:
                found.append((slug, places))
    return found


def _held(dataset: Dataset, place: Mapping[str, Any]) -> Held:
    """Return one printed cell beside what the catalogue holds of the field that it is about."""
    printed, where = place["printed"], f"{place['document']}:{place['line']}"
    statement = _statement_at(dataset, place)
    if statement is None:
        return Held(printed, where, "", (), Verdict.UNSTATED, _("No statement was taken from this cell."), ())
    if statement.field == "name":
        known = said(statement) in (dataset.name, *dataset.aliases)
        return _told(dataset, place, statement, (Text(dataset.name),), Verdict.EQUAL if known else Verdict.OTHER)
    line = line_of(statement.field)
    verdict = _verdict(line.field, said(statement), line.read(dataset).value)
    return _told(dataset, place, statement, texts_of(dataset, line), verdict)


def _statement_at(dataset: Dataset, place: Mapping[str, Any]) -> Statement | None:
    """Return the statement that was taken from a cell: of its line, with words that the cell prints."""
    found = {
        statement.field: statement
        for statement in dataset.statement_set.all()
        if (statement.document.code, statement.line) == (place["document"], place["line"])
        and statement.printed in place["printed"]
    }
    return next((found[field] for field in FIELDS if field in found), None)


def _verdict(field: Field, stated: Any, held: Any) -> Verdict:
    """Return how a statement's value stands to what the dataset holds; what is said in words only is quoted."""
    if stated is None or bare(held) == bare(stated):
        return Verdict.EQUAL
    if isinstance(stated, list) and isinstance(held, list):
        if set(stated) == set(held):
            return Verdict.EQUAL
        return Verdict.MORE if set(stated) < set(held) else Verdict.OTHER
    # A rate and a total can both be true, but neither is the other rounded.
    rounded = held is not None and compatible(field, stated, held) and consistent(bare(stated), bare(held))
    return Verdict.ROUNDED if rounded else Verdict.OTHER


def _told(
    dataset: Dataset, place: Mapping[str, Any], statement: Statement, texts: tuple[Text, ...], verdict: Verdict
) -> Held:
    """Return the cell with the reason for its verdict."""
    behind = () if verdict is Verdict.EQUAL else tuple(map(cited, _behind(dataset, statement)))
    why = ""
    if verdict is not Verdict.EQUAL:
        places = listed(citation.place for citation in behind)
        if not behind:
            why = _("The directory stands behind no value here; it quotes what is printed.")
        elif verdict is Verdict.ROUNDED:
            why = _("The table rounds; the catalogue has the figure of %(places)s.") % {"places": places}
        elif verdict is Verdict.MORE:
            why = _("The catalogue has this and what %(places)s states besides.") % {"places": places}
        else:
            why = _("The catalogue stands behind %(places)s, which states otherwise.") % {"places": places}
    where = f"{place['document']}:{place['line']}"
    return Held(place["printed"], where, statement.field, texts, verdict, why, behind)


def _behind(dataset: Dataset, statement: Statement) -> list[Statement]:
    """Return the statements on which the catalogue's value rests where it is not that of `statement`.

    For codes, those that say more than it; else those that say just what is held.
    """
    held = line_of(statement.field).read(dataset).value
    same = [other for other in dataset.statement_set.all() if other.field == statement.field]
    if isinstance(held, list):
        more = set(held) - set(said(statement) or ())
        return [other for other in same if more & set(said(other) or ())]
    return [other for other in same if held is not None and bare(said(other)) == bare(held)]
