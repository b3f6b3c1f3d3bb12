"""Where two histories of a record meet: what counts as untouched, and what a record says once it is loaded here.

Pure functions; the database is not asked.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from datasets.facts.columns import RELATIONS
from datasets.facts.kinds import Record

from .records import complete, digest

# Kind and key of a record -> the fingerprint of what the fixtures last put there; of an order, the codes themselves.
Marks = Mapping[tuple[str, str], str]
ORDER = "order"

# Kind of record -> the list whose items name datasets, and the key that does. The items go when the dataset goes.
NAMING: Mapping[str, tuple[str, str]] = {"dataset": (RELATIONS, "target"), "guide": ("entries", "dataset")}

# Hexadecimal digits that tell the few items of one record apart.
SHORT = 16


@dataclass(frozen=True)
class Entries:
    """The datasets that there are, by slug, and the slug of today of those that had another before."""

    there: Set[str]
    moved: Mapping[str, str]

    def find(self, slug: str) -> str | None:
        """Return the slug of today of the dataset that is or was at `slug`, or None where there is none."""
        return slug if slug in self.there else self.moved.get(slug)


def fingerprint(record: Record, kind: str) -> str:
    """Return what tells whether a record was changed: its digest, then "slug:digest" for each dataset that it names.

    A deleted dataset takes along what names it; so that part of the fingerprint is kept apart, to be compared by
    `since`.
    """
    if kind not in NAMING:
        return digest(record, kind)
    record = complete(record, kind)
    part, key = NAMING[kind]
    named = [(item[key], _short({**item, key: ""})) for item in record[part]]
    return _joined(digest({**record, part: []}, kind), named)


def since(mark: str, key: str, kind: str, entries: Entries) -> str:
    """Return the `mark` of the record `key` without the datasets that were deleted since, and with new slugs."""
    if kind not in NAMING:
        return mark
    first, *named = mark.split(" ")
    pairs = [(slug, value) for slug, _, value in (name.partition(":") for name in named)]
    return _joined(first, _found(pairs, key, kind, entries))


def fitted(record: Record, kind: str, entries: Entries) -> Record:
    """Return a dataset or guide as it can be here: what names a dataset that is gone is left out, or has its new slug.

    A former slug that is another dataset's by now is left out as well.
    """
    record = complete(record, kind)
    part, key = NAMING[kind]
    pairs = [(item[key], {**item, key: ""}) for item in record[part]]
    record[part] = [{**item, key: slug} for slug, item in _found(pairs, record["slug"], kind, entries)]
    if kind == "dataset":
        own = record["slug"]
        record["former_slugs"] = [slug for slug in record["former_slugs"] if entries.moved.get(slug, own) == own]
    return record


def _found(pairs: Iterable[tuple[str, Any]], own: str, kind: str, entries: Entries) -> list[tuple[str, Any]]:
    """Return the pairs whose dataset there is, with its slug of today.

    Where a dataset has another's address, a relation might lead to itself, or twice to one; those are left out.
    """
    found: list[tuple[str, Any]] = []
    for slug, value in pairs:
        pair = (entries.find(slug) or "", value)
        if pair[0] and (kind != "dataset" or (pair[0] != own and pair not in found)):
            found.append(pair)
    return found


def _joined(first: str, named: Iterable[tuple[str, str]]) -> str:
    return " ".join([first, *(f"{slug}:{value}" for slug, value in named)])


def _short(item: Record) -> str:
    return hashlib.sha256(json.dumps(item, ensure_ascii=False).encode()).hexdigest()[:SHORT]


def term_fingerprint(term: Record, vocabulary: str) -> str:
    """Return the fingerprint of one term, wherever in its vocabulary it stands."""
    return digest({"vocabulary": vocabulary, "terms": [term]}, "vocabulary")


def merged_order(order: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return `order` with what only `others` has, each behind what it stands behind there."""
    known, last = set(order), None
    own: dict[str | None, list[str]] = {}
    for code in others:
        if code in known:
            last = code
        else:
            own.setdefault(last, []).append(code)
    return [*own.get(None, []), *(found for code in order for found in (code, *own.get(code, [])))]


