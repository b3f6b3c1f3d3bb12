"""The facts of one dataset as its page shows them: a comparison of one, with the address of each term's page."""

from collections.abc import Callable
from dataclasses import dataclass

from datasets.compare.picture import Cell, Citation, Comparison
from datasets.facts.readings import Text

# Rows whose values have a place of their own on the page: links, papers, relations, classes, splits and rights.
SHOWN_APART = frozenset({"link", "paper", "relation", "class", "split", "rights"})


@dataclass(frozen=True)
class Fact:
    """One row: its label, its texts, and the cell with its evidence.

    Each text has the address of its term ("" for none) and, where it is quoted, the places that print it.
    """

    label: str
    texts: tuple[tuple[Text, str, tuple[Citation, ...]], ...]
    cell: Cell


def groups(alone: Comparison, url_of: Callable[[str, str], str]) -> list[tuple[str, list[Fact]]]:
    """Return the groups of facts that are known or stated, of a comparison of one dataset.

    `url_of(field, code)` gives a term's address.
    """
    found = []
    for group in alone.groups:
        facts = [
            Fact(row.label, tuple(_told(text, row.field, cell, url_of) for text in cell.texts), cell)
            for row in group.rows
            for cell in row.cells
            if row.field not in SHOWN_APART and cell.known
        ]
        if facts:
            found.append((group.title, facts))
    return found


def _told(
    text: Text, field: str, cell: Cell, url_of: Callable[[str, str], str]
) -> tuple[Text, str, tuple[Citation, ...]]:
    printing = tuple(citation for citation in cell.citations if cell.quoted and citation.printed == text.text)
    return text, text.code and url_of(field, text.code), printing
