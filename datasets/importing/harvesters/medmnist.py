"""MedMNIST, from the table INFO of PyPI's medmnist: its sets with their splits, classes, licences and downloads.

info.py is read as a text: the package itself would bring PyTorch, and importing it writes a folder.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from datasets.importing.claims import UNREAD, Claim, Described
from datasets.importing.harvesting import Harvest, NotHarvestedError, document
from datasets.importing.packages import files_of
from datasets.models import Document, Link

CODE = "medmnist"
TITLE = "MedMNIST"
PACKAGE, SERIES, FILE = "medmnist", "medmnist-", "info.py"
# The largest so far has 28 kB.
MOST_CHARACTERS = 1_000_000
FIX = "The sets stand there under other names than in version 3; mend datasets/importing/harvesters/medmnist.py."

# What INFO calls the splits and the kinds of tasks, in our codes.
SPLITS = {"train": "train", "val": "validation", "test": "test"}
TASKS = {
    "multi-class": ["classification"],
    "binary-class": ["classification"],
    "multi-label, binary-class": ["multi-label-classification"],
    "ordinal-regression": ["grading"],
}
SEVERAL_LABELS = "multi-label"
# The sets of volumes have it in their names; the others hold images.
OF_VOLUMES = "3d"
# Where a set comes from, in the words of its description as far as they are a name and no sentence.
ORIGIN = re.compile(r"\bbased on (?:the |an? )?(?P<words>[^.,()]{3,100})[.,( ]")


def harvest(path: Path | None) -> Harvest:
    """Return the sets of one version; `path` is the wheel, its folder, or None for the installed package."""
    with files_of(PACKAGE, path, (FILE,)) as files:
        if FILE not in files:
            raise NotHarvestedError(f"{FILE} is not there. {FIX}")
        text = files[FILE].read_text(encoding="utf-8")
    found = _literals(text)
    if not isinstance(found.get("INFO"), dict) or not isinstance(found.get("__version__"), str):
        raise NotHarvestedError(f"{FILE} has no INFO or no __version__ that can be read. {FIX}")
    version = found["__version__"]
    url = str(found.get("HOMEPAGE") or "https://github.com/MedMNIST/MedMNIST/")
    rows = [_described(key, one, found.get("HOMEPAGE")) for key, one in sorted(found["INFO"].items())]
    return Harvest(document(SERIES, version, TITLE, url, Document.Authority.OWNER.value, None), SERIES, rows)


def _literals(text: str) -> dict[str, Any]:
    """Return what a Python file assigns at its top and says in full; nothing of it is run."""
    if len(text) > MOST_CHARACTERS:
        raise NotHarvestedError(f"{FILE} has {len(text):,} characters; {MOST_CHARACTERS:,} are the most.")
    found = {}
    try:
        for node in ast.parse(text).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                try:
                    found[node.targets[0].id] = ast.literal_eval(node.value)
                except ValueError:
                    # Something that is worked out when it is run.
                    continue
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NotHarvestedError(
            f"{FILE} is no Python that can be read ({error}). Download the package again."
        ) from error
    return found


def _described(key: str, one: Any, homepage: Any) -> Described:
    """Return one set; raise NotHarvestedError for one that lacks what every set has."""
    needed = {"python_class": str, "task": str, "label": dict, "n_samples": dict, "license": str, "url": str}
    wrong = [name for name, kind in needed.items() if not isinstance(one, dict) or not isinstance(one.get(name), kind)]
    if wrong:
        raise NotHarvestedError(f"INFO[{key!r}] has no {' and no '.join(wrong)}. {FIX}")
    return Described(f"INFO, {key}", one["python_class"], tuple(_claims(key, one, homepage)), key=key)


def _claims(key: str, one: Mapping[str, Any], homepage: Any) -> Iterator[Claim]:
    place = f"INFO, {key}"
    unit = "volumes" if OF_VOLUMES in key else "images"
    samples = {name: count for name, count in one["n_samples"].items() if isinstance(count, int)}
    added, total = " + ".join(map(str, samples.values())), sum(samples.values())
    yield Claim("images", added, f"{place}, n_samples", {"value": total, "unit": unit, "precision": "exact"})
    for name, count in samples.items():
        split = {"name": SPLITS[name], "count": count, "unit": unit} if name in SPLITS else UNREAD
        yield Claim("split", f"{name}: {count}", f"{place}, n_samples", split)
    yield Claim("class_count", str(len(one["label"])), f"{place}, label", len(one["label"]))
    for label in one["label"].values():
        yield Claim("class", str(label), f"{place}, label", {"name": str(label)})
    yield Claim("task", one["task"], f"{place}, task", TASKS.get(one["task"], UNREAD))
    yield Claim("multi_label", one["task"], f"{place}, task", SEVERAL_LABELS in one["task"])
    yield Claim("annotation", "label", f"{place}, label", ["class-label"])
    yield Claim("license", one["license"], f"{place}, license")
    if homepage:
        yield Claim("link", homepage, "HOMEPAGE", {"url": homepage, "kind": Link.Kind.HOMEPAGE.value})
    for name, url in one.items():
        if name == "url" or name.startswith("url_"):
            size = name.removeprefix("url").strip("_")
            label = {"label": f"size {size}"} if size else {}
            yield Claim("link", url, f"{place}, {name}", {"url": url, "kind": Link.Kind.DOWNLOAD.value, **label})
    if origin := ORIGIN.search(str(one.get("description", ""))):
        yield Claim("provenance", origin["words"].strip(), f"{place}, description", None)
