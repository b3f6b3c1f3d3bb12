"""What is cited for an entry as CSL-JSON, which reference managers read and the styles of bibliographies are made from.

The format: https://docs.citationstyles.org/en/stable/specification.html, and its schema of input data, version 1.0.2.
"""

import json
from datetime import date

from datasets.compare.cited_papers import Publication
from datasets.compare.picture import PaperData
from datasets.facts.kinds import Record
from datasets.words.author_forms import read_or_none
from datasets.words.authors import CJK, Name

from .citing import references
from .described import Described
from .kit import CATALOGUE, EntryPage, Reference

DIRECTORY = f"{CATALOGUE}, directory of medical imaging datasets"


def write(entry: Described) -> str:
    """Return what is cited for an entry as a file in CSL-JSON."""
    return json.dumps(items(entry), ensure_ascii=False, indent=1) + "\n"


def items(entry: Described, others: str = "") -> list[Record]:
    """Return what is cited for an entry, one item each; only what is known has a key.

    CSL has no way to say that there are more authors than are named. `others` is given as the last one, for who takes
    it out again; files that programs import have none, for it would become a person.
    """
    return [_item(reference, others) for reference in references(entry)]


def _item(reference: Reference, others: str) -> Record:
    cited = reference.cited
    if isinstance(cited, PaperData):
        item = {
            "type": "dataset" if reference.of_data else "article-journal" if cited.venue else "article",
            "title": cited.title or reference.about,
            "author": _authors(cited.authors, others),
            "publisher" if reference.of_data else "container-title": cited.venue,
            "issued": {"date-parts": [[cited.year]]} if cited.year else None,
            "DOI": cited.doi,
        }
    elif isinstance(cited, Publication):
        item = {
            "type": "dataset",
            "title": cited.name,
            "publisher": ", ".join(cited.publishers),
            "issued": {"date-parts": [[cited.year]]} if cited.year else None,
        }
    elif isinstance(cited, EntryPage):
        item = {
            "type": "webpage",
            "title": cited.name,
            "author": [{"literal": CATALOGUE}],
            "container-title": f"{DIRECTORY}, revision {cited.revision}",
            "issued": _date(cited.day),
        }
    else:
        raise TypeError(f"of one entry, {type(cited).__name__} is not cited")
    known = {name: value for name, value in item.items() if value}
    return {"id": reference.key, **known, **({"URL": reference.url} if reference.url else {})}


def _date(day: date) -> Record:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _authors(text: str, others: str) -> list[Record]:
    """Return authors as CSL has names; what cannot be read as a list of them is one name."""
    known = read_or_none(text)
    if known is None:
        return [{"literal": text}] if text else []
    return [*map(_author, known.names), *([{"literal": others}] if known.others and others else [])]


def _author(name: Name) -> Record:
    """Return one name. Chinese ones are whole: styles that shorten given names do not know them."""
    if name.body or not name.given or CJK.fullmatch(name.family):
        return {"literal": name.spoken}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {key: value for key, value in parts.items() if value}
