"""Checking: every kind of bad record is told with its file and field, all at once."""

from typing import Any

import pytest

from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.records.checking import Codes, check_record, check_records, codes_of
from datasets.records.files import Tree
from datasets.records.problems import Problem


@pytest.fixture(scope="module")
def codes(tree: Tree) -> Codes:
    """The codes of the real catalogue."""
    return codes_of(tree)


def say(record: Record, field: str, *values: Any) -> None:
    """Add a statement for each of `values` to `record`."""
    place = {"printed": "as printed", "document": "000", "line": 3}
    record["statements"] += [{"field": field, "value": value, **place} for value in values]


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def test_good_record_has_no_problems(record: Record, codes: Codes) -> None:
    assert check_record("place", record, codes) == []


# What is wrong with the value of a statement that is added -> its field, its value, and words of the message.
WRONG_VALUES: dict[str, tuple[str, Any, str]] = {
    "unknown term": ("modality", ["CT", "XX"], "unknown modality “XX”"),
    "wrong case": ("modality", ["mr"], "unknown modality “mr”; did you mean “MR”?"),
    "unknown category": ("category", "pictures", "unknown category “pictures”"),
    "unknown source": ("source", ["nowhere"], "unknown source “nowhere”"),
    "unknown access": ("access", "maybe", "unknown access “maybe”"),
    "unknown step": ("access_step", ["wait"], "unknown access_step “wait”"),
    "unknown licence": ("license", "mine", "unknown license “mine”"),
    "unknown unit": ("images", {"value": 7, "unit": "pictures"}, "unknown unit “pictures”"),
    "unknown unit of a count": ("count", {"value": 5, "unit": "dogs"}, "unknown unit “dogs”"),
    "unknown unit of a split": ("split", {"name": "train", "unit": "dogs"}, "unknown unit “dogs”"),
    "unknown condition of a class": ("class", {"name": "Cat", "condition": "cat"}, "unknown condition “cat”"),
    "relation to nothing": ("relation", [{"kind": "subset-of", "target": "gone"}], "unknown entry “gone”"),
    "relation to itself": (
        "relation", {"kind": "subset-of", "target": "example-set"}, "cannot be related to itself"
    ),
    **{
        f"authors in another form: {authors}": ("paper", {"authors": authors}, message)
        for authors, message in (
            ("Doe, Jane; Roe, Richard; Poe, Ann", "write “Doe, Jane and Roe, Richard and Poe, Ann”"),
            ("Dupont J, Durand P et coll.", "write “Dupont, J. and Durand, P. and others”"),
            ("Silva A. e cols.", "write “Silva, A. and others”"),
            ("Иванов И. И. и др.", "write “Иванов, И. И. and others”"),
            ("张伟, 李娜, 等", "write “张伟 and 李娜 and others”"),
            ("Wang, Li, Zhang", "write “Family, Given and Family, Given and {Name of a body} and others”"),
        )
    },
}  # fmt: skip


@pytest.mark.parametrize(("field", "value", "message"), WRONG_VALUES.values(), ids=WRONG_VALUES)
def test_wrong_value_is_told(record: Record, codes: Codes, field: str, value: Any, message: str) -> None:
    record.pop(field, None)
    say(record, field, value)
    (problem,) = check_records([("here.json", record)], codes)
    assert problem.place == "here.json"
    assert problem.field.startswith("statements[5].value")
    assert message in problem.message


@pytest.mark.parametrize("field", ["category", "kind"])
def test_what_no_statement_says_and_every_entry_needs_is_told(record: Record, codes: Codes, field: str) -> None:
    del record[field]
    record["statements"] = [statement for statement in record["statements"] if statement["field"] != field]
    (problem,) = check_records([("here.json", record)], codes)
    assert (problem.field, problem.message) == (
        field,
        f"no statement of field {field} says what the entry is; add one",
    )


