"""manage.py export_texts, import_texts and check_texts: out to translators, back again, and measured."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polib
import pytest

from datasets.facts.kinds import Record
from datasets.index import store
from datasets.models import Anatomy, ChangeSet, Dataset, DatasetDescription, Disagreement, Guide, SourceDescription
from datasets.records.files import write_tree
from datasets.translation import exchange, rewording
from datasets.translation.fidelity import TRANSLATIONS
from datasets.translation.translatable import in_database
from datasets.words.texts import fingerprint
from tests.records.examples import small_catalogue

from .conftest import contents, run

pytestmark = pytest.mark.one_database

Edit = Callable[[dict[str, polib.POEntry]], None]

SUMMARY, DESCRIPTION = "dataset/mura/summary", "dataset/mura/description"


@pytest.fixture
def exported(tmp_path: Path, db: None) -> Callable[..., Path]:
    """Export French (or another language), edit the entries by key, return the file."""

    def exported(edit: Edit = lambda entries: None, language: str = "fr") -> Path:
        path = tmp_path / "texts.po"
        assert run("export_texts", language, path).error is None
        catalogue = polib.pofile(str(path))
        edit({str(entry.msgctxt): entry for entry in catalogue})
        catalogue.save(str(path))
        return path

    return exported


def translated(**versions: str) -> Edit:
    """Return an edit that gives the entries with these keys a translation."""

    def edit(entries: dict[str, polib.POEntry]) -> None:
        for key, version in versions.items():
            entries[key].msgstr = version

    return edit


def french(slug: str = "mura") -> DatasetDescription:
    return DatasetDescription.objects.get(dataset__slug=slug, language="fr")


class TestExport:
    """A file that translators' tools read."""

    def test_every_text_is_there_once_under_its_key(self, exported: Callable[..., Path]) -> None:
        keys = [entry.msgctxt for entry in polib.pofile(str(exported()))]
        assert len(keys) == len(set(keys))
        assert set(keys) == {text.key for text in in_database()}
        for key in (SUMMARY, "source/tcia/summary", "document/000/summary", "vocabulary/anatomy/kidney/names"):
            assert key in keys
        assert "dataset/brats/disagreements[0].explanation" in keys
        assert "guide/beginner/body.introduction" in keys

    def test_original_translation_and_state_are_there(self, exported: Callable[..., Path]) -> None:
        DatasetDescription.objects.filter(dataset__slug="mura", language="fr").update(reviewed=True)
        DatasetDescription.objects.filter(dataset__slug="brats", language="fr").update(translated_from="en:0")
        entries = {entry.msgctxt: entry for entry in polib.pofile(str(exported()))}
        original = DatasetDescription.objects.get(dataset__slug="mura", language="en")
        assert (entries[SUMMARY].msgid, entries[SUMMARY].msgstr) == (original.summary, french().summary)
        assert (entries[SUMMARY].comment, entries[SUMMARY].fuzzy) == ("State: reviewed", False)
        old = entries["dataset/brats/summary"]
        assert (old.comment, old.fuzzy, old.msgstr) == ("State: out of date", True, french("brats").summary)

    def test_twice_is_the_same_bytes(self, exported: Callable[..., Path], tmp_path: Path) -> None:
        run("export_texts", "ru", tmp_path / "one.po")
        run("export_texts", "ru", tmp_path / "two.po")
        assert (tmp_path / "one.po").read_bytes() == (tmp_path / "two.po").read_bytes()

    def test_folder_that_is_not_there_is_told(self, tmp_path: Path, db: None) -> None:
        error = run("export_texts", "fr", tmp_path / "gone" / "x.po").error
        assert error is not None
        assert "cannot be written" in error

    def test_other_file_is_not_overwritten(self, tmp_path: Path, db: None) -> None:
        for content in (b"", b"My thesis", b'msgid "a"\nmsgstr "b"\n', b"\xff"):
            (tmp_path / "thesis.po").write_bytes(content)
            assert "is no export of texts" in str(run("export_texts", "fr", tmp_path / "thesis.po").error)
            assert (tmp_path / "thesis.po").read_bytes() == content

    def test_translations_that_nobody_has_imported_are_not_overwritten(self, exported: Callable[..., Path]) -> None:
        path = exported(translated(**{SUMMARY: f"{french().summary} Relu."}))
        before = path.read_bytes()
        error = str(run("export_texts", "fr", path).error)
        assert error == f"{path} has 1 translations that are not imported; import it, or give another file."
        assert path.read_bytes() == before
        run("import_texts", path)
        assert run("export_texts", "fr", path).error is None

    def test_original_language_is_not_exported(self, tmp_path: Path, db: None) -> None:
        assert "en" not in TRANSLATIONS
        assert "invalid choice" in str(run("export_texts", "en", tmp_path / "x.po").error)


