"""Merging and splitting: nothing that was said is lost, others follow, and undoing gives back what was."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User

from datasets.facts.kinds import Record
from datasets.models import (
    Change,
    ChangeSet,
    Dataset,
    DatasetDescription,
    FormerSlug,
    Proposal,
    Statement,
    Suggestion,
)
from datasets.models.public import named
from datasets.records import dumping, joining
from datasets.records.changes import EXISTS, FORMER, NOTES
from datasets.records.editing import UnfitError, carry_out
from datasets.records.edits import STATED, Edit
from datasets.records.loading import voices_in_database
from datasets.records.merging import identity
from datasets.records.projecting import differences
from datasets.records.proposing import accept, propose
from datasets.records.undoing import ConflictsError, undo

pytestmark = pytest.mark.django_db

# The one that stays, the one that goes: a copy that says so of itself and the other way round, one that many name, in
# guides together, two that have nothing to do with each other.
PAIRS = (
    ("chestx-ray14", "nih-chest-xrays-kaggle"),
    ("nih-chest-xrays-kaggle", "chestx-ray14"),
    ("brats", "tcga-lgg"),
    ("kits19", "miccai-challenges"),
    ("lits", "chestx-ray14"),
)


def key(slug: str) -> int:
    return Dataset.objects.get(slug=slug).pk


def catalogue() -> dict[str, str]:
    """Return each entry and each guide as the bytes of its record, without the day of the last change."""
    rows = [*dumping.dump_datasets(), *dumping.dump_guides()]
    return {row["slug"]: json.dumps({**row, "changed": None}, ensure_ascii=False) for row in rows}


def record_of(slug: str) -> Record:
    (record,) = dumping.dump_datasets(Dataset.objects.filter(slug=slug))
    return record


def join(stays: str, goes: str) -> joining.Joined:
    found = joining.entries([key(stays), key(goes)])
    return joining.joined(found[key(stays)], found[key(goes)], joining.guides())


def merge(stays: str, goes: str) -> int:
    return carry_out(join(stays, goes).edits())


def said(record: Record) -> set[str]:
    return {identity(one) for one in record["statements"]}


def change(slug: str, path: str, after: Any) -> int:
    return carry_out([Edit("dataset", path, after, key(slug))])


def stated(field: str, value: Any, printed: str = "as printed", **more: Any) -> Record:
    return {"field": field, "value": value, "printed": printed, "document": "000", "line": 3, **more}


def name_of(slug: str) -> Statement:
    return Statement.objects.filter(dataset__slug=slug, field="name")[0]


# --- merging ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stays", "goes"), PAIRS)
def test_nothing_is_lost_others_follow_and_undoing_gives_everything_back(stays: str, goes: str) -> None:
    before = catalogue()
    own, other = record_of(stays), record_of(goes)
    naming = [row.slug for row in Dataset.objects.filter(relations__target__slug=goes).exclude(slug=stays)]
    number = merge(stays, goes)

    after = record_of(stays)
    relating = {
        identity(one) for one in other["statements"] if one["field"] == "relation" and stays in json.dumps(one["value"])
    }
    assert said(after) == said(own) | (said(other) - relating)
    assert after["statements"][: len(own["statements"])] == own["statements"]
    assert len(after["statements"]) == len(said(after)) - len(said(own)) + len(own["statements"])
    assert after["descriptions"] == own["descriptions"]
    assert set(other["aliases"]) | {other["name"]} <= {*after["aliases"], after["name"]}
    assert (after["former_slugs"], named([goes])[goes].slug) == ([*own["former_slugs"], goes], stays)
    assert all(stays in [one["target"] for one in record_of(slug)["relation"]] for slug in naming)
    assert not any(f'"{goes}"' in text for slug, text in catalogue().items() if slug not in naming and slug != stays)
    assert list(differences(Dataset.objects.all())) == []

    back = undo(number)
    assert catalogue() == before
    assert list(differences(Dataset.objects.all())) == []
    merged = undo(back.number)
    assert said(record_of(stays)) == said(after)
    assert list(differences(Dataset.objects.all())) == []
    undo(merged.number)
    assert catalogue() == before


def test_what_stands_word_for_word_is_not_doubled_and_keeps_its_standing() -> None:
    there = record_of("kits19")["statements"][0]
    judged = {"standing": "set-aside", "reason": {"en": "It is of the other one."}}
    change("lits", STATED, {**there, **judged})
    found = join("kits19", "lits")
    assert found.known == 1
    carry_out(found.edits())
    assert [one for one in record_of("kits19")["statements"] if identity(one) == identity(there)] == [there]


def test_one_is_preferred_and_others_keep_their_standing() -> None:
    preferred = {"standing": "preferred", "reason": {"en": "Counted."}}
    aside = {"standing": "set-aside", "reason": {"en": "It is old."}}
    change("kits19", STATED, stated("year", 2018, **preferred))
    change("lits", STATED, stated("year", 2016, "2016", **preferred))
    change("lits", STATED, stated("year", 2014, "2014", **aside))
    change("lits", STATED, stated("downloads", {"value": 7, "precision": "exact"}, "7", **preferred))
    merge("kits19", "lits")
    after = [one for one in record_of("kits19")["statements"] if one["printed"] in ("2016", "2014", "7")]
    assert {one["printed"]: (one.get("standing"), one.get("reason")) for one in after} == {
        "2016": (None, None),
        "2014": ("set-aside", {"en": "It is old."}),
        "7": ("preferred", {"en": "Counted."}),
    }
    assert record_of("kits19")["year"] == 2018


def test_texts_that_are_missing_come_with_whose_words_they_are_and_their_approval() -> None:
    author, other = User.objects.create_user("ada"), User.objects.create_user("grace")
    DatasetDescription.objects.filter(dataset__slug="kits19", language__in=["fr", "ru"]).delete()
    DatasetDescription.objects.filter(dataset__slug="lits").update(written_by=author, reviewed=True)
    found = join("kits19", "lits")
    assert (set(found.texts), set(found.both)) == ({"fr", "ru"}, {"en", "pt-br", "zh-hans"})
    carry_out(found.edits(), author=other)
    rows = {row.language: row for row in DatasetDescription.objects.filter(dataset__slug="kits19")}
    assert (rows["fr"].written_by, rows["fr"].reviewed, rows["en"].written_by) == (author, True, None)


def test_notes_former_addresses_and_a_name_that_no_statement_says_come_along() -> None:
    note = {"field": "year", "kind": "claim", "explanation": {"en": "It cannot be."}, "settled": None}
    change("lits", NOTES, [note])
    change("lits", FORMER, ["lits-2017"])
    Dataset.objects.filter(slug="lits").update(name="LiTS anew")
    notes = record_of("kits19")["disagreements"]
    merge("kits19", "lits")
    after = record_of("kits19")
    assert after["disagreements"] == [*notes, note]
    assert after["former_slugs"] == ["lits", "lits-2017"]
    assert {"LiTS", "LiTS anew"} <= set(after["aliases"])
    assert list(differences(Dataset.objects.all())) == []


def test_entry_that_names_a_former_address_follows_there_and_back() -> None:
    change("kits19", STATED, stated("relation", {"kind": "includes", "target": "lits"}))
    change("lits", "slug", "lits-2017")
    before = catalogue()
    number = merge("brats", "lits-2017")
    related = {"kind": "includes", "target": "brats"}
    assert related in record_of("kits19")["relation"]
    undo(number)
    assert catalogue() == before


def test_relation_to_several_keeps_the_others() -> None:
    to = [{"kind": "includes", "target": slug} for slug in ("kits19", "brats")]
    change("lits", STATED, stated("relation", to, "both"))
    merge("kits19", "lits")
    (one,) = [one for one in record_of("kits19")["statements"] if one["printed"] == "both"]
    assert one["value"] == [to[1]]


def test_visitors_suggestions_go_along_and_stay_when_it_is_undone() -> None:
    """What deletion cannot keep: an entry that comes back is a new row, and what was suggested of it has an heir."""
    suggestion = Suggestion.objects.create(dataset=Dataset.objects.get(slug="lits"), text="It is larger.")
    gone = key("lits")
    number = merge("kits19", "lits")
    assert ChangeSet.objects.get(pk=number).removed == [gone]
    undo(number)
    suggestion.refresh_from_db()
    assert (suggestion.dataset_id, key("lits") != gone) == (key("kits19"), True)


def test_one_merge_is_one_change_set_that_notes_the_entry_that_went() -> None:
    before = record_of("lits")
    number = merge("kits19", "lits")
    (gone,) = Change.objects.filter(change_set=number, path=EXISTS)
    assert (gone.before["slug"], gone.after) == ("lits", None)
    assert gone.before["statements"] == before["statements"]
    assert FormerSlug.objects.get(slug="lits").dataset.slug == "kits19"


def test_what_the_entry_will_hold_is_told_before() -> None:
    found = join("kits19", "lits")
    told = {field.code: after for field, _, after in found.outcome(voices_in_database())}
    before = record_of("kits19")
    carry_out(found.edits())
    after = record_of("kits19")
    assert told
    assert {code: after[code] for code in told} == told
    assert all(before[code] != after[code] for code in told)


def test_proposed_merge_is_refused_if_the_one_that_goes_was_changed_since() -> None:
    made = propose(join("kits19", "lits").edits(), Proposal.Origin.FORM)
    number = change("lits", STATED, stated("year", 2031))
    with pytest.raises(ConflictsError) as caught:
        accept(made.pk)
    told = {one.change.path: one.why for one in caught.value.conflicts if one.change.label == "LiTS"}
    assert told == {EXISTS: "it was changed since it was proposed"}
    undo(number)
    accept(propose(join("kits19", "lits").edits(), Proposal.Origin.FORM).pk)
    assert not Dataset.objects.filter(slug="lits").exists()


# --- splitting --------------------------------------------------------------------------------------------------------


def split(slug: str, chosen: set[int], *, relation: str = "", name: str = "Another set") -> int:
    (entry,) = joining.entries([key(slug)]).values()
    return carry_out(joining.parted(entry, chosen, name).edits(name, "another-set", relation))


def test_chosen_statements_leave_for_a_draft_and_undoing_brings_them_back() -> None:
    before, own = catalogue(), record_of("kits19")
    rows = Statement.objects.filter(dataset__slug="kits19").exclude(field__in=["name", "category", "kind"])
    chosen = set(rows.values_list("pk", flat=True)[:4])
    number = split("kits19", chosen, relation="subset-of")
    made, left = record_of("another-set"), record_of("kits19")
    assert (made["status"], made["name"], made["kind"], made["category"]) == (
        "draft", "Another set", own["kind"], own["category"],
    )  # fmt: skip
    assert made["relation"] == [{"kind": "subset-of", "target": "kits19"}]
    assert len(left["statements"]) == len(own["statements"]) - 4
    assert said(own) <= said(left) | said(made)
    assert list(differences(Dataset.objects.all())) == []
    undo(number)
    assert catalogue() == before


def test_what_an_entry_needs_is_copied() -> None:
    chosen = set(Statement.objects.filter(dataset__slug="kits19").values_list("pk", flat=True))
    split("kits19", chosen)
    left = record_of("kits19")
    assert {one["field"] for one in left["statements"]} == {"name", "category", "kind"}
    assert left["name"] in record_of("another-set")["aliases"]


def test_stated_name_goes_with_the_new_entry() -> None:
    change("kits19", STATED, stated("name", "KiTS 2021", "KiTS 2021 is another"))
    chosen = Statement.objects.filter(dataset__slug="kits19", field="modality")[0]
    split("kits19", {chosen.pk}, name="KiTS 2021")
    names = [one for one in record_of("another-set")["statements"] if one["field"] == "name"]
    assert [one["printed"] for one in names] == ["KiTS 2021 is another"]
    assert "KiTS 2021" not in record_of("kits19")["aliases"]


def test_name_that_is_new_is_cited_from_what_moves() -> None:
    row = Statement.objects.filter(dataset__slug="kits19", field="modality")[0]
    split("kits19", {row.pk})
    (name,) = [one for one in record_of("another-set")["statements"] if one["field"] == "name"]
    assert (name["value"], name["document"], name["note"]) == ("Another set", row.document.code, joining.NAMED)


def test_taken_address_is_refused() -> None:
    row = Statement.objects.filter(dataset__slug="kits19", field="modality")[0]
    (entry,) = joining.entries([key("kits19")]).values()
    with pytest.raises(UnfitError, match="lits"):
        carry_out(joining.parted(entry, {row.pk}, "LiTS").edits("LiTS", "lits"))
