"""The facts of one dataset as its page shows them: a comparison of one, with the address of each term's page."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from datasets.compare.picture import Cell, Comparison
from datasets.facts.fields import FIELDS, GROUPS
from datasets.facts.readings import Text

# Fields whose values have a place of their own on the page: in its heading, in the four answers, or in a part below.
SHOWN_APART = frozenset(
    {
        "name", "category", "kind", "access", "access_step", "license", "rights", "subjects", "images", "size", "link",
        "paper", "relation", "class", "split",
    }
)  # fmt: skip
# The group of facts that are an opinion of one document rather than what the data are.
OPINIONS = "quality"
# The most values of one fact that the page shows; all are with the evidence.
MOST = 5
# Of fields like these nobody misses a statement: what they say follows from others, or few entries have it.
NOT_MISSED = frozenset({"name", "category", "kind", "access_step", "multi_label", "relation", "class", "class_count"})


@dataclass(frozen=True)
class Fact:
    """One row: the field, its label, its first texts with the address of each term ("" for none), how many more.

    `cell` has the evidence.
    """

    field: str
    label: str
    texts: tuple[tuple[Text, str], ...]
    more: int
    cell: Cell


@dataclass(frozen=True)
class Facts:
    """What is known of an entry: the facts; what documents say in words of their own, or think; what nobody states.

    The last are labels of fields.
    """

    known: list[Fact]
    words: list[Fact]
    missing: list[str]


def facts(alone: Comparison, url_of: Callable[[str, str], str], answered: Collection[str]) -> Facts:
    """Return the facts of a comparison of one dataset, without the fields that were `answered` already.

    `url_of(field, code)` gives a term's address.
    """
    known: list[Fact] = []
    words: list[Fact] = []
    stated = set()
    for group in alone.groups:
        for row in group.rows:
            (cell,) = row.cells
            if not cell.known:
                continue
            stated.add(row.field)
            if row.field not in SHOWN_APART and row.field not in answered:
                texts = tuple((text, text.code and url_of(row.field, text.code)) for text in cell.texts[:MOST])
                fact = Fact(row.field, row.label, texts, len(cell.texts[MOST:]), cell)
                (words if cell.quoted or group.key == OPINIONS else known).append(fact)
    missing = [
        str(field.label)
        for group in GROUPS
        for field in FIELDS.values()
        if field.group == group
        and group != OPINIONS
        and not field.rare
        and field.code not in stated
        and field.code not in NOT_MISSED
    ]
    return Facts(known, words, missing)
