"""Rows of a file in words: what each would do to its entry, field by field, and what has to be decided about it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.facts import typed
from datasets.facts.fields import FIELDS, Field
from datasets.facts.kinds import Record
from datasets.facts.readings import TEXTS, Terms, in_words, terms_named
from datasets.importing.intake import Does
from datasets.importing.storing import doubt_of
from datasets.models import Dataset, IncomingRow, Verdict

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What is shown of a fact, in this order; what says nothing new is counted.
SHOWN: "Mapping[str, StrOrPromise]" = {
    Does.CONTRADICTS: lazy("Contradicts"),
    Does.ADDS: lazy("New"),
    Does.PRINTED: lazy("As printed"),
    Does.WAITS: lazy("Waits"),
    Does.WRONG: lazy("Wrong"),
    Does.REFUSED: lazy("Refused before"),
}
SAYS_NOTHING = (Does.AGREES, Does.STATED)
# What a candidate and a row have in common or not (importing.matching.Feature).
FEATURES: "Mapping[str, StrOrPromise]" = {
    "remembered": lazy("decided before"),
    "identifier": lazy("the same identifier"),
    "elsewhere": lazy("an identifier of another host"),
    "address": lazy("the same address"),
    "paper": lazy("the same paper"),
    "modality": lazy("the same modality"),
    "other-modality": lazy("another modality"),
    "other-kind": lazy("another kind"),
    "alike": lazy("a name like it"),
    "abbreviation": lazy("its abbreviation"),
    "name": lazy("the same name"),
    "within": lazy("its name within another"),
    "more": lazy("more words in its name"),
    "variant": lazy("a word for a variant"),
    "numbers": lazy("other numbers in its name"),
}
# What a row that is no entry yet may be to one.
STANDS = [(one.value, one.label) for one in Verdict.Is]


@dataclass(frozen=True)
class Told:
    """One fact in words: its field, the printed words, the value, and of a clash what is shown now and then."""

    label: "StrOrPromise"
    printed: str
    place: str
    value: str = ""
    shown: str = ""
    then: str = ""
    message: str = ""


@dataclass(frozen=True)
class Alike:
    """An entry that a row may be: its address ("" while it is no entry), name, how likely, why, and what is guessed."""

    slug: str
    name: str
    percent: int
    why: Sequence["StrOrPromise"]
    guess: str
    is_entry: bool


@dataclass(frozen=True)
class Row:
    """A row as the page shows it: `groups` are its facts by what they would do, `agreeing` how many do nothing."""

    row: IncomingRow
    brings: bool
    entry: str
    name: str
    groups: Sequence[tuple[str, "StrOrPromise", Sequence[Told]]]
    agreeing: int
    problems: Sequence[str]
    doubts: Sequence[str]
    alike: Sequence[Alike] = field(default=())


def told(rows: Iterable[IncomingRow]) -> list[Row]:
    """Return rows in words; two queries for all of them, one more for each vocabulary that they name."""
    found = list(rows)
    terms = terms_named([pair for row in found for pair in _values(row)], {})
    slugs = {row.entry for row in found} | {one["slug"] for row in found for one in _listed(row, "candidates")}
    names = dict(Dataset.objects.filter(slug__in=slugs - {""}).order_by().values_list("slug", "name"))
    return [_row(row, terms, names) for row in found]


def _listed(row: IncomingRow, key: str) -> list[Record]:
    return list(row.foreseen.get(key, ()))


def _values(row: IncomingRow) -> Iterator[tuple[Field, Any]]:
    for fact in _listed(row, "facts"):
        for key in ("value", "shown", "then"):
            if fact.get(key) is not None and fact["field"] in FIELDS:
                yield FIELDS[fact["field"]], fact[key]


def _row(row: IncomingRow, terms: Terms, names: Mapping[str, str]) -> Row:
    facts = _listed(row, "facts")
    groups = [
        (str(does), label, [_fact(fact, terms) for fact in facts if fact["does"] == does])
        for does, label in SHOWN.items()
    ]
    waits = row.outcome == IncomingRow.Outcome.WAITS
    return Row(
        row,
        row.outcome in (IncomingRow.Outcome.NEW, IncomingRow.Outcome.ADDS),
        row.entry if row.entry in names else "",
        names.get(row.entry, ""),
        [(code, label, some) for code, label, some in groups if some],
        sum(fact["does"] in SAYS_NOTHING for fact in facts),
        [_problem(one) for one in _listed(row, "problems")],
        [str(doubt_of(one)) for one in _listed(row, "doubts")],
        [_alike(one, names) for one in _listed(row, "candidates")] if waits else (),
    )


def _fact(fact: Record, terms: Terms) -> Told:
    about = FIELDS.get(fact["field"])
    said = {key: _words(about, fact[key], terms) for key in ("value", "shown", "then") if about and key in fact}
    printed = fact.get("printed", "")
    value = said.get("value", "")
    return Told(
        about.label if about else fact["field"],
        printed,
        fact.get("place", ""),
        value if value != printed else "",
        said.get("shown", ""),
        said.get("then", ""),
        fact.get("message", ""),
    )


def _words(about: Field, value: Any, terms: Terms) -> str:
    """Return a value in words; a value whose kind has none as it is typed."""
    if value is None:
        return ""
    texts = [text.text for text in in_words(about, value, terms)] if about.kind.name in TEXTS else []
    return "; ".join(texts) if texts else typed.write(about, value)


def _problem(one: Record) -> str:
    label = FIELDS[one["field"]].label if one["field"] in FIELDS else one["field"]
    return f"{label}: {one['message']}" if label else one["message"]


def _alike(one: Record, names: Mapping[str, str]) -> Alike:
    why = [FEATURES[code] for code, _data in one["features"] if code in FEATURES]
    return Alike(
        one["slug"],
        names.get(one["slug"]) or one["name"],
        round(one["score"] * 100),
        why,
        one["relation"],
        one["slug"] in names,
    )


def outcome_labels() -> "list[tuple[str, StrOrPromise]]":
    """Return the outcomes of rows by which a page is filtered, each with its label."""
    outcomes: list[tuple[str, StrOrPromise]] = list(IncomingRow.Outcome.choices)
    return [*outcomes, (Does.CONTRADICTS.value, _("Contradicts what is shown"))]
