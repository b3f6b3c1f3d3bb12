"""What every harvester of an archive gives, and which harvesters there are: each file in harvesters/ is one.

A harvester has a CODE, under which the archive's own keys are kept for ever, a TITLE, and harvest(path), which reads a
copy of the archive's index that is on this machine: nothing is fetched.
"""

import pkgutil
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from datasets.facts.kinds import Record
from datasets.importing import harvesters
from datasets.models import Document

from .claims import Read


class NotHarvestedError(Exception):
    """An index cannot be read; the message says what is wrong with it and what to do."""


@dataclass(frozen=True)
class Harvest:
    """One version of an archive's index.

    `document` is the record of the reference that its statements cite, and `series` the beginning of the codes of all
    of its versions. `rows` are what it holds, each with a key. `notes` are what to know of all of it.
    """

    document: Record
    series: str
    rows: Iterable[Read]
    notes: tuple[str, ...] = field(default=())


class Harvester(Protocol):
    """What a file in harvesters/ has."""

    CODE: str
    TITLE: str

    def harvest(self, path: Path | None) -> Harvest:
        """Return what the index at `path`, or the installed one, holds; raise NotHarvestedError where it is none."""


def names() -> list[str]:
    """Return the codes of the harvesters, as `manage.py harvest` takes them."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(harvesters.__path__))


def harvester(name: str) -> Harvester:
    """Return the harvester of this name; raise NotHarvestedError where there is none."""
    if name not in names():
        raise NotHarvestedError(f"“{name}” is no harvester. Choose one of: {', '.join(names())}.")
    return cast(Harvester, import_module(f"{harvesters.__name__}.{name.replace('-', '_')}"))


def document(series: str, version: str, title: str, url: str, authority: str, as_of: str | None) -> Record:
    """Return the record of one version of an index: its code is `series` and the version; `as_of` is an ISO date."""
    return {
        "code": f"{series}{version.replace('.', '-')}",
        "title": f"{title} {version}",
        "title_is_ours": True,
        "kind": Document.Kind.PAGE.value,
        "authority": authority,
        "languages": ["en"],
        "url": url,
        "as_of": as_of,
        "descriptions": [],
    }


def version_of(code: str, series: str) -> tuple[int, ...]:
    """Return the version that the code of a document ends with, as numbers that are compared.

    >>> version_of("idc-index-25-0-5", "idc-index-") > version_of("idc-index-24-2-10", "idc-index-")
    True
    """
    return tuple(int(number) for number in re.findall(r"\d+", code.removeprefix(series)))
