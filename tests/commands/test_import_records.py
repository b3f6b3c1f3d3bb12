"""manage.py import_records: check every record, then write all of them or none."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from datasets.facts.kinds import Record
from datasets.index import store
from datasets.management.commands import import_records
from datasets.models import ChangeSet, Dataset, Document, Paper, Proposal, Statement
from datasets.models.dataset import published
from datasets.records import dumping, files, loading
from datasets.records.proposing import accept
from datasets.records.records import dumps
from datasets.records.undoing import undo

from .conftest import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(record: Record) -> list[Record]:
    """Three records; the last names the first."""
    one, two, three = ({**copy.deepcopy(record), "slug": slug} for slug in ("one", "two", "three"))
    three["relation"] = [{"kind": "includes", "target": "one"}]
    value = {"kind": "includes", "target": "one"}
    three["statements"].append({"field": "relation", "value": value, "printed": "x", "document": "000", "line": 3})
    return [one, two, three]


def as_folder(path: Path, records: list[Record]) -> Path:
    for record in records:
        (path / f"{record['slug']}.json").write_text(json.dumps(record), encoding="utf-8")
    return path


def as_list(path: Path, records: list[Record]) -> Path:
    path = path / "records.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


def as_lines(path: Path, records: list[Record]) -> Path:
    path = path / "records.jsonl"
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def stored(*slugs: str) -> list[str]:
    """Return the text of the datasets of these slugs, in slug order; of those that are there."""
    return [dumps(record) for record in dumping.dump_datasets(Dataset.objects.filter(slug__in=slugs))]


class TestDoubles:
    """What is in the catalogue already is said before anything is written; what nobody sees is refused."""

    @pytest.mark.parametrize("name", ["Example set", " example-SET", "Ｅxample\u2011set"])
    def test_a_name_is_said(self, tmp_path: Path, record: Record, name: str) -> None:
        run(
            "import_records",
            as_list(tmp_path, [{**record, "name": "Example set", "statements": named(record, "Example set")}]),
        )
        name = name.strip()
        other = {**record, "slug": "other", "name": name, "statements": named(record, name)}
        done = run("import_records", as_list(tmp_path, [other]), dry_run=True)
        assert any("may be the entry “example-set”" in problem for problem in done.problems), done
        assert done.error is None

    @pytest.mark.parametrize("name", [" BUSI", "KiTS19\u00a0", "Lits\u200b", "pneu\u00admonia", "\ufeff肾脏"])
    def test_a_name_with_what_is_not_seen_is_refused(self, tmp_path: Path, record: Record, name: str) -> None:
        other = {**record, "slug": "other", "name": name, "statements": named(record, name)}
        done = run("import_records", as_list(tmp_path, [other]))
        plain = name.strip("\ufeff\u200b\u00a0 ").replace("\u00ad", "")
        assert any(f"write “{plain}”" in problem for problem in done.problems)
        assert done.error
        assert "nothing was written" in done.error


def named(record: Record, name: str) -> list[Record]:
    """Return the record's statements and one of its name."""
    statement = {"field": "name", "value": name, "printed": name, "document": "000", "line": 1}
    return [*(one for one in record["statements"] if one["field"] != "name"), statement]


