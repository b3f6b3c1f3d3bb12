"""Which entry fits: a few wishes in, a ranked short list out, each entry with what speaks for and against it.

A query over the snapshot like any other, with what the index does not hold (rights, levels, how exact a size is) read
beside it once per snapshot. A wish is met, contradicted or open: what nobody states is neither yes nor no.

The order: each wish has its WEIGHTS; met adds them, contradicted takes them away, open does neither. Equal points:
fewer contradictions first, then the better supported (facts.support). An entry has to meet one of the wishes about what
the data show, if there are any, else one of the others, and more has to speak for it than against it.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from functools import lru_cache, reduce
from operator import or_

import numpy as np
from django.db.models import Q
from django.utils.translation import gettext as _

from datasets.facts import rights
from datasets.facts.kinds import Record
from datasets.index.bitsets import from_mask, positions, to_mask
from datasets.index.facets import Value
from datasets.index.snapshot import Snapshot
from datasets.models import OrderedAccessStep, Right
from datasets.models.dataset import Precision, published
from datasets.words import numbers
from datasets.words.asked import Notice, Parameters, last_value, name_unknown, printable
from datasets.words.folding import fold
from datasets.words.texts import reader

# Facets in which one value may be wished for; together, what the data show.
SUBJECTS = ("use_case", "task", "modality", "anatomy")
# Points by wish. The goal outweighs any one property: a set for the goal in another modality helps more than one in the
# right modality of which no goal is known. What the data show outweighs what it takes to get them.
WEIGHTS = {
    "use_case": 5, "task": 2, "modality": 2, "anatomy": 2, "level": 1, "budget": 1, "agreement": 1, "commercial": 1,
}  # fmt: skip
# How many entries the short list has, and how many of them are offered for comparison.
SHORT = 10
COMPARED = 3
# Only these kinds can be taken home; archives, directories and series hold or list others.
KINDS = ("dataset", "challenge", "library")

# What each experience can take on, and how hard a document calls an entry where it recommends it to no level.
LEVELS = ("beginner", "intermediate", "advanced")
DIFFICULTIES = {"easy": "beginner", "medium": "intermediate", "hard": "advanced"}

# Access levels by whether an agreement has to be signed; the rules of challenges and the rest are open.
WITHOUT_AGREEMENT = ("open", "registration")
WITH_AGREEMENT = ("request", "credentialed", "closed")

ANSWERS = ("yes", "no")
SPEED = re.compile(r"\s*(?P<number>\d{1,6}(?:[.,]\d{1,3})?)\s*(?:mbit/s|mbps)?\s*\Z", re.IGNORECASE)
# Megabits per second to bits.
MEGA = 1_000_000


class Answer(Enum):
    """What is known of one wish for one entry."""

    MET = "met"
    CONTRADICTED = "contradicted"
    OPEN = "open"


@dataclass(frozen=True)
class Wish:
    """What a visitor wants. Codes as the vocabularies spell them; `budget` in bytes; `speed` in Mbit/s.

    `agreement` and `commercial` are True, False or None for no answer.
    """

    subjects: Mapping[str, str] = field(default_factory=dict)
    level: str = ""
    budget: int | None = None
    speed: Fraction | None = None
    agreement: bool | None = None
    commercial: bool | None = None

    def conditions(self) -> tuple[str, ...]:
        """Return the names of the wishes that tell entries apart, in the order in which they are shown."""
        practical = {
            "level": bool(self.level),
            "budget": self.budget is not None,
            "agreement": self.agreement is False,
            "commercial": self.commercial is True,
        }
        return (*(name for name in SUBJECTS if name in self.subjects), *(name for name in practical if practical[name]))


@dataclass(frozen=True)
class Beside:
    """What the index does not hold, by the key of the entry; an entry that is missing here is not known about.

    `vague` are the entries whose size is a lower bound or per year; `signed` those with an agreement among the steps.
    """

    levels: Mapping[int, str]
    commercial: Mapping[int, bool]
    vague: frozenset[int]
    signed: frozenset[int]


@dataclass(frozen=True)
class Fit:
    """One entry of the short list: its card, the answer to each wish, and the download time in seconds if known."""

    card: Record
    answers: Mapping[str, Answer]
    points: int
    seconds: int | None


@dataclass(frozen=True)
class Fits:
    """The short list, how many entries have more for them than against them, and how many were looked at."""

    short: tuple[Fit, ...]
    total: int
    looked_at: int


def read(parameters: Parameters, codes: Mapping[str, Mapping[str, str]]) -> tuple[Wish, list[Notice]]:
    """Read the wishes from request parameters; a notice for each thing that was not understood.

    `codes` as in parameters.read.
    """
    notices: list[Notice] = []
    names = {*SUBJECTS, "level", "budget", "speed", "agreement", "commercial", "lang"}
    name_unknown(parameters, names, notices)
    found = {name: _choice(parameters, name, codes[name], notices) for name in SUBJECTS}
    return (
        Wish(
            subjects={name: code for name, code in found.items() if code},
            level=_choice(parameters, "level", {level: level for level in LEVELS}, notices),
            budget=_budget(parameters, notices),
            speed=_speed(parameters, notices),
            agreement=_yes_or_no(parameters, "agreement", notices),
            commercial=_yes_or_no(parameters, "commercial", notices),
        ),
        notices,
    )


def _choice(parameters: Parameters, name: str, codes: Mapping[str, str], notices: list[Notice]) -> str:
    value = last_value(parameters, name, notices).strip()
    code = codes.get(fold(value), "")
    if value and not code:
        message = _("There is no value “%(value)s”; choose one from the list.")
        notices.append(Notice(name, message % {"value": printable(value)}))
    return code


def _yes_or_no(parameters: Parameters, name: str, notices: list[Notice]) -> bool | None:
    answer = _choice(parameters, name, {answer: answer for answer in ANSWERS}, notices)
    return answer == "yes" if answer else None


def _budget(parameters: Parameters, notices: list[Notice]) -> int | None:
    value = last_value(parameters, "budget", notices).strip()
    sizes = numbers.sizes(value, reader())
    number = sizes[0] if len(sizes) == 1 else None
    if value and not number:
        message = _("“%(value)s” is no size; write one such as 50GB or 1.5 TB.")
        notices.append(Notice("budget", message % {"value": printable(value)}))
    return number or None


def _speed(parameters: Parameters, notices: list[Notice]) -> Fraction | None:
    value = last_value(parameters, "speed", notices).strip()
    found = SPEED.match(value) if value.isascii() else None
    number = Fraction(found["number"].replace(",", ".")) if found else None
    if value and not number:
        message = _("“%(value)s” is no speed; write Mbit/s above 0 and below a million, such as 50 or 2.5.")
        notices.append(Notice("speed", message % {"value": printable(value)}))
    return number or None


@lru_cache(maxsize=2)
def beside(snapshot: Snapshot) -> Beside:
    """Read from the database what the index does not hold; once per snapshot, in four queries."""
    entries = published().filter(~Q(level="") | ~Q(difficulty="") | ~Q(size_precision__in=("", Precision.EXACT)))
    levels: dict[int, str] = {}
    vague = set()
    columns = ("pk", "level", "difficulty", "size_precision")
    for pk, level, difficulty, precision in entries.order_by().values_list(*columns):
        if level or difficulty:
            levels[pk] = level or DIFFICULTIES[difficulty]
        if precision in (Precision.AT_LEAST, Precision.PER_YEAR):
            vague.add(pk)
    stated: dict[int, list[rights.Stated]] = defaultdict(list)
    rows = Right.objects.filter(use=Right.Use.COMMERCIAL).order_by()
    for pk, component, use, allowed in rows.values_list("dataset", "component", "use", "allowed"):
        stated[pk].append((component, use, allowed))
    licenses = dict(published().filter(license__isnull=False).order_by().values_list("pk", "license__code"))
    answers = {pk: _may_sell(stated.get(pk, ()), licenses.get(pk)) for pk in {*stated, *licenses}}
    commercial = {pk: answer for pk, answer in answers.items() if answer is not None}
    steps = OrderedAccessStep.objects.filter(step__code="sign-agreement").order_by()
    return Beside(levels, commercial, frozenset(vague), frozenset(steps.values_list("dataset", flat=True)))


def _may_sell(stated: Sequence[rights.Stated], license_code: str | None) -> bool | None:
    """Return whether images with their annotations may be used commercially: one no is a no, and images need a yes."""
    images, annotations = (
        rights.answer(stated, license_code, component, Right.Use.COMMERCIAL).allowed
        for component in (Right.Component.IMAGES, Right.Component.ANNOTATIONS)
    )
    if images is False or annotations is False:
        return False
    return images


def fit(snapshot: Snapshot, known: Beside, wish: Wish) -> Fits:
    """Return the short list for `wish`, best first. Without a condition there is nothing to choose by: it is empty."""
    kinds = snapshot.facets.values["kind"]
    eligible = reduce(or_, (kinds[code].entries for code in KINDS if code in kinds), 0) & snapshot.alive
    sets = {name: _sets(snapshot, known, wish, name) for name in wish.conditions()}
    needed = [name for name in sets if name in SUBJECTS] or list(sets)
    found = eligible & reduce(or_, (sets[name][0] for name in needed), 0)
    slots = positions(found, snapshot.size)
    points = np.zeros(len(slots), np.int64)
    against = np.zeros(len(slots), np.int64)
    answers: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for name, (met, contradicted) in sets.items():
        yes, no = to_mask(met, snapshot.size)[slots], to_mask(contradicted, snapshot.size)[slots]
        answers[name] = (yes, no)
        points += WEIGHTS[name] * (yes.astype(np.int64) - no.astype(np.int64))
        against += no
    order = np.lexsort((snapshot.ranks["support"][slots], against, -points))
    order = order[points[order] > 0]
    short = [
        Fit(
            card=(card := snapshot.card(int(slots[place]))),
            answers={name: _answer(bool(yes[place]), bool(no[place])) for name, (yes, no) in answers.items()},
            points=int(points[place]),
            seconds=download_seconds(card["size"] and card["size"]["value"], wish.speed),
        )
        for place in order[:SHORT]
    ]
    return Fits(tuple(short), len(order), eligible.bit_count())


def _answer(met: bool, contradicted: bool) -> Answer:
    return Answer.MET if met else Answer.CONTRADICTED if contradicted else Answer.OPEN


def _sets(snapshot: Snapshot, known: Beside, wish: Wish, name: str) -> tuple[int, int]:
    """Return the entries that meet one condition of the wish, and those that contradict it."""
    if name in SUBJECTS:
        return _by_subject(snapshot, name, wish.subjects[name])
    if name == "level":
        taken = LEVELS[: LEVELS.index(wish.level) + 1]
        fitting = {pk for pk, level in known.levels.items() if level in taken}
        return _slots(snapshot, fitting), _slots(snapshot, set(known.levels) - fitting)
    if name == "commercial":
        allowed = {pk for pk, answer in known.commercial.items() if answer}
        return _slots(snapshot, allowed), _slots(snapshot, set(known.commercial) - allowed)
    if name == "agreement":
        levels = snapshot.facets.values["access"]
        signed = _slots(snapshot, known.signed) | _any(levels, WITH_AGREEMENT)
        return _any(levels, WITHOUT_AGREEMENT) & ~signed, signed
    sizes, vague = snapshot.facets.ranges["size"], _slots(snapshot, known.vague)
    # A lower bound above the budget is too large all the same; below it, the whole may be anything.
    budget = wish.budget or 0
    return sizes.between(None, budget) & ~vague, sizes.between(budget + 1, None)


def _by_subject(snapshot: Snapshot, parameter: str, code: str) -> tuple[int, int]:
    """Return the entries of one term, its narrower terms included, and those of other terms only.

    An entry of which a document names only a broader term (X-ray, where CR is wished for) is neither.
    """
    values = snapshot.facets.values[parameter]
    met = values[code].entries
    broader = 0
    parent = values[code].parent
    while parent is not None:
        narrower = (value.entries for value in values.values() if value.parent == parent)
        broader |= values[parent].entries & ~reduce(or_, narrower, 0)
        parent = values[parent].parent
    stated = reduce(or_, (value.entries for value in values.values()), 0)
    return met, stated & ~met & ~broader


def _any(values: Mapping[str, Value], codes: tuple[str, ...]) -> int:
    return reduce(or_, (values[code].entries for code in codes if code in values), 0)


def _slots(snapshot: Snapshot, keys: set[int] | frozenset[int]) -> int:
    """Return the set of the living slots of these entries."""
    return from_mask(np.isin(snapshot.keys, np.fromiter(keys, np.int64, len(keys)))) & snapshot.alive


def download_seconds(size: int | None, speed: Fraction | None) -> int | None:
    """Return how long `size` bytes take at `speed` Mbit/s, rounded up to seconds; None where either is unknown."""
    if size is None or speed is None:
        return None
    return -(-size * 8 * speed.denominator // (speed.numerator * MEGA))
