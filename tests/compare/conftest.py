"""Datasets read whole, as a comparison takes them."""

from collections.abc import Callable

import pytest

from datasets.compare.picture import Cell, Comparison, compare
from datasets.facts import reading
from datasets.models import Dataset

Compared = Callable[..., Comparison]


def whole(*slugs: str) -> list[Dataset]:
    """Return the datasets with all that belongs to them, in this order; all of them for no slug."""
    if not slugs:
        return reading.whole(Dataset.objects.order_by("slug"))
    return sorted(reading.whole(Dataset.objects.filter(slug__in=slugs)), key=lambda row: slugs.index(row.slug))


@pytest.fixture
def compared(db: None) -> Compared:
    """Give the comparison of some datasets."""
    return lambda *slugs: compare(whole(*slugs))


def cells(comparison: Comparison, key: str) -> list[Cell]:
    """Return the cells of one row."""
    return next(list(row.cells) for group in comparison.groups for row in group.rows if row.key == key)