# What is wrong -> keys that replace the record's, the field that is told, and words of the message.
WRONG_KEYS: dict[str, tuple[Record, str, str]] = {
    "unstated alias": ({"aliases": ["Other"]}, "aliases", "no statement of field name has the value “Other”"),
    "unstated name": ({"name": "Another name"}, "name", "no statement of field name has the value “Another name”"),
    "unstated term": ({"modality": ["CT", "MR"]}, "modality", "no statement of field modality has the value \"MR\""),
    "stated term that is left out": (
        {"modality": ["MR"]}, "modality", "no statement of field modality has the value \"MR\""
    ),
    "unstated access": ({"access": "open"}, "access", "no statement of field access has the value \"open\""),
    "another number": (
        {"images": {"value": 101, "unit": "images", "precision": "exact"}},
        "images",
        "the statements give {\"value\": 100, \"unit\": \"images\", \"precision\": \"exact\"}; leave it out",
    ),
    "another unit": (
        {"images": {"value": 100, "unit": "slices", "precision": "exact"}}, "images", "the statements give"
    ),
    "unstated year": ({"year": 2020}, "year", "no statement of field year has the value 2020"),
    "unstated size": ({"size": {"value": 5, "precision": "exact"}}, "size", "no statement of field size"),
    "unstated truth value": ({"multi_label": False}, "multi_label", "no statement of field multi_label"),
    "unstated prize": ({"prize": {"value": 5, "currency": "USD"}}, "prize", "no statement of field prize"),
    "unstated count": ({"count": [{"value": 5, "unit": "slices"}]}, "count", "no statement of field count"),
    "unstated class": ({"class": [{"name": "Cat"}]}, "class", "no statement of field class has the value {\"name\": "),
    "unstated split": ({"split": [{"name": "test"}]}, "split", "no statement of field split has the value {\"name\": "),
    "unstated relation": ({"relation": [{"kind": "subset-of", "target": "mura"}]}, "relation", "no statement"),
    "unstated right": (
        {"rights": [{"component": "images", "use": "commercial", "answer": "no"}]}, "rights", "no statement"
    ),
    "unstated paper": ({"paper": [{"title": "On sets"}]}, "paper", "no statement of field paper"),
    "former slug that is its own": ({"former_slugs": ["example-set"]}, "former_slugs", "“example-set”"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "field", "message"), WRONG_KEYS.values(), ids=WRONG_KEYS)
def test_wrong_fact_is_told(record: Record, codes: Codes, change: Record, field: str, message: str) -> None:
    told = check_records([("here.json", {**record, **change})], codes)
    assert [(problem.place, problem.field) for problem in told] == [("here.json", field)]
    assert message in told[0].message


def test_what_follows_from_the_statements_may_be_left_out(record: Record, codes: Codes) -> None:
    bare = {key: value for key, value in record.items() if key not in FIELDS or key == "name"}
    assert check_records([("here.json", bare)], codes) == []


LINK = {"url": "https://example.org/", "kind": "homepage"}
ENGLISH = {
    "language": "en",
    "summary": "A set that exists for the tests alone.",
    "description": "It holds a hundred images that nobody has ever seen, and nothing else.",
}

# What has the wrong shape -> the change to the good record and the field that is told.
WRONG_SHAPE: dict[str, tuple[Record, str]] = {
    "number as text": ({"images": {"value": "100"}}, "images.value"),
    "negative number": ({"images": {"value": -1}}, "images.value"),
    "fraction of an image": ({"images": {"value": 0.5}}, "images.value"),
    "truth value as number": ({"images": {"value": True}}, "images.value"),
    "number beyond the column": ({"images": {"value": 10**19}}, "images.value"),
    "number without its unit's object": ({"images": 100}, "images"),
    "list as text": ({"modality": "CT"}, "modality"),
    "text as list": ({"name": ["Example set"]}, "name"),
    "empty name": ({"name": ""}, "name"),
    "name over two lines": ({"name": "Example\nset"}, "name"),
    "name with a line end": ({"name": "Example set\n"}, "name"),
    "name with a NUL": ({"name": "Example\0set"}, "name"),
    "name that is too long": ({"name": "x" * 301}, "name"),
    "slug as list": ({"slug": ["example-set"]}, "slug"),
    "slug as object": ({"slug": {}}, "slug"),
    "slug in capitals": ({"slug": "Example"}, "slug"),
    "slug with a line end": ({"slug": "example-set\n"}, "slug"),
    "slug that climbs": ({"slug": "../example"}, "slug"),
    "former slug as object": ({"former_slugs": [{}]}, "former_slugs[0]"),
    "same code twice": ({"modality": ["CT", "CT"]}, "modality"),
    "unknown status": ({"status": "secret"}, "status"),
    "unknown precision": ({"images": {"value": 5, "precision": "roughly"}}, "images.precision"),
    "year before X-rays": ({"year": 1800}, "year"),
    "six stars": ({"quality": 6}, "quality"),
    "currency by its sign": ({"prize": {"value": 5, "currency": "$"}}, "prize.currency"),
    "misspelt key": ({"modalities": ["CT"]}, ""),
    "address without scheme": ({"link": [{**LINK, "url": "www.example.org"}]}, "link[0].url"),
    "address with a typo": ({"link": [{**LINK, "url": "htps://example.org"}]}, "link[0].url"),
    "address with a space": ({"link": [{**LINK, "url": "https://exam ple.org"}]}, "link[0].url"),
    "address that runs code": ({"link": [{**LINK, "url": "javascript:alert(1)"}]}, "link[0].url"),
    "address with a line end": ({"link": [{**LINK, "url": "https://example.org\n"}]}, "link[0].url"),
    "unknown kind of link": ({"link": [{**LINK, "kind": "blog"}]}, "link[0].kind"),
    "link without address": ({"link": [{"kind": "homepage"}]}, "link[0]"),
    "empty label": ({"link": [{**LINK, "label": ""}]}, "link[0].label"),
    "broken DOI": ({"paper": [{"doi": "doi:10.1/x"}]}, "paper[0].doi"),
    "empty title": ({"paper": [{"title": "", "doi": "10.1000/x"}]}, "paper[0].title"),
    "more than all": ({"split": [{"name": "train", "percent": 101}]}, "split[0].percent"),
    "unknown split": ({"split": [{"name": "rest"}]}, "split[0].name"),
    "unknown relation": ({"relation": [{"kind": "like", "target": "mura"}]}, "relation[0].kind"),
    "unknown right": ({"rights": [{"component": "images", "use": "art", "answer": "no"}]}, "rights[0].use"),
    "unknown answer": ({"rights": [{"component": "images", "use": "commercial", "answer": "so"}]}, "rights[0].answer"),
    "no statements": ({"statements": []}, "statements"),
    "translations alone": ({"descriptions": [{**ENGLISH, "language": "fr"}]}, "descriptions"),
    "composed text": ({"descriptions": [{**ENGLISH, "origin": "composed"}]}, "descriptions[0].origin"),
    "summary that is too short": ({"descriptions": [{**ENGLISH, "summary": "Short."}]}, "descriptions[0].summary"),
    "unknown language": ({"descriptions": [ENGLISH, {**ENGLISH, "language": "de"}]}, "descriptions[1].language"),
}


