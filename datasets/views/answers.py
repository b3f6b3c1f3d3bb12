"""The four answers that open the page of an entry: can I get it, may I use it, how much is there, is it safe to mix.

Each is a word with a sign, and a line or two. What nobody states is no answer: it is said to be not stated. An entry
that gathers others has no answer of its own where its parts have theirs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from datasets.compare.overlap import Overlap
from datasets.compare.picture import Cell, Comparison, Row
from datasets.compare.relations import GATHERING
from datasets.facts import rights
from datasets.facts.fields import UNKNOWN
from datasets.facts.rights import Component, Use
from datasets.models import Dataset, Link, Right
from datasets.web.addresses import leakage
from datasets.words.texts import Words, words

from .getting import Command, commands

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Tone:
    """How an answer sounds: the class of its colour, and the sign before its words."""

    name: str
    sign: str


YES, PARTLY, NO = Tone("ok", "✓"), Tone("warn", "◐"), Tone("no", "✕")
DIFFERS, BEWARE, OPEN, FIGURES = Tone("warn", "≠"), Tone("warn", "!"), Tone("open-question", "?"), Tone("plain", "")

# Level of access -> how it sounds. A level that is not here asks for something first.
LEVELS: Mapping[str, Tone] = {"open": YES, "closed": NO, UNKNOWN: OPEN}

# The most entries that the last answer names; all of them are told further down.
MOST_NAMED = 2

# Links that lead to the data, the best first.
TO_DATA = (Link.Kind.DOWNLOAD, Link.Kind.HOMEPAGE, Link.Kind.DOCUMENTATION)


@dataclass(frozen=True)
class Figure:
    """One line under an answer; where it is a fact of the catalogue, with its cell, and the row's key and name."""

    text: str
    cell: Cell | None = None
    key: str = ""
    name: str = ""
    language: str = ""
    quoted: bool = False
    url: str = ""


@dataclass(frozen=True)
class Answer:
    """One answer: its key, the question, the tone, the answer in words, lines below it.

    `behind` is the evidence of the answer itself, `steps` are what one has to do to get the data, `commands` do it.
    """

    key: str
    question: "StrOrPromise"
    tone: Tone
    words: Words
    lines: Sequence[Figure] = ()
    behind: Figure | None = None
    steps: Sequence[Words] = ()
    commands: Sequence[Command] = field(default=())


def answers(row: Dataset, alone: Comparison, overlaps: Sequence[Overlap], links: Sequence[Link]) -> list[Answer]:
    """Return the four answers about an entry, from its comparison of one, its warnings and its links."""
    return [*of_itself(row, alone, links), _mix(row.slug, overlaps, row.kind.code in GATHERING)]


def of_itself(row: Dataset, alone: Comparison, links: Sequence[Link]) -> list[Answer]:
    """Return the three answers that need no other entry: how to get it, what it may be used for, how much there is."""
    rows = {found.key: found for group in alone.groups for found in group.rows}
    return [_get(row, rows, links), _use(row, rows, row.kind.code in GATHERING), _amount(rows)]


def to_data(links: Sequence[Link]) -> Link | None:
    """Return the link that leads to the data; None where no address is stated."""
    return next((link for kind in TO_DATA for link in links if link.kind == kind), None)


def _get(row: Dataset, rows: Mapping[str, Row], links: Sequence[Link]) -> Answer:
    level, cell = row.access_level, rows["access"].cells[0]
    tone = LEVELS.get(level.code, PARTLY)
    differ = bool(cell.disputes) or not all(citation.agrees for citation in cell.citations)
    lines = [Figure(_("Sources differ."))] if differ else []
    if to_data(links) is None:
        lines.append(Figure(_("No address is stated.")))
    said = _here(_("Not stated")) if level.code == UNKNOWN else words(level.names)
    steps = [words(step.step.names) for step in row.orderedaccessstep_set.all()]
    behind = Figure("", cell, "access", rows["access"].label)
    tone = DIFFERS if differ and tone is not NO else tone
    return Answer("get", lazy("Can I get it?"), tone, said, lines, behind, steps, commands(links))


def _here(text: str) -> Words:
    """Return words in the language of the page."""
    return Words(text, "")


