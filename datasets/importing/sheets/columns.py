"""What each column of a sheet is read as: by its heading, as far as the first texts below it bear that out.

Nothing is chosen where a heading may mean several things: the column is left out, with a note that says so, until a
person says what it is. Two columns of one field stand beside each other where the field may have several values; of
figures the one that the field is named for keeps it, and the others are other counts.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from datasets.facts.fields import FIELDS
from datasets.importing.claims import COLUMNS, IDENTIFIER, KEY, LINK_PARTS, PAPER_PARTS, PARTS, SPLIT_PARTS, Column
from datasets.importing.sheets.headings import ADDRESS, DOI, PAPER, meant
from datasets.words import identifiers, numbers

# So many texts of a column are looked at.
MOST_SAMPLES = 20
# A column of these identifies a paper only together with one of the others.
ABOUT_A_PAPER = ("paper.authors", "paper.venue", "paper.year")
# What a title may be that of.
TITLE = ("name", "paper.title")
# Registrants of DOIs that are given to data alone: TCIA, Zenodo, PhysioNet, figshare, Mendeley Data, Synapse, Dryad,
# OpenNeuro, Kaggle, IEEE DataPort, Harvard Dataverse, OSF, GIN, EBRAINS, BioImage Archive, Stanford AIMI (DataCite,
# https://api.datacite.org/prefixes).
OF_DATA = frozenset(
    {
        "10.7937", "10.5281", "10.13026", "10.6084", "10.17632", "10.7303", "10.5061", "10.18112", "10.34740",
        "10.21227", "10.7910", "10.17605", "10.12751", "10.25493", "10.6019", "10.71718",
    }
)  # fmt: skip
# Hosts whose pages are papers alone; what a DOI leads to is said by its registrant.
PAPER_HOSTS = frozenset({"arxiv.org", "pubmed.ncbi.nlm.nih.gov", "pmc.ncbi.nlm.nih.gov", "biorxiv.org", "medrxiv.org",
                         "europepmc.org"})  # fmt: skip
# The order in which figures of several units claim a field of one figure.
FIRST_UNITS = ("patients", "subjects", "participants", "cases", "images", "slices")
# Fields of one figure; what else is counted goes to the field of other counts.
COUNTING = ("subjects", "images")
WHOLE = re.compile(r"\d{1,9}")


def guessed(headings: Sequence[str], samples: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Return the columns of a sheet, each with what it is read as, "" where that is not known, and why.

    `samples` has the first texts of each column, in the order of the `headings`.
    """
    columns = [_column(heading, tuple(texts[:MOST_SAMPLES])) for heading, texts in zip(headings, samples, strict=True)]
    return tuple(_lone_authors(_counts_beside(_each_once(_lone_title(columns)))))


def read_as(column: Column, field: str) -> Column:
    """Return a column as somebody chose it to be read, "" for left out; raises ValueError for what is no field."""
    if field == column.field:
        return column
    if field and field not in (*FIELDS, *COLUMNS, *PARTS):
        raise ValueError(f"“{field}” is no field; give a code of the registry, or nothing to leave the column out")
    return replace(column, field=field, note="")


def unit_of(column: Column) -> str:
    """Return the unit that a column's heading gives to the figures below it, "" where it gives none to its field."""
    found = meant(column.heading)
    return found.unit if ("size" in found.fields) == (column.field == "size") else ""


def _column(heading: str, samples: tuple[str, ...]) -> Column:
    column = Column(heading, samples)
    if not heading.strip():
        return (
            replace(column, note="This column has no heading; give it one, or choose what it is.")
            if samples
            else column
        )
    found = meant(heading)
    if len(found.fields) > 1:
        return replace(column, note=f"“{heading}” may be {_either(found.fields)}; choose one.")
    if not found.fields:
        return column
    field, note = TOLD_BY_TEXTS.get(found.fields[0], _as_said)(found.fields[0], column, found.unit)
    return replace(column, field=field, note=note)


