"""One field of one dataset, read for a page: the value in normal form, the texts to show, and what a bar may show.

How each kind of value is put into words stands in TEXTS. Nothing asks the database beyond what facts.reading.whole has
prefetched.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.models import Dataset, DatasetRelation, Link, Paper, Source, Split, Term
from datasets.models.dataset import Precision
from datasets.words import wording
from datasets.words.identifiers import doi_address
from datasets.words.texts import words
from datasets.words.wording import authors, figure, language_of, precise, size

from .fields import UNKNOWN, Field
from .stored import Codes, Columns, Part


@dataclass(frozen=True)
class Text:
    """One line of a cell; `language` (BCP 47) where it is not the page's, `url` where it leads out of the site.

    `code` is that of the vocabulary term that the text is the name of.
    """

    text: str
    language: str = ""
    url: str = ""
    code: str = ""


@dataclass(frozen=True)
class Reading:
    """What a dataset holds in one field: `value` in normal form, None for unknown, and the texts that say it.

    `amount` and `unit` are what a bar may show; amounts of one unit can be compared.
    """

    texts: tuple[Text, ...] = ()
    value: Any = None
    amount: int | None = None
    unit: str = ""


NOTHING = Reading()


def read(field: Field, dataset: Dataset) -> Reading:
    """Read what the dataset holds in the field."""
    if field.code == "name":
        return Reading(tuple(Text(name, language_of(name)) for name in dataset.aliases), list(dataset.aliases) or None)
    if field.stored is None:
        return NOTHING
    value = field.stored.to_record(dataset)
    if value in (None, [], UNKNOWN):
        return NOTHING
    texts = tuple(TEXTS[field.kind.name](field, dataset))
    if not isinstance(value, dict):
        return Reading(texts, value)
    return Reading(texts, value, value["value"], scale(value))


def scale(value: Mapping[str, Any]) -> str:
    """Return what an amount may be compared with: the same unit, and a rate only with a rate."""
    unit = str(value.get("unit") or value.get("currency") or "")
    return f"{unit} {Precision.PER_YEAR}" if value.get("precision") == Precision.PER_YEAR else unit


def _terms(field: Field, dataset: Dataset) -> Iterable[Text]:
    """The names of vocabulary terms; of hosts and publishers."""
    for row in _rows(field, dataset):
        yield Text(row.name, code=row.code) if isinstance(row, Source) else _term(row)


def _rows(field: Field, dataset: Dataset) -> list[Any]:
    """Return the terms that the dataset holds, in the order of their codes, or the only one."""
    if isinstance(field.stored, Codes):
        return sorted(getattr(dataset, field.stored.name).all(), key=lambda row: row.code)
    return [_only(field, dataset)]


def _term(row: Term) -> Text:
    name = words(row.names)
    return Text(name.words, name.language, code=row.code)


def _steps(field: Field, dataset: Dataset) -> Iterable[Text]:
    """The steps, numbered."""
    for place, row in enumerate(_parts(field, dataset), 1):
        yield Text(f"{place}. {row.step.name()}")


def _parts(field: Field, dataset: Dataset) -> list[Any]:
    return list(getattr(dataset, cast(Part, field.stored).accessor).all())


def _amount(field: Field, dataset: Dataset) -> Iterable[Text]:
    value, unit, precision = (getattr(dataset, column.name) for column in _columns(field))
    yield Text(figure(value, unit, precision, field.code))


def _figure(field: Field, dataset: Dataset) -> Iterable[Text]:
    value, precision = (getattr(dataset, column.name) for column in _columns(field))
    yield Text(figure(value, None, precision))


def _size(field: Field, dataset: Dataset) -> Iterable[Text]:
    """The size in the unit that fits it; a row of a comparison chooses the one that all of its cells share."""
    value, precision = (getattr(dataset, column.name) for column in _columns(field))
    yield Text(precise(size(value), precision))


def _money(field: Field, dataset: Dataset) -> Iterable[Text]:
    value, currency = (getattr(dataset, column.name) for column in _columns(field))
    yield Text(f"{figure(value, None, '')} {currency}")


def _columns(field: Field) -> Iterable[Any]:
    return cast(Columns, field.stored).columns


def _plain(field: Field, dataset: Dataset) -> Iterable[Text]:
    yield Text(str(_only(field, dataset)))


def _flag(field: Field, dataset: Dataset) -> Iterable[Text]:
    yield Text(yes_or_no(_only(field, dataset)))


def yes_or_no(value: bool) -> str:
    """Return an answer in words."""
    return _("yes") if value else _("no")


def _stars(field: Field, dataset: Dataset) -> Iterable[Text]:
    yield Text(wording.stars(_only(field, dataset)))


def _choice(field: Field, dataset: Dataset) -> Iterable[Text]:
    yield Text(str(getattr(dataset, f"get_{field.code}_display")()))


def _only(field: Field, dataset: Dataset) -> Any:
    column = next(iter(_columns(field)))
    return getattr(dataset, column.name)


def _counts(field: Field, dataset: Dataset) -> Iterable[Text]:
    """What is counted besides subjects and images."""
    for row in _parts(field, dataset):
        yield Text(figure(row.value, row.unit, row.precision))


def _classes(field: Field, dataset: Dataset) -> Iterable[Text]:
    """The classes of the labels, each with its count where that is stated."""
    for row in _parts(field, dataset):
        if row.count is None:
            yield Text(row.name)
        else:
            yield Text(_("%(name)s: %(figure)s") % {"name": row.name, "figure": figure(row.count, row.unit, "")})


def _splits(field: Field, dataset: Dataset) -> Iterable[Text]:
    """The splits, each with its name."""
    for row in _parts(field, dataset):
        yield Text(_("%(name)s: %(figure)s") % {"name": row.get_name_display(), "figure": split_size(row)})


def split_size(row: Split) -> str:
    """Return the count and the share of a split in words, as far as they are stated."""
    share = "" if row.percent is None else f"{row.percent:g}"
    if row.count is None:
        return _("%(share)s %%") % {"share": share} if share else _("stated, size unknown")
    text = figure(row.count, row.unit, "")
    return _("%(figure)s (%(share)s %%)") % {"figure": text, "share": share} if share else text


def _rights(field: Field, dataset: Dataset) -> Iterable[Text]:
    """What may be done with each component; no row is unknown, never "no"."""
    for row in _parts(field, dataset):
        what = f"{row.get_component_display()}: {row.get_use_display()}"
        yield Text(_("%(name)s: %(figure)s") % {"name": what, "figure": yes_or_no(row.allowed)})


# Where the data are found and fetched.
PLACES = (Link.Kind.HOMEPAGE, Link.Kind.DOWNLOAD)


def _links(field: Field, dataset: Dataset) -> Iterable[Text]:
    for url in dict.fromkeys(row.url for row in _parts(field, dataset) if row.kind in PLACES):
        yield Text(url, url=url)


def _papers(field: Field, dataset: Dataset) -> Iterable[Text]:
    for row in _parts(field, dataset):
        yield _paper(row)


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


def _relations(field: Field, dataset: Dataset) -> Iterable[Text]:
    """How the dataset relates to others, as far as the public sees it (facts.reading)."""
    for row in _parts(field, dataset):
        if row.kind in RELATIONS:
            yield Text(RELATIONS[DatasetRelation.Kind(row.kind)] % {"name": row.target.name})


# Kind of value -> the texts that say what a dataset holds.
TEXTS: Mapping[str, Callable[[Field, Dataset], Iterable[Text]]] = {
    "code": _terms, "codes": _terms, "steps": _steps, "amount": _amount, "figure": _figure, "size": _size,
    "money": _money, "year": _plain, "number": _plain, "flag": _flag, "stars": _stars, "difficulty": _choice,
    "level": _choice, "counts": _counts, "classes": _classes, "splits": _splits, "rights": _rights, "links": _links,
    "papers": _papers, "relations": _relations,
}  # fmt: skip
