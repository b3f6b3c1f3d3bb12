"""Correcting, preferring, setting aside, taking back, settling; publishing and what is owed."""

from typing import Any

import pytest

from datasets.models import Change, ChangeSet, Dataset, Document, Proposal, Statement
from datasets.records.projecting import project
from datasets.records.undoing import undo

from .conftest import Person, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(mura: Dataset) -> Statement:
    return mura.statement_set.filter(field="images").first() or mura.statement_set.filter(field="modality")[0]


def seen(entry: Dataset) -> dict[str, str]:
    return {"seen": str(Dataset.objects.get(pk=entry.pk).revision)}


def test_a_correction_is_another_statement_and_the_old_one_is_kept(
    editor: Person, mura: Dataset, said: Statement
) -> None:
    data = {"act": "correct", "value": "123 images", "printed": "123 images", "place": str(said.line or "")}
    assert editor.post("desk-judge", mura.slug, said.pk, **data, **seen(mura)).status_code == 303
    now = ChangeSet.current()[0]
    old, new = Statement.ever.get(pk=said.pk), Statement.objects.get(printed="123 images")
    assert (old.retired_id, new.added_id, new.field, new.document) == (now, now, said.field, said.document)


def test_a_note_is_corrected_and_otherwise_kept(editor: Person, mura: Dataset, said: Statement) -> None:
    row = editor.get("desk-judge", mura.slug, said.pk).context["row"]
    data = {"act": "correct", "value": row.value, "printed": "other words", "place": row.place}
    editor.post("desk-judge", mura.slug, said.pk, **data, note=" Of the  first release. ", **seen(mura))
    new = Statement.objects.get(printed="other words")
    assert (new.note, new.value, new.line) == ("Of the first release.", said.value, said.line)
    editor.post("desk-judge", mura.slug, new.pk, **{**data, "printed": "more words"}, **seen(mura))
    assert Statement.objects.get(printed="more words").note == "Of the first release."
    new = Statement.objects.get(printed="more words")
    editor.post("desk-judge", mura.slug, new.pk, **{**data, "printed": "more words"}, note="", **seen(mura))
    assert Statement.objects.get(printed="more words").note == ""


def test_a_statement_is_preferred_set_aside_and_as_stated_again(editor: Person, mura: Dataset, said: Statement) -> None:
    for act, standing in (("prefer", "preferred"), ("set-aside", "set-aside"), ("as-stated", "normal")):
        reason = "" if act == "as-stated" else "The files were counted."
        data = {"act": act, "reason": reason, **seen(mura)}
        assert editor.post("desk-judge", mura.slug, said.pk, **data).status_code == 303
        said.refresh_from_db()
        assert (said.standing, said.reason) == (standing, {"en": reason} if reason else None)


@pytest.mark.parametrize("act", ["prefer", "set-aside"])
def test_a_reason_is_asked_for(act: str, editor: Person, mura: Dataset, said: Statement) -> None:
    response = editor.post("desk-judge", mura.slug, said.pk, act=act, reason=" ", **seen(mura))
    assert "Say why" in refusals(response)
    said.refresh_from_db()
    assert said.standing == "normal"


def test_a_statement_is_taken_back(editor: Person, mura: Dataset, said: Statement) -> None:
    assert editor.post("desk-judge", mura.slug, said.pk, act="take-back", **seen(mura)).status_code == 303
    assert Statement.ever.get(pk=said.pk).retired_id == ChangeSet.current()[0]


@pytest.mark.parametrize("field", ["category", "kind"])
@pytest.mark.parametrize("act", ["take-back", "set-aside"])
def test_what_an_entry_needs_stays(field: str, act: str, editor: Person, mura: Dataset) -> None:
    first, *others = mura.statement_set.filter(field=field)
    Statement.objects.filter(pk__in=[one.pk for one in others]).update(retired=ChangeSet.current()[0])
    response = editor.post("desk-judge", mura.slug, first.pk, act=act, reason="Because.", **seen(mura))
    assert "Nothing else says" in refusals(response)


@pytest.mark.parametrize("field", ["category", "kind"])
def test_what_an_entry_needs_is_not_corrected_away(field: str, editor: Person, mura: Dataset) -> None:
    first, *others = mura.statement_set.filter(field=field)
    Statement.objects.filter(pk__in=[one.pk for one in others]).update(retired=ChangeSet.current()[0])
    data = {"act": "correct", "value": "", "printed": "something", **seen(mura)}
    assert refusals(editor.post("desk-judge", mura.slug, first.pk, **data))
    assert list(mura.statement_set.filter(field=field)) == [first]


def test_an_entry_is_not_corrected_to_be_related_to_itself(editor: Person, mura: Dataset, said: Statement) -> None:
    said.field, said.value = "relation", [{"kind": "includes", "target": "brats"}]
    said.save()
    data = {"act": "correct", "value": "includes mura", "printed": "MURA", **seen(mura)}
    assert "not related to itself" in refusals(editor.post("desk-judge", mura.slug, said.pk, **data))


