"""Two entries that are one, and one entry that is two: what moves, told before it is done and built as edits.

Nothing is written here: edits are written at once or proposed (editing, proposing). Where both entries have something
that there is only once, a text in a language or a preferred statement, that of the one that stays goes on. What is not
taken over, the change set keeps: it notes the entry that goes as a whole.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasets.facts.columns import RELATIONS
from datasets.facts.fields import HELD, NEEDED, Field
from datasets.facts.kinds import Gathers, Record
from datasets.facts.resolution import Voice, several, values
from datasets.models import Dataset, Guide, Statement

from .changes import EXISTS, FORMER, NOTES, STATEMENT, TEXT, Pieces, states
from .dumping import dump_guides
from .edits import STATED, Edit, statements_of
from .merging import JUDGED, identity

PREFERRED, SET_ASIDE = Statement.Standing.PREFERRED, Statement.Standing.SET_ASIDE
# What the statements that are made here note about themselves.
NAMED, RELATED = "Named by the curator who split the entry.", "Stated by the curator who split the entry."
# What a statement says about where in its document it stands.
PLACE = ("document", "line", "heading")


@dataclass(frozen=True)
class Entry:
    """An entry as it is: its key, its pieces as change sets note them, and its statements by their keys."""

    key: int
    pieces: Pieces
    statements: Mapping[int, Record]

    @property
    def slug(self) -> str:
        """Its address."""
        return str(self.pieces["slug"])

    @property
    def texts(self) -> dict[str, Record]:
        """Its texts by their languages."""
        return {path.removeprefix(TEXT): value for path, value in self.pieces.items() if path.startswith(TEXT)}


def entries(keys: Collection[int]) -> dict[int, Entry]:
    """Return the entries with these keys as they are now; some queries."""
    said = statements_of(keys)
    return {key: Entry(key, state.pieces, said.get(key, {})) for (_, key), state in states("dataset", keys).items()}


def guides() -> dict[int, Record]:
    """Return the records of all guides by their keys; some queries."""
    keys = dict(Guide.objects.order_by().values_list("slug", "pk"))
    return {keys[record["slug"]]: record for record in dump_guides()}


# --- two that are one -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Joined:
    """What becomes of two entries of which one `goes`: what the one that `stays` takes over, and what it has already.

    `known` are statements that it has word for word, `unrelated` those that relate the two to each other, `both` the
    languages in which both have a text, `doubled` the keys of guides that name both.
    """

    stays: Entry
    goes: Entry
    statements: Sequence[Record]
    known: int
    unrelated: int
    texts: Mapping[str, Record]
    both: Sequence[str]
    notes: Sequence[Record]
    guides: Mapping[int, Pieces]
    doubled: Collection[int]

    @property
    def former(self) -> list[str]:
        """The addresses that lead to the one that stays from now on."""
        return [*self.stays.pieces[FORMER], self.goes.slug, *self.goes.pieces[FORMER]]

    def edits(self) -> list[Edit]:
        """Return all of it as edits; the last takes the one that goes away."""
        key = self.stays.key
        found = [Edit("dataset", STATED, statement, key) for statement in self.statements]
        found += [Edit("dataset", f"{TEXT}{language}", text, key) for language, text in self.texts.items()]
        if self.notes:
            found.append(Edit("dataset", NOTES, [*self.stays.pieces[NOTES], *self.notes], key))
        found.append(Edit("dataset", FORMER, self.former, key))
        for guide, pieces in self.guides.items():
            found += [Edit("guide", path, value, guide) for path, value in pieces.items()]
        return [*found, Edit("dataset", EXISTS, None, self.goes.key)]

    def outcome(self, voices: Mapping[str, Voice]) -> Iterator[tuple[Field, Any, Any]]:
        """Yield the fields of one value of which the one that stays will hold another, with both values."""
        own = list(self.stays.statements.values())
        before, after = values(own, voices), values([*own, *self.statements], voices)
        for field in HELD:
            is_one = field.kind.gathers is Gathers.ONE
            if is_one and before[field.code] is not None and before[field.code] != after[field.code]:
                yield field, before[field.code], after[field.code]


def joined(stays: Entry, goes: Entry, named_in: Mapping[int, Record]) -> Joined:
    """Return what becomes of two entries; `named_in` are the records of all guides by their keys."""
    own = {identity(statement) for statement in stays.statements.values()}
    settled = {one["field"] for one in stays.statements.values() if one.get("standing") == PREFERRED}
    moving: dict[str, Record] = {}
    known = unrelated = 0
    for said in (*goes.statements.values(), *_name_of(goes)):
        statement = _of_others(said, {stays.slug, *stays.pieces[FORMER]})
        if statement is None:
            unrelated += 1
        elif identity(statement) in own:
            known += 1
        else:
            moving.setdefault(identity(statement), _judged(statement, settled))
    anew = {key: _guided(record, goes.slug, stays.slug) for key, record in named_in.items()}
    both = {goes.slug, stays.slug}
    return Joined(
        stays,
        goes,
        list(moving.values()),
        known,
        unrelated,
        {language: text for language, text in goes.texts.items() if language not in stays.texts},
        [language for language in goes.texts if language in stays.texts],
        [note for note in goes.pieces[NOTES] if note not in stays.pieces[NOTES]],
        {key: pieces for key, pieces in anew.items() if pieces},
        {key for key, one in named_in.items() if both <= {entry["dataset"] for entry in one["entries"]}},
    )


def _name_of(entry: Entry) -> Iterator[Record]:
    """Yield a statement of what an entry is called if none of its own says so, made from one that says another name."""
    names = [one for one in entry.statements.values() if one["field"] == "name"]
    if names and entry.pieces["name"] not in [one["value"] for one in names]:
        yield _as_stated({**names[0], "value": entry.pieces["name"]})


def _of_others(statement: Record, addresses: Collection[str]) -> Record | None:
    """Return a statement without what relates its entry to the one at these addresses; None if it says nothing else."""
    if statement["field"] != RELATIONS or statement["value"] is None:
        return statement
    items = several(statement["value"])
    left = [item for item in items if item["target"] not in addresses]
    if len(left) == len(items):
        return statement
    return {**statement, "value": left} if left else None


def _judged(statement: Record, settled: Collection[str]) -> Record:
    """Return a statement as stated where another one is preferred already in its field."""
    is_second = statement.get("standing") == PREFERRED and statement["field"] in settled
    return _as_stated(statement) if is_second else statement


def _as_stated(statement: Record) -> Record:
    return {key: value for key, value in statement.items() if key not in JUDGED}


def _guided(guide: Record, old: str, new: str) -> Pieces:
    """Return the pieces of a guide that name the entry `old`, with `new` in its place, which is named once."""
    there = {entry["dataset"] for entry in guide["entries"]}
    kept = [entry for entry in guide["entries"] if entry["dataset"] != old or new not in there]
    anew = {"entries": _renamed(kept, old, new), "body": _renamed(guide["body"], old, new)}
    return {path: value for path, value in anew.items() if value != guide[path]}


def _renamed(value: Any, old: str, new: str) -> Any:
    """Return a part of a guide with one entry's address in place of another's."""
    if isinstance(value, list):
        return [_renamed(item, old, new) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _renamed(part, old, new) for key, part in value.items()}
    if found.get("dataset") == old:
        found["dataset"] = new
    if old in found.get("datasets", ()):
        found["datasets"] = list(dict.fromkeys(new if slug == old else slug for slug in found["datasets"]))
    return found


# --- one that is two --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parted:
    """Statements that leave an entry for a new one: `moved` leave it, `copied` both have.

    What every entry needs is copied where the entry would be without it, or the new one.
    """

    entry: Entry
    moved: Mapping[int, Record]
    copied: Mapping[int, Record]

    def edits(self, name: str, slug: str, relation: str = "") -> list[Edit]:
        """Return it as edits, the new entry a draft of that name; `relation` is how it is related, if it is."""
        said = [record for _, record in sorted({**self.copied, **self.moved}.items())]
        chosen = [one for one in said if one["field"] == "name"] or [*self.moved.values()] or said
        place = {key: chosen[0].get(key) for key in PLACE}
        if name not in [one["value"] for one in said if one["field"] == "name"]:
            printed = chosen[0]["printed"] if chosen[0]["field"] == "name" else name
            said.insert(0, {"field": "name", "value": name, "printed": printed, "note": NAMED, **place})
        if relation:
            value = {"kind": relation, "target": self.entry.slug}
            said.append({"field": RELATIONS, "value": value, "printed": chosen[0]["printed"], "note": RELATED, **place})
        record = {"slug": slug, "status": Dataset.Status.DRAFT, "name": name, "descriptions": [], "statements": said}
        leaving = [Edit("dataset", f"{STATEMENT}{key}", None, self.entry.key) for key in self.moved]
        return [Edit("dataset", EXISTS, record), *leaving]


def parted(entry: Entry, wanted: Collection[int], name: str) -> Parted:
    """Return what becomes of an entry of whose statements those with the keys `wanted` are to leave it.

    With them goes what states the `name` of the new entry, if it is another one.
    """
    statements = entry.statements
    other = name != entry.pieces["name"]
    named = {key for key, one in statements.items() if other and one["field"] == "name" and one["value"] == name}
    chosen = {*wanted, *named}
    copied: dict[int, Record] = {}
    for field in ("name", *NEEDED):
        having = [key for key, one in statements.items() if one["field"] == field and _has_say(one)]
        left = [key for key in having if key not in chosen]
        if field == "name":
            left = [key for key in left if statements[key]["value"] == entry.pieces["name"]]
        going = [key for key in having if key in chosen]
        if not left:
            copied |= {key: statements[key] for key in going}
        elif not going and field != "name":
            # The new name is stated anew where none is chosen.
            copied |= {key: statements[key] for key in left}
    moved = {key: statements[key] for key in statements if key in chosen and key not in copied}
    return Parted(entry, moved, copied)


def _has_say(statement: Record) -> bool:
    return statement["value"] is not None and statement.get("standing") != SET_ASIDE
