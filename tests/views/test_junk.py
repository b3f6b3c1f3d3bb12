"""One bad value in the database breaks no page: what cannot be read is left out, or shown as it is printed."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import JSONField, Model
from django.test import Client

from datasets.facts.fields import FIELDS
from datasets.models import (
    Change,
    ChangeSet,
    Dataset,
    DatasetDescription,
    DatasetRelation,
    Disagreement,
    Document,
    Guide,
    GuideEntry,
    Incoming,
    IncomingRow,
    License,
    Link,
    Meaning,
    Modality,
    ProposedEdit,
    Right,
    Source,
    Split,
    Statement,
    Term,
)
from datasets.translation import exchange
from tests.junk import ALL, SHAPES, mutations, store

from .conftest import Read

pytestmark = pytest.mark.django_db

# Values that PostgreSQL takes are some of those that SQLite takes, and pages read them alike; that both databases give
# them back, and that what is bad stops nothing that reads them, is tried on both.
on_one_database = pytest.mark.one_database

# An entry that a document's table, guides, relations and disagreements name, and where it is shown.
SLUG = "chestx-ray14"
PAGE = f"/en/datasets/{SLUG}/"
RECORD = f"/api/v1/datasets/{SLUG}/"
BESIDE = f"d={SLUG}&d=covidx&d=mura"
COMPARED = [
    f"/en/compare/?{BESIDE}",
    *(f"/ru/compare/export.{ending}?{BESIDE}" for ending in ("csv", "json")),
    *(f"/ru/compare/paper/table.{ending}?{BESIDE}" for ending in ("tex", "bib", "md", "csv")),
]
# The document's table that has the entry, held against the catalogue.
TABLE = "/fr/guides/pneumonia-detection/"
STATED = [
    PAGE, RECORD, *COMPARED, TABLE, "/zh-hans/datasets/covidx/", f"/api/v1/relations/?dataset={SLUG}",
    f"/en/compare/?{BESIDE}&only=differences",
]  # fmt: skip
# Lists are made from the index, with the entries that changed laid over it.
LISTS = ["/en/datasets/", "/ru/datasets/?q=chest", "/api/v1/datasets/?q=chest", "/api/v1/suggestions/?q=ch"]
TERMS = [PAGE, "/zh-hans/datasets/mura/", *COMPARED[:2], *LISTS, "/ru/modalities/", "/ru/modalities/XRAY/",
         "/en/which/?modality=XRAY", "/api/v1/vocabularies/"]  # fmt: skip
GUIDES = ["/en/", "/en/guides/", TABLE, PAGE]

# Column -> the row that gets the value, and the addresses that show it.
COLUMNS: dict[tuple[type[Model], str], tuple[Callable[[Dataset], Model | None], list[str]]] = {
    (Dataset, "aliases"): (lambda entry: entry, [PAGE, RECORD, *COMPARED, *LISTS, TABLE]),
    (Source, "aliases"): (lambda entry: entry.sources.first(), [*LISTS, "/en/sources/nih/", "/api/v1/sources/"]),
    (Document, "languages"): (lambda entry: Document.objects.get(code="000"), [PAGE, COMPARED[0], TABLE, "/en/about/"]),
    (Document, "passages"): (lambda entry: Document.objects.get(code="000"), [PAGE, COMPARED[0], "/api/v1/documents/"]),
    (Disagreement, "explanation"): (lambda entry: entry.disagreement_set.first(), [PAGE, RECORD, *COMPARED]),
    (Disagreement, "settled"): (lambda entry: entry.disagreement_set.first(), [PAGE, RECORD, *COMPARED]),
    (Guide, "titles"): (lambda entry: Guide.objects.get(slug="pneumonia-detection"), GUIDES),
    (Guide, "body"): (lambda entry: Guide.objects.get(slug="pneumonia-detection"), GUIDES),
    (GuideEntry, "details"): (
        lambda entry: entry.guide_entries.filter(guide__slug="pneumonia-detection").first(),
        GUIDES,
    ),
    (ChangeSet, "removed"): (lambda entry: ChangeSet.objects.last(), LISTS[:2]),
    (Modality, "names"): (lambda entry: Modality.objects.get(code="XRAY"), TERMS),
    (Modality, "synonyms"): (lambda entry: Modality.objects.get(code="XRAY"), TERMS),
    (Modality, "mappings"): (lambda entry: Modality.objects.get(code="XRAY"), TERMS[-3:]),
    (License, "mappings"): (lambda entry: License.objects.get(code="CC-BY-4.0"), [PAGE]),
}


def ask(client: Client, addresses: Iterable[str]) -> None:
    """Ask for all addresses; each answers with a page, or with data that can be read."""
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        text = response.content.decode("utf-8")
        assert "\0" not in text, address
        assert 'href="javascript:' not in text, address
        if "json" in response["Content-Type"]:
            json.loads(text, parse_constant=pytest.fail)


@pytest.fixture
def entry() -> Dataset:
    """The entry, with a statement of every field."""
    entry = Dataset.objects.get(slug=SLUG)
    document = Document.objects.get(code="000")
    stated = set(entry.statement_set.values_list("field", flat=True))
    for field in sorted(set(FIELDS) - stated):
        Statement.objects.create(dataset=entry, field=field, printed="as printed", document=document, line=1)
    return entry


def spoil(entry: Dataset, first: int) -> None:
    """Give each statement of the entry another value that is not its field's, beginning with one of them."""
    for place, key in enumerate(entry.statement_set.values_list("pk", flat=True), first):
        store(Statement, key, "value", ALL[place % len(ALL)])


@on_one_database
@pytest.mark.parametrize("first", range(0, len(ALL), 12))
def test_no_value_of_a_statement_breaks_a_page(first: int, client: Client, entry: Dataset) -> None:
    spoil(entry, first)
    ask(client, STATED)


