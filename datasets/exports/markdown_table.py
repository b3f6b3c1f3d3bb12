"""Markdown: the paper kit's table in the style of GitHub Flavored Markdown, with Pandoc's citations of the .bib file.

Pandoc reads "Table:" as the caption and [@key] as a citation; other programs show both as they are.
"""

import html
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from .kit import Kit, Reference
from .kit_sheet import marked
from .methods import caption, legend, methods

# A backslash before any of these shows it as it is, in every Markdown there is; markup is escaped as HTML does.
MEANING = re.compile(r"[\\`*_{}\[\]()#+!|~$@]")
# What makes a list or a heading at the start of a line.
START = re.compile(r"^(?=[-=])")


def write(kit: Kit) -> str:
    """Return the table with caption and legend, then the sentences for the methods section."""
    columns = kit.table.columns
    head = [escaped(text) for text in (_("Dataset"), *(column.label for column in columns))]
    rule = ["---", *("--:" if column.number else "---" for column in columns)]
    rows = [
        [f"{escaped(row.name)} {cite(kit.cited[row.slug])}", *(escaped(marked(cell)) for cell in row.cells)]
        for row in kit.table.rows
    ]
    catalogue = cite([kit.catalogue])
    parts = [
        f"Table: {caption(kit, escaped, catalogue)}",
        "\n".join(f"| {' | '.join(cells)} |" for cells in [head, rule, *rows]),
        legend(kit, escaped),
        methods(
            kit, escaped, table="1", cite=catalogue, documents=cite(kit.documents), address=f"<{kit.edition.address}>"
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def cite(references: Iterable[Reference]) -> str:
    """Return a citation as Pandoc reads it."""
    return f"[{'; '.join(f'@{reference.key}' for reference in references)}]"


def escaped(text: str) -> str:
    """Return `text` as Markdown that shows just it, on one line."""
    one_line = html.escape(re.sub(r"[^\S\u00a0\u202f]+", " ", text), quote=False)
    return START.sub(r"\\", MEANING.sub(r"\\\g<0>", one_line))
