"""What is cited for one entry: its own papers first, or itself as it is published; then its page in this directory.

The one list from which BibTeX, RIS, CSL-JSON and the bibliographies of styles are made, with the keys that the paper
kit has.
"""

from datasets.compare.cited_papers import can_be_found, published_as
from datasets.compare.picture import PaperData
from datasets.models import Dataset

from .bibtex_keys import data_key, page_key
from .described import Described
from .kit import EntryPage, Reference, key_of


def references(entry: Described) -> list[Reference]:
    """Return the references of an entry, in the order in which they are cited."""
    row = entry.row
    taken: dict[str, list[tuple[PaperData, str]]] = {}
    for paper in entry.papers:
        taken[key_of(paper, row.slug, taken)] = [(paper, row.name)]
    cited = [(key, paper) for key, [(paper, _name)] in taken.items()]
    found = [
        Reference(key, number, paper, row.name, entry.address, entry.is_of_data(paper))
        for number, (key, paper) in enumerate(cited, 1)
    ]
    if not any(can_be_found(paper) for paper in entry.papers):
        found.append(Reference(data_key(row.slug), len(found) + 1, published_as(row), row.name, entry.address))
    return [
        *found,
        Reference(page_key(row.slug), len(found) + 1, entry_page(row, entry.address), row.name, entry.address),
    ]


def entry_page(row: Dataset, address: str) -> EntryPage:
    """Return the page of an entry as it is cited; `address` is its lasting one."""
    return EntryPage(row.name, row.revision, row.changed.date(), address)
