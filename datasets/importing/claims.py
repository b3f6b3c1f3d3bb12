"""What every reader and harvester gives: datasets as a file describes them, each with what the file says of its facts.

Nothing is understood here: what is printed stays as it is printed. What it means is mapping's concern, which entry it
is about matching's, and what would become of it foreseeing's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from datasets.facts.kinds import Record
from datasets.models import Link, Split
from datasets.records.problems import Problem


class _Unread:
    def __repr__(self) -> str:
        return "UNREAD"


# The value of a claim whose printed words still have to be read.
UNREAD: Final = _Unread()


@dataclass(frozen=True)
class Related:
    """The value of a claim of `relation` to another dataset of the same source, by its key there.

    `kind` is one of DatasetRelation.Kind. Which entry it is, is known when that row has been taken.
    """

    kind: str
    key: str


@dataclass(frozen=True)
class Claim:
    """What a file says of one field of a dataset.

    `field` is its code in the registry, `printed` the text as the file has it (of a JSON number its digits), `place`
    where in the file it stands ("row 12, Patients"; "license"). `value` is given in normal form only where the format
    itself says what the text is: bytes, an SPDX id, a DOI; else it is UNREAD and the printed words are read. Where a
    heading or key says more than what is printed below it, `text` is all of it, as the field is typed (facts.typed):
    "1,010 patients" of a cell "1,010" below "Patients", "train: 800". `note` is what a reader of the statement has to
    know, in English.
    """

    field: str
    printed: str
    place: str = ""
    value: Any = UNREAD
    note: str = ""
    text: str = ""

    @property
    def to_read(self) -> str:
        """What is read where there is no value."""
        return self.text or self.printed


@dataclass(frozen=True)
class Described:
    """One dataset as a file describes it.

    `place` is where ("row 12", "line 3"; "" for a file of one). `key` is what its source calls it for ever, by which it
    is known again: an id, a DOI; "" where it has none but its name. `identifiers` are DOIs and addresses that are the
    dataset's own, as they are printed. `names` are what else it is called; `slug` is the entry that a file says it is.
    A `record` is one of our own format: then the claims are in it. What is wrong with some of it is in `problems`, and
    the rest is taken. `draft` says why an entry that is made of it is not to be published as it is; "" where it may.
    """

    place: str
    name: str
    claims: tuple[Claim, ...] = ()
    key: str = ""
    identifiers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    slug: str = ""
    record: Record | None = None
    problems: tuple[Problem, ...] = ()
    draft: str = ""


@dataclass(frozen=True)
class Cited:
    """The reference that a file is, or says that it comes from, as far as it tells: each part may be changed.

    `address` is an address or DOI, `authority` one of Document.Authority, `as_of` an ISO date.
    """

    address: str = ""
    title: str = ""
    authority: str = ""
    language: str = "en"
    as_of: str = ""


# What a reader yields: a dataset, or what is wrong where none could be read.
Read = Described | Problem
Reading = Iterator[Read]


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its heading, the first texts in it, and what it is read as.

    `field` is a code of the registry, one of COLUMNS for what is no field, one of PARTS for a part of a field's value
    ("link.download", "paper.doi", "split.train"), or "" for a column that is left out. `note` is why it was left out
    or has to be looked at, in English.
    """

    heading: str
    samples: tuple[str, ...] = field(default=())
    field: str = ""
    note: str = ""


# What a column of a sheet may be besides a field: the row's own key, an identifier, another name, an entry's slug.
KEY, IDENTIFIER, OTHER_NAME, SLUG = COLUMNS = ("key", "identifier", "other-name", "slug")
# And the parts of values that stand in columns of their own: kinds of links, what is known of a paper, splits.
LINK_PARTS = tuple(f"link.{kind}" for kind in Link.Kind.values)
PAPER_PARTS = tuple(f"paper.{key}" for key in ("title", "authors", "venue", "year", "doi", "url"))
SPLIT_PARTS = tuple(f"split.{name}" for name in Split.Name.values)
PARTS = (*LINK_PARTS, *PAPER_PARTS, *SPLIT_PARTS)
