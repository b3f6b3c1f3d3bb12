"""The parts of a list that a page shows hundreds of times, as markup: cards, facet options, histograms.

Joined from escaped strings, because a template costs ten times as much here (docs/decisions.md). Everything that
comes from the catalogue or the visitor goes through `escape`; what is constant for a snapshot and a language is escaped
once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus

from django.urls import reverse
from django.utils.formats import get_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from datasets.catalogue.records import Record
from datasets.models import Unit
from datasets.search.facets import Value
from datasets.search.finding import Results
from datasets.search.parameters import Query
from datasets.search.snapshot import Snapshot

from .facts import precise, size

# Values that a facet shows before "more".
FIRST_VALUES = 8
# Anatomical regions that a card names.
MOST_REGIONS = 4


@dataclass(frozen=True, eq=False)
class Names:
    """What pages call things, in one language at one revision, escaped: facet values by code, units by code."""

    values: Mapping[str, Mapping[str, str]]
    units: Mapping[str, str]
    children: Mapping[str, Mapping[str | None, Sequence[str]]]
    addresses: Mapping[str, str]
    quoted: Mapping[str, str]


@lru_cache(maxsize=10)
def names(snapshot: Snapshot, language: str) -> Names:
    """Return the names for a snapshot and a language; computed once for both."""
    values = {
        parameter: {code: str(escape(value.name(language))) for code, value in members.items()}
        for parameter, members in snapshot.facets.values.items()
    }
    units = {unit.code: str(escape(unit.name(language))) for unit in Unit.objects.all()}
    children = {parameter: _children(members) for parameter, members in snapshot.facets.values.items()}
    placeholder = "0"
    addresses = {
        "dataset": reverse("dataset", args=[placeholder]).removesuffix(f"{placeholder}/"),
        "source": reverse("browse-term", args=["sources", placeholder]).removesuffix(f"{placeholder}/"),
    }
    quoted = {code: quote_plus(code) for members in values.values() for code in members}
    return Names(values, units, children, addresses, quoted)


def _children(members: Mapping[str, Value]) -> dict[str | None, list[str]]:
    children: dict[str | None, list[str]] = {}
    for code, value in members.items():
        children.setdefault(value.parent, []).append(code)
    return children


@dataclass(frozen=True)
class Labels:
    """The constant words of a card in one language, escaped, and what stands between thousands."""

    subjects: str
    images: str
    size: str
    access: str
    unknown: str
    separator: str


@lru_cache(maxsize=10)
def labels(language: str) -> Labels:
    """Return a card's constant words; call it with the language that is active."""
    return Labels(
        subjects=str(escape(_("Subjects"))),
        images=str(escape(_("Images"))),
        size=str(escape(_("Size"))),
        access=str(escape(_("Access"))),
        unknown=str(escape(_("unknown"))),
        separator=str(get_format("THOUSAND_SEPARATOR", language)),
    )


def cards(found: Iterable[Record], snapshot: Snapshot, language: str) -> SafeString:
    """Return a list of cards as markup. Each is a card of the snapshot (catalogue.cards)."""
    known, words = names(snapshot, language), labels(language)
    return mark_safe("".join([_card(card, known, words, language) for card in found]))  # noqa: S308 - escaped in _card


def _card(card: Record, known: Names, words: Labels, language: str) -> str:
    values = known.values
    unknown = f'<span class="unknown">{words.unknown}</span>'
    tags = [f'<span class="kind">{values["kind"][card["kind"]]}</span>']
    tags += [f'<span class="modality" title="{values["modality"][code]}">{code}</span>' for code in card["modalities"]]
    tags += [f"<span>{values['anatomy'][code]}</span>" for code in card["anatomies"][:MOST_REGIONS]]
    if card["category"] != "imaging":
        tags.append(f'<span class="category">{values["category"][card["category"]]}</span>')
    spoken = language if language in card["summaries"] else "en"
    summary = card["summaries"].get(spoken, "")
    level = card["access_level"]
    sources = ", ".join(
        f'<a href="{known.addresses["source"]}{escape(code)}/">{values["source"][code]}</a>' for code in card["sources"]
    )
    volume = escape(precise(size(card["size_bytes"]), card["size_precision"] or "")) if card["size_bytes"] else unknown
    return (
        f'<li class="card"><h2><a href="{known.addresses["dataset"]}{card["slug"]}/">{escape(card["name"])}</a></h2>'
        f'<p class="tags">{" ".join(tags)}</p><p class="summary" lang="{spoken}">{escape(summary)}</p>'
        f'<dl class="figures">'
        f"<div><dt>{words.subjects}</dt><dd>{_amount(card, 'subjects', known, words.separator) or unknown}</dd></div>"
        f"<div><dt>{words.images}</dt><dd>{_amount(card, 'images', known, words.separator) or unknown}</dd></div>"
        f"<div><dt>{words.size}</dt><dd>{volume}</dd></div>"
        f"<div><dt>{words.access}</dt><dd>{values['access'][level] if level != 'unknown' else unknown}</dd></div></dl>"
        + (f'<p class="sources">{sources}</p></li>' if sources else "</li>")
    )


