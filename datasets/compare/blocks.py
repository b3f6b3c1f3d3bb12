"""A comparison in the order in which people ask: what differs, by group; what is the same; what nobody states."""

from dataclasses import dataclass, replace

from .picture import Comparison, Group, Row


@dataclass(frozen=True)
class Blocks:
    """The rows of a comparison: those that tell the datasets apart, by group; those that do not; labels of the rest."""

    differing: tuple[Group, ...]
    same: tuple[Row, ...]
    unknown: tuple[str, ...]


def blocks(comparison: Comparison) -> Blocks:
    """Return the rows of a comparison by what they say about all of its datasets."""
    differing: list[Group] = []
    same: list[Row] = []
    unknown: list[str] = []
    for group in comparison.groups:
        apart = []
        for row in group.rows:
            if row.differs:
                apart.append(row)
            elif any(cell.known for cell in row.cells):
                same.append(row)
            else:
                unknown.append(row.label)
        if apart:
            differing.append(replace(group, rows=tuple(apart)))
    return Blocks(tuple(differing), tuple(same), tuple(unknown))
