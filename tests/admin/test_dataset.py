"""The entry's page: it changes what was changed and nothing else, and says what is wrong beside the field."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from datasets import models
from datasets.models import Dataset, FormerSlug
from datasets.models.dataset import published
from datasets.records.dumping import dump_datasets

from .conftest import address
from .forms import errors_of, form_of

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
        ({"subjects": "10", "subjects_unit": "", "subjects_precision": "exact"}, "subjects_unit", "what is counted"),
        ({"images": "10", "images_precision": "about"}, "images_unit", "what is counted"),
        ({"size_bytes": "10", "size_precision": ""}, "size_precision", "how exact"),
        ({"size_bytes": "", "size_precision": "about"}, "size_precision", "clear this"),
        ({"downloads": "10"}, "downloads_precision", "clear “Downloads”"),
        ({"prize_amount": "10"}, "prize_currency", "currency"),
        ({"prize_amount": "10", "prize_currency": "dollars"}, "prize_currency", "at most 3"),
        ({"prize_amount": "10", "prize_currency": "usd"}, "prize_currency", "does not match"),
        ({"year": "1066"}, "year", "minimum of 1850"),
        ({"year": "99999999999999999999"}, "year", "32767|maximum"),
        ({"quality": "6"}, "quality", "maximum of 5"),
        ({"subjects": "-1"}, "subjects", "greater than or equal to 0"),
        ({"slug": "MURA (XR)"}, "slug", "lower-case"),
        ({"name": " "}, "name", "required"),
        ({"category": "x"}, "category", "valid choice"),
        ({"sources": ["x"]}, "sources", "x"),
        ({"aliases": '"MURA"'}, "aliases", "not of type 'array'"),
        ({"aliases": '["MURA", 1]'}, "aliases", r"\[1\]: 1 is not of type 'string'"),
        ({"aliases": '{"en": "MURA"}'}, "aliases", "not of type 'array'"),
        ({"aliases": "MURA"}, "aliases", "not JSON"),
        ({"aliases": r'["\u0000"]'}, "aliases", r"U\+0000"),
        ({"aliases": r'["\ud800"]'}, "aliases", "half a character"),
        ({"aliases": "[" * 50_000}, "aliases", "nested too deeply"),
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


def test_cleared_aliases_are_none(save: Save, made: Dataset) -> None:
    assert save(made, aliases="").status_code == 302
    assert Dataset.objects.get(pk=made.pk).aliases == []


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
        ("link_set", {"kind": "code", "url": "javascript:alert(1)"}, "url"),
        ("link_set", {"kind": "code", "url": "https://example.org/a b"}, "url"),
        ("paper_set", {"venue": "A venue"}, "title"),
        ("paper_set", {"title": "A title", "doi": "doi:1"}, "doi"),
        ("split_set", {"name": "train", "percent": "101"}, "percent"),
        ("split_set", {"name": "train", "percent": "nan"}, "percent"),
        ("right_set", {"component": "images", "use": "commercial", "allowed": ""}, "allowed"),
        ("disagreement_set", {"field": "size", "kind": "claim", "explanation": '{"fr": "Oui."}'}, "explanation"),
        ("disagreement_set", {"field": "size", "kind": "claim", "explanation": '["a"]'}, "explanation"),
        (
            "disagreement_set",
            {"field": "size", "kind": "claim", "explanation": '{"en": "a"}', "settled": '{"de": "b"}'},
            "settled",
        ),
        ("statement_set", {"field": "size", "printed": "1", "value": "NaN"}, "value"),
        ("statement_set", {"field": "size", "printed": "1", "value": r'{"a": "\u0000"}'}, "value"),
        ("statement_set", {"field": "size", "printed": "1", "line": "0"}, "line"),
        ("descriptions", {"language": "ru", "origin": "curator", "summary": "A", "description": "x" * 50}, "summary"),
    ],
)  # fmt: skip
def test_wrong_part_is_refused_beside_its_field(
    prefix: str, fields: dict[str, str], wrong: str, save: Save, made: Dataset
) -> None:
    more = {"document": str(models.Document.objects.all()[0].pk)} if prefix == "statement_set" else {}
    number = getattr(made, prefix).count()
    errors = errors_of(save(made, **part(prefix, made, **fields, **more)))
    assert list(errors) == [f"{prefix}-{number}-{wrong}"]


def test_relation_to_itself_is_refused(save: Save, made: Dataset) -> None:
    number = made.relations.count()
    errors = errors_of(save(made, **part("relations", made, kind="includes", target=str(made.pk))))
    assert list(errors) == [f"relations-{number}-target"]


def test_link_that_stands_there_already_is_refused(save: Save, made: Dataset) -> None:
    link, number = made.link_set.all()[0], made.link_set.count()
    assert errors_of(save(made, **part("link_set", made, kind=link.kind, url=link.url)))
    assert made.link_set.count() == number


def test_second_text_in_a_language_is_refused(save: Save, made: Dataset) -> None:
    text = made.descriptions.all()[0]
    fields = {"language": "en", "origin": "curator", "summary": text.summary, "description": text.description}
    assert errors_of(save(made, **part("descriptions", made, **fields)))
    assert made.descriptions.count() == 1


def test_rows_may_exchange_what_is_unique(save: Save, entry: Callable[..., Dataset]) -> None:
    two = entry("two-of-each", 2)
    first, second = two.orderedaccessstep_set.all()
    swapped = {"orderedaccessstep_set-0-step": str(second.step_id), "orderedaccessstep_set-1-step": str(first.step_id)}
    assert save(two, **swapped).status_code == 302
    assert [(row.pk, row.step_id) for row in two.orderedaccessstep_set.all()] == [
        (first.pk, second.step_id),
        (second.pk, first.step_id),
    ]


def test_new_parts_come_last(save: Save, made: Dataset) -> None:
    document = str(models.Document.objects.all()[0].pk)
    row = part("statement_set", made, field="purpose", printed="for tests", document=document)
    assert save(made, **row).status_code == 302
    assert [statement.printed for statement in made.statement_set.all()][-1] == "for tests"


def test_text_of_several_paragraphs_is_kept(save: Save, made: Dataset) -> None:
    text = "A description of two paragraphs,\r\n\r\nof which this is the second."
    assert save(made, **{"descriptions-0-description": text}).status_code == 302
    assert made.descriptions.all()[0].description == text.replace("\r", "")


def test_value_that_no_statement_backs_is_warned_about(save: Save, mura: Dataset) -> None:
    response = save(mura, downloads="12345", downloads_precision="exact")
    assert response.status_code == 302
    warnings = said(response)
    assert len(warnings) == 1
    assert "downloads" in warnings[0]
    assert "12345" in warnings[0]


def test_statement_removed_on_its_own_page_is_warned_about(admin_client: Client, mura: Dataset) -> None:
    mura.statement_set.filter(field="kind").exclude(pk=mura.statement_set.filter(field="kind")[0].pk).delete()
    last = mura.statement_set.get(field="kind")
    response = admin_client.post(address(models.Statement, "delete", last.pk), {"post": "yes"})
    assert any("kind: no statement" in warning for warning in said(response))


def test_long_list_of_warnings_is_cut(save: Save) -> None:
    entry = Dataset.objects.get(slug="chestx-ray14")
    entry.statement_set.exclude(field="name").delete()
    warnings = said(save(entry))
    assert len(warnings) == 21
    assert "more" in warnings[-1]


def test_new_entry_begins_as_a_draft(admin_client: Client) -> None:
    form = form_of(admin_client.get(address(Dataset, "add")), "dataset_form")
    assert form["status"] == ["draft"]


def test_new_entry_is_saved_with_its_parts(admin_client: Client) -> None:
    form = form_of(admin_client.get(address(Dataset, "add")), "dataset_form")
    codes = {"category": models.Category, "kind": models.Kind, "access_level": models.AccessLevel}
    chosen = {name: str(model.objects.all()[0].pk) for name, model in codes.items()}
    text = {
        "descriptions-TOTAL_FORMS": "1",
        "descriptions-0-language": "en",
        "descriptions-0-origin": "curator",
        "descriptions-0-summary": "A set that exists for the tests alone.",
        "descriptions-0-description": "It holds a hundred images that nobody has ever seen.",
    }
    data = {**form, **chosen, **text, "name": "Made up", "slug": "made-up"}
    assert admin_client.post(address(Dataset, "add"), data).status_code == 302
    made = Dataset.objects.get(slug="made-up")
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
