"""Collections of the Imaging Data Commons, counted from a small index of the same layout."""

import builtins
import zipfile
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest

from datasets.importing.claims import UNREAD, Described, Related
from datasets.importing.harvesters import idc
from datasets.importing.harvesting import NotHarvestedError
from tests.importing.harvesters import indexes


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Described]:
    rows = idc.harvest(indexes.written(tmp_path_factory.mktemp("index"))).rows
    return {row.key: row for row in rows if isinstance(row, Described)}


def claimed(row: Described, field: str) -> list[tuple[str, Any]]:
    return [(claim.printed, claim.value) for claim in row.claims if claim.field == field]


def notes(row: Described, field: str) -> str:
    return " ".join(claim.note for claim in row.claims if claim.field == field)


def exact(value: int, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "precision": "exact"}


def test_original_data_alone_are_counted(harvested: dict[str, Described]) -> None:
    row = harvested["sparrow_lung"]
    assert claimed(row, "subjects") == [("2", exact(2, "patients"))]
    assert claimed(row, "images") == [("399", exact(399, "images"))]
    assert claimed(row, "count") == [("3", exact(3, "studies"))]
    assert claimed(row, "size") == [("248147967", {"value": 201 * 1_234_567, "precision": "exact"})]
    assert notes(row, "images") == "Other instances, not counted: SEG (1)."
    assert ("201", {"group": "series", "count": 201}) in claimed(row, "contents")
    assert ("397", {"group": "CT images", "count": 397}) in claimed(row, "contents")


def test_modalities_are_images_and_segmentations_annotations(harvested: dict[str, Described]) -> None:
    row = harvested["sparrow_lung"]
    assert claimed(row, "modality") == [("CT", UNREAD), ("DX", UNREAD)]
    assert claimed(row, "annotation") == [("SEG", ["segmentation-mask"])]
    assert "1 series of 1 PatientIDs, 2 instances." in notes(row, "modality")


def test_a_body_part_of_a_few_series_is_told_and_not_claimed(harvested: dict[str, Described]) -> None:
    row = harvested["sparrow_lung"]
    assert claimed(row, "anatomy") == [
        ("Lung", UNREAD),
        ("CHESTABDPELVIS", ["chest", "abdomen", "pelvis"]),
        ("CHEST", UNREAD),
    ]
    assert "left out: SKULL (1)." in notes(row, "anatomy")


def test_what_is_no_condition_is_not_claimed_as_one(harvested: dict[str, Described]) -> None:
    said = {key: [printed for printed, _ in claimed(row, "condition")] for key, row in harvested.items()}
    assert said == {
        "sparrow_lung": ["Lung Cancer"],
        "wren_mixed": ["Lung Cancer"],
        "plover_slides": ["COVID-19"],
        "robin_phantom": [],
        "heron_outlines": [],
    }


def test_data_are_cited_as_their_archive_has_them_cited(harvested: dict[str, Described]) -> None:
    cited = {"title": "Some scans", "authors": "Doe, J.", "venue": "An Archive", "year": 2021}
    assert claimed(harvested["sparrow_lung"], "paper") == [("Some scans", {**cited, "doi": "10.1234/sparrow_lung"})]
    assert [value["doi"] for _, value in claimed(harvested["wren_mixed"], "paper")] == [
        "10.1234/wren",
        "10.5678/wren-slides",
    ]
    # "Roe, R. (2023). Outlines." names no archive.
    assert claimed(harvested["heron_outlines"], "paper") == []


def test_more_authors_than_a_record_takes_are_others() -> None:
    many = ", ".join(f"Longname{letter}, A." for letter in ascii_lowercase * 2) + ", & Last, B."
    authors = idc._authors(many)
    assert authors.startswith("Longnamea, A. and Longnameb, A.")
    assert authors.endswith(" and others")
    assert len(authors) <= 500


def test_slides_are_counted_as_slides(harvested: dict[str, Described]) -> None:
    assert claimed(harvested["plover_slides"], "images") == [("1", exact(1, "slides"))]
    mixed = harvested["wren_mixed"]
    assert claimed(mixed, "images") == [("30", exact(30, "images"))]
    assert ("2", exact(2, "slides")) in claimed(mixed, "count")


def test_a_second_licence_is_told_with_what_it_is_of(harvested: dict[str, Described]) -> None:
    mixed = harvested["wren_mixed"]
    assert [printed for printed, _ in claimed(mixed, "license")] == ["CC BY 3.0"]
    assert notes(mixed, "license") == "2 series of SM. CC BY 4.0: 1 series of CT."


def test_terms_sources_and_pages_come_from_the_table_of_collections(harvested: dict[str, Described]) -> None:
    mixed = harvested["wren_mixed"]
    assert mixed.identifiers == ("10.1234/wren", "10.5678/wren-slides")
    assert [value["url"] for _, value in claimed(mixed, "link")] == [
        "https://doi.org/10.1234/wren",
        "https://doi.org/10.5678/wren-slides",
    ]
    assert claimed(mixed, "access") == [("Public", "open")]
    assert claimed(mixed, "source") == [(idc.TITLE, ["idc"]), ("TCIA", UNREAD)]
    assert claimed(mixed, "year") == [("2021", 2021)]


