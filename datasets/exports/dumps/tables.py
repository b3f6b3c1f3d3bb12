"""The tables of a dump: which columns they have, and the rows that a record gives, from the registry of fields.

`WIDE` is one row an entry with everything that it holds; its columns are called by their paths in the record, such as
`size.value`. `TABLES` are the same in normal form, with the statements, texts, terms, sources, documents and changes.
A table of an entry's parts is called by the part's key in the record, such as `entry_link`.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, FloatField, IntegerField, JSONField, Model
from django.utils import translation

from datasets.facts.columns import PARTS
from datasets.facts.fields import FIELDS, HELD, Field, vocabulary_of
from datasets.facts.kinds import Record
from datasets.facts.stored import Answer, Codes, Columns, Part
from datasets.facts.stored import Column as Stored
from datasets.models import LANGUAGES, VOCABULARIES, Dataset, Document
from datasets.models.language import ORIGINAL

# Between the items of a list that stands in one cell.
SEPARATOR = " ; "
ENTRY, CHANGE, SOURCE, DOCUMENT = "entry", "change", "source", "document"
AS_JSON = "json"


@dataclass(frozen=True)
class Column:
    """One column: its name, its type in a Table Schema (or "json"), what it says, and the table whose rows it names.

    `path` leads to its value in the record that a row is made of. With `many` it is a list of items.
    """

    name: str
    type: str
    says: str
    path: tuple[str, ...]
    references: str = ""
    many: bool = False
    unit: str = ""

    def value(self, record: Record) -> Any:
        """Return its value in a record, None where nothing is known."""
        key, *keys = self.path
        found = record.get(key)
        if self.many:
            return [_typed(_at(item, keys), self.type) for item in found or ()]
        return _typed(_at(found, keys), self.type)


@dataclass(frozen=True)
class Table:
    """One table: its name, what a row is, its columns, and those that tell its rows apart."""

    name: str
    says: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def row(self, record: Record) -> list[Any]:
        """Return the row that a record gives."""
        return [joined(column.value(record)) if column.many else column.value(record) for column in self.columns]


def _at(value: Any, keys: Iterable[str]) -> Any:
    for key in keys:
        value = None if value is None else value.get(key)
    return value


def _typed(value: Any, kind: str) -> Any:
    return json.dumps(value, ensure_ascii=False) if kind == AS_JSON and value is not None else value


def joined(items: Iterable[Any]) -> str | None:
    """Return a list as one text, None where nothing is in it. An item's own separator loses the blank before it."""
    texts = ["" if item is None else str(item).replace(SEPARATOR, "; ") for item in items]
    return SEPARATOR.join(texts) or None


def name_in(language: str, stem: str) -> str:
    """Return the name of the column that has something in one language, such as name_pt_br."""
    return f"{stem}_{language.replace('-', '_')}"


def _type_of(model: type[Model], column: Stored) -> str:
    """Return the type of a stored column in a Table Schema."""
    field = model._meta.get_field(column.name)
    if column.reference is not None or isinstance(column, Answer):
        return "string"
    kinds = {IntegerField: "integer", FloatField: "number", BooleanField: "boolean", JSONField: AS_JSON}
    return next((name for kind, name in kinds.items() if isinstance(field, kind)), "string")


def _references(column: Stored) -> str:
    """Return the table that a stored column names a row of, "" for none."""
    if column.reference is None:
        return ""
    return {Dataset: ENTRY, Document: DOCUMENT}.get(column.reference) or vocabulary_of(column.reference)


def _columns_of(key: str, says: str, stored: Columns | Part, *, dotted: bool = True) -> Iterator[Column]:
    """Yield the columns of what an entry holds under a key: by their paths, or, in a table of its own, by their keys.

    Those of a part are lists where they are `dotted`, for an entry has several.
    """
    model = stored.model if isinstance(stored, Part) else Dataset
    many = isinstance(stored, Part)
    for column in stored.columns:
        path = (key,) if stored.bare else (key, column.key)
        told = says if stored.bare else f"{says}: {column.key}"
        kind, references = _type_of(model, column), _references(column)
        unit = "byte" if key == "size" and column.key == "value" else ""
        if dotted:
            yield Column(".".join(path), kind, told, path, references, many, unit)
        else:
            yield Column(column.key, kind, told, (column.key,), references)


def _held(field: Field) -> Iterator[Column]:
    """Yield the columns of a field in a row that has everything."""
    if isinstance(field.stored, Codes):
        names = vocabulary_of(field.stored.target)
        yield Column(field.code, "string", str(field.label), (field.code,), names, many=True)
    elif field.stored is not None:
        yield from _columns_of(field.code, str(field.label), field.stored)


_SLUG = Column("slug", "string", "The entry's address: it is at /d/<slug>/", ("slug",))
_NAMES = (
    Column("name", "string", "Name", ("name",)),
    Column("aliases", "string", "Other names", ("aliases",), many=True),
)
_CHANGED = Column("changed", "date", "When the entry was changed last", ("changed",))
_SUMMARIES = tuple(
    Column(name_in(code, "summary"), "string", f"Summary in {language}", ("summaries", code))
    for code, language in LANGUAGES.items()
)

with translation.override(ORIGINAL):
    WIDE = Table(
        "catalogue",
        "One row an entry, with everything that it holds; a list is one cell",
        (_SLUG, *_NAMES, _CHANGED, *(column for field in HELD for column in _held(field)), *_SUMMARIES),
        ("slug",),
    )


