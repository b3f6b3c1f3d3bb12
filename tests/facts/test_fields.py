"""The registry of fields is sound, and what follows from it does when a field is added."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Model
from jsonschema import Draft202012Validator

from datasets.compare import picture
from datasets.facts import columns, fields, kinds, resolution, stored
from datasets.facts.fields import FIELDS, GROUPS, HELD, ON_CARDS, Field
from datasets.facts.kinds import Gathers, Record
from datasets.facts.reading import whole
from datasets.facts.stored import Codes, Columns, Part
from datasets.models import VOCABULARIES, Dataset, Source, Statement
from datasets.models.dataset import Part as PartOfDataset
from datasets.records import checking, records, values
from datasets.records.checking import check_records, codes_of
from datasets.records.files import Tree
from tests.kept import forget

EVERY = pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
# What a dataset's row has that is no fact: the key, the revision, when somebody looked at it, and the columns that are
# the directory's own.
OWN = {"id", "revision", "looked", *(column.name for column in columns.EDITORIAL)}


def problems(field: Field, value: Any, schema: Record) -> list[str]:
    """Return what is wrong with `value` by a schema that may refer to the record's."""
    validator = Draft202012Validator({**schema, "$defs": records.schema()["$defs"]})
    return [error.message for error in validator.iter_errors(value)]


@EVERY
def test_code_is_one_word_that_fits_its_columns(field: Field) -> None:
    assert re.fullmatch("[a-z]+(_[a-z]+)*", field.code)
    for model in (Statement, *(part.model for key, part in columns.PARTS.items() if key == "disagreements")):
        assert len(field.code) <= (model._meta.get_field("field").max_length or 0)


def test_codes_and_labels_stand_once() -> None:
    assert [code for code, field in FIELDS.items() if field.code != code] == []
    assert [label for label, times in Counter(str(field.label) for field in FIELDS.values()).items() if times > 1] == []


@EVERY
def test_group_is_one_of_the_groups(field: Field) -> None:
    assert field.group in GROUPS


@EVERY
def test_example_is_what_the_kind_asks_for(field: Field) -> None:
    assert (field.example is None) == (field.kind is kinds.WORDS)
    assert problems(field, field.example, field.kind.stated) == []
    assert list(values.problems(field.code, field.example)) == []


@EVERY
def test_fix_says_what_the_value_is_with_the_example(field: Field) -> None:
    assert field.says == field.kind.says.format(vocabulary=field.vocabulary)
    assert "{" not in field.says
    if field.example is not None:
        assert field.says in field.fix
        assert json.loads(field.fix.partition("such as ")[2]) == field.example


@EVERY
def test_example_is_held_as_the_record_holds_it(field: Field) -> None:
    """What follows from one statement of the example fits the key of the record and its column."""
    if field.stored is None or field.example is None:
        return
    statement = {"field": field.code, "value": field.example, "document": "000"}
    held = resolution.values([statement], {})[field.code]
    assert problems(field, held, field.kind.held) == []
    for said, known in zip(*map(resolution.several, (field.example, held)), strict=True):
        parts = (said, known) if isinstance(said, dict) else ({"": said}, {"": known})
        assert {key: parts[1].get(key) for key in parts[0]} == parts[0]


def test_fields_without_a_column_are_those_whose_words_stand_for_themselves() -> None:
    wordless = {field.code for field in FIELDS.values() if field.kind.gathers is not Gathers.WORDS}
    assert wordless == {field.code for field in HELD}


def reached(field: Field) -> Iterator[tuple[type[Model], str]]:
    """Yield the model and the column of everything that keeps a field."""
    if isinstance(field.stored, Codes):
        yield Dataset, field.stored.name
    elif isinstance(field.stored, Columns):
        yield from ((Dataset, column.name) for column in field.stored.columns)
    elif isinstance(field.stored, Part):
        yield from ((field.stored.model, column.name) for column in field.stored.columns)


@EVERY
def test_stored_columns_are_those_of_the_models(field: Field) -> None:
    assert (field.stored is None) == (list(reached(field)) == [])
    for model, name in reached(field):
        model._meta.get_field(name)
    single = () if isinstance(field.stored, Codes) or field.stored is None else field.stored.columns
    for column in single:
        model = field.stored.model if isinstance(field.stored, Part) else Dataset
        assert model._meta.get_field(column.name).related_model is column.reference


@EVERY
def test_value_has_the_keys_of_its_columns(field: Field) -> None:
    if not isinstance(field.stored, Columns | Part) or field.stored.bare:
        return
    assert {column.key for column in field.stored.columns} == set(field.kind.schema["properties"])


def test_every_column_of_a_dataset_is_of_one_field_or_the_directorys_own() -> None:
    kept = Counter(name for field in HELD for model, name in reached(field) if model is Dataset)
    assert {name: times for name, times in kept.items() if times > 1} == {}
    here = {field.name for field in (*Dataset._meta.local_fields, *Dataset._meta.local_many_to_many)}
    # The steps have an order, which rows of their own keep.
    assert {*kept, *OWN, "access_steps"} == here


def test_every_part_of_a_dataset_is_of_one_field_or_the_directorys_own() -> None:
    parts = Counter(field.stored.model for field in HELD if isinstance(field.stored, Part))
    assert {model: times for model, times in parts.items() if times > 1} == {}
    own = {part.model for key, part in columns.PARTS.items() if key not in FIELDS}
    assert set(parts).isdisjoint(own)
    assert {model for model in PartOfDataset.__subclasses__() if model.__module__.startswith("datasets.")} <= {
        *parts,
        *own,
    }


