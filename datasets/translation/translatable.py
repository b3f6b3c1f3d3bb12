"""Every text of the catalogue that exists in several languages, each under a key that stays: what a translator sees.

One list of them, made from records: fixtures and database give the same. A key says where the text stands, such as
`dataset/lidc-idri/summary` or `guide/beginner/body.sections[0].title`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from datasets.facts.kinds import Record
from datasets.models import LANGUAGES, VOCABULARIES, Dataset
from datasets.records import dumping
from datasets.records.files import FOLDERS, Tree
from datasets.records.records import complete
from datasets.words.texts import ORIGINAL, fingerprint

Path = tuple[str | int, ...]

# Kind of record -> the texts of its descriptions; they have one state together, and one fingerprint of the original.
DESCRIBED = {"dataset": ("summary", "description"), "source": ("summary",), "document": ("summary",)}


class State(StrEnum):
    """How far a text is in one language; KEPT is a text of which only that it is there is recorded."""

    MISSING = "missing"
    OUT_OF_DATE = "out of date"
    UNREVIEWED = "unreviewed"
    REVIEWED = "reviewed"
    KEPT = "kept"


@dataclass(frozen=True)
class Text:
    """One text in all its languages. `rows` are the descriptions that hold it, by language; empty for other texts."""

    record_kind: str
    owner: str
    path: Path
    versions: Mapping[str, str]
    rows: Mapping[str, Record]

    @property
    def kind(self) -> str:
        """What sort of text it is: the kind of its record, but for disagreements, which are counted by themselves."""
        return "disagreement" if self.path[0] == "disagreements" else self.record_kind

    @property
    def key(self) -> str:
        """The key under which the text is exported and reported."""
        return f"{self.record_kind}/{self.owner}/{self.field}"

    @property
    def field(self) -> str:
        """The path within the record, as problems name it."""
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return "".join(parts).removeprefix(".")

    @property
    def described(self) -> bool:
        """Whether a description row holds the text, with who wrote it and whether it was reviewed."""
        return self.path[0] in DESCRIBED.get(self.record_kind, ())

    @property
    def place_in_schema(self) -> Path:
        """Where the schema of the record's kind says how long the text may be."""
        if self.described:
            return ("descriptions", 0, *self.path)
        return ("terms", 0, *self.path) if self.record_kind == "vocabulary" else self.path

    @property
    def original(self) -> str:
        """The text that the others are translated from; empty where there is none."""
        return self.versions.get(ORIGINAL, "")

    @property
    def current(self) -> str:
        """What `translated_from` is where a translation was made from the original as it stands; "" without one."""
        original = self.rows.get(ORIGINAL)
        return fingerprint(*(original[field] for field in DESCRIBED[self.record_kind])) if original else ""

    def state(self, language: str) -> State:
        """Return how far the text is in `language`."""
        if language not in self.versions:
            return State.MISSING
        if (row := self.rows.get(language)) is None:
            return State.KEPT
        if language != ORIGINAL and self.current and row["translated_from"] != self.current:
            return State.OUT_OF_DATE
        return State.REVIEWED if row["reviewed"] else State.UNREVIEWED


def texts_of(kind: str, record: Record) -> Iterator[Text]:
    """Yield the texts of one complete record, in the order in which they stand there."""
    owner = record["slug" if "slug" in record else "vocabulary" if kind == "vocabulary" else "code"]
    if kind == "vocabulary":
        for term in record["terms"]:
            yield Text(kind, f"{owner}/{term['code']}", ("names",), term["names"], {})
        return
    rows = {row["language"]: row for row in record.get("descriptions", ())}
    for field in DESCRIBED.get(kind, ()):
        yield Text(kind, owner, (field,), {language: row[field] for language, row in rows.items()}, rows)
    # Of an entry, the disagreements alone: what else is printed in it is quoted, and no text of ours.
    parts = {"disagreements": record["disagreements"]} if kind == "dataset" else record
    for path, versions in _localised({key: value for key, value in parts.items() if key != "descriptions"}):
        yield Text(kind, owner, path, versions, {})


def _localised(value: Any, path: Path = ()) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Yield (path, texts) for each object below `value` whose keys are languages."""
    if isinstance(value, dict):
        if value and value.keys() <= LANGUAGES.keys():
            yield path, value
        else:
            for key, item in value.items():
                yield from _localised(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _localised(item, (*path, index))


def of_tree(tree: Tree) -> Iterator[Text]:
    """Yield the texts of a catalogue in files; its records have been checked."""
    for kind, _ in FOLDERS.values():
        for _, record in getattr(tree, kind):
            yield from texts_of(kind, complete(record, kind))


def in_database(slugs: Collection[str] | None = None) -> Iterator[Text]:
    """Yield the texts of the database; with `slugs`, of the datasets those of these alone."""
    entries = Dataset.objects.all() if slugs is None else Dataset.objects.filter(slug__in=slugs)
    for kind, records in (
        ("vocabulary", map(dumping.dump_vocabulary, VOCABULARIES)),
        ("source", dumping.dump_sources()),
        ("document", dumping.dump_documents()),
        ("dataset", dumping.dump_texts(entries)),
        ("guide", dumping.dump_guides()),
    ):
        for record in records:
            yield from texts_of(kind, record)