def wide_record(record: Record) -> Record:
    """Return a record with its summaries by language, as rows need it."""
    return {**record, "summaries": {text["language"]: text["summary"] for text in record["descriptions"]}}


_OWNER = Column(ENTRY, "string", "The entry that it belongs to", (ENTRY,), ENTRY)
_POSITION = Column("position", "integer", "Place in the entry's list, from 1", ("position",))


def _entry_table() -> Table:
    columns = [
        Column(column.name.replace(".", "_"), column.type, column.says, column.path, column.references, column.many,
               column.unit)
        for column in WIDE.columns
        if not column.many or column in _NAMES
    ]  # fmt: skip
    return Table(ENTRY, "One row an entry, with what it holds one value of", tuple(columns), ("slug",))


def _tables_of_sets() -> Iterator[Table]:
    for field in HELD:
        if isinstance(field.stored, Codes):
            (column,) = _held(field)
            code = Column("code", "string", column.says, ("code",), column.references)
            yield Table(f"{ENTRY}_{field.code}", str(field.label), (_OWNER, code), (ENTRY, "code"))


def _tables_of_parts() -> Iterator[Table]:
    for key, part in PARTS.items():
        says = str(FIELDS[key].label) if key in FIELDS else key.replace("_", " ").capitalize()
        columns = (_OWNER, _POSITION, *_columns_of(key, says, part, dotted=False))
        yield Table(f"{ENTRY}_{key}", says, columns, (ENTRY, "position"))


def _table_of_terms(vocabulary: str) -> Table:
    columns = (
        Column("code", "string", "The code, which entries have", ("code",)),
        Column("parent", "string", "The broader term", ("parent",), vocabulary),
        *(Column(name_in(code, "name"), "string", f"Name in {language}", ("names", code))
          for code, language in LANGUAGES.items()),
        Column("synonyms", AS_JSON, "Other words for it, by language, as JSON", ("synonyms",)),
        Column("mappings", AS_JSON, "Its identifiers elsewhere (dicom, sct, coar, spdx), as JSON", ("mappings",)),
        *([Column("task", "string", "The task of it", ("task",), "task")] if vocabulary == "use_case" else ()),
    )  # fmt: skip
    return Table(vocabulary, f"Vocabulary of the directory: {vocabulary}", columns, ("code",))


SOURCES = Table(
    SOURCE,
    "Hosts and publishers of the entries",
    (
        Column("code", "string", "The code, which entries have", ("code",)),
        Column("name", "string", "Name", ("name",)),
        Column("aliases", "string", "Other names", ("aliases",), many=True),
        Column("kind", "string", "host, publisher or person", ("kind",)),
        Column("homepage", "string", "Home page", ("homepage",)),
        *_SUMMARIES,
    ),
    ("code",),
)
DOCUMENTS = Table(
    DOCUMENT,
    "Documents and references that statements cite",
    (
        Column("code", "string", "The code, which statements have", ("code",)),
        Column("title", "string", "Title", ("title",)),
        Column("kind", "string", "list, paper or page", ("kind",)),
        Column("authority", "string", "owner, registry, literature, guide or index", ("authority",)),
        Column("author", "string", "Author", ("author",)),
        Column("published", "date", "When it was published", ("published",)),
        Column("as_of", "date", "The day that it speaks for", ("as_of",)),
        Column("url", "string", "Address", ("url",)),
        Column("languages", "string", "Languages (BCP 47)", ("languages",), many=True),
        Column("lines", "integer", "Lines that are cited by number; none where it is cited as a whole", ("lines",)),
        Column("sha256", "string", "Digest of the text whose lines are cited", ("sha256",)),
        *_SUMMARIES,
    ),
    ("code",),
)
CHANGES = Table(
    CHANGE,
    "Which entries were added, changed, withdrawn or deleted, by revision",
    (
        Column("date", "date", "The day, in UTC", ("date",)),
        Column("revision", "integer", "The catalogue's revision that did it", ("revision",)),
        Column(ENTRY, "string", "The entry's slug, which may not be in this dump any more", (ENTRY,)),
        Column("change", "string", "added, changed, withdrawn or deleted", ("change",)),
    ),
    ("revision", ENTRY),
)

with translation.override(ORIGINAL):
    ENTRIES = _entry_table()
    SETS = tuple(_tables_of_sets())
    ITEMS = tuple(_tables_of_parts())
    STATEMENTS = next(table for table in ITEMS if table.name == f"{ENTRY}_statements")
    TERMS = tuple(_table_of_terms(name) for name in VOCABULARIES)
# What is referred to comes before what refers to it.
TABLES = (*TERMS, SOURCES, DOCUMENTS, ENTRIES, *SETS, *ITEMS, CHANGES)


def rows_of(record: Record) -> Iterator[tuple[Table, Sequence[Any]]]:
    """Yield the rows that an entry's record (wide_record) gives, each with its table."""
    slug = record["slug"]
    yield ENTRIES, ENTRIES.row(record)
    for table in SETS:
        key = table.name.removeprefix(f"{ENTRY}_")
        yield from ((table, (slug, code)) for code in record[key])
    for table in ITEMS:
        key = table.name.removeprefix(f"{ENTRY}_")
        own = table.columns[2:]
        for position, item in enumerate(record[key], 1):
            # A list of plain values has one column, which is the value.
            found = item if isinstance(item, dict) else {own[0].name: item}
            yield table, (slug, position, *(column.value(found) for column in own))
