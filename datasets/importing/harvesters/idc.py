"""The NCI Imaging Data Commons, from the Parquet files of PyPI's idc-index-data: every collection, counted.

A collection's facts are counted over the series that have no analysis_result_id: the results of analyses lie in the
same collections and are datasets of their own, derived from them. What each column means stands in the package's
*_schema.json.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasets.facts import items
from datasets.importing.claims import UNREAD, Claim, Described, Related
from datasets.importing.harvesting import Harvest, NotHarvestedError, document
from datasets.importing.packages import files_of
from datasets.importing.parquet import Tables, tables
from datasets.importing.readers.found import line
from datasets.models import DatasetRelation, Document, Link
from datasets.words import author_forms, identifiers
from datasets.words.authors import Authors, NotInForm

CODE = "idc"
TITLE = "NCI Imaging Data Commons"
PACKAGE, SERIES = "idc_index_data", "idc-index-"

INDEX, COLLECTIONS, ANALYSES, VERSIONS = (
    "idc_index", "collections_index", "analysis_results_index", "version_metadata_index",
)  # fmt: skip
NEEDED: Mapping[str, tuple[str, ...]] = {
    INDEX: (
        "collection_id", "analysis_result_id", "PatientID", "StudyInstanceUID", "SeriesInstanceUID", "source_DOI",
        "Modality", "BodyPartExamined", "instanceCount", "license_short_name", "series_size_MB",
    ),
    COLLECTIONS: ("collection_id", "collection_name", "cancer_types", "tumor_locations", "species", "sources"),
    ANALYSES: (
        "analysis_result_id", "analysis_result_title", "source_DOI", "source_url", "license_short_name", "citation",
    ),
}  # fmt: skip
FIX = (
    "This version of the index is laid out otherwise; its columns have been renamed before. Versions 24 and 25 are "
    "read. For another one, mend NEEDED in datasets/importing/harvesters/idc.py."
)

# What is no image but says something about images (DICOM PS3.3, C.7.3.1.1.1): is counted by itself.
OBJECTS = frozenset({"SEG", "RTSTRUCT", "RTDOSE", "RTPLAN", "SR", "PR", "KO", "REG", "RWV", "ANN", "M3D"})
# Which of them are annotations by what DICOM says they are; an SR may be anything.
ANNOTATIONS = {"SEG": "segmentation-mask", "RTSTRUCT": "contour"}
SLIDES = "SM"
# "Other": says of no image what made it.
NO_MODALITY = frozenset({"OT"})

# Body parts that name several at once, by the regions that they name (DICOM PS3.16, Annex L).
BODY_PARTS: Mapping[str, list[str]] = {
    "ABDOMENPELVIS": ["abdomen", "pelvis"],
    "CHESTABDOMEN": ["chest", "abdomen"],
    "CHESTABDPELVIS": ["chest", "abdomen", "pelvis"],
    "HEADNECK": ["head-neck"],
    "NECKCHEST": ["head-neck", "chest"],
    "NECKCHESTABDOMEN": ["head-neck", "chest", "abdomen"],
    "NECKCHESTABDPELV": ["head-neck", "chest", "abdomen", "pelvis"],
    "WHOLEBODY": ["whole-body"],
}
# What stands where a body part or a cancer would, and is none.
NOTHING_SAID = frozenset(
    {
        "", "other", "unknown", "various", "phantom", "non-cancer", "non-diseased", "normal", "healthy controls",
    }
)  # fmt: skip
# Of series that state a body part: what fewer than one in a hundred name is the slip of a hand as often as a fact.
FEW = 0.01

# Collections whose PatientID is not what the column's name says, and what it is.
NO_PATIENTS = {"cbis_ddsm": "A PatientID of this collection is one view or one lesion of a breast, not a person."}
SIMULATED = {"victre": "Simulated: the subjects are digital phantoms."}

YEAR = re.compile(r"\(((?:19|20)\d\d)[a-z]?\)")
# How archives have their data cited, after DataCite and APA: authors, year, title, version, "Data set", archive.
CITATION = re.compile(
    r"(?P<authors>.+?) \((?P<year>(?:19|20)\d\d)[^)]*\)[.,]? (?P<title>.+?)\s*(?:\((?:version|v) ?[^)]*\))?"
    r"\s*(?:\[[^\]]+\])?\. (?P<venue>[^.]+)\. ",
    re.IGNORECASE,
)
TAGS = re.compile(r"</?\w+>")
CITED_SO = "The data themselves, as their archive has them cited."
# "…, Not Otherwise Specified" belongs to the word before it.
BETWEEN_TYPES = re.compile(r",\s*(?!Not Otherwise Specified)")

# A row is a series.
COUNTED = """
    SELECT {of}, Modality, count(DISTINCT {person}), count(DISTINCT StudyInstanceUID),
           count(*), sum(instanceCount)::BIGINT,
           sum(round(series_size_MB * 1e6))::BIGINT,
           bool_or(abs(series_size_MB * 100 - round(series_size_MB * 100)) > 1e-6)
    FROM {table} WHERE {which} GROUP BY GROUPING SETS (({of}), ({of}, Modality)) ORDER BY ALL
