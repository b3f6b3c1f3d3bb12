"""Proposals: checked when they are made, written as one change set or left, and never decided twice."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from datasets.facts.kinds import Record
from datasets.models import (
    Change,
    ChangeSet,
    Dataset,
    DatasetDescription,
    Document,
    Guide,
    Modality,
    Proposal,
    Source,
    Statement,
    Suggestion,
)
from datasets.records import dumping, edits
from datasets.records.changes import EXISTS, FORMER, NOTES, change_set
from datasets.records.editing import UnfitError
from datasets.records.edits import STATED, Edit
from datasets.records.projecting import differences
from datasets.records.proposing import DecidedError, accept, conflicts_of, propose, reject
from datasets.records.undoing import ConflictsError, undo, undone

pytestmark = pytest.mark.django_db

FORM = Proposal.Origin.FORM
TEXT = {"summary": "Un autre résumé, assez long pour être pris.", "description": "Une autre description. " * 3}
AMOUNT = {"value": 1_018, "unit": "patients", "precision": "exact"}


def entry(slug: str = "kits19") -> Dataset:
    return Dataset.objects.get(slug=slug)


def catalogue() -> list[Record]:
    return [{**record, "changed": None} for record in dumping.dump_datasets()]


def record_of(slug: str = "kits19") -> Record:
    (record,) = dumping.dump_datasets(Dataset.objects.filter(slug=slug))
    return record


def edit(path: str, after: Any, slug: str = "kits19") -> Edit:
    return Edit("dataset", path, after, entry(slug).pk)


def stated(field: str, value: Any, printed: str = "as printed", **more: Any) -> Record:
    return {"field": field, "value": value, "printed": printed, "document": "000", "line": 3, **more}


def proposed(*given: Edit, **about: Any) -> Proposal:
    return propose(given, FORM, **about)


def name_of_statement(slug: str = "kits19") -> Statement:
    return Statement.objects.filter(dataset__slug=slug, field="name")[0]


# --- what is made of each kind of edit --------------------------------------------------------------------------------


def test_proposal_changes_nothing_and_is_no_change_set() -> None:
    before, current = catalogue(), ChangeSet.current()
    made = proposed(edit("text fr", TEXT), credit="Ada Lovelace", reason="It reads better.")
    assert (catalogue(), ChangeSet.current()) == (before, current)
    assert (made.state, made.revision, made.credit, made.reason) == (
        "open", current[0], "Ada Lovelace", "It reads better.",
    )  # fmt: skip
    (kept,) = made.edits.all()
    assert (kept.label, kept.path, kept.after) == (
        "KiTS19", "text fr", {**TEXT, "origin": "machine", "reviewed": False, "translated_from": None},
    )  # fmt: skip
    assert kept.before["summary"] == entry().descriptions.get(language="fr").summary


def test_accepted_proposal_is_one_change_set_of_its_author() -> None:
    author, decider = User.objects.create_user("ada"), User.objects.create_user("grace")
    made = proposed(
        edit(STATED, stated("subjects", AMOUNT, standing="preferred", reason={"en": "Counted."})),
        edit("text fr", TEXT),
        author=author,
        credit="Ada Lovelace",
        reason="Counted anew.",
    )
    number = accept(made.pk, by=decider)
    row = ChangeSet.objects.get(pk=number)
    assert (row.origin, row.author, row.credit) == ("proposal", author, "Ada Lovelace")
    assert row.reason == f"Proposal {made}: Counted anew."
    assert {change.path.partition(" ")[0] for change in Change.objects.filter(change_set=row)} == {"statement", "text"}
    made.refresh_from_db()
    assert (made.state, made.decided_by, made.change_set_id) == ("accepted", decider, number)
    assert entry().subjects == AMOUNT["value"]
    text = entry().descriptions.get(language="fr")
    assert (text.summary, text.written_by) == (TEXT["summary"], author)
    assert (entry().revision, ChangeSet.current()[0]) == (number, number)
    assert list(differences(Dataset.objects.all())) == []


def test_new_statement_comes_last_and_is_of_the_change_set() -> None:
    before = record_of()["statements"]
    number = accept(proposed(edit(STATED, stated("purpose", None))).pk)
    after = record_of()["statements"]
    assert after[:-1] == before
    assert (after[-1]["field"], after[-1]["line"]) == ("purpose", 3)
    assert Statement.objects.get(added=number).printed == "as printed"


def test_statement_is_judged_and_another_taken_back() -> None:
    row = Statement.objects.filter(dataset=entry(), field="subjects")[0]
    other = Statement.objects.filter(dataset=entry(), field="anatomy")[0]
    judged = {"standing": "set-aside", "reason": {"en": "It is old."}}
    number = accept(proposed(edit(f"statement {row.pk}", judged), edit(f"statement {other.pk}", None)).pk)
    row.refresh_from_db()
    assert (row.standing, row.reason, row.retired_id) == ("set-aside", {"en": "It is old."}, None)
    assert Statement.ever.get(pk=other.pk).retired_id == number


def test_name_status_notes_and_a_text_that_goes() -> None:
    note = {"field": "year", "kind": "claim", "explanation": {"en": "It cannot be."}, "settled": None}
    accept(
        proposed(
            edit("name", "KiTS 2019"), edit(STATED, stated("name", "KiTS 2019")), edit("status", "withdrawn"),
            edit(NOTES, [note]), edit("text ru", None),
        ).pk
    )  # fmt: skip
    found = record_of()
    assert (found["name"], found["status"], found["disagreements"]) == ("KiTS 2019", "withdrawn", [note])
    assert "KiTS19" in found["aliases"]
    assert "ru" not in [text["language"] for text in found["descriptions"]]


def test_new_address_leaves_the_old_one_as_a_former_one_and_relations_hold() -> None:
    naming = Dataset.objects.filter(relations__target=entry()).first()
    before = [] if naming is None else record_of(naming.slug)["relation"]
    accept(proposed(edit("slug", "kits-2019")).pk)
    assert record_of("kits-2019")["former_slugs"] == ["kits19"]
    if naming is not None:
        after = record_of(naming.slug)["relation"]
        assert [{**one, "target": one["target"].replace("kits-2019", "kits19")} for one in after] == before
    assert list(differences(Dataset.objects.all())) == []


def test_new_entry_is_made_and_goes_again(record: Record) -> None:
    before = catalogue()
    naming = edit(STATED, stated("relation", {"kind": "includes", "target": "example-set"}))
    number = accept(proposed(Edit("dataset", EXISTS, record), naming).pk)
    made = {change.path for change in Change.objects.filter(change_set=number, label="Example set")}
    assert made == {""}
    assert record_of("example-set")["images"]["value"] == 100
    assert {"kind": "includes", "target": "example-set"} in record_of()["relation"]
    undo(number)
    assert [row["slug"] for row in catalogue()] == [row["slug"] for row in before]
    assert record_of()["statements"] == next(row for row in before if row["slug"] == "kits19")["statements"]


def test_pieces_of_a_source_a_document_a_guide_a_term_and_an_order() -> None:
    source, document = Source.objects.get(code="tcia"), Document.objects.get(code="000")
    guide, term = Guide.objects.get(slug="beginner"), Modality.objects.get(code="CT")
    order = list(Modality.objects.values_list("code", flat=True))[::-1]
    number = accept(
        proposed(
            Edit("source", "name", "The archive", source.pk),
            Edit("document", "title", "A list", document.pk),
            Edit("guide", "titles", {**guide.titles, "en": "Begin here"}, guide.pk),
            Edit("modality", "synonyms", {"en": ["cat scan"]}, term.pk),
            Edit("modality", "order", order, 0),
        ).pk
    )
    assert Source.objects.get(pk=source.pk).name == "The archive"
    assert Document.objects.get(pk=document.pk).title == "A list"
    assert Guide.objects.get(pk=guide.pk).titles["en"] == "Begin here"
    assert Modality.objects.get(pk=term.pk).synonyms == {"en": ["cat scan"]}
    assert list(Modality.objects.values_list("code", flat=True)) == order
    undo(number)
    assert Source.objects.get(pk=source.pk).name == source.name
    assert list(Modality.objects.values_list("code", flat=True)) == order[::-1]


def test_weight_of_a_document_changes_what_entries_hold_and_back() -> None:
    before = catalogue()
    authority = "index" if Document.objects.get(code="001").authority != "index" else "owner"
    documents = Document.objects.filter(code__in=["001", "002"])
    number = accept(proposed(*(Edit("document", "authority", authority, row.pk) for row in documents)).pk)
    assert list(differences(Dataset.objects.all())) == []
    undo(number)
    assert list(differences(Dataset.objects.all())) == []
    assert catalogue() == before


def test_undoing_gives_what_was_before_and_the_proposal_is_undone() -> None:
    before = catalogue()
    number = accept(proposed(edit(STATED, stated("subjects", AMOUNT)), edit("text fr", TEXT), edit("slug", "kits")).pk)
    back = undo(number)
    assert catalogue() == before
    assert undone()[number] == back.number
    undo(back.number)
    assert number not in undone()
    assert record_of("kits")["descriptions"][1]["summary"] == TEXT["summary"]


def test_suggestion_is_tied_to_what_it_led_to() -> None:
    suggestion = Suggestion.objects.create(text="There are 1,018.", dataset=entry())
    made = propose([edit(STATED, stated("subjects", AMOUNT))], Proposal.Origin.SUGGESTION, suggestion=suggestion)
    assert list(suggestion.proposals.all()) == [made]
    number = accept(made.pk)
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.change_set_id) == ("accepted", number)


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_rejected_proposal_leaves_everything() -> None:
    before, current, decider = catalogue(), ChangeSet.current(), User.objects.create_user("grace")
    made = proposed(edit("text fr", TEXT))
    reject(made.pk, by=decider, comment=" It reads worse. ")
    made.refresh_from_db()
    assert (made.state, made.decided_by, made.comment) == ("rejected", decider, "It reads worse.")
    assert (catalogue(), ChangeSet.current()) == (before, current)


def test_nothing_is_decided_twice() -> None:
    accepted, rejected = proposed(edit("text fr", TEXT)), proposed(edit("text ru", None))
    number = accept(accepted.pk)
    reject(rejected.pk)
    for again in (accept, reject):
        with pytest.raises(DecidedError) as caught:
            again(accepted.pk)
        assert str(caught.value) == f"Proposal {accepted} was accepted already, as change set {number}."
        with pytest.raises(DecidedError) as caught:
            again(rejected.pk)
        assert str(caught.value) == f"Proposal {rejected} was rejected already."
    assert ChangeSet.current()[0] == number
    with pytest.raises(Proposal.DoesNotExist):
        accept(rejected.pk + 100)


def test_comment_that_no_column_takes_is_refused() -> None:
    made = proposed(edit("text fr", TEXT))
    for comment in ("x" * 501, "a\0b"):
        with pytest.raises(UnfitError, match="comment"):
            reject(made.pk, comment=comment)
    made.refresh_from_db()
    assert made.state == "open"


# --- conflicts --------------------------------------------------------------------------------------------------------


def changed(slug: str = "kits19", language: str = "", **columns: Any) -> int:
    """Change an entry's columns, or those of one of its texts, as one change set; return its number."""
    with change_set("form") as opened:
        opened.watch("dataset", [entry(slug).pk])
        if language:
            DatasetDescription.objects.filter(dataset__slug=slug, language=language).update(**columns)
        else:
            Dataset.objects.filter(slug=slug).update(**columns)
    return opened.number


