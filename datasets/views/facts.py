"""The facts of one dataset as the page shows them: grouped, each with its value and the statements behind it.

Plain data for the template; nothing here asks the database beyond what the view has prefetched.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.models import Dataset, Statement, Term
from datasets.words.texts import words
from datasets.words.wording import figure, precise, size, stars

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Field = Statement.Field

GROUPS: "tuple[tuple[StrOrPromise, tuple[Statement.Field, ...]], ...]" = (
    (lazy("What it shows"), (
        Field.MODALITY, Field.ANATOMY, Field.CONDITION, Field.USE_CASE, Field.TASK, Field.CONTENTS, Field.PURPOSE,
        Field.POPULATION, Field.ACQUISITION, Field.PERIOD, Field.LANGUAGE,
    )),
    (lazy("How much"), (
        Field.SUBJECTS, Field.IMAGES, Field.COUNT, Field.SIZE, Field.YEAR, Field.CLASS_COUNT, Field.CLASS,
        Field.MULTI_LABEL, Field.SPLIT,
    )),
    (lazy("Annotations"), (Field.ANNOTATION_TYPE, Field.ANNOTATION_METHOD, Field.ANNOTATION)),
    (lazy("Access and rights"), (
        Field.ACCESS, Field.ACCESS_STEP, Field.LICENSE, Field.RIGHTS, Field.FORMAT, Field.DOWNLOADS, Field.PRIZE,
    )),
    (lazy("Quality and level"), (
        Field.QUALITY, Field.DIFFICULTY, Field.LEVEL, Field.GUIDANCE, Field.PERFORMANCE,
    )),
    (lazy("Where it comes from"), (
        Field.SOURCE, Field.PROVENANCE, Field.PAPER, Field.LINK, Field.RELATION, Field.NAME, Field.CATEGORY, Field.KIND,
    )),
)  # fmt: skip

# Fields whose values stand elsewhere on the page (links, classes …) or only in the documents' words.
SHOWN_APART = frozenset({Field.LINK, Field.PAPER, Field.RELATION, Field.CLASS, Field.SPLIT})


@dataclass(frozen=True)
class Value:
    """One value as text, with the address of its browse page where it is a vocabulary term.

    `language` (BCP 47) is set where the text is not in the page's language.
    """

    text: str
    url: str = ""
    language: str = ""


@dataclass(frozen=True)
class Fact:
    """One field of the dataset: the values that the directory stands behind and the statements about it.

    `dispute` is the primary key of a disagreement about it that is not settled.
    """

    field: str
    label: str
    values: list[Value]
    statements: list[Statement]
    dispute: int | None


def groups(dataset: Dataset, url_of: Callable[[str, str], str]) -> list[tuple[str, list[Fact]]]:
    """Return the groups of facts that have a value or a statement. `url_of(field, code)` gives a term's address."""
    stated: dict[str, list[Statement]] = defaultdict(list)
    for statement in dataset.statement_set.all():
        stated[statement.field].append(statement)
    disputes = {item.field: item.pk for item in dataset.disagreement_set.all() if item.settled is None}
    values = dict(_values(dataset, url_of))
    result = []
    for title, fields in GROUPS:
        facts = [
            Fact(name.value, str(name.label), values.get(name, []), stated[name.value], disputes.get(name.value))
            for name in fields
            if name in values or (stated[name.value] and name not in SHOWN_APART)
        ]
        if facts:
            result.append((str(title), facts))
    return result


def _values(dataset: Dataset, url_of: Callable[[str, str], str]) -> Iterator[tuple[Statement.Field, list[Value]]]:
    """Yield each field that has values in the dataset's own columns."""

    def terms(name: Statement.Field, found: list[Term]) -> list[Value]:
        return [_term(term, url_of(name, term.code)) for term in found]

    for name, attribute in (
        (Field.MODALITY, "modalities"), (Field.ANATOMY, "anatomies"), (Field.CONDITION, "conditions"),
        (Field.USE_CASE, "use_cases"), (Field.TASK, "tasks"), (Field.LANGUAGE, "languages"),
        (Field.ANNOTATION_TYPE, "annotation_types"), (Field.ANNOTATION_METHOD, "annotation_methods"),
        (Field.FORMAT, "formats"),
    ):  # fmt: skip
        if found := list(getattr(dataset, attribute).all()):
            yield name, terms(name, found)
    if found := list(dataset.sources.all()):
        yield Field.SOURCE, [Value(source.name, url_of(Field.SOURCE, source.code)) for source in found]
    for name, term in (
        (Field.CATEGORY, dataset.category), (Field.KIND, dataset.kind), (Field.ACCESS, dataset.access_level),
        (Field.LICENSE, dataset.license),
    ):  # fmt: skip
        if term is not None:
            yield name, terms(name, [term])
    if steps := list(dataset.orderedaccessstep_set.all()):
        yield Field.ACCESS_STEP, [Value(f"{number}. {row.step.name()}") for number, row in enumerate(steps, 1)]
    yield from _figures(dataset)


def _term(term: Term, url: str) -> Value:
    name = words(term.names)
    return Value(name.words, url, name.language)


def _figures(dataset: Dataset) -> Iterator[tuple[Statement.Field, list[Value]]]:
    """Yield the fields whose value is a figure or a word of the dataset's own, where it is known."""
    d = dataset
    subjects, images = Field.SUBJECTS, Field.IMAGES
    texts: tuple[tuple[Statement.Field, object, Callable[[], str]], ...] = (
        (subjects, d.subjects, lambda: figure(d.subjects or 0, d.subjects_unit, d.subjects_precision, subjects)),
        (images, d.images, lambda: figure(d.images or 0, d.images_unit, d.images_precision, images)),
        (Field.SIZE, d.size_bytes, lambda: precise(size(d.size_bytes or 0), d.size_precision)),
        (Field.DOWNLOADS, d.downloads, lambda: figure(d.downloads or 0, None, d.downloads_precision)),
        (Field.PRIZE, d.prize_amount, lambda: f"{figure(d.prize_amount or 0, None, '')} {d.prize_currency}"),
        (Field.YEAR, d.year, lambda: str(d.year)),
        (Field.CLASS_COUNT, d.class_count, lambda: str(d.class_count)),
        (Field.MULTI_LABEL, d.multi_label, lambda: _("yes") if d.multi_label else _("no")),
        (Field.QUALITY, d.quality, lambda: stars(d.quality or 0)),
        (Field.DIFFICULTY, d.difficulty or None, d.get_difficulty_display),
        (Field.LEVEL, d.level or None, d.get_level_display),
    )
    for name, value, text in texts:
        if value is not None:
            yield name, [Value(text())]
    if counts := list(dataset.count_set.all()):
        yield Field.COUNT, [Value(figure(row.value, row.unit, row.precision)) for row in counts]
