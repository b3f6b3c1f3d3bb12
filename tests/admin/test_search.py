"""The admin's search: the same words find the same rows whatever their case, accents and script, on both databases."""

from collections.abc import Callable

import pytest
from django.db.models import Model
from django.test import Client

from datasets.models import Dataset, FormerSlug, Guide, Source, Statement

from .conftest import address

pytestmark = pytest.mark.django_db

Entry = Callable[..., Dataset]


def found(client: Client, model: type[Model], query: str) -> set[str]:
    """Return the rows that the list shows for a query."""
    return {str(row) for row in client.get(address(model, "changelist"), {"q": query}).context["cl"].result_list}


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("Набор снимков", ["набор", "НАБОР", "снимков набор", "на\u00adбор"]),
        ("Étude de cohorte", ["étude", "etude", "ÉTUDE", "e\u0301tude COHORTE"]),
        ("Ёлка", ["елка", "ёлка", "ЁЛ"]),
        ("Coração", ["coracao", "CORAÇÃO"]),
        ("腎臟影像", ["肾脏", "腎臟", "影像"]),
        ("Œdème ﬁn", ["oedeme", "œdème", "FIN"]),
        ("Chest\u2011X–ray", ["chest-x-ray", "X—RAY"]),
        ("Straße_50%", ["strasse", "50%", "_50"]),
    ],
)
def test_a_name_is_found_in_any_spelling(admin_client: Client, entry: Entry, name: str, queries: list[str]) -> None:
    for slug, held in (("by-name", {"name": name}), ("by-alias", {"aliases": [name]})):
        row = entry(slug, **held)
        for query in queries:
            assert str(row) in found(admin_client, Dataset, query), query
        assert str(row) not in found(admin_client, Dataset, f"{queries[0]} nowhere")


def test_other_words_find_nothing(admin_client: Client, entry: Entry) -> None:
    entry("by-name", name="Набор")
    for query in ("наборы", "nabor", "[а-я]", ".*", "на.ор", "(", "\\", "набор)"):
        assert not {row for row in found(admin_client, Dataset, query) if "Набор" in row}, query


def test_a_row_is_found_once_though_several_of_its_parts_match(admin_client: Client, entry: Entry) -> None:
    row = entry("many")
    for slug in ("many-a", "many-b", "many-c"):
        FormerSlug.objects.create(dataset=row, slug=slug)
    listed = admin_client.get(address(Dataset, "changelist"), {"q": "MANY"}).context["cl"].result_list
    assert [each.slug for each in listed] == ["many"]


@pytest.mark.parametrize(("model", "query"), [(Source, "GRÀND"), (Guide, "ЧТО"), (Statement, "Ímage")])
def test_every_list_is_searched_so(admin_client: Client, model: type[Model], query: str) -> None:
    assert admin_client.get(address(model, "changelist"), {"q": query}).status_code == 200


def test_quotation_marks_around_words_do_not_count(admin_client: Client, entry: Entry) -> None:
    row = entry("quoted", name="Lung nodules")
    assert str(row) in found(admin_client, Dataset, '"lung nodules"')
