"""Suggestions: while somebody types, entries, terms and sources that begin so; and what may have been meant.

Of names the very one comes first, then those of the best supported entries; of terms those of most entries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from datasets.index.bitsets import to_mask
from datasets.index.snapshot import Snapshot
from datasets.words.folding import fold, joined

from . import naming

MOST = 8
# Absent names of one query for which near ones are sought, at most: each costs a look at all names.
MOST_ASKED = 3
SHORTEST = 2
# What a suggested entry is, and words to search; a suggested term is its facet's parameter.
ENTRY = "entry"
WORDS = "words"
# Entries whose names begin so that are looked at; two letters begin the names of many.
LOOKED_AT = 2_000


@dataclass(frozen=True)
class Suggestion:
    """What may be meant: the text to show, what it is (ENTRY, WORDS or a facet's parameter), and its slug or code.

    The code of WORDS is the words.
    """

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


def meant(snapshot: Snapshot, absent: Sequence[str], words: Sequence[str], language: str) -> tuple[Suggestion, ...]:
    """Return what may have been meant by names that are absent: entries with near names, then the `words` given."""
    near = [slot for name in absent[:MOST_ASKED] for slot in naming.near(snapshot, name)]
    found = {(item.kind, item.code): item for item in entries(snapshot, near)}
    for word in words:
        item = _term(snapshot, word, language) or Suggestion(word, WORDS, word)
        found.setdefault((item.kind, item.code), item)
    return tuple(found.values())[:MOST]


def entries(snapshot: Snapshot, slots: Iterable[int]) -> tuple[Suggestion, ...]:
    """Return the entries in some slots, each once, at most MOST."""
    cards = [snapshot.card(slot) for slot in list(dict.fromkeys(slots))[:MOST]]
    return tuple(Suggestion(card["name"], ENTRY, card["slug"]) for card in cards)


def _term(snapshot: Snapshot, word: str, language: str) -> Suggestion | None:
    """Return the first term with this name that entries have."""
    for parameter, named in snapshot.terms.named.items():
        code = named.get(fold(word))
        if code is not None and (value := snapshot.facets.values[parameter][code]).entries:
            return Suggestion(value.name(language), parameter, code)
    return None