def test_what_an_older_version_kept_may_be_judged_and_has_to_be_mended(
    editor: Person, mura: Dataset, said: Statement
) -> None:
    Statement.objects.filter(pk=said.pk).update(
        field="paper", value={"authors": "Menze et al."}, printed="Menze et al."
    )
    data = {"act": "set-aside", "reason": "The owner gives the paper.", **seen(mura)}
    assert editor.post("desk-judge", mura.slug, said.pk, **data).status_code == 303
    row = editor.get("desk-judge", mura.slug, said.pk).context["row"]
    data = {"act": "correct", "value": row.value, "printed": "Menze and others", **seen(mura)}
    assert "are written" in refusals(editor.post("desk-judge", mura.slug, said.pk, **data))
    data |= {"value": "title: Brain tumours; authors: Menze, B. and others", **seen(mura)}
    assert editor.post("desk-judge", mura.slug, said.pk, **data).status_code == 303


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"value": "lots"}, "such as"),
        ({"value": "", "printed": ""}, "printed words"),
        ({}, "Nothing was changed"),
    ],
)
def test_a_correction_that_is_none_is_refused(
    data: dict[str, str], why: str, editor: Person, mura: Dataset, said: Statement
) -> None:
    page = editor.get("desk-judge", mura.slug, said.pk)
    row = page.context["row"]
    whole = {"act": "correct", "value": row.value, "printed": row.printed, "place": row.place, **data}
    assert why in refusals(editor.post("desk-judge", mura.slug, said.pk, **whole, **seen(mura)))


def test_a_curator_proposes_a_judgement_of_what_is_published(curator: Person, mura: Dataset, said: Statement) -> None:
    curator.post("desk-judge", mura.slug, said.pk, act="set-aside", reason="An old release.", **seen(mura))
    said.refresh_from_db()
    assert said.standing == "normal"
    [edit] = Proposal.objects.get().edits.all()
    assert (edit.path, edit.after["standing"]) == (f"statement {said.pk}", "set-aside")


def test_what_was_changed_meanwhile_is_told_with_the_name(
    editor: Person, person: Any, mura: Dataset, said: Statement
) -> None:
    shown = seen(mura)
    ada = person("ada", "Editors")
    ada.post("desk-judge", mura.slug, said.pk, act="prefer", reason="I counted.", **shown)
    response = editor.post("desk-judge", mura.slug, said.pk, act="set-aside", reason="It is old.", **shown)
    assert "Ada changed this entry meanwhile" in refusals(response)
    assert response.context["reason"] == "It is old."
    said.refresh_from_db()
    assert said.standing == "preferred"


def test_statements_that_two_people_add_at_once_are_both_kept(
    editor: Person, person: Any, mura: Dataset, reference: Document
) -> None:
    ada = person("ada", "Editors")
    for who, text in ((editor, "for tests"), (ada, "for more tests")):
        who.post("desk-state", mura.slug, document=reference.code, **{"printed-purpose": text})
    assert mura.statement_set.filter(document=reference).count() == 2


@pytest.fixture
def disputed(mura: Dataset) -> list[Statement]:
    """Two statements of how many classes there are, which cannot both be right."""
    common = {"dataset": mura, "field": "class_count", "document": Document.objects.get(code="000")}
    return [
        Statement.objects.create(**common, value=value, printed=f"{value} classes", line=value, position=90 + value)
        for value in (7, 9)
    ]


def clashes(editor: Person, entry: Dataset) -> set[str]:
    """Return the fields of which the page says that documents differ, where nobody has settled it."""
    return {one.field for one in open_disputes(editor, entry) if one.kind == "documents"}


def open_disputes(editor: Person, entry: Dataset) -> list[Any]:
    """Return what the page says that does not agree and that nobody has settled."""
    page = editor.get("desk-entry", entry.slug)
    facts = [fact for _, found in page.context["groups"] for fact in found]
    return [one for fact in facts for one in fact.disputes if one.is_open]


def test_a_disagreement_is_settled_by_preferring(editor: Person, mura: Dataset, disputed: list[Statement]) -> None:
    assert clashes(editor, mura) == {"class_count"}
    data = {"statement": str(disputed[1].pk), "reason": "The owner lists nine."}
    assert editor.post("desk-settle", mura.slug, "class_count", **data, **seen(mura)).status_code == 303
    mura.refresh_from_db()
    assert mura.class_count == 9
    assert clashes(editor, mura) == set()


def test_the_other_one_may_be_preferred_later_and_one_is(
    editor: Person, mura: Dataset, disputed: list[Statement]
) -> None:
    for one in (disputed[1], disputed[0]):
        data = {"statement": str(one.pk), "reason": "So it is.", **seen(mura)}
        editor.post("desk-settle", mura.slug, "class_count", **data)
    assert list(mura.statement_set.filter(standing="preferred", field="class_count")) == [disputed[0]]


