"""An entry in a list, as markup: what it is, how to get it, what it may be used for, how it is annotated, how much.

A card says only what is stated; one quiet phrase names what nobody states. Joined from escaped strings (fragments).
The parts of a card are those of a row of the table as well (table).
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from datasets.facts import rights
from datasets.facts.cards import Summary, summary_for
from datasets.facts.fields import FIELDS, UNKNOWN
from datasets.facts.kinds import Record
from datasets.index.entries import IMAGING
from datasets.index.facets import NOT_STATED
from datasets.index.snapshot import Snapshot
from datasets.models import LANGUAGES, Right
from datasets.models.dataset import Precision
from datasets.search.finding import Results
from datasets.words.texts import bcp47
from datasets.words.wording import LABELLED_UNITS, before_value, precise, size

from .answers import DIFFERS, OPEN, PARTLY, YES, Tone
from .fragments import Labels, Names, labels, names

# How many values of a field a card names before it counts the rest.
MOST_NAMED = {"anatomy": 2, "task": 2, "annotation": 2, "source": 1}
# The fields of the line of facts, in their order; a narrow page goes without the latter where there is more to say.
NAMED, WHERE_ROOM = ("anatomy", "task"), ("annotation", "source")
# No line begins with a dot.
BETWEEN = "\u00a0· "
# The figures of a card, in their order.
FIGURES = ("subjects", "images", "size")
# Composed summaries that are kept of a snapshot, for each language.
MOST_KEPT = 2_000
# The kind that most entries are of; it goes without saying.
DATASET = "dataset"
# Level of access -> its sign and tone: open, with steps to take, closed. A sign never stands without its words.
ACCESS = {"open": Tone("ok", "●"), "closed": Tone("no", "○")}
# How exact a figure is, as signs.
PRECISE: Mapping[str, str] = {Precision.ABOUT: "≈ ", Precision.AT_LEAST: "≥ "}


@dataclass(frozen=True, eq=False)
class Words:
    """The constant words of cards in one language, escaped. `add` has a place for the %(name)s of an entry."""

    shared: Labels
    composed: str
    add: str
    compare: str
    differs: str
    not_stated: str
    counts: str
    address: str
    fields: Mapping[str, str]
    matched: Mapping[str, str]


@lru_cache(maxsize=10)
def words_in(language: str) -> Words:
    """Return the constant words of cards; call it with the language that is active."""
    return Words(
        shared=labels(language),
        composed=escape(_("Made from the facts of the entry.")),
        add=escape(_("Compare %(name)s")),
        compare=escape(_("Compare")),
        differs=escape(_("sources differ")),
        not_stated=escape(before_value(NOT_STATED[language])),
        counts=escape(pgettext("what nobody states", "counts")),
        address=escape(pgettext("what nobody states", "address")),
        fields={
            "access": escape(pgettext("what nobody states", "access")),
            "license": escape(pgettext("what nobody states", "licence")),
            "size": escape(pgettext("below a figure", "size")),
        },
        matched={
            "en": escape(_("Found in the English text")),
            "fr": escape(_("Found in the French text")),
            "pt-br": escape(_("Found in the Portuguese text")),
            "zh-hans": escape(_("Found in the Chinese text")),
            "ru": escape(_("Found in the Russian text")),
        },
    )


def cards(results: Results, snapshot: Snapshot, language: str, gathered: Container[str]) -> SafeString:
    """Return the cards of a page as markup, each with the language in which it was found if that is not the page's.

    `gathered` are the slugs in the visitor's tray: their buttons are pressed ones, which take them out.
    """
    known, words = names(snapshot, language), words_in(language)
    found = zip(results.cards, results.spoken, strict=True)
    return mark_safe(  # noqa: S308 - escaped in _card
        "".join(
            [
                _card(card, _summary(card, snapshot, language), spoken, known, words, card["slug"] in gathered)
                for card, spoken in found
            ]
        )
    )


def _summary(card: Record, snapshot: Snapshot, language: str) -> Summary:
    """Return what an entry is in a sentence; one that is composed is composed once for a snapshot."""
    kept = _summaries(snapshot, language)
    found = kept.get(card["slug"])
    if found is None:
        found = summary_for(card, language, lambda: snapshot.lexicon)
        if found.composed and len(kept) < MOST_KEPT:
            kept[card["slug"]] = found
    return found


@lru_cache(maxsize=len(LANGUAGES))
def _summaries(_snapshot: Snapshot, _language: str) -> dict[str, Summary]:
    return {}


def _card(card: Record, summary: Summary, matched: str, known: Names, words: Words, is_gathered: bool) -> str:
    told = escape(summary.text) + (f' <small class="note">{words.composed}</small>' if summary.composed else "")
    figures = "".join([figure(card, name, known, words) for name in FIGURES if card[name] is not None])
    return (
        f'<li class="card entry" id="entry-{card["slug"]}">'
        f"<h2>{link(card, known)}{badges(card, known)}</h2>"
        f'<p class="summary" lang="{bcp47(summary.language)}">{told}</p>'
        + (f'<p class="quiet matched">{words.matched[matched]}</p>' if matched else "")
        + f'<p class="meta">{_meta(card, known, words)}</p>'
        + (f'<dl class="figures">{figures}</dl>' if figures else "")
        + f'<p class="act">{compare(card, words, is_gathered)}</p></li>'
    )


def link(card: Record, known: Names) -> str:
    """Return the link to an entry's page, with its name."""
    return f'<a href="{known.entries}{card["slug"]}/">{escape(card["name"])}</a>'