class TestForms:
    """A folder, a list, lines, or one record."""

    @pytest.mark.parametrize("write", [as_folder, as_list, as_lines])
    def test_records_are_imported(
        self, tmp_path: Path, three: list[Record], write: Callable[[Path, list[Record]], Path]
    ) -> None:
        done = run("import_records", write(tmp_path, three))
        assert done.out == "3 records imported, 0 already there as they are.\n"
        assert stored("one", "three", "two") == [dumps(three[0]), dumps(three[2]), dumps(three[1])]

    def test_one_record_is_imported(self, tmp_path: Path, record: Record) -> None:
        as_folder(tmp_path, [record])
        run("import_records", tmp_path / "example-set.json")
        assert stored("example-set") == [dumps(record)]

    @pytest.mark.parametrize(
        ("authors", "form"),
        [
            ("Doe, Jane; Roe, Richard; Poe, Ann", "Doe, Jane and Roe, Richard and Poe, Ann"),
            ("Dupont J, Durand P et coll.", "Dupont, J. and Durand, P. and others"),
            ("Silva A, Souza B e cols.", "Silva, A. and Souza, B. and others"),
            ("Иванов И. И. и др.", "Иванов, И. И. and others"),
            ("张伟, 李娜, 等", "张伟 and 李娜 and others"),
        ],
    )
    def test_authors_in_another_form_are_converted_and_told(
        self, tmp_path: Path, record: Record, authors: str, form: str
    ) -> None:
        record["statements"].append(statement("paper", {"title": "On sets", "authors": authors}))
        done = run("import_records", as_list(tmp_path, [record]))
        assert f"statements[5].value.authors: “{authors}” is imported as “{form}”" in done.out
        assert Paper.objects.get(dataset__slug=record["slug"]).authors == form
        again = run("import_records", as_list(tmp_path, [record]))
        assert "0 records imported, 1 already there" in again.out

    def test_composed_texts_are_left_out(self, tmp_path: Path, record: Record) -> None:
        """What the API gives of an entry can be imported elsewhere: what nobody wrote there is composed here."""
        made = {**record["descriptions"][0], "language": "fr", "origin": "composed"}
        done = run("import_records", as_list(tmp_path, [{**record, "descriptions": [*record["descriptions"], made]}]))
        assert done.error is None
        texts = Dataset.objects.get(slug="example-set").descriptions
        assert list(texts.values_list("language", "origin")) == [("en", "machine")]

    def test_a_record_needs_no_text(self, tmp_path: Path, record: Record) -> None:
        done = run("import_records", as_list(tmp_path, [{**record, "descriptions": []}]))
        assert done.error is None
        assert not Dataset.objects.get(slug="example-set").descriptions.exists()

    def test_missing_path_is_told(self, tmp_path: Path) -> None:
        failed = run("import_records", tmp_path / "gone.json")
        assert failed.problems == [f"{tmp_path / 'gone.json'}: there is no such file or folder"]
        assert failed.error is not None


class TestExisting:
    """Entries that are in the catalogue already."""

    @pytest.fixture(autouse=True)
    def _there(self, record: Record) -> None:
        loading.load_datasets([record], 1)

    def test_equal_entry_is_left_as_it_is(self, tmp_path: Path, record: Record) -> None:
        before, changed = ChangeSet.current(), Dataset.objects.get(slug="example-set").changed
        done = run("import_records", as_list(tmp_path, [record]))
        assert done.out == "0 records imported, 1 already there as they are.\n"
        assert ChangeSet.current() == before
        assert Dataset.objects.get(slug="example-set").changed == changed

    def test_what_is_new_is_added_and_nothing_gives_way(self, tmp_path: Path, record: Record) -> None:
        french = {
            "language": "fr",
            "summary": "Un jeu qui n'existe que pour les tests.",
            "description": "Il contient cent images que personne n'a jamais vues, et rien d'autre.",
        }
        other = {**record["descriptions"][0], "summary": "Another summary, which is not taken over."}
        more = {
            **{key: value for key, value in record.items() if key != "modality"},
            "status": "draft",
            "descriptions": [other, french],
            "statements": [*record["statements"], statement("year", 2020), statement("modality", ["MR"])],
        }
        before = next(dumping.dump_datasets(Dataset.objects.filter(slug="example-set")))
        done = run("import_records", as_list(tmp_path, [more]))
        assert done.out == "1 records imported, 0 already there as they are.\n"
        now = next(dumping.dump_datasets(Dataset.objects.filter(slug="example-set")))
        assert now["statements"][: len(before["statements"])] == before["statements"]
        assert len(now["statements"]) == len(before["statements"]) + 2
        assert (now["year"], now["modality"], now["status"]) == (2020, ["CT", "MR"], before["status"])
        assert [text["language"] for text in now["descriptions"]] == ["en", "fr"]
        assert now["descriptions"][0] == before["descriptions"][0]
        assert [line for line in done.problems if line.startswith("Note: ")] == [
            "Note: records.json[0]: descriptions: the entry has another text in en; it stays",
            "Note: records.json[0]: status: is “published” here; it stays",
        ]

    def test_record_that_brings_nothing_new_changes_nothing(self, tmp_path: Path, record: Record) -> None:
        before = ChangeSet.current()
        done = run("import_records", as_list(tmp_path, [{**record, "status": "draft"}]))
        assert done.out == "0 records imported, 1 already there as they are.\n"
        assert ChangeSet.current() == before

    def test_import_can_be_run_twice(self, tmp_path: Path, record: Record) -> None:
        more = as_list(tmp_path, [{**record, "statements": [*record["statements"], statement("year", 2020)]}])
        run("import_records", more)
        once = stored("example-set")
        assert "0 records imported, 1 already there" in run("import_records", more).out
        assert stored("example-set") == once

    def test_what_was_taken_back_stays_away(self, tmp_path: Path, record: Record) -> None:
        more = as_list(tmp_path, [{**record, "statements": [*record["statements"], statement("year", 2020)]}])
        run("import_records", more)
        Statement.objects.filter(dataset__slug="example-set", field="year").update(retired=ChangeSet.advance())
        done = run("import_records", more)
        assert "0 records imported, 1 already there" in done.out
        assert done.problems == [
            f"Note: records.json[0]: statements: refused before: year: “x” (change {ChangeSet.current()[0]})"
        ]
        assert not Statement.objects.filter(dataset__slug="example-set", field="year").exists()

    def test_import_can_be_undone(self, tmp_path: Path, record: Record) -> None:
        before = stored("example-set")
        more = {**record, "statements": [*record["statements"], statement("year", 2020)]}
        run("import_records", as_list(tmp_path, [more, {**record, "slug": "new"}]))
        undo(ChangeSet.current()[0])
        assert [json.loads(text)["statements"] for text in stored("example-set", "new")] == [
            json.loads(text)["statements"] for text in before
        ]

    def test_entry_keeps_its_address_for_those_who_link_to_it(self, tmp_path: Path, record: Record) -> None:
        number = Dataset.objects.get(slug="example-set").pk
        more = {**record, "statements": [*record["statements"], statement("year", 2020)]}
        run("import_records", as_list(tmp_path, [more]))
        assert Dataset.objects.get(slug="example-set").pk == number