def standing_in_the_way(made: Proposal) -> list[tuple[str, str, tuple[int, ...]]]:
    """Return what keeps a proposal from being accepted; nothing is half done."""
    before, current = catalogue(), ChangeSet.current()
    with pytest.raises(ConflictsError) as caught:
        accept(made.pk)
    assert (catalogue(), ChangeSet.current()) == (before, current)
    made.refresh_from_db()
    assert made.state == "open"
    found = [(one.change.path, one.why, one.since) for one in caught.value.conflicts]
    assert found == [(one.change.path, one.why, one.since) for one in conflicts_of(made)]
    return found


def test_piece_that_was_changed_since_stands_in_the_way_and_may_be_left() -> None:
    made = proposed(edit("text fr", TEXT), edit(STATED, stated("purpose", None)))
    later = changed(language="fr", summary="Une troisième version du même résumé.")
    assert standing_in_the_way(made) == [("text fr", "it was changed since it was proposed", (later,))]
    (conflict,) = conflicts_of(made)
    assert conflict.now["summary"].startswith("Une troisième")
    accept(made.pk, keep=[conflict.change.pk])  # type: ignore[list-item]
    assert entry().descriptions.get(language="fr").summary.startswith("Une troisième")
    assert Statement.objects.filter(dataset=entry(), field="purpose", printed="as printed").exists()