def badges(card: Record, known: Names) -> str:
    """Return the badges of an entry's modalities."""
    titles = known.texts["modality"]
    return "".join([f' <span class="badge m-{code}" title="{titles[code]}">{code}</span>' for code in card["modality"]])


def compare(card: Record, words: Words, is_gathered: bool) -> str:
    """Return the button that puts an entry into the tray, or takes it out."""
    return (
        f'<button form="tray" name="{"remove" if is_gathered else "add"}" value="{card["slug"]}"'
        f' aria-pressed="{"true" if is_gathered else "false"}"'
        f' aria-label="{words.add % {"name": escape(card["name"])}}">{words.compare}</button>'
    )


def _meta(card: Record, known: Names, words: Words) -> str:
    """Return the facts of a card: how to get it, what it may be used for, what it shows, how it is annotated, whose.

    Behind them stands what nobody states.
    """
    values = known.values

    def several_of(fields: Sequence[str]) -> list[str]:
        return [several(card[name], values[name], MOST_NAMED[name], words.shared) for name in fields if card[name]]

    told = [part for part in (access(card, known, words), licence(card, known)) if part]
    if card["kind"] != DATASET:
        told.append(values["kind"][card["kind"]])
    if card["category"] != IMAGING:
        told.append(values["category"][card["category"]])
    facts = BETWEEN.join([*told, *several_of(NAMED)])
    if further := BETWEEN.join(several_of(WHERE_ROOM)):
        facts = f'{facts}<span class="where-room">{BETWEEN}{further}</span>' if facts else further
    if missing := _missing(card, words):
        unstated = f'<span class="unstated">{words.not_stated} {words.shared.comma.join(missing)}</span>'
        facts = f"{facts}{BETWEEN}{unstated}" if facts else unstated
    return facts


def _missing(card: Record, words: Words) -> list[str]:
    """Return what nobody states of what people ask first."""
    missing = [words.counts] if all(card[name] is None for name in FIGURES) else []
    if card["access"] == UNKNOWN:
        missing.append(words.fields["access"])
    if card["license"] is None and not card["use"]:
        missing.append(words.fields["license"])
    return missing if card["linked"] else [*missing, words.address]


def several(codes: Sequence[str], values: Mapping[str, str], most: int, words: Labels) -> str:
    """Return the names of the first codes of a field, and how many more there are."""
    if len(codes) <= most:
        return words.comma.join([values[code] for code in codes])
    return f"{words.comma.join([values[code] for code in codes[:most]])} +{len(codes) - most}"


def verdict(tone: Tone, text: str) -> str:
    """Return an answer in words behind its sign, which is not read aloud."""
    return f'<span class="verdict {tone.name}"><span aria-hidden="true">{tone.sign}\u00a0</span>{text}</span>'


def access(card: Record, known: Names, words: Words) -> str:
    """Return how to get an entry, "" where nobody says."""
    level = card["access"]
    if level == UNKNOWN:
        return ""
    if "access" in card["differs"]:
        said = f'{known.values["access"][level]}<span class="visually-hidden"> ({words.differs})</span>'
        return f'<span title="{words.differs}">{verdict(DIFFERS, said)}</span>'
    return verdict(ACCESS.get(level, PARTLY), known.values["access"][level])


def licence(card: Record, known: Names) -> str:
    """Return the licence of an entry with what it comes to, or what the images may be used for; "" for neither.

    Vocabularies have a licence by its SPDX identifier, in capitals, where it has one.
    """
    code, uses = card["license"], card["use"]
    tone = YES if Right.Use.COMMERCIAL in uses else PARTLY if uses else OPEN
    if code is not None:
        return verdict(tone, _short(code) if code[0].isupper() else known.values["license"][code])
    allowed = next((use for use in (Right.Use.COMMERCIAL, rights.RESEARCH, *uses) if use in uses), "")
    return verdict(tone, known.values["use"][allowed]) if allowed else ""


def _short(code: str) -> str:
    """Return a licence by its SPDX identifier as people write it: CC BY-SA 4.0. More know that than the name."""
    family, _, version = code.replace("CC-", "CC ", 1).rpartition("-")
    return f"{family} {version}" if family else version


def figure(card: Record, name: str, known: Names, words: Words) -> str:
    """Return a stated figure of an entry, what is counted below the number."""
    number, unit = amount(card[name], name, known, words)
    kind = ' class="of-size"' if name == "size" else ""
    return f"<div{kind}><dt>{unit}</dt><dd>{number}</dd></div>"


def amount(held: Record, name: str, known: Names, words: Words) -> tuple[str, str]:
    """Return an amount that an entry holds as a number with its precision, and what is counted."""
    return _amount(name, held["value"], held["precision"] or "", held.get("unit"), known, words)


@lru_cache(maxsize=5_000)
def _amount(name: str, value: int, precision: str, counted: str | None, known: Names, words: Words) -> tuple[str, str]:
    number = size(value) if name == "size" else words.shared.number(value)
    said = f"{PRECISE[precision]}{number}" if precision in PRECISE else precise(number, precision)
    if name == "size":
        return escape(said), words.fields["size"]
    unit = known.units.get(counted or "") or known.units.get(LABELLED_UNITS[name])
    return escape(said), escape(unit.after(value) if unit else str(FIELDS[name].label))
