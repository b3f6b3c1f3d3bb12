"""JSON: the whole picture, values in normal form."""

import json
from dataclasses import replace

import pytest

from datasets.compare.picture import Comparison
from datasets.exports import FORMATS
from datasets.exports.json_data import write

from .conftest import addresses

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["comparison", "awkward"])
def test_every_cell_is_there(name: str, request: pytest.FixtureRequest) -> None:
    comparison: Comparison = request.getfixturevalue(name)
    data = json.loads(write(comparison, addresses(comparison)))
    assert [item["name"] for item in data["datasets"]] == [column.name for column in comparison.columns]
    for group, found in zip(comparison.groups, data["groups"], strict=True):
        for row, line in zip(group.rows, found["rows"], strict=True):
            assert (row.key, row.label, row.differs) == (line["key"], line["label"], line["differs"])
            for cell in row.cells:
                there = line["cells"][cell.dataset]
                assert there["value"] == cell.value
                assert there["text"] == ([item.text for item in cell.texts] or ["unknown"])
                assert [item["printed"] for item in there["sources"]] == [item.printed for item in cell.citations]


def test_unknown_is_null_and_not_known(comparison: Comparison) -> None:
    data = json.loads(write(comparison, addresses(comparison)))
    rows = {row["key"]: row["cells"] for group in data["groups"] for row in group["rows"]}
    cell = rows["split-validation"]["kits19"]
    assert (cell["known"], cell["value"], cell["text"]) == (False, None, ["unknown"])
    assert rows["images-redistribution"]["osirix-dicom-library"]["value"] == [
        {"component": "images", "use": "redistribution", "answer": "no"}
    ]
    assert rows["subjects"]["kits19"]["value"] == {"value": 300, "unit": "patients", "precision": "exact"}


def test_no_export_changes_the_comparison(comparison: Comparison) -> None:
    before = replace(comparison)
    for form in FORMATS.values():
        assert form.write(comparison, addresses(comparison))
    assert comparison == before