def test_piece_that_was_changed_and_set_back_stands_in_nobodys_way() -> None:
    made = proposed(edit("text fr", TEXT))
    undo(changed(language="fr", summary="Une troisième version du même résumé."))
    assert conflicts_of(made) == []


def test_entry_that_is_gone_stands_in_the_way() -> None:
    made, key = proposed(edit("text fr", TEXT)), entry().pk
    with change_set("form", removed=[key]) as opened:
        Dataset.objects.filter(pk=key).delete()
    assert standing_in_the_way(made) == [("text fr", "it is gone", (opened.number,))]


def test_statement_that_was_taken_back_or_stated_since_stands_in_the_way() -> None:
    row = name_of_statement()
    judged = {"standing": "preferred", "reason": {"en": "So it is."}}
    first = proposed(edit(f"statement {row.pk}", judged), edit(STATED, stated("purpose", None)))
    second = proposed(edit(STATED, stated("purpose", None)), edit(STATED, stated("name", "KiTS 2019")))
    accept(second.pk)
    with change_set("form") as opened:
        opened.watch("dataset", [entry().pk])
        Statement.objects.filter(pk=row.pk).update(retired=opened.number)
    assert standing_in_the_way(first) == [
        (f"statement {row.pk}", "it was changed since it was proposed", (opened.number,)),
        ("statement", "statement: is stated already; leave it out", ()),
    ]


