"""What the files of a dump say of themselves: the list of them, the README with the licence, Datasette's metadata."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from datasets.facts.kinds import Record
from datasets.models import LANGUAGES
from datasets.models.language import ORIGINAL

from .package import LICENSE
from .tables import TABLES, name_in

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CSV = "text/csv; charset=utf-8"
PARQUET = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class Kind:
    """A file that dumps have: its media type, what it is, and, in two lines at most, how it is read."""

    media_type: str
    says: "StrOrPromise"
    reading: str = ""


LINES, WIDE, PACKAGE, SQLITE = "catalogue.jsonl.gz", "catalogue.csv", "catalogue-tables.zip", "catalogue.sqlite"
COLUMNAR, COLUMNAR_STATEMENTS = "catalogue.parquet", "statements.parquet"
METADATA, LOG, README = "metadata.json", "changes.csv", "README.md"

FILES: Mapping[str, Kind] = {
    LINES: Kind(
        "application/gzip",
        _("Every entry as the API answers it, one a line, with all its statements and texts."),
        f'import pandas\nentries = pandas.read_json("{LINES}", lines=True)',
    ),
    WIDE: Kind(
        CSV,
        _("One row an entry with everything that it holds, for spreadsheets and a first look."),
        f'import pandas\nentries = pandas.read_csv("{WIDE}")',
    ),
    PACKAGE: Kind(
        "application/zip",
        _("Entries, statements, documents, links, papers and vocabularies as tables: a Data Package of CSV."),
        f'from frictionless import Package\npackage = Package("{PACKAGE}")',
    ),
    SQLITE: Kind(
        "application/vnd.sqlite3",
        _("The same tables as a database, with a full-text index and two views."),
        f"pip install datasette\ndatasette {SQLITE} --metadata {METADATA}",
    ),
    METADATA: Kind("application/json", _("What Datasette shows of the tables: descriptions, units, the licence.")),
    COLUMNAR: Kind(
        PARQUET,
        _("One row an entry, with lists as lists and numbers as numbers."),
        f'import pandas\nentries = pandas.read_parquet("{COLUMNAR}")',
    ),
    COLUMNAR_STATEMENTS: Kind(
        PARQUET,
        _("One row a statement: what a document says of an entry, as printed and in normal form."),
        f'import pandas\nstatements = pandas.read_parquet("{COLUMNAR_STATEMENTS}")',
    ),
    LOG: Kind(CSV, _("Which entries were added, changed, withdrawn or deleted, by day and revision.")),
    README: Kind("text/markdown; charset=utf-8", _("What is in the files, and on which terms.")),
}
# Those that need the extra.
WITH_DUCKDB = (COLUMNAR, COLUMNAR_STATEMENTS)

TITLE = "Lightbox: a directory of medical imaging datasets"
TERMS = """\
- What the directory itself says is given away: names, codes, figures in normal form, relations, the texts that its
  curators wrote and those that are composed from the facts, the vocabularies. To the extent possible under law, all
  rights to it are waived: CC0 1.0 Universal, https://creativecommons.org/publicdomain/zero/1.0/ (SPDX: CC0-1.0).
- Facts are nobody's. Where each one comes from is said all the same: please keep it so.
- Words of others are others': a statement has a few printed words of the document that it cites (`printed`, `heading`),
  papers have their titles and authors, documents theirs. They are quoted with their source; CC0 does not cover them.
- Identifiers of other schemes (DICOM, SNOMED CT, COAR, SPDX) are named in `mappings`; the schemes have terms of their
  own.
- The datasets themselves are not in here. Each stands under its own terms, which its owner sets: see `license`,
  `access`, `rights` and the links of the entry. Nothing here is a licence to use them.
"""
README_TEXT = """\
# {title}

The whole public catalogue at revision {number} of {date}: {entries} entries, {statements} statements.{site}

## Terms

{terms}
## Files

{files}
`SHA256SUMS` has the checksums: `sha256sum --check SHA256SUMS`. `manifest.json` has them as data, with sizes, media
types, revision and date. The same revision gives the same bytes.

## Reading

- Codes are explained in the tables of vocabularies, with names in five languages. Nothing is a guess: what is not there
  is unknown, and unknown is not “no”.
- In `{wide}` columns are called by their place in the record (`size.value` is in bytes). A list is one cell, with
  “ ; ” between its items; the lists of one part (`link.url`, `link.kind`, `link.label`) are of equal length.
- In all CSV files a cell that a spreadsheet would take for a formula begins with an apostrophe. Take that away, also
  behind a comma or semicolon within the cell. The other files have the texts as they are.
- A text of origin `composed` was made from the facts by a program. `standing` says what a curator thinks of a
  statement: empty is normal.
- `{log}` tells whoever mirrors the catalogue which entries to take away: a withdrawn one answers at its address with
  what is known.
- Not in here: guides, drafts, proposals, and what links answer.
"""


def readme(about: Record, made: Mapping[str, Kind]) -> str:
    """Return the README of a dump: what `about` (the manifest) says, and the files that were made."""
    files = "".join(f"- `{name}`: {kind.says}\n{_code(kind.reading)}" for name, kind in made.items())
    site = f" Entries are at {about['site']}/d/SLUG/." if about["site"] else ""
    return README_TEXT.format(
        title=TITLE, number=about["revision"]["number"], date=about["date"][:10], entries=about["entries"],
        statements=about["statements"], site=site, terms=TERMS, files=files, wide=WIDE, log=LOG,
    )  # fmt: skip


def _code(lines: str) -> str:
    return "".join(f"\n      {line}" for line in lines.splitlines()) + "\n\n" if lines else ""


def described(about: Record) -> Record:
    """Return what the Data Package says of itself."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "lightbox",
        "title": TITLE,
        "description": TERMS,
        "version": str(about["revision"]["number"]),
        "created": about["date"],
        "licenses": [LICENSE],
        **({"homepage": about["site"]} if about["site"] else {}),
    }


def metadata(about: Record) -> Record:
    """Return what Datasette shows of the database (https://docs.datasette.io/en/stable/metadata.html)."""
    name = name_in(ORIGINAL, "name")
    tables: dict[str, dict[str, Any]] = {}
    for table in TABLES:
        columns = {column.name: column for column in table.columns}
        label = next((found for found in (name, "name", "title") if found in columns and table.key == ("code",)), "")
        units = {column.name: column.unit for column in table.columns if column.unit}
        tables[table.name] = {
            "description": table.says,
            "columns": {key: column.says for key, column in columns.items()},
            **({"units": units} if units else {}),
            **({"label_column": label} if label else {}),
        }
    tables["entry"] |= {"label_column": "name", "facets": ["category", "kind", "access", "license"]}
    return {
        "title": TITLE,
        "description": f"Revision {about['revision']['number']} of {about['date'][:10]}, in {len(LANGUAGES)} languages",
        "license": LICENSE["title"],
        "license_url": LICENSE["path"],
        **({"source": about["site"], "source_url": about["site"]} if about["site"] else {}),
        "databases": {SQLITE.removesuffix(".sqlite"): {"tables": tables}},
    }
