"""What an export says about where things stand: lasting, absolute addresses, given by the caller."""

from collections.abc import Mapping
from dataclasses import dataclass

from datasets.compare.picture import Cell


@dataclass(frozen=True)
class Addresses:
    """The address of the comparison, and of each dataset's entry by its slug."""

    comparison: str
    entries: Mapping[str, str]


def places(cell: Cell) -> str:
    """Return the places that a cell rests on, each once: "000:372, 004:75"; those that say otherwise come with "≠"."""
    said = dict.fromkeys(f"{'' if citation.agrees else '≠'}{citation.place}" for citation in cell.citations)
    return ", ".join(said)