def test_settling_settles_what_somebody_noted(editor: Person, disputed: list[Statement], mura: Dataset) -> None:
    mura.disagreement_set.create(field="class_count", kind="documents", explanation={"en": "Seven or nine?"})
    data = {"statement": str(disputed[1].pk), "reason": "The owner lists nine.", **seen(mura)}
    editor.post("desk-settle", mura.slug, "class_count", **data)
    assert mura.disagreement_set.get(field="class_count").settled == {"en": "The owner lists nine."}
    undo(ChangeSet.current()[0])
    assert mura.disagreement_set.get(field="class_count").settled is None


@pytest.mark.parametrize(("statement", "reason"), [("", "Because."), ("1", "Because."), ("x", "Because."), (None, "")])
def test_settling_takes_a_statement_and_a_reason(
    statement: str | None, reason: str, editor: Person, mura: Dataset, disputed: list[Statement]
) -> None:
    chosen = str(disputed[0].pk) if statement is None else statement
    data = {"statement": chosen, "reason": reason, **seen(mura)}
    assert refusals(editor.post("desk-settle", mura.slug, "class_count", **data))
    assert not mura.statement_set.filter(standing="preferred").exists()


@pytest.fixture
def draft(editor: Person, reference: Document) -> Dataset:
    editor.post("desk-add", name="A made-up set", kind="dataset", category="imaging", document=reference.code)
    return Dataset.objects.get(slug="a-made-up-set")


def test_a_draft_that_owes_something_is_not_published(editor: Person, draft: Dataset) -> None:
    response = editor.post("desk-status", draft.slug, **seen(draft))
    assert "what it shows" in refusals(response)
    assert "a way to it" in refusals(response)
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize(
    "way", [{"value-link": "https://example.org/x (homepage)"}, {"printed-link": "Closed in 2020."}]
)
def test_a_draft_that_owes_nothing_is_published(
    way: dict[str, str], editor: Person, draft: Dataset, reference: Document
) -> None:
    editor.post("desk-state", draft.slug, document=reference.code, **{"value-modality": "CT"}, **way)
    assert editor.post("desk-status", draft.slug, **seen(draft)).status_code == 303
    draft.refresh_from_db()
    assert draft.status == "published"


def test_an_entry_is_withdrawn_and_restored(editor: Person, mura: Dataset) -> None:
    for status in ("withdrawn", "published"):
        assert editor.post("desk-status", mura.slug, reason="For a test.", **seen(mura)).status_code == 303
        mura.refresh_from_db()
        assert mura.status == status
    assert list(Change.objects.filter(key=mura.pk, path="status").values_list("after", flat=True)) == [
        "withdrawn",
        "published",
    ]


def test_a_curator_proposes_to_publish(curator: Person, editor: Person, draft: Dataset, reference: Document) -> None:
    facts = {"value-modality": "CT", "printed-link": "Closed in 2020."}
    editor.post("desk-state", draft.slug, document=reference.code, **facts)
    assert curator.post("desk-status", draft.slug, **seen(draft)).status_code == 303
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert Proposal.objects.get().edits.get().after == "published"


def test_a_note_is_settled_by_the_reason_alone(editor: Person, mura: Dataset) -> None:
    mura.disagreement_set.create(field="guidance", kind="claim", explanation={"en": "It is said to be easy."})
    data = {"statement": "none", "reason": "It is, for radiographs.", **seen(mura)}
    assert editor.post("desk-settle", mura.slug, "guidance", **data).status_code == 303
    assert mura.disagreement_set.get(field="guidance").settled == {"en": "It is, for radiographs."}


def test_none_is_no_choice_where_all_agrees(editor: Person, mura: Dataset) -> None:
    data = {"statement": "none", "reason": "Because.", **seen(mura)}
    assert "Choose the statement" in refusals(editor.post("desk-settle", mura.slug, "modality", **data))


def test_figures_that_do_not_add_up_are_explained(editor: Person, mura: Dataset, disputed: list[Statement]) -> None:
    """The classes that are named are not as many as are stated: no statement alone is wrong."""
    disputed[1].delete()
    Statement.objects.filter(pk=disputed[0].pk).update(value=5, standing="preferred", reason={"en": "So it is."})
    project(Dataset.objects.filter(pk=mura.pk))
    assert "arithmetic" in {one.kind for one in open_disputes(editor, mura)}
    data = {"statement": "none", "reason": "Two are named as examples.", **seen(mura)}
    assert editor.post("desk-settle", mura.slug, "class_count", **data).status_code == 303
    assert not [one for one in open_disputes(editor, mura) if one.field == "class_count"]
    assert {"en": "Two are named as examples."} in mura.disagreement_set.values_list("settled", flat=True)
