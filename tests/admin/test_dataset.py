"""The entry's page: it changes what was changed and nothing else, and says what is wrong beside the field."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from datasets import models
from datasets.facts.columns import PARTS, SETS, SINGLE
from datasets.models import ChangeSet, Dataset, FormerSlug
from datasets.models.dataset import published
from datasets.records.dumping import dump_datasets

from .conftest import address
from .forms import WHAT_IT_IS, errors_of, form_of, sure

Save = Callable[..., Any]


@pytest.fixture
def mura(db: None) -> Dataset:
    return Dataset.objects.get(slug="mura")


@pytest.fixture
def made(entry: Callable[..., Dataset]) -> Dataset:
    """A small entry, whose page is quick."""
    return entry("made-up", 1)


def record(slug: str) -> dict[str, Any]:
    return next(dump_datasets(Dataset.objects.filter(slug=slug)))


def said(response: Any) -> list[str]:
    """Return the messages that the next page shows, without the one that it was saved."""
    return [str(message) for message in get_messages(response.wsgi_request) if "successfully" not in str(message)]


@pytest.mark.parametrize("slug", ["chestx-ray14", "radimagenet", "brats", "abide"])
def test_saving_an_entry_as_it_is_changes_nothing_in_its_record(slug: str, save: Save) -> None:
    before = record(slug)
    response = save(Dataset.objects.get(slug=slug))
    assert response.status_code == 302
    assert record(slug) == before
    assert said(response) == []


def test_new_slug_leaves_a_redirect_from_the_old_one(save: Save, client: Client, made: Dataset) -> None:
    assert save(made, slug="made-up-2").status_code == 302
    response = client.get(reverse("dataset", args=["made-up"]))
    assert (response.status_code, response["Location"]) == (301, reverse("dataset", args=["made-up-2"]))


def test_slug_that_comes_back_redirects_no_longer(save: Save, made: Dataset) -> None:
    save(made, slug="made-up-2")
    assert save(Dataset.objects.get(slug="made-up-2"), slug="made-up").status_code == 302
    former = set(FormerSlug.objects.filter(dataset=made).values_list("slug", flat=True))
    assert former == {"made-up-before-0", "made-up-2"}


def test_saving_without_a_new_slug_leaves_no_redirect(save: Save, made: Dataset) -> None:
    save(made, name="MURA 2")
    assert [former.slug for former in FormerSlug.objects.filter(dataset=made)] == ["made-up-before-0"]


def test_slug_of_another_entry_is_refused(save: Save, made: Dataset) -> None:
    assert list(errors_of(save(made, slug="brats"))) == ["slug"]


def test_former_slug_of_another_entry_is_refused(save: Save, made: Dataset) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="brats"), slug="brats-before")
    errors = errors_of(save(made, slug="brats-before"))
    assert list(errors) == ["slug"]
    assert "choose another" in errors["slug"][0]


def test_slug_of_an_entry_is_refused_as_a_former_slug(save: Save, made: Dataset) -> None:
    new = {"formerslug_set-TOTAL_FORMS": "1", "formerslug_set-0-dataset": str(made.pk)}
    assert list(errors_of(save(made, **new, **{"formerslug_set-0-slug": "brats"}))) == ["formerslug_set-0-slug"]
    assert list(errors_of(save(made, **new, **{"formerslug_set-0-slug": "made-up"}))) == ["formerslug_set-0-slug"]


@pytest.mark.parametrize(
    ("changes", "field", "fix"),
    [
        ({"slug": "MURA (XR)"}, "slug", "lower-case"),
        ({"name": " "}, "name", "required"),
        ({"name": "x" * 301}, "name", "at most 300"),
        ({"slug": "x" * 81}, "slug", "at most 80"),
        ({"status": "hidden"}, "status", "valid choice"),
    ],
)
def test_wrong_value_is_refused_beside_its_field(
    changes: dict[str, str], field: str, fix: str, save: Save, made: Dataset
) -> None:
    before = record("made-up")
    errors = errors_of(save(made, **changes))
    assert list(errors) == [field]
    assert re.search(fix, " ".join(errors[field]))
    assert record("made-up") == before


def test_what_follows_from_statements_is_taken_from_no_form(save: Save, made: Dataset) -> None:
    before = record("made-up")
    columns = {attribute: "1" for stored in SINGLE.values() for attribute in (one.name for one in stored.columns)}
    sets = {stored.name: ["1"] for stored in SETS.values()}
    parts = {
        f"{stored.accessor}-{name}": value
        for stored in PARTS.values()
        if stored.model not in (models.Statement, models.Disagreement, models.DatasetDescription, models.FormerSlug)
        for name, value in (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"), ("0-dataset", str(made.pk)), ("0-name", "x"))
    }
    assert save(made, aliases='["x"]', **columns, **sets, **parts).status_code == 302
    assert {**record("made-up"), "changed": None} == {**before, "changed": None}


def test_page_tells_in_words_what_the_entry_holds(admin_client: Client) -> None:
    page = admin_client.get(address(Dataset, "change", Dataset.objects.get(slug="chestx-ray14").pk)).content.decode()
    for words in ("Images: 112,120", "Size: 42 GB", "Number of classes: 14"):
        assert words in page
    assert 'name="images"' not in page


def part(prefix: str, dataset: Dataset, **fields: str) -> dict[str, str]:
    """Return the fields of one more row of a part that has `prefix`, as the browser adds it."""
    number = getattr(dataset, prefix).count()
    row = {
        f"{prefix}-{number}-{name}": value
        for name, value in {"dataset": str(dataset.pk), "position": "99", **fields}.items()
    }
    return {f"{prefix}-TOTAL_FORMS": str(number + 1), **row}


@pytest.mark.parametrize(
    ("prefix", "fields", "wrong"),
    [
        ("disagreement_set", {"field": "size", "kind": "claim", "explanation_fr": "Oui."}, "explanation"),
        ("disagreement_set", {"field": "size", "kind": "claim", "explanation_en": " "}, "explanation"),
        (
            "disagreement_set",
            {"field": "size", "kind": "claim", "explanation_en": "a", "settled_ru": "b"},
            "settled",
        ),
        ("statement_set", {"field": "size", "printed": "1", "value": "NaN"}, "value"),
        ("statement_set", {"field": "size", "printed": "1", "value": "1 GB\0"}, "value"),
        ("statement_set", {"field": "nothing", "printed": "1", "value": "1"}, "field"),
        ("statement_set", {"field": "size", "printed": " ", "value": "1 GB"}, "printed"),
        ("statement_set", {"field": "size", "printed": "1", "standing": "preferred"}, "reason"),
        ("statement_set", {"field": "size", "printed": "1", "reason_en": "Why not."}, "reason"),
        ("statement_set", {"field": "size", "printed": "1", "standing": "set-aside", "reason_fr": "Oui."}, "reason"),
        ("statement_set", {"field": "size", "printed": "1", "line": "0"}, "line"),
        ("descriptions", {"language": "ru", "origin": "curator", "summary": "A", "description": "x" * 50}, "summary"),
    ],
)  # fmt: skip
def test_wrong_part_is_refused_beside_its_field(
    prefix: str, fields: dict[str, str], wrong: str, save: Save, made: Dataset
) -> None:
    document = str(models.Document.objects.all()[0].pk)
    more = {"document": document, "standing": "normal"} if prefix == "statement_set" else {}
    number = getattr(made, prefix).count()
    errors = errors_of(save(made, **part(prefix, made, **{**more, **fields})))
    assert list(errors) == [f"{prefix}-{number}-{wrong}"]


def statement(dataset: Dataset, field: str, value: str, **more: str) -> dict[str, str]:
    """Return the fields of one more statement, its value as it is typed."""
    document = str(models.Document.objects.get(code="000").pk)
    fields = {"field": field, "value": value, "printed": "as it stands", "document": document, "standing": "normal"}
    return part("statement_set", dataset, **{**fields, **more})


def test_relation_to_itself_is_refused(save: Save, made: Dataset) -> None:
    number = made.statement_set.count()
    errors = errors_of(save(made, **statement(made, "relation", "includes made-up")))
    assert list(errors) == [f"statement_set-{number}-value"]


def test_a_statement_says_what_the_entry_holds(save: Save, made: Dataset) -> None:
    assert save(made, **statement(made, "subjects", "about 1,010 patients")).status_code == 302
    assert record("made-up")["subjects"] == {"value": 1010, "unit": "patients", "precision": "about"}
    added = made.statement_set.get(field="subjects")
    assert added.added_id == ChangeSet.current()[0]


def test_a_name_that_is_stated_is_an_alias(save: Save, made: Dataset) -> None:
    assert save(made, **statement(made, "name", "Made of air")).status_code == 302
    assert record("made-up")["aliases"] == ["Made of air"]
    number = made.statement_set.count() - 1
    assert save(made, **{f"statement_set-{number}-DELETE": "on"}).status_code == 302
    assert record("made-up")["aliases"] == []


def test_a_corrected_statement_is_another_one_and_the_old_one_is_kept(save: Save, made: Dataset) -> None:
    old = made.statement_set.get(field="category")
    number = list(made.statement_set.all()).index(old)
    assert save(made, **{f"statement_set-{number}-value": "signals"}).status_code == 302
    new = made.statement_set.get(field="category")
    assert (new.value, new.position, record("made-up")["category"]) == ("signals", old.position, "signals")
    kept = models.Statement.ever.get(pk=old.pk)
    assert (kept.value, kept.retired_id, new.added_id) == ("imaging", ChangeSet.current()[0], ChangeSet.current()[0])
    assert new.pk != old.pk


def test_a_judged_statement_is_the_same_one(save: Save, made: Dataset) -> None:
    row = made.statement_set.get(field="category")
    number = list(made.statement_set.all()).index(row)
    judged = {"standing": "preferred", "reason_en": "It is so."}
    assert save(made, **{f"statement_set-{number}-{name}": value for name, value in judged.items()}).status_code == 302
    row.refresh_from_db()
    assert (row.standing, row.reason, row.retired_id) == ("preferred", {"en": "It is so."}, None)


def test_a_removed_statement_is_taken_back(save: Save, made: Dataset) -> None:
    row = made.statement_set.get(field="link")
    number = list(made.statement_set.all()).index(row)
    assert save(made, **{f"statement_set-{number}-DELETE": "on"}).status_code == 302
    assert record("made-up")["link"] == []
    assert models.Statement.ever.get(pk=row.pk).retired_id == ChangeSet.current()[0]


@pytest.mark.parametrize("field", ["category", "kind"])
@pytest.mark.parametrize("change", ["DELETE", "value", "field", "standing"])
def test_what_an_entry_is_has_to_be_stated(field: str, change: str, save: Save, made: Dataset) -> None:
    row = made.statement_set.get(field=field)
    number = list(made.statement_set.all()).index(row)
    changes: dict[str, dict[str, str]] = {
        "DELETE": {"DELETE": "on"},
        "value": {"value": ""},
        "field": {"field": "purpose", "value": ""},
        "standing": {"standing": "set-aside", "reason_en": "It is not so."},
    }
    before = record("made-up")
    errors = errors_of(save(made, **{f"statement_set-{number}-{name}": text for name, text in changes[change].items()}))
    assert list(errors) == ["statement_set"]
    assert f"No statement says the {field} of the entry: add one of this field" in errors["statement_set"][0]
    assert record("made-up") == before


def test_second_text_in_a_language_is_refused(save: Save, made: Dataset) -> None:
    text = made.descriptions.all()[0]
    fields = {"language": "en", "origin": "curator", "summary": text.summary, "description": text.description}
    assert errors_of(save(made, **part("descriptions", made, **fields)))
    assert made.descriptions.count() == 1


def test_rows_may_exchange_what_is_unique(save: Save, entry: Callable[..., Dataset]) -> None:
    two = entry("two-of-each", 2)
    first, second = two.descriptions.order_by("pk")
    rows = {row.language: number for number, row in enumerate(two.descriptions.all())}
    swapped = {
        f"descriptions-{rows[first.language]}-language": second.language,
        f"descriptions-{rows[second.language]}-language": first.language,
    }
    assert save(two, **swapped).status_code == 302
    assert [(row.pk, row.language) for row in two.descriptions.order_by("pk")] == [
        (first.pk, second.language),
        (second.pk, first.language),
    ]


def test_new_parts_come_last(save: Save, made: Dataset) -> None:
    assert save(made, **statement(made, "purpose", "", printed="for tests")).status_code == 302
    assert [statement.printed for statement in made.statement_set.all()][-1] == "for tests"


def test_text_of_several_paragraphs_is_kept(save: Save, made: Dataset) -> None:
    text = "A description of two paragraphs,\r\n\r\nof which this is the second."
    assert save(made, **{"descriptions-0-description": text}).status_code == 302
    assert made.descriptions.all()[0].description == text.replace("\r", "")


def test_what_the_statements_get_wrong_is_warned_about(save: Save, made: Dataset) -> None:
    warnings = said(save(made))
    assert len(warnings) == 1
    assert "no statement of field name has the value “Made-Up”" in warnings[0]


def test_long_list_of_warnings_is_cut(save: Save, made: Dataset) -> None:
    Dataset.objects.filter(pk=made.pk).update(status="draft")
    rows = [
        models.Statement(dataset=made, position=99, field="size", value="big", printed="big", document_id=document)
        for document in models.Document.objects.values_list("pk", flat=True)[:1]
        for _ in range(30)
    ]
    models.Statement.objects.bulk_create(rows)
    warnings = said(save(made))
    assert len(warnings) == 21
    assert "more" in warnings[-1]


@pytest.mark.parametrize("field", ["category", "kind"])
def test_the_last_statement_of_what_an_entry_is_stays(
    field: str, save: Save, made: Dataset, admin_client: Client
) -> None:
    row = made.statement_set.get(field=field)
    page = admin_client.post(address(models.Statement, "delete", row.pk), sure(row))
    assert f"the {field} of “Made-Up”, which nothing else says" in page.content.decode()
    for changes in ({"field": "purpose", "value": ""}, {"value": ""}, {"dataset": str(published()[0].pk)}):
        assert "add another statement first" in str(errors_of(save(row, **changes)))
    assert made.statement_set.filter(pk=row.pk).exists()


def test_a_statement_removed_on_its_own_page_is_taken_back(admin_client: Client, made: Dataset) -> None:
    row = made.statement_set.get(field="link")
    assert admin_client.post(address(models.Statement, "delete", row.pk), sure(row)).status_code == 302
    assert record("made-up")["link"] == []
    assert models.Statement.ever.get(pk=row.pk).retired_id == ChangeSet.current()[0]


def test_a_statement_corrected_on_its_own_page_is_another_one(save: Save, made: Dataset) -> None:
    row = made.statement_set.get(field="category")
    response = save(row, value="signals", _continue="1")
    new = made.statement_set.get(field="category")
    assert response["Location"] == address(models.Statement, "change", new.pk)
    assert (new.value, record("made-up")["category"]) == ("signals", "signals")
    assert models.Statement.ever.get(pk=row.pk).retired_id == new.added_id == ChangeSet.current()[0]


def _document(code: str) -> models.Document:
    return models.Document.objects.create(
        code=code, title=f"Document {code}", kind="page", languages=["en"], url=f"https://example.org/{code}"
    )


def test_a_document_that_weighs_otherwise_changes_what_entries_hold(save: Save, made: Dataset) -> None:
    guide, owner = (_document(code) for code in ("one", "two"))
    for position, (document, value) in enumerate(((guide, 100), (owner, 205)), 50):
        amount = {"value": value, "unit": "patients", "precision": "exact"}
        models.Statement.objects.create(
            dataset=made, position=position, field="subjects", value=amount, printed=str(value), document=document
        )
    save(made)
    assert record("made-up")["subjects"]["value"] == 100
    changed = Dataset.objects.get(pk=made.pk).changed
    assert save(owner, authority="owner").status_code == 302
    assert record("made-up")["subjects"]["value"] == 205
    row = Dataset.objects.get(pk=made.pk)
    assert row.changed > changed
    assert row.revision == ChangeSet.current()[0]
    save(owner, title="Another title")
    assert Dataset.objects.get(pk=made.pk).revision == row.revision
    save(owner, authority="guide", as_of="2020-01-02")
    assert record("made-up")["subjects"]["value"] == 205
    save(guide, published="2021-01-02")
    assert record("made-up")["subjects"]["value"] == 100


def test_what_leads_to_an_entry_follows_its_slug(
    save: Save, admin_client: Client, made: Dataset, entry: Callable[..., Dataset]
) -> None:
    other = entry("other", 1, status="draft")
    save(made, **statement(made, "relation", "mirror of other"))
    assert {"kind": "mirror-of", "target": "other"} in record("made-up")["relation"]
    save(other, slug="another")
    assert {"kind": "mirror-of", "target": "another"} in record("made-up")["relation"]
    assert Dataset.objects.get(pk=made.pk).revision == ChangeSet.current()[0]
    assert admin_client.post(address(Dataset, "delete", other.pk), sure(other)).status_code == 302
    assert {relation["kind"] for relation in record("made-up")["relation"]} == {"includes"}
    assert Dataset.objects.get(pk=made.pk).revision == ChangeSet.current()[0]
    entry("third", 1)
    save(Dataset.objects.get(slug="third"), slug="other")
    assert {"kind": "mirror-of", "target": "other"} in record("made-up")["relation"]


@pytest.mark.parametrize("stated", [{}, {**WHAT_IT_IS, "statement_set-TOTAL_FORMS": "1"}])
def test_new_entry_that_nothing_is_said_of_is_not_saved(stated: dict[str, str], admin_client: Client) -> None:
    form = form_of(admin_client.get(address(Dataset, "add")), "dataset_form")
    document = str(models.Document.objects.get(code="000").pk)
    data = {**form, **stated, "name": "Made up", "slug": "made-up", "statement_set-0-document": document}
    before = ChangeSet.current()
    errors = errors_of(admin_client.post(address(Dataset, "add"), data))
    assert len(errors["statement_set"]) == (1 if stated else 2)
    assert "No statement says the kind of the entry" in errors["statement_set"][-1]
    assert not Dataset.objects.filter(slug="made-up").exists()
    assert ChangeSet.current() == before


def test_new_entry_begins_as_a_draft(admin_client: Client) -> None:
    form = form_of(admin_client.get(address(Dataset, "add")), "dataset_form")
    assert form["status"] == ["draft"]


def test_new_entry_is_saved_with_its_parts(admin_client: Client) -> None:
    form = form_of(admin_client.get(address(Dataset, "add")), "dataset_form")
    text = {
        "descriptions-TOTAL_FORMS": "1",
        "descriptions-0-language": "en",
        "descriptions-0-origin": "curator",
        "descriptions-0-summary": "A set that exists for the tests alone.",
        "descriptions-0-description": "It holds a hundred images that nobody has ever seen.",
    }
    data = {**form, **text, **WHAT_IT_IS, "name": "Made up", "slug": "made-up"}
    document = str(models.Document.objects.get(code="000").pk)
    data |= {f"statement_set-{number}-document": document for number in range(2)}
    assert admin_client.post(address(Dataset, "add"), data).status_code == 302
    made = Dataset.objects.get(slug="made-up")
    assert (made.category.code, made.kind.code, made.access_level.code) == ("signals", "challenge", "unknown")
    assert [row.language for row in made.descriptions.all()] == ["en"]
    assert made not in published()


def test_alias_in_any_script_finds_the_entry(admin_client: Client, mura: Dataset) -> None:
    mura.aliases = ["骨骼影像", "Рентген"]
    mura.save()
    for query in ("骨骼", "Рентген", "mura"):
        listed = admin_client.get(address(Dataset, "changelist"), {"q": query}).context["cl"].result_list
        assert mura in listed, query


def test_former_slug_finds_the_entry(admin_client: Client, mura: Dataset) -> None:
    FormerSlug.objects.create(dataset=mura, slug="stanford-bones")
    listed = admin_client.get(address(Dataset, "changelist"), {"q": "stanford-bones"}).context["cl"].result_list
    assert list(listed) == [mura]
