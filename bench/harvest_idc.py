"""A whole archive taken in, counted again and taken back: python -m bench.harvest_idc PATH [--older PATH].

PATH is idc-index-data, as a wheel or unpacked. A site is filled with the tests' catalogue, which holds nothing of it
yet, the index is harvested in one change set, and what entries state is held against a plain recount: every row of the
Parquet file is read, and counted in Python. Harvested again, nothing may change; undone, the catalogue has to be byte
for byte what it was; harvested once more, it has to be what it became. With --older, an older version is harvested
first and the newer one over it. Ends with 1 where something falls short.
"""

import argparse
import filecmp
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import serving
from .incoming import empty_site, tell
from .slow import say

SOURCE = "idc"
CATALOGUE = serving.ROOT / "tests" / "catalogue"
# What no collection's images are: DICOM objects that say something about images.
OBJECTS = {"SEG", "RTSTRUCT", "RTDOSE", "RTPLAN", "SR", "PR", "KO", "REG", "RWV", "ANN", "M3D"}
QUERY = """
    SELECT collection_id, analysis_result_id, PatientID, StudyInstanceUID, SeriesInstanceUID, Modality, instanceCount,
           series_size_MB
    FROM read_parquet(?)
"""
BATCH = 50_000


@dataclass
class Counts:
    """What was counted of one collection, or of the results of one analysis."""

    patients: set[Any] = field(default_factory=set)
    studies: set[str] = field(default_factory=set)
    series: set[str] = field(default_factory=set)
    images: int = 0
    slides: int = 0
    size: int = 0
    modalities: Counter[str] = field(default_factory=Counter)
    collections: set[str] = field(default_factory=set)


def recounted(parquet: Path) -> dict[str, Counts]:
    """Count every row of the index, one by one."""
    import duckdb

    found: dict[str, Counts] = defaultdict(Counts)
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET enable_progress_bar = false")
        rows = connection.execute(QUERY, [str(parquet)])
        while batch := rows.fetchmany(BATCH):
            for collection, analysis, patient, study, series, modality, instances, megabytes in batch:
                one = found[analysis or collection]
                one.patients.add((collection, patient))
                one.studies.add(study)
                one.series.add(series)
                one.size += round(megabytes * 1e6)
                one.modalities[modality] += 1
                one.collections.add(collection)
                if modality == "SM":
                    one.slides += 1
                elif modality not in OBJECTS:
                    one.images += instances
    return found


def expected(one: Counts, *, is_analysis: bool) -> dict[str, Any]:
    """Return what the entry has to state by the recount."""
    images = [(one.images, "images")] if one.images else []
    slides = [(one.slides, "slides")] if one.slides else []
    return {
        "subjects": {len(one.patients)},
        "images": set(images or slides),
        "count": {(len(one.studies), "studies"), *(slides if images else [])},
        "series": {len(one.series)},
        "size": {one.size},
        "modality": {code for code in one.modalities if code not in OBJECTS and code not in ("OT", "FUSION")},
        "derived": len(one.collections) if is_analysis else 0,
    }


def stated(statements: list[Any]) -> dict[str, Any]:
    """Return what an entry states by the index, in the same form."""
    found: dict[str, Any] = {key: set() for key in ("subjects", "images", "count", "series", "size", "modality")}
    found["derived"] = 0
    for one in statements:
        value = one.value
        if one.field in ("images", "count"):
            found[one.field].add((value["value"], value["unit"]))
        elif one.field in ("subjects", "size"):
            found[one.field].add(value["value"])
        elif one.field == "contents" and value["group"] == "series":
            found["series"].add(value["count"])
        elif one.field == "contents" and value["group"] == "PatientID values":
            found["subjects"].add(value["count"])
        elif one.field == "modality" and value:
            found["modality"] |= set(value)
        elif one.field == "relation":
            found["derived"] += value["kind"] == "derived-from"
    return found


