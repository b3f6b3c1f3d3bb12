"""Edits: pieces of things with the values that somebody would give them, held against the record format.

An edit has the path of a piece as change sets note them (changes), or is one of three others: STATED with the record of
a statement makes that, EXISTS without a key and with the record of an entry or a document makes one, EXISTS with a key
and null takes away an entry, or a source or term that no statement names any more. Checking looks at each thing as it
would be with all of its edits; what is wrong with it already is not held against them.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from datasets.facts.columns import PARTS, STATEMENTS
from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.models import LANGUAGES, VOCABULARIES, ProposedEdit, Statement

from . import loading
from .changes import (
    COLUMNS,
    EXISTS,
    FORMER,
    KINDS,
    NOTES,
    ORDER,
    STATEMENT,
    TEXT,
    WHOLE,
    State,
    Thing,
    code_of,
)
from .checking import Codes, check_records, check_thing, misfits, schema_problems, voice_of
from .merging import identity
from .problems import Problem
from .records import complete
from .undoing import piece_of
from .values import codes

# The path of a statement that would be added; of one that is there it is STATEMENT and its key.
STATED = STATEMENT.strip()
# Edits that are taken together, and characters of all of them as JSON.
MOST, LONGEST = 2_000, 5_000_000
# What is made as a whole, and what is taken away so.
MADE = ("dataset", "document")
NAMED = ("source", *VOCABULARIES)
GOING = ("dataset", *NAMED)
# What a value of a piece has to be where it is put together with others.
OBJECT = "is no object; write it as the record format has it"

States = Mapping[Thing, State]
# An edit's place among those that are given, and the edit.
Placed = tuple[int, ProposedEdit]
# What is wrong: the place of the edit, the field, and the message that names the fix.
Told = tuple[int, str, str]


@dataclass(frozen=True)
class Edit:
    """One piece that is to have the value `after`; without a `key`, a thing that is to be made."""

    kind: str
    path: str
    after: Any
    key: int | None = None


def approves(edit: Edit | ProposedEdit) -> bool:
    """Tell whether an edit would approve a text, alone or with its entry."""
    if edit.path == EXISTS:
        return any(text.get("reviewed") for text in (edit.after or {}).get("descriptions", ()))
    return edit.path.startswith(TEXT) and bool((edit.after or {}).get("reviewed"))


def too_much(edits: Sequence[Edit]) -> Iterator[tuple[str, str]]:
    """Yield (field, message) where there are more edits than are taken together, or larger ones, or none."""
    if not edits:
        yield "edits", "there are none; propose at least one"
    if len(edits) > MOST:
        yield "edits", f"are {len(edits):,}; {MOST:,} are the most: make several proposals of them"
        return
    try:
        size = sum(len(json.dumps(edit.after, ensure_ascii=False)) for edit in edits)
    except RecursionError:
        yield "edits", "are nested too deeply; write them as the record format has them"
        return
    if size > LONGEST:
        yield "edits", f"have {size:,} characters; {LONGEST:,} are the most: make several proposals of them"


def edited(edit: Edit, state: State | None) -> ProposedEdit:
    """Return an edit with what there is now, and its value in canonical form if it fits the record format."""
    after = _canonical(edit) if edit.kind in MADE and isinstance(edit.after, dict) else edit.after
    name = "name" if edit.kind == "dataset" else code_of(edit.kind) if edit.kind in KINDS else ""
    label = state.label if state else str(after.get(name, "")) if isinstance(after, dict) else ""
    before = None if edit.path == STATED else piece_of(state, edit.path)
    return ProposedEdit(kind=edit.kind, key=edit.key, label=label[:300], path=edit.path, before=before, after=after)


def _canonical(edit: Edit) -> Record:
    after: Record = edit.after
    if edit.path == STATED and not any(misfits("dataset", STATEMENTS, after)):
        return dict(complete({STATEMENTS: [after]})[STATEMENTS][0])
    if edit.path.startswith(TEXT):
        text = {**after, "language": edit.path.removeprefix(TEXT)}
        if "language" not in after and not any(misfits("dataset", "descriptions", text)):
            item: Record = complete({"descriptions": [text]})["descriptions"][0]
            return {key: value for key, value in item.items() if key != "language"}
    if edit.path == EXISTS and not any(schema_problems("", after, edit.kind)):
        return complete(after, edit.kind)
    return after


def nonsense(edits: Sequence[ProposedEdit], now: States) -> Iterator[Told]:
    """Yield the edits that are of nothing that there is, of no piece, of one twice, or of no change."""
    seen: set[Any] = set()
    for place, edit in enumerate(edits):
        message = _no_piece(edit, now.get((edit.kind, edit.key or 0)))
        if message is None:
            which: Any = ""
            if edit.path == STATED:
                which = identity(edit.after)
            elif edit.key is None:
                which = str(edit.after.get(code_of(edit.kind)))
            told = (edit.kind, edit.key, edit.path, which)
            message = "is proposed twice; keep one" if told in seen else None
            seen.add(told)
        if message is not None:
            yield place, edit.path or edit.kind, message


def _no_piece(edit: ProposedEdit, state: State | None) -> str | None:
    """Say why an edit is of no piece of anything, or None."""
    if edit.kind not in KINDS:
        return f"“{edit.kind}” is no kind of thing; the kinds are {', '.join(KINDS)}"
    if edit.key is None:
        if edit.kind not in MADE or edit.path != EXISTS:
            return "only a whole entry or document is made so; give the key of what there is"
        return None if isinstance(edit.after, dict) else OBJECT
    if state is None:
        return f"there is no {edit.kind} with the key {edit.key}; it may have been deleted"
    if edit.path == EXISTS:
        gone = edit.kind in GOING and edit.key != WHOLE and edit.after is None
        return None if gone else "a whole thing is not replaced so, only an entry, source or term goes; name the piece"
    if not _is_path(edit, state):
        return f"is no piece of a {edit.kind}"
    return _no_value(edit)


def _is_path(edit: ProposedEdit, state: State) -> bool:
    if edit.kind != "dataset":
        return edit.path in state.pieces
    if edit.path.startswith(TEXT):
        return edit.path.removeprefix(TEXT) in LANGUAGES
    return edit.path == STATED or edit.path in state.pieces


def _no_value(edit: ProposedEdit) -> str | None:
    """Say why an edit's value is none for its piece, or None."""
    whole = edit.kind == "dataset" and (edit.path == STATED or edit.path.startswith((TEXT, STATEMENT)))
    if whole and not isinstance(edit.after, dict) and (edit.after is not None or edit.path == STATED):
        return OBJECT
    if edit.path == STATED and edit.kind == "dataset":
        return None
    if whole and edit.path.startswith(STATEMENT) and edit.after is not None and edit.after.keys() != JUDGEMENT:
        return "has to have standing and reason, and nothing else; what a statement says is never edited"
    return "is so already; leave it out" if edit.before == edit.after else None


