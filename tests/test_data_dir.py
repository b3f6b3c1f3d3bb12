"""DATA_DIR is its owner's alone, whatever the umask, the entry point and what was there before; or it is refused."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from datasets.records import files
from directory import data_dir
from directory.environment import PROXIES, SECURITY_CONTACT, SettingError, Variable

ROOT = Path(settings.BASE_DIR)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def open_to_others(folder: Path) -> list[str]:
    """Return what others may read or write of the folder and what is in it."""
    return [str(path) for path in (folder, *folder.rglob("*")) if not path.is_symlink() and mode(path) & 0o077]


def started(folder: Path, *command: str, umask: int = 0o022) -> subprocess.CompletedProcess[str]:
    """Run a command with this DATA_DIR and this umask, as an operator would."""
    environment = {
        **os.environ, "DATA_DIR": str(folder), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "directory.settings",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, check=False, capture_output=True, text=True, umask=umask
    )


@pytest.fixture
def another_user(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Run as a user who owns none of the files that a test makes."""
    me = os.geteuid() + 54_321
    with monkeypatch.context() as patched:
        patched.setattr(os, "geteuid", lambda: me)
        yield me


def loosened(folder: Path) -> Path:
    """Return a DATA_DIR as an earlier version left it: everybody may read it."""
    for path in (
        "index/1-abc/postings.npy",
        "static/app.css",
        "lightbox.sqlite3",
        "lightbox.sqlite3-wal",
        "secret-key",
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("x", encoding="ascii")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


class TestEntryPoints:
    """What a new installation makes."""

    @pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
    def test_commands_make_nothing_that_others_may_read(self, umask: int, tmp_path: Path) -> None:
        folder = tmp_path / "new"
        for command in (("migrate", "--verbosity", "0"), ("reindex",), ("collectstatic", "--no-input", "-v", "0")):
            ran = started(folder, "manage.py", *command, umask=umask)
            assert ran.returncode == 0, ran.stderr
        assert open_to_others(folder) == []
        assert {path.name for path in folder.iterdir()} == {"lightbox.sqlite3", "secret-key", "index", "static", "lock"}

    def test_files_beside_an_open_database_are_private(self, tmp_path: Path) -> None:
        code = (
            "import django; django.setup(); from django.db import connection; from pathlib import Path\n"
            "connection.cursor().execute('CREATE TABLE one (a)')\n"
            "print(*(f'{path.name} {path.stat().st_mode & 0o777:o}' for path in sorted(Path('{DIR}').iterdir())))"
        )
        ran = started(tmp_path, "-c", code.replace("{DIR}", str(tmp_path)), umask=0)
        names = ("lightbox.sqlite3", "lightbox.sqlite3-shm", "lightbox.sqlite3-wal", "secret-key")
        assert ran.stdout.split() == [word for name in names for word in (name, "600")]

    def test_a_web_server_makes_nothing_that_others_may_read(self, tmp_path: Path) -> None:
        assert started(tmp_path / "new", "-c", "import directory.wsgi", umask=0).returncode == 0
        assert open_to_others(tmp_path / "new") == []

    def test_an_older_installation_is_closed_at_its_next_start(self, tmp_path: Path) -> None:
        folder = loosened(tmp_path / "old")
        ran = started(folder, "manage.py", "help")
        assert (ran.returncode, ran.stderr) == (0, "")
        assert open_to_others(folder) == []

    def test_everything_that_is_made_is_known(self) -> None:
        """What is not in OURS would be taken for somebody else's, and its folder left open."""
        named = ["lightbox.sqlite3", "lightbox.sqlite3-wal", "secret-key", "secret-key.4711", "index", "static", "lock"]
        assert all(data_dir._is_ours(Path(name)) for name in named)
        assert not any(data_dir._is_ours(Path(name)) for name in ("lightbox.sqlite3.txt", "statics", "www"))


class TestMoreThanDataDir:
    """A folder that is not Lightbox's alone."""

    def test_folders_of_others_stay_open_and_what_is_ours_is_closed(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = loosened(tmp_path / "home")
        (folder / "website").mkdir(mode=0o755)
        (folder / "website" / "index.html").touch(mode=0o644)
        for path in (folder / "website", folder / "website" / "index.html"):
            path.chmod(0o755)
        data_dir.ready(tmp_path, "home")
        assert (mode(folder), mode(folder / "website"), mode(folder / "website" / "index.html")) == (0o755,) * 3
        assert open_to_others(folder / "index") == open_to_others(folder / "static") == []
        assert (mode(folder / "lightbox.sqlite3"), mode(folder / "secret-key")) == (0o600, 0o600)
        assert str(folder) in capsys.readouterr().err

    def test_the_folder_of_everybodys_files_is_left_as_it_is(self, tmp_path: Path) -> None:
        folder = loosened(tmp_path / "tmp")
        folder.chmod(0o1777)
        data_dir.ready(tmp_path, "tmp")
        assert mode(folder) == 0o1777
        assert mode(folder / "secret-key") == 0o600

    def test_the_checkout_and_the_root_are_left_as_they_are(self, capsys: pytest.CaptureFixture[str]) -> None:
        before = {path: mode(path) for path in (ROOT, ROOT / "manage.py", ROOT / "datasets", Path("/"))}
        for path in (ROOT, Path("/")):
            assert data_dir._is_shared(path, default=False)
        assert {path: mode(path) for path in before} == before

    @pytest.mark.parametrize("name", ["copy.sqlite3", "server.log", ".bash_history", ".cache/a", "lost+found/a"])
    def test_copies_logs_and_the_files_of_a_home_do_not_keep_it_open(self, name: str, tmp_path: Path) -> None:
        folder = loosened(tmp_path / "data")
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
        data_dir.ready(tmp_path, "data")
        assert mode(folder) == 0o700
        assert mode(folder / "lightbox.sqlite3") == 0o600

    def test_the_default_folder_is_closed_with_all_that_was_put_there(self, tmp_path: Path) -> None:
        folder = loosened(tmp_path / "var")
        (folder / "dump" / "datasets").mkdir(parents=True)
        (folder / "dump" / "datasets" / "a.json").touch(mode=0o644)
        data_dir.ready(tmp_path, "var")
        assert open_to_others(folder) == []

    def test_links_are_not_followed(self, tmp_path: Path) -> None:
        folder, outside = loosened(tmp_path / "data"), tmp_path / "outside"
        outside.mkdir()
        outside.chmod(0o755)
        (folder / "static" / "link").symlink_to(outside)
        data_dir.ready(tmp_path, "data")
        assert mode(outside) == 0o755

    def test_a_database_elsewhere_is_closed_as_well(self, tmp_path: Path) -> None:
        for name in ("a.sqlite3", "a.sqlite3-wal", "b.sqlite3"):
            (tmp_path / name).touch()
            (tmp_path / name).chmod(0o644)
        data_dir.close_database(tmp_path / "a.sqlite3")
        assert [mode(tmp_path / name) for name in ("a.sqlite3", "a.sqlite3-wal", "b.sqlite3")] == [0o600, 0o600, 0o644]


class TestRefused:
    """A folder that cannot be used: one line with DATA_DIR, the owner and the fix."""

    def test_another_owners_folder(self, tmp_path: Path, another_user: int) -> None:
        tmp_path.chmod(0o777)
        with pytest.raises(SettingError, match=r"DATA_DIR is .* belongs to user .*chown") as refused:
            data_dir.ready(tmp_path, ".")
        assert str(another_user) in str(refused.value)
        assert "\n" not in str(refused.value)

    def test_a_folder_lent_to_the_group_is_used(
        self, tmp_path: Path, another_user: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        tmp_path.chmod(0o770)
        assert data_dir.ready(tmp_path, ".") == tmp_path.resolve()
        assert mode(tmp_path) == 0o770

    def test_another_owners_file_in_the_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        loosened(tmp_path / "data")
        monkeypatch.setattr(data_dir, "_close", lambda path: path.name != "secret-key")
        with pytest.raises(SettingError, match=r"DATA_DIR is .* where secret-key belongs to user"):
            data_dir.ready(tmp_path, "data")

    def test_another_owners_copy_in_the_folder_does_not_matter(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = loosened(tmp_path / "data")
        (folder / "copy.sqlite3").touch()
        monkeypatch.setattr(data_dir, "_close", lambda path: path.name != "copy.sqlite3")
        assert data_dir.ready(tmp_path, "data") == folder

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("file", "is a file"),
            ("file/data", "Not a directory"),
            ("link", "ymlink loop|Too many levels"),
            ("a" * 300, "File name too long"),
        ],
    )
    def test_no_folder(self, name: str, said: str, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        (tmp_path / "link").symlink_to("link")
        with pytest.raises(SettingError, match=rf"DATA_DIR is .*({said})"):
            data_dir.ready(tmp_path, name)

    def test_commands_say_it_in_one_line(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        for command in ("migrate", "seed", "check"):
            ran = started(tmp_path / "file", "manage.py", command)
            assert (ran.returncode, ran.stdout) == (1, "")
            assert ran.stderr == f"DATA_DIR is {tmp_path / 'file'}, which is a file; name a folder\n"

    def test_a_web_server_says_it_in_one_line(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        ran = started(tmp_path / "file", "-m", "gunicorn", "--config", "directory/gunicorn.py", "--bind", "127.0.0.1:0")
        assert ran.returncode == 1
        assert ran.stderr == f"DATA_DIR is {tmp_path / 'file'}, which is a file; name a folder\n"


class TestFilesForOthers:
    """What an operator asks for by its path is theirs to share; nothing in DATA_DIR is."""

    @pytest.mark.parametrize(("umask", "expected"), [(0o022, (0o644, 0o755)), (0o027, (0o640, 0o750))])
    def test_a_dump_is_made_as_the_operators_umask_has_it(
        self, umask: int, expected: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "OPERATOR_UMASK", umask)
        files.write_tree(tmp_path / "a" / "b", "dataset", [{"slug": "one"}])
        folder = tmp_path / "a" / "b" / "datasets"
        assert (mode(folder / "one.json"), mode(folder)) == expected
        assert mode(tmp_path / "a") == expected[1]

    def test_a_dump_into_data_dir_is_private(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
        files.write_tree(tmp_path / "dump", "dataset", [{"slug": "one"}])
        files.replace(tmp_path / "fr.po", "…")
        assert open_to_others(tmp_path / "dump") == []
        assert mode(tmp_path / "fr.po") == 0o600

    def test_a_folder_that_was_there_keeps_its_mode(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o711)
        files.write_tree(tmp_path, "dataset", [{"slug": "one"}])
        assert mode(tmp_path) == 0o711


@pytest.mark.parametrize("value", ["-1", "one", "1.5", "²", "9" * 5_000, "1 2", " "])
def test_a_number_of_things_that_is_none_is_refused_by_name(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROXIES", value)
    with pytest.raises(SettingError, match=r"^PROXIES is "):
        PROXIES.number(0)


@pytest.mark.parametrize(
    "value", ["somebody@example.org", "http://example.org/", "mailto:", "javascript:x", "me", "https://"]
)
def test_a_contact_that_leads_nowhere_is_refused_by_name(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECURITY_CONTACT", value)
    with pytest.raises(SettingError, match=r"^SECURITY_CONTACT is “"):
        SECURITY_CONTACT.address()


@pytest.mark.parametrize("value", ["", "mailto:a@example.org", "https://example.org/security", "tel:+1-201-555-0123"])
def test_a_contact_is_taken_as_it_is(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECURITY_CONTACT", value)
    assert SECURITY_CONTACT.address() == value


@pytest.mark.parametrize("value", ["maybe", "2", "ja"])
def test_a_flag_that_is_neither_is_refused_by_name(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_FLAG", value)
    with pytest.raises(SettingError, match=r"^SOME_FLAG is “"):
        Variable("SOME_FLAG", "0", "").flag()