def test_what_a_new_entry_needs_may_be_gone_or_taken(record: Record) -> None:
    made = proposed(Edit("dataset", EXISTS, record))
    Dataset.objects.filter(slug="kits19").update(slug="example-set")
    ((path, why, _),) = standing_in_the_way(made)
    assert (path, why) == ("", "slug: “example-set” is taken by another record; choose another slug")


def test_term_that_is_gone_stands_in_the_way() -> None:
    term = Modality.objects.create(code="made-up", names={"en": "Made up"}, position=99)
    made = proposed(edit(STATED, stated("modality", ["made-up"])))
    term.delete()
    assert standing_in_the_way(made) == [("statement", "value: unknown modality “made-up”", ())]


def test_last_statement_of_what_an_entry_is_does_not_go() -> None:
    rows = list(Statement.objects.filter(dataset=entry(), field="category"))
    made = proposed(
        *(edit(f"statement {row.pk}", None) for row in rows), edit(STATED, stated("category", "imaging", "other"))
    )
    accept(made.pk)
    row = Statement.objects.get(dataset=entry(), field="category")
    with pytest.raises(UnfitError, match="no statement of field category says what the entry is; add one"):
        proposed(edit(f"statement {row.pk}", None))


def test_nothing_left_is_said() -> None:
    made = proposed(edit("text fr", TEXT))
    with pytest.raises(ConflictsError) as caught:
        accept(made.pk, keep=[row.pk for row in made.edits.all()])
    assert caught.value.conflicts[0].why == "nothing is left to accept; reject it"


# --- what is refused --------------------------------------------------------------------------------------------------

