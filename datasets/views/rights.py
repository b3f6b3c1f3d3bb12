"""The rights of one dataset as its page shows them: a table of components and uses, each answer with its source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from datasets.catalogue import rights
from datasets.catalogue.columns import ANSWERS
from datasets.catalogue.rights import Component, Use
from datasets.models import Dataset, Statement

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COMPONENTS: "dict[str, StrOrPromise]" = {
    Component.IMAGES.value: _("the images"),
    Component.ANNOTATIONS.value: _("the annotations"),
    Component.CODE.value: _("the code"),
}
USES: "dict[str, StrOrPromise]" = {
    Use.COMMERCIAL.value: _("Use commercially"),
    Use.REDISTRIBUTION.value: _("Pass on to others"),
    Use.DERIVATIVES.value: _("Change, and publish the result"),
}


@dataclass(frozen=True)
class Cell:
    """Whether one component may be used in one way, None being unknown; the statements; or the licence's words."""

    allowed: bool | None
    statements: Sequence[Statement]
    reason: "StrOrPromise"


@dataclass(frozen=True)
class Table:
    """A row for each use with a cell for each component."""

    components: Sequence["StrOrPromise"]
    rows: Sequence[tuple["StrOrPromise", Sequence[Cell]]]

    @property
    def says_anything(self) -> bool:
        """Whether any answer is known."""
        return any(cell.allowed is not None for _, cells in self.rows for cell in cells)


def table(dataset: Dataset) -> Table:
    """Return the rights of a dataset whose rights, licence and statements have been fetched."""
    stated = [(row.component, row.use, row.allowed) for row in dataset.right_set.all()]
    licence = dataset.license.code if dataset.license else None
    statements = list(dataset.statement_set.all())

    def cell(component: str, use: str) -> Cell:
        found = rights.answer(stated, licence, component, use)
        if found.allowed is None:
            return Cell(None, (), "")
        if found.reason:
            behind = [
                item
                for item in statements
                if item.field == Statement.Field.LICENSE and item.value in (licence, [licence])
            ]
        else:
            behind = [
                item
                for item in statements
                if item.field == Statement.Field.RIGHTS and (component, use, found.allowed) in _said(item.value)
            ]
        return Cell(found.allowed, behind, found.reason)

    rows = [(label, [cell(component, use) for component in COMPONENTS]) for use, label in USES.items()]
    return Table(list(COMPONENTS.values()), rows)


def _said(value: Any) -> Iterator[tuple[str, str, bool]]:
    """Yield the rights that a statement's value says; it is an object, or a list of them."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and item.get("answer") in ANSWERS:
            yield str(item.get("component")), str(item.get("use")), ANSWERS[item["answer"]]
