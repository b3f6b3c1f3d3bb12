"""The list of entries, and the pages of what belongs to one: what is wrong is said beside its field."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from datasets import models
from datasets.models import ChangeSet, Dataset, FormerSlug
from datasets.records.dumping import dump_datasets
from datasets.records.projecting import project

from .conftest import address
from .forms import errors_of

Save = Callable[..., Any]


@pytest.fixture
def mura(db: None) -> Dataset:
    return Dataset.objects.get(slug="mura")


@pytest.fixture
def made(entry: Callable[..., Dataset]) -> Dataset:
    """A small entry."""
    return entry("made-up", 1)


def record(slug: str) -> dict[str, Any]:
    return next(dump_datasets(Dataset.objects.filter(slug=slug)))


def warned(response: Any) -> list[str]:
    """Return the messages that the next page shows, without the one that it was saved."""
    return [str(message) for message in get_messages(response.wsgi_request) if "successfully" not in str(message)]


@pytest.mark.parametrize("part", ["disagreement_set", "formerslug_set", "descriptions"])
def test_saving_a_part_as_it_is_changes_nothing_in_the_record(part: str, save: Save, made: Dataset) -> None:
    before = record("made-up")
    assert save(getattr(made, part).get()).status_code == 302
    assert {**record("made-up"), "changed": None} == {**before, "changed": None}


def test_slug_of_an_entry_is_refused_as_a_former_slug(save: Save, made: Dataset) -> None:
    former = FormerSlug.objects.get(dataset=made)
    for slug in ("brats", "made-up", "Not a slug", "x" * 81):
        assert list(errors_of(save(former, slug=slug))) == ["slug"]
    assert save(former, slug="made-of-air").status_code == 302


def test_a_former_slug_is_one_entrys(save: Save, made: Dataset, entry: Callable[..., Dataset]) -> None:
    other = FormerSlug.objects.get(dataset=entry("other", 1))
    assert list(errors_of(save(FormerSlug.objects.get(dataset=made), slug=other.slug))) == ["slug"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"explanation_en": "", "explanation_fr": "Oui."}, "explanation"),
        ({"explanation_en": " "}, "explanation"),
        ({"settled_ru": "b"}, "settled"),
        ({"field": "nothing"}, "field"),
        ({"kind": "nothing"}, "kind"),
    ],
)
def test_wrong_note_is_refused_beside_its_field(changes: dict[str, str], wrong: str, save: Save, made: Dataset) -> None:
    assert list(errors_of(save(made.disagreement_set.get(), **changes))) == [wrong]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [({"summary": "A"}, "summary"), ({"summary": "a\0b"}, "summary"), ({"language": "de"}, "language")],
)
def test_wrong_text_is_refused_beside_its_field(changes: dict[str, str], wrong: str, save: Save, made: Dataset) -> None:
    assert wrong in errors_of(save(made.descriptions.get(), **changes))


def test_text_of_several_paragraphs_is_kept(save: Save, made: Dataset) -> None:
    text = "A description of two paragraphs,\r\n\r\nof which this is the second."
    assert save(made.descriptions.get(), description=text).status_code == 302
    assert made.descriptions.get().description == text.replace("\r", "")


def test_texts_of_one_thing_may_exchange_their_languages(save: Save, db: None) -> None:
    source = models.Source.objects.get(code="tcia")
    source.descriptions.exclude(language__in=("en", "fr")).delete()
    rows = {row.language: number for number, row in enumerate(source.descriptions.all())}
    before = {row.pk: row.language for row in source.descriptions.all()}
    swapped = {f"descriptions-{rows['en']}-language": "fr", f"descriptions-{rows['fr']}-language": "en"}
    assert save(source, **swapped).status_code == 302
    other = {"en": "fr", "fr": "en"}
    assert {row.pk: row.language for row in source.descriptions.all()} == {
        key: other[language] for key, language in before.items()
    }


def test_what_the_statements_get_wrong_is_warned_about(save: Save, made: Dataset) -> None:
    warnings = warned(save(made.descriptions.get()))
    assert len(warnings) == 1
    assert "no statement of field name has the value “Made-Up”" in warnings[0]


def test_long_list_of_warnings_is_cut(save: Save, made: Dataset) -> None:
    document = models.Document.objects.all()[0]
    said = {"dataset": made, "position": 99, "field": "size", "value": "big", "printed": "big", "document": document}
    models.Statement.objects.bulk_create([models.Statement(**said) for _ in range(30)])
    warnings = warned(save(made.descriptions.get()))
    assert len(warnings) == 21
    assert "more" in warnings[-1]


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
    project(Dataset.objects.filter(pk=made.pk))
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
