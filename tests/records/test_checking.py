"""Checking: every kind of bad record is told with its file and field, all at once."""

from typing import Any

import pytest

from datasets.facts.columns import Record
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


# Keys that an item of a record and the value of the statement that backs it have in common.
SHARED = ("name", "component", "use", "answer", "kind", "target")


def in_normal_form(field: str, held: Any) -> Any:
    """Return as a statement's value what a record holds in one key or in one item of a list."""
    if field in ("count", "link"):
        return held["value"] if field == "count" else [held["url"]]
    if field == "paper":
        return "Somebody et al., 2020"
    return {key: held[key] for key in SHARED if key in held} if isinstance(held, dict) else held


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def test_good_record_has_no_problems(record: Record, codes: Codes) -> None:
    assert check_record("place", record, codes) == []


# What is wrong -> the change to the good record, the field that is told, and words of the message.
# Changes are keys that replace the record's; a pair (value, statement field) also adds the statement that backs it.
WRONG_KEYS: dict[str, tuple[Record, str, str]] = {
    "unknown term": ({"modalities": (["CT", "XX"], "modality")}, "modalities", "unknown modality “XX”"),
    "wrong case": ({"modalities": (["mr"], "modality")}, "modalities", "unknown modality “mr”; did you mean “MR”?"),
    "unknown category": ({"category": ("pictures", "category")}, "category", "unknown category “pictures”"),
    "unknown source": ({"sources": (["nowhere"], "source")}, "sources", "unknown source “nowhere”"),
    "unknown access level": ({"access_level": ("maybe", "access")}, "access_level", "unknown access_level “maybe”"),
    "unknown step": ({"access_steps": (["wait"], "access_step")}, "access_steps", "unknown access_step “wait”"),
    "unknown licence": ({"license": ("mine", "license")}, "license", "unknown license “mine”"),
    "unknown unit": ({"images_unit": "pictures"}, "images_unit", "unknown unit “pictures”"),
    "unknown unit of a count": (
        {"counts": ([{"value": 5, "unit": "dogs"}], "count")}, "counts[0].unit", "unknown unit “dogs”"
    ),
    "unknown unit of a split": (
        {"splits": ([{"name": "train", "unit": "dogs"}], "split")}, "splits[0].unit", "unknown unit “dogs”"
    ),
    "unknown condition of a class": (
        {"classes": ([{"name": "Cat", "condition": "cat"}], "class")},
        "classes[0].condition",
        "unknown condition “cat”",
    ),
    "relation to nothing": (
        {"relations": ([{"kind": "subset-of", "target": "gone"}], "relation")},
        "relations[0].target",
        "unknown entry “gone”",
    ),
    "relation to itself": (
        {"relations": ([{"kind": "subset-of", "target": "example-set"}], "relation")},
        "relations[0].target",
        "cannot be related to itself",
    ),
    "unstated alias": ({"aliases": ["Other"]}, "aliases", "no statement of field name has the value “Other”"),
    "unstated name": ({"name": "Another name"}, "name", "no statement of field name has the value “Another name”"),
    "unstated term": ({"modalities": ["CT", "MR"]}, "modalities", "no statement of field modality has the value “MR”"),
    "unstated access": ({"access_level": "open"}, "access_level", "no statement of field access has the value “open”"),
    "unstated number": ({"images": 101}, "images", "no statement of field images has the value “101”"),
    "unstated year": ({"year": 2020}, "year", "no statement of field year"),
    "unstated size": ({"size_bytes": 5, "size_precision": "exact"}, "size_bytes", "no statement of field size"),
    "unstated truth value": ({"multi_label": False}, "multi_label", "no statement of field multi_label"),
    "unstated prize": ({"prize_amount": 5, "prize_currency": "USD"}, "prize_amount", "no statement of field prize"),
    "unstated count": ({"counts": [{"value": 5, "unit": "slices"}]}, "counts[0]", "no statement of field count"),
    "unstated class": ({"classes": [{"name": "Cat"}]}, "classes[0]", "no statement of field class has the value Cat"),
    "unstated split": ({"splits": [{"name": "test"}]}, "splits[0]", "no statement of field split has the value test"),
    "unstated relation": ({"relations": [{"kind": "subset-of", "target": "mura"}]}, "relations[0]", "no statement"),
    "unstated right": (
        {"rights": [{"component": "images", "use": "commercial", "answer": "no"}]}, "rights[0]", "no statement"
    ),
    "unstated paper": ({"papers": [{"title": "On sets"}]}, "papers", "no statement of field paper"),
    "paper without anything": ({"papers": ([{}], "paper")}, "papers[0]", "neither title, authors, DOI nor address"),
    "paper with a year alone": ({"papers": ([{"year": 2020}], "paper")}, "papers[0]", "neither title, authors"),
    **{
        f"authors in another form: {authors}": (
            {"papers": ([{"authors": authors}], "paper")}, "papers[0].authors", message
        )
        for authors, message in (
            ("Doe, Jane; Roe, Richard; Poe, Ann", "write “Doe, Jane and Roe, Richard and Poe, Ann”"),
            ("Dupont J, Durand P et coll.", "write “Dupont, J. and Durand, P. and others”"),
            ("Silva A. e cols.", "write “Silva, A. and others”"),
            ("Иванов И. И. и др.", "write “Иванов, И. И. and others”"),
            ("张伟, 李娜, 等", "write “张伟 and 李娜 and others”"),
            ("Wang, Li, Zhang", "write “Family, Given and Family, Given and {Name of a body} and others”"),
        )
    },
    "images without a unit": ({"images_unit": None}, "images_unit", "give both or neither"),
    "unit without subjects": ({"subjects_unit": "patients"}, "subjects_unit", "give both or neither"),
    "images without precision": ({"images_precision": None}, "images_precision", "give both or neither"),
    "precision without a size": ({"size_precision": "exact"}, "size_precision", "give both or neither"),
    "precision without downloads": ({"downloads_precision": "about"}, "downloads_precision", "give both or neither"),
    "currency without a prize": ({"prize_currency": "USD"}, "prize_currency", "give both or neither"),
    "splits that do not add up": (
        {"splits": ([{"name": "train", "count": 90, "unit": "images"}], "split")},
        "disagreements",
        "split: the splits add up to 90, the stated total is 100; record it with kind arithmetic",
    ),
    "former slug that is its own": ({"former_slugs": ["example-set"]}, "former_slugs", "“example-set”"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "field", "message"), WRONG_KEYS.values(), ids=WRONG_KEYS)
