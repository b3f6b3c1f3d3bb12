"""What was chosen of a file is written as it was shown, whatever its rows have to do with each other, or not at all."""

from typing import Any

import pytest

from datasets.importing.choosing import ChangedError, choose, take_chosen
from datasets.importing.looking import intake_of, look, rows_of, start_again
from datasets.importing.mapping.deciding import decide
from datasets.importing.taking import propose_all
from datasets.models import Dataset, Incoming, Proposal, Statement, Verdict

from .test_looking import NAMES, received, sheet, whole

pytestmark = pytest.mark.django_db


def looked_at(*names: str) -> Incoming:
    incoming = received(sheet(*names))
    whole(incoming, 300)
    return incoming


def said(slug: str) -> int:
    return Statement.objects.filter(dataset__slug=slug, field="subjects", printed="12").count()


@pytest.mark.parametrize("between", [0, 250])
def test_rows_that_say_the_same_of_an_entry_say_it_once(between: int) -> None:
    made_up = [f"{NAMES[number % 20]} {NAMES[number // 20]}{number}" for number in range(between)]
    incoming = looked_at("MURA", *made_up, "MURA")
    choose(incoming, range(len(made_up) + 2), [0, len(made_up) + 1])
    assert take_chosen(incoming, at_once=True).taken.change_set is not None
    assert said("mura") == 1
    assert Verdict.objects.get(key="mura").verdict == Verdict.Is.SAME


def test_a_proposal_of_rows_that_say_the_same_has_it_once() -> None:
    incoming = looked_at("MURA", "MURA")
    propose_all(rows_of(incoming), intake_of(incoming))
    edits: Any = Proposal.objects.get().edits
    assert [edit.after["field"] for edit in edits.filter(kind="dataset")].count("subjects") == 1


def test_what_a_text_means_otherwise_by_now_is_not_written_unseen() -> None:
    incoming = looked_at("MURA")
    decide(incoming.reference["code"], "modality", "CT", "value", ["MR"])
    with pytest.raises(ChangedError):
        take_chosen(incoming, at_once=True)
    start_again(incoming)
    look(incoming)
    assert take_chosen(incoming, at_once=True).taken.change_set is not None


def test_a_row_adds_to_no_other_entry_than_was_shown() -> None:
    incoming = looked_at("Vostrane", "Vostrane")
    Dataset.objects.filter(slug="mura").update(name="Vostrane")
    choose(incoming, [0, 1], [1])
    with pytest.raises(ChangedError):
        take_chosen(incoming, at_once=True)
    assert said("mura") == 0
