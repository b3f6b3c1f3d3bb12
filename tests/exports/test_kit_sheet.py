"""The paper kit's table for spreadsheets: what is read is what was written, and the workbook has the same cells."""

import csv
import io

import pytest

from datasets.exports.kit import Kit
from datasets.exports.kit_sheet import rows, write_csv, write_workbook
from datasets.exports.spreadsheet import read_back

from .test_workbook import cells

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["kit", "awkward_kit"])
def test_the_csv_is_read_back_as_it_was(name: str, request: pytest.FixtureRequest) -> None:
    kit: Kit = request.getfixturevalue(name)
    found = csv.reader(io.StringIO(write_csv(kit).removeprefix("\ufeff"), newline=""), strict=True)
    assert [[read_back(cell) for cell in row] for row in found] == rows(kit)


@pytest.mark.parametrize("name", ["kit", "awkward_kit"])
def test_the_workbook_has_the_same_cells_as_texts(name: str, request: pytest.FixtureRequest) -> None:
    kit: Kit = request.getfixturevalue(name)
    found, types = cells(write_workbook(kit))
    assert types == {"s"}
    wide = len(rows(kit)[0])
    assert [row + [""] * (wide - len(row)) for row in found] == rows(kit)


def test_a_row_has_the_keys_of_what_is_cited(kit: Kit) -> None:
    found = {row[0]: row for row in rows(kit)}
    assert found["KiTS19"][:6] == ["KiTS19", "dataset_kits19", "2019", "CT", "Kidney", "300 pat."]
    assert found["LIDC-IDRI"][-1] == "Open†"
    assert found["†"][1] == "sources differ"


def test_what_a_spreadsheet_would_change_is_guarded(kit: Kit) -> None:
    # "112,120†" is no number and no date; a guard is harmless, a change would not be.
    (line,) = (line for line in write_csv(kit).splitlines() if line.startswith("ChestX-ray14"))
    assert "'112,120†" in line
