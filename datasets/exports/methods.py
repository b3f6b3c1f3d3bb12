"""What a paper says about its dataset table, in the reader's language: the caption, the legend, and for the methods
section where the figures come from, of which state of the catalogue, how many are disputed and how many unknown.

Each format fills its own marks in, such as \\cite, and escapes the words around them.
"""

import re
from collections.abc import Callable, Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from datasets.words.wording import before_value, sentences

from .kit import Kit

PLACE = re.compile(r"%\((\w+)\)s")
Escape = Callable[[str], str]


def filled(message: str, escape: Escape, values: Mapping[str, str]) -> str:
    """Return a message with its words escaped and its places filled with what is written in the format already."""
    parts = PLACE.split(message)
    return "".join(values[part] if place % 2 else escape(part.replace("%%", "%")) for place, part in enumerate(parts))


def caption(kit: Kit, escape: Escape, cite: str) -> str:
    """Return the table's caption; `cite` cites the catalogue."""
    message = _(
        "Datasets, as the sources that Lightbox %(cite)s names describe them; revision %(revision)s of %(day)s."
    )
    return filled(message, escape, {"cite": cite, **_edition(kit, escape)})


def legend(kit: Kit, escape: Escape) -> str:
    """Return what the signs in the cells mean, on one line; "" where there are none."""
    signs = (f"{before_value(one.sign)} {one.meaning}" for one in kit.table.legend)
    return escape(pgettext("between the signs of a legend", "; ").join(signs))


def methods(kit: Kit, escape: Escape, *, table: str, cite: str, documents: str, address: str) -> str:
    """Return the sentences for the methods section.

    `table` is the table's number, `cite` cites the catalogue, `documents` the documents behind the figures, `address`
    is the lasting address; all as the format writes them.
    """
    cells = kit.table.cells
    differing = sum(cell.differs for cell in cells)
    unknown = sum(not cell.text for cell in cells)
    more = {"table": table, "cite": cite, "documents": documents, "address": address, **_edition(kit, escape)}

    def say(message: str, number: int) -> str:
        return filled(message, escape, {**more, "number": f"{number}", "all": f"{len(cells)}"})

    rows = len(kit.table.rows)
    said = say(
        ngettext(
            "The facts about %(number)s dataset in Table %(table)s were taken from Lightbox, a directory of medical "
            "imaging datasets (%(cite)s; revision %(revision)s of %(day)s, %(address)s).",
            "The facts about %(number)s datasets in Table %(table)s were taken from Lightbox, a directory of medical "
            "imaging datasets (%(cite)s; revision %(revision)s of %(day)s, %(address)s).",
            rows,
        ),
        rows,
    )
    if number := len(kit.documents):
        message = ngettext(
            "They rest on %(number)s document, which the directory names for each of them (%(documents)s).",
            "They rest on %(number)s documents, which the directory names for each of them (%(documents)s).",
            number,
        )
        said = sentences(said, say(message, number))
    if differing:
        message = ngettext(
            "In %(number)s of %(all)s cells, sources state different values (†).",
            "In %(number)s of %(all)s cells, sources state different values (†).",
            differing,
        )
        said = sentences(said, say(message, differing))
    if unknown:
        message = ngettext(
            "No source states what %(number)s of the cells asks for (–).",
            "No source states what %(number)s of the cells ask for (–).",
            unknown,
        )
        said = sentences(said, say(message, unknown))
    return said


def _edition(kit: Kit, escape: Escape) -> dict[str, str]:
    return {"revision": f"{kit.edition.revision}", "day": escape(date_format(kit.edition.day, "DATE_FORMAT"))}
