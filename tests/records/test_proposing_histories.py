"""Proposals among direct edits and undoings, at random: accepting one gives what its edits give by themselves."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from datasets.facts.kinds import Record
from datasets.models import ChangeSet, Dataset, DatasetDescription, Document, Proposal, Statement
from datasets.records import dumping
from datasets.records.changes import change_set
from datasets.records.edits import STATED, Edit
from datasets.records.projecting import differences, project
from datasets.records.proposing import accept, conflicts_of, propose, reject
from datasets.records.undoing import ConflictsError, undo

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SLUGS = ("lidc-idri", "kits19", "brats")
STEPS, SEEDS = 70, ("one", "two")
LANGUAGES = ("fr", "ru", "pt-br")
FORM = ChangeSet.Origin.FORM


def catalogue() -> list[Record]:
    """Return the entries as records; what comes back stands last among texts and other names."""
    rows = list(dumping.dump_datasets(Dataset.objects.filter(slug__in=SLUGS)))
    for record in rows:
        record["changed"] = None
        record["aliases"].sort()
        record["descriptions"].sort(key=lambda text: text["language"])
    return rows


def direct(edits: Sequence[Any], number: int) -> None:
    """Write edits one by one, with nothing of what proposals are written by."""
    for edit in edits:
        row = Dataset.objects.get(pk=edit.key)
        if edit.path == STATED:
            said = {**edit.after, "document": Document.objects.get(code=edit.after["document"])}
            said = {name: value for name, value in said.items() if value is not None}
            said["value"] = edit.after["value"]
            last = Statement.ever.filter(dataset=row).order_by("-position")[0].position
            Statement.objects.create(dataset=row, added_id=number, position=last + 1, **said)
        elif edit.path.startswith("statement "):
            rows = Statement.objects.filter(pk=int(edit.path.partition(" ")[2]))
            rows.update(**({"retired": number} if edit.after is None else edit.after))
        elif edit.path.startswith("text "):
            texts = DatasetDescription.objects.filter(dataset=row, language=edit.path.partition(" ")[2])
            if edit.after is None:
                texts.delete()
            else:
                after = {**edit.after, "translated_from": edit.after.get("translated_from") or ""}
                if not texts.update(**after):
                    DatasetDescription.objects.create(dataset=row, language=edit.path.partition(" ")[2], **after)
        else:
            Dataset.objects.filter(pk=row.pk).update(**{edit.path: edit.after})
    project(Dataset.objects.filter(slug__in=SLUGS))


@dataclass
class Walk:
    """A random history under way."""

    chance: random.Random
    waiting: list[Proposal] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def count(self, what: str) -> None:
        self.seen[what] = self.seen.get(what, 0) + 1

    def edits(self, place: int) -> list[Edit]:
        """Return edits of pieces, each of another one, that would change something."""
        found: dict[Any, Edit] = {}
        for turn in range(self.chance.randrange(1, 5)):
            row = Dataset.objects.get(slug=self.chance.choice(SLUGS))
            for edit in self._edit(row, f"{place}-{turn}"):
                found[edit.key, edit.path, str(edit.after) if edit.path == STATED else ""] = edit
        return list(found.values())

    def _edit(self, row: Dataset, word: str) -> list[Edit]:
        kind = self.chance.choice(("state", "state", "judge", "take back", "text", "text", "no text", "name", "status"))
        said = list(Statement.objects.filter(dataset=row, field__in=["subjects", "purpose"]).order_by("pk"))
        amount = {"value": self.chance.randrange(1, 5_000), "unit": "patients", "precision": "exact"}
        place = {"document": self.chance.choice(("000", "001")), "line": 2, "heading": None, "note": None}
        language = self.chance.choice(LANGUAGES)
        if kind == "state":
            return [Edit("dataset", STATED, {"field": "subjects", "value": amount, "printed": word, **place}, row.pk)]
        if kind == "judge" and said:
            one = self.chance.choice(said)
            judged = self.chance.choice(
                [{"standing": "normal", "reason": None}, {"standing": "set-aside", "reason": {"en": f"So {word}."}},
                 {"standing": "preferred", "reason": {"en": f"So {word}."}}]
            )  # fmt: skip
            same = {"standing": one.standing, "reason": one.reason} == judged
            return [] if same else [Edit("dataset", f"statement {one.pk}", judged, row.pk)]
        if kind == "take back" and said:
            return [Edit("dataset", f"statement {self.chance.choice(said).pk}", None, row.pk)]
        if kind == "text":
            text = {"summary": f"A summary of {word}, long enough.", "description": f"A description of {word}. " * 3}
            text = {**text, "origin": "curator", "reviewed": False, "translated_from": None}
            return [Edit("dataset", f"text {language}", text, row.pk)]
        if kind == "no text":
            there = DatasetDescription.objects.filter(dataset=row, language=language).exists()
            return [Edit("dataset", f"text {language}", None, row.pk)] if there else []
        if kind == "status":
            return [Edit("dataset", "status", "withdrawn" if row.status == "published" else "published", row.pk)]
        name = {"field": "name", "value": f"Name {word}", "printed": f"Name {word}", **place}
        return [Edit("dataset", "name", f"Name {word}", row.pk), Edit("dataset", STATED, name, row.pk)]

    def propose(self, place: int) -> None:
        if edits := self.edits(place):
            self.waiting.append(propose(edits, "form"))
            self.count("proposed")

    def write(self, place: int) -> None:
        """Edit directly, as a form does."""
        with change_set(FORM) as opened:
            opened.watch("dataset", Dataset.objects.filter(slug__in=SLUGS).values_list("pk", flat=True))
            direct(self.edits(place), opened.number)
        self.numbers.append(opened.number)

    def take_back(self, place: int) -> None:
        if not self.numbers:
            return
        number = self.numbers.pop(self.chance.randrange(len(self.numbers)))
        try:
            undo(number)
            self.count("undone")
        except ConflictsError:
            self.count("not undone")

    def decide(self, place: int) -> None:
        if not self.waiting:
            return
        proposal = self.waiting.pop(self.chance.randrange(len(self.waiting)))
        if self.chance.randrange(5) == 0:
            reject(proposal.pk)
            return
        before = catalogue()
        found = conflicts_of(proposal)
        keep = {conflict.change.pk for conflict in found}
        if found:
            with pytest.raises(ConflictsError):
                accept(proposal.pk)
            assert catalogue() == before
            self.count("conflicts")
        # What is left may lack what was left out: then that is told, too.
        while True:
            left = [edit for edit in proposal.edits.order_by("pk") if edit.pk not in keep]
            try:
                with transaction.atomic():
                    number = accept(proposal.pk, keep=keep)  # type: ignore[arg-type]
                break
            except ConflictsError as error:
                more = {conflict.change.pk for conflict in error.conflicts} - keep
                if not more or not left:
                    reject(proposal.pk)
                    return
                keep |= more
        after = catalogue()
        assert list(differences(Dataset.objects.filter(slug__in=SLUGS))) == []
        undo(number)
        assert catalogue() == before
        with transaction.atomic():
            direct(left, number)
            assert catalogue() == after
            transaction.set_rollback(True)
        undo(ChangeSet.current()[0])
        assert catalogue() == after
        self.numbers.append(number)
        self.count("accepted")


def test_accepting_gives_what_the_edits_give_at_that_moment() -> None:
    seen: dict[str, int] = {}
    for seed in SEEDS:
        walk = Walk(random.Random(seed), seen=seen)  # noqa: S311 - the same in each run
        steps: list[Callable[[int], None]] = [walk.propose, walk.propose, walk.write, walk.take_back, walk.decide]
        with transaction.atomic():
            for place in range(STEPS):
                walk.chance.choice(steps)(place)
            transaction.set_rollback(True)
    assert min(seen.get(what, 0) for what in ("accepted", "undone", "conflicts")) > 1, seen
