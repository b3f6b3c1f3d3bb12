"""How one row stands to one entry: what they have in common, what it is worth, and the relation that the names say.

Identifiers are looked at first, then names, then what supports it or speaks against it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from datasets.importing.matching.identity import COLLECTION, COMPETITION, REUPLOADS, is_root
from datasets.importing.matching.names import ABBREVIATION, MEANING, Lexicon, Name, abbreviates, likeness, ratio
from datasets.importing.matching.ways import Taken, Ways
from datasets.models import Verdict

Is = Verdict.Is

# From here on candidates are shown, and "the same" is chosen beforehand.
SHOWN, CHOSEN = 0.60, 0.95
# What each finding is worth. The same identifier of a dataset; an equal name; the most that likeness alone gives; a
# name of several entries, or one of a row's other names; what differs in a number, a year or a word of variants.
IDENTIFIED, EQUAL, NEARLY, DIFFERENT = 0.99, 1.0, 0.94, 0.79
# An abbreviation of three letters, or more; a name within a longer one; an address that one entry alone has.
SHORT_ABBREVIATION, ABBREVIATED_NAME, WITHIN, ADDRESSED = 0.62, 0.80, 0.88, 0.66
# Support, and what speaks against it.
ADDRESS, PAPER, MODALITY, OTHER_MODALITY, OTHER_KIND = 0.10, 0.08, 0.03, -0.05, -0.15
# Beside a name in another part, more words than these describe it; fewer make it something else.
A_FEW_WORDS = 2
# What a name within a longer one loses, the less of it that it is; an abbreviation, by a number or mark that differs.
LESS = 0.15

# Below, names have little in common; what generic names lose; the likeness that the front page of a host asks for.
LEAST, GENERIC, OF_ONE_HOST = 0.35, 0.10, 0.30
# How alike such names must be that have no other words.
SPELLED = 0.85
# What the spelling of the whole name counts between entries that differ from it in a number or mark.
NEAREST = 0.05
# How a word that means a modality begins.
OF_MODALITY = f"{MEANING}modality:"
# A name of more entries is of none of them.
SEVERAL = 2


@dataclass(frozen=True)
class Feature:
    """What a candidate and a row have in common or not: a code, and what stands in the sentence about it."""

    code: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """An entry that a row may be, how likely it is, and how the row stands to it as far as the names tell."""

    slug: str
    name: str
    score: float
    relation: str = Is.SAME
    features: tuple[Feature, ...] = ()


# How alike the names are, the relation that they say, and why.
Finding = tuple[float, str, list[Feature]]


class Comparing:
    """Rows held against entries."""

    def __init__(self, ways: Ways, lexicon: Lexicon) -> None:
        self.ways = ways
        self.lexicon = lexicon

    def candidate(self, row: Taken, slot: int) -> Candidate | None:
        """Return how a row stands to an entry; None where it need not be shown."""
        entry = self.ways[slot]
        score, relation, features = self._by_name(row, slot)
        by_name = score
        same, version, elsewhere = _identifiers(row, entry)
        if same is not None and is_alone(self.ways.identified[same], row):
            if score < EQUAL and relation != Is.SAME and contradicts(row, entry):
                score = DIFFERENT
            elif version and not (score == EQUAL and relation == Is.SAME and not entry.identifiers[same].version):
                score, relation = DIFFERENT, Is.EDITION
            else:
                score, relation = max(score, IDENTIFIED), Is.SAME
            features = [*features, Feature("identifier", {"text": same})]
        elif score == EQUAL and elsewhere:
            score, relation = DIFFERENT, Is.MIRROR
            features = [*features, Feature("elsewhere", {"text": elsewhere})]
        if score < NEARLY or (score < CHOSEN and relation == Is.SAME):
            support, more, least = self._support(row, entry, by_name)
            if least and relation == Is.SAME and entry.gathers and by_name < SHOWN:
                relation = Is.PART
            most = NEARLY if relation == Is.SAME else DIFFERENT
            score = min(most, max(score + support, least if score < SHOWN else 0))
            features = [*features, *more]
        if score < SHOWN:
            return None
        return Candidate(entry.known.slug, entry.known.name, round(score, 3), relation, tuple(features))

    def _support(self, row: Taken, entry: Taken, by_name: float) -> tuple[float, list[Feature], float]:
        """Return what supports that the two are one or speaks against it, and the least score that follows from it."""
        support, least = 0.0, 0.0
        found: list[Feature] = []
        for place in row.places.addresses:
            if place in entry.places.addresses and is_alone(self.ways.addressed[place], row):
                if not is_root(place):
                    support, least = ADDRESS, ADDRESSED
                elif not entry.gathers:
                    support, least = ADDRESS, ADDRESSED if by_name > OF_ONE_HOST else 0.0
                else:
                    continue
                found.append(Feature("address", {"text": place}))
                break
        if papers := row.known.papers & entry.known.papers:
            support += PAPER
            found.append(Feature("paper", {"text": min(papers)}))
        if row.known.modalities and entry.known.modalities:
            told = {word.lower() for word in entry.known.modalities}
            given = {code for text in row.known.modalities for code in self._modalities(text)}
            support += MODALITY if given & told else OTHER_MODALITY
            found.append(Feature("modality" if given & told else "other-modality"))
        if row.known.kind and entry.known.kind and row.gathers != entry.gathers:
            support += OTHER_KIND
            found.append(Feature("other-kind"))
        return support, found, least

    def _modalities(self, text: str) -> list[str]:
        """Return the codes of the modalities that a text names; the text where it names none: "Chest CT" names one."""
        words = self.lexicon.name(text).words
        named = [word.removeprefix(OF_MODALITY).lower() for word in words if word.startswith(OF_MODALITY)]
        return named or [text.strip().lower()]

    def _by_name(self, row: Taken, slot: int) -> Finding:
        """Return how alike the names are, the relation that they say, and why."""
        entry = self.ways[slot]
        best: Finding = (0.0, Is.SAME, [])
        for place, (name, parts) in enumerate(row.pieces):
            for found in self._of_one(row, place, name, parts, slot, entry):
                if found[0] > best[0] or (found[0] == best[0] and found[1] == Is.SAME != best[1]):
                    best = found
        return best

    def _of_one(
        self, row: Taken, place: int, name: Name, parts: list[Name], slot: int, entry: Taken
    ) -> Iterator[Finding]:
        """Yield what one name of a row says of an entry."""
        if name.key in entry.keys:
            yield self._equal(row, name, slot, entry, is_main=not place)
            return
        for other in entry.names:
            yield from self._alike(name, other, entry)
            letters = ""
            if len(name.words) > 1 and abbreviates(other.bare, name):
                letters = other.bare
            elif len(name.words) == 1 and len(name.bare) in ABBREVIATION and name.bare in other.initials:
                letters = name.bare
            if letters:
                score = ABBREVIATED_NAME if len(letters) > ABBREVIATION[0] else SHORT_ABBREVIATION
                relation, features = _difference(name, other, entry)
                less = 0 if relation == Is.SAME else LESS
                said = Feature("abbreviation", {"row": name.text, "ours": other.text})
                yield score - less, relation, [said, *features]
        yield from self._within(row, name, parts, entry)

    def _alike(self, name: Name, other: Name, entry: Taken) -> Iterator[Finding]:
        """Yield how alike two names are, as far as it counts."""
        if not (name.bare and other.bare):
            # A name that is all number or mark says by them what it is: “Kaggle”.
            alike = ratio(name.core, other.core)
            if alike >= SPELLED:
                yield min(NEARLY, alike), Is.SAME, [Feature("alike", {"row": name.text, "ours": other.text})]
            return
        alike = 1.0 if name.bare == other.bare else likeness(name, other, self.ways.weight)
        if (name.is_generic or other.is_generic) and alike < 1:
            # Of words that many have in common less follows.
            alike -= GENERIC
        if alike < LEAST:
            return
        relation, features = _difference(name, other, entry)
        most = NEARLY
        if relation != Is.SAME:
            if other.is_generic and other.key != entry.primary.key:
                return
            # Of several that are alike so far, the nearest comes first.
            most = DIFFERENT - NEAREST * (1 - ratio(name.core, other.core))
        said = Feature("alike", {"row": name.text, "ours": other.text})
        yield min(most, alike), relation, [said, *features]

    def _equal(self, row: Taken, name: Name, slot: int, entry: Taken, *, is_main: bool) -> Finding:
        """Return what an equal name says: that it is the same, if one entry alone is called so and few things are."""
        said = Feature("name", {"text": name.text})
        owners = self.ways.exact[name.key]
        others = len(owners) - (row.slot in owners)
        if name.key == entry.primary.key:
            sure = is_main and is_alone(self.ways.shown[name.key], row)
        else:
            sure = is_main and others == 1 and not name.is_generic
        if not is_main:
            relation, features = _difference(row.primary, name, entry)
            if relation != Is.SAME:
                return DIFFERENT, relation, [said, *features]
        if not sure and others > SEVERAL and name.key != entry.primary.key:
            return SHOWN, Is.SAME, [said]
        return (EQUAL if sure else NEARLY), Is.SAME, [said]

    def _within(self, row: Taken, name: Name, parts: list[Name], entry: Taken) -> Iterator[Finding]:
        """Yield what a longer name says that has a name of the entry within it, or as one of its two parts."""
        for other in entry.names:
            if other.is_generic or other.bare == name.bare or len(other.core) < ABBREVIATION[0]:
                continue
            part = next((part for part in parts if part.core == other.core), None)
            if (part is None and not _holds(name.plain, other.plain)) or not is_alone(self.ways.exact[other.key], row):
                continue
            # What is within it is the likelier, the more of the name it is.
            less = LESS * (1 - len(other.core) / max(len(name.core), 1))
            said = Feature("within", {"row": name.text, "ours": other.text})
            relation, features = _difference(name, other, entry)
            rest = [
                word for word in name.words if word in name.own and word not in entry.told and word not in other.plain
            ]
            stands = part is not None and any(_stands_for(one, other) for one in parts if one is not part)
            describes = part is not None and sum(len(one.plain) for one in parts if one is not part) > A_FEW_WORDS
            if entry.gathers and rest and not stands:
                continue
            if relation != Is.SAME:
                yield DIFFERENT - less, relation, [said, *features]
            elif not rest or stands or describes:
                yield WITHIN - less, Is.SAME, [said]
            else:
                yield DIFFERENT - less, Is.DERIVED, [said, Feature("more", {"words": rest})]


def is_alone(slots: Sequence[int], row: Taken) -> bool:
    """Tell whether one entry alone is among these, the row itself left out."""
    return len(slots) - (row.slot in slots) == 1


def _stands_for(part: Name, other: Name) -> bool:
    """Tell whether one of two parts of a name stands for the other, as an abbreviation."""
    return abbreviates(other.bare, part) or abbreviates(part.bare, other)


def _holds(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Tell whether words hold others, side by side."""
    length = len(wanted)
    if not length or length >= len(words):
        return False
    return any(words[at : at + length] == wanted for at in range(len(words) - length + 1))