"""
OF_COLLECTIONS = {"of": "collection_id", "person": "PatientID", "which": "analysis_result_id IS NULL"}
# The same identifier may name two persons in two collections.
OF_ANALYSES = {
    "of": "analysis_result_id",
    "person": "(collection_id, PatientID)",
    "which": "analysis_result_id IS NOT NULL",
}
BY_BODY_PART = """
    SELECT collection_id, trim(BodyPartExamined), count(*) FROM {table}
    WHERE analysis_result_id IS NULL AND BodyPartExamined IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
BY_LICENCE = """
    SELECT collection_id, license_short_name, count(*), list(DISTINCT Modality ORDER BY Modality)
    FROM {table} WHERE analysis_result_id IS NULL AND license_short_name IS NOT NULL GROUP BY ALL ORDER BY 1, 3 DESC, 2
"""
ANALYSED = """
    SELECT DISTINCT analysis_result_id, collection_id FROM {table} WHERE analysis_result_id IS NOT NULL ORDER BY ALL
"""
OF_COLLECTION_TABLE = """
    SELECT collection_id, collection_name, cancer_types, tumor_locations, species, sources FROM {table} ORDER BY 1
"""
OF_ANALYSIS_TABLE = """
    SELECT analysis_result_id, analysis_result_title, source_DOI, source_url, license_short_name, citation
    FROM {table} ORDER BY 1
"""
ACCESS = """
    SELECT one.source_id, one.Access FROM (SELECT unnest(sources) AS one FROM {table})
    WHERE one.source_type = 'analysis_result' ORDER BY ALL
"""


@dataclass(frozen=True)
class Counted:
    """What was counted over some series: persons, studies, series, instances and bytes; exact if sizes are whole."""

    persons: int
    studies: int
    series: int
    instances: int
    size: int
    exact: bool


# Of one collection or analysis: all of its series under "", and those of each modality.
ByModality = Mapping[str, Counted]


def harvest(path: Path | None) -> Harvest:
    """Return what the index holds: collections first, then the results of analyses that are derived from them.

    `path` is the wheel, the folder that it unpacks to, or None for the installed package.
    """
    wanted = (*(f"{name}.parquet" for name in (*NEEDED, VERSIONS)), "_version.py")
    with files_of(PACKAGE, path, wanted) as files:
        version = _version(files.get("_version.py"))
        found = {name.removesuffix(".parquet"): file for name, file in files.items() if name.endswith(".parquet")}
        with tables(found) as opened:
            for table, columns in NEEDED.items():
                opened.require(table, columns, FIX)
            rows = [*_collections(opened), *_analyses(opened)]
            as_of = _day(opened, version) if VERSIONS in found else None
    url = f"https://github.com/ImagingDataCommons/idc-index-data/releases/tag/{version}"
    return Harvest(document(SERIES, version, TITLE, url, Document.Authority.REGISTRY.value, as_of), SERIES, rows)


def _version(file: Path | None) -> str:
    """Return the version of the package, as _version.py has it; it is read, not run."""
    found = re.search(r"version = ['\"]([0-9.]+)['\"]", file.read_text(encoding="utf-8")[:5_000]) if file else None
    if found is None:
        raise NotHarvestedError("_version.py, which says which version of the index this is, cannot be read.")
    return found[1]


def _day(opened: Tables, version: str) -> str | None:
    """Return the day for which a release speaks; that of its data, whose number the package's version begins with."""
    opened.require(VERSIONS, ("idc_version", "version_timestamp"), FIX)
    days = dict(opened.rows("SELECT idc_version, version_timestamp FROM {table}", VERSIONS))
    found = re.match(r"\d{4}-\d\d-\d\d", str(days.get(int(version.partition(".")[0]), "")))
    return found[0] if found else None


def _counted(opened: Tables, grouping: Mapping[str, str]) -> dict[str, dict[str, Counted]]:
    query = COUNTED
    for name, text in grouping.items():
        query = query.replace(f"{{{name}}}", text)
    found: dict[str, dict[str, Counted]] = defaultdict(dict)
    for owner, modality, *figures in opened.rows(query, INDEX):
        found[owner][modality or ""] = Counted(*figures)
    return found


