"""The query parameters: what a visitor or a program asks, read from an address and written back into one.

The same for pages, API and exports. Pure functions: reading never fails; what cannot be understood becomes a Notice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar
from unicodedata import category
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from datasets.facts.fields import ON_CARDS, UNKNOWN
from datasets.index.facets import CHOICES, MAY_BE_UNKNOWN, RANGES, WITH_ALL
from datasets.words import numbers
from datasets.words.asked import (
    IGNORED,
    MAXIMUM_TEXT,
    MOST_PRINTED,
    Notice,
    Parameters,
    last_value,
    name_unknown,
    no_such_value,
    printable,
)
from datasets.words.folding import fold, visible
from datasets.words.texts import reader

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

T = TypeVar("T")

MAXIMUM_VALUES = 200
# Categories of Unicode that are no text: controls, surrogates, private characters. What is unassigned here may be a new
# sign that somebody has typed.
CONTROLS = frozenset({"Cc", "Cs", "Co"})
PAGE_SIZE = 25
MAXIMUM_PAGE_SIZE = 200

SORTS: "dict[str, StrOrPromise]" = {
    "relevance": lazy("Relevance"),
    "name": lazy("Name"),
    "name_last": lazy("Name, from the end"),
    "newest": lazy("Newest"),
    "oldest": lazy("Oldest"),
    "subjects": lazy("Subjects, most first"),
    "subjects_least": lazy("Subjects, fewest first"),
    "images": lazy("Images, most first"),
    "images_least": lazy("Images, fewest first"),
    "size": lazy("Size, largest first"),
    "size_least": lazy("Size, smallest first"),
    "quality": lazy("Quality, best first"),
    "changed": lazy("Recently changed"),
}

# What "relevance" is called where nothing is searched for: then only the support of entries orders them.
WITHOUT_WORDS: "StrOrPromise" = lazy("Best documented first")

# The names of all parameters that say what is asked for. A range has one without a bound: what is chosen beside it.
KNOWN = {
    "q", "as", "sort", "page", "page_size", "all", *IGNORED,
    *(item.parameter for item in CHOICES),
    *(f"{column.parameter}_{bound}" for column in RANGES for bound in ("min", "max")),
}  # fmt: skip

# The value of the parameter "as" with which a query is read as nothing but words.
AS_WORDS = "words"

# How a page shows a list: as cards, unless a table is asked for, with these columns where no others are.
VIEW, COLUMNS = "view", "columns"
CARDS, TABLE = VIEWS = ("cards", "table")
MAY_BE_COLUMNS = tuple(row.code for row in ON_CARDS)
FIRST_COLUMNS = ("modality", "anatomy", "task", "annotation", "access", "license", "subjects", "images", "size", "year")


@dataclass(frozen=True)
class Query:
    """A question to the catalogue. Facet values are codes as the vocabulary spells them; sizes are bytes.

    An entry needs any of the values chosen in a facet, or all of them in the facets that `all_of` names; of a range, to
    be within its bounds, or to have no number where UNKNOWN is chosen among `facets`. `language` is
    the reader's, not a part of the question: what stands in it counts most. `as_words`: nothing but words is read in
    the text, no conditions, fields and operators. `view` and `columns` say how a page shows the list.
    """

    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    all_of: tuple[str, ...] = ()
    sort: str = "relevance"
    page: int = 1
    page_size: int = PAGE_SIZE
    language: str = "en"
    as_words: bool = False
    view: str = CARDS
    columns: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters that say this question, defaults left out, in a fixed order."""
        pairs = [("q", self.text)] if self.text else []
        if self.text and self.as_words:
            pairs.append(("as", AS_WORDS))
        chosen = [item.parameter for item in CHOICES if item.parameter in self.facets]
        pairs += [(parameter, code) for parameter in chosen for code in self.facets[parameter]]
        pairs += [("all", parameter) for parameter in self.all_of]
        for parameter in [column.parameter for column in RANGES if column.parameter in self.ranges]:
            for suffix, bound in zip(("min", "max"), self.ranges[parameter], strict=True):
                if bound is not None:
                    pairs.append((f"{parameter}_{suffix}", str(bound)))
        if self.sort != "relevance":
            pairs.append(("sort", self.sort))
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        if self.page_size != PAGE_SIZE:
            pairs.append(("page_size", str(self.page_size)))
        if self.view != CARDS:
            pairs.append((VIEW, self.view))
        return pairs + [(COLUMNS, code) for code in self.columns]

    def address(self) -> str:
        """Return the query string with its question mark, or "?" alone where nothing is asked."""
        return "?" + urlencode(self.pairs())

    def in_one_order(self) -> "Query":
        """Return the same question with its values sorted: equal for all orders in which they may be chosen.

        However a page shows it, it is the same list.
        """
        facets = {parameter: tuple(sorted(codes)) for parameter, codes in self.facets.items()}
        return replace(self, facets=facets, all_of=tuple(sorted(self.all_of)), view=CARDS, columns=())

    def on_page(self, page: int) -> "Query":
        """Return the same question for another page."""
        return replace(self, page=page)

    def toggled(self, parameter: str, code: str) -> "Query":
        """Return the question with one facet value added, or removed if it was there; from the first page."""
        chosen = self.facets.get(parameter, ())
        codes = tuple(other for other in chosen if other != code) if code in chosen else (*chosen, code)
        facets = {**self.facets, parameter: codes} if codes else self._without(self.facets, parameter)
        return replace(self, facets=facets, page=1)

    def with_all(self, parameter: str, wanted: bool) -> "Query":
        """Return the question with all or any of the values chosen in one facet; from the first page."""
        rest = tuple(other for other in self.all_of if other != parameter)
        return replace(self, all_of=(*rest, parameter) if wanted else rest, page=1)

    def sorted_by(self, sort: str) -> "Query":
        """Return the same question in another order; from the first page."""
        return replace(self, sort=sort, page=1)

    def shown_as(self, view: str) -> "Query":
        """Return the same question shown in another way."""
        return replace(self, view=view)

    def without_range(self, parameter: str) -> "Query":
        """Return the question with one range dropped; from the first page."""
        return replace(self, ranges=self._without(self.ranges, parameter), page=1)

    def without_text(self) -> "Query":
        """Return the question without its words; from the first page."""
        return self.with_text("")

    def with_text(self, text: str, *, as_words: bool = False) -> "Query":
        """Return the question with other words, or with the same read otherwise; from the first page."""
        return replace(self, text=text, as_words=as_words, page=1)

    @staticmethod
    def _without(mapping: Mapping[str, T], key: str) -> dict[str, T]:
        return {other: value for other, value in mapping.items() if other != key}


