"""The documentation says what is there: settings, commands, addresses, fields, models, links."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Model

from datasets import models
from datasets.api.document import OPERATIONS
from datasets.facts.fields import FIELDS
from datasets.models import Dataset
from datasets.records.records import schema
from directory.environment import VARIABLES, Variable

ROOT = Path(settings.BASE_DIR)
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def rows(page: str) -> list[list[str]]:
    """Return the cells of all tables of a page, without the marks of code."""
    lines = [line for line in text(page).splitlines() if line.startswith("|")]
    return [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "docs/decisions.md"])
def test_these_pages_are_there(page: str) -> None:
    assert len(text(page)) > 200


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
def test_every_setting_is_in_the_readme_as_the_code_declares_it(variable: Variable) -> None:
    assert [variable.name, variable.default, variable.purpose] in rows("README.md")


def test_the_readme_has_no_setting_that_there_is_not() -> None:
    named = {row[0] for row in rows("README.md") if re.fullmatch(r"[A-Z][A-Z_]+", row[0])}
    assert named == {variable.name for variable in VARIABLES}


def test_every_command_is_in_the_readme() -> None:
    commands = {path.stem for path in (ROOT / "datasets/management/commands").glob("[a-z]*.py")}
    described = {row[0].split()[1] for row in rows("README.md") if row[0].startswith("manage.py ")}
    assert described == commands


def test_every_target_of_make_that_a_page_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    named = {word for page in PAGES for word in re.findall(r"`?make ([a-z]+)`", page.read_text(encoding="utf-8"))}
    assert {"run", "test"} <= named
    assert named <= targets


def test_every_collection_of_the_api_is_in_the_readme() -> None:
    readme = text("README.md")
    for operation in OPERATIONS:
        assert f"`/api/v1/{operation.path}`" in readme


def test_the_number_of_entries_in_the_readme_is_the_true_one() -> None:
    number = len(list((ROOT / "fixtures/datasets").glob("*.json")))
    assert re.findall(r"^(\d+) datasets, challenges", text("README.md"), re.MULTILINE) == [str(number)]


def test_every_key_of_a_record_is_documented_in_its_order() -> None:
    keys = list(schema()["properties"])
    assert [row[0] for row in rows("docs/record-format.md")[2 : 2 + len(keys)]] == keys


def test_every_kind_of_value_is_documented_as_the_code_declares_it() -> None:
    described = [
        [field.code, "null alone", ""]
        if field.example is None
        else [field.code, field.says, json.dumps(field.example, ensure_ascii=False)]
        for field in FIELDS.values()
    ]
    assert rows("docs/record-format.md")[-len(described) :] == described


def test_every_code_of_a_record_is_documented() -> None:
    page = text("docs/record-format.md")
    kinds = [*models.Link.Kind.values, *models.DatasetRelation.Kind.values, *models.Split.Name.values]
    levels = [*Dataset.Status.values, *Dataset.Difficulty.values, *Dataset.Level.values]
    for code in (*kinds, *levels, *models.Right.Component.values, *models.Right.Use.values):
        assert code in page, code


def test_every_field_is_documented() -> None:
    for code in FIELDS:
        assert f"`{code}`" in text("docs/record-format.md"), code


def test_every_model_is_in_the_data_model() -> None:
    page = text("docs/data-model.md")
    declared = [getattr(models, name) for name in models.__all__]
    for model in declared:
        if isinstance(model, type) and issubclass(model, Model) and not model._meta.abstract:
            assert f"`{model.__name__}`" in page, model.__name__


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            assert (page.parent / path).exists() if path else anchor, target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_a_page_names_are_there(page: Path) -> None:
    for name in re.findall(
        r"`((?:datasets|directory|docs|fixtures|tests|templates)/[\w./-]*)`", page.read_text("utf-8")
    ):
        assert (ROOT / name).exists(), name


def test_every_decision_has_a_date_and_a_title() -> None:
    paragraphs = text("docs/decisions.md").split("\n\n")[2:]
    assert paragraphs
    for paragraph in paragraphs:
        assert re.match(r"\*\*\d{4}-\d{2}-\d{2} · [^*]+\.\*\*\s", paragraph), paragraph[:80]


def test_the_changelog_has_the_version() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    changelog = text("CHANGELOG.md")
    assert version in changelog or "Unreleased" in changelog


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_requirement_is_pinned_with_hashes_and_names_no_index(lock: str) -> None:
    content = text(lock)
    assert "://" not in content
    assert "index-url" not in content
    for requirement in re.split(r"\n(?=\S)", content.replace("\\\n", " ").strip()):
        if not requirement.startswith("#"):
            assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+", requirement), requirement[:60]
            assert "--hash=sha256:" in requirement, requirement[:60]