def compare(path: Path) -> bool:
    """Hold what the catalogue states against the recount; tell what is matched, and what documents say otherwise."""
    from datasets.models import Dataset, Document, Statement, Verdict

    newest = Document.objects.filter(code__startswith="idc-index-").order_by("-as_of", "-pk")[0].code
    counts = recounted(path)
    verdicts = Verdict.objects.filter(source=SOURCE, verdict=Verdict.Is.SAME).select_related("entry")
    entries = {one.key: one.entry for one in verdicts}
    wrong = 0
    added = Statement.objects.filter(document__code__startswith="idc-index-").exclude(standing="set-aside")
    said: dict[int, list[Any]] = defaultdict(list)
    for row in added.order_by("pk"):
        said[row.dataset_id].append(row)
    made = set(Dataset.objects.values_list("pk", flat=True)) - set(
        Statement.objects.exclude(document__code__startswith="idc-index-").values_list("dataset", flat=True)
    )
    of_entries: dict[int, list[str]] = defaultdict(list)
    for key, entry in entries.items():
        of_entries[entry.pk].append(key)
    for key in sorted(counts):
        if key not in entries:
            tell(f"{key}: no entry FALLS SHORT")
            wrong += 1
            continue
        want = expected(counts[key], is_analysis=key not in counts[key].collections)
        have = stated([one for one in said[entries[key].pk] if key in one.heading.replace(",", " ").split()])
        for name in want:
            if want[name] != have[name]:
                tell(f"{key} ({entries[key].slug}): {name}: recounted {want[name]}, stated {have[name]} FALLS SHORT")
                wrong += 1
    matched = {key: entry for key, entry in entries.items() if entry.pk not in made}
    tell(f"Document {newest}. Keys: {len(counts)}; entries: {len(of_entries)}; of our own before: {len(matched)}.")
    tell(f"Matched: {', '.join(f'{key} = {entry.slug}' for key, entry in sorted(matched.items()))}.")
    drafts = Counter(entry.status for key, entry in entries.items() if entry.pk in made)
    tell(f"New: {dict(drafts)}. Figures that differ from the recount: {wrong}.")
    contradicted(matched)
    return wrong == 0


def contradicted(matched: dict[str, Any]) -> None:
    """Tell what documents say otherwise of the entries that were there, as their pages do."""
    from datasets.facts.contradictions import contradictions
    from datasets.models import Dataset
    from datasets.records import dumping

    rows = Dataset.objects.filter(pk__in=[entry.pk for entry in matched.values()])
    for record in dumping.dump_datasets(rows):
        for one in contradictions(record["statements"], record):
            said = record["statements"]
            voices = [
                {said[place]["document"]: said[place]["printed"] for place in voice.places} for voice in one.voices
            ]
            tell(f"  {record['slug']}: {one.field}: {voices or dict(one.numbers)}; shown: {record.get(one.field)}")


def same_files(one: Path, other: Path) -> bool:
    """Tell whether two dumps are byte for byte the same; tell the first differences."""
    names = [{path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} for folder in (one, other)]
    differing = sorted(names[0] ^ names[1])
    differing += [name for name in sorted(names[0] & names[1]) if not filecmp.cmp(one / name, other / name, False)]
    if differing:
        tell(f"{len(differing)} files differ: {', '.join(map(str, differing[:10]))} FALLS SHORT")
    return not differing