class TestDryRun:
    """Check only."""

    def test_nothing_is_written(self, tmp_path: Path, three: list[Record]) -> None:
        before = ChangeSet.current()
        done = run("import_records", as_list(tmp_path, three), dry_run=True)
        assert done.out == "3 records would be imported, 0 already there as they are.\n"
        assert stored("one", "two", "three") == []
        assert ChangeSet.current() == before

    def test_problems_are_told(self, tmp_path: Path, record: Record) -> None:
        assert run("import_records", as_list(tmp_path, [{**record, "images": -1}]), dry_run=True).error is not None


def statement(field: str, value: Any) -> Record:
    return {"field": field, "value": value, "printed": "x", "document": "000", "line": 3}


# What is wrong with a record -> the change to the good one, and the field and words that tell of it.
BAD: dict[str, tuple[Record, str, str]] = {
    "unknown term": (
        {"statements": [statement("images", {"value": 5, "unit": "dogs"})]},
        "statements[0].value",
        "unknown unit “dogs”",
    ),
    "wrong case": (
        {"statements": [statement("category", "Imaging")]},
        "statements[0].value",
        "did you mean “imaging”?",
    ),
    "missing statement": ({"year": 2020}, "year", "no statement of field year has the value 2020"),
    "broken address": ({"link": [{"url": "nowhere", "kind": "homepage"}]}, "link[0].url", "'nowhere' does not match"),
    "wrong type": ({"images": {"value": "100"}}, "images.value", "'100' is not of type"),
    "answer that is a list": (
        {
            "statements": [
                {
                    "field": "rights",
                    "value": {"component": "images", "use": "commercial", "answer": ["yes"]},
                    "printed": "x",
                    "document": "000",
                }
            ]
        },
        "statements[0].value.answer",
        "['yes'] is not one of ['yes', 'no']; write an object",
    ),
    "value of another kind": (
        {"statements": [{"field": "images", "value": True, "printed": "x", "document": "000"}]},
        "statements[0].value",
        'such as {"value": 300000, ',
    ),
    "NUL in a value": (
        {"statements": [{"field": "name", "value": "a\0b", "printed": "x", "document": "000"}]},
        "statements[0].value",
        "U+0000",
    ),
    "relation to itself": (
        {"statements": [statement("relation", {"kind": "includes", "target": "bad"})]},
        "statements[0].value.target",
        "to itself",
    ),
    "relation to nothing": (
        {"statements": [statement("relation", {"kind": "includes", "target": "gone"})]},
        "statements[0].value.target",
        "“gone”",
    ),
    "NUL": ({"name": "A\0B"}, "name", "U+0000"),
    "lone surrogate": ({"name": "A\ud800B"}, "name", "U+D800"),
    "slug that is no text": ({"slug": "\ud800"}, "slug", "U+D800"),
    "slug of another type": ({"slug": 5}, "slug", "5 is not of type 'string'"),
    "no slug": ({"slug": None}, "slug", "None is not of type 'string'"),
}


