"""A list as a table, as markup: a row for each entry, the columns that somebody chose, sorted by their headings.

What columns there are follows from the registry of fields (ON_CARDS). Joined from escaped strings (fragments).
"""

from collections.abc import Callable, Container, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from datasets.facts.fields import FIELDS, ON_CARDS, Field
from datasets.facts.kinds import Record
from datasets.index.facets import NOT_STATED
from datasets.index.snapshot import Snapshot
from datasets.models import Dataset
from datasets.search.finding import Results
from datasets.search.parameters import COLUMNS, FIRST_COLUMNS, Query
from datasets.words.wording import stars

from .cards import Words, access, amount, badges, compare, licence, link, several, words_in
from .fragments import Names, names

# Column -> the order that its heading asks for, the other one, if any, and whether the first one rises.
SORTED: Mapping[str, tuple[str, str, bool]] = {
    "name": ("name", "name_last", True),
    "subjects": ("subjects", "subjects_least", False),
    "images": ("images", "images_least", False),
    "size": ("size", "size_least", False),
    "year": ("newest", "oldest", False),
    "quality": ("quality", "", False),
}
# Columns of figures, which stand one above the other.
NUMBERS = frozenset({"subjects", "images", "size", "year"})
MOST_NAMED = 2

Cell = Callable[[Record, Names, Words], str]


def _amount(name: str) -> Cell:
    def cell(card: Record, known: Names, words: Words) -> str:
        if card[name] is None:
            return ""
        number, unit = amount(card[name], name, known, words)
        return number if name == "size" else f"{number} <small>{unit}</small>"

    return cell


def _plain(name: str, said: Callable[[Any], str]) -> Cell:
    def cell(card: Record, _known: Names, _words: Words) -> str:
        return "" if card[name] is None else escape(said(card[name]))

    return cell


def _terms(name: str) -> Cell:
    def cell(card: Record, known: Names, words: Words) -> str:
        codes = [card[name]] if isinstance(card[name], str) else card[name] or ()
        return several(codes, known.values[name], MOST_NAMED, words.shared)

    return cell


# What is not shown as the names of terms.
CELLS: Mapping[str, Cell] = {
    "modality": lambda card, known, _words: badges(card, known),
    "access": access,
    "license": lambda card, known, _words: licence(card, known),
    **{name: _amount(name) for name in ("subjects", "images", "size")},
    "year": _plain("year", str),
    "quality": _plain("quality", lambda value: stars(value)),
    "difficulty": _plain("difficulty", lambda value: str(Dataset.Difficulty(value).label)),
    "level": _plain("level", lambda value: str(Dataset.Level(value).label)),
}


def columns_of(query: Query) -> list[Field]:
    """Return the columns beside the name that a question asks for, in the order of the registry."""
    chosen = query.columns or FIRST_COLUMNS
    return [field for field in ON_CARDS if field.code in chosen]


def table(results: Results, snapshot: Snapshot, language: str, gathered: Container[str]) -> SafeString:
    """Return a page of entries as a table; `gathered` as for cards."""
    known, words = names(snapshot, language), words_in(language)
    nothing = _nothing(language)
    columns = columns_of(results.query)
    cells = [(CELLS.get(field.code) or _terms(field.code), _kind(field.code)) for field in columns]
    heads = "".join([_head(field, results.query) for field in (FIELDS["name"], *columns)])
    rows = "".join(
        [
            f'<tr id="entry-{card["slug"]}"><th scope="row">{link(card, known)}</th>'
            + "".join([f"<td{kind}>{cell(card, known, words) or nothing}</td>" for cell, kind in cells])
            + f'<td class="act">{compare(card, words, card["slug"] in gathered)}</td></tr>'
            for card in results.cards
        ]
    )
    return mark_safe(  # noqa: S308 - joined from escaped strings
        f'<table class="entries"><thead><tr>{heads}<td></td></tr></thead><tbody>{rows}</tbody></table>'
    )


def _kind(name: str) -> str:
    return ' class="number"' if name in NUMBERS else ""


@lru_cache(maxsize=10)
def _nothing(language: str) -> str:
    """Return what stands in a cell of which nothing is stated."""
    said = escape(NOT_STATED[language])
    return f'<span class="unknown"><span aria-hidden="true">–</span><span class="visually-hidden">{said}</span></span>'


def _head(field: Field, query: Query) -> str:
    """Return the heading of a column: a link that sorts by it, where lists can be sorted so."""
    label, kind = escape(str(field.label)), _kind(field.code)
    if field.code not in SORTED:
        return f'<th scope="col"{kind}>{label}</th>'
    first, other, rises = SORTED[field.code]
    wanted = other if other and query.sort == first else first
    now = "" if query.sort not in (first, other) else "ascending" if (query.sort == first) == rises else "descending"
    url = escape(query.sorted_by(wanted).address())
    return (
        f'<th scope="col"{kind}' + (f' aria-sort="{now}"' if now else "") + ">"
        f'<a href="{url}" rel="nofollow" id="by-{field.code}">{label}</a></th>'
    )


def chooser(query: Query) -> list[tuple[str, str, bool]]:
    """Return the columns that may be chosen: code, label, and whether it is shown."""
    shown = {field.code for field in columns_of(query)}
    return [(field.code, str(field.label), field.code in shown) for field in ON_CARDS]


def kept(query: Query) -> list[tuple[str, str]]:
    """Return what a choice of columns keeps of the question."""
    return [pair for pair in query.pairs() if pair[0] != COLUMNS]


def views(query: Query) -> list[tuple[str, str, bool]]:
    """Return the ways to show a list: the address, what it is called, and whether it is the present one."""
    called = (("cards", _("Cards")), ("table", _("Table")))
    return [(query.shown_as(view).address(), name, view == query.view) for view, name in called]