def test_every_vocabulary_is_of_a_field() -> None:
    named = {name for field in FIELDS.values() for name in field.vocabularies.values()}
    assert named == {*VOCABULARIES, "source"}


@EVERY
def test_vocabulary_of_codes_has_the_fields_name(field: Field) -> None:
    """One thing has one name, as field, vocabulary and key."""
    if field.kind.gathers is Gathers.LIST or field.kind in (kinds.AMOUNT,):
        assert field.vocabulary == ""
    elif field.vocabulary:
        assert field.vocabulary == field.code
        assert field.terms is (Source if field.code == "source" else VOCABULARIES[field.code])


@EVERY
def test_terms_of_other_vocabularies_look_right(field: Field) -> None:
    assert re.fullmatch("([a-z]+([A-Z][a-z]+)*)?", field.schema_org)
    assert re.fullmatch("((dct|dcat|adms|foaf|prov):[a-z]+([A-Z][a-z]+)*)?", field.dcat)
    assert re.fullmatch("([a-z]+([A-Z][a-z]+)*)?", field.croissant)


def test_lists_show_what_is_a_column_or_a_set() -> None:
    assert {field.code for field in ON_CARDS if not isinstance(field.stored, Columns | Codes)} == set()
    assert {field.code for field in FIELDS.values() if field.facet and field.stored is None} == set()


@EVERY
def test_facet_asks_for_codes_or_between_bounds(field: Field) -> None:
    if field.facet is not None:
        assert field.facet.bounds == (field.vocabulary == "")


def test_keys_of_a_record_are_the_fields_and_the_directorys_own() -> None:
    own = {*(column.key for column in columns.EDITORIAL), "former_slugs", "disagreements", "descriptions", "statements"}
    assert set(records.schema()["properties"]) == {field.code for field in HELD} | own


class TestOneMore:
    """A new field is one row: its key, schema, checks, kinds of statements and resolution follow."""

    @pytest.fixture
    def magnification(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Field]:
        """A field that no catalogue has; it is kept where the number of classes is."""
        columns_of_it = Columns((stored.Column("code", "class_count"),), bare=True)
        row = Field("magnification", "Magnification", "amount", kinds.NUMBER, columns_of_it, 40)
        more = {**FIELDS, row.code: row}
        held = tuple(field for field in (*HELD, row) if field.code != "class_count")
        for module in (fields, columns, resolution, checking, records, values, picture):
            for name, value in (("FIELDS", more), ("HELD", held)):
                if hasattr(module, name):
                    monkeypatch.setattr(module, name, value)
        monkeypatch.setitem(columns.SINGLE, row.code, columns_of_it)  # type: ignore[arg-type]
        monkeypatch.delitem(columns.SINGLE, "class_count")  # type: ignore[arg-type]
        forget()
        yield row
        monkeypatch.undo()
        forget()

    def stating(self, record: Record, value: Any) -> Record:
        place = {"printed": "×20", "document": "000", "line": 3}
        return {**record, "statements": [*record["statements"], {"field": "magnification", "value": value, **place}]}

    def test_record_has_its_key(self, magnification: Field, record: Record) -> None:
        assert records.complete(record)["magnification"] is None

    def test_schema_says_what_its_values_are(self, magnification: Field, record: Record) -> None:
        published = Draft202012Validator(values.published_schema())
        assert published.is_valid(self.stating(record, 20))
        assert not published.is_valid(self.stating(record, "20"))

    def test_statement_is_checked(self, magnification: Field, record: Record, tree: Tree) -> None:
        (problem,) = check_records([("here.json", self.stating(record, "×20"))], codes_of(tree))
        assert problem.field == "statements[5].value"
        assert problem.message.endswith("write a whole number, such as 40")

    def test_key_is_held_against_the_statements(self, magnification: Field, record: Record, tree: Tree) -> None:
        stated = self.stating(record, 20)
        assert check_records([("here.json", {**stated, "magnification": 20})], codes_of(tree)) == []
        (problem,) = check_records([("here.json", {**stated, "magnification": 40})], codes_of(tree))
        assert (problem.field, problem.message) == (
            "magnification",
            "is 40, the statements give 20; leave it out, or add or set aside a statement",
        )

    @pytest.mark.django_db
    def test_entry_holds_it(self, magnification: Field, record: Record) -> None:
        from datasets.records import dumping, loading

        loading.load_datasets([self.stating(record, 20)], 1)
        (found,) = dumping.dump_datasets(Dataset.objects.filter(slug="example-set"))
        assert found["magnification"] == 20

    @pytest.mark.django_db
    def test_comparison_has_its_row(self, magnification: Field, record: Record) -> None:
        from datasets.records import loading

        loading.load_datasets([self.stating(record, 20), {**self.stating(record, 40), "slug": "another-set"}], 1)
        compared = picture.compare(whole(Dataset.objects.filter(slug__in=["example-set", "another-set"])))
        (row,) = [row for group in compared.groups for row in group.rows if row.key == "magnification"]
        assert (row.label, {cell.value for cell in row.cells}) == ("Magnification", {20, 40})