def _either(codes: Sequence[str]) -> str:
    return " or ".join(_name(code) for code in codes)


def _name(code: str) -> str:
    """Return the English name of what a column may be."""
    return str(FIELDS[code].label) if code in FIELDS else code.replace(".", ": ").replace("-", " ")


# What a heading says, held against the texts below it: the field, "" for none, and a note.
Told = tuple[str, str]


def _as_said(field: str, column: Column, unit: str) -> Told:
    return field, ""


def _link(field: str, column: Column, unit: str) -> Told:
    """Return the kind of link that a heading says, where there are addresses below it."""
    if column.samples and not any(map(addresses, column.samples)):
        return "", f"No cell below “{column.heading}” has an address; choose what the column is."
    if field == ADDRESS:
        note = f"“{column.heading}” does not say where it leads. Taken as the home page; choose another if it is not."
        return "link.homepage", note
    return field, ""


def _paper(field: str, column: Column, unit: str) -> Told:
    """Return in which form a column has papers."""
    if not column.samples:
        return "", ""
    if all(text.lower().startswith("10.") and identifiers.doi(text) for text in column.samples):
        return "paper.doi", ""
    return ("paper.url", "") if any(map(addresses, column.samples)) else (PAPER, "")


def _doi(field: str, column: Column, unit: str) -> Told:
    """Return the data set's own DOI, where all of them are of those who give DOIs to data."""
    registrants = {identifiers.doi(text).partition("/")[0] for text in column.samples}
    if registrants and registrants <= OF_DATA:
        return IDENTIFIER, ""
    note = f"“{column.heading}” may be that of the data set or of its paper; choose one."
    return "", note if column.samples else ""


def _size(field: str, column: Column, unit: str) -> Told:
    figures = [text for text in column.samples if numbers.FIGURE.search(numbers.plain(text))]
    bare = [text for text in figures if not _has_unit(text)]
    # Where most have a unit, one without is a cell to mend, and not another column.
    if unit or 2 * len(bare) < len(figures) or not bare:
        return field, ""
    return (
        "",
        f"“{column.heading}” has figures without a unit of size, such as “{bare[0][:40]}”; choose what they count.",
    )


def _has_unit(text: str) -> bool:
    found = numbers.FIGURE.search(numbers.plain(text))
    behind = re.match(r"\s*([^\W\d_]+)", numbers.plain(text)[found.end() :]) if found else None
    return behind is not None and numbers.unit_of(behind[1]) not in (None, 1)


def _named(field: str, column: Column, unit: str) -> Told:
    if column.samples and all(WHOLE.fullmatch(text) for text in column.samples):
        return "", f"“{column.heading}” has numbers alone, which are no names; choose what they are."
    if column.samples and all(map(_is_address, column.samples)):
        return "", f"“{column.heading}” has addresses, which are no names; choose what they are."
    return field, ""


def _key(field: str, column: Column, unit: str) -> Told:
    """Return the row's own key; numbers that only count the rows are none, as another sheet counts others so."""
    if column.samples == tuple(str(number) for number in range(1, len(column.samples) + 1)):
        return "", f"“{column.heading}” counts the rows."
    return field, ""


def _class(field: str, column: Column, unit: str) -> Told:
    if column.samples and all(WHOLE.fullmatch(text) for text in column.samples):
        return "class_count", ""
    return field, ""


def _split(field: str, column: Column, unit: str) -> Told:
    """Return the split whose figures a column has; lists of its files are none."""
    if column.samples and not any(text[:1].isdigit() or text[:1] in "~≈><" for text in column.samples):
        return "", _no_figure(column)
    return field, ""


def _count(field: str, column: Column, unit: str) -> Told:
    """Return the figure that a heading says, where one stands below it; "Study" has names as often as it counts."""
    if column.samples and not any(STANDS_ALONE.search(text) for text in column.samples):
        return "", _no_figure(column)
    return field, ""


def _no_figure(column: Column) -> str:
    return f"No cell below “{column.heading}” has a figure; choose what the column is."


