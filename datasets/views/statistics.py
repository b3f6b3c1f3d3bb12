"""The statistics page: the plots that there are, each with its words, its picture and its data as a table and as CSV.

PLOTS is the one list of them. What they count is worked out in search.statistics, where marks stand in plots. All of it
follows from the catalogue's revision and the language, so that it is made once for both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from datasets.exports.spreadsheet import as_csv
from datasets.facts.fields import FIELDS, UNKNOWN
from datasets.facts.kinds import Record
from datasets.index import snapshot
from datasets.index.snapshot import Snapshot
from datasets.models import LANGUAGES, Document
from datasets.search import statistics as counting
from datasets.search.parameters import Query
from datasets.search.statistics import Bar, Bars, Crossed, Sizes
from datasets.words.texts import Words, bcp47, reader
from datasets.words.wording import figure, listed, sentences, size, size_of
from datasets.words.wording import percent as in_percent

from . import plots

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The language of codes, which are words of none (BCP 47).
NO_LANGUAGE = "zxx"
# A cell of a table: words, or a number.
Cell = Words | int


@dataclass(frozen=True)
class Table:
    """The data behind a picture: what the columns are, and the rows."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def plain(self) -> list[list[str]]:
        """Return the rows and their head as a program reads them."""
        rows = [[str(cell) if isinstance(cell, int) else cell.words for cell in row] for row in self.rows]
        return [list(self.head), *rows]

    def spoken(self) -> list[list[tuple[bool, Words]]]:
        """Return the rows as people read them: each cell in words, and whether it is a number."""
        return [
            [(True, Words(_number(cell))) if isinstance(cell, int) else (False, cell) for cell in row]
            for row in self.rows
        ]


@dataclass(frozen=True)
class Names:
    """What the terms of a snapshot are called in a language."""

    now: Snapshot
    language: str

    def term(self, parameter: str, code: str) -> Words:
        """Return the name of one value of a facet."""
        spoken, name = self.now.facets.values[parameter][code].named(self.language)
        return Words(name, "" if spoken == self.language else bcp47(spoken))


@dataclass(frozen=True)
class Plot:
    """One picture: its key in addresses, its title, what it counts, and what makes it.

    From what is measured under its key (search.statistics.MEASURES) and the names come the sentences that say what is
    seen, the data as a table, and what the template draws.
    """

    key: str
    title: "StrOrPromise"
    unit: "StrOrPromise"
    template: str
    told: Callable[[Any, Names], str]
    table: Callable[[Any, Names], Table]
    draw: Callable[[Any, Names], Record]
    tabled: bool = True


def statistics(request: HttpRequest) -> HttpResponse:
    """All plots."""
    now = snapshot.current()
    return render(request, "statistics.html", {"plots": _drawn(now, reader()), "entries": now.entries})