def read(
    parameters: Parameters,
    codes: Mapping[str, Mapping[str, str]],
    *,
    as_written: bool = False,
    on_page: bool = False,
) -> tuple[Query, list[Notice]]:
    """Read the question from request parameters; `on_page`, how the list is shown as well.

    `codes` gives for each facet the spelling of each code by its case-folded form. Returns the question that was
    understood and a notice for each thing that was not. Of a range whose minimum is above its maximum the two are
    exchanged, unless it is to be taken `as_written`: then nothing is within it (within_nothing).
    """
    notices: list[Notice] = []
    name_unknown(parameters, {*KNOWN, VIEW, COLUMNS} if on_page else KNOWN, notices)
    given = set(parameters.keys())
    ranges = {
        column.parameter: _range(parameters, column.parameter, notices, as_written)
        for column in RANGES
        if not given.isdisjoint((f"{column.parameter}_min", f"{column.parameter}_max"))
    }
    query = Query(
        text=_text(parameters, notices),
        facets={
            name: chosen
            for name in (item.parameter for item in CHOICES)
            if name in given and (chosen := _codes(parameters, name, codes.get(name, {}), notices))
        },
        all_of=_codes(parameters, "all", WITH_ALL, notices),
        ranges={name: bounds for name, bounds in ranges.items() if bounds != (None, None)},
        sort=_sort(parameters, notices),
        page=_whole_number(parameters, "page", 1, None, 1, notices),
        page_size=_whole_number(parameters, "page_size", 1, MAXIMUM_PAGE_SIZE, PAGE_SIZE, notices),
        as_words=_as_words(parameters, notices),
        view=_view(parameters, notices) if on_page else CARDS,
        columns=_columns(parameters, notices) if on_page else (),
    )
    return query, notices


