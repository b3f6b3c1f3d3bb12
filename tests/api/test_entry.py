"""What is stated of one entry, and its history, by the API."""

import pytest

from datasets.facts.fields import FIELDS
from datasets.models import ChangeSet, Dataset, FormerSlug, Statement
from datasets.records.changes import change_set

from .conftest import Get


def test_the_statements_of_an_entry_are_all_there_with_who_says_it_and_where(get: Get) -> None:
    answer = get("datasets/kits19/statements/?page_size=200")
    rows = Statement.objects.filter(dataset__slug="kits19").select_related("document").order_by("pk")
    said = [(item["id"], item["field"], item["printed"], item["line"], item["standing"]) for item in answer["results"]]
    assert said == [(row.pk, row.field, row.printed, row.line, row.standing) for row in rows]
    by = [(item["document"]["code"], item["document"]["authority"]) for item in answer["results"]]
    assert by == [(row.document.code, row.document.authority) for row in rows]
    assert answer["count"] == len(said)


@pytest.mark.parametrize(("name", "value"), [("field", "subjects"), ("document", "002"), ("standing", "normal")])
def test_statements_are_chosen_by(name: str, value: str, get: Get) -> None:
    everything = get("datasets/kits19/statements/?page_size=200")["results"]
    chosen = get(f"datasets/kits19/statements/?page_size=200&{name}={value}")["results"]
    assert chosen == [
        item for item in everything if value in (item[name], name == "document" and item["document"]["code"])
    ]
    assert chosen


@pytest.mark.parametrize(
    ("question", "status", "parameter"),
    [("field=colour", 400, "field"), ("standing=good", 400, "standing"), ("document=999", 404, "document")],
)
def test_what_no_statement_has_is_refused(question: str, status: int, parameter: str, get: Get) -> None:
    answer = get(f"datasets/kits19/statements/?{question}", status)
    assert [problem["parameter"] for problem in answer["problems"]] == [parameter]
    assert parameter != "field" or all(code in answer["detail"] for code in FIELDS)


def test_the_history_tells_line_by_line_what_became_of_words(get: Get) -> None:
    row = Dataset.objects.get(slug="kits19")
    with change_set(ChangeSet.Origin.FORM, credit="Ada", reason="It is called so.") as opened:
        opened.watch("dataset", [row.pk])
        Dataset.objects.filter(pk=row.pk).update(name="KiTS 2019")
    newest = get("datasets/kits19/history/?page_size=1")["results"][0]
    assert (newest["credit"], newest["origin"], newest["reason"]) == ("Ada", "form", "It is called so.")
    assert [(piece["change"], piece["text"]) for piece in newest["lines"][0]["pieces"] if piece["text"].strip()] == [
        ("removed", "KiTS19"),
        ("added", "KiTS 2019"),
    ]


@pytest.mark.parametrize("what", ["", "statements/", "history/"])
def test_a_former_slug_leads_on_and_a_withdrawn_entry_is_answered_as_such(what: str, get: Get) -> None:
    row = Dataset.objects.get(slug="kits19")
    FormerSlug.objects.create(dataset=row, slug="kits-2019")
    assert "kits19" in get(f"datasets/kits-2019/{what}", 308)["detail"]
    Dataset.objects.filter(pk=row.pk).update(status="withdrawn")
    assert get(f"datasets/kits19/{what}", 410)
