"""Papers as metadata name them: a DOI, an address, a work with its parts, or a citation in a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass

from datasets.facts.items import TITLE, VENUE
from datasets.facts.kinds import Record
from datasets.importing.sheets.columns import PAPER_HOSTS
from datasets.words import author_forms, identifiers
from datasets.words.authors import NotInForm

from .found import LONGEST_PRINTED, Found, doi, dois_in, line, web_address
from .found import year as year_in


@dataclass(frozen=True)
class Work:
    """What is known of a paper, each part as it is printed, "" where it is not said.

    `authors` are in any form in which people write them (words.author_forms); `url` may be a DOI's address.
    """

    title: str = ""
    authors: str = ""
    venue: str = ""
    year: str = ""
    doi: str = ""
    url: str = ""


def listed(names: Iterable[tuple[str, bool]]) -> str:
    """Return names in a list of authors; with each comes whether it is a body's, which is no person's."""
    told = [f"{{{name}}}" if body and "{" not in name else name for name, body in names if name]
    # Where each tells its family name, the list is in a record's form; else it is left to be cut (author_forms).
    return (" and " if all("," in name or name.startswith("{") for name in told) else "; ").join(told)


def paper(found: Found, work: Work, place: str, note: str = "") -> None:
    """Add a paper that is known in parts; what a record cannot hold is told, and the rest of the paper is taken.

    A work by the dataset's own DOI or address is the dataset and no paper.
    """
    if found.is_own(work.doi or work.url):
        return
    value = _address(work)
    for key, text, most in (("title", line(work.title), TITLE), ("venue", line(work.venue), VENUE)):
        if len(text) > most:
            message = f"the {key} has {len(text):,} characters; {most} are the most; it is left out"
            found.problem(place, "paper", message)
        elif text:
            value[key] = text
    if number := year_in(work.year):
        value["year"] = number
    if work.authors and (authors := _authors(found, line(work.authors), place)):
        value["authors"] = authors
    if value.keys() & {"doi", "url", "title", "authors"}:
        printed = [text for text in map(line, (work.title, work.doi, work.url, work.authors)) if text]
        short = next((text for text in printed if len(text) <= LONGEST_PRINTED), printed[0][:LONGEST_PRINTED])
        found.claim("paper", short, place, value, note)
    else:
        found.problem(place, "paper", "says neither title, authors, DOI nor address; write one of them")


def _address(work: Work) -> Record:
    if one := doi(work.doi) or doi(work.url):
        return {"doi": one}
    return {"url": work.url} if web_address(work.url) else {}


def _authors(found: Found, text: str, place: str) -> str:
    """Return authors in the form of a record, "" where only a person can cut them into names."""
    short = text if len(text) <= 100 else f"{text[:100]}…"
    try:
        authors = author_forms.convert(text)
    except NotInForm as error:
        found.problem(place, "paper", f"the authors “{short}” {error}; they are left out")
        return ""
    if len(authors) > TITLE:
        message = f"the authors “{short}” have {len(authors):,} characters; {TITLE} are the most; they are left out"
        found.problem(place, "paper", message)
        return ""
    return authors


def cited_text(found: Found, text: str, place: str, note: str = "") -> None:
    """Add the papers of a citation in words: one for each DOI in it; without any, its words wait to be read.

    Where it is an address it is a paper by its address.
    """
    named = dois_in(text)
    for each in named:
        if not found.is_own(each):
            printed = text if len(named) == 1 and len(text) <= LONGEST_PRINTED else each
            found.claim("paper", printed, place, {"doi": each}, note)
    if named:
        return
    if web_address(text):
        if not found.is_own(text):
            found.claim("paper", text, place, {"url": text}, note)
    else:
        found.claim("paper", text, place, note=note)


def is_paper_host(url: str) -> bool:
    """Tell whether an address is one where papers are: arXiv, PubMed, the resolver of DOIs."""
    return identifiers.host(url) in {*PAPER_HOSTS, "doi.org"}