def data(request: HttpRequest, key: str) -> HttpResponse:
    """The data of one plot as CSV, in the language of the address."""
    now, plot = snapshot.current(), PLOTS[key]
    table = plot.table(counting.measured(now)[key], Names(now, reader()))
    response = HttpResponse(as_csv(table.plain()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lightbox-{key}.csv"'
    return response


@lru_cache(maxsize=2 * len(LANGUAGES))
def _drawn(now: Snapshot, language: str) -> SafeString:
    """Return all plots as markup; call it with the language that is active."""
    names, measured = Names(now, language), counting.measured(now)
    figures = []
    for plot in PLOTS.values():
        found = measured[plot.key]
        told = plot.told(found, names)
        figures.append(
            {
                "plot": plot,
                "told": told,
                "table": plot.table(found, names),
                "address": reverse("statistics-data", args=[plot.key]),
                **(plot.draw(found, names) if told else {}),
            }
        )
    return render_to_string("statistics/plots.html", {"figures": figures, "revision": now.revision[0]})


def _number(value: int) -> str:
    return number_format(value, force_grouping=True)


def _address(question: Query | None) -> str:
    """Return the address of the list that a question asks for, "" for none."""
    return reverse("dataset-list") + question.address() if question is not None else ""


# Modalities by body regions.


def _crossed_told(found: Crossed, names: Names) -> str:
    cells = [
        (number, row, column)
        for row, numbers in zip(found.rows, found.numbers, strict=True)
        for column, number in zip(found.columns, numbers, strict=True)
    ]
    most, row, column = max(cells, key=lambda cell: cell[0], default=(0, "", ""))
    if not most:
        return ""
    fullest = _("The most frequent combination: %(modality)s, %(region)s (%(number)s).") % {
        "modality": names.term("modality", row).words,
        "region": names.term("anatomy", column).words,
        "number": _number(most),
    }
    empty = sum(1 for number, _row, _column in cells if not number)
    said = ngettext(
        "Of %(cells)s combinations %(number)s has no entry.",
        "Of %(cells)s combinations %(number)s have no entry.",
        empty,
    )
    return sentences(fullest, said % {"cells": _number(len(cells)), "number": _number(empty)} if empty else "")


def _crossed_table(found: Crossed, names: Names) -> Table:
    regions = [names.term("anatomy", code).words for code in found.columns]
    head = [_("Code"), str(FIELDS["modality"].label), *regions, _("Any region")]
    rows: list[list[Cell]] = [
        [Words(code, NO_LANGUAGE), names.term("modality", code), *numbers, total]
        for code, numbers, total in zip(found.rows, found.numbers, found.by_row, strict=True)
    ]
    return Table(head, [*rows, [Words(""), Words(_("Any modality")), *found.by_column, found.entries]])


def _crossed_drawn(found: Crossed, names: Names) -> Record:
    edges = plots.lower_edges(max(number for numbers in found.numbers for number in numbers))
    ends = [edge - 1 for edge in edges[1:]] + [max(number for numbers in found.numbers for number in numbers)]
    rows = [
        {
            "code": code,
            "name": names.term("modality", code),
            "depth": depth,
            "cells": [
                {
                    "number": number,
                    "shade": plots.shade(number, edges),
                    "address": _address(found.question(code, region)),
                }
                for region, number in zip(found.columns, numbers, strict=True)
            ],
            "total": {"number": total, "address": _address(found.question(modality=code))},
        }
        for code, depth, numbers, total in zip(found.rows, found.depths, found.numbers, found.by_row, strict=True)
    ]
    return {
        "regions": [names.term("anatomy", code) for code in found.columns],
        "rows": rows,
        "totals": [
            {"number": total, "address": _address(found.question(anatomy=code))}
            for code, total in zip(found.columns, found.by_column, strict=True)
        ],
        "everything": {"number": found.entries, "address": reverse("dataset-list")},
        "legend": [
            {
                "shade": plots.shade(low, edges),
                "span": _number(low) if low == high else f"{_number(low)}–{_number(high)}",
            }
            for low, high in zip(edges, ends, strict=True)
        ],
    }


# Size against subjects.


def _sizes_told(found: Sizes, names: Names) -> str:
    if not found.points:
        return ""
    said = ngettext(
        "%(number)s of %(total)s entries states both, from %(least)s to %(most)s.",
        "%(number)s of %(total)s entries state both, from %(least)s to %(most)s.",
        found.known,
    ) % {
        "number": _number(found.known),
        "total": _number(found.entries),
        "least": size(min(point.pair[1] for point in found.points)),
        "most": size(max(point.pair[1] for point in found.points)),
    }
    left = found.known - len(found.points)
    return sentences(
        said,
        _("The picture has the %(number)s best documented ones.") % {"number": _number(len(found.points))}
        if left
        else "",
    )


def _sizes_table(found: Sizes, names: Names) -> Table:
    head = [str(FIELDS["name"].label), str(FIELDS["subjects"].label), _("Size in bytes")]
    return Table(head, [[Words(point.name), *point.pair] for point in found.points])


def _sizes_drawn(found: Sizes, names: Names) -> Record:
    picture = plots.scatter(
        [point.pair for point in found.points],
        [point.name for point in found.points],
        _number,
        size,
    )
    marks = [
        {
            "mark": mark,
            "entry": point,
            "address": reverse("dataset", args=[point.slug]),
            "said": listed([point.name, _subjects(point.subjects, names.now), size_of(point.size)]),
        }
        for mark, point in zip(picture.marks, found.points, strict=True)
    ]
    # Those that come first lie on top, so that what is best documented can be pointed at.
    return {"picture": picture, "marks": marks[::-1], "across": FIELDS["subjects"].label, "up": FIELDS["size"].label}


def _subjects(held: Record, now: Snapshot) -> str:
    return figure(held["value"], now.units.get(held["unit"]), held["precision"] or "")


# Bars: what is counted one after the other.

Label = Callable[[Bar, Names], Words]


def _bars_told(sentence: Callable[[Record, Bars], str], label: Label) -> Callable[[Bars, Names], str]:
    """Return what tells the sentence about some bars: how many are stated, and which is the fullest."""

    def told(found: Bars, names: Names) -> str:
        best = found.fullest
        if best is None:
            return ""
        said = {
            "number": _number(found.stated),
            "total": _number(found.total),
            "name": label(best, names).words,
            "most": _number(best.number),
            "share": in_percent(100 * best.number / found.total),
        }
        return sentence(said, found)

    return told


def _bars_table(heading: Callable[[], str], counted: Callable[[], str], label: Label) -> Callable[[Bars, Names], Table]:
    """Return what makes the table of some bars."""

    def table(found: Bars, names: Names) -> Table:
        rows: list[list[Cell]] = [
            [label(bar, names), Words(bar.code, NO_LANGUAGE), bar.number, found.total] for bar in found.bars
        ]
        if found.rest is not None:
            rows.append([Words(_("Not stated")), Words(UNKNOWN, NO_LANGUAGE), found.rest.number, found.total])
        return Table([heading(), _("Code"), counted(), _("Of how many")], rows)

    return table


def _bars_drawn(label: Label, *, shares: bool = False, against_rest: bool = True) -> Callable[[Bars, Names], Record]:
    """Return what draws some bars: against the longest one or, as `shares`, against all that is counted.

    That of what is not stated may be the longest, unless they are not drawn `against_rest`.
    """

    def drawn(found: Bars, names: Names) -> Record:
        every = [*found.bars, *([found.rest] if found.rest is not None and found.rest.number else [])]
        most = found.total if shares else max(bar.number for bar in (every if against_rest else found.bars))

        def row(bar: Bar) -> Record:
            return {
                "label": Words(_("Not stated")) if bar is found.rest else label(bar, names),
                "number": in_percent(100 * bar.number / found.total, 0) if shares else _number(bar.number),
                "length": plots.percent(bar.number / most),
                "top": plots.percent(1 - bar.number / most),
                "address": _address(bar.question) if bar.number else "",
                "rest": bar is found.rest,
            }

        return {"bars": [row(bar) for bar in every]}

    return drawn


def _year(bar: Bar, names: Names) -> Words:
    return Words(_("%(year)s or earlier") % {"year": bar.code} if bar.gathers else bar.code)


def _term(parameter: str) -> Label:
    return lambda bar, names: names.term(parameter, bar.code)


def _authority(bar: Bar, names: Names) -> Words:
    return Words(str(Document.Authority(bar.code).label))


def _field(bar: Bar, names: Names) -> Words:
    return Words(str(FIELDS[bar.code].label))


def _years_told(said: Record, found: Bars) -> str:
    text = ngettext(
        "%(number)s of %(total)s entries states its year; most often: %(name)s (%(most)s).",
        "%(number)s of %(total)s entries state their year; most often: %(name)s (%(most)s).",
        found.stated,
    )
    return text % said


def _access_told(said: Record, found: Bars) -> str:
    text = ngettext(
        "%(number)s of %(total)s entries tells how to get the data; most often: %(name)s (%(most)s).",
        "%(number)s of %(total)s entries tell how to get the data; most often: %(name)s (%(most)s).",
        found.stated,
    )
    return text % said


def _licenses_told(said: Record, found: Bars) -> str:
    text = ngettext(
        "%(number)s of %(total)s entries states a licence; most often: %(name)s (%(most)s).",
        "%(number)s of %(total)s entries state a licence; most often: %(name)s (%(most)s).",
        found.stated,
    )
    return text % said


def _authorities_told(said: Record, found: Bars) -> str:
    text = ngettext(
        "%(total)s statement backs the facts of the entries; most often it is from: %(name)s (%(share)s).",
        "%(total)s statements back the facts of the entries; most are from: %(name)s (%(share)s).",
        found.total,
    )
    return text % said


def _completeness_told(said: Record, found: Bars) -> str:
    text = ngettext(
        "In %(total)s entry with medical images the field stated most often is: %(name)s (%(share)s).",
        "In %(total)s entries with medical images the field stated most often is: %(name)s (%(share)s).",
        found.total,
    )
    return text % said


PLOTS = {
    plot.key: plot
    for plot in (
        Plot(
            "modality-anatomy",
            lazy("Modalities and body regions"),
            lazy("Entries; a region includes its parts, and an entry may stand in several cells"),
            "statistics/crossed.html",
            _crossed_told,
            _crossed_table,
            _crossed_drawn,
            tabled=False,
        ),
        Plot(
            "size-subjects",
            lazy("Size against subjects"),
            lazy("Bytes against the number of subjects, both axes logarithmic; each mark is an entry"),
            "statistics/scatter.html",
            _sizes_told,
            _sizes_table,
            _sizes_drawn,
        ),
        Plot(
            "year",
            lazy("Entries by year"),
            lazy("Entries by the year of their release"),
            "statistics/columns.html",
            _bars_told(_years_told, _year),
            _bars_table(lambda: str(FIELDS["year"].label), lambda: _("Entries"), _year),
            _bars_drawn(_year, against_rest=False),
        ),
        Plot(
            "access",
            lazy("Ways to the data"),
            lazy("Entries by level of access"),
            "statistics/bars.html",
            _bars_told(_access_told, _term("access")),
            _bars_table(lambda: str(FIELDS["access"].label), lambda: _("Entries"), _term("access")),
            _bars_drawn(_term("access")),
        ),
        Plot(
            "license",
            lazy("Licences"),
            lazy("Entries by licence"),
            "statistics/bars.html",
            _bars_told(_licenses_told, _term("license")),
            _bars_table(lambda: str(FIELDS["license"].label), lambda: _("Entries"), _term("license")),
            _bars_drawn(_term("license")),
        ),
        Plot(
            "authority",
            lazy("Who states the facts"),
            lazy("Statements about published entries, by the authority of the document"),
            "statistics/bars.html",
            _bars_told(_authorities_told, _authority),
            _bars_table(lambda: _("Authority"), lambda: _("Statements"), _authority),
            _bars_drawn(_authority),
        ),
        Plot(
            "completeness",
            lazy("How complete the entries are"),
            lazy("Share of the entries with medical images that state a field"),
            "statistics/bars.html",
            _bars_told(_completeness_told, _field),
            _bars_table(lambda: _("Field"), lambda: _("Entries"), _field),
            _bars_drawn(_field, shares=True),
        ),
    )
}
