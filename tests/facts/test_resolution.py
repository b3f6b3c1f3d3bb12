"""What an entry stands behind: each case is statements, what weighs for them, and what follows."""

from datetime import date
from typing import Any

import pytest

from datasets.facts.fields import FIELDS, HELD
from datasets.facts.kinds import Record
from datasets.facts.resolution import Voice, leading, resolve, values

# A document for each authority; those of a year end in it.
VOICES = {
    "owner": Voice("owner"),
    "owner-2020": Voice("owner", date(2020, 1, 1)),
    "owner-2024": Voice("owner", date(2024, 5, 6)),
    "registry": Voice("registry"),
    "paper": Voice("literature"),
    "guide": Voice("guide"),
    "guide-2019": Voice("guide", date(2019, 1, 1)),
    "guide-2023": Voice("guide", date(2023, 1, 1)),
    "index": Voice("index"),
}
PREFERRED = {"standing": "preferred", "reason": {"en": "It is so."}}
SET_ASIDE = {"standing": "set-aside", "reason": {"en": "It is not so."}}


def said(field: str, document: str, value: Any, more: Record) -> Record:
    return {"field": field, "document": document, "value": value, "printed": "…", **more}


def amount(value: int, unit: str | None = None, precision: str | None = None) -> Record:
    parts = {"value": value, "unit": unit, "precision": precision}
    return {key: part for key, part in parts.items() if part is not None}


def exact(value: int, unit: str = "images") -> Record:
    return amount(value, unit, "exact")


def right(answer: str, use: str = "commercial") -> Record:
    return {"component": "images", "use": use, "answer": answer}


def link(url: str, kind: str = "homepage", label: str | None = None) -> Record:
    return {"url": url, "kind": kind, "label": label}


def paper(**parts: Any) -> Record:
    return {**dict.fromkeys(("title", "authors", "venue", "year", "doi", "url")), **parts}


def label(name: str, condition: str | None = None, count: int | None = None, unit: str | None = None) -> Record:
    return {"name": name, "condition": condition, "count": count, "unit": unit}


def split(name: str, count: int | None = None, unit: str | None = None, percent: float | None = None) -> Record:
    return {"name": name, "count": count, "unit": unit, "percent": percent}


A, B = "https://example.org/a", "https://example.org/b"
MIRROR, PART = {"kind": "mirror-of", "target": "mura"}, {"kind": "subset-of", "target": "mura"}