def test_wrong_fact_is_told(record: Record, codes: Codes, change: Record, field: str, message: str) -> None:
    for key, value in change.items():
        record[key] = value
        if isinstance(value, tuple):
            held, backed_by = value
            record[key] = held
            items = held if isinstance(held, list) and isinstance(held[0], dict) else [held]
            say(record, backed_by, *(in_normal_form(backed_by, item) for item in items))
    # The statement that backs a wrong code is as wrong as the key; here the key is looked at.
    told = [p for p in check_records([("here.json", record)], codes) if not p.field.startswith("statements")]
    assert [(problem.place, problem.field) for problem in told] == [("here.json", field)]
    assert message in told[0].message


LINK = {"url": "https://example.org/", "kind": "homepage"}
ENGLISH = {
    "language": "en",
    "summary": "A set that exists for the tests alone.",
    "description": "It holds a hundred images that nobody has ever seen, and nothing else.",
}

# What has the wrong shape -> the change to the good record and the field that is told.
WRONG_SHAPE: dict[str, tuple[Record, str]] = {
    "number as text": ({"images": "100"}, "images"),
    "negative number": ({"images": -1}, "images"),
    "fraction of an image": ({"images": 0.5}, "images"),
    "truth value as number": ({"images": True}, "images"),
    "number beyond the column": ({"images": 10**19}, "images"),
    "list as text": ({"modalities": "CT"}, "modalities"),
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
    "same code twice": ({"modalities": ["CT", "CT"]}, "modalities"),
    "unknown status": ({"status": "secret"}, "status"),
    "unknown precision": ({"images_precision": "roughly"}, "images_precision"),
    "year before X-rays": ({"year": 1800}, "year"),
    "six stars": ({"quality": 6}, "quality"),
    "currency by its sign": ({"prize_currency": "$"}, "prize_currency"),
    "misspelt key": ({"modality": ["CT"]}, ""),
    "address without scheme": ({"links": [{**LINK, "url": "www.example.org"}]}, "links[0].url"),
    "address with a typo": ({"links": [{**LINK, "url": "htps://example.org"}]}, "links[0].url"),
    "address with a space": ({"links": [{**LINK, "url": "https://exam ple.org"}]}, "links[0].url"),
    "address that runs code": ({"links": [{**LINK, "url": "javascript:alert(1)"}]}, "links[0].url"),
    "address with a line end": ({"links": [{**LINK, "url": "https://example.org\n"}]}, "links[0].url"),
    "unknown kind of link": ({"links": [{**LINK, "kind": "blog"}]}, "links[0].kind"),
    "link without address": ({"links": [{"kind": "homepage"}]}, "links[0]"),
    "empty label": ({"links": [{**LINK, "label": ""}]}, "links[0].label"),
    "broken DOI": ({"papers": [{"doi": "doi:10.1/x"}]}, "papers[0].doi"),
    "empty title": ({"papers": [{"title": "", "doi": "10.1000/x"}]}, "papers[0].title"),
    "more than all": ({"splits": [{"name": "train", "percent": 101}]}, "splits[0].percent"),
    "unknown split": ({"splits": [{"name": "rest"}]}, "splits[0].name"),
    "unknown relation": ({"relations": [{"kind": "like", "target": "mura"}]}, "relations[0].kind"),
    "unknown right": ({"rights": [{"component": "images", "use": "art", "answer": "no"}]}, "rights[0].use"),
    "unknown answer": ({"rights": [{"component": "images", "use": "commercial", "answer": "so"}]}, "rights[0].answer"),
    "no statements": ({"statements": []}, "statements"),
    "no descriptions": ({"descriptions": []}, "descriptions"),
    "summary that is too short": ({"descriptions": [{**ENGLISH, "summary": "Short."}]}, "descriptions[0].summary"),
    "unknown language": ({"descriptions": [ENGLISH, {**ENGLISH, "language": "de"}]}, "descriptions[1].language"),
}


