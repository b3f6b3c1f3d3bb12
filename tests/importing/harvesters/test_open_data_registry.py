"""Records of the Registry of Open Data that are about medical images."""

import os
from pathlib import Path

import pytest

from datasets.importing.claims import Described
from datasets.importing.harvesters import open_data_registry
from datasets.importing.harvesting import NotHarvestedError, version_of
from datasets.records.problems import Problem

DAY = 1_790_000_000  # 2026-09-21
RECORD = """Name: {name}
Description: Of {name}.
Documentation: https://example.org/{name}
ManagedBy: Quokka House
Tags:
{tags}
License: CC BY 4.0
Resources:
  - Description: The files
    ARN: arn:aws:s3:::quokka
"""


def written(folder: Path, **tags: str) -> Path:
    """Write the registry's folder: records by name, each with its tags, separated by commas."""
    (folder / "datasets").mkdir()
    for name, text in tags.items():
        file = folder / "datasets" / f"{name}.yaml"
        listed = "\n".join(f"  - {tag.strip()}" for tag in text.split(","))
        file.write_text(RECORD.format(name=name, tags=listed), encoding="utf-8")
        os.utime(file, (DAY, DAY))
    return folder


@pytest.mark.parametrize(
    ("tags", "taken"),
    [
        ("life sciences, radiology", True),
        ("life sciences, computed tomography", True),
        ("history, computed tomography", False),
        ("life sciences, magnetic resonance imaging, electron microscopy", False),
        ("medical imaging, radiology, fluorescence imaging", True),
        ("neuroimaging, imaging", True),
        ("neuroimaging, machine learning", False),
        ("neuroimaging, imaging, microscopy", False),
        ("cancer, genomic", False),
    ],
)
def test_its_tags_say_whether_a_record_is_about_medical_images(tmp_path: Path, tags: str, taken: bool) -> None:
    rows = list(open_data_registry.harvest(written(tmp_path, quokka=tags)).rows)
    assert [row.key for row in rows if isinstance(row, Described)] == (["quokka"] if taken else [])


def test_a_record_is_known_by_its_file_and_places_say_it(tmp_path: Path) -> None:
    harvest = open_data_registry.harvest(written(tmp_path, quokka="radiology", wombat="mammography"))
    quokka, wombat = [row for row in harvest.rows if isinstance(row, Described)]
    assert (quokka.name, quokka.key, wombat.key) == ("quokka", "quokka", "wombat")
    assert {claim.place.partition(",")[0] for claim in quokka.claims} == {"quokka.yaml"}
    assert harvest.document["code"] == "open-data-registry-2026-09-21"
    assert version_of("open-data-registry-2026-10-01", harvest.series) > version_of(
        harvest.document["code"], harvest.series
    )


def test_a_record_that_cannot_be_read_is_told_and_the_rest_taken(tmp_path: Path) -> None:
    path = written(tmp_path, quokka="radiology", wombat="radiology")
    broken = path / "datasets" / "quokka.yaml"
    broken.write_text("Tags:\n  - radiology\nName: [unclosed\n", encoding="utf-8")
    huge = path / "datasets" / "huge.yaml"
    huge.write_text("Tags:\n  - radiology\n" + "#" * open_data_registry.MOST_BYTES, encoding="utf-8")
    rows = list(open_data_registry.harvest(path).rows)
    assert [row.key for row in rows if isinstance(row, Described)] == ["wombat"]
    assert [row.place.partition(" ")[0] for row in rows if isinstance(row, Problem)] == ["huge.yaml", "quokka.yaml"]


@pytest.mark.parametrize("given", ["", "nothing"])
def test_what_is_no_copy_of_the_registry_is_told(tmp_path: Path, given: str) -> None:
    with pytest.raises(NotHarvestedError, match="copy of its repository"):
        open_data_registry.harvest(tmp_path / given if given else None)
