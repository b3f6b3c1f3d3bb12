"""manage.py import_records --propose, proposals, accept and reject: a proposal from the shell and its end."""

from pathlib import Path
from typing import Any

import pytest

from datasets.facts.kinds import Record
from datasets.index import store
from datasets.models import ChangeSet, Dataset, Proposal
from datasets.records import edits, loading
from datasets.records.changes import change_set
from datasets.records.edits import STATED, Edit
from datasets.records.proposing import propose

from .conftest import run
from .test_import_records import as_list, statement, stored

pytestmark = pytest.mark.django_db

FRENCH = {
    "language": "fr",
    "summary": "Un jeu qui n'existe que pour les tests.",
    "description": "Il contient cent images que personne n'a jamais vues, et rien d'autre.",
}


def named(name: str = "Another name", slug: str = "mura", **about: Any) -> Proposal:
    """Propose another name for an entry, with what states it."""
    key = Dataset.objects.get(slug=slug).pk
    given = [Edit("dataset", "name", name, key), Edit("dataset", STATED, {**statement("name", name)}, key)]
    return propose(given, Proposal.Origin.FORM, **about)


def name(slug: str = "mura") -> str:
    return Dataset.objects.get(slug=slug).name


class TestPropose:
    """A file that nobody has looked at yet."""

    @pytest.fixture
    def path(self, tmp_path: Path, record: Record) -> Path:
        """A file that brings an entry, and a statement, a text and a note of one that is there."""
        loading.load_datasets([record], ChangeSet.advance())
        note = {"field": "year", "kind": "claim", "explanation": {"en": "It cannot be."}, "settled": None}
        more = {
            **record,
            "statements": [*record["statements"], statement("year", 2020)],
            "descriptions": [*record["descriptions"], FRENCH],
            "disagreements": [note],
        }
        return as_list(tmp_path, [more, {**record, "slug": "new"}])

    def test_file_becomes_one_proposal_and_nothing_is_written(self, path: Path) -> None:
        before, current = stored("example-set", "new"), ChangeSet.current()
        found = run("import_records", path, propose=True, reason="From the owner's list.", credit="Ada Lovelace")
        made = Proposal.objects.get()
        counted = "1 new entries, 1 statements, 1 texts, 1 lists of notes"
        assert found.out == f"Proposal {made}: {counted}. Nothing is written before somebody accepts it.\n"
        assert (made.origin, made.reason, made.credit) == ("import", "From the owner's list.", "Ada Lovelace")
        assert (stored("example-set", "new"), ChangeSet.current()) == (before, current)

    def test_accepted_it_is_what_the_import_would_have_written(self, path: Path, tmp_path: Path) -> None:
        run("import_records", path, propose=True)
        run("accept", Proposal.objects.get().pk)
        accepted = stored("example-set", "new")
        run("undo", ChangeSet.current()[0])
        assert run("import_records", path, again=True).error is None
        assert stored("example-set", "new") == accepted

    def test_dry_run_says_what_it_would_propose(self, path: Path) -> None:
        found = run("import_records", path, propose=True, dry_run=True)
        assert found.out == "Would be proposed: 1 new entries, 1 statements, 1 texts, 1 lists of notes.\n"
        assert not Proposal.objects.exists()

    def test_file_that_brings_nothing_proposes_nothing(self, path: Path) -> None:
        run("import_records", path)
        assert run("import_records", path, propose=True).out.startswith("Nothing to propose")
        assert not Proposal.objects.exists()

    def test_more_than_is_taken_together_is_refused(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(edits, "MOST", 3)
        found = run("import_records", path, propose=True)
        assert found.problems[-1].endswith("edits: are 4; 3 are the most: make several proposals of them")
        assert found.error is not None
        assert found.error.endswith("nothing was written.")

    def test_bad_record_is_told_as_ever(self, tmp_path: Path, record: Record) -> None:
        path = as_list(tmp_path, [{**record, "images": -1}])
        assert run("import_records", path, propose=True).error is not None
        assert not Proposal.objects.exists()


class TestList:
    """What waits."""

    def test_open_ones_are_listed_the_oldest_first(self) -> None:
        first = named(credit="Ada Lovelace", reason="It is called so.")
        second, third = named("A third name", "brats"), named("A fourth name")
        run("reject", third.pk)
        day = f"{first.created:%Y-%m-%d}"
        assert run("proposals").out.splitlines() == [
            f"{first}  {day}  Ada Lovelace, A curator's form: 2 edits of MURA: It is called so.",
            f"{second}  {day}  nobody named, A curator's form: 2 edits of BraTS",
        ]

    def test_none_is_said(self) -> None:
        assert run("proposals").out == "No proposal is open.\n"


class TestDecide:
    """Accepted or rejected, once."""

    def test_accepted_one_is_written_and_found(self) -> None:
        made = named(credit="Ada Lovelace")
        found = run("accept", made.pk)
        number = ChangeSet.current()[0]
        assert f"Proposal {made} was accepted, as change set {number}.\n" in found.out
        assert name() == "Another name"
        assert ChangeSet.objects.get(pk=number).credit == "Ada Lovelace"
        folder = store.newest()
        assert folder is not None
        assert store.check(folder).revision == number

    def test_dry_run_writes_nothing(self) -> None:
        made, before = named(), ChangeSet.current()
        assert run("accept", made.pk, dry_run=True).out == f"Proposal {made} would be accepted.\n"
        made.refresh_from_db()
        assert (name(), made.state, ChangeSet.current()) == ("MURA", "open", before)

    def test_rejected_one_is_left_with_the_reason(self) -> None:
        made, before = named(), ChangeSet.current()
        assert run("reject", made.pk, reason="Nobody calls it so.").out == f"Proposal {made} was rejected.\n"
        made.refresh_from_db()
        assert (made.state, made.comment, ChangeSet.current()) == ("rejected", "Nobody calls it so.", before)

    def test_reason_that_no_column_takes_is_refused(self) -> None:
        made = named()
        assert "comment: has 501 characters; 500 are the most" in str(run("reject", made.pk, reason="x" * 501).error)

    def test_number_that_there_is_not_and_second_decision_are_refused(self) -> None:
        made = named()
        for command in ("accept", "reject"):
            assert run(command, made.pk + 1).error == f"There is no proposal {made.pk + 1}."
        run("accept", made.pk)
        number = ChangeSet.current()[0]
        for command in ("accept", "reject"):
            assert run(command, made.pk).error == f"Proposal {made} was accepted already, as change set {number}."
        assert ChangeSet.current()[0] == number

    def test_conflict_is_named_and_may_be_left(self) -> None:
        made = named()
        with change_set(ChangeSet.Origin.FORM) as opened:
            opened.watch("dataset", [Dataset.objects.get(slug="mura").pk])
            Dataset.objects.filter(slug="mura").update(name="A third name")
        key = made.edits.get(path="name").pk
        found = run("accept", made.pk)
        why = f"it was changed since it was proposed by {opened.number}"
        assert found.problems == [f'{key}: dataset MURA name: {why}; now "A third name"']
        assert found.error is not None
        assert found.error.startswith("1 edits stand in the way; nothing was written.")
        assert found.error.endswith(f"--keep {key}")
        assert run("accept", made.pk, keep=[key]).error is None
        assert name() == "A third name"
        assert "Another name" in Dataset.objects.get(slug="mura").aliases