NONSENSE: dict[str, tuple[str, Any, str]] = {
    "no piece": ("subjects", 5, "subjects: is no piece of a dataset"),
    "text in no language of ours": ("text de", TEXT, "text de: is no piece of a dataset"),
    "statement of another entry": ("statement 999999", None, "statement 999999: is no piece of a dataset"),
    "statement that is no number": ("statement x", None, "statement x: is no piece of a dataset"),
    "text that is none": ("text fr", 5, "text fr: is no object"),
    "statement that is none": ("statement", [1], "statement: is no object"),
    "whole entry again": ("", {}, "a whole thing is not replaced so, only an entry, source or term goes; name"),
    "no change": ("name", "KiTS19", "name: is so already; leave it out"),
    "name that nobody states": ("name", "KiTS 2020", "name: no statement of field name has the value “KiTS 2020”"),
    "name that is no text": ("name", 5, "name: 5 is not of type 'string'"),
    "name with what no text has": ("name", "a\0b", "name: holds the character U+0000"),
    "address that is none": ("slug", "Not A Slug", "slug: 'Not A Slug' does not match"),
    "address of another": ("slug", "brats", "slug: “brats” is taken by another record; choose another slug"),
    "status that is none": ("status", "gone", "status: 'gone' is not one of"),
    "former address that is no text": (FORMER, [5], "former_slugs[0]: 5 is not of type 'string'"),
    "notes that are no list": (NOTES, "x", "disagreements: 'x' is not of type 'array'"),
    "note that lacks its words": (NOTES, [{"field": "year", "kind": "claim"}], "'explanation' is a required property"),
    "text that is too short": ("text fr", {**TEXT, "summary": "x"}, "summary: has 1 characters; 20 are the least"),
    "text with another key": ("text fr", {**TEXT, "writer": "I"}, "'writer' was unexpected); remove or rename it"),
    "text in two languages": ("text fr", {**TEXT, "language": "de", "x": 1}, "'x' was unexpected"),
    "English that goes": ("text en", None, "descriptions: there is no English description; add one"),
    "statement without words": ("statement", {"field": "purpose", "document": "000"}, "'printed' is a required"),
    "statement of no field": ("statement", {**stated("x", 1)}, "field: 'x' is not one of"),
    "value of another kind": ("statement", stated("images", True), "value: True is not of type 'object'"),
    "code that there is not": ("statement", stated("modality", ["X"]), "value: unknown modality “X”"),
    "document that there is not": ("statement", stated("purpose", None, document="x"), "document: unknown document"),
    "relation to itself": (
        "statement", stated("relation", {"kind": "includes", "target": "kits19"}), "value.target: a dataset cannot be",
    ),
    "relation to nothing": (
        "statement", stated("relation", {"kind": "includes", "target": "gone"}), "value.target: unknown entry “gone”",
    ),
    "standing without a reason": ("statement", stated("purpose", None, standing="preferred"), "reason: is missing"),
    "reason without a standing": ("statement", stated("purpose", None, reason={"en": "Why."}), "without a standing"),
    "nested too deeply": ("statement", stated("purpose", [[[[[[[]]]]]]] * 2), "value"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "after", "message"), NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_refused_with_the_field_and_the_fix(path: str, after: Any, message: str) -> None:
    with pytest.raises(UnfitError) as caught:
        proposed(edit(path, after))
    told = [str(problem) for problem in caught.value.problems]
    assert any(one.startswith("edits[0]: ") and message in one for one in told), told
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("judged", "message"),
    [
        ({"standing": "preferred"}, "has to have standing and reason, and nothing else"),
        ({"standing": "best", "reason": {"en": "So."}}, "standing: 'best' is not one of"),
        ({"standing": "preferred", "reason": None}, "reason: is missing; say why"),
        ({"standing": "normal", "reason": {"en": "So."}}, "reason: is there without a standing"),
        ({"standing": "preferred", "reason": {"fr": "Ainsi."}}, "'en' is a required property"),
        ({"standing": "preferred", "reason": {"en": "So."}, "printed": "x"}, "is never edited"),
    ],
)
def test_judgement_has_a_standing_and_its_reason(judged: Record, message: str) -> None:
    with pytest.raises(UnfitError) as caught:
        proposed(edit(f"statement {name_of_statement().pk}", judged))
    assert any(message in str(problem) for problem in caught.value.problems), caught.value