@pytest.mark.parametrize(("change", "field", "message"), BAD.values(), ids=BAD)
def test_bad_record_is_told_and_nothing_is_written(
    tmp_path: Path, record: Record, change: Record, field: str, message: str
) -> None:
    before = ChangeSet.current()
    records = [record, {**record, "slug": "bad", **change}]
    failed = run("import_records", as_list(tmp_path, records))
    assert any(line.startswith(f"records.json[1]: {field}: ") and message in line for line in failed.problems)
    assert failed.error is not None
    assert failed.error.endswith("nothing was written.")
    assert stored("example-set", "bad") == []
    assert ChangeSet.current() == before


@pytest.mark.parametrize(("name", "text"), [("all.json", "[]"), ("all.jsonl", "\n\n"), ("notes.txt.d/x.md", "")])
def test_nothing_to_import_is_told(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path = path.parent if path.suffix == ".md" else path
    assert run("import_records", path).problems == [f"{path}: holds no records"]


def test_slug_that_stands_twice_is_told(tmp_path: Path, record: Record) -> None:
    (problem,) = run("import_records", as_list(tmp_path, [record, record])).problems
    assert problem.startswith("records.json[1]: slug: “example-set” is taken by another record")


@pytest.mark.parametrize(
    "change",
    [{"slug": "example-before"}, {"former_slugs": ["example-before"]}, {"former_slugs": ["example-set"]}],
    ids=["another's former slug", "former slug of both", "former slug that is another's slug"],
)
def test_address_of_another_entry_in_the_catalogue_is_told(tmp_path: Path, record: Record, change: Record) -> None:
    loading.load_datasets([{**record, "former_slugs": ["example-before"]}], 1)
    failed = run("import_records", as_list(tmp_path, [{**record, "slug": "new", **change}]))
    assert [line.split(": ")[:2] for line in failed.problems] == [["records.json[0]", "slug"]]


def test_broken_lines_and_bad_records_are_told_at_once(tmp_path: Path, record: Record) -> None:
    lines = [b"{", b"\xff", b'{"slug": "a", "slug": "b"}', json.dumps({**record, "images": -1}).encode()]
    (tmp_path / "records.jsonl").write_bytes(b"\n".join(lines))
    failed = run("import_records", tmp_path / "records.jsonl")
    assert [line.partition(": ")[0] for line in failed.problems] == [
        f"records.jsonl:{number}" for number in (1, 2, 3, 4)
    ]
    assert failed.error == f"4 problems in {tmp_path / 'records.jsonl'}; nothing was written."


def test_too_large_file_is_told(tmp_path: Path, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAXIMUM_FILE_BYTES", 100)
    assert run("import_records", as_folder(tmp_path, [record])).problems == [
        "example-set.json: is larger than 100 bytes"
    ]


def test_countless_problems_are_counted_and_the_first_are_shown(
    tmp_path: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_records, "SHOWN_PROBLEMS", 2)
    failed = run("import_records", as_list(tmp_path, [{**record, "slug": f"set-{n}", "images": -1} for n in range(5)]))
    assert len(failed.problems) == 2
    assert failed.error is not None
    assert failed.error.startswith("5 problems in ")


def test_all_is_one_revision_and_the_entries_hold_its_number(tmp_path: Path, three: list[Record]) -> None:
    before = ChangeSet.objects.count()
    run("import_records", as_list(tmp_path, three))
    assert ChangeSet.objects.count() == before + 1
    entries = Dataset.objects.filter(slug__in=["one", "two", "three"])
    assert list(entries.values_list("revision", flat=True)) == [ChangeSet.current()[0]] * 3


class TestIndex:
    """An import builds the index, unless it is left to a later reindex."""

    def test_index_has_the_imported_entries(self, tmp_path: Path, three: list[Record]) -> None:
        run("import_records", as_list(tmp_path, three))
        folder = store.newest()
        assert folder is not None
        meta = store.check(folder)
        assert (meta.revision, meta.entries) == (ChangeSet.current()[0], published().count())

    @pytest.mark.parametrize("option", ["no_index", "dry_run"])
    def test_index_is_left_alone(self, tmp_path: Path, three: list[Record], option: str) -> None:
        run("import_records", as_list(tmp_path, three), **{option: True})
        assert store.newest() is None


def test_error_midway_leaves_the_database_as_it_was(
    tmp_path: Path, three: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, load = ChangeSet.current(), loading.load_datasets

    def fail_after_writing(*args: Any) -> None:
        load(*args)
        raise RuntimeError("interrupted")

    monkeypatch.setattr(loading, "load_datasets", fail_after_writing)
    with pytest.raises(RuntimeError, match="interrupted"):
        run("import_records", as_list(tmp_path, three))
    assert stored("one", "two", "three") == []
    assert ChangeSet.current() == before


def test_more_records_than_a_batch_holds(tmp_path: Path, three: list[Record], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dumping, "BATCH", 2)
    monkeypatch.setattr(loading, "BATCH", 2)
    path = as_lines(tmp_path, three)
    run("import_records", path)
    assert run("import_records", path).out == "0 records imported, 3 already there as they are.\n"


def test_imported_entry_is_not_overwritten_by_seeding(
    empty_database: None, tmp_path: Path, catalogue: Path, record: Record
) -> None:
    run("seed", catalogue)
    more = {**record, "statements": [*record["statements"], statement("year", 2020)]}
    run("import_records", as_list(tmp_path, [more]))
    imported = stored("example-set")
    assert "  kept: dataset example-set" in run("seed", catalogue).out.splitlines()
    assert stored("example-set") == imported


DOCUMENT = {
    "code": "ref-made-up", "title": "A made-up page", "kind": "page", "authority": "owner", "languages": ["en"],
    "url": "https://example.org/made-up", "descriptions": [],
}  # fmt: skip


def citing(record: Record, document: str) -> Record:
    return {**record, "statements": [{**one, "document": document, "line": None} for one in record["statements"]]}


def test_a_reference_comes_with_the_records_that_cite_it(tmp_path: Path, three: list[Record]) -> None:
    path = as_lines(tmp_path, [citing(three[0], "ref-made-up"), DOCUMENT])
    assert run("import_records", path).error is None
    assert Document.objects.get(code="ref-made-up").statements.exists()
    number = ChangeSet.current()[0]
    assert "0 records imported" in run("import_records", path).out
    undo(number)
    assert not Document.objects.filter(code="ref-made-up").exists()


def test_a_reference_that_is_there_stays_as_it_is(tmp_path: Path, three: list[Record]) -> None:
    title = Document.objects.get(code="000").title
    there = {**DOCUMENT, "code": "000", "title": "Another title"}
    assert run("import_records", as_lines(tmp_path, [three[0], there])).error is None
    assert Document.objects.get(code="000").title == title


def test_a_reference_that_is_not_sound_is_told_with_its_place(tmp_path: Path, three: list[Record]) -> None:
    wrong = {key: value for key, value in DOCUMENT.items() if key != "url"}
    found = run("import_records", as_lines(tmp_path, [citing(three[0], "ref-made-up"), wrong]))
    assert any("records.jsonl:2: url" in problem for problem in found.problems)
    assert not Dataset.objects.filter(slug="one").exists()


def test_a_reference_is_proposed_with_the_records(tmp_path: Path, three: list[Record]) -> None:
    path = as_lines(tmp_path, [citing(three[0], "ref-made-up"), DOCUMENT])
    assert "1 new entries" in run("import_records", path, "--propose").out
    assert not Document.objects.filter(code="ref-made-up").exists()
    accept(Proposal.objects.latest("pk").pk)
    assert Document.objects.filter(code="ref-made-up").exists()