def _use(row: Dataset, rows: Mapping[str, Row], gathers: bool) -> Answer:
    stated = [(right.component, right.use, right.allowed) for right in row.right_set.all()]
    licence = row.license
    code = licence.code if licence else None
    allowed = {use: rights.answer(stated, code, Component.IMAGES, use.value).allowed for use in Use}
    tone, said = _verdict(allowed, rights.RESEARCH in rights.uses(stated, code), licence is not None, gathers)
    cell = rows["license"].cells[0]
    lines = [Figure(text.text, cell, "license", rows["license"].label, text.language) for text in cell.texts[:1]]
    if tone is OPEN and not lines:
        lines.append(Figure(_("No licence and no terms: ask the publisher.")))
    stated_row = rows.get(f"{Component.IMAGES.value}-{Use.COMMERCIAL.value}")
    behind = None if lines or stated_row is None else Figure("", stated_row.cells[0], "use", stated_row.label)
    return Answer("use", lazy("May I use it?"), tone, _here(said), lines, behind)


def _verdict(
    allowed: Mapping[Right.Use, bool | None], for_research: bool, licensed: bool, gathers: bool
) -> tuple[Tone, str]:
    commercial, others = allowed[Use.COMMERCIAL], (allowed[Use.REDISTRIBUTION], allowed[Use.DERIVATIVES])
    if commercial:
        return (PARTLY, _("Yes, with limits")) if False in others else (YES, _("Yes, also commercially"))
    if commercial is False:
        return PARTLY, _("Yes, but not commercially") if for_research or True in others else _("Not commercially")
    if for_research:
        return PARTLY, _("For research; the rest is not stated")
    if any(answer is not None for answer in others) or licensed:
        return PARTLY, _("See the terms")
    return OPEN, _("Depends on the part") if gathers else _("Not stated")


def _amount(rows: Mapping[str, Row]) -> Answer:
    found = list(_amounts(rows))
    if not found:
        return Answer("amount", lazy("How much is there?"), OPEN, _here(_("Not stated")))
    return Answer("amount", lazy("How much is there?"), FIGURES, _here(""), found)


def _amounts(rows: Mapping[str, Row]) -> Iterator[Figure]:
    """Yield the stated amounts, each with its unit: subjects, images, size; else what else is counted."""
    keys = [key for key in ("subjects", "images", "size") if rows[key].cells[0].known]
    for key in keys or [key for key in ("count", "class_count") if key in rows and rows[key].cells[0].known]:
        cell, label = rows[key].cells[0], rows[key].label
        for place, text in enumerate(cell.texts[:2]):
            # A bare number has its field for a unit.
            bare = not any(character.isalpha() for character in text.text)
            said = _("%(number)s · %(label)s") % {"number": text.text, "label": label} if bare else text.text
            yield Figure(said, None if place else cell, key, label, text.language, cell.quoted)


def _mix(slug: str, overlaps: Sequence[Overlap], gathers: bool) -> Answer:
    question = lazy("Safe to mix?")
    check = [] if gathers else [Figure(_("Leakage check"), url=leakage([slug], []))]
    certain = [item for item in overlaps if item.certain]
    if certain:
        number = len(certain)
        said = ngettext("Overlaps with %(number)d entry", "Overlaps with %(number)d entries", number)
        return Answer("mix", question, BEWARE, _here(said % {"number": number}), [*_others(certain), *check])
    if overlaps:
        number = len(overlaps)
        said = ngettext("May overlap with %(number)d entry", "May overlap with %(number)d entries", number)
        return Answer("mix", question, OPEN, _here(said % {"number": number}), [*_others(overlaps), *check])
    if gathers:
        return Answer("mix", question, OPEN, _here(_("Depends on the part")))
    lines = [Figure(_("Nobody states that there is none.")), *check]
    return Answer("mix", question, OPEN, _here(_("No overlap is known")), lines)


def _others(overlaps: Sequence[Overlap]) -> list[Figure]:
    """Return the first of the entries that overlap, each with the address of its page."""
    return [Figure(item.second_name, url=reverse("dataset", args=[item.second])) for item in overlaps[:MOST_NAMED]]
