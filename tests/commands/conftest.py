"""What the tests of the commands share: running one, a catalogue on disk, and a database with nothing in it."""

from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from datasets.facts.kinds import Record
from datasets.records.files import FOLDERS, write_tree
from tests.records.examples import empty, small_catalogue


@dataclass(frozen=True)
class Run:
    """What a command printed, and the message with which it failed (None if it did not)."""

    out: str
    problems: list[str]
    error: str | None


def run(command: str, *arguments: Any, **options: Any) -> Run:
    """Run a management command."""
    out, err = StringIO(), StringIO()
    error = None
    try:
        call_command(command, *arguments, stdout=out, stderr=err, **options)
    except CommandError as failure:
        error = str(failure)
    return Run(out.getvalue(), err.getvalue().splitlines(), error)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below `folder` by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def catalogue(tmp_path: Path, record: Record) -> Path:
    """A folder with a small catalogue without problems, in canonical form."""
    folder, tree = tmp_path / "catalogue", small_catalogue(record)
    for kind, _ in FOLDERS.values():
        write_tree(folder, kind, [found for _, found in getattr(tree, kind)])
    return folder


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what the commands write of a changed catalogue, its index, away from the other tests."""
    settings.DATA_DIR = tmp_path_factory.mktemp("data")


@pytest.fixture
def empty_database(db: None) -> None:
    """A database with nothing in it (for this test)."""
    empty()
