"""The facts of one dataset as its page shows them: a comparison of one, with the address of each term's page."""

from collections.abc import Callable
from dataclasses import dataclass

from datasets.compare.picture import Cell, Comparison
from datasets.facts.readings import Text

# Rows whose values have a place of their own on the page: links, papers, relations, classes, splits and rights.
SHOWN_APART = frozenset({"link", "paper", "relation", "class", "split", "rights"})


@dataclass(frozen=True)
class Fact:
    """One row: its label, the texts with the addresses of their terms ("" for none), and the cell with its evidence."""

    label: str
    texts: tuple[tuple[Text, str], ...]
    cell: Cell


def groups(alone: Comparison, url_of: Callable[[str, str], str]) -> list[tuple[str, list[Fact]]]:
    """Return the groups of facts that are known or stated, of a comparison of one dataset.

    `url_of(field, code)` gives a term's address.
    """
    found = []
    for group in alone.groups:
        facts = [
            Fact(row.label, tuple((text, text.code and url_of(row.field, text.code)) for text in cell.texts), cell)
            for row in group.rows
            for cell in row.cells
            if row.field not in SHOWN_APART and cell.known
        ]
        if facts:
            found.append((group.title, facts))
    return found