def _amount(card: Record, key: str, known: Names, separator: str) -> str:
    if card[key] is None:
        return ""
    number = f"{card[key]:,}".replace(",", separator)
    unit = known.units.get(card[f"{key}_unit"], "")
    return f"{escape(precise(number, card[f'{key}_precision'] or ''))} <small>{unit}</small>"


@dataclass(slots=True)
class Option:
    """One value of a facet as a page shows it, label and url escaped; `url` adds it to the question or removes it."""

    code: str
    label: str
    count: int
    selected: bool
    url: str
    depth: int


def options(results: Results, parameter: str, known: Names) -> list[Option]:
    """Return the values of a facet that some entry has or that are chosen: as a tree, chosen first, then by count."""
    counts = results.counts[parameter]
    chosen = results.query.facets.get(parameter, ())
    children, labels_of = known.children[parameter], known.values[parameter]
    adding = _adding(results.query, parameter)
    found: list[Option] = []

    def leads_to_chosen(code: str) -> bool:
        return code in chosen or any(leads_to_chosen(child) for child in children.get(code, ()))

    leading = {code for code in labels_of if leads_to_chosen(code)} if chosen else set()

    def branch(parent: str | None, depth: int) -> None:
        shown = [code for code in children.get(parent, ()) if counts[code] or code in leading]
        shown.sort(key=lambda code: (code not in leading, -counts[code]))
        for code in shown:
            selected = code in chosen
            url = escape(results.query.toggled(parameter, code).address()) if selected else adding + known.quoted[code]
            found.append(Option(code, labels_of[code], counts[code], selected, url, depth))
            if code in children:
                branch(code, depth + 1)

    branch(None, 0)
    return found


def _adding(query: Query, parameter: str) -> str:
    """Return the escaped address that asks for one more value of a facet, up to the value."""
    start = query.on_page(1).address()
    return str(escape(f"{start}{'' if start == '?' else '&'}{parameter}="))


def facet(results: Results, parameter: str, known: Names, remove: str, more: str) -> SafeString:
    """Return the options of one facet as markup; `remove` and `more` are the words for a chosen one and for the rest.

    `more` has the place %d for the number of values behind it. A facet that says nothing gives nothing.
    """
    found = options(results, parameter, known)
    remove = f'<span class="visually-hidden">{escape(remove)}</span>'
    chosen = max((place for place, option in enumerate(found, 1) if option.selected), default=0)
    cut = len(found) if len(found) <= FIRST_VALUES + 2 else max(FIRST_VALUES, chosen)
    first, rest = "".join(_option(option, remove) for option in found[:cut]), found[cut:]
    if not rest:
        return mark_safe(f"<ul>{first}</ul>" if first else "")  # noqa: S308 - options hold escaped strings only
    hidden = "".join(_option(option, remove) for option in rest)
    summary = escape(more % len(rest))
    return mark_safe(  # noqa: S308 - options hold escaped strings only
        f'<ul>{first}</ul><details class="more"><summary>{summary}</summary><ul>{hidden}</ul></details>'
    )


def _option(option: Option, remove: str) -> str:
    chosen = f' class="selected">{remove}' if option.selected else ">"
    muted = "" if option.count else ' class="none"'
    return (
        f'<li class="depth-{option.depth}"><a href="{option.url}" rel="nofollow"{chosen}'
        f'<span class="label">{option.label}</span> <span class="count"{muted}>{option.count:,}</span></a></li>'
    )


def histogram(bins: Sequence[tuple[int, int]], label: str) -> SafeString:
    """Return the bins of a numeric column as a small picture; its text alternative names the numbers."""
    highest = max((count for _, count in bins), default=0)
    if not highest:
        return mark_safe("")
    width, height = 10, 24
    bars = "".join(
        f'<rect x="{place * width}" y="{height - bar}" width="{width - 1}" height="{bar}"/>'
        for place, (_, count) in enumerate(bins)
        if (bar := round(height * count / highest, 1)) or not count
    )
    said = escape(f"{label}: " + ", ".join(f"≥ {edge:,}: {count:,}" for edge, count in bins if count))
    return mark_safe(  # noqa: S308 - numbers, and a text escaped above
        f'<svg class="histogram" viewBox="0 0 {len(bins) * width} {height}" role="img" aria-label="{said}">{bars}</svg>'
    )
