"""manage.py tells an operator in one line what is wrong with the database, and how to see more."""

from pathlib import Path

import pytest

from .serving.site import environment, manage

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("command", ["seed", "forget", "reindex", "dump", "judge", "unlock"])
@pytest.mark.parametrize(
    "database", ["", "postgres://lightbox:secret@127.0.0.1:1/lightbox"], ids=["no tables", "no server"]
)
def test_a_database_that_cannot_be_used(command: str, database: str, tmp_path: Path) -> None:
    arguments = [str(tmp_path / "dump")] if command == "dump" else []
    ended = manage(environment(tmp_path / "data", database), command, *arguments)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("The database cannot be used: ")
    assert "Traceback" not in ended.stderr
    assert "secret" not in ended.stderr


def test_more_is_shown_to_those_who_ask(tmp_path: Path) -> None:
    ended = manage(environment(tmp_path), "reindex", "--traceback")
    assert "Traceback" in ended.stderr
