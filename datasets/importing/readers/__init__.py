"""Readers of files that people bring: one small file each, by what a file is.

Each is a module with CODE, TITLE, SUFFIXES, `recognises`, `read` and `cited` (Reader). Those in SHEETS read rows below
headings: they have `columns`, too, and their `read` takes the columns as a person has them. To add one: write it, and
put it where it is to be asked.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

from datasets.importing import seeming
from datasets.importing.claims import Cited, Column, Reading
from datasets.importing.opening import NotReadableError, Opened

from . import (
    bibtex,
    bids,
    croissant,
    datacite,
    delimited,
    json_records,
    json_sheet,
    markdown,
    open_data_registry,
    ris,
    schema_org,
    workbook,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Reader(Protocol):
    """What each module here has.

    `recognises(opened)` tells, by the content first, whether it reads a file; it raises nothing. `read(opened)` yields
    what it says, and `cited(opened)` gives what it says of itself as a reference.
    """

    @property
    def CODE(self) -> str:  # noqa: N802 - modules have constants
        """The name in the database, of 30 characters at most."""

    @property
    def TITLE(self) -> "StrOrPromise":  # noqa: N802
        """What people call the files."""

    @property
    def SUFFIXES(self) -> tuple[str, ...]:  # noqa: N802
        """The suffixes of the files, in small letters with their dot."""

    @property
    def recognises(self) -> Callable[[Opened], bool]:
        """The function that tells whether the reader reads a file."""

    @property
    def read(self) -> Callable[..., Reading]:
        """The function that yields what a file says; of a sheet it takes its columns behind the file."""

    @property
    def cited(self) -> Callable[[Opened], Cited]:
        """The function that gives the reference that a file is."""


class SheetReader(Reader, Protocol):
    """What a reader of rows below headings has besides."""

    @property
    def columns(self) -> Callable[[Opened], tuple[Column, ...]]:
        """The function that gives the columns of a file, each with the field that its heading names."""


# In the order in which they are asked: what is marked as something goes before what merely has rows.
SHEETS: Final[tuple[SheetReader, ...]] = (workbook, json_sheet, markdown, delimited)
# A Croissant is a Dataset of schema.org, too, and most of what has marks is JSON, of which tables are made as well.
MARKED: Final[tuple[Reader, ...]] = (croissant, datacite, bids, schema_org, open_data_registry, bibtex, ris)
READERS: Final[tuple[Reader, ...]] = (json_records, *MARKED, *SHEETS)


def reader_of(opened: Opened) -> Reader:
    """Return the reader of a file, by its content first; its suffix decides between those that could read it.

    Raises NotReadableError, which says what the file seems to be and what to do.
    """
    able = [reader for reader in READERS if reader.recognises(opened)]
    if not able:
        raise NotReadableError(seeming.text(opened.text, opened.name))
    return next((reader for reader in able if opened.suffix in reader.SUFFIXES), able[0])


def reader_by(code: str) -> Reader:
    """Return the reader of a code; raises KeyError for an unknown one."""
    return {reader.CODE: reader for reader in READERS}[code]