def read_text(parameters: Parameters) -> tuple[str, list[Notice]]:
    """Read the words alone, where nothing else may be asked."""
    notices: list[Notice] = []
    name_unknown(parameters, {"q", *IGNORED}, notices)
    return _text(parameters, notices), notices


def read_page(parameters: Parameters) -> tuple[int, list[Notice]]:
    """Read the page alone, where nothing else may be asked."""
    notices: list[Notice] = []
    name_unknown(parameters, {"page", *IGNORED}, notices)
    return _whole_number(parameters, "page", 1, None, 1, notices), notices


@dataclass(frozen=True)
class Part:
    """A part of a list that is not searched: the page, how much is on one, and what each of some parameters says."""

    page: int
    page_size: int
    values: Mapping[str, str]

    def pairs(self, page: int) -> list[tuple[str, str]]:
        """Return the parameters that ask for another page of it, defaults left out."""
        pairs = [(name, value) for name, value in self.values.items() if value]
        pairs += [("page", str(page))] * (page != 1)
        return pairs + [("page_size", str(self.page_size))] * (self.page_size != PAGE_SIZE)


def read_part(parameters: Parameters, *names: str, by_number: bool = True) -> tuple[Part, list[Notice]]:
    """Read which part of a list is asked for, and the parameters of these `names`, "" where they are not given.

    Where its pages have no numbers (`by_number`), none may be asked for.
    """
    notices: list[Notice] = []
    name_unknown(parameters, {*names, "page_size", *IGNORED, *(["page"] if by_number else [])}, notices)
    values = {name: last_value(parameters, name, notices).strip() for name in names}
    page = _whole_number(parameters, "page", 1, None, 1, notices) if by_number else 1
    size = _whole_number(parameters, "page_size", 1, MAXIMUM_PAGE_SIZE, PAGE_SIZE, notices)
    return Part(page, size, values), notices


def _text(parameters: Parameters, notices: list[Notice]) -> str:
    text = last_value(parameters, "q", notices)
    if len(text) <= MAXIMUM_TEXT and text.isprintable() and "\ufffd" not in text:
        # Nothing is to be said of it, as of most texts.
        return " ".join(visible(text).split())
    start = text[: MAXIMUM_TEXT * 4]
    # Controls stand between words; what is merely not seen, such as a soft hyphen, stands within one.
    spaced = "".join(" " if c == "\ufffd" or category(c) in CONTROLS else c for c in start)
    clean = " ".join(visible(spaced).split())
    if "\ufffd" in text or any(category(c) in CONTROLS and not c.isspace() for c in start):
        notices.append(Notice("q", _("Some characters are no text."), _("They were left out."), _("Leave them out.")))
    if len(clean) > MAXIMUM_TEXT or len(text) > len(start):
        message = _("Longer than %(number)s characters.") % {"number": MAXIMUM_TEXT}
        notices.append(Notice("q", message, _("The rest was left out."), _("Shorten it.")))
    return clean[:MAXIMUM_TEXT].strip()


def _codes(parameters: Parameters, name: str, codes: Mapping[str, str], notices: list[Notice]) -> tuple[str, ...]:
    chosen: dict[str, None] = {}
    values = [value for value in parameters.getlist(name) if value]
    for value in values[:MAXIMUM_VALUES]:
        folded = fold(value)
        code = UNKNOWN if folded == UNKNOWN and name in MAY_BE_UNKNOWN else codes.get(folded)
        if code is None:
            message = _("There is no value “%(value)s”.") % {"value": printable(value)}
            fix = _("Write a code that the facet has in an answer without this parameter.")
            notices.append(Notice(name, message, _("It was ignored."), fix))
        else:
            chosen[code] = None
    if len(values) > MAXIMUM_VALUES:
        message = ngettext("Given %(number)s time.", "Given %(number)s times.", len(values)) % {"number": len(values)}
        most = {"most": MAXIMUM_VALUES}
        done, fix = _("The first %(most)s count.") % most, _("Give it at most %(most)s times.") % most
        notices.append(Notice(name, message, done, fix))
    return tuple(chosen)


