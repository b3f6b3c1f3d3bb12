"""Files of a Python package that is read and never run: from a wheel, an unpacked folder, or where it is installed."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from .harvesting import NotHarvestedError

# The largest file of idc-index-data 25.0.5 has 74 MB; it has grown by a tenth in a year.
MOST_BYTES = 500_000_000
CHUNK = 1_000_000


@contextmanager
def files_of(package: str, path: Path | None, wanted: tuple[str, ...]) -> Iterator[dict[str, Path]]:
    """Yield where the `wanted` files of a package are, by name; those that it does not have are left out.

    `package` is its name to import; `path` is a wheel, a folder with the package or the package's folder itself, or
    None for the one that is installed. Files of a wheel are unpacked for as long as they are used. Raises
    NotHarvestedError where there is no such package, or a file is larger than it may be.
    """
    if path is None:
        yield _checked({name: file for name in wanted if (file := _installed(package, name)) is not None})
    elif path.is_dir():
        yield _checked(_in_folder(package, path, wanted))
    elif zipfile.is_zipfile(path):
        with TemporaryDirectory(prefix="harvest-") as folder:
            yield _unpacked(package, path, wanted, Path(folder))
    else:
        raise NotHarvestedError(
            f"{path} is neither a folder nor a wheel of {package}. Give the wheel that "
            f"“pip download --no-deps {package.replace('_', '-')}” brings, or the folder that it unpacks to."
        )


def _installed(package: str, name: str) -> Path | None:
    project = package.replace("_", "-")
    try:
        files = distribution(project).files or ()
    except PackageNotFoundError:
        raise NotHarvestedError(
            f"{project} is not installed. Install it, or give its wheel as PATH: pip download --no-deps {project}"
        ) from None
    found = next((file for file in files if PurePosixPath(file) == PurePosixPath(package, name)), None)
    return None if found is None else Path(str(found.locate()))


def _in_folder(package: str, path: Path, wanted: tuple[str, ...]) -> dict[str, Path]:
    for folder in (path / package, path):
        if found := {name: folder / name for name in wanted if (folder / name).is_file()}:
            return found
    raise NotHarvestedError(f"{path} holds nothing of {package}: {' and '.join(wanted)} are not there.")


def _unpacked(package: str, path: Path, wanted: tuple[str, ...], folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            there = {info.filename: info for info in archive.infolist()}
            for name in wanted:
                if (info := there.get(f"{package}/{name}")) is None:
                    continue
                _check_size(f"{path}: {info.filename}", info.file_size)
                found[name] = folder / name
                with archive.open(info) as packed, found[name].open("wb") as file:
                    # The size that an archive states is not always the true one: no more than that is written.
                    left = info.file_size
                    while left > 0 and (piece := packed.read(min(CHUNK, left))):
                        left -= file.write(piece)
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise NotHarvestedError(f"{path} is damaged ({error}). Download it again.") from error
    if not found:
        raise NotHarvestedError(f"{path} holds nothing of {package}. Give the wheel of that package.")
    return found


def _checked(found: dict[str, Path]) -> dict[str, Path]:
    for file in found.values():
        _check_size(str(file), file.stat().st_size)
    return found


def _check_size(place: str, size: int) -> None:
    if size > MOST_BYTES:
        raise NotHarvestedError(f"{place} has {size:,} bytes; {MOST_BYTES:,} are the most that are read.")
