"""What was refused is brought back neither by an import nor by the files, unless somebody asks for it."""

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from datasets.facts.kinds import Record
from datasets.models import ChangeSet, Dataset, DatasetDescription, Proposal, Statement
from datasets.records import loading, seeding
from datasets.records.changes import EXISTS, change_set
from datasets.records.edits import STATED, Edit
from datasets.records.files import Tree
from datasets.records.proposing import accept, propose, reject
from datasets.records.undoing import undo
from tests.commands.conftest import run
from tests.commands.test_import_records import as_list, statement

pytestmark = pytest.mark.django_db

TEXT = {
    "summary": "Un jeu qui n'existe que pour les tests.",
    "description": "Il contient cent images que personne n'a jamais vues, et rien d'autre.",
}
YEAR = statement("year", 2020)
# What each way of refusing says of who refused it.
Refuse = Callable[[Record], str]


def key() -> int:
    return Dataset.objects.get(slug="example-set").pk


def years() -> list[Any]:
    return list(Statement.objects.filter(dataset__slug="example-set", field="year").values_list("value", flat=True))


@pytest.fixture
def there(record: Record) -> Record:
    """The record of an entry that is there."""
    loading.load_datasets([record], ChangeSet.advance(origin="seed"))
    return record


@pytest.fixture
def bring(tmp_path: Path) -> Callable[..., Any]:
    """Import a record; return what the command said."""
    return lambda record, **options: run("import_records", as_list(tmp_path, [record]), no_index=True, **options)


def with_year(record: Record, **changes: Any) -> Record:
    return {**record, "statements": [*record["statements"], {**YEAR, **changes}]}


def with_text(record: Record) -> Record:
    return {**record, "descriptions": [*record["descriptions"], {"language": "fr", **TEXT}]}


def by_taking_back(given: Record) -> str:
    number = accept(propose([Edit("dataset", STATED, YEAR, key())], "form").pk)
    with change_set("form", reason="A slip.") as opened:
        opened.watch("dataset", [key()])
        Statement.objects.filter(added=number).update(retired=opened.number)
    return f"change {opened.number}, A slip."


def by_undoing(given: Record) -> str:
    number = accept(propose([Edit("dataset", STATED, YEAR, key())], "form").pk)
    return f"change {undo(number, reason='A slip.').number}, A slip."


def by_rejecting(given: Record) -> str:
    made = propose([Edit("dataset", STATED, YEAR, key())], "form")
    reject(made.pk, comment="Nobody knows.")
    return f"proposal {made}, Nobody knows."


EACH = pytest.mark.parametrize("refuse", [by_taking_back, by_undoing, by_rejecting])


@EACH
def test_import_leaves_a_refused_statement_out_and_says_so(there: Record, bring: Any, refuse: Refuse) -> None:
    why = refuse(there)
    found = bring(with_year(there))
    assert found.problems == [f"Note: records.json[0]: statements: refused before: year: “x” ({why})"]
    assert found.out == "0 records imported, 1 already there as they are.\n"
    assert years() == []


@EACH
def test_import_takes_it_when_it_is_told_to(there: Record, bring: Any, refuse: Refuse) -> None:
    refuse(there)
    assert bring(with_year(there), again=True).out.startswith("1 records imported")
    assert years() == [2020]
    # What stands is not refused any more.
    assert bring(with_year(there)).problems == []


@EACH
def test_proposal_of_a_file_leaves_it_out_too(there: Record, bring: Any, refuse: Refuse) -> None:
    refuse(there)
    number = Proposal.objects.count()
    assert bring(with_year(there), propose=True).out.startswith("Nothing to propose")
    assert Proposal.objects.count() == number
    assert "1 statements" in bring(with_year(there), propose=True, again=True).out


@pytest.mark.parametrize("changes", [{"line": 7}, {"note": "Looked up again."}, {"heading": "Elsewhere"}])
def test_same_words_of_the_same_document_are_refused_wherever_they_stand(
    changes: Record, there: Record, bring: Any
) -> None:
    by_rejecting(there)
    assert "refused before" in bring(with_year(there, **changes)).problems[0]
    assert years() == []


@pytest.mark.parametrize("changes", [{"value": 2021}, {"printed": "in 2020"}, {"document": "001"}])
def test_other_words_value_or_document_are_not_refused(changes: Record, there: Record, bring: Any) -> None:
    by_rejecting(there)
    assert bring(with_year(there, **changes)).problems == []
    assert len(years()) == 1


def test_corrected_statement_stays_corrected_and_the_same_at_a_third_place_comes(there: Record, bring: Any) -> None:
    by_taking_back(there)
    accept(propose([Edit("dataset", STATED, {**YEAR, "line": 7}, key())], "form").pk)
    assert "refused before" in bring(with_year(there)).problems[0]
    assert bring(with_year(there, line=9)).problems == []
    assert len(years()) == 2


