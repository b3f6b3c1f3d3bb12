"""BibTeX: an entry for each dataset's page in this directory, and one for each paper about it.

Keys are stable and unique: a page's key is made of its slug, a paper's of what identifies the paper, so that it is the
same in every export and in every comparison.
"""

import hashlib
import re
from datetime import date

from datasets.compare.picture import Comparison, PaperData
from datasets.words.folding import fold
from datasets.words.identifiers import doi

from .addresses import Addresses

# How BibTeX writes the characters that mean something to TeX. A brace as a macro, because BibTeX counts braces even
# where they are escaped.
ESCAPES = {
    **{character: f"\\{character}" for character in "&%$#_"},
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "@": r"{\char64}", '"': r"{\char34}",
}  # fmt: skip
# Enough that two of some million papers are unlikely to share it.
DIGEST = 8


def write(comparison: Comparison, addresses: Addresses) -> str:
    """Return the pages and papers of the compared datasets as a .bib file; a paper of several of them stands once."""
    entries: dict[str, str] = {}
    for column in comparison.columns:
        entries[page_key(column.slug)] = page(column.slug, column.name, column.changed, addresses.entries[column.slug])
        for paper in column.papers:
            key = paper_key(paper, column.slug)
            entries.setdefault(key, _paper(key, paper, column.name))
    return "\n\n".join(entries.values()) + "\n"


def page(slug: str, name: str, changed: date, url: str) -> str:
    """Return the entry of a dataset's page, as of the day on which it last changed."""
    return _entry(
        "misc",
        page_key(slug),
        {
            "title": f"{{{escaped(name)}}}",
            "howpublished": "Lightbox, directory of medical imaging datasets",
            "url": _address(url),
            "note": f"Entry as of {changed.isoformat()}",
        },
    )


def page_key(slug: str) -> str:
    """Return the key of a dataset's page."""
    return "lightbox_" + slug.replace("-", "_")


def paper_key(paper: PaperData, slug: str) -> str:
    """Return a paper's key: first author or word of the title, year, and a digest of what identifies the paper.

    That is its DOI, address or title; authors and year alone may be those of several papers, so that the dataset's slug
    belongs to them.
    """
    identity = (
        fold(doi(paper.doi) or paper.doi) or paper.url or fold(paper.title) or f"{slug}|{paper.authors}|{paper.year}"
    )
    digest = hashlib.sha256(identity.encode()).hexdigest()[:DIGEST]
    plain = fold(paper.authors or paper.title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z]{3,}", plain)
    return "_".join([(words[0] if words else "paper") + str(paper.year or ""), digest])


def _paper(key: str, paper: PaperData, dataset: str) -> str:
    """Return a paper's entry with what is known; one without a title says which dataset it is about."""
    known = {
        "author": escaped(re.sub(r",?\s+et al\.?$", " and others", paper.authors)),
        "title": f"{{{escaped(paper.title)}}}" if paper.title else "",
        "journal": escaped(paper.venue),
        "year": str(paper.year or ""),
        "doi": _address(paper.doi),
        "url": _address(paper.url),
        "note": "" if paper.title else f"Paper on {escaped(dataset)}; title unknown",
    }
    kind = "article" if paper.title and paper.venue and paper.authors and paper.year else "misc"
    return _entry(kind, key, {name: value for name, value in known.items() if value})


def _entry(kind: str, key: str, fields: dict[str, str]) -> str:
    return "\n".join([f"@{kind}{{{key},", *(f"  {name} = {{{value}}}," for name, value in fields.items()), "}"])


def _address(text: str) -> str:
    """Return an address or DOI; its field is printed verbatim, so that only what would end the field is encoded."""
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", text)


def escaped(text: str) -> str:
    """Return `text` as the value of a BibTeX field, on one line."""
    return "".join(ESCAPES.get(character, character) for character in " ".join(text.split()))
