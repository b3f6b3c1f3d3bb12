"""What a composed text may say of an entry: what its record holds, and what the terms in it are called.

Nothing that is not known is here, so nothing of it can be said. Which words say it stands with each language.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from datasets.facts.fields import FIELDS, UNKNOWN
from datasets.facts.kinds import Record
from datasets.facts.readings import terms_held
from datasets.facts.stored import Codes
from datasets.models import Dataset, License, Source, Term, Unit

# The fields that texts tell of. All but those of DETAILS are on cards, too.
DETAILS = ("annotation_method", "count", "class_count", "class", "split")
TOLD = (
    "category", "kind", "modality", "anatomy", "task", "use_case", "condition", "annotation", "format", "access",
    "license", "source", "language", "subjects", "images", "size", "year", *DETAILS,
)  # fmt: skip

# The kinds of entries that hold, or lead to, much of which the facts name some.
COLLECTING = {"archive", "directory", "service"}

# The units of people who made the annotations.
MAKERS = {"radiologists"}

# What stands in brackets behind a name, or behind a comma in it, explains the name and is no part of a sentence.
EXPLAINED = re.compile(r"\s*[(（][^()（）]*[)）]")


@dataclass(frozen=True)
class Word:
    """What a term is called, by language; the code of the term above it, where a text needs it; its SPDX id."""

    names: Mapping[str, str]
    parent: str | None = None
    spdx: str = ""


@dataclass(frozen=True)
class Lexicon:
    """The terms of a record by field and code, and the units by code."""

    words: Mapping[tuple[str, str], Word]
    units: Mapping[str, Unit]


@dataclass(frozen=True)
class Amount:
    """How many there are of a unit; `precision` is "" where nobody says how exact it is."""

    value: int
    precision: str
    unit: Unit | None


@dataclass(frozen=True)
class Class:
    """A class as it is printed, and the code of the condition that it stands for, if there is one."""

    name: str
    condition: str | None


@dataclass(frozen=True)
class Split:
    """A part of the data: how many, or which share in percent."""

    name: str
    amount: Amount | None
    percent: float | None


@dataclass(frozen=True)
class Known:
    """What is known of one entry.

    `codes` has, for each field of terms, those that no other code of it implies; of an archive's modalities, all.
    """

    name: str
    record: Record
    lexicon: Lexicon
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, record: Record, lexicon: Lexicon) -> "Known":
        """Return what `record`, a whole one or a card, has to tell."""
        sets = {code: list(record.get(code) or ()) for code in TOLD if isinstance(FIELDS[code].stored, Codes)}
        # An archive that has radiographs and mammograms has radiographs of other parts of the body, too.
        whole = {"modality"} if record.get("kind") in COLLECTING else set()
        sets = {code: codes if code in whole else _narrowest(code, codes, lexicon) for code, codes in sets.items()}
        return cls(record["name"], record, lexicon, sets)

    def word(self, code: str, term: str) -> Word:
        """Return what a term of a field is called."""
        return self.lexicon.words.get((code, term)) or Word({"en": term})

    def single(self, code: str) -> Any:
        """Return the one value of a field; None where it is not known."""
        return self.record.get(code)

    @cached_property
    def access(self) -> str | None:
        """The access level, None where it is unknown."""
        found = self.record.get("access")
        return None if found == UNKNOWN else found

    @cached_property
    def amounts(self) -> Sequence[Amount]:
        """How many subjects and images there are."""
        return self._amounts(filter(None, (self.record.get("subjects"), self.record.get("images"))))

    @cached_property
    def counts(self) -> Sequence[Amount]:
        """How many there are of other things; two figures in one unit would need words that the record has not.

        Nor are those who annotated a part of the data: the record does not say how much of it each of them saw.
        """
        found = [
            one for one in self._amounts(self.record.get("count") or ()) if one.unit and one.unit.code not in MAKERS
        ]
        units = [amount.unit for amount in (*self.amounts, *found)]
        return [amount for amount in found if units.count(amount.unit) == 1]

    @cached_property
    def classes(self) -> Sequence[Class]:
        """The classes that are named."""
        return [Class(item["name"], item.get("condition")) for item in self.record.get("class") or ()]

    @cached_property
    def splits(self) -> Sequence[Split]:
        """The parts of the data of which a figure is known."""
        found = []
        for item in self.record.get("split") or ():
            unit = self.lexicon.units.get(item.get("unit") or "")
            amount = None if item.get("count") is None else Amount(item["count"], "", unit)
            if amount is not None or item.get("percent") is not None:
                found.append(Split(item["name"], amount, item.get("percent")))
        return found

    def _amounts(self, items: Iterable[Record]) -> list[Amount]:
        """Return amounts of something; what there is none of needs no sentence, nor what is in no known unit."""
        units = self.lexicon.units
        found = [
            Amount(item["value"], item.get("precision") or "", units[item["unit"]])
            for item in items
            if item["value"] and item.get("unit") in units
        ]
        return list(dict.fromkeys(found))


def _narrowest(field_code: str, codes: Iterable[str], lexicon: Lexicon) -> list[str]:
    """Return the codes without those that are the parent of another one: "chest" goes where "lung" is."""
    codes = list(codes)
    parents = {word.parent for code in codes if (word := lexicon.words.get((field_code, code)))}
    return [code for code in codes if code not in parents]


def bare(name: str) -> str:
    """Return a term's name without what explains it in brackets: "Positron emission tomography"."""
    return EXPLAINED.sub("", name).strip()


def record_of(row: Dataset) -> Record:
    """Return what texts tell of an entry, as its record has it; its parts should be fetched (reading.whole)."""
    return {"name": row.name, **{code: stored.to_record(row) for code in TOLD if (stored := FIELDS[code].stored)}}


def lexicon_of(row: Dataset) -> Lexicon:
    """Return the terms that an entry refers to, which should be fetched with it."""
    words: dict[tuple[str, str], Word] = {}
    units: dict[str, Unit] = {}
    for code in TOLD:
        held = list(terms_held(FIELDS[code], row).values())
        codes = {term.pk: term.code for term in held if isinstance(term, Term)}
        for term in held:
            if isinstance(term, Unit):
                units[term.code] = term
            elif isinstance(term, Source):
                words[code, term.code] = Word({"en": term.name})
            elif isinstance(term, Term):
                spdx = term.mappings.get("spdx", "") if isinstance(term, License) else ""
                # A class names a condition; what it is called is the same in either field.
                key = "condition" if code == "class" else code
                words.setdefault((key, term.code), Word(term.names, codes.get(term.parent_id), spdx))
    return Lexicon(words, units)
