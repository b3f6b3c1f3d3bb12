"""What is cited for an entry as RIS, which reference managers read (Research Information Systems' tagged format)."""

import rispy

from datasets.facts.kinds import Record

from .csl import items
from .described import Described

# What each type of CSL is in RIS.
TYPES = {"article-journal": "JOUR", "article": "GEN", "dataset": "DATA", "webpage": "ELEC"}


class _Writer(rispy.RisWriter):
    """References with nothing between them: not all programs skip the numbers that the library puts there."""

    def set_header(self, count: int) -> str:
        """Return what stands before a reference."""
        return ""


def write(entry: Described) -> str:
    """Return what is cited for an entry as a file in RIS."""
    text: str = rispy.dumps([_reference(item) for item in items(entry)], implementation=_Writer)
    return text.lstrip()


def _reference(item: Record) -> Record:
    known = {
        "type_of_reference": TYPES[item["type"]],
        "id": item["id"],
        "authors": [_name(author) for author in item.get("author", ())],
        "title": item["title"],
        "secondary_title": item.get("container-title"),
        "publisher": item.get("publisher"),
        "year": _day(item.get("issued"), 1),
        "date": _day(item.get("issued"), 3),
        "doi": item.get("DOI"),
        "urls": [item["URL"]] if "URL" in item else [],
    }
    return {name: value for name, value in known.items() if value}


def _name(author: Record) -> str:
    """Return a name as RIS has it: "Armato, Samuel G., III"."""
    if "literal" in author:
        return str(author["literal"])
    return ", ".join(author[part] for part in ("family", "given", "suffix") if part in author)


def _day(stated: Record | None, parts: int) -> str:
    """Return a date as YYYY/MM/DD, or its year alone; "" where so much is not known."""
    known = stated["date-parts"][0] if stated else []
    return "/".join(f"{part:02}" for part in known[:parts]) if len(known) >= parts else ""