@on_one_database
@pytest.mark.parametrize("seed", range(6))
def test_no_part_of_a_value_breaks_a_page(seed: int, client: Client, entry: Dataset) -> None:
    for statement in entry.statement_set.all():
        (text,) = mutations(FIELDS[statement.field].example, seed + statement.pk, 1)
        store(Statement, statement.pk, "value", text)
    ask(client, STATED)


@on_one_database
@pytest.mark.parametrize("text", ["1. " * 1_000, "[" * 3_000, "<div>" * 600, "> " * 50_000, "\n" * 9_000, ""])
def test_no_description_breaks_its_page(text: str, read: Read, entry: Dataset) -> None:
    entry.descriptions.filter(language="en").update(description=text)
    assert read(PAGE).problems == []


def test_a_page_with_unreadable_values_is_sound_and_shows_what_is_printed(read: Read, entry: Dataset) -> None:
    spoil(entry, 0)
    assert read(PAGE).problems == []
    page = read(f"{PAGE}evidence/")
    assert page.problems == []
    for statement in entry.statement_set.all():
        assert statement.printed.split()[0] in page.text


def test_the_api_gives_no_value_for_one_that_cannot_be_read(client: Client, entry: Dataset) -> None:
    statement = entry.statement_set.filter(field="modality")[0]
    store(Statement, statement.pk, "value", '"CT"')
    record = client.get(RECORD).json()
    said = [item["value"] for item in record["statements"] if item["printed"] == statement.printed]
    assert None in said
    assert "CT" not in said


# Values of statements have a test of their own; a reason is read as a settlement is; changes are shown by test_history,
# and what is proposed by no page.
ELSEWHERE = {
    (Statement, "value"), (Statement, "reason"),
    *((model, column) for model in (Change, ProposedEdit) for column in ("before", "after")),
    # What comes in and what undoing needs is in no page of the public.
    (ChangeSet, "days"), (IncomingRow, "foreseen"), (Meaning, "value"),
    *((Incoming, column) for column in ("columns", "reference", "defaults")),
}  # fmt: skip


def test_every_json_column_is_asked_for() -> None:
    """The vocabularies have their columns from one abstract model; one of them stands for all."""
    found = {
        (model, field.name)
        for model in apps.get_app_config("datasets").get_models()
        for field in model._meta.fields
        if isinstance(field, JSONField) and not issubclass(model, Term)
    }
    assert found - ELSEWHERE == {(model, name) for model, name in COLUMNS if not issubclass(model, Term)}
    assert {field.name for field in Modality._meta.fields if isinstance(field, JSONField)} == {
        name for model, name in COLUMNS if model is Modality
    }


@on_one_database
@pytest.mark.parametrize(("model", "column"), COLUMNS, ids=lambda item: getattr(item, "__name__", item))
def test_no_json_column_breaks_a_page(model: type[Model], column: str, client: Client, entry: Dataset) -> None:
    find, addresses = COLUMNS[model, column]
    Dataset.objects.filter(pk=entry.pk).update(license=License.objects.get(code="CC-BY-4.0"))
    # Each column gets others of the values; a value that is read in one place is not shown in another way elsewhere.
    first = list(COLUMNS).index((model, column)) % 7
    shaped = SHAPES if column in ("body", "details") else ()
    for place, text in enumerate((*ALL[first::7], *shaped, *mutations(getattr(find(entry), column), 5, 6))):
        # The index is laid over with what a new revision changed.
        Dataset.objects.filter(pk=entry.pk).update(revision=ChangeSet.advance())
        found = find(entry)
        assert found is not None
        # One address for each value, in turn: the values of a column are read in one place for all of them.
        if store(model, found.pk, column, text):
            ask(client, [addresses[place % len(addresses)]])


@on_one_database
@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Dataset, "subjects_precision"),
        (Dataset, "images_precision"),
        (Dataset, "size_precision"),
        (Dataset, "difficulty"),
        (Dataset, "level"),
        (DatasetDescription, "language"),
        (DatasetRelation, "kind"),
        (Disagreement, "kind"),
        (Disagreement, "field"),
        (Link, "kind"),
        (Right, "use"),
        (Split, "name"),
        (Source, "kind"),
        (Statement, "field"),
    ],
    ids=lambda item: getattr(item, "__name__", item),
)
def test_no_unknown_code_in_a_column_with_choices_breaks_a_page(
    model: type[Model], column: str, client: Client, entry: Dataset
) -> None:
    DatasetRelation.objects.create(dataset=entry, kind="includes", target=Dataset.objects.get(slug="mura"))
    owned = {Dataset: {"pk": entry.pk}, Source: {"datasets": entry}}.get(model, {"dataset": entry})
    found = model._default_manager.filter(**owned).first()
    assert found is not None
    model._default_manager.filter(pk=found.pk).update(**{column: "bogus"})
    Dataset.objects.filter(pk=entry.pk).update(revision=ChangeSet.advance())
    ask(client, [PAGE, RECORD, *COMPARED[:2], TABLE, *LISTS[:3], "/en/which/?modality=XRAY", "/api/v1/relations/"])


def test_bad_values_stop_neither_the_index_nor_a_dump_nor_an_export(
    settings: Any, entry: Dataset, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    for first in range(0, len(ALL), 40):
        spoil(entry, first)
        for place, ((model, column), (find, _)) in enumerate(COLUMNS.items(), first):
            found = find(entry)
            assert found is not None
            store(model, found.pk, column, ALL[place % len(ALL)])
        call_command("reindex")
        call_command("dump", tmp_path / "dump")
        exchange.export("fr", tmp_path / "texts.po")
