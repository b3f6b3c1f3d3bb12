"""One field of one dataset, read for a comparison: the texts to show, the value in normal form, and what backs it.

What is read of a dataset stands here, and how rows are made of it in picture. Nothing asks the database beyond what
facts.reading.whole has prefetched.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.models import Dataset, DatasetRelation, Link, Paper, Right, Source, Split, Term, Unit
from datasets.models.dataset import Precision
from datasets.words import wording
from datasets.words.identifiers import doi_address
from datasets.words.texts import words
from datasets.words.wording import authors, figure, language_of, precise, size

# The codes by which a value says that it is not known.
UNKNOWN = frozenset({"unknown"})


@dataclass(frozen=True)
class Text:
    """One line of a cell; `language` (BCP 47) where it is not the page's, `url` where it leads out of the site."""

    text: str
    language: str = ""
    url: str = ""


@dataclass(frozen=True)
class Reading:
    """What a dataset holds in one field.

    `value` is plain data, None for unknown; `held` is what statements about the field have as their value, None where
    they cannot be held against it. `amount` and `unit` are what a bar may show; amounts of one unit can be compared.
    """

    texts: tuple[Text, ...] = ()
    value: Any = None
    held: Any = None
    amount: int | None = None
    unit: str = ""


NOTHING = Reading()


def terms(found: Iterable[Term]) -> Reading:
    """Read vocabulary terms: their names in the active language, their codes."""
    known = [term for term in found if term.code not in UNKNOWN]
    codes = [term.code for term in known]
    return Reading(tuple(_name(term) for term in known), codes, codes) if known else NOTHING


def _name(found: Term) -> Text:
    name = words(found.names)
    return Text(name.words, name.language)


def term(found: Term | None) -> Reading:
    """Read the only term of a field."""
    if found is None or found.code in UNKNOWN:
        return NOTHING
    return Reading((_name(found),), found.code, found.code)


def sources(found: Iterable[Source]) -> Reading:
    """Read hosts and publishers."""
    rows = list(found)
    codes = [row.code for row in rows]
    return Reading(tuple(Text(row.name) for row in rows), codes, codes) if rows else NOTHING


def amount(value: int | None, unit: Unit | None, precision: str, under: str = "") -> Reading:
    """Read a count with its unit and precision; `under` is the field whose label it stands beside."""
    if value is None:
        return NOTHING
    code = unit.code if unit else ""
    plain = {"value": value, "unit": code or None, "precision": precision or None}
    return Reading((Text(figure(value, unit, precision, under)),), plain, value, value, _scale(code, precision))


def counts(dataset: Dataset) -> Reading:
    """Read what is counted besides subjects and images."""
    rows = list(dataset.count_set.all())
    plain = [{"value": row.value, "unit": row.unit.code, "precision": row.precision or None} for row in rows]
    texts = tuple(Text(figure(row.value, row.unit, row.precision)) for row in rows)
    return Reading(texts, plain) if rows else NOTHING


def volume(dataset: Dataset) -> Reading:
    """Read the size in bytes; the row chooses the unit that all of its cells share."""
    value, precision = dataset.size_bytes, dataset.size_precision
    if value is None:
        return NOTHING
    plain = {"value": value, "unit": "bytes", "precision": precision or None}
    return Reading((Text(precise(size(value), precision)),), plain, value, value, _scale("bytes", precision))


def _scale(unit: str, precision: str) -> str:
    """Return what an amount may be compared with: the same unit, and a rate only with a rate."""
    return f"{unit} {Precision.PER_YEAR}" if precision == Precision.PER_YEAR else unit


def number(value: int | None, text: str | None = None) -> Reading:
    """Read a figure without a unit, such as a year."""
    return NOTHING if value is None else Reading((Text(str(value) if text is None else text),), value, value)


def stars(value: int | None) -> Reading:
    """Read a rating of one to five stars."""
    return NOTHING if value is None else number(value, wording.stars(value))


def chosen(value: str, label: str) -> Reading:
    """Read one of a few fixed choices; "" is unknown."""
    return Reading((Text(label),), value, value) if value else NOTHING


def answer(value: bool | None) -> Reading:
    """Read a yes or no."""
    return NOTHING if value is None else Reading((Text(_("yes") if value else _("no")),), value, value)


def classes(dataset: Dataset) -> Reading:
    """Read the classes of the labels, each with its count where that is stated."""
    rows = list(dataset.datasetclass_set.all())
    plain = [{"name": row.name, "count": row.count, "unit": row.unit.code if row.unit else None} for row in rows]
    texts = tuple(
        Text(
            row.name
            if row.count is None
            else _("%(name)s: %(figure)s") % {"name": row.name, "figure": figure(row.count, row.unit, "")}
        )
        for row in rows
    )
    return Reading(texts, plain) if rows else NOTHING