def _collections(opened: Tables) -> Iterator[Described]:
    counted = _counted(opened, OF_COLLECTIONS)
    parts, licences = _grouped(opened.rows(BY_BODY_PART, INDEX)), _grouped(opened.rows(BY_LICENCE, INDEX))
    query = (
        "SELECT collection_id, collection_name, cancer_types, tumor_locations, species, sources FROM {table} ORDER BY 1"
    )
    for code, name, cancers, locations, species, sources in opened.rows(query, COLLECTIONS):
        original = [one for one in sources or () if one.get("source_type") == "original_data"]
        place, about = f"{INDEX}, collection_id {code}", f"{COLLECTIONS}, collection_id {code}"
        figures = counted.get(code, {})
        why = _no_patients(code, species or "", cancers or "")
        claims = [
            *(_amounts(figures, code, why, place) if figures else ()),
            *_modalities(figures, place),
            *_anatomies(parts[code], locations or "", place, about),
            *_conditions(cancers or "", about),
            *_licence(licences[code], place),
            *_hosted(original, f"{about}, sources"),
            *_cited(original, f"{about}, sources"),
            *_access([one.get("Access") for one in original], f"{about}, sources"),
        ]
        dois = dict.fromkeys(one["source_doi"] for one in original if one.get("source_doi"))
        yield Described(about, name or code, tuple(claims), key=code, identifiers=tuple(dois), draft=why)


def _analyses(opened: Tables) -> Iterator[Described]:
    counted, collections = _counted(opened, OF_ANALYSES), _grouped(opened.rows(ANALYSED, INDEX))
    access = _grouped(opened.rows(ACCESS, COLLECTIONS))
    for code, name, doi, url, licence, citation in opened.rows(OF_ANALYSIS_TABLE, ANALYSES):
        place, about = f"{INDEX}, analysis_result_id {code}", f"{ANALYSES}, analysis_result_id {code}"
        figures = counted.get(code, {})
        source = {"source_doi": doi, "source_url": url, "citation": citation}
        claims = [
            *(_amounts(figures, code, "", place) if figures else ()),
            *_modalities(figures, place),
            *([Claim("license", licence, f"{about}, license_short_name")] if licence else ()),
            *_hosted([source], about),
            *_cited([source], about),
            *_access([given for (given,) in access[code]], f"{COLLECTIONS}, sources, source_id {code}"),
            *(
                Claim("relation", collection, place, Related(DatasetRelation.Kind.DERIVED_FROM.value, collection))
                for (collection,) in collections[code]
            ),
        ]
        yield Described(about, name or code, tuple(claims), key=code, identifiers=(doi,) if doi else ())