def same_order(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether what both have stands in the same order."""
    both = set(one) & set(other)
    return [code for code in one if code in both] == [code for code in other if code in both]


# What is said of a statement and may change, while what it says may not.
JUDGED = ("standing", "reason")


def identity(statement: Record) -> str:
    """Return what tells a statement of the record format from any other of its entry: all that it says, and where."""
    said = {key: value for key, value in statement.items() if key not in JUDGED and value is not None}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def claim(statement: Record) -> str:
    """Return what a statement says and which document says it, wherever in it and whatever is noted."""
    return json.dumps([statement.get(key) for key in CLAIM], ensure_ascii=False, sort_keys=True)


CLAIM = ("field", "value", "printed", "document")


@dataclass(frozen=True)
class Refused:
    """What an entry is not to say again, each with who refused it and why."""

    statements: Mapping[str, str]
    claims: Mapping[str, str]
    texts: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, statements: Iterable[tuple[Record, str]], texts: Iterable[tuple[str, Record, str]]) -> "Refused":
        """Return the refusals of statements and of texts in a language."""
        said = list(statements)
        return cls(
            {identity(one): why for one, why in said},
            {claim(one): why for one, why in said},
            {(language, _words(text)): why for language, text, why in texts},
        )

    def left_out(self, here: Record, given: Record) -> tuple[Record, list[tuple[str, str]]]:
        """Return a record without what was refused and does not stand here, and as (key, message) what that was.

        A statement that stands here at another place, or with another note, is only kept from where it was refused.
        """
        known = {identity(one) for one in here["statements"]}
        claims = {claim(one) for one in here["statements"]}
        languages = {text["language"] for text in here["descriptions"]}
        left: list[tuple[str, str]] = []
        statements, texts = [], []
        for one in given["statements"]:
            why = self.statements.get(identity(one)) or (None if claim(one) in claims else self.claims.get(claim(one)))
            if why is None or identity(one) in known:
                statements.append(one)
            else:
                left.append(("statements", f"refused before: {one['field']}: “{one['printed']}” ({why})"))
        for text in given["descriptions"]:
            why = self.texts.get((text["language"], _words(text)))
            if why is None or text["language"] in languages:
                texts.append(text)
            else:
                left.append(("descriptions", f"refused before: the text in {text['language']} ({why})"))
        return {**given, "statements": statements, "descriptions": texts}, left


NOTHING = Refused({}, {}, {})


def _words(text: Record) -> str:
    return json.dumps([text.get(key) for key in ("summary", "description")], ensure_ascii=False)


def taken_in(here: Record, given: Record, refused: Refused = NOTHING) -> tuple[Record, list[tuple[str, str]]]:
    """Return what an entry says once a record is taken in, and as (key, message) what was left as it was here.

    Statements, texts in further languages and notes are added; nothing that is there gives way, and what was `refused`
    does not come back.
    """
    here = complete(here)
    given, left = refused.left_out(here, complete(given))
    known = {identity(statement) for statement in here["statements"]}
    texts = {text["language"]: text for text in here["descriptions"]}
    for text in given["descriptions"]:
        own = texts.setdefault(text["language"], text)
        if any(own[key] != text[key] for key in ("summary", "description")):
            left.append(("descriptions", f"the entry has another text in {text['language']}; it stays"))
    notes = [note for note in given["disagreements"] if note not in here["disagreements"]]
    left += [(key, f"is “{here[key]}” here; it stays") for key in ("name", "status") if here[key] != given[key]]
    return complete(
        {
            **here,
            "statements": [*here["statements"], *(one for one in given["statements"] if identity(one) not in known)],
            "descriptions": list(texts.values()),
            "disagreements": [*here["disagreements"], *notes],
        }
    ), left
