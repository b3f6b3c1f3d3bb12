"""The options of the facets as plain data, the same for pages and API: what may be chosen, and what that leaves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote_plus

from datasets.facts.fields import UNKNOWN
from datasets.index.facets import Value
from datasets.index.snapshot import Snapshot

from .finding import Results


@dataclass(slots=True)
class Option:
    """One value of a facet: its code, how deep it lies in its tree, the entries that it leaves, and how to choose it.

    `address` is the question with the value chosen, or without it where it is: a query string with its question mark.
    """

    code: str
    depth: int
    count: int
    selected: bool
    address: str


class Tree(NamedTuple):
    """The values of one facet as a tree, in the vocabulary's order, and each code as an address writes it."""

    children: Mapping[str | None, Sequence[str]]
    quoted: Mapping[str, str]


@lru_cache(maxsize=2)
def trees(snapshot: Snapshot) -> Mapping[str, Tree]:
    """Return the values of every facet as trees; worked out once for a snapshot."""
    found = {}
    for parameter, members in snapshot.facets.choices.items():
        children: dict[str | None, list[str]] = {}
        for code, value in members.items():
            children.setdefault(value.parent, []).append(code)
        found[parameter] = Tree(children, {code: quote_plus(code) for code in members})
    return found


def options(results: Results, parameter: str, snapshot: Snapshot, start: str) -> list[Option]:
    """Return what may be chosen of a facet or range: what some entry has, and what is chosen.

    The values as a tree, chosen first, then by count; that nothing is stated comes last.
    `start` is the address of the question's first page, the same for all facets.
    """
    query, counts = results.query, results.counts[parameter]
    chosen = query.facets.get(parameter, ())
    children, quoted = trees(snapshot)[parameter]
    leading = set(_leading(chosen, snapshot.facets.choices[parameter])) if chosen else set()
    adding = f"{start}{'' if start == '?' else '&'}{parameter}="
    found: list[Option] = []

    def branch(parent: str | None, depth: int) -> None:
        shown = [code for code in children.get(parent, ()) if counts[code] or code in leading]
        shown.sort(key=counts.__getitem__, reverse=True)
        if leading:
            shown.sort(key=leading.__contains__, reverse=True)
        if parent is None and UNKNOWN in shown:
            shown.remove(UNKNOWN)
            shown.append(UNKNOWN)
        for code in shown:
            selected = code in chosen
            address = query.toggled(parameter, code).address() if selected else adding + quoted[code]
            found.append(Option(code, depth, counts[code], selected, address))
            if code in children:
                branch(code, depth + 1)

    branch(None, 0)
    return found


def _leading(chosen: Sequence[str], members: Mapping[str, Value]) -> Iterator[str]:
    """Yield the chosen values and those above them."""
    for code in chosen:
        above: str | None = code
        while above is not None:
            yield above
            above = members[above].parent
