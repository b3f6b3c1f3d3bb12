"""Edits of many things at once: what comes of them, and that undoing them leaves everything as it was."""

from typing import Any

import pytest

from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.models import VOCABULARIES, Dataset, Modality, Source, Statement, Task, UseCase
from datasets.records import bulk, dumping
from datasets.records.changes import EXISTS
from datasets.records.editing import UnfitError, carry_out
from datasets.records.edits import STATED, Edit
from datasets.records.projecting import differences
from datasets.records.undoing import undo

pytestmark = pytest.mark.django_db

WORDS: Record = {"printed": "as printed", "document": "000", "line": 3}


def dump() -> list[Any]:
    """Return the whole catalogue as it would be dumped, but for the days on which entries were changed."""
    return [
        *({**record, "changed": None} for record in dumping.dump_datasets()),
        *map(dumping.dump_vocabulary, VOCABULARIES),
        *dumping.dump_sources(),
        *dumping.dump_guides(),
    ]


def term(vocabulary: str, code: str) -> Any:
    return VOCABULARIES[vocabulary].objects.get(code=code)


def held(slug: str, field: str) -> list[str]:
    (record,) = dumping.dump_datasets(Dataset.objects.filter(slug=slug))
    return list(record[field])


def test_term_given_to_many_is_stated_by_each_that_lacks_it() -> None:
    entries = list(Dataset.objects.filter(slug__in=["kits19", "mura", "brats"]))
    before = dump()
    edits, having = bulk.given(entries, FIELDS["modality"], "CT", WORDS)
    assert {entry.slug for entry in having} == {"kits19"}
    number = carry_out(edits)
    assert "CT" in held("mura", "modality")
    assert "CT" in held("brats", "modality")
    undo(number)
    assert dump() == before


def test_term_is_set_aside_without_what_the_statement_says_besides() -> None:
    entry = Dataset.objects.get(slug="kits19")
    carry_out([Edit("dataset", STATED, {"field": "modality", "value": ["US", "XA"], **WORDS}, entry.pk)])
    before = dump()
    rows = bulk.naming("modality", "US", Statement.objects.filter(dataset=entry))
    number = carry_out(list(bulk.set_aside(rows, "US", "Nobody counts it.")))
    assert {"US", "XA"} & set(held("kits19", "modality")) == {"XA"}
    aside = Statement.objects.get(dataset=entry, field="modality", standing="set-aside")
    assert (aside.value, aside.reason, aside.printed) == (["US"], {"en": "Nobody counts it."}, "as printed")
    undo(number)
    assert dump() == before
    number = carry_out(list(bulk.taken_back(rows, "US")))
    assert {"US", "XA"} & set(held("kits19", "modality")) == {"XA"}
    undo(number)
    assert dump() == before


@pytest.mark.parametrize(
    ("vocabulary", "old", "new"),
    [
        ("modality", "XRAY", "CR"),
        ("unit", "scans", "images"),
        ("kind", "challenge", "dataset"),
    ],
)
def test_terms_become_one_and_two_again(vocabulary: str, old: str, new: str) -> None:
    before = dump()
    one, other = term(vocabulary, old), term(vocabulary, new)
    naming = bulk.naming(vocabulary, old, bulk.of_vocabulary(vocabulary))
    assert naming
    number = carry_out(bulk.merged(one, other))
    assert not VOCABULARIES[vocabulary].objects.filter(code=old).exists()
    assert not bulk.naming(vocabulary, old, bulk.of_vocabulary(vocabulary))
    merged = term(vocabulary, new)
    assert one.names["fr"] in [*merged.synonyms.get("fr", ()), merged.names["fr"]]
    assert not list(differences(Dataset.objects.all()))
    undo(number)
    assert dump() == before


def test_what_was_below_a_term_goes_along() -> None:
    below = set(Modality.objects.filter(parent__code="XRAY").values_list("code", flat=True))
    carry_out(bulk.merged(term("modality", "XRAY"), term("modality", "CR")))
    assert Modality.objects.get(code="CR").parent is None
    assert set(Modality.objects.filter(parent__code="CR").values_list("code", flat=True)) == below - {"CR"}
    goals = set(UseCase.objects.filter(task__code="detection").values_list("code", flat=True))
    assert goals
    carry_out(bulk.merged(term("task", "detection"), term("task", "classification")))
    assert goals <= set(
        UseCase.objects.filter(task=Task.objects.get(code="classification")).values_list("code", flat=True)
    )


def test_sources_become_one_and_two_again() -> None:
    before = dump()
    old, new = Source.objects.get(code="tcia"), Source.objects.get(code="kaggle")
    entries = set(Dataset.objects.filter(sources=old).values_list("slug", flat=True))
    number = carry_out(bulk.merged(old, new))
    assert old.name in Source.objects.get(code="kaggle").aliases
    assert entries <= set(Dataset.objects.filter(sources__code="kaggle").values_list("slug", flat=True))
    undo(number)
    assert dump() == before


def test_term_that_is_named_does_not_go() -> None:
    with pytest.raises(UnfitError, match=r"is named by [\d,]+ statements; correct them or take them back first"):
        carry_out([Edit("modality", EXISTS, None, term("modality", "CT").pk)])
    with pytest.raises(UnfitError, match="only an entry, source or term goes"):
        carry_out([Edit("modality", EXISTS, None, 0)])


def test_term_that_nothing_names_goes_and_comes_back_to_its_place() -> None:
    Modality.objects.create(code="made-up", names={"en": "Made up"}, position=1)
    before = dump()
    number = carry_out([Edit("modality", EXISTS, None, term("modality", "made-up").pk)])
    assert not Modality.objects.filter(code="made-up").exists()
    undo(number)
    assert dump() == before
