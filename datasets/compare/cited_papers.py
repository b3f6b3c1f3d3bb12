"""What is to be cited for a dataset: its papers, as completely as they are known, and who publishes it, and where.

A paper of a dataset may be known twice: as the entry names it ("Bakas and others, 2017") and as a document that its
owner's facts are read from, with title and DOI. It is cited once, by what says more.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from datasets.models import Dataset, Document, Link, Source
from datasets.words.author_forms import read_or_none
from datasets.words.folding import fold
from datasets.words.identifiers import doi as doi_in

from .picture import PaperData


@dataclass(frozen=True)
class Publication:
    """A dataset as it is published: its name, who publishes or hosts it, its own address, its year; what is known."""

    name: str
    publishers: tuple[str, ...]
    url: str
    year: int | None


def publishers(dataset: Dataset) -> list[Source]:
    """Return who publishes a dataset, else who hosts it; who has it on a platform under an account does neither."""
    sources = [source for source in dataset.sources.all() if source.kind != Source.Kind.PERSON]
    return [source for source in sources if source.kind == Source.Kind.PUBLISHER] or sources


def published_as(dataset: Dataset) -> Publication:
    """Return how a dataset is published."""
    links = {link.kind: link.url for link in reversed(dataset.link_set.all())}
    url = links.get(Link.Kind.HOMEPAGE) or links.get(Link.Kind.DOWNLOAD) or ""
    return Publication(dataset.name, tuple(source.name for source in publishers(dataset)), url, dataset.year)


def papers(dataset: Dataset) -> tuple[PaperData, ...]:
    """Return the papers of a dataset, each once, those that can be found first."""
    named = [
        PaperData(paper.title, paper.authors, paper.venue, paper.year, paper.doi, paper.url)
        for paper in dataset.paper_set.all()
    ]
    read = [as_paper(document) for document in _documents(dataset) if _is_of_the_owner(document)]
    found: list[PaperData] = []
    for paper in sorted([*named, *read], key=_known, reverse=True):
        if not any(_same(paper, other) for other in found):
            found.append(paper)
    return tuple(found)


def cited_of(papers: tuple[PaperData, ...]) -> tuple[PaperData, ...]:
    """Return those of an entry's papers that are cited: which can be found, else all, beside the dataset itself."""
    return tuple(paper for paper in papers if can_be_found(paper)) or papers


def can_be_found(paper: PaperData) -> bool:
    """Tell whether a reader can find the paper: by its DOI, its address or its title."""
    return bool(paper.doi or paper.url or paper.title)


def as_paper(document: Document) -> PaperData:
    """Return a document as what is cited."""
    year = document.published.year if document.published else None
    doi = document.doi
    return PaperData(document.title, document.author, "", year, doi, "" if doi else document.url)


def documents(datasets: Iterable[Dataset], fields: Iterable[str]) -> tuple[Document, ...]:
    """Return the documents that state something about these fields of the datasets, each once, by their codes."""
    wanted = set(fields)
    found = {
        statement.document.code: statement.document
        for dataset in datasets
        for statement in dataset.statement_set.all()
        if statement.field in wanted
    }
    return tuple(found[code] for code in sorted(found))


def _documents(dataset: Dataset) -> list[Document]:
    found = {statement.document.code: statement.document for statement in dataset.statement_set.all()}
    return [found[code] for code in sorted(found)]


def _is_of_the_owner(document: Document) -> bool:
    return document.kind == Document.Kind.PAPER and document.authority == Document.Authority.OWNER


def _known(paper: PaperData) -> int:
    """Return how much is known of a paper: what finds it counts most."""
    finds = (paper.doi, paper.title, paper.url)
    return sum(10 for part in finds if part) + sum(1 for part in (paper.authors, paper.venue, paper.year) if part)


def _same(one: PaperData, other: PaperData) -> bool:
    """Tell whether two are the same paper, as far as that can be known; `other` says at least as much."""
    if one.doi and other.doi:
        return fold(doi_in(one.doi) or one.doi) == fold(doi_in(other.doi) or other.doi)
    if one.title and other.title:
        return fold(one.title) == fold(other.title)
    if one.url and one.url == other.url:
        return True
    if can_be_found(one) or not one.authors or not other.authors:
        return False
    return _first_author(one) == _first_author(other) and one.year in (None, other.year)


def _first_author(paper: PaperData) -> str:
    known = read_or_none(paper.authors)
    return fold(known.names[0].family) if known else fold(paper.authors)