def test_what_the_files_took_back_is_no_refusal(there: Record, bring: Any) -> None:
    bring(with_year(there))
    Statement.objects.filter(dataset=key(), field="year").update(retired=ChangeSet.advance(origin="seed"))
    assert bring(with_year(there)).problems == []
    assert years() == [2020]


def text_rejected() -> str:
    made = propose([Edit("dataset", "text fr", TEXT, key())], "form")
    reject(made.pk)
    return f"proposal {made}"


def text_undone() -> str:
    return f"change {undo(accept(propose([Edit('dataset', 'text fr', TEXT, key())], 'form').pk)).number}"


@pytest.mark.parametrize("refuse", [text_rejected, text_undone])
def test_text_that_was_refused_stays_away(there: Record, bring: Any, refuse: Callable[[], str]) -> None:
    why = refuse()
    found = bring(with_text(there))
    assert found.problems == [f"Note: records.json[0]: descriptions: refused before: the text in fr ({why})"]
    assert not DatasetDescription.objects.filter(dataset=key(), language="fr").exists()
    other = {**there, "descriptions": [*there["descriptions"], {"language": "fr", **TEXT, "summary": f"{TEXT} non"}]}
    assert bring(other).problems == []
    assert DatasetDescription.objects.filter(dataset=key(), language="fr").exists()


def entry_rejected(given: Record) -> str:
    made = propose([Edit("dataset", EXISTS, given)], "form")
    reject(made.pk, comment="No images.")
    return f"proposal {made}, No images."


def entry_undone(given: Record) -> str:
    return f"change {undo(accept(propose([Edit('dataset', EXISTS, given)], 'form').pk)).number}"


@pytest.mark.parametrize("refuse", [entry_rejected, entry_undone])
def test_entry_that_was_refused_stays_away(record: Record, bring: Any, refuse: Refuse) -> None:
    why = refuse(record)
    found = bring(record)
    assert found.problems == [f"Note: records.json[0]: slug: refused before: the entry “example-set” ({why})"]
    assert found.out == "0 records imported, 0 already there as they are. 1 refused before.\n"
    assert not Dataset.objects.filter(slug="example-set").exists()
    assert bring(record, again=True).out == "1 records imported, 0 already there as they are.\n"
    assert bring(record).problems == []


def test_deleting_that_was_undone_is_no_refusal(record: Record, bring: Any) -> None:
    loading.load_datasets([record], ChangeSet.advance())
    with change_set("form", removed=[key()]) as opened:
        Dataset.objects.filter(slug="example-set").delete()
    undo(opened.number)
    Dataset.objects.filter(slug="example-set").update(slug="another")
    assert bring(record).out.startswith("1 records imported")


# --- the catalogue's files --------------------------------------------------------------------------------------------


@pytest.fixture
def files(tree: Tree, record: Record) -> Callable[..., Tree]:
    """Give the real catalogue's vocabularies and documents with these entries alone."""

    def files(*records: Record) -> Tree:
        placed = [(f"datasets/{one['slug']}.json", copy.deepcopy(one)) for one in records]
        return replace(tree, dataset=placed, guide=[])

    return files


def test_files_do_not_bring_back_what_was_refused(files: Callable[..., Tree], record: Record) -> None:
    seeding.seed(files(record))
    why = by_rejecting(record)
    done = seeding.seed(files(with_year(record)))
    assert done.refused == [f"dataset example-set: year: “x” ({why})"]
    assert "dataset example-set" in done.unchanged
    assert years() == []
    more = with_year(record)
    more["statements"].append(statement("downloads", {"value": 5, "precision": "exact"}))
    assert "dataset example-set" in seeding.seed(files(more)).updated
    assert years() == []
    assert Dataset.objects.get(slug="example-set").downloads == 5
    assert "dataset example-set" in seeding.seed(files(more)).unchanged


def test_files_do_not_bring_an_entry_that_was_refused(files: Callable[..., Tree], record: Record) -> None:
    seeding.seed(files())
    why = entry_rejected(record)
    done = seeding.seed(files(record))
    assert done.refused == [f"dataset example-set ({why})"]
    assert "dataset example-set" in done.kept
    assert not Dataset.objects.filter(slug="example-set").exists()


def test_restored_dump_brings_what_it_holds(files: Callable[..., Tree], record: Record) -> None:
    """It is what somebody chose to go back to."""
    seeding.seed(files())
    entry_rejected(record)
    assert seeding.seed(files(record), {}).refused == []
    assert Dataset.objects.filter(slug="example-set").exists()
