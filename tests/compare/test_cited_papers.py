"""What is cited for a dataset: each paper once, by what says most of it; who publishes the data, and where."""

from datetime import date

import pytest

from datasets.compare.cited_papers import can_be_found, papers, published_as
from datasets.facts.reading import whole
from datasets.models import Dataset, Document, Paper, Source, Statement

pytestmark = pytest.mark.django_db


def entry(slug: str = "kits19") -> Dataset:
    return whole(Dataset.objects.filter(slug=slug))[0]


def read(title: str, author: str, url: str, *, kind: str = "paper", authority: str = "owner") -> Document:
    """Let a document state something about KiTS19."""
    document = Document.objects.create(
        code=f"ref-{Document.objects.count()}", title=title, author=author, url=url, kind=kind, authority=authority,
        published=date(2021, 5, 1),
    )  # fmt: skip
    dataset = Dataset.objects.get(slug="kits19")
    Statement.objects.create(dataset=dataset, field="year", value=2019, printed="2019", document=document)
    return document


def test_a_paper_of_the_owner_that_facts_are_read_from_is_cited() -> None:
    read("On kidneys", "Heller, Nicholas and others", "https://doi.org/10.1000/kidney")
    (paper,) = papers(entry())
    assert (paper.title, paper.doi, paper.url, paper.year) == ("On kidneys", "10.1000/kidney", "", 2021)


@pytest.mark.parametrize(("kind", "authority"), [("page", "owner"), ("paper", "literature"), ("list", "guide")])
def test_what_is_no_paper_or_not_the_owners_is_not(kind: str, authority: str) -> None:
    read("On kidneys", "", "https://example.org/", kind=kind, authority=authority)
    assert papers(entry()) == ()


@pytest.mark.parametrize(
    "known",
    [
        {"authors": "Heller and others", "year": 2021},
        {"authors": "Heller, N.", "year": None},
        {"doi": "10.1000/KIDNEY"},
        {"title": "On Kidneys"},
    ],
)
def test_a_paper_that_is_known_twice_is_cited_once(known: dict[str, object]) -> None:
    read("On kidneys", "Heller, Nicholas and others", "https://doi.org/10.1000/kidney")
    Paper.objects.create(dataset=Dataset.objects.get(slug="kits19"), **known)
    assert [paper.title for paper in papers(entry())] == ["On kidneys"]


@pytest.mark.parametrize(
    "known",
    [
        {"authors": "Heller and others", "year": 2019},
        {"authors": "Weight, C.", "year": 2021},
        {"doi": "10.1000/other"},
        {"title": "On livers"},
        {"url": "https://example.org/paper"},
    ],
)
def test_another_paper_stays(known: dict[str, object]) -> None:
    read("On kidneys", "Heller, Nicholas and others", "https://doi.org/10.1000/kidney")
    Paper.objects.create(dataset=Dataset.objects.get(slug="kits19"), **known)
    assert len(papers(entry())) == 2


def test_what_can_be_found_comes_first() -> None:
    dataset = Dataset.objects.get(slug="kits19")
    Paper.objects.create(dataset=dataset, authors="Weight, C.", year=2020, position=1)
    Paper.objects.create(dataset=dataset, doi="10.1000/kidney", position=2)
    assert [can_be_found(paper) for paper in papers(entry())] == [True, False]


def test_a_publisher_goes_before_a_host_and_an_account_is_none() -> None:
    dataset = Dataset.objects.get(slug="kits19")
    dataset.sources.set([
        Source.objects.create(code=kind, name=f"The {kind}", kind=kind) for kind in ("host", "publisher", "person")
    ])  # fmt: skip
    assert published_as(entry()).publishers == ("The publisher",)
    dataset.sources.remove(Source.objects.get(code="publisher"))
    assert published_as(entry()).publishers == ("The host",)
    dataset.sources.remove(Source.objects.get(code="host"))
    assert published_as(entry()).publishers == ()


def test_the_address_is_the_home_page_else_where_the_data_are() -> None:
    dataset = Dataset.objects.get(slug="kits19")
    dataset.link_set.all().delete()
    assert published_as(entry()).url == ""
    dataset.link_set.create(kind="download", url="https://example.org/download", position=1)
    assert published_as(entry()).url == "https://example.org/download"
    dataset.link_set.create(kind="homepage", url="https://example.org/", position=2)
    assert published_as(entry()).url == "https://example.org/"
