"""Markdown: one table in the style of GitHub Flavored Markdown, with the places beside the values."""

import html
import re

from django.utils.translation import gettext as _

from datasets.compare.picture import Cell, Comparison

from .addresses import Addresses, places

# A backslash before any of these shows it as it is, in every Markdown there is; markup is escaped as HTML does.
MEANING = re.compile(r"[\\`*_{}\[\]()#+!|~$]")
# What makes a list or a heading at the start of a line.
START = re.compile(r"^(?=[-=])")


def write(comparison: Comparison, addresses: Addresses) -> str:
    """Return the comparison as a Markdown table, with its address."""
    names = [f"[{escaped(column.name)}]({addresses.entries[column.slug]})" for column in comparison.columns]
    lines = [_line([_("Field"), *names]), _line(["---"] * (len(names) + 1))]
    for group in comparison.groups:
        lines.append(_line([f"**{escaped(group.title)}**", *[""] * len(names)]))
        lines += [_line([escaped(row.label), *map(_cell, row.cells)]) for row in group.rows]
    return "\n".join([*lines, "", f"<{addresses.comparison}>", ""])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    if not cell.known:
        return f"*{escaped(_('unknown'))}*"
    text = "; ".join(f"<{item.url}>" if _is_plain(item.url, item.text) else escaped(item.text) for item in cell.texts)
    return f"{text} ({escaped(places(cell))})" if cell.citations else text


def _is_plain(url: str, text: str) -> bool:
    """Tell whether a text is just an address that can stand in angle brackets inside a table."""
    return url == text and not re.search(r"[<>|\s\\]", url)


def escaped(text: str) -> str:
    """Return `text` as Markdown that shows just it, on one line."""
    one_line = html.escape(" ".join(text.split()), quote=False)
    return START.sub(r"\\", MEANING.sub(r"\\\g<0>", one_line))
