"""Suggestions while somebody types: names of entries, terms and sources that begin so, names first.

Of names the very one comes first, then those of the best supported entries; of terms those of most entries.
"""

from dataclasses import dataclass

from datasets.index.bitsets import to_mask
from datasets.index.snapshot import Snapshot
from datasets.words.folding import fold, joined

MOST = 8
SHORTEST = 2
# What a suggested entry is; a suggested term is its facet's parameter.
ENTRY = "entry"
# Entries whose names begin so that are looked at; two letters begin the names of many.
LOOKED_AT = 2_000


@dataclass(frozen=True)
class Suggestion:
    """What may be meant: the text to show, what it is (ENTRY or a facet's parameter), and its slug or code."""

    text: str
    kind: str
    code: str


def suggest(snapshot: Snapshot, typed: str, language: str) -> list[Suggestion]:
    """Return at most MOST suggestions for what somebody has typed so far."""
    beginning = fold(typed)
    if len(joined(typed)) < (1 if beginning and beginning[0] >= "\u3400" else SHORTEST):
        return []
    found: dict[tuple[str, str], Suggestion] = {}
    exact, support = snapshot.postings.named(typed), snapshot.ranks["support"]
    alive = to_mask(snapshot.alive, snapshot.size)
    slots = [slot for slot in snapshot.postings.named_like(typed, LOOKED_AT) if alive[slot]]
    for slot in sorted(slots, key=lambda slot: (slot not in exact, support[slot]))[:MOST]:
        card = snapshot.card(slot)
        found[ENTRY, card["slug"]] = Suggestion(card["name"], ENTRY, card["slug"])
    terms = []
    for parameter, named in snapshot.terms.named.items():
        for name, code in named.items():
            value = snapshot.facets.values[parameter][code]
            if value.entries and (name.startswith(beginning) or f" {beginning}" in name):
                terms.append((not name.startswith(beginning), -value.entries.bit_count(), parameter, code))
    for _, _, parameter, code in sorted(terms):
        text = snapshot.facets.values[parameter][code].name(language)
        found.setdefault((parameter, code), Suggestion(text, parameter, code))
    entries = [suggestion for suggestion in found.values() if suggestion.kind == ENTRY]
    others = [suggestion for suggestion in found.values() if suggestion.kind != ENTRY]
    # Half of the places are the terms', if there are so many.
    return [*entries[: max(MOST // 2, MOST - len(others))], *others][:MOST]