@pytest.mark.parametrize(("change", "field"), WRONG_SHAPE.values(), ids=WRONG_SHAPE)
def test_wrong_shape_is_told(record: Record, codes: Codes, change: Record, field: str) -> None:
    problems = check_records([("here.json", {**record, **change})], codes)
    assert {(problem.place, problem.field) for problem in problems} == {("here.json", field)}
    assert not any("no statement" in problem.message for problem in problems)


@pytest.mark.parametrize("key", ["slug", "name", "descriptions", "statements"])
def test_missing_key_is_told(record: Record, codes: Codes, key: str) -> None:
    del record[key]
    assert [str(problem) for problem in check_records([("here.json", record)], codes)] == [
        f"here.json: '{key}' is a required property; add it"
    ]


# What is wrong with the first statement -> the change to it and the field that is told.
WRONG_STATEMENTS: dict[str, tuple[Record, str]] = {
    "nothing printed": ({"printed": ""}, "statements[0].printed"),
    "line 0": ({"line": 0}, "statements[0].line"),
    "line as text": ({"line": "1"}, "statements[0].line"),
    "unknown field": ({"field": "colour"}, "statements[0].field"),
    "unknown document": ({"document": "999"}, "statements[0].document"),
    "empty note": ({"note": ""}, "statements[0].note"),
    "empty heading": ({"heading": ""}, "statements[0].heading"),
    "NUL in the quotation": ({"printed": "a\0b"}, "statements[0].printed"),
    "escape character in a note": ({"note": "a\x1bb"}, "statements[0].note"),
    "lone surrogate in the quotation": ({"printed": "a\ud800b"}, "statements[0].printed"),
}


@pytest.mark.parametrize(("change", "field"), WRONG_STATEMENTS.values(), ids=WRONG_STATEMENTS)
def test_wrong_statement_is_told(record: Record, codes: Codes, change: Record, field: str) -> None:
    record["statements"][0].update(change)
    assert [problem.field for problem in check_records([("here.json", record)], codes)] == [field]


@pytest.mark.parametrize("value", [{"a": "x\0"}, {"a\0": "x"}, ["x", {"a": ["\udfff"]}]], ids=["text", "key", "deep"])
def test_no_text_hides_in_a_statements_value(record: Record, codes: Codes, value: Any) -> None:
    say(record, "purpose", value)
    problems = check_records([("here.json", record)], codes)
    assert {problem.field.partition(".value")[0] for problem in problems} == {"statements[5]"}
    assert any("which is no text" in problem.message for problem in problems)