def split(dataset: Dataset, name: str) -> Reading:
    """Read one official split: its count and its share, as far as they are stated."""
    rows = [row for row in dataset.split_set.all() if row.name == name]
    if not rows:
        return NOTHING
    plain = [
        {"count": row.count, "unit": row.unit.code if row.unit else None, "percent": row.percent, "name": name}
        for row in rows
    ]
    only = rows[0] if len(rows) == 1 else None
    count = only.count if only else None
    unit = _scale(only.unit.code if only and only.unit else "", "")
    held = plain[0] if only else None
    return Reading(tuple(Text(_split(row)) for row in rows), plain, held, count, unit)


def _split(row: Split) -> str:
    share = "" if row.percent is None else f"{row.percent:g}"
    if row.count is None:
        return _("%(share)s %%") % {"share": share} if share else _("stated, size unknown")
    text = figure(row.count, row.unit, "")
    return _("%(figure)s (%(share)s %%)") % {"figure": text, "share": share} if share else text


def right(dataset: Dataset, component: str, use: str) -> Reading:
    """Read whether one component may be used in one way; no row is unknown, never "no"."""
    rows: list[Right] = [row for row in dataset.right_set.all() if (row.component, row.use) == (component, use)]
    if not rows:
        return NOTHING
    said = "yes" if rows[0].allowed else "no"
    return Reading(answer(rows[0].allowed).texts, said, {"component": component, "use": use, "answer": said})


def steps(dataset: Dataset) -> Reading:
    """Read the steps to access, numbered."""
    found = [row.step for row in dataset.orderedaccessstep_set.all()]
    codes = [step.code for step in found]
    texts = tuple(Text(f"{place}. {step.name()}") for place, step in enumerate(found, 1))
    return Reading(texts, codes, codes) if found else NOTHING


def aliases(dataset: Dataset) -> Reading:
    """Read every other spelling of the name."""
    names = list(dataset.aliases)
    return Reading(tuple(Text(name, language_of(name)) for name in names), names) if names else NOTHING


def links(dataset: Dataset) -> Reading:
    """Read where the data are found and fetched."""
    shown = (Link.Kind.HOMEPAGE, Link.Kind.DOWNLOAD)
    urls = list(dict.fromkeys(row.url for row in dataset.link_set.all() if row.kind in shown))
    return Reading(tuple(Text(url, url=url) for url in urls), urls) if urls else NOTHING


def papers(dataset: Dataset) -> Reading:
    """Read the papers about the dataset."""
    rows = list(dataset.paper_set.all())
    plain = [{key: getattr(row, key) or None for key in PAPER_KEYS} for row in rows]
    return Reading(tuple(_paper(row) for row in rows), plain) if rows else NOTHING


PAPER_KEYS = ("title", "authors", "venue", "year", "doi", "url")


def _paper(row: Paper) -> Text:
    said = [authors(row.authors), str(row.year or ""), row.title, row.venue]
    url = doi_address(row.doi) or row.url
    return Text(", ".join(part for part in said if part) or row.doi or row.url, url=url)


RELATIONS = {
    DatasetRelation.Kind.MIRROR_OF: lazy("mirror of %(name)s"),
    DatasetRelation.Kind.SUBSET_OF: lazy("subset of %(name)s"),
    DatasetRelation.Kind.INCLUDES: lazy("includes %(name)s"),
    DatasetRelation.Kind.DERIVED_FROM: lazy("derived from %(name)s"),
    DatasetRelation.Kind.SHARES_SUBJECTS_WITH: lazy("shares subjects with %(name)s"),
    DatasetRelation.Kind.SUCCESSOR_OF: lazy("successor of %(name)s"),
    DatasetRelation.Kind.PART_OF_SERIES: lazy("part of the series %(name)s"),
}


def relations(dataset: Dataset) -> Reading:
    """Read how the dataset relates to others, as far as the public sees it (facts.reading)."""
    rows = [row for row in dataset.relations.all() if row.kind in RELATIONS]
    plain = [{"kind": row.kind, "target": row.target.slug} for row in rows]
    texts = tuple(Text(RELATIONS[DatasetRelation.Kind(row.kind)] % {"name": row.target.name}) for row in rows)
    return Reading(texts, plain) if rows else NOTHING


def prize(dataset: Dataset) -> Reading:
    """Read the prize money with its currency."""
    if dataset.prize_amount is None:
        return NOTHING
    plain = {"value": dataset.prize_amount, "currency": dataset.prize_currency}
    text = f"{figure(dataset.prize_amount, None, '')} {dataset.prize_currency}"
    return Reading((Text(text),), plain, dataset.prize_amount, dataset.prize_amount, dataset.prize_currency)
