"""Where marks stand: shades rise with numbers, marks are inside, and no name lies on another or on a mark."""

import re
from itertools import combinations, pairwise

import pytest

from datasets.views import plots
from datasets.views.plots import HEIGHT, LETTER, LINE, MARK, MOST_NAMES, NARROW, ROOMY, SHADES, Mark, Name, scatter


def share(text: str) -> float:
    return float(text.removesuffix("%")) / 100


@pytest.mark.parametrize("most", [1, 2, 3, 5, 17, 31, 1_000, 123_456])
def test_shades_rise_and_the_highest_number_has_the_darkest(most: int) -> None:
    edges = plots.lower_edges(most)
    shades = [plots.shade(number, edges) for number in sorted({1, 2, 3, *edges, most}) if number <= most]
    assert shades == sorted(shades)
    assert shades[-1] == SHADES
    assert min(shades) >= 1
    assert edges[0] == 1
    assert all(low < high for low, high in pairwise(edges))


def test_nothing_has_no_shade() -> None:
    assert plots.lower_edges(0) == []
    assert plots.shade(0, plots.lower_edges(9)) == 0


def test_a_point_stands_where_its_amounts_are() -> None:
    found = scatter([(100, 10**9), (10_000, 10**11)], ["one", "other"], str, str)
    assert [(mark.x, mark.y) for mark in found.marks] == [("0%", "100%"), ("100%", "0%")]
    assert [(tick.at, tick.label) for tick in found.across] == [("0%", "100"), ("50%", "1000"), ("100%", "10000")]
    assert [tick.label for tick in found.up] == [str(10**9), str(10**10), str(10**11)]


def crowd(number: int) -> list[Mark]:
    """Return the marks of entries that lie close together, with names of many lengths, some of them Chinese."""
    amounts = [(1 + (place * 7_919) % 90_000, 10**9 + (place * 104_729) % 10**12) for place in range(number)]
    names = [("肝脏" if place % 5 == 0 else "set") * (1 + place % 6) for place in range(number)]
    return list(scatter(amounts, names, str, str).marks)


def boxes(marks: list[Mark], width: int) -> dict[int, tuple[float, float, float, float]]:
    """Return the boxes of the names that show in a picture of this width, measured apart from the product's way."""
    found = {}
    for mark in marks:
        shown = (Name.ALWAYS,) if width < ROOMY else (Name.ALWAYS, Name.ROOMY)
        if mark.name.when in shown:
            text = ("肝脏" if mark.number % 5 == 0 else "set") * (1 + mark.number % 6)
            long = sum(LETTER * (2 if re.match(r"[\u4e00-\u9fff]", letter) else 1) for letter in text)
            start = {"start": 0, "middle": long / 2, "end": long}[mark.name.anchor]
            left, line = share(mark.x) * width + mark.name.dx - start, share(mark.y) * HEIGHT + mark.name.dy
            found[mark.number] = (left, line - 4 - LINE, left + long, line - 4 + LINE)
    return found


def meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    slack = 0.5
    return (
        one[0] + slack < other[2]
        and other[0] + slack < one[2]
        and one[1] + slack < other[3]
        and other[1] + slack < one[3]
    )


@pytest.mark.parametrize("width", [NARROW, 300, 400, ROOMY, 900, 1_200])
@pytest.mark.parametrize("number", [1, 2, 9, 40, 120])
def test_no_name_lies_on_another(number: int, width: int) -> None:
    found = boxes(crowd(number), width)
    assert found
    assert not [pair for pair in combinations(found, 2) if meet(found[pair[0]], found[pair[1]])]


@pytest.mark.parametrize("width", [NARROW, ROOMY])
def test_no_name_lies_on_the_mark_of_another(width: int) -> None:
    marks = crowd(60)
    for number, box in boxes(marks, width).items():
        for mark in marks:
            x, y = share(mark.x) * width, share(mark.y) * HEIGHT
            assert mark.number == number or not meet(box, (x - MARK, y - MARK, x + MARK, y + MARK))


def test_of_many_names_some_wait_to_be_asked_and_the_first_does_not() -> None:
    marks = crowd(120)
    assert marks[0].name.when == Name.ALWAYS
    assert sum(mark.name.when != Name.ASKED for mark in marks) <= MOST_NAMES


def test_a_name_longer_than_the_picture_waits_to_be_asked() -> None:
    (mark,) = scatter([(10, 10)], ["n" * 200], str, str).marks
    assert mark.name.when == Name.ASKED


def test_a_long_axis_keeps_every_other_amount_for_wide_pictures() -> None:
    found = scatter([(1, 1), (10**6, 1)], ["", ""], str, str)
    assert [tick.label for tick in found.across if not tick.roomy] == ["1", "100", "10000", "1000000"]
