"""One field of one dataset, read for a page: the value in normal form, the texts to show, and what a bar may show.

How each kind of value is put into words stands in TEXTS: functions of the value alone, with the vocabulary's terms that
it names, so that what a statement says reads like what the entry holds. Nothing asks the database beyond what
facts.reading.whole has prefetched.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.models import Dataset, DatasetRelation, Link, Right, Split, Term, Unit
from datasets.models.dataset import Precision
from datasets.words import wording
from datasets.words.identifiers import doi_address
from datasets.words.texts import words
from datasets.words.wording import authors, figure, language_of, precise, size

from .fields import UNKNOWN, Field, vocabulary_of
from .gathering import terms_of
from .resolution import several
from .stored import Codes, Columns, had

# Vocabulary and code -> the term; entries by "entry" and slug.
Terms = Mapping[tuple[str, str], Any]
ENTRY = "entry"


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
        return _names(dataset)
    if field.stored is None:
        return NOTHING
    value = field.stored.to_record(dataset)
    if value in (None, [], UNKNOWN):
        return NOTHING
    texts = tuple(in_words(field, _in_order(field, dataset, value), terms_held(field, dataset)))
    if not texts:
        return NOTHING
    if not isinstance(value, dict):
        return Reading(texts, value)
    return Reading(texts, value, value["value"], scale(value))


def _names(dataset: Dataset) -> Reading:
    """Read the names of a dataset that has several: its own, then the others."""
    names = [dataset.name, *dataset.aliases] if dataset.aliases else []
    return Reading(tuple(Text(name, language_of(name)) for name in names), names or None)


def _in_order(field: Field, dataset: Dataset, value: Any) -> Any:
    """Return codes in the order of their vocabulary, in which they are read; records have them by the alphabet."""
    return [row.code for row in had(dataset, field.stored.name)] if isinstance(field.stored, Codes) else value


def in_words(field: Field, value: Any, terms: Terms) -> Iterator[Text]:
    """Yield the texts that say a value of the field; a code that is not among the terms stands for itself."""
    say = TEXTS[field.kind.name]
    for place, item in enumerate(several(value), 1):
        if (text := say(field, item, terms, place)) is not None:
            yield text


def terms_held(field: Field, dataset: Dataset) -> Terms:
    """Return the terms that the dataset holds in the field; they have been fetched with it."""
    return {(name, str(getattr(row, by))): row for name, row, by in _referred(field, dataset) if row is not None}


def _referred(field: Field, dataset: Dataset) -> Iterator[tuple[str, Model | None, str]]:
    """Yield (vocabulary, row, attribute with the code) for each row that the dataset refers to in the field."""
    stored = field.stored
    if isinstance(stored, Codes):
        for row in had(dataset, stored.name):
            yield field.vocabulary, row, "code"
    elif stored is not None:
        rows = [dataset] if isinstance(stored, Columns) else had(dataset, stored.accessor)
        for column in stored.columns:
            if column.reference is not None:
                name = ENTRY if column.reference is Dataset else vocabulary_of(column.reference)
                for row in rows:
                    yield name, getattr(row, column.name), column.by


def terms_named(said: Iterable[tuple[Field, Any]], known: Terms) -> Terms:
    """Return the terms that values of fields name, beside those that are known. At most one query."""
    codes: dict[str, set[str]] = defaultdict(set)
    for field, value in said:
        for key, name in field.vocabularies.items():
            found = {item.get(key) if key else item for item in several(value)}
            codes[name].update(code for code in found if code is not None and (name, code) not in known)
    return {**known, **terms_of(codes)}


def scale(value: Mapping[str, Any]) -> str:
    """Return what an amount may be compared with: the same unit, and a rate only with a rate."""
    unit = str(value.get("unit") or value.get("currency") or "")
    return f"{unit} {Precision.PER_YEAR}" if value.get("precision") == Precision.PER_YEAR else unit


def _term(field: Field, value: Any, terms: Terms, place: int) -> Text:
    """The name of a vocabulary's term, of a host or publisher."""
    row = terms.get((field.vocabulary, value))
    if isinstance(row, Term):
        name = words(row.names)
        return Text(name.words, name.language, code=value)
    return Text(row.name if row is not None else value, code=value)


def _step(field: Field, value: Any, terms: Terms, place: int) -> Text:
    """A step, with its number."""
    return Text(f"{place}. {_term(field, value, terms, place).text}")


def _figure(field: Field, value: Any, terms: Terms, place: int) -> Text:
    """A figure with its unit, if it has one, and its precision."""
    return Text(figure(value["value"], _unit(value, terms), value.get("precision") or "", field.code))


def _unit(value: Mapping[str, Any], terms: Terms) -> Unit | None:
    return terms.get(("unit", str(value.get("unit"))))


