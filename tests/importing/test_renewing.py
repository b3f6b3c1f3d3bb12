"""What a newer version of an index changes of what older ones said."""

from typing import Any

import pytest

from datasets.importing.harvesting import NotHarvestedError
from datasets.importing.renewing import check_newest, gone, same, superseded


def said(field: str, value: Any, printed: str = "x") -> dict[str, Any]:
    return {"field": field, "value": value, "printed": printed}


PATIENTS_105 = said("subjects", {"value": 105, "unit": "patients", "precision": "exact"}, "105")
PATIENTS_106 = said("subjects", {"value": 106, "unit": "patients", "precision": "exact"}, "106")
CT, MR = said("modality", ["CT"], "CT"), said("modality", ["MR"], "MR")


@pytest.mark.parametrize(
    ("older", "newer", "aside"),
    [
        pytest.param([PATIENTS_105], [PATIENTS_105], [], id="the same"),
        pytest.param([PATIENTS_105], [PATIENTS_106], [0], id="another figure"),
        pytest.param([CT], [CT, MR], [], id="one more in a set"),
        pytest.param([CT, MR], [CT], [1], id="one less in a set"),
        pytest.param([CT], [PATIENTS_105], [], id="of which nothing is said"),
        pytest.param([said("anatomy", None, "IAC")], [said("anatomy", None, "IAC")], [], id="the same words"),
        pytest.param([said("anatomy", None, "IAC")], [said("anatomy", ["ear"], "IAC")], [0], id="now understood"),
    ],
)
def test_only_what_the_newer_version_says_otherwise_gives_way(
    older: list[dict[str, Any]], newer: list[dict[str, Any]], aside: list[int]
) -> None:
    assert superseded(dict(enumerate(older)), newer) == aside


def test_a_part_that_is_not_known_makes_no_difference() -> None:
    assert same(said("size", {"value": 5, "precision": None}), said("size", {"value": 5}))


def test_what_is_gone_is_told_and_nothing_more() -> None:
    known = [f"set-{number}" for number in range(20)]
    assert gone(known, known[2:]) == ["set-0", "set-1"]


def test_more_than_a_tenth_gone_stops_the_harvest_unless_it_is_accepted() -> None:
    known = [f"set-{number}" for number in range(20)]
    with pytest.raises(NotHarvestedError, match=r"3 of 20 .* --although-gone"):
        gone(known, known[3:])
    assert len(gone(known, known[3:], although=True)) == 3


@pytest.mark.parametrize(("code", "refused"), [("idc-index-24-2-9", True), ("idc-index-24-2-10", False)])
def test_an_older_version_is_not_harvested_over_a_newer_one(code: str, refused: bool) -> None:
    codes = ["idc-index-24-2-10", "ref-idc-index-99"]
    if refused:
        with pytest.raises(NotHarvestedError, match="idc-index-24-2-10"):
            check_newest(code, "idc-index-", codes)
    else:
        check_newest(code, "idc-index-", codes)