JUDGEMENT = {"standing", "reason"}


@dataclass
class _Whole:
    """A thing as a record, as it is and as its edits would have it; `places` are where in it each edit stands."""

    kind: str
    before: Record | None
    after: Record
    places: list[tuple[str, int]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


def unfit(edits: Sequence[Placed], now: States) -> Iterator[Told]:
    """Yield what the record format finds wrong with the things as the edits would have them; some queries."""
    of: dict[tuple[str, int | None, int], list[Placed]] = {}
    for place, edit in edits:
        of.setdefault((edit.kind, edit.key, place if edit.key is None else 0), []).append((place, edit))
    said = statements_of([key for kind, key, _ in of if kind == "dataset" and key is not None])
    wholes = []
    for (kind, key, _), group in of.items():
        if key is None:
            ((place, edit),) = group
            wholes.append(_Whole(kind, None, edit.after, [("", place)]))
        elif any(edit.path == EXISTS for _, edit in group):
            wholes.append(_gone(kind, now[kind, key], group))
        elif kind == "dataset":
            wholes.append(_entry(now[kind, key], said.get(key, {}), group))
        else:
            wholes.append(_thing(kind, now[kind, key], group))
    there = [str(whole.before["slug"]) for whole in wholes if whole.kind == "dataset" and whole.before]
    yield from _named(edits, now)
    known_codes = loading.names_in_database(frozenset(there))
    made = {
        slug
        for whole in wholes
        if whole.kind == "dataset" and whole.before is None and isinstance(slug := whole.after.get("slug"), str)
    }
    cited = {
        code: voice_of(whole.after)
        for whole in wholes
        if whole.kind == "document" and whole.before is None and isinstance(code := whole.after.get("code"), str)
    }
    named = replace(known_codes, slugs=known_codes.slugs | made, documents={**known_codes.documents, **cited})
    taken = set(named.taken)
    for whole in wholes:
        yield from whole.told
        known = {_bare(problem) for problem in _check(whole.kind, whole.before, named)}
        for problem in _check(whole.kind, whole.after, replace(named, taken=frozenset(taken))):
            if _bare(problem) not in known:
                yield from _placed(problem, whole)
        if whole.kind == "dataset" and isinstance(slug := whole.after.get("slug"), str):
            taken.add(slug)


def _gone(kind: str, state: State, edits: Sequence[Placed]) -> _Whole:
    """Return a thing that is taken away; nothing else can be said of it."""
    what = "an entry" if kind == "dataset" else f"a {kind}"
    told = [(place, edit.path, f"is of {what} that is taken away; leave it out") for place, edit in edits if edit.path]
    record = _record(state.pieces, []) if kind == "dataset" else {code_of(kind): state.label, **state.pieces}
    return _Whole(kind, record, {}, told=told)


def _named(edits: Sequence[Placed], now: States) -> Iterator[Told]:
    """Yield the sources and terms that would go and that statements would name all the same."""
    going = {
        (edit.kind, now[edit.kind, edit.key].label): place
        for place, edit in edits
        if edit.key is not None and edit.path == EXISTS and edit.kind in NAMED
    }
    if not going:
        return
    retired = {edit.path for _, edit in edits if edit.path.startswith(STATEMENT) and edit.after is None}
    kinds = {kind for kind, _ in going}
    fields = [field.code for field in FIELDS.values() if not kinds.isdisjoint(field.vocabularies.values())]
    rows = Statement.objects.filter(field__in=fields).order_by().values_list("pk", "field", "value")
    said = [(field, value) for pk, field, value in rows if f"{STATEMENT}{pk}" not in retired]
    said += [(edit.after.get("field"), edit.after.get("value")) for _, edit in edits if edit.path == STATED]
    named = Counter(found for field, value in said for found in codes(field, value) if found in going)
    for found, times in named.items():
        yield going[found], EXISTS, f"is named by {times:,} statements; correct them or take them back first"


def _check(kind: str, record: Record | None, codes: Codes) -> list[Problem]:
    if not record:
        return []
    return check_records([("", record)], codes) if kind == "dataset" else check_thing("", record, kind, codes)


def _bare(problem: Problem) -> tuple[str, str]:
    """Return a problem without the places in lists, which edits move."""
    return re.sub(r"\[\d+\]", "[]", problem.field), problem.message


def _placed(problem: Problem, whole: _Whole) -> Iterator[Told]:
    """Yield the problem of the edits in whose place it is; of all of the thing where it is in none's."""
    of = []
    for prefix, place in whole.places:
        if prefix and re.match(rf"{re.escape(prefix)}(?![\w-])", problem.field):
            name = problem.field.removeprefix(prefix)
            of.append((place, problem.field if name[:1] in ("", "[") else name.removeprefix(".")))
    for place, name in of or [(place, problem.field) for _, place in whole.places]:
        yield place, name, problem.message


def statements_of(keys: Collection[int]) -> dict[int, dict[int, Record]]:
    """Return the statements of entries in the record format: by the entry's key, by their own. One query."""
    rows = Statement.objects.filter(dataset__in=keys).select_related("document").order_by("position", "pk")
    of: dict[int, dict[int, Record]] = {}
    for row in rows if keys else ():
        of.setdefault(row.dataset_id, {})[row.pk] = PARTS[STATEMENTS].item(row)
    return {
        key: dict(zip(said, complete({STATEMENTS: list(said.values())})[STATEMENTS], strict=True))
        for key, said in of.items()
    }


# Path of a piece -> the key of the record that has it, where the two differ.
KEYS = {FORMER: "former_slugs", NOTES: "disagreements"}


def _entry(state: State, said: Mapping[int, Record], edits: Sequence[Placed]) -> _Whole:
    """Return an entry as a record, without what follows from its statements."""
    values = {edit.path: (place, edit.after) for place, edit in edits if edit.path != STATED}
    pieces = {**state.pieces, **{path: value for path, (_, value) in values.items()}}
    whole = _Whole("dataset", _record(state.pieces, list(said.values())), {})
    statements: list[Any] = []
    for key, item in said.items():
        judged = pieces[f"{STATEMENT}{key}"]
        if judged is not None:
            statements.append({**item, **judged} if f"{STATEMENT}{key}" in values else item)
        if f"{STATEMENT}{key}" in values:
            place = values[f"{STATEMENT}{key}"][0]
            whole.places.append((f"statements[{len(statements) - 1}]" if judged is not None else "", place))
            whole.told += _judged(place, judged or {})
    known = {identity(item) for item in said.values()}
    for place, edit in edits:
        if edit.path == STATED:
            whole.places.append((f"statements[{len(statements)}]", place))
            whole.told += _judged(place, edit.after)
            statements.append(edit.after)
            if identity(edit.after) in known:
                whole.told.append((place, STATED, "is stated already; leave it out"))
    texts = [path for path in pieces if path.startswith(TEXT) and pieces[path] is not None]
    for path, (place, _) in values.items():
        if path in texts:
            whole.places.append((f"descriptions[{texts.index(path)}]", place))
        elif not path.startswith(STATEMENT):
            whole.places.append(("descriptions" if path.startswith(TEXT) else KEYS.get(path, path), place))
    whole.after = _record(pieces, statements)
    return whole


def _record(pieces: Mapping[str, Any], statements: list[Any]) -> Record:
    texts = {path.removeprefix(TEXT): value for path, value in pieces.items() if path.startswith(TEXT)}
    return {
        **{name: pieces[name] for name in COLUMNS},
        **{key: pieces[path] for path, key in KEYS.items()},
        "descriptions": [{**value, "language": name} for name, value in texts.items() if value is not None],
        STATEMENTS: statements,
    }


def _judged(place: int, statement: Record) -> Iterator[Told]:
    """Yield what is wrong with a standing and its reason together; each by itself is the schema's concern."""
    normal = statement.get("standing") in (None, Statement.Standing.NORMAL)
    if normal and statement.get("reason"):
        yield place, "reason", "is there without a standing; leave it out, or say that the statement is preferred"
    elif not normal and not statement.get("reason"):
        yield place, "reason", "is missing; say why, in English at least"


def _thing(kind: str, state: State, edits: Sequence[Placed]) -> _Whole:
    """Return a term, source, document or guide as a record; an order is looked at by itself."""
    values = {edit.path: edit.after for _, edit in edits}
    places = [(edit.path, place) for place, edit in edits]
    place = places[0][1]
    if kind in VOCABULARIES and ORDER in values:
        order = values[ORDER]
        is_order = isinstance(order, list) and sorted(map(str, order)) == sorted(state.pieces[ORDER])
        told = [] if is_order else [(place, ORDER, f"has to have each code of {kind} once")]
        return _Whole(kind, {}, {}, places, told)
    own = {code_of(kind): state.label}
    whole = _Whole(kind, {**own, **state.pieces}, {**own, **state.pieces, **values}, places)
    if kind in VOCABULARIES and values.get("parent") is not None and _is_below(kind, values["parent"], state.label):
        whole.told.append((place, "parent", f"is “{state.label}” itself or below it; choose one that is not"))
    return whole


def _is_below(kind: str, code: Any, other: str) -> bool:
    """Tell whether a term is another one, or below it."""
    above = dict(VOCABULARIES[kind].objects.values_list("code", "parent__code"))
    seen: set[Any] = set()
    while code is not None and code not in seen:
        if code == other:
            return True
        seen.add(code)
        code = above.get(code) if isinstance(code, str) else None
    return False