def test_results_of_an_analysis_are_derived_from_the_collections_that_hold_them(
    harvested: dict[str, Described],
) -> None:
    row = harvested["heron_outlines"]
    assert claimed(row, "relation") == [
        ("sparrow_lung", Related("derived-from", "sparrow_lung")),
        ("wren_mixed", Related("derived-from", "wren_mixed")),
    ]
    assert claimed(row, "subjects") == [("2", exact(2, "patients"))]
    assert claimed(row, "images") == []
    assert claimed(row, "access") == [("Public", "open")]


def test_a_phantom_is_no_patient_and_stays_a_draft(harvested: dict[str, Described]) -> None:
    row = harvested["robin_phantom"]
    assert row.draft == notes(row, "subjects") == "A phantom: an object that is imaged in the place of a body."
    assert claimed(row, "subjects") == [("1", exact(1, "subjects"))]
    assert [printed for printed, _ in claimed(row, "anatomy")] == ["Lung"]
    assert not harvested["sparrow_lung"].draft


def test_identifiers_that_are_no_persons_are_not_counted_as_such(tmp_path: Path) -> None:
    rows = [indexes.series("cbis_ddsm", f"P_{number}_LEFT_CC", "MG") for number in range(3)]
    path = indexes.written(tmp_path, rows=rows, collections=[indexes.collection("cbis_ddsm", "CBIS-DDSM")])
    row = next(iter(idc.harvest(path).rows))
    assert isinstance(row, Described)
    assert claimed(row, "subjects") == []
    assert ("3", {"group": "PatientID values", "count": 3}) in claimed(row, "contents")


def test_sizes_that_are_rounded_are_about(tmp_path: Path) -> None:
    rows = [indexes.series("wren_mixed", "W1", "CT", megabytes=1.25)]
    row = next(iter(idc.harvest(indexes.written(tmp_path, rows=rows, collections=indexes.COLLECTIONS[1:2])).rows))
    assert isinstance(row, Described)
    assert claimed(row, "size") == [("1250000", {"value": 1_250_000, "precision": "about"})]


def test_the_document_has_the_version_and_its_day(tmp_path: Path) -> None:
    about = idc.harvest(indexes.written(tmp_path)).document
    assert (about["code"], about["as_of"], about["authority"]) == ("idc-index-25-0-5", "2026-09-26", "registry")
    assert "25.0.5" in about["title"]


def test_a_wheel_is_read_like_its_folder(tmp_path: Path) -> None:
    folder = indexes.written(tmp_path / "folder")
    wheel = tmp_path / "idc_index_data-25.0.5-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for file in (folder / "idc_index_data").iterdir():
            archive.write(file, f"idc_index_data/{file.name}")
    assert list(idc.harvest(wheel).rows) == list(idc.harvest(folder).rows)


def test_a_renamed_column_is_named_before_anything_is_read(tmp_path: Path) -> None:
    path = indexes.written(tmp_path, renamed={"BodyPartExamined": "body_part", "Modality": "modality_code"})
    with pytest.raises(NotHarvestedError, match=r"no column Modality and no column BodyPartExamined.*body_part.*Ver"):
        idc.harvest(path)


def test_a_column_in_other_letters_is_the_same_column(tmp_path: Path) -> None:
    path = indexes.written(tmp_path, renamed={"analysis_result_title": "Analysis_Result_Title"})
    assert len(list(idc.harvest(path).rows)) == 5


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("missing table", "collections_index.parquet is not there"),
        ("no parquet", "idc_index.parquet cannot be read"),
        ("no version", "_version.py"),
        ("no package", "holds nothing of idc_index_data"),
        ("no wheel", "neither a folder nor a wheel"),
        ("not there", "neither a folder nor a wheel"),
    ],
)
def test_what_is_no_such_index_is_told_with_the_fix(tmp_path: Path, broken: str, told: str) -> None:
    path = indexes.written(tmp_path / "index", without="collections_index" if broken == "missing table" else "")
    package = path / "idc_index_data"
    if broken == "no parquet":
        (package / "idc_index.parquet").write_bytes(b"PAR1 and nothing else")
    elif broken == "no version":
        (package / "_version.py").unlink()
    elif broken == "no package":
        path = tmp_path / "empty"
        path.mkdir()
    elif broken == "no wheel":
        path = tmp_path / "index.whl"
        path.write_text("a text", encoding="utf-8")
    elif broken == "not there":
        path = tmp_path / "nowhere.whl"
    with pytest.raises(NotHarvestedError, match=told):
        idc.harvest(path)


def test_without_duckdb_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = indexes.written(tmp_path)
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "duckdb":
            raise ModuleNotFoundError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(NotHarvestedError, match=r"pip install 'duckdb>=1.1,<2'"):
        idc.harvest(path)


def test_without_the_package_it_says_what_to_give() -> None:
    with pytest.raises(NotHarvestedError, match="pip download --no-deps idc-index-data"):
        idc.harvest(None)
