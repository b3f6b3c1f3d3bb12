"""What rows that come in would do, and taking them in: one change set, whole or not at all, nothing destroyed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from datasets.importing.claims import Claim, Described, Related
from datasets.importing.foreseeing import foreseen
from datasets.importing.intake import Does, Foreseen, Intake, Outcome
from datasets.importing.mapping.mapper import Mapper
from datasets.importing.matching.finder import Finder
from datasets.importing.referring import document_of
from datasets.importing.taking import propose_all, take
from datasets.models import ChangeSet, Dataset, Document, Proposal, Statement, Verdict
from datasets.records import dumping
from datasets.records.changes import EXISTS
from datasets.records.editing import UnfitError, carry_out
from datasets.records.edits import Edit
from datasets.records.problems import Problem
from datasets.records.proposing import accept
from datasets.records.records import dumps
from datasets.records.undoing import undo

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ADDRESS = "https://example.org/list-of-sets"


@pytest.fixture
def intake(db: None) -> Intake:
    return Intake(document_of(ADDRESS, "A list of sets", "index"))


def row(name: str, number: int = 2, *, key: str = "", **said: str) -> Described:
    """Return a row of a sheet: `said` are printed words by field."""
    claims = [Claim(field, printed, f"row {number}, {field}") for field, printed in said.items()]
    return Described(f"row {number}", name, tuple(claims), key=key)


def looked(rows: Sequence[Any], intake: Intake) -> list[Foreseen]:
    mapper = Mapper(intake.code, intake.language)
    return [one for batch in foreseen(rows, intake, Finder.of_database(), mapper) for one in batch]


def catalogue() -> list[str]:
    return [dumps(record) for record in dumping.dump_datasets()] + [
        dumps(record, "document") for record in dumping.dump_documents()
    ]


def undated(texts: list[str]) -> list[str]:
    """Return records without the day of their last change, which may be another one by now."""
    return [re.sub(r'"changed": "[0-9-]+"', "", text) for text in texts]


class TestForeseeing:
    """Nothing is written; each fact says what it would do, and what the page would show then."""

    def test_a_name_that_is_not_there_makes_an_entry(self, intake: Intake) -> None:
        (one,) = looked([row("Zorgon Kneecaps", modality="CT", subjects="1,010 patients")], intake)
        assert (one.outcome, one.slug) == (Outcome.NEW, "zorgon-kneecaps")
        assert {fact.field: fact.does for fact in one.facts} == {"modality": Does.ADDS, "subjects": Does.ADDS}
        assert not Dataset.objects.filter(slug="zorgon-kneecaps").exists()

    @pytest.mark.parametrize(
        ("key", "slug"),
        [
            ("zorgon_kneecaps", "zorgon-kneecaps"),
            ("12", "outlines-of-kneecaps-by-three-readers-for-the-zorgon-collection-of-knees"),
            ("", "outlines-of-kneecaps-by-three-readers-for-the-zorgon-collection-of-knees"),
        ],
    )
    def test_a_sentence_for_a_name_gives_way_to_the_sources_key(self, key: str, slug: str, intake: Intake) -> None:
        name = "Outlines of kneecaps by three readers for the Zorgon collection of knees"
        (one,) = looked([row(name, key=key, modality="CT")], intake)
        assert one.slug == slug

    def test_a_figure_that_cannot_be_true_beside_what_is_shown_contradicts(self, intake: Intake) -> None:
        (one,) = looked([row("DRIVE", images="41 images")], intake)
        (fact,) = one.facts
        assert (one.outcome, one.slug, one.contradicts) == (Outcome.ADDS, "drive", True)
        assert (fact.shown["value"], fact.then["value"]) == (40, 40)

    def test_what_is_shown_already_agrees(self, intake: Intake) -> None:
        (one,) = looked([row("DRIVE", images="40", task="segmentation")], intake)
        assert [fact.does for fact in one.facts] == [Does.AGREES, Does.AGREES]

    def test_what_is_not_understood_waits_with_its_cause_and_place(self, intake: Intake) -> None:
        (one,) = looked([row("Zorgon Kneecaps", 7, modality="scans of sorts", subjects="many")], intake)
        assert [(fact.field, fact.does, fact.place) for fact in one.facts if fact.does is Does.WAITS] == [
            ("modality", Does.WAITS, "row 7, modality"),
            ("subjects", Does.WAITS, "row 7, subjects"),
        ] or [fact.does for fact in one.facts] == [Does.WAITS, Does.PRINTED]
        assert all(fact.cause for fact in one.facts)

    def test_a_row_without_a_name_is_wrong_and_says_so(self, intake: Intake) -> None:
        one, other = looked([row("", 3, modality="CT"), Problem("row 4", "", "has two cells too many")], intake)
        assert (one.outcome, one.problems[0].place, one.problems[0].field) == (Outcome.WRONG, "row 3", "name")
        assert (other.outcome, other.place) == (Outcome.WRONG, "row 4")

    def test_two_rows_of_one_dataset_make_one_entry(self, intake: Intake) -> None:
        rows = [row("Zorgon Kneecaps", 2, modality="CT"), row("Zorgon-Kneecaps", 3, year="2019")]
        assert [one.outcome for one in looked(rows, intake)] == [Outcome.NEW, Outcome.ADDS]
        take(rows, intake)
        made = Dataset.objects.get(slug="zorgon-kneecaps")
        assert (made.year, made.modalities.get().code) == (2019, "CT")

    def test_a_paper_that_no_entry_has_makes_none(self, intake: Intake) -> None:
        paper = Claim("paper", "Knees of Zorgon", "entry 2", {"title": "Knees of Zorgon", "doi": "10.1234/zorgon"})
        (one,) = looked([Described("entry 2", "Knees of Zorgon", (paper,))], intake)
        assert (one.outcome, one.edits, one.problems[0].field) == (Outcome.WAITS, (), "name")

    def test_two_rows_of_one_entry_say_a_thing_once(self, intake: Intake) -> None:
        rows = [row("DRIVE", 2, year="2004"), row("DRIVE", 3, year="2004")]
        assert [[fact.does for fact in one.facts] for one in looked(rows, intake)] == [[Does.ADDS], [Does.STATED]]
        take(rows, intake)
        assert Statement.objects.filter(document__url=ADDRESS, field="year").count() == 1

    def test_what_looks_odd_is_told_and_taken(self, intake: Intake) -> None:
        (one,) = looked(
            [row("Zorgon Kneecaps", modality="CT", year="1950", anatomy="knee", condition="glioma")], intake
        )
        assert {doubt.code for doubt in one.doubts} == {"before-method", "misplaced"}
        assert all(str(doubt) for doubt in one.doubts)
        assert one.edits


class TestTaking:
    """One change set; undone, the catalogue is what it was; a second time, nothing is new."""

    ROWS = (
        row("Zorgon Kneecaps", 2, modality="CT", subjects="1,010 patients", license="CC BY 4.0"),
        row("DRIVE", 3, subjects="400 patients", year="2004"),
        row("Zorgon Elbows", 4, modality="no such thing", anatomy="elbow"),
    )

    def test_the_reference_comes_with_the_rows(self, intake: Intake) -> None:
        taken = take(self.ROWS, intake, reason="A list.")
        document = Document.objects.get(url=ADDRESS)
        of = Statement.objects.filter(document=document)
        assert set(of.values_list("dataset__slug", flat=True)) == {"zorgon-kneecaps", "drive", "zorgon-elbows"}
        assert set(of.values_list("added", flat=True)) == {taken.change_set}
        assert of.get(dataset__slug="drive", field="year").heading == "row 3, year"

    def test_undone_the_catalogue_is_what_it_was(self, intake: Intake) -> None:
        before = catalogue()
        taken = take(self.ROWS, intake)
        assert taken.change_set is not None
        assert catalogue() != before
        undo(taken.change_set)
        assert catalogue() == before

    def test_a_second_time_nothing_is_written(self, intake: Intake) -> None:
        take(self.ROWS, intake)
        after, number = catalogue(), ChangeSet.current()
        again = take(self.ROWS, intake)
        assert (again.change_set, catalogue(), ChangeSet.current()) == (None, after, number)
        assert again.outcomes[Outcome.NEW] == 0

    def test_which_entry_a_row_is_is_remembered_when_its_name_changes(self, intake: Intake) -> None:
        take([row("Zorgon Kneecaps", 2, key="zk", modality="CT")], intake)
        (one,) = looked([row("Patellae of Zorgon, a study", 2, key="zk", year="2020")], intake)
        assert (one.outcome, one.slug) == (Outcome.ADDS, "zorgon-kneecaps")

    def test_rows_that_are_not_wanted_stay_out(self, intake: Intake) -> None:
        take(self.ROWS, intake, wanted=lambda one: one.place != "row 2")
        assert not Dataset.objects.filter(slug="zorgon-kneecaps").exists()
        assert Dataset.objects.filter(slug="zorgon-elbows").exists()

    def test_what_was_undone_may_be_done_again(self, intake: Intake) -> None:
        first = take(self.ROWS, intake)
        after = undated(catalogue())
        undo(first.change_set or 0)
        assert take(self.ROWS, intake).change_set is not None
        assert undated(catalogue()) == after
        assert take(self.ROWS, intake).change_set is None

    def test_what_somebody_took_back_does_not_come_back_unseen(self, intake: Intake) -> None:
        take(self.ROWS, intake)
        stated = Statement.objects.get(document__url=ADDRESS, dataset__slug="drive", field="year")
        gone = Dataset.objects.get(slug="zorgon-kneecaps")
        edits = [
            Edit("dataset", f"statement {stated.pk}", None, stated.dataset_id),
            Edit("dataset", EXISTS, None, gone.pk),
        ]
        carry_out(edits, reason="Not so.")
        kneecaps, drive, _ = looked(self.ROWS, intake)
        assert (kneecaps.outcome, kneecaps.problems[0].field, kneecaps.edits) == (Outcome.WAITS, "name", ())
        assert [fact.does for fact in drive.facts if fact.field == "year"] == [Does.REFUSED]
        assert take(self.ROWS, intake).change_set is None
        assert take(self.ROWS, replace(intake, again=True)).change_set is not None
        assert Dataset.objects.filter(slug="zorgon-kneecaps").exists()

    def test_nothing_that_is_there_gives_way(self, intake: Intake) -> None:
        before = set(Statement.objects.values_list("pk", "standing"))
        take(self.ROWS, intake)
        assert before <= set(Statement.objects.values_list("pk", "standing"))

    def test_a_remembered_edition_makes_an_entry_with_its_relation(self, intake: Intake) -> None:
        drive = Dataset.objects.get(slug="drive")
        Verdict.objects.create(source=intake.code, key="drive-2", entry=drive, verdict=Verdict.Is.EDITION)
        take([row("DRIVE 2", 2, key="drive-2", modality="OP")], intake)
        made = Dataset.objects.get(name="DRIVE 2")
        assert made.relations.get().target == drive

    def test_rows_of_one_source_relate_by_its_keys(self, intake: Intake) -> None:
        part = Claim("relation", "from zorgon", "row 3", Related("derived-from", "z-1"))
        rows = [row("Zorgon", 2, key="z-1", modality="CT"), Described("row 3", "Zorgon masks", (part,), key="z-2")]
        take(rows, replace(intake, source="zorgon"))
        assert Dataset.objects.get(name="Zorgon masks").relations.get().target.name == "Zorgon"

    def test_only_what_owes_nothing_is_published(self, intake: Intake) -> None:
        link = Claim(
            "link", "https://zorgon.example.org/", "row 2", {"url": "https://zorgon.example.org/", "kind": "homepage"}
        )
        rows = [
            replace(row("Zorgon Kneecaps", modality="CT"), claims=(*row("x", modality="CT").claims, link)),
            self.ROWS[2],
        ]
        take(rows, replace(intake, status="published"))
        assert Dataset.objects.get(slug="zorgon-kneecaps").status == "published"
        assert Dataset.objects.get(slug="zorgon-elbows").status == "draft"


class TestRenewing:
    """An index that is harvested again says what changed, and dates it; what curators judged stays."""

    def harvest(self, intake: Intake, version: str, subjects: str, **about: Any) -> Intake:
        document = {**intake.document, "code": f"made-up-index-{version}", "authority": "registry", **about}
        again = replace(intake, document=document, series="made-up-index-", source="made-up")
        take([row("DRIVE", 2, key="d", subjects=subjects, modality="OP")], again)
        return again

    def standing(self, version: str) -> dict[str, str]:
        found = Statement.objects.filter(document__code=f"made-up-index-{version}", dataset__slug="drive")
        return dict(found.values_list("field", "standing"))

    def test_only_what_changed_is_stated_again_and_the_older_gives_way(self, intake: Intake) -> None:
        self.harvest(intake, "1", "400 patients", as_of="2025-01-01")
        self.harvest(intake, "2", "410 patients", as_of="2026-01-01", url=f"{ADDRESS}/2")
        assert self.standing("1") == {"subjects": "set-aside", "modality": "normal"}
        assert self.standing("2") == {"subjects": "normal"}
        assert Dataset.objects.get(slug="drive").subjects == 410

    def test_what_a_curator_set_aside_does_not_come_back_with_the_next_version(self, intake: Intake) -> None:
        self.harvest(intake, "1", "400 patients")
        stated = Statement.objects.filter(document__code="made-up-index-1", field="subjects")
        stated.update(standing="set-aside", reason={"en": "Not of this set."})
        self.harvest(intake, "2", "400 patients", url=f"{ADDRESS}/2")
        assert self.standing("2") == {}


class TestProposing:
    """Who may not write proposes: accepted, it is what taking would have written."""

    def test_a_proposal_has_the_reference_and_all_rows(self, intake: Intake) -> None:
        taken = propose_all(TestTaking.ROWS, intake, reason="A list.")
        assert not Document.objects.filter(url=ADDRESS).exists()
        accept(taken.proposal or 0)
        assert Document.objects.get(url=ADDRESS).statements.count() > 5
        assert Proposal.objects.get().origin == Proposal.Origin.IMPORT

    def test_more_edits_than_a_proposal_may_have_are_refused_whole(self, intake: Intake, monkeypatch: Any) -> None:
        monkeypatch.setattr("datasets.records.edits.MOST", 2)
        with pytest.raises(UnfitError):
            propose_all(TestTaking.ROWS, intake)
        assert not Proposal.objects.exists()


def test_rows_that_are_all_refused_when_written_leave_nothing(intake: Intake, monkeypatch: Any) -> None:
    def refuse(edits: Sequence[Edit]) -> Any:
        raise UnfitError(
            [
                Problem(f"edits[{place}]", "x", "is refused")
                for place, one in enumerate(edits)
                if one.path != "" or one.kind == "dataset"
            ]
        )

    monkeypatch.setattr("datasets.importing.taking.checked", lambda edits: refuse(edits) if len(edits) > 1 else [])
    was, number = catalogue(), ChangeSet.current()
    taken = take(TestTaking.ROWS[:1], intake)
    assert (taken.change_set, len(taken.wrong)) == (None, 1)
    assert (catalogue(), ChangeSet.current(), Verdict.objects.count()) == (was, number, 0)


def test_an_interrupted_run_leaves_nothing_behind(intake: Intake) -> None:
    def rows() -> Any:
        yield from (row(f"Zorgon {number} kneecaps of the {number}th kind", number) for number in range(2, 300))
        raise KeyboardInterrupt

    before: Callable[[], list[str]] = catalogue
    was, number = before(), ChangeSet.current()
    with pytest.raises(KeyboardInterrupt):
        take(rows(), intake)
    assert (catalogue(), ChangeSet.current()) == (was, number)
