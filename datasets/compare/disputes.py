"""What does not agree about an entry, in words: what curators noted, and what is computed and nobody noted.

The sentences are composed in the reader's language, from the values as pages show them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.facts import contradictions
from datasets.facts.contradictions import Contradiction, Voiced
from datasets.facts.fields import FIELDS, HELD, Field
from datasets.facts.kinds import Record
from datasets.facts.readings import Terms, in_words, terms_held, terms_named
from datasets.facts.resolution import Why, bare, resolve, voice
from datasets.models import Dataset, Disagreement, Document, Split, Statement
from datasets.records.values import said
from datasets.words.texts import Words, words
from datasets.words.wording import listed, sentences

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Authority = Document.Authority


@dataclass(frozen=True)
class Dispute:
    """Something that does not agree: its key on the page, the field, what sort it is, and what clashes.

    `settled` says how it was settled; it has no words where it is open.
    """

    key: str
    field: str
    kind: str
    text: Words
    settled: Words

    @property
    def kind_label(self) -> str:
        """What sort of disagreement it is, in words."""
        return str(dict(Disagreement.Kind.choices).get(self.kind, ""))

    @property
    def is_open(self) -> bool:
        """Whether nobody has settled it."""
        return not self.settled.words


def disputes(datasets: Sequence[Dataset]) -> list[tuple[Dispute, ...]]:
    """Return all that does not agree about each of datasets that were read whole (facts.reading): notes, then the rest.

    One query where documents state terms that no dataset has, none where they do not.
    """
    found = [(dataset, _computed(dataset)) for dataset in datasets]
    voiced = [
        (dataset, FIELDS[one.field], each.value) for dataset, ones in found for one in ones for each in one.voices
    ]
    known = {name: term for dataset, field, _ in voiced for name, term in terms_held(field, dataset).items()}
    terms = terms_named(((field, value) for _, field, value in voiced), known)
    return [(*_noted(dataset), *_told(dataset, ones, terms)) for dataset, ones in found]


def _noted(dataset: Dataset) -> Iterator[Dispute]:
    """Yield what curators noted."""
    for item in dataset.disagreement_set.all():
        yield Dispute(str(item.pk), item.field, item.kind, words(item.explanation), words(item.settled))


def _computed(dataset: Dataset) -> list[Contradiction]:
    """Return what nobody noted."""
    records = [as_record(statement) for statement in dataset.statement_set.all()]
    held = {field.code: field.stored.to_record(dataset) for field in HELD if field.stored is not None}
    noted = [(item.field, item.kind) for item in dataset.disagreement_set.all()]
    return contradictions.unexplained(contradictions.contradictions(records, held), noted)


def _told(dataset: Dataset, found: Sequence[Contradiction], terms: Terms) -> Iterator[Dispute]:
    statements = list(dataset.statement_set.all())
    for place, one in enumerate(found):
        text = _sum(one) if one.sum else _voices(one, statements, terms)
        settled = Words("") if one.settled is None else words(statements[one.settled].reason)
        yield Dispute(f"{one.field}-{place}", one.field, one.kind, Words(text), settled)


def as_record(statement: Statement) -> Record:
    """Return what resolution and contradictions read of a statement."""
    return {
        "field": statement.field,
        "value": said(statement),
        "document": statement.document.code,
        "standing": statement.standing,
    }


# What does not add up -> how it is said.
SUMS: "Mapping[str, StrOrPromise]" = {
    contradictions.SPLITS: lazy("The splits add up to %(sum)s, the total is %(total)s."),
    contradictions.SHARES: lazy("The shares of the splits add up to %(sum)s %%."),
    contradictions.SHARE: lazy("%(name)s: %(share)s %% (%(count)s of %(total)s), stated as %(stated)s %%."),
    contradictions.CLASSES: lazy("The classes add up to %(sum)s, the total is %(total)s."),
    contradictions.NAMED: lazy("Classes named: %(named)s; stated: %(stated)s."),
}


def _sum(one: Contradiction) -> str:
    return SUMS[one.sum] % {name: _number(value) for name, value in one.numbers}


def _number(value: Any) -> str:
    if isinstance(value, str):
        return str(Split.Name(value).label)
    number = round(value, 1)
    return number_format(number if number % 1 else int(number), force_grouping=True)


# Why a value is shown and not another, and the authority whose word it is -> how it is said. An index, the least of
# them, never goes before another.
SHOWN: "Mapping[str, StrOrPromise]" = {
    Why.PREFERRED: lazy("Shown is “%(value)s”, which a curator prefers."),
    Why.EXACT: lazy("Shown is “%(value)s”, the most exact of what agrees."),
    Why.NEWER: lazy("Shown is “%(value)s”, the newest of them."),
    Why.FIRST: lazy("Shown is “%(value)s”, which is stated first."),
    Authority.OWNER: lazy("Shown is “%(value)s”, as the owner says."),
    Authority.REGISTRY: lazy("Shown is “%(value)s”, as a registry has counted."),
    Authority.LITERATURE: lazy("Shown is “%(value)s”, as a paper says."),
    Authority.GUIDE: lazy("Shown is “%(value)s”, as a guide says."),
}


def _voices(one: Contradiction, statements: Sequence[Statement], terms: Terms) -> str:
    """Say who states what, and which of it is shown for which reason."""
    field = FIELDS[one.field]
    voices = listed(_voice(field, voiced, statements, terms) for voiced in one.voices if voiced.places)
    told = _("Stated in different ways: %(voices)s.") % {"voices": voices}
    why = _why(field, one, statements)
    value = "".join(text.text for text in in_words(field, one.voices[0].value, terms))
    return sentences(told, SHOWN[why] % {"value": value} if why and value else "")


def _voice(field: Field, voiced: Voiced, statements: Sequence[Statement], terms: Terms) -> str:
    places = listed(dict.fromkeys(statements[place].place for place in voiced.places))
    value = "".join(text.text for text in in_words(field, voiced.value, terms))
    return _("“%(value)s” (%(places)s)") % {"value": value or statements[voiced.places[0]].printed, "places": places}


def _why(field: Field, one: Contradiction, statements: Sequence[Statement]) -> str:
    """Return the reason, one of SHOWN, for which the value is held; "" for an item of a list.

    Where the entry holds another value than follows from its statements (projecting), there is none either.
    """
    if not field.single:
        return ""
    voices = {statement.document.code: voice(statement.document) for statement in statements}
    own = [statement for statement in statements if statement.field == one.field]
    held = resolve([as_record(statement) for statement in own], voices).get(one.field)
    if held is None or held.best is None or bare(held.value) != bare(one.voices[0].value):
        return ""
    if held.why is not Why.AUTHORITY:
        return str(held.why)
    return str(own[held.best].document.authority)
