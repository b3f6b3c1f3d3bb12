"""The interface's messages: the catalogues are what the sources say, and what is wrong with one is noticed."""

import ast
from copy import deepcopy
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from directory import messages
from directory.settings import BASE_DIR

FUNCTIONS = {"_", "lazy", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext"}

extract = messages.extracted


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extract()


@pytest.fixture
def catalogues(template: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The French catalogue in a folder of its own, as the command writes it. The sources are read once."""
    monkeypatch.setattr(messages, "LOCALE_PATHS", [tmp_path])
    monkeypatch.setattr(messages, "locales", lambda: ["fr"])
    monkeypatch.setattr(messages, "extracted", lambda: deepcopy(template))
    assert messages.main([]) == 0
    return tmp_path / "fr" / "LC_MESSAGES"


def found(complete: bool = False) -> list[str]:
    return list(messages.problems("fr", messages.extracted(), complete))


def test_every_catalogue_is_what_the_sources_say(template: Catalog) -> None:
    problems = [problem for locale in messages.locales() for problem in messages.problems(locale, template, False)]
    assert problems == []


def test_there_is_a_catalogue_for_each_language_but_english() -> None:
    folders = sorted(path.name for path in (BASE_DIR / "locale").iterdir() if path.is_dir())
    assert folders == sorted(messages.locales()) == ["fr", "pt_BR", "ru", "zh_Hans"]


def test_every_call_has_a_literal_message_that_is_extracted(template: Catalog) -> None:
    """The extractor reads tokens; a message that is put together, or stands in an f-string, would be lost silently."""
    known = {
        text for message in template for text in ([*message.id] if isinstance(message.id, tuple) else [message.id])
    }
    lost = []
    for folder in messages.CODE:
        for path in sorted((BASE_DIR / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
                    first = node.args[-1 if node.func.id == "pgettext" else 0]
                    if not isinstance(first, ast.Constant) or first.value not in known:
                        lost.append(f"{path.relative_to(BASE_DIR)}:{node.lineno}")
    assert lost == []


def test_writing_twice_gives_the_same_bytes(catalogues: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [(catalogues / name).read_bytes() for name in ("django.po", "django.mo")]
    monkeypatch.setattr(messages, "extracted", extract)
    assert messages.main([]) == 0
    assert [(catalogues / name).read_bytes() for name in ("django.po", "django.mo")] == before
    assert found() == []


def test_what_is_written_says_nothing_of_when_and_where(catalogues: Path) -> None:
    text = (catalogues / "django.po").read_text(encoding="utf-8")
    assert "Date" not in text.split("\n\n", maxsplit=1)[0]
    assert str(BASE_DIR) not in text


def edited(catalogues: Path, old: str, new: str) -> list[str]:
    """Return what is wrong once the catalogue's text is edited and compiled, as a translator would."""
    path = catalogues / "django.po"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (catalogues / "django.mo").write_bytes(messages.compiled(messages.read("fr")))
    return found()


def test_a_translation_is_kept_and_compiled(catalogues: Path) -> None:
    assert edited(catalogues, 'msgid "Year"\nmsgstr ""', 'msgid "Year"\nmsgstr "Année"') == []
    assert messages.main([]) == 0
    assert messages.read("fr").get("Year").string == "Année"  # type: ignore[union-attr]
    assert "Année".encode() in (catalogues / "django.mo").read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('msgid "Year"', 'msgid "Yeast"', "missing: 'Year'"),
        ('msgid "Year"', 'msgid "Yeast"', "obsolete: 'Yeast'"),
        ('msgid "Year"', '#, fuzzy\nmsgid "Year"', "fuzzy"),
        (
            'msgid "Page %(number)s"\nmsgstr ""',
            'msgid "Page %(number)s"\nmsgstr "Page %(numero)s"',
            "other places for values",
        ),
        (
            'msgid "Page %(number)s"\nmsgstr ""',
            'msgid "Page %(number)s"\nmsgstr "Page cinq"',
            "other places for values",
        ),
        (
            'msgid_plural "%(number)s entries"\nmsgstr[0] ""\nmsgstr[1] ""',
            'msgid_plural "%(number)s entries"\nmsgstr[0] "%(number)s fiche"\nmsgstr[1] ""',
            "not translated",
        ),
        (
            'msgid "About the entry <a href=\\"%(address)s\\">%(name)s</a>."\nmsgstr ""',
            'msgid "About the entry <a href=\\"%(address)s\\">%(name)s</a>."\nmsgstr "%(address)s %(name)s"',
            "other markup",
        ),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_said(old: str, new: str, problem: str, catalogues: Path) -> None:
    assert any(problem in line for line in edited(catalogues, old, new))


@pytest.mark.parametrize(
    ("translated", "problem"),
    [
        ("Année : 2019", "space that can break"),
        ("Année ?", "space that can break"),
        ("Année?", "no space before"),
        ("Dernière année:", "no space before"),
        ("« Année »", "space that can break"),
        ("«Année»", "no space inside"),
        ("“Année”", "outside"),
        ('L\\"année', "straight quotation marks"),
        ("50 GB", "Mo, Go, To"),
        ("Année traduite par une machine", "automatique"),
        ("Affirmations de l'année", "mention"),
    ],
)
def test_words_that_a_reader_stumbles_over_are_noticed(translated: str, problem: str, catalogues: Path) -> None:
    lines = edited(catalogues, 'msgid "Year"\nmsgstr ""', f'msgid "Year"\nmsgstr "{translated}"')
    assert any(problem in line for line in lines), lines


def test_messages_are_natural_english_as_well(template: Catalog) -> None:
    assert list(messages.unnatural(template)) == []


@pytest.mark.parametrize(
    ("text", "context", "problem"),
    [
        ("%(number)s patients", None, "one form for all numbers"),
        ("Found in %(total)s entries.", None, "one form for all numbers"),
        ("not stated by ", None, "fragment"),
        (" of the images", None, "fragment"),
        ("%(number)s image(s)", None, "both forms"),
        ('Say "yes"', None, "straight quotation marks"),
        ("Brain tumor", None, "tumour"),
        (", ", "between the items of a list", ""),
        ("Use at most %(number)s characters.", None, ""),
    ],
)
def test_a_message_that_cannot_be_translated_well_is_noticed(text: str, context: str | None, problem: str) -> None:
    catalog = messages.MessageCatalog(fuzzy=False)
    catalog.add(text, locations=[("here.py", 1)], context=context)
    lines = list(messages.unnatural(catalog))
    assert any(problem in line for line in lines) if problem else lines == []


def test_a_catalogue_that_is_not_compiled_is_noticed(catalogues: Path) -> None:
    path = catalogues / "django.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgid "Year"\nmsgstr ""', 'msgid "Year"\nmsgstr "Année"'), encoding="utf-8")
    assert any("not compiled" in line for line in found())


def test_a_catalogue_that_is_not_there_is_noticed(catalogues: Path) -> None:
    for path in catalogues.iterdir():
        path.unlink()
    assert any("missing" in line for line in found())
    assert any("not compiled" in line for line in found())


def test_what_is_not_translated_is_noticed_where_that_is_asked(catalogues: Path) -> None:
    assert found() == []
    assert any("not translated" in line for line in found(complete=True))
    assert messages.main(["--check"]) == 0
    assert messages.main(["--check", "--complete"]) == 1
