"""Every history of four steps: dump, restore, seed and upgrade, in every order, with curators at work in between.

After each step the database is compared with what a plain model of it says: nothing of a curator is lost, nothing that
was withdrawn or deleted comes back, and what no curator touched is as the newest fixtures that were seeded have it.
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from datasets.facts.kinds import Record
from datasets.models import ChangeSet, Dataset, Modality, Source, SourceDescription
from datasets.records import dumping, loading, seeding
from datasets.records.files import Tree, read_tree
from datasets.records.manifest import read_dump
from datasets.records.records import complete
from datasets.records.writing import write_dump
from tests.stating import stating

from .examples import empty, vocabulary

pytestmark = pytest.mark.django_db

LENGTH = 4
GAPS = range(LENGTH)
TEXTS = [{"language": "en", "summary": "It exists for the tests alone."}]
Key = tuple[str, str]


def dataset(slug: str, generation: int, relation: Sequence[Record] = ()) -> Record:
    """Return a dataset as the files of a generation have it."""
    bare = {
        "slug": slug,
        "changed": "2026-01-01",
        "name": f"{slug}, generation {generation}",
        "access": "unknown",
        "descriptions": [],
        "statements": [],
    }
    return stating(bare, category="imaging", kind="dataset", modality=["CT"], relation=list(relation))


def tree_of(generation: int) -> Tree:
    """Return the fixtures of a generation: each has other texts, one entry and one term more, and lacks one."""
    worked_on = [f"{work}-{gap}" for work in ("edited", "withdrawn", "deleted") for gap in GAPS]
    slugs = ["plain", *worked_on, *(f"new-{number}" for number in range(generation + 1))]
    slugs += [f"fading-{number}" for number in range(generation, LENGTH)]
    named = [{"kind": "includes", "target": slug} for slug in ("plain", *(f"deleted-{gap}" for gap in GAPS))]
    codes = ["CT", "PLAIN", *(f"{work}-{gap}" for work in ("edited", "deleted") for gap in GAPS), f"new-{generation}"]
    terms = [{"code": code, "names": {"en": f"{code}, generation {generation}"}} for code in codes]
    # The order changes, too.
    terms = terms[generation:] + terms[:generation]
    sources = [
        {"code": code, "name": f"{code} {generation}", "kind": "host", "descriptions": TEXTS}
        for code in ("plain", *(f"edited-{gap}" for gap in GAPS))
    ]
    document = {"code": "000", "title": f"List {generation}", "kind": "list", "languages": ["en"], "descriptions": []}
    guide = {
        "slug": "first",
        "kind": "level",
        "titles": {"en": f"First {generation}"},
        "body": {"introduction": {"en": "Start here."}},
        "entries": [{"dataset": item["target"], "rank": rank} for rank, item in enumerate(named, 1)],
    }
    return Tree(
        vocabulary=[
            vocabulary("category", "imaging"),
            vocabulary("kind", "dataset"),
            vocabulary("access", "unknown"),
            ("", {"vocabulary": "modality", "terms": terms}),
        ],
        source=[("", source) for source in sources],
        document=[("", document)],
        dataset=[
            *(("", dataset(slug, generation)) for slug in slugs),
            ("", dataset("naming", generation, relation=named)),
        ],
        guide=[("", guide)],
    )


TREES = [tree_of(generation) for generation in range(LENGTH + 1)]


def records_of(tree: Tree) -> dict[Key, Record]:
    """Return the records of a tree by kind and key, each term by its own."""
    found = {
        (record["vocabulary"], term["code"]): complete(
            {"vocabulary": record["vocabulary"], "terms": [term]}, "vocabulary"
        )
        for _, record in tree.vocabulary
        for term in record["terms"]
    }
    for kind, key in (("source", "code"), ("document", "code"), ("dataset", "slug"), ("guide", "slug")):
        found |= {(kind, record[key]): complete(record, kind) for _, record in getattr(tree, kind)}
    return found


RECORDS = [records_of(tree) for tree in TREES]


def in_database() -> Tree:
    """Return the database as a tree."""
    return Tree(
        vocabulary=[("", dumping.dump_vocabulary(record["vocabulary"])) for _, record in TREES[0].vocabulary],
        source=[("", record) for record in dumping.dump_sources()],
        document=[("", record) for record in dumping.dump_documents()],
        dataset=[("", record) for record in dumping.dump_datasets()],
        guide=[("", record) for record in dumping.dump_guides()],
    )


@dataclass
class Model:
    """What the database should hold: records, which of them are a curator's (deleted ones too), the order of terms."""

    records: dict[Key, Record] = field(default_factory=dict)
    curated: set[Key] = field(default_factory=set)
    order: list[str] = field(default_factory=list)

    def copy(self) -> "Model":
        return Model(dict(self.records), set(self.curated), self.order)

    def seed(self, generation: int) -> None:
        """Take what the fixtures have under every key that no curator touched."""
        self.order = [code for kind, code in RECORDS[generation] if kind == "modality"]
        self.records |= {key: record for key, record in RECORDS[generation].items() if key not in self.curated}

    def merge(self, other: "Model") -> None:
        """Take what curators did in `other` under every key that none touched here."""
        self.order = self.order or other.order
        for key in other.curated - self.curated:
            self.records.pop(key, None)
            self.records |= {key: other.records[key]} if key in other.records else {}
            self.curated.add(key)
        for key in other.records.keys() - self.records.keys() - self.curated:
            self.records[key] = other.records[key]

    def change(self, key: Key, **changes: Any) -> None:
        self.records[key] = {**self.records[key], **changes}
        self.curated.add(key)

    def delete(self, key: Key) -> None:
        del self.records[key]
        self.curated.add(key)

    def shown(self) -> dict[Key, Record]:
        """Return the records without what names a dataset that is not there."""
        there = {key for kind, key in self.records if kind == "dataset"}
        found = {}
        for key, record in self.records.items():
            shown = copy.copy(record)
            if "relation" in shown:
                shown["relation"] = [item for item in shown["relation"] if item["target"] in there]
            if "entries" in shown:
                shown["entries"] = [item for item in shown["entries"] if item["dataset"] in there]
            found[key] = shown
        return found


