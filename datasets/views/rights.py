"""The rights of one dataset as its page shows them: a table of components and uses, each answer with its source."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from datasets.compare.picture import RIGHTS, Citation, cited
from datasets.facts import rights
from datasets.facts.rights import Component, Use
from datasets.facts.stored import ANSWERS
from datasets.models import Dataset, Statement
from datasets.records.values import objects, said

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COMPONENTS: "dict[str, StrOrPromise]" = {
    Component.IMAGES.value: _("Images"),
    Component.ANNOTATIONS.value: _("Annotations"),
    Component.CODE.value: _("Code"),
}
USES: "dict[str, StrOrPromise]" = {
    Use.COMMERCIAL.value: _("Use commercially"),
    Use.REDISTRIBUTION.value: _("Pass on to others"),
    Use.DERIVATIVES.value: _("Change, and publish the result"),
}


@dataclass(frozen=True)
class Cell:
    """Whether one component may be used in one way, None being unknown; where that is stated; or the licence's words.

    `key` names the cell once on the page, `name` what it answers.
    """

    allowed: bool | None
    citations: Sequence[Citation]
    reason: "StrOrPromise"
    key: str
    name: str


@dataclass(frozen=True)
class Table:
    """A row for each use with a cell for each component; what the licence's text says, each once, and who names it."""

    components: Sequence["StrOrPromise"]
    rows: Sequence[tuple["StrOrPromise", Sequence[Cell]]]
    reasons: Sequence["StrOrPromise"]
    licence: Sequence[Citation]

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
        key, name = f"{component}-{use}", str(RIGHTS[Component(component), Use(use)])
        if found.allowed is None:
            return Cell(None, (), "", key, name)
        behind = () if found.reason else by_right[component, use, found.allowed]
        return Cell(found.allowed, [cited(statement) for statement in behind], found.reason, key, name)

    rows = [(label, [cell(component, use) for component in COMPONENTS]) for use, label in USES.items()]
    reasons = dict.fromkeys(cell.reason for _, cells in rows for cell in cells if cell.reason)
    return Table(list(COMPONENTS.values()), rows, list(reasons), [cited(statement) for statement in by_licence])
