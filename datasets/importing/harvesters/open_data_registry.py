"""The Registry of Open Data on AWS: of the records in its datasets/ folder those that are about medical images.

Which these are is said by the registry's own tags (tags.yaml of github.com/awslabs/open-data-registry); what a record
says is read by the reader of its format.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from datasets.importing.claims import Described, Read
from datasets.importing.harvesting import Harvest, NotHarvestedError, document
from datasets.importing.opening import NotReadableError, opened
from datasets.importing.readers import open_data_registry as reader
from datasets.models import Document
from datasets.records.problems import Problem

CODE = "open-data-registry"
TITLE = "Registry of Open Data on AWS"
SERIES = "open-data-registry-"
REPOSITORY = "https://github.com/awslabs/open-data-registry"
FIX = "Give a copy of its repository, or of the folder datasets/ in it."

# Tags each of which is said of medical images alone.
OF_MEDICAL_IMAGES = frozenset(
    {
        "medical imaging", "medical image computing", "radiology", "mammography", "histopathology",
        "digital pathology", "computational pathology", "grand-challenge.org",
    }
)  # fmt: skip
# Tags that are said of images of bodies where the record is of the life sciences, and of other images where it is not.
OF_IMAGES = frozenset({"magnetic resonance imaging", "computed tomography", "x-ray", "x-ray tomography", "dicom"})
LIFE_SCIENCES = "life sciences"
# Imaging of the brain is both of these; each alone is also said of other measurements.
OF_THE_BRAIN = frozenset({"neuroimaging", "imaging"})
MICROSCOPY = "microscopy"
# What is said of cells, tissue in blocks and animals; an archive of radiology may hold some of it, too.
ELSEWHERE = frozenset(
    {
        "cell imaging", "electrophysiology", "electron microscopy", "fluorescence imaging", "light-sheet microscopy",
        "Mus musculus", "non-human primate",
    }
)  # fmt: skip
RADIOLOGY = "radiology"

# The largest record so far has 870 kB, and there are 1,190.
MOST_BYTES, MOST_FILES = 2_000_000, 20_000
TAGS = re.compile(r"^Tags:[ \t]*\n(?P<items>(?:[ \t]*-[^\n]*\n|[ \t]*#[^\n]*\n|[ \t]*\n)+)", re.MULTILINE)
TAG = re.compile(r"^[ \t]*-[ \t]*['\"]?(?P<tag>[^'\"#\n]+?)['\"]?[ \t]*(?:#.*)?$", re.MULTILINE)


def harvest(path: Path | None) -> Harvest:
    """Return the records about medical images in a copy of the registry's repository, or of its folder datasets/.

    The version is the day of the newest file, as a download or a checkout sets it.
    """
    if path is None:
        raise NotHarvestedError(f"The registry is no package. {FIX} It is at {REPOSITORY}")
    folder = path / "datasets" if (path / "datasets").is_dir() else path
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not files or len(files) > MOST_FILES:
        raise NotHarvestedError(f"{folder} holds {len(files):,} records (*.yaml), of 1 to {MOST_FILES:,}. {FIX}")
    day = datetime.fromtimestamp(max(file.stat().st_mtime for file in files), UTC).date().isoformat()
    about = document(SERIES, day, TITLE, REPOSITORY, Document.Authority.REGISTRY.value, day)
    notes = (f"{len(files):,} records, of which those whose tags tell of medical images are read.",)
    return Harvest(about, SERIES, _rows(files), notes)


def _rows(files: list[Path]) -> Iterator[Read]:
    for file in files:
        if file.stat().st_size > MOST_BYTES:
            yield Problem(file.name, "", f"has more than {MOST_BYTES:,} bytes; it was not read")
            continue
        content = file.read_bytes()
        if is_of_medical_images(tags(content.decode("utf-8", "replace"))):
            yield from _read(content, file.name)


def tags(text: str) -> frozenset[str]:
    """Return the tags of a record; none where they cannot be found.

    >>> sorted(tags("Name: A\\nTags:\\n  - radiology\\n  - 'life sciences' # all\\nLicense: B"))
    ['life sciences', 'radiology']
    """
    found = TAGS.search(f"{text}\n".replace("\r\n", "\n"))
    return frozenset(one["tag"].strip() for one in TAG.finditer(found["items"])) if found else frozenset()


def is_of_medical_images(tags: frozenset[str]) -> bool:
    """Tell by its tags whether a record is about medical images."""
    if tags & ELSEWHERE and RADIOLOGY not in tags:
        return False
    of_bodies = bool(tags & OF_IMAGES) and LIFE_SCIENCES in tags
    of_brains = tags >= OF_THE_BRAIN and MICROSCOPY not in tags
    return bool(tags & OF_MEDICAL_IMAGES) or of_bodies or of_brains


def _read(content: bytes, name: str) -> Iterator[Read]:
    """Yield what the reader makes of one record; its key is the name of its file, which is its address there."""
    try:
        for one in reader.read(opened(content, name)):
            if isinstance(one, Described):
                claims = tuple(replace(claim, place=f"{name}, {claim.place}") for claim in one.claims)
                yield replace(one, place=name, key=name.removesuffix(".yaml"), claims=claims)
            else:
                yield Problem(f"{name} {one.place}".strip(), one.field, one.message)
    except NotReadableError as error:
        yield Problem(name, "", str(error))
