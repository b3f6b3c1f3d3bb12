"""The sets of MedMNIST, read from a small INFO of the same layout."""

from pathlib import Path
from typing import Any

import pytest

from datasets.importing.claims import UNREAD, Described
from datasets.importing.harvesters import medmnist
from datasets.importing.harvesting import NotHarvestedError

INFO = """
__version__ = "9.8.7"
import torch_is_not_imported
DEFAULT_ROOT = torch_is_not_imported.root()
HOMEPAGE = "https://example.org/finch"
INFO = {
    "finchmnist": {
        "python_class": "FinchMNIST",
        "description": "The FinchMNIST is based on the Finch-14 collection, with 10 films.",
        "url": "https://example.org/finch.npz",
        "url_64": "https://example.org/finch_64.npz",
        "task": "multi-label, binary-class",
        "label": {"0": "mass", "1": "nodule"},
        "n_channels": 1,
        "n_samples": {"train": 70, "val": 10, "test": 20},
        "license": "CC BY 4.0",
    },
    "rookmnist3d": {
        "python_class": "RookMNIST3D",
        "description": "The same as before.",
        "url": "https://example.org/rook.npz",
        "task": "something-new",
        "label": {"0": "left", "1": "right", "2": "both"},
        "n_channels": 1,
        "n_samples": {"train": 7, "val": 1, "test": 2},
        "license": "CC BY-NC 4.0",
    },
}
"""


def written(folder: Path, text: str = INFO) -> Path:
    package = folder / "medmnist"
    package.mkdir()
    (package / "info.py").write_text(text, encoding="utf-8")
    return folder


def claimed(row: Described, field: str) -> list[tuple[str, Any]]:
    return [(claim.printed, claim.value) for claim in row.claims if claim.field == field]


def test_a_set_says_what_info_says_and_no_more(tmp_path: Path) -> None:
    harvest = medmnist.harvest(written(tmp_path))
    finch, rook = [row for row in harvest.rows if isinstance(row, Described)]
    assert harvest.document["code"] == "medmnist-9-8-7"
    assert (finch.key, finch.name) == ("finchmnist", "FinchMNIST")
    assert claimed(finch, "images") == [("70 + 10 + 20", {"value": 100, "unit": "images", "precision": "exact"})]
    assert claimed(finch, "split")[1] == ("val: 10", {"name": "validation", "count": 10, "unit": "images"})
    assert [printed for printed, _ in claimed(finch, "class")] == ["mass", "nodule"]
    assert claimed(finch, "task") == [("multi-label, binary-class", ["multi-label-classification"])]
    assert claimed(finch, "multi_label") == [("multi-label, binary-class", True)]
    assert claimed(finch, "license") == [("CC BY 4.0", UNREAD)]
    assert [value["url"] for _, value in claimed(finch, "link")] == [
        "https://example.org/finch",
        "https://example.org/finch.npz",
        "https://example.org/finch_64.npz",
    ]
    assert claimed(finch, "provenance") == [("Finch-14 collection", None)]
    assert {claim.field for claim in finch.claims}.isdisjoint({"modality", "anatomy", "access", "relation"})
    assert claimed(rook, "images")[0][1]["unit"] == "volumes"
    assert claimed(rook, "task") == [("something-new", UNREAD)]
    assert claimed(rook, "provenance") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("INFO = {", "no Python that can be read"),
        ("X = 1", "no INFO or no __version__"),
        (INFO.replace('"label"', '"labels"'), "has no label"),
        (f"{'(' * 500}{')' * 500}", "no Python that can be read"),
    ],
)
def test_what_is_no_such_table_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(NotHarvestedError, match=told):
        list(medmnist.harvest(written(tmp_path, text)).rows)
