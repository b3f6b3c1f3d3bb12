"""The rights of one dataset as its page shows them: a table of components and uses, each answer with its source."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from datasets.facts import rights
from datasets.facts.rights import Component, Use
from datasets.facts.stored import ANSWERS
from datasets.models import Dataset, Statement
from datasets.records.values import objects, said

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
    by_licence: list[Statement] = []
    by_right: dict[tuple[str, str, bool], list[Statement]] = defaultdict(list)
    for item in dataset.statement_set.all():
        if item.field == "license" and licence is not None and said(item) == licence:
            by_licence.append(item)
        elif item.field == "rights":
            for right in objects(item):
                by_right[right["component"], right["use"], ANSWERS[right["answer"]]].append(item)

    def cell(component: str, use: str) -> Cell:
        found = rights.answer(stated, licence, component, use)
        if found.allowed is None:
            return Cell(None, (), "")
        behind = by_licence if found.reason else by_right[component, use, found.allowed]
        return Cell(found.allowed, behind, found.reason)

    rows = [(label, [cell(component, use) for component in COMPONENTS]) for use, label in USES.items()]
    return Table(list(COMPONENTS.values()), rows)
