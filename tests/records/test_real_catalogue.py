"""A catalogue: as large as the documents, without problems, and the same in files and database."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from datasets.facts.contradictions import contradictions, unexplained
from datasets.facts.kinds import Record
from datasets.models import LANGUAGES, VOCABULARIES
from datasets.records import dumping
from datasets.records.advice import drafts_advised
from datasets.records.checking import check_catalogue
from datasets.records.files import FOLDERS, Tree
from datasets.records.records import complete, dumps

KINDS = {kind: folder for folder, (kind, _) in FOLDERS.items()}


@pytest.fixture(scope="module")
def entries(tree: Tree) -> dict[str, Record]:
    """Every dataset of the catalogue, completed, by its slug."""
    return {record["slug"]: complete(record) for _, record in tree.dataset}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


class TestSize:
    """What the documents yield."""

    def test_entries(self, entries: dict[str, Record]) -> None:
        assert 140 <= len(entries) <= 150

    def test_imaging_entries(self, entries: dict[str, Record]) -> None:
        assert sum(record["category"] == "imaging" for record in entries.values()) >= 98

    def test_sources(self, tree: Tree) -> None:
        assert len(tree.source) >= 80

    def test_documents(self, tree: Tree) -> None:
        assert {record["code"] for _, record in tree.document} >= {"000", "001", "002", "003", "004"}

    def test_vocabularies(self, tree: Tree) -> None:
        assert {record["vocabulary"] for _, record in tree.vocabulary} == set(VOCABULARIES)

    def test_every_document_is_cited_and_002_by_most_entries(self, entries: dict[str, Record]) -> None:
        citing = Counter(
            code
            for record in entries.values()
            for code in {statement["document"] for statement in record["statements"]}
        )
        assert set(citing) >= {"000", "001", "002", "003", "004"}
        assert citing["002"] > 110


@pytest.mark.todays
class TestFiles:
    """Reviewable files in canonical form."""

    def test_no_problems(self, tree: Tree) -> None:
        assert [str(problem) for problem in check_catalogue(tree)] == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_file_is_canonical(self, tree: Tree, fixtures_dir: Path, kind: str) -> None:
        written = {Path(place).name: dumps(record, kind).encode() for place, record in getattr(tree, kind)}
        assert written == contents(fixtures_dir / KINDS[kind])


@pytest.mark.todays
@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_dump_of_the_seeded_database_equals_the_files(fixtures_dir: Path, kind: str) -> None:
    dumped = {
        "vocabulary": lambda: (dumping.dump_vocabulary(name) for name in VOCABULARIES),
        "source": dumping.dump_sources,
        "document": dumping.dump_documents,
        "dataset": dumping.dump_datasets,
        "guide": dumping.dump_guides,
    }[kind]()
    key = FOLDERS[KINDS[kind]][1]
    texts = {f"{record[key]}.json": dumps(record, kind).encode() for record in dumped}
    assert texts == contents(fixtures_dir / KINDS[kind])


class TestContradictions:
    """What cannot all be true is noted by hand, or settled."""

    def test_what_nobody_noted_is_settled(self, entries: dict[str, Record]) -> None:
        open_ones = [
            (slug, one.field, one.kind)
            for slug, record in entries.items()
            for one in unexplained(
                contradictions(record["statements"], record),
                [(item["field"], item["kind"]) for item in record["disagreements"]],
            )
            if one.settled is None
        ]
        assert open_ones == []

    def test_contradictions_are_found(self, entries: dict[str, Record]) -> None:
        found = {
            (slug, one.field)
            for slug, record in entries.items()
            for one in contradictions(record["statements"], record)
        }
        assert found >= {("chest-xray-pneumonia", "split"), ("chestx-ray14", "split"), ("lits", "kind")}

    @pytest.mark.parametrize(
        ("slug", "field", "kind", "figures"),
        [
            ("chest-xray-pneumonia", "split", "arithmetic", ("5,856", "5,863")),
            ("chestx-ray14", "split", "arithmetic", ("112,136", "112,120")),
            ("chestx-ray14", "images", "documents", ("112,000", "112,120")),
            ("brats", "subjects", "documents", ("369", "500")),
        ],
    )
    def test_known_disagreement_is_told_with_its_figures(
        self, entries: dict[str, Record], slug: str, field: str, kind: str, figures: tuple[str, ...]
    ) -> None:
        told = [
            item["explanation"]["en"]
            for item in entries[slug]["disagreements"]
            if (item["field"], item["kind"]) == (field, kind)
        ]
        assert any(all(figure in text for figure in figures) for text in told)

    def test_splits_of_chest_xray_pneumonia_stand_as_printed(self, entries: dict[str, Record]) -> None:
        record = entries["chest-xray-pneumonia"]
        assert record["images"]["value"] == 5863
        assert {split["name"]: split["count"] for split in record["split"]} == {
            "train": 5216,
            "validation": 16,
            "test": 624,
        }


@pytest.mark.todays
class TestStatements:
    """Every fact has its place."""

    def test_every_statement_is_in_a_line_that_its_document_has(self, tree: Tree, entries: dict[str, Record]) -> None:
        lines = {record["code"]: record["lines"] for _, record in tree.document if record["kind"] == "list"}
        outside = [
            (slug, statement["printed"])
            for slug, record in entries.items()
            for statement in record["statements"]
            if statement["document"] in lines and not 1 <= (statement["line"] or 0) <= lines[statement["document"]]
        ]
        assert outside == []

    def test_same_statement_stands_once(self, entries: dict[str, Record]) -> None:
        twice = [
            (slug, text)
            for slug, record in entries.items()
            for text, times in Counter(
                str([s[key] for key in ("field", "value", "printed", "document", "line")]) for s in record["statements"]
            ).items()
            if times > 1
        ]
        assert twice == []

    def test_what_is_written_of_an_entry_begins_with_one_english_summary_that_is_a_sentence(
        self, entries: dict[str, Record]
    ) -> None:
        written = {slug: record for slug, record in entries.items() if record["descriptions"]}
        assert len(written) > 100
        for slug, record in written.items():
            english = [row for row in record["descriptions"] if row["language"] == "en"]
            assert [row["summary"].strip()[-1] for row in english] == ["."], slug


class TestIdentity:
    """One dataset under several names is one entry; what looks alike but differs stays apart."""

    @pytest.mark.parametrize(
        ("slug", "names"),
        [
            ("lidc-idri", {"LIDC-IDRI", "LIDC"}),
            ("brats", {"BraTS", "Multimodal Brain Tumor Segmentation Challenge"}),
            ("chestx-ray14", {"ChestX-ray14", "NIH ChestX-ray14", "ChestXray-NIHCC"}),
            ("mura", {"MURA", "Bone X-Ray Deep Learning Competition using MURA"}),
        ],
    )
    def test_names_of_one_dataset_are_one_entry(self, entries: dict[str, Record], slug: str, names: set[str]) -> None:
        assert names <= {entries[slug]["name"], *entries[slug]["aliases"]}

    @pytest.mark.parametrize("slugs", [("tcia", "tcga", "tcga-gbm"), ("chestx-ray14", "nih-chest-xrays-kaggle")])
    def test_different_things_stay_apart(self, entries: dict[str, Record], slugs: tuple[str, ...]) -> None:
        assert set(slugs) <= set(entries)

    @pytest.mark.todays
    def test_no_two_entries_have_the_same_name(self, entries: dict[str, Record]) -> None:
        assert Counter(record["name"].casefold() for record in entries.values()).most_common(1)[0][1] == 1

    @pytest.mark.todays
    def test_no_entry_has_the_name_of_another_as_its_alias(self, entries: dict[str, Record]) -> None:
        names = {record["name"].casefold(): slug for slug, record in entries.items()}
        clashes = [
            (slug, alias)
            for slug, record in entries.items()
            for alias in record["aliases"]
            if names.get(alias.casefold(), slug) != slug
        ]
        assert clashes == []

    def test_copy_of_a_set_is_related_to_it(self, entries: dict[str, Record]) -> None:
        relations = entries["nih-chest-xrays-kaggle"]["relation"]
        assert {"kind": "mirror-of", "target": "chestx-ray14"} in relations


@pytest.mark.todays
class TestVocabularies:
    """Terms that people and other catalogues understand."""

    @pytest.fixture
    def terms(self, tree: Tree) -> dict[str, dict[str, Record]]:
        """Every term by vocabulary and code."""
        found: dict[str, dict[str, Record]] = defaultdict(dict)
        for _, record in tree.vocabulary:
            found[record["vocabulary"]] = {term["code"]: term for term in record["terms"]}
        return found

    def test_every_term_is_named_in_every_language(self, terms: dict[str, dict[str, Record]]) -> None:
        unnamed = [
            (vocabulary, code)
            for vocabulary, found in terms.items()
            for code, term in found.items()
            if set(term["names"]) != set(LANGUAGES)
        ]
        assert unnamed == []

    @pytest.mark.parametrize("code", ["CT", "MR", "US", "PT", "MG", "DX", "SM", "OP", "OPT", "DMS", "ES", "ECG", "EEG"])
    def test_modality_codes_are_dicoms(self, terms: dict[str, dict[str, Record]], code: str) -> None:
        assert terms["modality"][code]["mappings"]["dicom"] == code

    @pytest.mark.parametrize("code", ["CR", "DX", "RF", "XA", "MG"])
    def test_x_ray_is_a_parent(self, terms: dict[str, dict[str, Record]], code: str) -> None:
        assert terms["modality"][code]["parent"] == "XRAY"

    @pytest.mark.parametrize("code", ["open", "registration", "challenge", "request", "credentialed"])
    def test_access_levels_are_mapped_to_coar(self, terms: dict[str, dict[str, Record]], code: str) -> None:
        address = terms["access"][code]["mappings"]["coar"]
        assert address.startswith("http://purl.org/coar/access_right/c_")

    def test_access_levels_are_the_seven(self, terms: dict[str, dict[str, Record]]) -> None:
        levels = ["open", "registration", "challenge", "request", "credentialed", "closed", "unknown"]
        assert list(terms["access"]) == levels

    @pytest.mark.parametrize("word", ["kidney", "rein", "rim", "肾", "почка", "renal"])
    def test_kidney_is_known_by_every_word(self, terms: dict[str, dict[str, Record]], word: str) -> None:
        kidney = terms["anatomy"]["kidney"]
        words = {*kidney["names"].values(), *(w for more in kidney["synonyms"].values() for w in more)}
        assert word in {known.casefold() for known in words}


@pytest.mark.todays
def test_no_step_of_a_guide_names_a_draft(tree: Tree) -> None:
    assert list(drafts_advised(tree.guide, tree.dataset)) == []


def test_a_step_that_names_a_draft_is_told_once(tree: Tree) -> None:
    """Whether it is listed, or named in a text without spaces around the name."""
    datasets = [(place, {**record, "status": "draft"}) for place, record in tree.dataset if record["slug"] == "kits19"]
    step = {"title": {"en": "Begin"}, "text": {"zh-hans": "使用KiTS19训练"}, "datasets": []}
    other = {"title": {"en": "Begin"}, "text": {"en": "Take KiTS195"}, "datasets": []}
    listed = {"title": {"en": "Begin"}, "text": {"en": "Take KiTS19"}, "datasets": ["kits19"]}
    guide = {"body": {"steps": [step, other, listed]}}
    told = [problem.field for problem in drafts_advised([("guides/a.json", guide)], datasets)]
    assert told == ["body.steps[0]", "body.steps[2]"]