class TestImport:
    """Back into the database."""

    @pytest.mark.parametrize("language", TRANSLATIONS)
    def test_export_as_it_is_changes_nothing(self, exported: Callable[..., Path], language: str) -> None:
        before, texts = ChangeSet.current(), list(in_database())
        done = run("import_texts", exported(language=language))
        assert done.out.endswith("0 descriptions and 0 other texts written.\n")
        assert (ChangeSet.current(), list(in_database())) == (before, texts)

    def test_everything_deleted_comes_back(self, exported: Callable[..., Path]) -> None:
        texts = {text.key: text.versions for text in in_database()}
        path = exported()
        DatasetDescription.objects.filter(language="fr").delete()
        SourceDescription.objects.filter(language="fr").delete()
        for term in Anatomy.objects.all():
            term.names.pop("fr")
            term.save()
        for row in Disagreement.objects.all():
            row.explanation.pop("fr")
            row.save()
        assert run("import_texts", path).error is None
        assert {text.key: text.versions for text in in_database()} == texts
        assert (french().origin, french().reviewed) == ("curator", False)
        original = next(text for text in in_database(["mura"]) if text.key == SUMMARY)
        assert french().translated_from == original.current

    def test_translation_that_a_curator_changed_since_stays_where_the_translator_let_it_be(
        self, exported: Callable[..., Path]
    ) -> None:
        path = exported(translated(**{"dataset/brats/summary": f"{french('brats').summary} Relu."}))
        DatasetDescription.objects.filter(pk=french().pk).update(summary="Un texte qu'un conservateur a écrit depuis.")
        kidney = Anatomy.objects.get(code="kidney")
        kidney.names["fr"] = "Reins"
        kidney.save()
        assert run("import_texts", path, reviewed=True).error is None
        assert french().summary == "Un texte qu'un conservateur a écrit depuis."
        assert (french().reviewed, french("brats").reviewed) == (False, True)
        assert Anatomy.objects.get(code="kidney").names["fr"] == "Reins"
        assert french("brats").summary.endswith("Relu.")

    def test_translation_that_a_curator_changed_since_is_not_overwritten(self, exported: Callable[..., Path]) -> None:
        name = "vocabulary/anatomy/kidney/names"
        path = exported(translated(**{SUMMARY: f"{french().summary} Relu.", name: "Les reins"}))
        DatasetDescription.objects.filter(pk=french().pk).update(summary="Un texte qu'un conservateur a écrit depuis.")
        Anatomy.objects.filter(code="kidney").update(names={"en": "Kidney", "fr": "Reins"})
        failed = run("import_texts", path)
        assert [problem.split(": ", 1)[1].split(", to")[0] for problem in failed.problems] == [
            f"{key}: the translation was changed since the export" for key in (name, SUMMARY)
        ]
        assert french().summary == "Un texte qu'un conservateur a écrit depuis."

    def test_translation_that_a_curator_wrote_since_where_there_was_none_is_not_overwritten(
        self, exported: Callable[..., Path]
    ) -> None:
        Anatomy.objects.filter(code="kidney").update(names={"en": "Kidney"})
        path = exported(translated(**{"vocabulary/anatomy/kidney/names": "Les reins"}))
        Anatomy.objects.filter(code="kidney").update(names={"en": "Kidney", "fr": "Reins"})
        assert "since the export, to “Reins”; export again" in run("import_texts", path).problems[0]

    def test_same_change_by_both_is_no_conflict(self, exported: Callable[..., Path]) -> None:
        path = exported(translated(**{"vocabulary/anatomy/kidney/names": "Reins"}))
        Anatomy.objects.filter(code="kidney").update(names={"en": "Kidney", "fr": "Reins"})
        assert run("import_texts", path).error is None

    def test_file_whose_references_a_tool_took_away_is_taken(self, exported: Callable[..., Path]) -> None:
        def without(entries: dict[str, polib.POEntry]) -> None:
            for entry in entries.values():
                entry.occurrences = []
            translated(**{"vocabulary/anatomy/kidney/names": "Les reins"})(entries)

        assert run("import_texts", exported(without)).error is None
        assert Anatomy.objects.get(code="kidney").names["fr"] == "Les reins"

    def test_guide_is_written_at_any_depth(self, exported: Callable[..., Path]) -> None:
        keys = [text.key for text in in_database([]) if text.record_kind == "guide"]
        chosen = [
            next(key for key in keys if part in key)
            for part in ("titles", "introduction", "rows[", "items[", "reasons[", "label")
        ]
        words = "Ce texte est traduit pour le test, avec des mots, par la main"
        path = exported(translated(**{key: f"{words} n° {place}" for place, key in enumerate(chosen)}))
        untouched = {guide.slug: copy.deepcopy(guide.body) for guide in Guide.objects.all()}
        done = run("import_texts", path)
        assert done.out.endswith(f"0 descriptions and {len(chosen)} other texts written.\n"), done.problems
        found = {text.key: text for text in in_database([])}
        assert [found[key].versions["fr"] for key in chosen] == [f"{words} n° {place}" for place in range(len(chosen))]
        assert all(found[key].original for key in chosen)
        assert {guide.slug for guide in Guide.objects.all() if guide.body != untouched[guide.slug]} <= {
            key.split("/")[1] for key in chosen
        }

    def test_second_time_changes_nothing(self, exported: Callable[..., Path]) -> None:
        path = exported(translated(**{SUMMARY: f"{french().summary} Relu."}))
        first = run("import_texts", path, reviewed=True)
        after = ChangeSet.current()
        second = run("import_texts", path, reviewed=True)
        assert "0 descriptions" not in first.out
        assert "0 descriptions and 0 other texts written." in second.out
        assert ChangeSet.current() == after

    def test_changed_text_is_a_curators_and_unreviewed_and_one_revision(self, exported: Callable[..., Path]) -> None:
        DatasetDescription.objects.filter(dataset__slug="mura").update(reviewed=True)
        path, revisions = exported(translated(**{SUMMARY: f"{french().summary} Relu."})), ChangeSet.objects.count()
        assert run("import_texts", path).error is None
        assert (french().origin, french().reviewed) == ("curator", False)
        assert french().summary.endswith(" Relu.")
        assert ChangeSet.objects.count() == revisions + 1
        assert Dataset.objects.get(slug="mura").revision == ChangeSet.current()[0]
        assert Dataset.objects.get(slug="brats").revision != ChangeSet.current()[0]
        assert french("brats").origin == "machine"

    def test_reviewed_is_set_when_asked(self, exported: Callable[..., Path]) -> None:
        run("import_texts", exported(), reviewed=True)
        assert not DatasetDescription.objects.filter(language="fr", reviewed=False).exists()
        assert (french().origin, french().reviewed) == ("machine", True)
        assert not DatasetDescription.objects.filter(language="ru", reviewed=True).exists()

    def test_translation_that_was_out_of_date_is_confirmed_by_taking_the_mark_away(
        self, exported: Callable[..., Path]
    ) -> None:
        DatasetDescription.objects.filter(dataset__slug="mura", language="fr").update(translated_from="en:0")

        def confirm(entries: dict[str, polib.POEntry]) -> None:
            for key in (SUMMARY, DESCRIPTION):
                entries[key].flags.remove("fuzzy")

        run("import_texts", exported())
        assert french().translated_from == "en:0"
        run("import_texts", exported(confirm))
        assert french().translated_from.startswith("en:")
        assert french().translated_from != "en:0"

    def test_half_of_an_entry_does_not_make_it_up_to_date(self, exported: Callable[..., Path]) -> None:
        DatasetDescription.objects.filter(dataset__slug="mura", language="fr").update(translated_from="en:0")

        def half(entries: dict[str, polib.POEntry]) -> None:
            entries[SUMMARY].flags.remove("fuzzy")
            entries[SUMMARY].msgstr += " Relu."

        run("import_texts", exported(half), reviewed=True)
        assert french().summary.endswith(" Relu.")
        assert (french().translated_from, french().reviewed) == ("en:0", False)

    def test_a_text_that_costs_too_much_to_render_is_told(self, exported: Callable[..., Path]) -> None:
        description = french().description
        failed = run("import_texts", exported(translated(**{DESCRIPTION: f"{'> ' * 9}{description}"})))
        assert any(f"{DESCRIPTION}: has lists or quotations within" in problem for problem in failed.problems)
        assert french().description == description

    def test_a_guide_with_a_part_that_cannot_be_read_takes_the_rest(self, exported: Callable[..., Path]) -> None:
        guide = Guide.objects.get(slug="beginner")
        body = {**guide.body, "sections": [5, {"title": 5}, *guide.body["sections"]], "places": "none"}
        Guide.objects.filter(pk=guide.pk).update(body=body)
        key = next(key.key for key in in_database([]) if key.owner == "beginner" and "sections[0].title" in key.key)
        words = "Ce texte est traduit pour le test, avec des mots"
        assert run("import_texts", exported(translated(**{key: words}))).error is None
        assert Guide.objects.get(pk=guide.pk).body["sections"][0]["title"]["fr"] == words

    def test_index_is_built_after(self, exported: Callable[..., Path]) -> None:
        run("import_texts", exported(translated(**{SUMMARY: f"{french().summary} Relu."})))
        folder = store.newest()
        assert folder is not None
        assert store.check(folder).revision == ChangeSet.current()[0]

    @pytest.mark.parametrize("option", ["dry_run", "no_index"])
    def test_index_is_left_alone(self, exported: Callable[..., Path], option: str) -> None:
        path = exported(translated(**{SUMMARY: f"{french().summary} Relu."}))
        assert "1 descriptions" in run("import_texts", path, **{option: True}).out
        assert store.newest() is None
        assert french().summary.endswith(" Relu.") is (option == "no_index")

    def test_error_midway_leaves_the_database_as_it_was(
        self, exported: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, before = exported(translated(**{SUMMARY: f"{french().summary} Relu."})), ChangeSet.current()
        write = rewording.write

        def fail_after_writing(changes: exchange.Changes, revision: int) -> None:
            write(changes, revision)
            raise RuntimeError("interrupted")

        monkeypatch.setattr(rewording, "write", fail_after_writing)
        with pytest.raises(RuntimeError, match="interrupted"):
            run("import_texts", path)
        assert (ChangeSet.current(), french().origin) == (before, "machine")


def stray(entries: dict[str, polib.POEntry]) -> None:
    entries[SUMMARY].msgctxt = "dataset/gone/summary"


def other_original(entries: dict[str, polib.POEntry]) -> None:
    entries[SUMMARY].msgid += " Changed."


def keyless(entries: dict[str, polib.POEntry]) -> None:
    entries[SUMMARY].msgctxt = None


# What is wrong -> the edit, the key that is named, and words of the message.
BAD: dict[str, tuple[Edit, str, str]] = {
    "unknown key": (stray, "dataset/gone/summary", "is no text of the catalogue"),
    "changed original": (other_original, SUMMARY, "the original changed since the export"),
    "no key": (keyless, "msgctxt", "is missing"),
    "too long": (translated(**{SUMMARY: "une phrase trop longue pour le résumé " * 9}), SUMMARY, "300 are the most"),
    "too short": (translated(**{SUMMARY: "Trop court."}), SUMMARY, "20 are the least"),
    "line break": (translated(**{SUMMARY: "Une phrase sur deux\nlignes pour le test."}), SUMMARY, "U+000A|line break"),
    "NUL": (translated(**{SUMMARY: "Une phrase avec un \x01 pour le test."}), SUMMARY, "U+0001"),
    "another script": (translated(**{SUMMARY: "Рентгенограммы верхней конечности."}), SUMMARY, "script of Français"),
    "another language": (
        translated(**{SUMMARY: "Imagens da mão e dos dedos com uma etiqueta que não é do hospital."}),
        SUMMARY,
        "reads like Português",
    ),
    "name too long": (
        translated(**{"vocabulary/anatomy/kidney/names": "rein " * 70}),
        "vocabulary/",
        "300 are the most",
    ),
}


@pytest.mark.one_database
@pytest.mark.parametrize(("edit", "key", "message"), BAD.values(), ids=BAD)
def test_bad_text_is_named_and_nothing_is_written(
    exported: Callable[..., Path], edit: Edit, key: str, message: str
) -> None:
    def two(entries: dict[str, polib.POEntry]) -> None:
        entries["source/tcia/summary"].msgstr += " Relu."
        edit(entries)

    before = ChangeSet.current()
    failed = run("import_texts", exported(two))
    assert len(failed.problems) == 1, failed.problems
    (problem,) = failed.problems
    assert problem.startswith("texts.po:")
    assert f": {key}" in problem
    assert any(part in problem for part in message.split("|"))
    assert failed.error is not None
    assert failed.error.endswith("nothing was written.")
    assert ChangeSet.current() == before
    assert not SourceDescription.objects.filter(summary__endswith=" Relu.").exists()


def test_text_that_is_the_original_is_refused(exported: Callable[..., Path]) -> None:
    original = DatasetDescription.objects.get(dataset__slug="mura", language="en").summary
    problems = run("import_texts", exported(translated(**{SUMMARY: original}))).problems
    assert any("is the same as in English" in problem for problem in problems)


def test_half_of_a_new_description_is_refused(exported: Callable[..., Path]) -> None:
    DatasetDescription.objects.filter(dataset__slug="mura", language="fr").delete()
    words = "Radiographies du membre supérieur avec des étiquettes."
    (problem,) = run("import_texts", exported(translated(**{SUMMARY: words}))).problems
    assert "comes without description" in problem


def test_all_problems_are_told_at_once(exported: Callable[..., Path]) -> None:
    def both(entries: dict[str, polib.POEntry]) -> None:
        entries[DESCRIPTION].msgstr = "Court."
        stray(entries)

    assert len(run("import_texts", exported(both)).problems) == 2


HEADER = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "is not UTF-8"),
        (b"no po file at all", "is not a PO file"),
        (HEADER.encode(), "holds no texts"),
        (HEADER.replace("fr", "de").encode(), "Language: give one of fr, pt_BR, zh_Hans, ru"),
        (HEADER.replace("fr", "en").encode(), "Language: give one of fr, pt_BR, zh_Hans, ru"),
        (
            (HEADER + 'msgctxt "a"\nmsgid "x"\nmsgid_plural "y"\nmsgstr[0] "z"\nmsgstr[1] "z"\n').encode(),
            "has a plural",
        ),
        ((HEADER + 'msgctxt "a"\nmsgid "x"\nmsgstr "z"\n\nmsgctxt "a"\nmsgid "x"\nmsgstr "y"\n').encode(), "keep one"),
    ],
)
def test_broken_file_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "texts.po"
    path.write_bytes(content)
    failed = run("import_texts", path)
    assert any(message in problem for problem in failed.problems), failed.problems
    assert failed.error is not None