@pytest.mark.parametrize(("change", "field"), WRONG_SHAPE.values(), ids=WRONG_SHAPE)
def test_wrong_shape_is_told(record: Record, codes: Codes, change: Record, field: str) -> None:
    problems = check_records([("here.json", {**record, **change})], codes)
    assert {(problem.place, problem.field) for problem in problems} == {("here.json", field)}
    assert not any("no statement" in problem.message for problem in problems)


@pytest.mark.parametrize("key", ["slug", "name", "category", "kind", "access_level", "descriptions", "statements"])
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
    say(record, "modality", value)
    assert [problem.field for problem in check_records([("here.json", record)], codes)] == ["statements[5].value"]


@pytest.mark.parametrize("value", [nested(500), nested(900), 10**400], ids=["deep", "deeper", "immense"])
def test_monstrous_value_is_told(record: Record, codes: Codes, value: Any) -> None:
    say(record, "images", value)
    assert check_records([("here.json", record)], codes)


# What the database would refuse the second time -> list, two items for it, and the field of their statement.
TWICE: dict[str, tuple[str, list[Record], str]] = {
    "class": ("classes", [{"name": "Cat", "count": 50}, {"name": "Cat", "count": 50}], "class"),
    "link": ("links", [LINK, {**LINK, "label": "Home"}], "link"),
    "right": (
        "rights",
        [{"component": "code", "use": "commercial", "answer": word} for word in ("yes", "no")],
        "rights",
    ),
    "relation": ("relations", [{"kind": "subset-of", "target": "mura"}] * 2, "relation"),
}


@pytest.mark.parametrize(("key", "items", "field"), TWICE.values(), ids=TWICE)
def test_same_thing_twice_is_told(record: Record, codes: Codes, key: str, items: list[Record], field: str) -> None:
    record[key] = items
    say(record, field, *(in_normal_form(field, item) for item in items))
    problems = check_records([("here.json", record)], codes)
    assert [problem.field.partition("[")[0] for problem in problems] == [key]


@pytest.mark.parametrize("languages", [["en", "en"], ["fr"]], ids=["twice", "not in English"])
def test_descriptions_are_one_per_language_and_in_english(record: Record, codes: Codes, languages: list[str]) -> None:
    record["descriptions"] = [{**ENGLISH, "language": language} for language in languages]
    assert [problem.field for problem in check_records([("here.json", record)], codes)] == ["descriptions"]


def test_unknown_access_needs_no_statement(record: Record, codes: Codes) -> None:
    record["access_level"] = "unknown"
    assert check_records([("here.json", record)], codes) == []


def test_disagreement_that_is_recorded_is_no_problem(record: Record, codes: Codes) -> None:
    say(record, "images", 130)
    record["disagreements"] = [{"field": "images", "kind": "documents", "explanation": {"en": "100 and 130 images."}}]
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
    shapeless = {**record, "slug": "one", "images": "many", "links": [{"url": "nowhere", "kind": "blog"}]}
    wrong = {**record, "slug": "two", "modalities": ["XX"], "images_unit": "dogs", "aliases": ["A", "B"]}
    problems = check_records([("one.json", shapeless), ("two.json", wrong), ("three.json", record)], codes)
    assert [(problem.place, problem.field) for problem in problems] == [
        ("one.json", "images"),
        ("one.json", "links[0].kind"),
        ("one.json", "links[0].url"),
        ("two.json", "aliases"),
        ("two.json", "aliases"),
        ("two.json", "images_unit"),
        ("two.json", "modalities"),
        ("two.json", "modalities"),
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
