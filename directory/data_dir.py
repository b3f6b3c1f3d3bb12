"""DATA_DIR is its owner's alone: made, tightened at every start, or refused with one line that says what to do.

Whoever can read it has the sessions, the password hashes and the signing key. Two things keep others out: the process
makes no file that others may read (`keep_files_private`), and what an earlier version, a restored backup or an
operator's umask left open is closed again (`ready`). Both are called by the settings, which every entry point loads.
"""

import os
import pwd
import stat
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from . import environment

OTHERS = stat.S_IRWXG | stat.S_IRWXO
USE = os.R_OK | os.W_OK | os.X_OK
# What Lightbox makes in DATA_DIR. Whoever lets it make something more, adds its name here.
OURS = (
    "lightbox.sqlite3",
    "lightbox.sqlite3-*",
    "secret-key",
    "secret-key.*",
    "index",
    "static",
    "dumps",
    "lock",
    "*.lock",
)
# The root of a file system has this; it says nothing about whose folder it is.
NOBODYS = "lost+found"
# What stands beside an SQLite database while it is open.
BESIDE = ("", "-wal", "-shm", "-journal")


def keep_files_private() -> int:
    """Let this process make files and folders for its owner alone; return the umask that the operator had set."""
    return os.umask(OTHERS)


def ready(base: Path, name: str) -> Path:
    """Return DATA_DIR, `name` below `base`, as a folder that is there, can be written, and is closed to others.

    A folder with other folders in it than Lightbox's (`/`, a home, the checkout) is more than DATA_DIR. It is left as
    it is, and so is what else it holds, for closing it might lock others out of what is theirs; only what Lightbox made
    is closed, and a line on the error output says so. Raises SettingError where the folder cannot be used.
    """
    folder = _made(base / name)
    _check_owner(folder)
    shared = _is_shared(folder, default=folder == base / environment.DATA_DIR.default)
    if not shared:
        _close(folder)
    for path in folder.iterdir():
        ours = _is_ours(path)
        for found in _with_content(path) if ours or not shared else ():
            if not _close(found) and ours:
                me, owner = _name(os.geteuid()), _name(found.lstat().st_uid)
                raise environment.SettingError(
                    f"DATA_DIR is {folder}, where {found.relative_to(folder)} belongs to user {owner}, and this runs "
                    f"as user {me}. Run it as {owner}, or give it to {me}: chown -R {me} {path}"
                )
    mode = stat.S_IMODE(folder.stat().st_mode)
    if shared and mode & OTHERS:
        sys.stderr.write(
            f"DATA_DIR is {folder}, which is not Lightbox's alone and was left open to others (mode {mode:03o}); only "
            "what Lightbox made in it was closed. Give Lightbox a folder of its own.\n"
        )
    return folder


def close_database(name: Path | str) -> None:
    """Close an SQLite database to everybody but its owner, wherever it is."""
    path = Path(name).resolve()
    for ending in BESIDE:
        _close(path.with_name(f"{path.name}{ending}"))


def _made(folder: Path) -> Path:
    """Return the folder, resolved; make it if it is not there."""
    try:
        folder = folder.resolve()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise environment.SettingError(f"DATA_DIR is {folder}, which is a file; name a folder") from error
    except (OSError, RuntimeError) as error:
        # RuntimeError is what Python 3.11 makes of links that lead in a circle.
        me, why = _name(os.geteuid()), getattr(error, "strerror", None) or error
        there = next(parent for parent in folder.parents if os.path.lexists(parent))
        owner = _name(there.lstat().st_uid)
        raise environment.SettingError(
            f"DATA_DIR is {folder}, which user {me} cannot make in {there} of user {owner}: {why}. "
            f"Name another folder, or make it for {me}: mkdir -p {folder} && chown {me} {folder}"
        ) from error
    return folder


def _check_owner(folder: Path) -> None:
    """Refuse a folder that cannot be used, and another owner's but where its group was let in.

    Volumes of containers belong to root and are lent to the container by their group. Root is refused what is another
    user's: what root writes there, that user could no longer read. Where everybody may write, anybody may put a key.
    """
    found, me = folder.stat(), os.geteuid()
    usable = os.access(folder, USE)
    if found.st_uid != me and (me == 0 or not usable or found.st_mode & stat.S_IWOTH):
        owner, runner = _name(found.st_uid), _name(me)
        raise environment.SettingError(
            f"DATA_DIR is {folder}, which belongs to user {owner}, and this runs as user {runner}. "
            f"Run it as {owner}, or name another folder; if only Lightbox uses this one: chown -R {runner} {folder}"
        )
    if not usable:
        raise environment.SettingError(
            f"DATA_DIR is {folder}, which belongs to user {_name(me)} and cannot be written (mode "
            f"{stat.S_IMODE(found.st_mode):03o}): chmod u+rwx {folder}, unless its file system is read-only"
        )


def _is_shared(folder: Path, *, default: bool) -> bool:
    """Tell whether the folder is more than DATA_DIR: lent, everybody's (sticky), or one with folders of others in it.

    The default folder is nothing else, whatever dumps and copies have been put there; names with a dot say nothing, for
    DATA_DIR may be the home of the service's user.
    """
    found = folder.stat()
    if found.st_mode & stat.S_ISVTX or found.st_uid != os.geteuid():
        return True
    return not default and any(
        path.is_dir()
        and not path.is_symlink()
        and not _is_ours(path)
        and not path.name.startswith(".")
        and path.name != NOBODYS
        for path in folder.iterdir()
    )


def _is_ours(path: Path) -> bool:
    return any(fnmatch(path.name, pattern) for pattern in OURS)


def _with_content(path: Path) -> Iterator[Path]:
    """Yield `path` and all that is below it. Links are not followed: they may lead anywhere."""
    yield path
    if path.is_dir() and not path.is_symlink():
        for root, folders, files in os.walk(path):
            yield from (Path(root, name) for name in (*folders, *files))


def _close(path: Path) -> bool:
    """Take from everybody but the owner what they may do with `path`; return False if another user owns it."""
    try:
        found = path.lstat()
        if found.st_uid != os.geteuid():
            return False
        if found.st_mode & OTHERS and not stat.S_ISLNK(found.st_mode):
            path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    except FileNotFoundError:
        # Gone meanwhile, as files beside a database and old indexes go.
        pass
    return True


def _name(user: int) -> str:
    """Return the name of a user, or the number where it has no name, as in a container."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