@pytest.mark.parametrize("value", [["CT", "ZZ"], ["ct"]], ids=["unknown term", "wrong case"])
def test_statement_that_speaks_of_an_unknown_term_is_told(record: Record, codes: Codes, value: Any) -> None:
    del record["modality"]
    say(record, "modality", value)
    assert [problem.field for problem in check_records([("here.json", record)], codes)] == ["statements[5].value"]


@pytest.mark.parametrize("value", [nested(500), nested(900), {"value": 10**400}], ids=["deep", "deeper", "immense"])
def test_monstrous_value_is_told(record: Record, codes: Codes, value: Any) -> None:
    say(record, "images", value)
    assert check_records([("here.json", record)], codes)


# The same thing said twice -> its field, and the items, of which the entry holds one.
TWICE: dict[str, tuple[str, list[Record]]] = {
    "class": ("class", [{"name": "Cat", "count": 50}, {"name": "Cat", "count": 50}]),
    "link": ("link", [LINK, {**LINK, "label": "Home"}]),
    "right": ("rights", [{"component": "code", "use": "commercial", "answer": word} for word in ("yes", "no")]),
    "relation": ("relation", [{"kind": "subset-of", "target": "mura"}] * 2),
}


@pytest.mark.parametrize(("field", "items"), TWICE.values(), ids=TWICE)
def test_same_thing_twice_is_held_once(record: Record, codes: Codes, field: str, items: list[Record]) -> None:
    say(record, field, *items)
    assert check_records([("here.json", record)], codes) == []
    record[field] = items
    assert [problem.field for problem in check_records([("here.json", record)], codes)] == [field]


@pytest.mark.parametrize("languages", [["en", "en"], ["fr"]], ids=["twice", "not in English"])
def test_descriptions_are_one_per_language_and_in_english(record: Record, codes: Codes, languages: list[str]) -> None:
    record["descriptions"] = [{**ENGLISH, "language": language} for language in languages]
    assert [problem.field for problem in check_records([("here.json", record)], codes)] == ["descriptions"]


def test_unknown_access_needs_no_statement(record: Record, codes: Codes) -> None:
    record["access"] = "unknown"
    assert check_records([("here.json", record)], codes) == []


def test_disagreement_that_is_recorded_is_no_problem(record: Record, codes: Codes) -> None:
    say(record, "images", {"value": 230, "precision": "about"})
    record["disagreements"] = [{"field": "images", "kind": "documents", "explanation": {"en": "100 and 230 images."}}]
    assert check_records([("here.json", record)], codes) == []


def test_disagreement_is_told_in_english(record: Record, codes: Codes) -> None:
    record["disagreements"] = [{"field": "images", "kind": "documents", "explanation": {"fr": "100 et 130 images."}}]
    (problem,) = check_records([("here.json", record)], codes)
    assert problem.field == "disagreements[0].explanation"


@pytest.mark.parametrize(
    ("key", "value"),
    [("slug", "example-set"), ("former_slugs", ["example-set"])],
    ids=["slug", "another's former slug"],
)
def test_slug_is_taken_once(record: Record, codes: Codes, key: str, value: Any) -> None:
    other = {**record, "slug": "another", key: value}
    problems = check_records([("one.json", record), ("two.json", other)], codes)
    assert [(problem.place, problem.field) for problem in problems] == [("two.json", "slug")]
    assert "“example-set” is taken" in problems[0].message


def test_all_problems_of_all_records_are_told_at_once(record: Record, codes: Codes) -> None:
    shapeless = {**record, "slug": "one", "images": "many", "link": [{"url": "nowhere", "kind": "blog"}]}
    wrong = {**record, "slug": "two", "modality": ["XX"], "year": 1999, "aliases": ["A", "B"]}
    problems = check_records([("one.json", shapeless), ("two.json", wrong), ("three.json", record)], codes)
    assert [(problem.place, problem.field) for problem in problems] == [
        ("one.json", "images"),
        ("one.json", "link[0].kind"),
        ("one.json", "link[0].url"),
        ("two.json", "aliases"),
        ("two.json", "aliases"),
        ("two.json", "modality"),
        ("two.json", "year"),
    ]


def test_long_value_is_not_repeated_in_full(record: Record, codes: Codes) -> None:
    record["name"] = "x" * 100_000
    (problem,) = check_records([("here.json", record)], codes)
    assert len(problem.message) < 400


@pytest.mark.parametrize(
    ("field", "text"), [("name", "a.json: name: is wrong"), ("", "a.json: is wrong")], ids=["field", "no field"]
)
def test_problem_names_file_field_and_what_is_wrong(field: str, text: str) -> None:
    assert str(Problem("a.json", field, "is wrong")) == text
