"""The paper kit: the dataset table of a paper with its references, each under one key and one number in every file.

What is cited for a dataset are its papers, as far as a reader can find them; where there is none, the dataset itself,
as it is published. The catalogue is cited for the table, the documents behind it for the methods section.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from datasets.compare.cited_papers import Publication, as_paper, can_be_found, cited_of
from datasets.compare.dataset_table import DatasetTable, Row
from datasets.compare.picture import PaperData
from datasets.words.identifiers import doi_address
from datasets.words.wording import authors

from .bibtex_keys import DIGEST, FULL_DIGEST, data_key, identity, paper_key, revision_key

CATALOGUE = "Lightbox"


@dataclass(frozen=True)
class Edition:
    """Which state of the catalogue a table shows: the revision and its day, when it was read, where the catalogue is.

    `address` is that of the table; `entries` are the lasting addresses of the entries by their slugs.
    """

    revision: int
    day: date
    accessed: date
    home: str
    address: str
    entries: Mapping[str, str]


@dataclass(frozen=True)
class EntryPage:
    """The page of an entry in this directory, as of the catalogue's revision that last changed it, and its day."""

    name: str
    revision: int
    day: date
    url: str


@dataclass(frozen=True)
class Reference:
    """What is cited, under its key and its number: a paper or document, a dataset as it is published, the catalogue.

    Of one entry alone (citing.py), its page. `about` is the dataset's name, `entry` the address of its entry; both are
    "" for the catalogue and its documents. `of_data` tells what is known as a paper and is the data's own citation.
    """

    key: str
    number: int
    cited: PaperData | Publication | Edition | EntryPage
    about: str = ""
    entry: str = ""
    of_data: bool = False

    @property
    def said(self) -> str:
        """What a list of references says of it, but for its address."""
        cited = self.cited
        if isinstance(cited, PaperData):
            said: tuple[str, ...] = (
                authors(cited.authors),
                cited.title or self.about,
                cited.venue,
                str(cited.year or ""),
            )
        elif isinstance(cited, Publication):
            said = (cited.name, ", ".join(cited.publishers), str(cited.year or ""))
        else:
            said = (CATALOGUE, _("revision %(number)s") % {"number": cited.revision}, cited.day.isoformat())
        return ". ".join(part.rstrip(".") for part in said if part) + "."

    @property
    def url(self) -> str:
        """Where it is found: "" where that is not known."""
        cited = self.cited
        if isinstance(cited, PaperData):
            return doi_address(cited.doi) or cited.url
        return cited.home if isinstance(cited, Edition) else cited.url or self.entry


@dataclass(frozen=True)
class Kit:
    """The table, the state of the catalogue that it shows, what is cited for each row (by slug), and behind it all."""

    table: DatasetTable
    edition: Edition
    cited: Mapping[str, tuple[Reference, ...]]
    catalogue: Reference
    documents: tuple[Reference, ...]

    @property
    def references(self) -> list[Reference]:
        """All references, each once, in the order of their numbers."""
        every = [*(one for ones in self.cited.values() for one in ones), self.catalogue, *self.documents]
        return sorted({one.key: one for one in every}.values(), key=lambda one: one.number)


def prepare(table: DatasetTable, edition: Edition) -> Kit:
    """Return the kit of a table: with keys that are the same in every kit, and numbers in the order of the rows."""
    documents = [as_paper(document) for document in table.documents]
    papers: dict[str, list[tuple[PaperData, str]]] = {}
    of_rows = [(paper, row.slug, row.name) for row in table.rows for paper in cited_of(row.papers)]
    for paper, slug, name in [*of_rows, *((document, "", "") for document in documents)]:
        papers.setdefault(key_of(paper, slug, papers), []).append((paper, name))
    book: dict[str, Reference] = {}

    def noted(key: str, cited: PaperData | Publication | Edition, about: str = "", entry: str = "") -> Reference:
        if key not in book:
            book[key] = Reference(key, len(book) + 1, cited, about, entry)
        return book[key]

    def of_row(row: Row) -> Iterable[Reference]:
        for paper in cited_of(row.papers):
            key = key_of(paper, row.slug, papers)
            # Where two datasets say unequally much of one paper, what says more.
            best, about = max(papers[key], key=lambda known: len("".join(map(str, vars(known[0]).values()))))
            yield noted(key, best, about)
        if not any(can_be_found(paper) for paper in row.papers):
            yield noted(data_key(row.slug), row.publication, row.name, edition.entries[row.slug])

    cited = {row.slug: tuple(of_row(row)) for row in table.rows}
    catalogue = noted(revision_key(edition.revision), edition)
    return Kit(table, edition, cited, catalogue, tuple(noted(key_of(one, "", papers), one) for one in documents))


def key_of(paper: PaperData, slug: str, taken: Mapping[str, list[tuple[PaperData, str]]]) -> str:
    """Return a paper's key; a longer one if another paper has it, which is a matter of chance."""
    key = paper_key(paper, slug, DIGEST)
    same = identity(paper, slug)
    if any(identity(other, slug) != same for other, _about in taken.get(key, ())):
        return paper_key(paper, slug, FULL_DIGEST)
    return key