# What is shown -> field, the statements (document, value, and what else they have), the value held, and the places of
# the statements that it rests on.
CASES: dict[str, tuple[str, list[tuple[Any, ...]], Any, tuple[int, ...]]] = {
    # Authority.
    "the owner before a guide": ("license", [("guide", "MIT"), ("owner", "CC0-1.0")], "CC0-1.0", (1,)),
    "the owner before a registry on terms": ("license", [("registry", "MIT"), ("owner", "CC0-1.0")], "CC0-1.0", (1,)),
    "a registry before the owner on what is counted": (
        "images", [("owner", exact(500)), ("registry", exact(480))], exact(480), (1,)
    ),
    "a registry before the owner on the size": (
        "size",
        [("owner", {"value": 7, "precision": "exact"}), ("registry", {"value": 8, "precision": "exact"})],
        {"value": 8, "precision": "exact"},
        (1,),
    ),
    "the owner before a registry on access": ("access", [("registry", "open"), ("owner", "request")], "request", (1,)),
    "the owner before a registry on the year": ("year", [("registry", 2019), ("owner", 2018)], 2018, (1,)),
    "a registry before literature": ("access", [("paper", "open"), ("registry", "request")], "request", (1,)),
    "literature before a guide": ("level", [("guide", "beginner"), ("paper", "advanced")], "advanced", (1,)),
    "a guide before an index": ("kind", [("index", "challenge"), ("guide", "dataset")], "dataset", (1,)),
    "a document that nobody knows weighs as a guide": ("kind", [("index", "a"), ("lost", "b")], "b", (1,)),
    # Date.
    "the newest of one authority": ("access", [("owner-2020", "open"), ("owner-2024", "request")], "request", (1,)),
    "a day before none": ("access", [("owner", "open"), ("owner-2020", "request")], "request", (1,)),
    "authority before date": ("access", [("guide-2023", "open"), ("owner-2020", "request")], "request", (1,)),
    "ties keep their order": ("access", [("guide", "open"), ("guide", "request")], "open", (0,)),
    "who says the same is rested on, too": (
        "access", [("guide", "open"), ("owner", "request"), ("index", "request")], "request", (1, 2)
    ),
    # Exactness.
    "“over 100,000” and 112,120": (
        "images",
        [("owner", amount(100_000, "images", "at-least")), ("guide", exact(112_120))],
        exact(112_120),
        (1,),
    ),
    "a rounded figure and the exact one": (
        "images", [("owner", amount(112_000, "images")), ("guide", amount(112_120, "images"))], exact(112_120), (1,)
    ),
    "an exact figure that clashes does not count": (
        "images",
        [("owner", amount(100_000, "images", "at-least")), ("guide", exact(90_000))],
        amount(100_000, "images", "at-least"),
        (0,),
    ),
    "two exact figures": ("images", [("guide", exact(30_805)), ("owner", exact(30_000))], exact(30_000), (1,)),
    "two exact figures of one authority": (
        "images", [("guide", exact(30_000)), ("guide", exact(30_805))], exact(30_000), (0,)
    ),
    "another unit says nothing of it": (
        "subjects", [("owner", exact(10, "patients")), ("guide", exact(123, "studies"))], exact(10, "patients"), (0,)
    ),
    "a yearly rate is no total": (
        "images",
        [("owner", amount(500, "images", "per-year")), ("guide", exact(12_345))],
        amount(500, "images", "per-year"),
        (0,),
    ),
    # Standing.
    "preferred before the owner": ("access", [("owner", "open"), ("index", "request", PREFERRED)], "request", (1,)),
    "preferred although another is more exact": (
        "images",
        [("owner", exact(112_120)), ("index", amount(100_000, "images", "at-least"), PREFERRED)],
        amount(100_000, "images", "at-least"),
        (1,),
    ),
    "of two preferred, the higher authority": (
        "access", [("index", "open", PREFERRED), ("guide", "request", PREFERRED)], "request", (1,)
    ),
    "set aside has no say": ("access", [("owner", "open", SET_ASIDE), ("guide", "request")], "request", (1,)),
    "no normal form has no say": ("year", [("owner", None), ("guide", 2018)], 2018, (1,)),
    # Sets and steps.
    "sets are the union, in the order of the codes": (
        "modality", [("guide", ["MR"]), ("owner", ["CT"]), ("index", ["MR", "PT"])], ["CT", "MR", "PT"], (0, 1, 2)
    ),
    "a set without what is set aside": (
        "modality", [("guide", ["MR"]), ("owner", ["CT"], SET_ASIDE)], ["MR"], (0,)
    ),
    "steps keep the order in which they are stated": (
        "access_step",
        [("guide", ["register", "download"]), ("owner", ["become-credentialed", "register"])],
        ["register", "download", "become-credentialed"],
        (0, 1),
    ),
    # Lists, by identity.
    "links by address and kind": (
        "link",
        [("guide", link(A)), ("owner", [link(B), link(A, label="Home")]), ("index", link(A, "download"))],
        [link(A, label="Home"), link(B), link(A, "download")],
        (0, 1, 2),
    ),
    "papers by DOI, filled in": (
        "paper",
        [("guide", {"doi": "10.1000/x", "title": "Known as"}), ("owner", {"doi": "10.1000/x", "title": "On sets"}),
         ("index", {"doi": "10.1000/x", "year": 2019})],
        [paper(doi="10.1000/x", title="On sets", year=2019)],
        (0, 1, 2),
    ),
    "papers by title where one has no DOI": (
        "paper",
        [("guide", {"title": "On sets"}), ("guide", {"title": "On sets", "doi": "10.1000/x"})],
        [paper(title="On sets", doi="10.1000/x")],
        (0, 1),
    ),
    "papers of other DOIs are others": (
        "paper",
        [("guide", {"title": "On sets", "doi": "10.1000/y"}), ("guide", {"title": "On sets", "doi": "10.1000/x"})],
        [paper(title="On sets", doi="10.1000/y"), paper(title="On sets", doi="10.1000/x")],
        (0, 1),
    ),
    "classes by name, with what each says": (
        "class",
        [("guide", {"name": "Cat", "count": 5, "unit": "images"}), ("guide", {"name": "Dog"}),
         ("owner", {"name": "Cat", "condition": "cat", "count": 6})],
        [label("Cat", "cat", 6, "images"), label("Dog")],
        (0, 1, 2),
    ),
    "splits by name and unit": (
        "split",
        [("guide", {"name": "train", "count": 5, "unit": "images"}),
         ("guide", {"name": "train", "count": 2, "unit": "patients"}), ("owner", {"name": "test", "percent": 20})],
        [split("train", 5, "images"), split("train", 2, "patients"), split("test", percent=20)],
        (0, 1, 2),
    ),
    "a split without a unit is that of its name": (
        "split",
        [("guide", {"name": "train", "count": 5, "unit": "images"}), ("owner", {"name": "train", "percent": 80})],
        [split("train", 5, "images", 80)],
        (0, 1),
    ),
    "rights by component and use": (
        "rights",
        [("guide", right("yes")), ("owner", right("no")), ("guide", right("yes", "redistribution"))],
        [right("no"), right("yes", "redistribution")],
        (0, 1, 2),
    ),
    "relations by kind and target": (
        "relation", [("guide", MIRROR), ("owner", [PART, MIRROR])], [MIRROR, PART], (0, 1)
    ),
    "counts by unit and value": (
        "count",
        [("guide", {"value": 4, "unit": "readers"}), ("owner", {"value": 4, "unit": "readers", "precision": "about"}),
         ("guide", {"value": 5, "unit": "readers"})],
        [{"value": 4, "unit": "readers", "precision": "about"}, {"value": 5, "unit": "readers", "precision": None}],
        (0, 1, 2),
    ),
    # Units and precision.
    "unit and precision from who says the same figure": (
        "images",
        [("owner", {"value": 500}), ("guide", {"value": 500, "unit": "slices", "precision": "about"})],
        amount(500, "slices", "about"),
        (0, 1),
    ),
    "the field's own unit and exactness where nobody says more": (
        "subjects", [("guide", {"value": 500})], exact(500, "subjects"), (0,)
    ),
    "a unit of another figure is not taken": (
        "images", [("owner", {"value": 111}), ("guide", {"value": 222, "unit": "slices"})], exact(111), (0,)
    ),
    "a prize has its currency": (
        "prize", [("guide", {"value": 5, "currency": "USD"})], {"value": 5, "currency": "USD"}, (0,)
    ),
}  # fmt: skip