@pytest.mark.parametrize(
    ("kind", "path", "after", "message"),
    [
        ("source", "kind", "none", "kind: 'none' is not one of"),
        ("source", "descriptions", [{"language": "en"}], "'summary' is a required property"),
        ("document", "author", "Wang, Li, Zhang", "author: "),
        ("guide", "titles", {"fr": "Sans anglais"}, "'en' is a required property"),
        ("modality", "names", {}, "names"),
        ("modality", "parent", "x", "parent: unknown modality “x”"),
        ("modality", "color", "red", "color: is no piece of a modality"),
        ("gizmo", "name", "x", "“gizmo” is no kind of thing; the kinds are dataset"),
        ("source", "", {"code": "x"}, "a whole thing is not replaced"),
    ],
)
def test_other_things_are_held_against_the_record_format_too(kind: str, path: str, after: Any, message: str) -> None:
    models: dict[str, Any] = {"source": Source, "document": Document, "guide": Guide, "modality": Modality}
    key = models[kind].objects.all()[0].pk if kind in models else 1
    with pytest.raises(UnfitError) as caught:
        proposed(Edit(kind, path, after, key))
    assert any(message in str(problem) for problem in caught.value.problems), caught.value


def test_term_is_not_put_below_itself_and_an_order_has_all_of_its_terms() -> None:
    below = Modality.objects.exclude(parent=None)[0]
    assert below.parent is not None
    with pytest.raises(UnfitError, match="itself or below it"):
        proposed(Edit("modality", "parent", below.code, below.parent.pk))
    for order in (["CT"], "CT", [*Modality.objects.values_list("code", flat=True), "CT"]):
        with pytest.raises(UnfitError, match="has to have each code of modality once"):
            proposed(Edit("modality", "order", order, 0))


def test_what_is_wrong_with_an_entry_already_is_not_held_against_an_edit() -> None:
    Dataset.objects.filter(slug="kits19").update(name="A name that nobody states")
    accept(proposed(edit("text fr", TEXT)).pk)
    assert entry().descriptions.get(language="fr").summary == TEXT["summary"]


def test_twice_the_same_nothing_and_what_is_gone_are_refused(record: Record) -> None:
    for given, message in (
        ([], "edits: there are none"),
        ([edit("text fr", TEXT), edit("text fr", None)], "edits[1]: text fr: is proposed twice"),
        ([edit(STATED, stated("purpose", None))] * 2, "edits[1]: statement: is proposed twice"),
        ([Edit("dataset", EXISTS, record)] * 2, "edits[1]: dataset: is proposed twice"),
        ([Edit("dataset", "name", "x", 10**9)], "there is no dataset with the key 1000000000"),
        ([Edit("dataset", "name", "x")], "only a whole entry or document is made so"),
        ([Edit("dataset", EXISTS, "x")], "is no object"),
        ([Edit("dataset", EXISTS, {**record, "slug": "kits19"})], "slug: “kits19” is taken"),
        ([Edit("dataset", EXISTS, {**record, "slug": "Kits 19"})], "slug: 'Kits 19' does not match"),
    ):
        with pytest.raises(UnfitError) as caught:
            proposed(*given)
        assert any(message in str(problem) for problem in caught.value.problems), caught.value
    assert not Proposal.objects.exists()


def test_statement_that_is_there_is_not_proposed() -> None:
    there = record_of()["statements"][0]
    with pytest.raises(UnfitError, match="is stated already; leave it out"):
        proposed(edit(STATED, there))


def test_proposals_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("reason", "x" * 481), ("credit", "x" * 151), ("reason", "a\0b")):
        with pytest.raises(UnfitError, match=name):
            proposed(edit("text fr", TEXT), **{name: text})
    monkeypatch.setattr(edits, "LONGEST", 100)
    with pytest.raises(UnfitError, match="100 are the most: make several proposals"):
        proposed(edit("text fr", TEXT))
    monkeypatch.setattr(edits, "MOST", 1)
    with pytest.raises(UnfitError, match="are 2; 1 are the most"):
        proposed(edit("text fr", None), edit("text ru", None))
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(UnfitError, match="nested too deeply"):
        proposed(edit(NOTES, deep))