def _difference(name: Name, other: Name, entry: Taken) -> tuple[str, list[Feature]]:
    """Return the relation that numbers and words of variants say which one name has and the other has not."""
    marks = {word: said for word, said in name.marks.items() if word not in entry.told}
    lacking = {word: said for word, said in other.marks.items() if word not in name.marks}
    numbers = name.numbers - other.numbers
    if numbers and other.numbers - name.numbers == set() and numbers <= entry.numbers and not entry.gathers:
        numbers = frozenset()
    missing = other.numbers - name.numbers
    found = [Feature("variant", {"word": word}) for word in (*marks, *lacking)]
    if numbers or missing:
        found.append(Feature("numbers", {"row": sorted(name.numbers), "ours": sorted(other.numbers)}))
    for relation in (Is.MIRROR, Is.DERIVED, Is.PART, Is.EDITION):
        if relation in marks.values():
            return relation, found
    if numbers or missing:
        return Is.EDITION, found
    for relation in (Is.MIRROR, Is.EDITION):
        if relation in lacking.values():
            return relation, found
    return (Is.APART if lacking else Is.SAME), found


def _identifiers(row: Taken, entry: Taken) -> tuple[str | None, bool, str]:
    """Return the identifier that both have, whether of two versions; and one where others may put what is ours."""
    for key, one in row.identifiers.items():
        if (other := entry.identifiers.get(key)) is not None:
            return key, bool(one.version and one.version != other.version), ""
    schemes = {key.partition(":")[0] for key in entry.identifiers}
    hosts = " ".join(entry.known.hosts).lower()
    for one in row.places.identifiers:
        if one.scheme in REUPLOADS and one.scheme not in hosts:
            return None, False, one.key
        if one.scheme in schemes and one.scheme not in (COLLECTION, COMPETITION):
            return None, False, one.key
    return None, False, ""


def contradicts(row: Taken, entry: Taken) -> bool:
    """Tell whether all names of two have numbers, and other ones, or one is marked as a part or as made from it."""
    differing = bool(row.primary.numbers) and bool(entry.primary.numbers) and not row.primary.numbers & entry.numbers
    marked = any(said in (Is.PART, Is.DERIVED) and word not in entry.told for word, said in row.primary.marks.items())
    return differing or marked