@pytest.mark.parametrize(("field", "statements", "value", "places"), CASES.values(), ids=CASES)
def test_what_follows(field: str, statements: list[tuple[Any, ...]], value: Any, places: tuple[int, ...]) -> None:
    written = [said(field, document, stated, *more or ({},)) for document, stated, *more in statements]
    held = resolve(written, VOICES)[field]
    assert (held.value, held.rests_on) == (value, places)
    assert values(written, VOICES)[field] == value


def test_other_fields_do_not_matter() -> None:
    statements = [said("year", "owner", 2018, {}), said("images", "guide", {"value": 5}, {})]
    held = resolve(statements, VOICES)
    assert {code: one.rests_on for code, one in held.items()} == {"year": (0,), "images": (1,)}


@pytest.mark.parametrize(
    "statement",
    [
        said("purpose", "owner", None, {}),
        said("population", "owner", {"age": [18, 96]}, {}),
        said("year", "owner", None, {}),
        said("year", "owner", 2018, SET_ASIDE),
        said("no-such-field", "owner", 5, {}),
    ],
    ids=["words", "words with a form", "no value", "set aside", "no field"],
)
def test_what_nothing_follows_from(statement: Record) -> None:
    assert resolve([statement], VOICES) == {}


def test_of_what_nobody_says_nothing_is_known() -> None:
    nothing = values([], VOICES)
    assert list(nothing) == [field.code for field in HELD]
    assert nothing.pop("access") == "unknown"
    assert {code: value for code, value in nothing.items() if value not in (None, [])} == {}
    assert {code for code, value in nothing.items() if value is None} == {
        code for code in nothing if FIELDS[code].single
    }


def test_resolving_does_not_change_the_statements() -> None:
    statements = [
        said("images", "guide", {"value": 5}, {}),
        said("paper", "guide", {"title": "On sets"}, {}),
        said("paper", "owner", {"title": "On sets", "year": 2018}, {}),
    ]
    before = repr(statements)
    resolve(statements, VOICES)
    assert repr(statements) == before


# What is shown -> the targets of the relations that are stated, and of those that lead to an entry.
LEADING: dict[str, tuple[list[str], list[str]]] = {
    "an entry": (["one"], ["one"]),
    "an entry under its former slug": (["before"], ["two"]),
    "an entry that is gone": (["gone", "one"], ["one"]),
    "an entry under both slugs": (["before", "two"], ["two"]),
    "the entry itself": (["own", "one"], ["one"]),
    "the entry itself, under a former slug": (["own-before"], []),
    "a slug that another entry has today": (["taken"], ["taken"]),
}


@pytest.mark.parametrize(("stated", "led_to"), LEADING.values(), ids=LEADING)
def test_relations_lead_to_the_entries_of_today(stated: list[str], led_to: list[str]) -> None:
    relations = [{"kind": "includes", "target": slug} for slug in stated]
    moved = {"before": "two", "own-before": "own", "taken": "two"}
    found = leading(relations, "own", {"own", "one", "two", "taken"}, moved)
    assert [relation["target"] for relation in found] == led_to