def within_nothing(query: Query) -> list[Notice]:
    """Return a notice for each range that was taken as written though its minimum is above its maximum."""
    message, done = _crossed(), _("No entry meets both; write the smaller of the two here.")
    return [Notice(f"{name}_min", message, done) for name, bounds in query.ranges.items() if _is_crossed(bounds)]


def _crossed() -> str:
    return _("The minimum is larger than the maximum.")


def _is_crossed(bounds: tuple[int | None, int | None]) -> bool:
    low, high = bounds
    return low is not None and high is not None and low > high


def _range(parameters: Parameters, name: str, notices: list[Notice], as_written: bool) -> tuple[int | None, int | None]:
    bounds = _bound(parameters, f"{name}_min", name, notices), _bound(parameters, f"{name}_max", name, notices)
    if as_written or not _is_crossed(bounds):
        return bounds
    notices.append(Notice(f"{name}_min", _crossed(), _("The two were exchanged.")))
    return bounds[1], bounds[0]


def _bound(parameters: Parameters, name: str, column: str, notices: list[Notice]) -> int | None:
    """Return one bound, read as the reader's language writes numbers."""
    value = last_value(parameters, name, notices)
    if not value:
        return None
    text = value.strip()
    read_as = numbers.sizes(text, reader()) if column == "size" else numbers.whole(text, reader())
    if len(read_as) == 1:
        return read_as[0]
    if read_as:
        message = _("“%(value)s” may be %(first)s or %(second)s; write it without a sign.")
        said = {"value": printable(value), "first": read_as[0], "second": read_as[1]}
    else:
        message = (
            _("“%(value)s” is not a size such as 50GB, 1.5 TB or a number of bytes.")
            if column == "size"
            else _("“%(value)s” is not a whole number of at most 18 digits.")
        )
        said = {"value": printable(value)}
    notices.append(Notice(name, message % said, _("It was ignored.")))
    return None


def _as_words(parameters: Parameters, notices: list[Notice]) -> bool:
    value = last_value(parameters, "as", notices)
    as_words = value.strip().lower() == AS_WORDS
    if value and not as_words:
        notices.append(no_such_value("as", value, [AS_WORDS]))
    return as_words


def _view(parameters: Parameters, notices: list[Notice]) -> str:
    value = last_value(parameters, VIEW, notices)
    view = value.strip().lower()
    if value and view not in VIEWS:
        notices.append(no_such_value(VIEW, value, VIEWS))
    return view if view in VIEWS else CARDS


def _columns(parameters: Parameters, notices: list[Notice]) -> tuple[str, ...]:
    """Return the columns of a table in the order in which the registry has them; none where they are the usual ones."""
    chosen = set(_codes(parameters, COLUMNS, {code: code for code in MAY_BE_COLUMNS}, notices))
    return tuple(code for code in MAY_BE_COLUMNS if code in chosen) if chosen != {*FIRST_COLUMNS} else ()


def _sort(parameters: Parameters, notices: list[Notice]) -> str:
    value = last_value(parameters, "sort", notices)
    sort = value.strip().lower()
    if value and sort not in SORTS:
        notices.append(no_such_value("sort", value, SORTS))
    return sort if sort in SORTS else "relevance"


def _whole_number(
    parameters: Parameters, name: str, low: int, high: int | None, default: int, notices: list[Notice]
) -> int:
    value = last_value(parameters, name, notices)
    if not value:
        return default
    digits = value.strip()
    # Of more digits than a message shows the first are as large as any number that a list has.
    number = int(digits.lstrip("0")[:MOST_PRINTED] or "0") if digits.isascii() and digits.isdigit() else -1
    if number >= low and (high is None or number <= high):
        return number
    if high is None:
        message = _("“%(value)s” is not a whole number from %(low)s up.")
    else:
        message = _("“%(value)s” is not a whole number from %(low)s to %(high)s.")
    values = {"value": printable(value), "low": low, "high": high}
    notices.append(Notice(name, message % values, _("%(default)s was taken.") % {"default": default}))
    return default