def _grouped(rows: Sequence[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for owner, *rest in rows:
        found[owner].append(tuple(rest))
    return found


def _no_patients(code: str, species: str, cancers: str) -> str:
    """Return why the subjects of a collection are no human patients, "" where they are."""
    if "phantom" in f"{species} {cancers}".lower():
        return "A phantom: an object that is imaged in the place of a body."
    if species and species != "Human":
        return f"Species: {species}."
    return SIMULATED.get(code, "")


def _amounts(figures: ByModality, code: str, why: str, place: str) -> Iterator[Claim]:
    """Yield what was counted over all series. An instance of an image modality is one image; a series of SM a slide."""
    total = figures[""]
    if code in NO_PATIENTS:
        yield _group("PatientID values", total.persons, place, NO_PATIENTS[code])
    else:
        unit = "subjects" if why else "patients"
        yield Claim("subjects", str(total.persons), place, _exact(total.persons, unit), why)
    images = {name: one for name, one in figures.items() if name and name not in OBJECTS and name != SLIDES}
    slides = figures.get(SLIDES)
    if images:
        number = sum(one.instances for one in images.values())
        yield Claim("images", str(number), place, _exact(number, "images"), _left_out(figures))
    if slides:
        field = "count" if images else "images"
        yield Claim(field, str(slides.series), place, _exact(slides.series, "slides"), "Series of SM, one a slide.")
    yield Claim("count", str(total.studies), place, _exact(total.studies, "studies"))
    yield _group("series", total.series, place)
    for name, one in sorted(figures.items()):
        if name in OBJECTS:
            yield _group(f"{name} series", one.series, place)
        elif name in images and len(images) > 1:
            yield _group(f"{name} images", one.instances, place)
    precision = "exact" if total.exact else "about"
    yield Claim("size", str(total.size), f"{place}, series_size_MB", {"value": total.size, "precision": precision})
    yield Claim("format", "DICOM", "", ["dicom"])


def _exact(value: int, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "precision": "exact"}


def _group(group: str, count: int, place: str, note: str = "") -> Claim:
    return Claim("contents", str(count), place, {"group": group, "count": count}, note)


def _left_out(figures: ByModality) -> str:
    """Return what is not counted among the images."""
    others = [f"{name} ({one.instances})" for name, one in sorted(figures.items()) if name in {*OBJECTS, SLIDES}]
    return f"Other instances, not counted: {', '.join(others)}." if others else ""


def _modalities(figures: ByModality, place: str) -> Iterator[Claim]:
    for name, one in sorted(figures.items()):
        note = f"{one.series} series of {one.persons} PatientIDs, {one.instances} instances."
        if name in ANNOTATIONS:
            yield Claim("annotation", name, f"{place}, Modality", [ANNOTATIONS[name]], note)
        elif name and name not in OBJECTS and name not in NO_MODALITY:
            yield Claim("modality", name, f"{place}, Modality", note=note)


def _anatomies(parts: Sequence[tuple[Any, ...]], locations: str, place: str, about: str) -> Iterator[Claim]:
    """Yield the places of tumours as the collection states them, and the body parts that its series do."""
    for location in dict.fromkeys(one.strip().removesuffix(" Phantom") for one in locations.split(",")):
        if location.lower() not in NOTHING_SAID:
            yield Claim("anatomy", location, f"{about}, tumor_locations")
    stated = sum(number for _, number in parts)
    rare = [f"{part} ({number})" for part, number in parts if number < FEW * stated]
    left = f" Of fewer than one in a hundred, and left out: {', '.join(rare)}." if rare else ""
    for part, number in sorted(parts, key=lambda one: -one[1]):
        if number >= FEW * stated and part.lower() not in NOTHING_SAID:
            note = f"{number} of {stated} series that state one.{left}"
            yield Claim("anatomy", part, f"{place}, BodyPartExamined", BODY_PARTS.get(part, UNREAD), note[:500])


def _conditions(cancers: str, about: str) -> Iterator[Claim]:
    for one in dict.fromkeys(one.strip().removesuffix(" (non-cancer)") for one in BETWEEN_TYPES.split(cancers)):
        if one.lower() not in NOTHING_SAID:
            yield Claim("condition", one, f"{about}, cancer_types")


def _licence(licences: Sequence[tuple[Any, ...]], place: str) -> Iterator[Claim]:
    """Yield the licence of most series; a note says which others there are, and of what."""
    others = [f"{text}: {number} series of {', '.join(modalities)}." for text, number, modalities in licences[1:]]
    for text, number, modalities in licences[:1]:
        note = f"{number} series of {', '.join(modalities)}. {' '.join(others)}" if others else ""
        yield Claim("license", text, f"{place}, license_short_name", note=note[:500])


def _hosted(sources: Sequence[Mapping[str, Any]], place: str) -> Iterator[Claim]:
    """Yield who hosts and who gave the data, where their pages are, and the year of the first citation."""
    yield Claim("source", TITLE, "", [CODE])
    given = {str((one.get("provenance") or {}).get("data_contributor") or "") for one in sources}
    for contributor in sorted(given - {"", "IDC"}):
        yield Claim("source", contributor, f"{place}, data_contributor")
    for one in sources:
        if url := one.get("source_url"):
            yield Claim("link", url, f"{place}, source_url", {"url": url, "kind": Link.Kind.HOMEPAGE.value})
    years = [(found[1], one) for one in sources if (found := YEAR.search(one.get("citation") or ""))]
    for year, one in sorted(years, key=lambda pair: pair[0])[:1]:
        yield Claim("year", year, f"{place}, citation of {one.get('source_doi')}", int(year))


def _cited(sources: Sequence[Mapping[str, Any]], place: str) -> Iterator[Claim]:
    """Yield the works that the archive has cited for the data: their own publications, each with its DOI."""
    for one in sources:
        found = CITATION.match(line(TAGS.sub("", one.get("citation") or "")) + " ")
        if found and (doi := identifiers.doi(one.get("source_doi") or "")):
            paper = {
                "title": found["title"][: items.TITLE],
                "authors": _authors(found["authors"]),
                "venue": found["venue"][: items.VENUE],
                "year": int(found["year"]),
                "doi": doi,
            }
            known = {key: value for key, value in paper.items() if value}
            yield Claim("paper", found["title"], f"{place}, citation of {doi}", known, CITED_SO)


def _authors(text: str) -> str:
    """Return authors in the form of a record, as many as it takes; "" where only a person can cut them into names."""
    try:
        authors = author_forms.read(text)
    except NotInForm:
        return ""
    while len(authors.written) > items.TITLE:
        authors = Authors(authors.names[:-1], others=True)
    return authors.written


def _access(given: Sequence[str | None], place: str) -> Iterator[Claim]:
    """Yield that the data are open, where that is said of all of them."""
    if given and all(one == "Public" for one in given):
        yield Claim("access", "Public", f"{place}, Access", "open")