@pytest.mark.django_db
def test_a_key_that_no_database_takes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "texts.po"
    path.write_text(HEADER + 'msgctxt "dataset/mu\0ra/summary"\nmsgid "x"\nmsgstr "z"\n', encoding="utf-8")
    assert any("is no text of the catalogue" in problem for problem in run("import_texts", path).problems)


@pytest.mark.django_db
def test_missing_and_monstrous_files_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("import_texts", tmp_path / "gone.po").problems == [f"{tmp_path / 'gone.po'}: there is no such file"]
    monkeypatch.setattr(exchange, "MAXIMUM_FILE_BYTES", 10)
    (tmp_path / "texts.po").write_text(HEADER, encoding="utf-8")
    assert run("import_texts", tmp_path / "texts.po").problems == ["texts.po: is larger than 10 bytes"]


WORDS = {
    "en": "Words of the original of this text, number 12.",
    "fr": "Des mots de la traduction de ce texte, numéro 12.",
    "pt-br": "As palavras da tradução deste texto, número 12.",
    "zh-hans": "这是为了测试而写的一段翻译文字，编号为第12号。",
    "ru": "Это слова перевода этого текста, номер 12.",
}


def in_every_language(value: Any) -> Any:
    """Return a record whose texts are WORDS, up to date in every language."""
    if isinstance(value, list):
        return [in_every_language(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"en"}:
        return dict(WORDS)
    changed = {key: in_every_language(item) for key, item in value.items()}
    if described := value.get("descriptions"):
        parts = [part for part in ("summary", "description") if part in described[0]]
        versions = {
            language: {part: " ".join([text] * (1 + (part == "description"))) for part in parts}
            for language, text in WORDS.items()
        }
        original = fingerprint(*versions["en"].values())
        changed["descriptions"] = [
            {"language": language, **texts, "translated_from": None if language == "en" else original}
            for language, texts in versions.items()
        ]
    return changed


class TestCheck:
    """manage.py check_texts."""

    def test_missing_texts_are_counted_and_fail(self, catalogue: Path) -> None:
        done = run("check_texts", catalogue)
        lines = [line.split() for line in done.out.splitlines()]
        assert lines[0] == ["en", "fr", "pt-br", "zh-hans", "ru"]
        assert ["dataset", "texts", "2/2", "0/2", "0/2", "0/2", "0/2"] in lines
        assert ["composed", "texts", "0", "1", "1", "1", "1"] in lines
        assert ["coverage", "100.0%", "0.0%", "0.0%", "0.0%", "0.0%"] in lines
        assert "dataset/example-set: fr: texts missing: 2" in done.problems
        assert done.error is not None

    def test_catalogue_in_every_language_passes(self, tmp_path: Path, record: Record) -> None:
        tree = small_catalogue(record)
        units = next(found for _, found in tree.vocabulary if found["vocabulary"] == "unit")
        for unit in units["terms"]:
            unit["counted"] = {
                "en": ["image", "images"], "fr": ["image", "images"], "pt-br": ["imagem", "imagens"],
                "ru": ["изображение", "изображения", "изображений"],
            }  # fmt: skip
        for kind in ("vocabulary", "source", "document", "dataset", "guide"):
            records = [in_every_language(found) for _, found in getattr(tree, kind)]
            write_tree(tmp_path, kind, records)
        done = run("check_texts", tmp_path)
        assert (done.problems, done.error) == ([], None)
        assert ["coverage", *["100.0%"] * 5] in [line.split() for line in done.out.splitlines()]

    def test_broken_catalogue_is_told(self, catalogue: Path) -> None:
        (catalogue / "sources/host.json").write_text("{", encoding="utf-8")
        assert "see manage.py check_catalogue" in str(run("check_texts", catalogue).error)

    def test_nothing_is_written(self, catalogue: Path) -> None:
        before = contents(catalogue)
        run("check_texts", catalogue)
        assert contents(catalogue) == before
