"""A flood of sparse entries, as an index of everything would bring it, to see whether search withstands it.

The entries are imported the public way, indexed in a folder of their own, and taken back: no reader sees them.
"""

import json
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import transaction

from datasets.index import building, snapshot, store
from datasets.models import Anatomy, ChangeSet, Condition, Document, Modality, Term
from datasets.models.dataset import published

# The only source of all entries of the flood.
INDEX = "ref-index-of-everything"
NOTHING_ELSE = "An index of addresses lists it and says nothing else."
# Every so many entries, one takes the name of an entry that is there, or nearly.
NAMESAKE_EVERY = 8
NEAR_NAMES = ("{name}", "{name} collection", "{name}-2", "{modality} {name}", "BraTS-{name}", "{name}-Segmentations")
# As collections of the large archives are named.
NAMES = (
    "{modality} {anatomy} collection",
    "{condition}-{modality}-{number:03}",
    "{anatomy}-{condition}",
    "{anatomy} {modality} challenge {year}",
    "{condition} {anatomy} {modality} images",
    "Pseudo-{modality}-{anatomy}-{number:03}",
)


def records(number: int) -> Iterator[dict[str, object]]:
    """Yield `number` sparse records, the same each time for the same catalogue."""
    names = list(published().order_by("slug").values_list("name", flat=True))
    modalities, anatomies, conditions = _terms(Modality), _terms(Anatomy), _terms(Condition)
    for index in range(number):
        # One step more in each round of the modalities, so that all pairs come up.
        modality, modality_name = modalities[index % len(modalities)]
        anatomy, anatomy_name = anatomies[(index + index // len(modalities)) % len(anatomies)]
        words = {
            "modality": modality,
            "anatomy": anatomy_name,
            "condition": conditions[(index + index // len(anatomies)) % len(conditions)][1],
            "number": index,
            "year": 2010 + index % 15,
        }
        turn, rest = divmod(index, NAMESAKE_EVERY)
        name = NAMES[index % len(NAMES)].format(**words)
        if names and rest == 0:
            name = NEAR_NAMES[turn % len(NEAR_NAMES)].format(name=names[turn % len(names)], **words)
        yield _record(f"flood-{index}", name, (modality, modality_name), (anatomy, anatomy_name))


def _terms(model: type[Term]) -> Sequence[tuple[str, str]]:
    """Return codes and English names of a vocabulary, in the order of the codes."""
    rows = model._default_manager.order_by("code").values_list("code", "names")
    return [(code, names.get("en", code)) for code, names in rows]


def _record(slug: str, name: str, modality: tuple[str, str], anatomy: tuple[str, str]) -> dict[str, object]:
    address = f"https://index.example/{slug}"
    summary = f"Images of this sort: {modality[1]}, {anatomy[1]}."
    stated = {
        "name": (name, name),
        "category": ("imaging", "imaging"),
        "kind": ("dataset", "collection"),
        "modality": ([modality[0]], modality[1]),
        "anatomy": ([anatomy[0]], anatomy[1]),
        "link": ({"url": address, "kind": "homepage"}, address),
    }
    return {
        "slug": slug,
        "name": name,
        "descriptions": [{"language": "en", "summary": summary, "description": NOTHING_ELSE}],
        "statements": [
            {"field": field, "value": value, "printed": printed, "document": INDEX}
            for field, (value, printed) in stated.items()
        ],
    }


def _bring(number: int, path: Path) -> None:
    """Import `number` records by way of a file, and the document that they cite."""
    Document.objects.create(code=INDEX, title="An index of everything", kind=Document.Kind.PAGE, languages=["en"])
    path.write_text("".join(json.dumps(record) + "\n" for record in records(number)), encoding="utf-8")
    # That some have the names of entries is what they are for: its notes say nothing else.
    call_command("import_records", path, no_index=True, stdout=StringIO(), stderr=StringIO())


def apart(flood: int = 0) -> snapshot.Snapshot:
    """Return a snapshot of the catalogue with `flood` sparse entries more, from an index in a temporary folder.

    The entries are in the database while the index is written, in a transaction that is rolled back. On SQLite nobody
    else can write meanwhile.
    """
    with TemporaryDirectory() as name, transaction.atomic():
        folder = Path(name)
        if flood:
            _bring(flood, folder / "flood.jsonl")
        index = folder / "index"
        index.mkdir()
        store.seal(index, building.write(index))
        found = snapshot.lay_over(snapshot.open_base(index), [], ChangeSet.current())
        transaction.set_rollback(True)
        return found