# A digit that is no part of a word, as those of "idr0012-fuchs" are; Chinese has no blanks before it.
STANDS_ALONE = re.compile(r"(?<![A-Za-zА-Яа-я\d_-])\d")


def _no_address(field: str, column: Column, unit: str) -> Told:
    """Return a field whose heading also stands above addresses; those are downloads, or something unsaid."""
    if not column.samples or not all(map(_is_address, column.samples)):
        return field, ""
    if field in ("downloads", "access"):
        return "link.download", ""
    return "", f"“{column.heading}” has addresses; choose which links they are."


TOLD_BY_TEXTS: Mapping[str, Callable[[str, Column, str], Told]] = {
    **dict.fromkeys((ADDRESS, *LINK_PARTS), _link), PAPER: _paper, DOI: _doi, "size": _size, "name": _named, KEY: _key,
    "class": _class, **dict.fromkeys(SPLIT_PARTS, _split), **dict.fromkeys(COUNTING, _count),
    **dict.fromkeys(("downloads", "access", "source", "license"), _no_address),
}  # fmt: skip


def addresses(text: str) -> list[str]:
    """Return the web addresses in a text, in their order."""
    return [found[0].rstrip(".,;:)]}>»”\"'") for found in ADDRESS_IN_TEXT.finditer(text)]


# Those of Chinese texts end before a sign of their script.
ADDRESS_IN_TEXT = re.compile(r"(?:https?|ftp)://[^\s<>\"{}|\\^`，。；、）】》]+", re.IGNORECASE)


def _is_address(text: str) -> bool:
    return ADDRESS_IN_TEXT.fullmatch(text) is not None


def _lone_title(columns: Sequence[Column]) -> list[Column]:
    """Take titles for names where no other column may have the names, and none is about a paper."""
    places = [place for place, column in enumerate(columns) if meant(column.heading).fields == TITLE]
    found = list(columns)
    if len(places) == 1 and not any(column.field in ("name", PAPER, *PAPER_PARTS) for column in columns):
        titles = replace(found[places[0]], note="")
        field, note = _named("name", titles, "")
        found[places[0]] = replace(titles, field=field, note=note)
    return found


def _each_once(columns: Sequence[Column]) -> list[Column]:
    """Leave out all columns that are read as the same, where that can only stand once; figures are looked at later."""
    found: list[Column] = []
    for column in columns:
        twins = [other for other in columns if other.field and other.field == column.field]
        if len(twins) > 1 and not _several(column.field):
            said = " and ".join(f"“{other.heading}”" for other in twins)
            note = f"{said} may both be {_name(column.field)}; choose one."
            found.append(replace(column, field="", note=note))
        else:
            found.append(column)
    return found


def _several(code: str) -> bool:
    """Tell whether several columns may be read as the same."""
    if code in FIELDS:
        return (not FIELDS[code].single and code != "name") or code in COUNTING
    return code in LINK_PARTS or code in (IDENTIFIER, "other-name")


def _counts_beside(columns: Sequence[Column]) -> list[Column]:
    """Return the columns with one each for subjects and images; the others are other counts."""
    found = list(columns)
    for code in COUNTING:
        places = [place for place, column in enumerate(found) if column.field == code]
        for place in sorted(places, key=lambda place: _rank(found[place]))[1:]:
            found[place] = replace(found[place], field="count")
    return found


def _rank(column: Column) -> int:
    unit = unit_of(column).split(" ")[-1]
    return FIRST_UNITS.index(unit) if unit in FIRST_UNITS else len(FIRST_UNITS)


def _lone_authors(columns: Sequence[Column]) -> list[Column]:
    """Leave out what is said about a paper, where no column says which: they may be the data set's own."""
    if any(column.field in set(PAPER_PARTS) - set(ABOUT_A_PAPER) for column in columns):
        return list(columns)
    return [
        replace(column, field="", note=f"No column says which paper “{column.heading}” is about.")
        if column.field in ABOUT_A_PAPER
        else column
        for column in columns
    ]