class Proof:
    """One site, and what was done on it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.here, self.holds, self.dumps = folder, empty_site(folder / "site", CATALOGUE), True, 0

    def dump(self) -> Path:
        """Dump the catalogue; return where."""
        self.dumps += 1
        to = self.folder / f"dump-{self.dumps}"
        serving.manage(self.here.environment, self.here.log, "dump", str(to))
        return to

    def harvest(self, path: Path, *options: str) -> str:
        """Harvest; tell what it took and the last lines of what it said, and return all of that."""
        say(f"harvest {path.name} …")
        cost = serving.manage(
            self.here.environment,
            self.here.log,
            "harvest",
            SOURCE,
            str(path),
            "--unsure-as-new",
            *options,
            "--no-index",
        )
        told = self.here.log.read_text("utf-8")
        tell(f"Harvest of {path.name} {' '.join(options)}: {cost.seconds:.1f} s, peak {cost.peak_mb:.0f} MB.")
        return told

    def check(self, told: str, *, holds: bool) -> None:
        """Tell whether something holds."""
        self.holds = self.holds and holds
        tell(f"{told}: {'yes' if holds else 'no FALLS SHORT'}.")

    def recount(self, parquet: Path) -> None:
        """Hold the catalogue against the recount, in a process with the site's settings."""
        command = [sys.executable, "-m", "bench.harvest_idc", str(parquet), "--recount"]
        done = subprocess.run(command, cwd=serving.ROOT, env=self.here.environment, check=False)  # noqa: S603
        self.check("Figures equal the recount", holds=done.returncode == 0)

    def number(self, told: str) -> str:
        """Return the number of the change set that a harvest tells of, "" where nothing was written."""
        _, _, rest = told.partition("Taken in as change ")
        return rest.partition(";")[0]


def proved(path: Path, folder: Path) -> bool:
    """Harvest, recount, harvest again, undo and harvest once more; return whether all of it holds."""
    proof = Proof(folder)
    before = proof.dump()
    tell(proof.harvest(path))
    told = proof.harvest(path, "--apply", "--publish")
    number, after = proof.number(told), proof.dump()
    proof.check(f"Taken in as one change set ({number})", holds=bool(number))
    proof.recount(parquet_of(path, folder))
    second = proof.harvest(path, "--apply", "--publish")
    proof.check("Harvested again, nothing is written", holds=not proof.number(second))
    proof.check("… and the catalogue is the same", holds=same_files(after, proof.dump()))
    serving.manage(proof.here.environment, proof.here.log, "undo", number)
    proof.check("Undone, the catalogue is byte for byte what it was", holds=same_files(before, proof.dump()))
    # What was undone counts as refused, and stays out unless it is asked for.
    third = proof.harvest(path, "--apply", "--publish")
    proof.check("Harvested once more, it is taken in", holds=bool(proof.number(third)))
    proof.check("… and is what it became the first time", holds=same_files(after, proof.dump()))
    fourth = proof.harvest(path, "--apply", "--publish")
    proof.check("A second time it changes nothing", holds=not proof.number(fourth))
    return proof.holds


def renewed(older: Path, path: Path, folder: Path) -> bool:
    """Harvest an older version and the newer one over it; return whether the recount of the newer one holds."""
    proof = Proof(folder)
    proof.harvest(older, "--apply", "--publish")
    middle = proof.dump()
    told = proof.harvest(path, "--apply", "--publish")
    tell(told)
    proof.recount(parquet_of(path, folder))
    proof.check("Harvested again, nothing is written", holds=not proof.number(proof.harvest(path, "--apply")))
    serving.manage(proof.here.environment, proof.here.log, "undo", proof.number(told))
    proof.check("Undone, it is what the older version made", holds=same_files(middle, proof.dump()))
    return proof.holds


def parquet_of(path: Path, folder: Path) -> Path:
    """Return the Parquet file of the series, unpacked from a wheel where it is in one."""
    if path.is_dir():
        return next(path.rglob("idc_index.parquet"))
    with zipfile.ZipFile(path) as archive:
        return Path(archive.extract("idc_index_data/idc_index.parquet", folder / "unpacked"))


def main() -> int:
    """Prove it on sites of their own; or, in a process of a site, recount."""
    parser = argparse.ArgumentParser(prog="python -m bench.harvest_idc", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--older", type=Path, help="an older version, to be harvested first")
    parser.add_argument("--recount", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.recount:
        import django

        django.setup()
        return 0 if compare(options.path) else 1
    holds = True
    with tempfile.TemporaryDirectory(prefix="lightbox-harvest-") as temporary:
        folder = Path(temporary)
        holds = proved(options.path, folder / "once")
        if options.older:
            holds = renewed(options.older, options.path, folder / "twice") and holds
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
