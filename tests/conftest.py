"""Fixtures that several tests use: the tests' catalogue in the database, and records to build on."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from datasets.index import building, snapshot
from datasets.models import ChangeSet, Dataset, kept
from datasets.records import files, seeding

from . import spreading
from .serving.site import environment, prepare


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="run only the tests that use the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--only-database"):
        using = [item for item in items if uses_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if not uses_database(item)])
        items[:] = using
    items[:] = spreading.longest_first(items)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over the tests themselves, and look less often at what they make.

    There are a million objects for as many tests as are here, all of them in use to the end; to look for garbage among
    them, as often as Python does of itself, takes a seventh of the processor's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> spreading.Spreading | None:
    """Spread whole files as this project wants it; any other --dist is as pytest-xdist has it."""
    return spreading.Spreading(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly that the browser tests were not run, and why: among thousands of dots nobody sees an s.

    And how many actions each job at the desk took (tests/browser/test_desk_jobs.py).
    """
    actions = {pair for some in terminalreporter.stats.values() for one in some for pair in told_by(one)}
    if actions:
        terminalreporter.write_sep("-", "actions at the desk")
        for job, number in sorted(actions):
            terminalreporter.write_line(f"{number:>3}  {job}")
    skipped = [one for one in terminalreporter.getreports("skipped") if one.nodeid.startswith("tests/browser/")]
    if skipped:
        reason = skipped[0].longrepr[2].removeprefix("Skipped: ")
        terminalreporter.write_sep("=", f"{len(skipped)} browser tests were not run: {reason}", yellow=True, bold=True)


# Rooms that make something of what is stored: what they make is the same whichever database it came from.
ABOVE = tuple(
    f"tests/{room}/"
    for room in (
        "admin", "api", "assistants", "compare", "desk", "exports", "facts", "search", "serving", "views",
    )
)  # fmt: skip
# Of these, what asks questions that databases answer otherwise if they are not careful, and every address once.
ASKING = tuple(
    f"tests/{name}.py"
    for name in (
        "admin/test_change_sets", "admin/test_pages", "admin/test_search", "api/test_collections", "api/test_list",
        "api/test_names", "desk/test_bulk", "desk/test_changes", "desk/test_doors", "desk/test_joining",
        "desk/test_proposals", "facts/test_gathering", "facts/test_reading", "search/test_facets", "search/test_order",
        "search/test_statistics", "serving/test_processes", "serving/test_writers", "views/test_addresses",
        "views/test_history", "views/test_history_deleted", "views/test_hostile", "views/test_junk",
        "views/test_suggest", "views/test_waiting",
    )
)  # fmt: skip


def told_by(report: Any) -> list[tuple[str, Any]]:
    """Return what a test told of itself."""
    return list(getattr(report, "user_properties", ()))


def uses_database(item: pytest.Item) -> bool:
    """Tell whether a test asks for the database, by its mark or by a fixture, and may differ between databases."""
    if item.get_closest_marker("one_database") is not None:
        return False
    if item.nodeid.startswith(ABOVE) and not item.nodeid.startswith(ASKING):
        return False
    names = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(names & {"db", "transactional_db", "admin_client"})


@pytest.fixture(autouse=True)
def original_language() -> None:
    """Begin each test in English: the client leaves the language of its last request active."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Begin each test with nothing kept: some write rows without a revision, as no part of the product does.

    Nor with a snapshot that waits for a rebuild: what it waits for has been rolled back with the test before, so it
    would wait for as long as nothing else is changed.
    """
    kept.forget()
    newest = snapshot.newest()
    if newest is not None and not newest.complete:
        snapshot.forget()


@pytest.fixture(scope="session")
def fixtures_dir() -> Path:
    """The folder of the catalogue's files."""
    return Path(settings.FIXTURES_DIR)


@pytest.fixture(scope="session")
def tree(fixtures_dir: Path) -> files.Tree:
    """The catalogue's files, read once. Do not change the records: copy them."""
    return files.read_tree(fixtures_dir)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, tree: files.Tree) -> None:
    """Seed the test database with the catalogue and index it, once; each test's changes are rolled back."""
    with django_db_blocker.unblock():
        seeding.seed(tree)
        building.rebuild()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a site on SQLite as `make run` leaves it. Do not change it: copy it."""
    data = tmp_path_factory.mktemp("seeded")
    prepare(environment(data))
    return data


@pytest.fixture
def no_datasets(db: None) -> None:
    """The vocabularies, sources and documents alone: every dataset is gone (for this test)."""
    ChangeSet.advance(removed=list(Dataset.objects.values_list("pk", flat=True)))
    Dataset.objects.all().delete()


@pytest.fixture
def change(db: None) -> Callable[..., None]:
    """Write changes into the columns of entries as the product does: with a new revision, and marked with it."""

    def write(entries: QuerySet[Dataset], **columns: Any) -> None:
        entries.update(**columns, revision=ChangeSet.advance())

    return write


@pytest.fixture
def record() -> dict[str, Any]:
    """A small valid record; its codes are in the real vocabularies. What the entry holds follows from statements."""
    return {
        "slug": "example-set",
        "changed": "2020-01-02",
        "name": "Example set",
        "aliases": [],
        "category": "imaging",
        "kind": "dataset",
        "modality": ["CT"],
        "access": "unknown",
        "images": {"value": 100, "unit": "images", "precision": "exact"},
        "descriptions": [
            {
                "language": "en",
                "summary": "A set that exists for the tests alone.",
                "description": "It holds a hundred images that nobody has ever seen, and nothing else at all.",
            }
        ],
        "statements": [
            {"field": "name", "value": "Example set", "printed": "Example set", "document": "000", "line": 1},
            {"field": "category", "value": "imaging", "printed": "imaging", "document": "000", "line": 1},
            {"field": "kind", "value": "dataset", "printed": "set", "document": "000", "line": 1},
            {"field": "modality", "value": ["CT"], "printed": "CT", "document": "000", "line": 2},
            {
                "field": "images",
                "value": {"value": 100, "unit": "images", "precision": "exact"},
                "printed": "100 images",
                "document": "000",
                "line": 2,
            },
        ],
    }