@dataclass
class History:
    """One history so far: what is expected, what the last dump holds and where it is, and the files' generation."""

    folder: Path
    model: Model
    saved: Model
    dump: Path
    generation: int = 0
    steps: tuple[str, ...] = ()

    def work(self, gap: int) -> None:
        """Do what curators do between two steps, each time to other records."""
        model, title = self.model, f"A curator's, {gap}"
        revision = ChangeSet.advance()
        Dataset.objects.filter(slug=f"edited-{gap}").update(name=title)
        model.change(("dataset", f"edited-{gap}"), name=title)
        Dataset.objects.filter(slug=f"withdrawn-{gap}").update(status="withdrawn")
        model.change(("dataset", f"withdrawn-{gap}"), status="withdrawn")
        Dataset.objects.filter(slug=f"deleted-{gap}").delete()
        model.delete(("dataset", f"deleted-{gap}"))
        own = complete(dataset(f"own-{gap}", 0))
        loading.load_datasets([own], revision)
        model.records["dataset", f"own-{gap}"] = own
        model.curated.add(("dataset", f"own-{gap}"))
        Modality.objects.filter(code=f"edited-{gap}").update(names={"en": title})
        term = {**model.records["modality", f"edited-{gap}"]["terms"][0], "names": {"en": title}}
        model.change(("modality", f"edited-{gap}"), terms=[term])
        Modality.objects.filter(code=f"deleted-{gap}").delete()
        model.delete(("modality", f"deleted-{gap}"))
        text = Source.objects.get(code=f"edited-{gap}").descriptions.get()
        SourceDescription.objects.filter(pk=text.pk).update(summary=title, reviewed=True)
        summary = {**model.records["source", f"edited-{gap}"]["descriptions"][0], "summary": title, "reviewed": True}
        model.change(("source", f"edited-{gap}"), descriptions=[summary])

    def take(self, step: str) -> "History":
        """Take one step; return the history that has it."""
        after = replace(self, model=self.model.copy(), steps=(*self.steps, step))
        STEPS[step](after)
        return after

    def write_dump(self) -> None:
        # The dump of another history that took as many steps is there, and is not needed any more.
        self.dump = self.folder / str(len(self.steps))
        tree = in_database()
        kinds = ("vocabulary", "source", "document", "dataset", "guide")
        records = {kind: [record for _, record in getattr(tree, kind)] for kind in kinds}
        write_dump(self.dump, records, seeding.current_marks())
        self.saved = self.model.copy()

    def merge_dump(self) -> None:
        problems: list[Any] = []
        dump = read_dump(self.dump, problems)
        assert dump is not None, problems
        seeding.seed(read_tree(self.dump), dump.marks)
        self.model.merge(self.saved)

    def restore(self) -> None:
        empty()
        self.model = Model()
        self.merge_dump()

    def begin(self) -> None:
        empty()
        self.model = Model()
        self.seed()

    def seed(self) -> None:
        seeding.seed(TREES[self.generation])
        self.model.seed(self.generation)

    def upgrade(self) -> None:
        self.generation += 1
        self.seed()

    def check(self) -> None:
        """Compare the database with what is expected of it."""
        tree = in_database()
        found = records_of(tree)
        expected = self.model.shown()
        assert found.keys() == expected.keys(), self.steps
        wrong = {key: found[key] for key in found if found[key] != expected[key]}
        assert not wrong, self.steps
        order = [code for kind, code in found if kind == "modality"]
        known = self.model.order
        assert [code for code in order if code in known] == [code for code in known if code in order], self.steps


STEPS: dict[str, Callable[[History], None]] = {
    "dump": History.write_dump,
    "restore": History.restore,
    "seed": History.seed,
    "upgrade": History.upgrade,
    "begin": History.begin,
    "merge": History.merge_dump,
}


def walk(history: History, steps: list[str], length: int) -> int:
    """Go through every sequence of so many more `steps`; return how many there were."""
    if length == 0:
        return 1
    walked = 0
    with transaction.atomic():
        history.work(len(history.steps))
        for step in steps:
            if (step, length) == ("dump", 1):
                # It reads the database, which was checked; nobody restores it any more.
                walked += 1
                continue
            with transaction.atomic():
                after = history.take(step)
                if step != "dump":
                    after.check()
                walked += walk(after, steps, length - 1)
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    return walked


@pytest.fixture
def beginning(tmp_path: Path, db: None) -> History:
    """A site with the first fixtures, and a dump of it."""
    empty()
    history = History(tmp_path, Model(), Model(), tmp_path)
    history.seed()
    history.write_dump()
    history.check()
    return history


@pytest.mark.one_database
def test_every_history_of_four_steps_keeps_what_curators_did(beginning: History) -> None:
    assert walk(beginning, ["dump", "restore", "seed", "upgrade"], LENGTH) == 256


def test_every_history_with_a_dump_seeded_into_what_is_there_keeps_what_curators_did(beginning: History) -> None:
    """As when a container has begun anew with the fixtures, before somebody restores the dump."""
    beginning.work(0)
    dumped = beginning.take("dump")
    assert walk(dumped, ["dump", "merge", "begin", "upgrade"], 3) == 64
