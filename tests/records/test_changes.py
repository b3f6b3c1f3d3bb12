"""Change sets: what is done together is noted, and taken back exactly, or what stands in the way is named."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import transaction

from datasets.facts.kinds import Record
from datasets.models import (
    Change,
    ChangeSet,
    Dataset,
    DatasetDescription,
    Disagreement,
    Document,
    FormerSlug,
    Modality,
    Source,
    Statement,
)
from datasets.records import dumping, loading
from datasets.records.changes import change_set
from datasets.records.projecting import differences, project
from datasets.records.undoing import AlreadyUndoneError, ConflictsError, conflicts_of, undo

pytestmark = pytest.mark.django_db

FORM = ChangeSet.Origin.FORM
SLUGS = ("lidc-idri", "kits19", "brats")


def entry(slug: str = "lidc-idri") -> Dataset:
    return Dataset.objects.get(slug=slug)


def catalogue(slugs: Sequence[str] = SLUGS) -> list[Record]:
    """Return the entries as records, without the day on which they changed."""
    keys = Dataset.objects.filter(pk__in=KEYS.values()) if KEYS else None
    rows = dumping.dump_datasets(Dataset.objects.filter(slug__in=slugs) if keys is None else keys)
    return [{key: value for key, value in record.items() if key != "changed"} for record in rows]


# The keys of the entries, for histories in which slugs change.
KEYS: dict[str, int] = {}


def state(row: Dataset, number: int, field: str, value: Any, printed: str, **judged: Any) -> Statement:
    document = Document.objects.get(code="000")
    return Statement.objects.create(
        dataset=row, field=field, value=value, printed=printed, document=document, position=9_999, added_id=number,
        **judged,
    )  # fmt: skip


def stated(slug: str = "lidc-idri") -> int:
    """State a figure that is preferred, and change a text, as one change set; return its number."""
    row = entry(slug)
    with change_set(FORM) as opened:
        opened.watch("dataset", [row.pk])
        amount = {"value": 1_018, "unit": "patients", "precision": "exact"}
        state(row, opened.number, "subjects", amount, "1018", standing="preferred", reason={"en": "Counted."})
        row.descriptions.filter(language="fr").update(summary="Un autre résumé, assez long pour être pris.")
        project(Dataset.objects.filter(pk=row.pk))
    return opened.number


def test_change_set_notes_each_piece_with_what_it_was_and_became() -> None:
    number = stated()
    changes = {change.path.partition(" ")[0]: change for change in Change.objects.filter(change_set=number)}
    assert set(changes) == {"statement", "text"}
    assert changes["statement"].before is None
    assert changes["statement"].after == {"standing": "preferred", "reason": {"en": "Counted."}}
    assert changes["text"].before["summary"] != changes["text"].after["summary"]
    assert entry().subjects == 1_018


def test_undoing_sets_every_piece_back_and_what_follows_from_it() -> None:
    before = catalogue()
    undone = undo(stated())
    assert len(undone.restored) == 2
    assert catalogue() == before
    assert list(differences(Dataset.objects.all())) == []


def test_undoing_keeps_the_statement_in_the_history() -> None:
    number = stated()
    undone = undo(number)
    row = Statement.ever.get(added=number)
    assert row.retired_id == undone.number
    assert not Statement.objects.filter(pk=row.pk).exists()


def test_undone_change_set_cannot_be_undone_again() -> None:
    number = stated()
    undone = undo(number)
    with pytest.raises(AlreadyUndoneError) as caught:
        undo(number)
    assert caught.value.args == (undone.number,)


def test_undoing_can_be_undone_and_done_again() -> None:
    before = catalogue()
    number = stated()
    after = catalogue()
    back = undo(undo(number).number)
    assert catalogue() == after
    assert back.number > number
    undo(number)
    assert catalogue() == before


def test_what_came_later_elsewhere_stays() -> None:
    number = stated()
    with change_set(FORM) as opened:
        opened.watch("dataset", [entry().pk])
        Dataset.objects.filter(slug="lidc-idri").update(name="Another name")
    undo(number)
    assert entry().name == "Another name"
    assert entry().subjects == 1_010


def test_later_change_of_the_same_piece_is_named_and_nothing_is_undone() -> None:
    number = stated()
    with change_set(FORM) as opened:
        opened.watch("dataset", [entry().pk])
        entry().descriptions.filter(language="fr").update(summary="Une troisième version du même résumé.")
    now = catalogue()
    with pytest.raises(ConflictsError) as caught:
        undo(number)
    (conflict,) = caught.value.conflicts
    assert (conflict.change.path, conflict.since) == ("text fr", (opened.number,))
    assert conflict.now["summary"].startswith("Une troisième")
    assert catalogue() == now
    assert ChangeSet.current()[0] == opened.number


def test_conflict_may_be_left_as_it_is() -> None:
    number = stated()
    with change_set(FORM) as opened:
        opened.watch("dataset", [entry().pk])
        entry().descriptions.filter(language="fr").update(summary="Une troisième version du même résumé.")
    (conflict,) = conflicts_of(number)
    undone = undo(number, keep=[conflict.change.pk])
    assert [change.path for change in undone.kept] == ["text fr"]
    assert entry().subjects == 1_010
    assert entry().descriptions.get(language="fr").summary.startswith("Une troisième")


def test_later_judgement_of_a_statement_stands_in_the_way() -> None:
    number = stated()
    with change_set(FORM) as opened:
        opened.watch("dataset", [entry().pk])
        Statement.objects.filter(added=number).update(standing="set-aside", reason={"en": "No."})
    with pytest.raises(ConflictsError) as caught:
        undo(number)
    assert [conflict.since for conflict in caught.value.conflicts] == [(opened.number,)]


@pytest.mark.parametrize(
    "record",
    [
        ("source", {"code": "made", "name": "Made", "kind": "host", "descriptions": []}, loading.load_source, Source),
        (
            "document",
            {"code": "made", "title": "Made", "kind": "page", "languages": ["en"], "url": "https://example.org/",
             "descriptions": []},
            loading.load_document, Document,
        ),
    ],
    ids=["a source", "a document"],
)  # fmt: skip
def test_what_was_made_goes_again(record: tuple[str, Record, Callable[[Record], None], Any]) -> None:
    kind, made, load, model = record
    with change_set(FORM) as opened:
        load(made)
        opened.made(kind, model.objects.filter(code="made").values_list("pk", flat=True))
    undo(opened.number)
    assert not model.objects.filter(code="made").exists()
    undo(ChangeSet.current()[0])
    assert model.objects.filter(code="made").exists()


def test_document_that_a_statement_cites_by_now_does_not_go() -> None:
    with change_set(FORM) as opened:
        document = Document.objects.create(code="made", title="Made", kind="page", languages=["en"])
        opened.made("document", [document.pk])
    Statement.objects.create(dataset=entry(), field="purpose", printed="why", document=document)
    with pytest.raises(ConflictsError, match="1 pieces"):
        undo(opened.number)
    assert Document.objects.filter(code="made").exists()


def test_term_goes_back_to_what_it_was() -> None:
    term = Modality.objects.get(code="CT")
    with change_set(FORM) as opened:
        opened.watch("modality", [term.pk])
        Modality.objects.filter(pk=term.pk).update(names={**term.names, "fr": "autre"}, synonyms={})
    undo(opened.number)
    again = Modality.objects.get(code="CT")
    assert (again.names, again.synonyms, again.parent_id) == (term.names, term.synonyms, term.parent_id)


def test_entry_that_was_made_goes_again_and_comes_back(record: Record) -> None:
    with change_set(FORM) as opened:
        loading.load_datasets([record], opened.number)
        opened.made("dataset", [entry("example-set").pk])
    made = catalogue(["example-set"])
    key = entry("example-set").pk
    undone = undo(opened.number)
    assert not Dataset.objects.filter(slug="example-set").exists()
    assert ChangeSet.objects.get(pk=undone.number).removed == [key]
    undo(undone.number)
    assert catalogue(["example-set"]) == made


def test_entry_that_was_changed_since_it_was_made_does_not_go(record: Record) -> None:
    with change_set(FORM) as opened:
        loading.load_datasets([record], opened.number)
        opened.made("dataset", [entry("example-set").pk])
    with change_set(FORM) as later:
        later.watch("dataset", [entry("example-set").pk])
        state(entry("example-set"), later.number, "year", 2020, "2020")
    with pytest.raises(ConflictsError) as caught:
        undo(opened.number)
    assert caught.value.conflicts[0].since == (later.number,)
    assert Dataset.objects.filter(slug="example-set").exists()


def test_deleted_entry_comes_back_with_all_that_it_said() -> None:
    Dataset.objects.filter(slug="kits19").update(status="draft")
    before = catalogue(["kits19"])
    with change_set(FORM, removed=[entry("kits19").pk]) as opened:
        Dataset.objects.filter(slug="kits19").delete()
    undo(opened.number)
    assert catalogue(["kits19"]) == before


def deleted(slug: str = "kits19") -> int:
    """Delete an entry as one change set; return its number."""
    Dataset.objects.filter(slug=slug).update(status="draft")
    with change_set(FORM, removed=[entry(slug).pk]) as opened:
        Dataset.objects.filter(slug=slug).delete()
    return opened.number


def refused(number: int) -> str:
    """Return why a change set is not undone; nothing is half done."""
    before, current = catalogue(["lidc-idri", "brats"]), ChangeSet.current()
    with pytest.raises(ConflictsError) as caught:
        undo(number)
    assert (catalogue(["lidc-idri", "brats"]), ChangeSet.current()) == (before, current)
    return caught.value.conflicts[0].why


def test_deleted_entry_takes_no_address_that_another_one_has_by_now() -> None:
    number = deleted()
    Dataset.objects.filter(slug="brats").update(slug="kits19")
    taken = catalogue(["kits19"])
    assert refused(number) == "something else has taken its place"
    assert catalogue(["kits19"]) == taken


def test_deleted_term_takes_no_code_that_another_one_has_by_now() -> None:
    made = Modality.objects.create(code="made-up", names={"en": "Made up"}, position=99)
    with change_set(FORM) as opened:
        opened.watch("modality", [made.pk])
        made.delete()
    Modality.objects.create(code="made-up", names={"en": "Another"}, position=99)
    assert refused(opened.number) == "something else has taken its place"
    assert Modality.objects.get(code="made-up").names == {"en": "Another"}


def test_entry_does_not_go_back_to_an_address_that_another_one_has_by_now() -> None:
    with change_set(FORM) as opened:
        opened.watch("dataset", [entry("kits19").pk])
        Dataset.objects.filter(slug="kits19").update(slug="kits-2019")
    Dataset.objects.filter(slug="brats").update(slug="kits19")
    assert refused(opened.number) == "something else has taken its place"


def test_deleted_entry_does_not_come_back_without_what_it_names() -> None:
    document = Document.objects.create(code="made", title="Made", kind="page", languages=["en"])
    Statement.objects.create(dataset=entry("kits19"), field="purpose", printed="why", document=document)
    number = deleted()
    document.delete()
    assert refused(number) == "what it names is gone"


# --- a random history -------------------------------------------------------------------------------------------------

Step = Callable[[int], None]
LENGTH, TAKEN_BACK = 300, 5


def history(chance: random.Random) -> list[tuple[str, Step]]:
    """Return steps by the slug of the entry that each changes; a step that finds nothing to change changes nothing."""
    steps: list[tuple[str, Step]] = []
    for place in range(LENGTH):
        slug = chance.choice(SLUGS)
        steps.append((slug, _step(chance, place, slug)))
    return steps


def _step(chance: random.Random, place: int, slug: str) -> Step:
    kind = chance.choice(("state", "state", "judge", "take back", "text", "name", "note", "status", "former"))
    earlier, language = f"step {chance.randrange(place + 1)}", chance.choice(("fr", "ru"))
    amount = {"value": chance.randrange(1, 5_000), "unit": "patients", "precision": "exact"}
    standing = chance.choice(("preferred", "set-aside", "normal"))
    key = KEYS[slug]

    def step(number: int) -> None:
        row = Dataset.objects.get(pk=key)
        said = Statement.objects.filter(dataset=key, printed=earlier)
        if kind == "state":
            state(row, number, "subjects", amount, f"step {place}")
        elif kind == "judge":
            said.update(standing=standing, reason=None if standing == "normal" else {"en": f"Step {place}."})
        elif kind == "take back":
            said.update(retired=number)
        elif kind == "text":
            summary = f"A summary of step {place} that is long enough."
            DatasetDescription.objects.filter(dataset=key, language=language).update(summary=summary)
        elif kind == "name":
            Dataset.objects.filter(pk=key).update(name=f"Name {place}")
        elif kind == "note":
            Disagreement.objects.create(
                dataset=row, field="year", kind="claim", explanation={"en": f"Step {place}."}, position=place
            )
        elif kind == "status":
            Dataset.objects.filter(pk=key).update(status=chance_status[place % 2])
        else:
            FormerSlug.objects.create(dataset=row, slug=f"former-{place}", position=place)

    chance_status = ("published", "withdrawn")
    return step


def run(steps: Sequence[tuple[str, Step]], without: int = -1) -> dict[int, int]:
    """Do the steps, each in a change set of its own; return the number of each."""
    numbers = {}
    for place, (slug, step) in enumerate(steps):
        if place != without:
            with change_set(FORM) as opened:
                opened.watch("dataset", [KEYS[slug]])
                step(opened.number)
            numbers[place] = opened.number
    return numbers


@pytest.mark.one_database
def test_undoing_gives_what_the_history_without_it_gives_or_names_the_conflict() -> None:
    KEYS.update({slug: entry(slug).pk for slug in SLUGS})
    chance = random.Random("a history")  # noqa: S311 - the same in each run
    steps = history(chance)
    places = [*chance.sample(range(LENGTH), TAKEN_BACK), *chance.sample(range(LENGTH - 20, LENGTH), 5)]
    try:
        outcomes = [_compared(steps, place) for place in places]
    finally:
        KEYS.clear()
    assert "the same" in outcomes


def _apart(some: Sequence[Record], others: Sequence[Record]) -> dict[str, Any]:
    """Return what differs, by slug and key."""
    return {
        f"{one['slug']} {key}": (one[key], other[key])
        for one, other in zip(some, others, strict=True)
        for key in one
        if one[key] != other[key]
    }


def _compared(steps: Sequence[tuple[str, Step]], place: int) -> str:
    """Undo one step of a history and compare with the history without it; say what came of it."""
    point = transaction.savepoint()
    numbers = run(steps)
    if found := conflicts_of(numbers[place]):
        with pytest.raises(ConflictsError):
            undo(numbers[place])
        assert all(conflict.since for conflict in found)
        transaction.savepoint_rollback(point)
        return "a conflict"
    undo(numbers[place])
    # The steps leave what follows from them aside, and an undone step that changed nothing has nothing to project.
    project(Dataset.objects.filter(pk__in=KEYS.values()))
    taken_back = catalogue()
    transaction.savepoint_rollback(point)
    point = transaction.savepoint()
    run(steps, without=place)
    project(Dataset.objects.filter(pk__in=KEYS.values()))
    assert _apart(taken_back, catalogue()) == {}, f"step {place}"
    transaction.savepoint_rollback(point)
    return "the same"


# --- costs ------------------------------------------------------------------------------------------------------------


def changed_in_many_ways(slugs: Sequence[str], codes: Sequence[str]) -> int:
    """Change all pieces that entries and terms have, as one change set; return its number."""
    with change_set(FORM) as opened:
        rows = list(Dataset.objects.filter(slug__in=slugs))
        terms = Modality.objects.filter(code__in=codes)
        opened.watch("dataset", [row.pk for row in rows])
        opened.watch("modality", terms.values_list("pk", flat=True))
        for row in rows:
            amount = {"value": 7 + row.pk, "unit": "patients", "precision": "exact"}
            state(row, opened.number, "subjects", amount, "7", standing="preferred", reason={"en": "Counted."})
            said = Statement.objects.filter(dataset=row, field="name")
            said.filter(pk=said[0].pk).update(standing="set-aside", reason={"en": "No."})
            row.descriptions.filter(language="fr").update(summary="Un autre résumé, assez long pour être pris.")
            row.descriptions.filter(language="ru").delete()
            Dataset.objects.filter(pk=row.pk).update(name=f"{row.name} anew")
            FormerSlug.objects.create(dataset=row, slug=f"{row.slug}-former")
            Disagreement.objects.create(dataset=row, field="year", kind="claim", explanation={"en": "No."})
        for term in terms:
            Modality.objects.filter(pk=term.pk).update(synonyms={"en": [f"{term.code} anew"]})
        project(Dataset.objects.filter(slug__in=slugs))
    return opened.number


ASKING, TAKING_BACK = 9, 114


def order() -> list[str]:
    return list(Modality.objects.values_list("code", flat=True))


@pytest.mark.parametrize("number", [3, 12])
def test_undoing_takes_as_many_queries_for_many_changes_as_for_few(
    number: int, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    slugs = list(Dataset.objects.values_list("slug", flat=True)[:number])
    before = catalogue(slugs)
    done = changed_in_many_ways(slugs, order()[:number])
    with django_assert_num_queries(ASKING):
        assert conflicts_of(done) == []
    # Entries differ in how many of their parts follow from what was changed: by one query here.
    with django_assert_max_num_queries(TAKING_BACK):
        undo(done)
    assert catalogue(slugs) == before


def test_conflicts_take_as_many_queries_for_many_as_for_few(django_assert_num_queries: Any) -> None:
    slugs = list(Dataset.objects.values_list("slug", flat=True)[:12])
    first = changed_in_many_ways(slugs, order()[:12])
    for turn in range(4):
        with change_set(FORM) as opened:
            opened.watch("dataset", Dataset.objects.filter(slug__in=slugs).values_list("pk", flat=True))
            Dataset.objects.filter(slug__in=slugs).update(name=f"Turn {turn}")
        if turn % 2:
            undo(opened.number)
    with django_assert_num_queries(ASKING + 1):
        assert len(conflicts_of(first)) == len(slugs)