def _size(field: Field, value: Any, terms: Terms, place: int) -> Text:
    """The size in the unit that fits it; a row of a comparison chooses the one that all of its cells share."""
    return Text(precise(size(value["value"]), value.get("precision") or ""))


def _money(field: Field, value: Any, terms: Terms, place: int) -> Text:
    return Text(f"{figure(value['value'], None, '')} {value['currency']}")


def _plain(field: Field, value: Any, terms: Terms, place: int) -> Text:
    return Text(str(value))


def _flag(field: Field, value: Any, terms: Terms, place: int) -> Text:
    return Text(yes_or_no(value))


def yes_or_no(value: bool) -> str:
    """Return an answer in words."""
    return _("yes") if value else _("no")


def _stars(field: Field, value: Any, terms: Terms, place: int) -> Text:
    return Text(wording.stars(value))


def _choice(field: Field, value: Any, terms: Terms, place: int) -> Text | None:
    choices = {"difficulty": Dataset.Difficulty, "level": Dataset.Level}[field.code]
    return Text(str(choices(value).label)) if value in choices.values else None


def _class(field: Field, value: Any, terms: Terms, place: int) -> Text:
    """A class of the labels, with its count where that is stated."""
    count = value.get("count")
    return Text(value["name"] if count is None else _named(value["name"], figure(count, _unit(value, terms), "")))


def _named(name: str, said: str) -> str:
    return _("%(name)s: %(figure)s") % {"name": name, "figure": said}


def _split(field: Field, value: Any, terms: Terms, place: int) -> Text:
    """A split, with its name."""
    return Text(_named(str(Split.Name(value["name"]).label), split_size(value, terms)))


def split_size(value: Mapping[str, Any], terms: Terms) -> str:
    """Return the count and the share of a split in words, as far as they are stated."""
    count, percent = value.get("count"), value.get("percent")
    share = "" if percent is None else f"{percent:g}"
    if count is None:
        return _("%(share)s %%") % {"share": share} if share else _("stated, size unknown")
    text = figure(count, _unit(value, terms), "")
    return _("%(figure)s (%(share)s %%)") % {"figure": text, "share": share} if share else text


def _right(field: Field, value: Any, terms: Terms, place: int) -> Text:
    """What may be done with a component."""
    what = _named(str(Right.Component(value["component"]).label), str(Right.Use(value["use"]).label))
    return Text(_named(what, yes_or_no(value["answer"] == "yes")))


# Where the data are found and fetched.
PLACES = (Link.Kind.HOMEPAGE, Link.Kind.DOWNLOAD)


def _link(field: Field, value: Any, terms: Terms, place: int) -> Text | None:
    return Text(value["url"], url=value["url"]) if value["kind"] in PLACES else None


def _paper(field: Field, value: Any, terms: Terms, place: int) -> Text:
    told = [authors(value.get("authors") or ""), str(value.get("year") or ""), value.get("title"), value.get("venue")]
    doi, url = value.get("doi") or "", value.get("url") or ""
    return Text(", ".join(part for part in told if part) or doi or url, url=doi_address(doi) or url)


RELATIONS = {
    DatasetRelation.Kind.MIRROR_OF: lazy("mirror of %(name)s"),
    DatasetRelation.Kind.SUBSET_OF: lazy("subset of %(name)s"),
    DatasetRelation.Kind.INCLUDES: lazy("includes %(name)s"),
    DatasetRelation.Kind.DERIVED_FROM: lazy("derived from %(name)s"),
    DatasetRelation.Kind.SHARES_SUBJECTS_WITH: lazy("shares subjects with %(name)s"),
    DatasetRelation.Kind.SUCCESSOR_OF: lazy("successor of %(name)s"),
    DatasetRelation.Kind.EDITION_OF: lazy("edition of %(name)s"),
    DatasetRelation.Kind.PART_OF_SERIES: lazy("part of the series %(name)s"),
}


def _relation(field: Field, value: Any, terms: Terms, place: int) -> Text | None:
    """How the dataset relates to another, as far as the public sees it (facts.reading)."""
    if value["kind"] not in RELATIONS:
        return None
    target = terms.get((ENTRY, value["target"]))
    name = target.name if target is not None else value["target"]
    return Text(RELATIONS[DatasetRelation.Kind(value["kind"])] % {"name": name})


# Kind of value -> the text that says one value of it, or one item of a list with its place there, from 1.
TEXTS: Mapping[str, Callable[[Field, Any, Terms, int], Text | None]] = {
    "code": _term, "codes": _term, "steps": _step, "amount": _figure, "figure": _figure, "counts": _figure,
    "size": _size, "money": _money, "year": _plain, "number": _plain, "flag": _flag, "stars": _stars,
    "difficulty": _choice, "level": _choice, "classes": _class, "splits": _split, "rights": _right, "links": _link,
    "papers": _paper, "relations": _relation,
}  # fmt: skip
