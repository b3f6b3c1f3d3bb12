"""A small index of the Imaging Data Commons, written as Parquet by DuckDB: the columns that the true one has."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

SERIES_COLUMNS = (
    "collection_id VARCHAR, analysis_result_id VARCHAR, PatientID VARCHAR, StudyInstanceUID VARCHAR, "
    "SeriesInstanceUID VARCHAR, source_DOI VARCHAR, Modality VARCHAR, BodyPartExamined VARCHAR, instanceCount BIGINT, "
    "license_short_name VARCHAR, series_size_MB DOUBLE"
)
SOURCES = (
    "STRUCT(source_id VARCHAR, source_type VARCHAR, source_doi VARCHAR, source_url VARCHAR, citation VARCHAR, "
    "Access VARCHAR, provenance STRUCT(data_contributor VARCHAR))[]"
)
COLLECTION_COLUMNS = (
    "collection_id VARCHAR, collection_name VARCHAR, cancer_types VARCHAR, tumor_locations VARCHAR, species VARCHAR, "
    f"sources {SOURCES}"
)
ANALYSIS_COLUMNS = (
    "analysis_result_id VARCHAR, analysis_result_title VARCHAR, source_DOI VARCHAR, source_url VARCHAR, "
    "license_short_name VARCHAR, citation VARCHAR"
)


def series(
    collection: str, patient: str, modality: str, *, analysis: str | None = None, part: str | None = "CHEST",
    instances: int = 10, megabytes: float = 1.234567, licence: str = "CC BY 4.0", study: str | None = None,
) -> tuple[Any, ...]:  # fmt: skip
    """Return one series; its identifier is made by `written`."""
    study = study or f"study of {patient}"
    doi = f"10.1234/{analysis or collection}"
    return (collection, analysis, patient, study, "", doi, modality, part, instances, licence, megabytes)


def collection(
    code: str, name: str, *, cancers: str = "Lung Cancer", locations: str = "Lung", species: str = "Human",
    analyses: tuple[str, ...] = (), dois: tuple[str, ...] = (),
) -> tuple[Any, ...]:  # fmt: skip
    """Return one collection, with its sources: the original data under each DOI, and the analyses of it."""
    originals = [_source(code, "original_data", doi) for doi in dois or (f"10.1234/{code}",)]
    others = [_source(one, "analysis_result", f"10.1234/{one}") for one in analyses]
    return (code, name, cancers, locations, species, [*originals, *others])


def _source(code: str, kind: str, doi: str) -> dict[str, Any]:
    return {
        "source_id": code,
        "source_type": kind,
        "source_doi": doi,
        "source_url": f"https://doi.org/{doi}",
        "citation": "Doe, J. (2021). <i>Some scans</i> (Version 2) [Data set]. An Archive.",
        "Access": "Public",
        "provenance": {"data_contributor": "TCIA"},
    }


def analysis(code: str, title: str) -> tuple[Any, ...]:
    """Return one result of an analysis."""
    doi = f"10.1234/{code}"
    return (code, title, doi, f"https://doi.org/{doi}", "CC BY 4.0", "Roe, R. (2023). <i>Outlines</i>.")


SERIES = [
    series("sparrow_lung", "P1", "CT", instances=120),
    series("sparrow_lung", "P1", "DX", instances=2, study="another day"),
    series("sparrow_lung", "P2", "CT", instances=80, part="SKULL"),
    *(series("sparrow_lung", "P2", "CT", instances=1, part="CHESTABDPELVIS") for _ in range(197)),
    series("sparrow_lung", "P2", "SEG", instances=1, part=None),
    series("sparrow_lung", "P2", "SEG", analysis="heron_outlines", instances=1),
    series("wren_mixed", "W1", "CT", instances=30),
    series("wren_mixed", "W2", "SM", instances=5, licence="CC BY 3.0", part=None),
    series("wren_mixed", "W2", "SM", instances=6, licence="CC BY 3.0", part=None),
    series("wren_mixed", "W1", "SEG", analysis="heron_outlines", instances=1),
    series("plover_slides", "S1", "SM", instances=7, part=None),
    series("robin_phantom", "cartridge", "CT", instances=40, part="PHANTOM"),
]
COLLECTIONS = [
    collection("sparrow_lung", "Sparrow-Lung", cancers="Lung Cancer, Non-Cancer", analyses=("heron_outlines",)),
    collection("wren_mixed", "Wren Mixed", dois=("10.1234/wren", "10.5678/wren-slides"), analyses=("heron_outlines",)),
    collection("plover_slides", "Plover-Slides", cancers="COVID-19 (non-cancer)", locations="Various"),
    collection("robin_phantom", "Robin Phantom", cancers="Phantom", locations="Lung Phantom"),
]
ANALYSES = [analysis("heron_outlines", "Heron outlines of lungs")]
VERSIONS = [(24, "2026-04-16"), (25, "2026-09-26")]


def written(
    folder: Path,
    version: str = "25.0.5",
    *,
    rows: list[tuple[Any, ...]] | None = None,
    collections: list[tuple[Any, ...]] | None = None,
    renamed: Mapping[str, str] | None = None,
    without: str = "",
) -> Path:
    """Write the package's folder: its tables, with columns `renamed`, and `without` one of them; return its parent."""
    package = folder / "idc_index_data"
    package.mkdir(parents=True)
    (package / "_version.py").write_text(f"__version__ = version = '{version}'\n", encoding="utf-8")
    numbered = [(*row[:4], f"series {place}", *row[5:]) for place, row in enumerate(SERIES if rows is None else rows)]
    tables = {
        "idc_index": (SERIES_COLUMNS, numbered),
        "collections_index": (COLLECTION_COLUMNS, COLLECTIONS if collections is None else collections),
        "analysis_results_index": (ANALYSIS_COLUMNS, ANALYSES),
        "version_metadata_index": ("idc_version BIGINT, version_timestamp VARCHAR", VERSIONS),
    }
    with duckdb.connect(":memory:") as connection:
        for name, (columns, content) in tables.items():
            if name == without:
                continue
            for old, new in (renamed or {}).items():
                columns = columns.replace(f"{old} ", f"{new} ")
            connection.execute(f"CREATE TABLE {name} ({columns})")
            names = [column for column, *_ in connection.execute(f"DESCRIBE {name}").fetchall()]
            # As JSON: for each value that it is given, DuckDB looks for pandas.
            file = folder / f"{name}.json"
            file.write_text(json.dumps([dict(zip(names, row, strict=True)) for row in content]), encoding="utf-8")
            connection.execute(f"COPY {name} FROM '{file}' (FORMAT json, ARRAY true)")
            connection.execute(f"COPY {name} TO '{package / name}.parquet' (FORMAT parquet)")
    return folder
