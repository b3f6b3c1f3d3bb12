"""Amounts against each other: points on logarithmic axes, names that do not lie on each other, and who is missing."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from datasets.compare.picture import Comparison, compare
from datasets.compare.scatter import LINE, Scatter, scatters
from datasets.facts.reading import whole
from datasets.models import Dataset

pytestmark = pytest.mark.django_db


def of(*slugs: str) -> Comparison:
    rows = whole(Dataset.objects.filter(slug__in=slugs))
    return compare(sorted(rows, key=lambda row: slugs.index(row.slug)))


def amounts(**known: tuple[int | None, int | None]) -> list[Scatter]:
    """Return the pictures of datasets with these subjects and sizes."""
    for slug, (subjects, size) in known.items():
        row = Dataset.objects.get(slug=slug)
        row.subjects, row.subjects_precision = subjects, "exact" if subjects else ""
        row.subjects_unit = row.subjects_unit if subjects else None
        row.size_bytes, row.size_precision = size, "exact" if size is not None else ""
        row.images, row.images_unit, row.images_precision = None, None, ""
        row.save()
    return scatters(of(*known))


def test_a_point_stands_where_its_amounts_are() -> None:
    (plot,) = amounts(kits19=(100, 10**9), lits=(10_000, 10**11))
    other, one = plot.points
    assert (one.x, one.y) == (plot.left, plot.bottom)
    assert (other.x, other.y) == (plot.right, plot.top)
    assert [tick.label for tick in plot.across_ticks] == ["100", "1,000", "10,000"]
    assert [tick.label for tick in plot.up_ticks] == ["1 GB", "10 GB", "100 GB"]


def test_all_points_are_inside_and_names_turn_away_from_the_edge() -> None:
    (plot,) = amounts(kits19=(300, 27 * 10**9), lits=(201, 50 * 10**9), brats=(90_000, 10**6))
    for point in plot.points:
        assert plot.left <= point.x <= plot.right
        assert plot.top <= point.y <= plot.bottom
        assert (point.anchor == "end") == (point.label_x < point.x)


def test_names_of_points_beside_each_other_stand_below_each_other() -> None:
    (plot,) = amounts(kits19=(300, 10**9), lits=(301, 10**9), brats=(302, 10**9))
    lines = sorted(point.label_y for point in plot.points)
    assert all(below - above >= LINE for above, below in pairwise(lines))


def test_who_lacks_one_of_the_two_is_named() -> None:
    (plot,) = amounts(kits19=(300, 10**9), lits=(301, 10**9), brats=(302, None))
    assert plot.missing == ("BraTS",)


@pytest.mark.parametrize("size", [None, 0])
def test_one_point_is_no_picture(size: int | None) -> None:
    assert amounts(kits19=(300, 10**9), lits=(301, size)) == []


def test_the_same_amounts_make_a_picture() -> None:
    (plot,) = amounts(kits19=(1, 1), lits=(1, 1))
    assert all(math.isfinite(point.x) and math.isfinite(point.y) for point in plot.points)


def test_many_powers_of_ten_have_few_numbers() -> None:
    (plot,) = amounts(kits19=(1, 1), lits=(10**15, 10**12))
    assert len(plot.across_ticks) <= 8


def test_images_have_a_picture_of_their_own() -> None:
    plots = scatters(of("lidc-idri", "chestx-ray14"))
    assert [plot.key for plot in plots] == ["size", "images"]
    assert replace(plots[0], key="") != replace(plots[1], key="")
