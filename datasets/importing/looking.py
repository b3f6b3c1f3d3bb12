"""A file that somebody sends, from its bytes to rows that are looked at, in steps.

A step is one transaction: what was looked at stays when the next one is interrupted, and looking at the same file again
gives the same. Each step reads the file from its start, so that nothing has to be kept between two of them but the
rows. How a row is read, matched and held against its entry stands in readers, mapping, matching and foreseeing.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from django.db import transaction

from datasets.importing.mapping.mapper import Mapper
from datasets.importing.matching.finder import Finder, verdict_key
from datasets.importing.sheets import columns
from datasets.models import LANGUAGES, ChangeSet, Dataset, Incoming, IncomingRow, Verdict
from datasets.models.language import ORIGINAL

from .claims import Column, Described, Read
from .foreseeing import foreseen
from .intake import Intake
from .opening import EncodingNeededError, NotReadableError, Opened, opened
from .readers import SHEETS, SheetReader, reader_by, reader_of
from .storing import as_row

# Rows of one step: some seconds at most, which is far below the time that a request may take.
STEP = 300
# Rows of a file that is looked at here; each step reads those before it again. A longer one is for the command.
MOST_ROWS = 10_000
LONGEST_NAME = 200
NO_NAME = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]|.*[/\\]")
# What is new, where nothing else is said.
DEFAULTS = {"category": "imaging", "kind": "dataset"}


class TooManyRowsError(NotReadableError):
    """A file with more rows than are looked at in steps."""


def receive(content: bytes, name: str, author: Any = None) -> Incoming:
    """Keep a file, or pasted text, and say how it would be read; one that is there already is given as it is there.

    A text whose encoding has to be chosen is kept without a reader: `read_in` gives it one. Raises NotReadableError,
    which says what the file seems to be and what to do.
    """
    digest = hashlib.sha256(content).hexdigest()
    called = NO_NAME.sub("", name)[-LONGEST_NAME:]
    known = Incoming.objects.filter(digest=digest).order_by("pk").defer("content").first()
    if known is not None:
        return known
    incoming = Incoming(name=called, content=content, digest=digest, author=author, defaults=DEFAULTS)
    with suppress(EncodingNeededError):
        _read_as(incoming, opened(content, called))
    incoming.save()
    return incoming


def read_in(incoming: Incoming, encoding: str) -> None:
    """Read a file in the encoding that somebody chose; raises NotReadableError where it is not in it."""
    file = opened(bytes(incoming.content), incoming.name, encoding)
    incoming.encoding = encoding
    _read_as(incoming, file)
    incoming.save(update_fields=["encoding", "reader", "columns", "language", "number"])
    start_again(incoming)


def _read_as(incoming: Incoming, file: Opened) -> None:
    """Note the reader of a file, its columns as they were guessed, and its language; it is read once, to its end."""
    reader = reader_of(file)
    incoming.reader = reader.CODE
    language = reader.cited(file).language
    incoming.language = language if language in LANGUAGES else ORIGINAL
    sheet = SHEETS_BY_CODE.get(reader.CODE)
    incoming.columns = [column.field for column in sheet.columns(file)] if sheet is not None else []
    number, told, described = 0, "", False
    for row in islice(_rows(file, incoming), MOST_ROWS + 1):
        number += 1
        described = described or isinstance(row, Described)
        told = told or ("" if isinstance(row, Described) else str(row))
    if number > MOST_ROWS:
        raise TooManyRowsError(
            f"This file has more than {MOST_ROWS:,} rows. Take it in with manage.py import_file, or send it in parts."
        )
    if not described:
        raise NotReadableError(f"Nothing is described in this file. {told or 'Does it have rows below its headings?'}")
    incoming.number = number


SHEETS_BY_CODE: dict[str, SheetReader] = {sheet.CODE: sheet for sheet in SHEETS}


def file_of(incoming: Incoming) -> Opened:
    """Return the file as it can be read; raises EncodingNeededError where its encoding was not chosen yet."""
    return opened(bytes(incoming.content), incoming.name, incoming.encoding)


def columns_of(incoming: Incoming, file: Opened) -> tuple[Column, ...]:
    """Return the columns of a sheet, each with what it is read as by now; () for what is no sheet."""
    found = guessed(incoming, file)
    chosen = incoming.columns if len(incoming.columns) == len(found) else [column.field for column in found]
    return tuple(columns.read_as(column, field) for column, field in zip(found, chosen, strict=True))


def guessed(incoming: Incoming, file: Opened) -> tuple[Column, ...]:
    """Return the columns of a sheet as their headings tell; () for what is no sheet."""
    sheet = SHEETS_BY_CODE.get(incoming.reader)
    return sheet.columns(file) if sheet is not None else ()


def rows_of(incoming: Incoming) -> Iterator[Read]:
    """Yield what the file says, row by row."""
    return _rows(file_of(incoming), incoming)


def _rows(file: Opened, incoming: Incoming) -> Iterator[Read]:
    reader = reader_by(incoming.reader)
    if incoming.reader in SHEETS_BY_CODE:
        return reader.read(file, columns_of(incoming, file))
    return reader.read(file)


def intake_of(incoming: Incoming) -> Intake:
    """Return how the file is taken in. Its reference is known."""
    chosen = {**DEFAULTS, **incoming.defaults}
    return Intake(
        incoming.reference,
        language=incoming.language,
        category=chosen["category"],
        kind=chosen["kind"],
        status=incoming.status,
    )


def is_ready(incoming: Incoming) -> bool:
    """Tell whether a file can be looked at: it has a reader, and what its statements will cite is known."""
    return bool(incoming.reader and incoming.reference)


def seen_rows(incoming: Incoming) -> Any:
    """Return the rows that have been looked at, in their order; others are of an earlier look."""
    return incoming.rows.filter(position__lt=incoming.read).order_by("position")


def start_again(incoming: Incoming) -> None:
    """Look at all rows anew from now on, as what a column or a text means has changed; what was left out stays so."""
    incoming.read, incoming.whole = 0, False
    incoming.save(update_fields=["read", "whole"])


def look(incoming: Incoming, most: int = STEP) -> None:
    """Look at the next rows, and keep what each would do, in one transaction. What is whole stays as it is."""
    with transaction.atomic():
        held = hold(incoming)
        if not held.whole and is_ready(held):
            _look(held, most)
    incoming.read, incoming.whole, incoming.revision = held.read, held.whole, held.revision


def hold(incoming: Incoming) -> Incoming:
    """Return the file as it is now; nobody else changes it until the transaction ends. Raises Incoming.DoesNotExist."""
    return Incoming.objects.select_for_update().get(pk=incoming.pk)


def _look(held: Incoming, most: int) -> None:
    if not held.read:
        held.revision = ChangeSet.current()[0]
    rows = list(islice(rows_of(held), held.read + most + 1))
    wanted = range(held.read, min(held.read + most, len(rows)))
    _foresee(rows, held, wanted)
    held.read, held.whole = wanted.stop, len(rows) <= held.read + most
    held.save(update_fields=["read", "whole", "revision"])
    if held.whole:
        held.rows.filter(position__gte=held.read).delete()


def judge(incoming: Incoming, decided: Mapping[int, Mapping[str, str]], author: Any = None) -> None:
    """Remember how rows, by their positions, stand to entries (slug: one of Verdict.Is), and look at them again.

    One transaction. What is no entry of the catalogue by now is left out.
    """
    with transaction.atomic():
        held = hold(incoming)
        wanted = sorted(position for position in decided if position < held.read)
        if not wanted:
            return
        rows = list(islice(rows_of(held), wanted[-1] + 1))
        slugs = {slug for position in wanted for slug in decided[position]}
        entries = dict(Dataset.objects.filter(slug__in=slugs).order_by().values_list("slug", "pk"))
        source = intake_of(held).known_as
        for position in wanted:
            row = rows[position]
            if not isinstance(row, Described):
                continue
            for slug, verdict in decided[position].items():
                if slug in entries:
                    Verdict.objects.update_or_create(
                        source=source,
                        key=verdict_key(row),
                        entry_id=entries[slug],
                        defaults={"verdict": verdict, "author": author},
                    )
        _foresee(rows, held, wanted)


def _foresee(rows: Sequence[Read], held: Incoming, wanted: Sequence[int]) -> None:
    """Keep what taking the rows at the `wanted` positions, in their order, would do; `rows` are all up to these."""
    before = seen_rows(held).filter(outcome=IncomingRow.Outcome.NEW).exclude(position__in=wanted)
    made = dict(before.values_list("position", "entry"))
    intake, finder = intake_of(held), Finder.of_database()
    asked = _telling(rows, set(wanted), finder, made)
    batches = foreseen(asked, intake, finder, Mapper(intake.code, intake.language), made.values())
    found = (one for batch in batches for one in batch)
    _keep(as_row(held, position, one) for position, one in zip(wanted, found, strict=True))


def _telling(rows: Sequence[Read], wanted: Collection[int], finder: Finder, made: Mapping[int, str]) -> Iterator[Read]:
    """Yield the rows that are wanted, and tell the finder of those before each that would make entries.

    A row is thus found to be the same as one before it, as when the whole file is looked at or taken at once.
    """
    for position, row in enumerate(rows):
        if position in wanted:
            yield row
        elif position in made and isinstance(row, Described):
            finder.add(made[position], row)


def _keep(rows: Iterator[IncomingRow]) -> None:
    """Keep rows in place of those of an earlier look; whether they are to be taken stays."""
    IncomingRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["incoming", "position"],
        update_fields=["place", "name", "outcome", "entry", "contradicts", "foreseen"],
    )
