"""What a page costs in queries: an exact number, whatever the catalogue holds.

A number that changes here is a change of the design: say why where you change it.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from datasets.index import building
from datasets.models import VOCABULARIES, ChangeSet, Dataset, kept
from datasets.records import loading
from datasets.records.files import Tree

# With the search index standing, and nothing kept: the revision is one query, which every page asks to know whether
# whoever has it already has it as it is (directory.unchanged); the rest is what the page shows.
PAGES = {
    # All that it shows is of the catalogue: made once for a snapshot.
    "/en/": 1,
    "/en/datasets/": 1,
    "/en/datasets/?page_size=200": 1,
    "/en/datasets/?q=brain&modality=MR&modality=CT&year_min=2000&sort=size&page_size=5": 1,
    "/en/datasets/?q=xyzzyplugh": 1,
    # The entry, its relations, splits, statements and their documents; all other parts and codes at once
    # (facts.gathering); the guides that name it; the relations around it, and as it has one, the statements of that;
    # how its links are; and the revision.
    "/en/datasets/kits19/": 11,
    # The entry with all that belongs to it, and terms that only statements name, if any.
    "/en/datasets/kits19/evidence/": 7,
    # The entry, how many change sets there are, those of the page, the first changes of each, the entries' addresses;
    # and the statements that they are of, if any.
    "/en/datasets/kits19/history/": 6,
    # Three of them are for what guides cite, which is kept: documents that only these show are public, too.
    "/en/changes/": 8,
    "/en/anatomy/": 1,
    "/en/modalities/": 1,
    "/en/use-cases/": 3,
    "/en/conditions/": 1,
    "/en/sources/": 2,
    "/en/sources/?q=cancer&kind=host": 3,
    "/en/anatomy/brain/": 2,
    "/en/modalities/CT/": 2,
    "/en/use-cases/brain-tumor-segmentation/": 2,
    "/en/conditions/brain-tumor/": 2,
    "/en/sources/tcia/": 3,
    "/en/guides/": 2,
    # The guide, its entries, the documents that it cites; and the names of the entries that it mentions, if any.
    # A comparison also reads its datasets whole, and its entries' places, to hold its table against the catalogue.
    "/en/guides/pneumonia-detection/": 13,
    "/en/guides/covid-19/": 13,
    "/en/guides/dataset-kinds/": 5,
    "/en/guides/where-the-field-is-going/": 4,
    "/en/guides/no-such-guide/": 3,
    "/en/which/": 1,
    "/en/which/?use_case=pneumonia-detection&modality=CR&level=beginner&budget=5GB&commercial=yes&agreement=no": 1,
    # Everything is kept for a revision and a language; what is not yet takes two queries and the units of subjects.
    "/en/statistics/": 1,
    "/en/statistics/completeness.csv": 1,
    # The page, what is cited and its texts, disagreements and texts; kept for a revision.
    "/en/about/": 9,
    # Which datasets are meant, six for all that belongs to them, one for terms that only statements name, if any, then
    # relations as far as they lead (at most three).
    "/en/compare/": 1,
    "/en/compare/?d=kits19&d=lits": 11,
    "/en/compare/?d=kits19&d=lits&d=brats&d=chestx-ray14&d=mura&d=ddsm": 12,
    "/en/compare/export.csv?d=kits19&d=lits": 9,
    # As the comparison, without relations where overlap is no column; and the revisions with their days.
    "/en/compare/paper/": 2,
    "/en/compare/paper/?d=kits19&d=lits": 10,
    "/en/compare/paper/table.tex?d=kits19&d=lits": 10,
    # The entries of a page with all that belongs to them, and the days on which they came in; when the catalogue was
    # begun, and when it last changed.
    "/catalog.ttl": 10,
    # The revision; which entries are meant; relations as far as they lead, the statements of those that count, and when
    # the catalogue changed last.
    "/en/overlap/": 1,
    "/en/overlap/?train=kits19&test=mura": 4,
    "/en/overlap/?train=covidx&train=brats&train=tcia&test=lidc-idri&test=chestx-ray14&test=kits19&test=lits": 6,
}

# An entry without relations: one query finds that it has none. Others have one query for each relation in a row that
# leads on, one for the statements of those that there are, one for terms and one for entries that only statements name.
LEAST_FOR_AN_ENTRY, MOST_FOR_AN_ENTRY = 10, 14

pytestmark = pytest.mark.django_db


@pytest.fixture
def standing_index(client: Client) -> None:
    """The search index of the catalogue as it is now, and what is read beside it."""
    for address in ("/en/", "/en/datasets/", "/en/statistics/", "/en/which/?modality=CT"):
        client.get(address)


def double(tree: Tree) -> None:
    """Clone every entry with all that belongs to it."""
    clones = (record | {"slug": f"{record['slug']}-two", "name": f"{record['name']} two"} for _, record in tree.dataset)
    loading.load_datasets(clones, ChangeSet.advance())


@pytest.mark.parametrize(("address", "queries"), PAGES.items())
def test_a_page_costs_a_fixed_number_of_queries(
    address: str, queries: int, client: Client, standing_index: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(queries):
        client.get(address)


def test_no_page_costs_more_when_the_catalogue_is_twice_as_large(
    client: Client, tree: Tree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    double(tree)
    for address in ("/en/", "/en/datasets/", "/en/statistics/", "/en/which/?modality=CT"):
        client.get(address)
    for address, queries in PAGES.items():
        kept.forget()
        with django_assert_num_queries(queries, info=address):
            client.get(address)


def test_entries_cost_the_same_however_much_belongs_to_them(
    client: Client, standing_index: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for slug in Dataset.objects.values_list("slug", flat=True):
        kept.forget()
        with django_assert_max_num_queries(MOST_FOR_AN_ENTRY, info=slug) as captured:
            client.get(f"/en/datasets/{slug}/")
        assert len(captured) >= LEAST_FOR_AN_ENTRY, slug


def test_a_change_costs_no_more_when_it_is_larger(
    client: Client, change: Callable[..., None], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    costs = []
    for changed in (1, 100):
        keys = list(Dataset.objects.values_list("pk", flat=True)[:changed])
        change(Dataset.objects.filter(pk__in=keys))
        with django_assert_max_num_queries(50) as captured:
            client.get("/en/datasets/")
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_building_the_index_costs_no_more_when_the_catalogue_is_twice_as_large(
    tree: Tree, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(50) as small:
        building.write(tmp_path)
    double(tree)
    with django_assert_max_num_queries(50) as large:
        building.write(tmp_path)
    assert len(large) == len(small)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "address",
    [
        *(f"/en/datasets/kits19/{part}" for part in ("", "evidence/", "history/", "cite/")),
        *(f"/en/{page}/?d=kits19&d=lits" for page in ("compare", "compare/paper")),
        "/en/overlap/?train=kits19&test=lits",
        "/d/kits19.jsonld", "/d/kits19.ttl", "/en/datasets/kits19.md", "/api/v1/datasets/kits19/",
        "/api/v1/datasets/kits19/statements/", "/api/v1/datasets/kits19/history/", "/api/v1/relations/?dataset=kits19",
    ],
)  # fmt: skip
def test_what_is_of_a_few_entries_is_read_without_the_rows_of_others(
    address: str, client: Client, standing_index: None
) -> None:
    """SQLite tells how it would read; a table that grows with the catalogue is looked through nowhere."""
    stay = ("guide", "guideentry", *VOCABULARIES)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    through = []
    with connection.cursor() as cursor:
        for query in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            steps = [step for *_, step in cursor.fetchall()]
            tables = {alias: table for table, alias in re.findall(r'"(datasets_\w+)" ([A-Z]\d+)\b', query["sql"])}
            for name in (step.split()[1] for step in steps if step.startswith("SCAN ")):
                table = tables.get(name, name)
                # The newest change set is found from the end, at once.
                last = table == "datasets_changeset" and "DESC LIMIT 1" in query["sql"]
                if table.startswith("datasets_") and table.removeprefix("datasets_") not in stay and not last:
                    through.append((table, query["sql"], steps))
    assert asked.captured_queries
    assert not through
