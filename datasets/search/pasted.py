"""Lists that people paste: which entries they name, item by item, and what of them could not be read.

An item is a name, an alias, a slug, the address of a page of this site, an address of the data or a DOI; one a line, or
several parted by signs where that cannot be meant otherwise. Nothing is guessed: what several entries are called is
asked back, and what none is called is said with what may be meant.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.kinds import Record
from datasets.index.snapshot import Snapshot
from datasets.models import LANGUAGES
from datasets.models.public import Named, addressed, moved
from datasets.words.asked import MAXIMUM_TEXT, is_slug, printable
from datasets.words.folding import fold, visible

from . import identified, naming

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Items of one list that are read.
MOST = 50
# Entries that are offered for an item, and items for which near names are sought: each costs a look at all names.
MOST_OFFERED, MOST_ASKED = 6, 10
# Entries with one name or address that are looked at.
MOST_READ = 30

# What stands before an item of a list: a bullet, a number, a quotation's sign.
BULLET = re.compile(r"\A(?:[-–—−*+•·‣◦▪●>#]+\s|[•‣◦▪●]|[(\[]?\d{1,3}[.)\]]{1,2}\s|\d{1,3}、)\s*")
SPACES = re.compile(r"[^\S\t]+")
# What stands around an item that is none of it. Round brackets are part of names.
AROUND = " \t'\"“”„«»‹›‘’`「」『』《》<>[]{}*,;，；、。"
# An item of Markdown: a name that leads to an address.
MARKDOWN = re.compile(r"\[(?P<name>[^\]]+)\]\((?P<address>[^()\s]+)\)")
# What parts items; where a line has an address or a DOI, which may hold such signs, only with a space behind them.
PARTING = re.compile(r"[,;，；、|\t]")
PARTING_ADDRESSES = re.compile(r"[,;，；、|]\s|\t|[,;，；、|\s](?=https?://|doi:|10\.\d{4})", re.IGNORECASE)
HAS_ADDRESS = re.compile(r"://|\bwww\.|(?<![\w.])10\.\d{4,9}/", re.IGNORECASE)
# A page of an entry, in any language or in none, its record, and the pages below it.
PAGE = re.compile(rf"(?:/(?:{'|'.join(LANGUAGES)}|api/v\d+))?/(?:datasets|d)/(?P<slug>[^/]+)(?:/.*)?", re.IGNORECASE)


class Problem(StrEnum):
    """Why an item leads to no entry."""

    UNKNOWN = "unknown"
    SEVERAL = "several"
    LONG = "too-long"


MESSAGES: "dict[Problem, StrOrPromise]" = {
    Problem.UNKNOWN: lazy("Line %(line)s: there is no entry “%(typed)s”."),
    Problem.SEVERAL: lazy("Line %(line)s: several entries are known by “%(typed)s”."),
    Problem.LONG: lazy("Line %(line)s: longer than %(most)s characters."),
}


@dataclass(frozen=True)
class Item:
    """One item of a list: as it was typed, in which line, the entry that it names, or why it names none.

    `meant` are the entries of which one is meant, or may be. `written` is what names the entry in a list for people.
    """

    typed: str
    line: int
    entry: Named | None = None
    withdrawn: bool = False
    problem: Problem | None = None
    meant: tuple[Named, ...] = ()
    written: str = ""

    @property
    def message(self) -> str:
        """What is wrong with it, in the reader's language; "" where it names an entry."""
        if self.problem is None:
            return ""
        return MESSAGES[self.problem] % {"line": self.line, "typed": printable(self.typed), "most": MAXIMUM_TEXT}

    def data(self, parameter: str, page: Callable[[str], str]) -> Record:
        """Return an item that names no entry as programs have it; `page` gives the address of an entry's page."""
        meant = [{"slug": entry.slug, "name": entry.name, "url": page(entry.slug)} for entry in self.meant]
        problem = self.problem.value if self.problem else None
        return {
            "parameter": parameter,
            "line": self.line,
            "typed": self.typed,
            "problem": problem,
            "message": self.message,
            "meant": meant,
        }


@dataclass(frozen=True)
class Pasted:
    """A list as it was read, in order; `beyond` is how many items behind the first MOST were not read."""

    items: tuple[Item, ...] = ()
    beyond: int = 0

    @property
    def entries(self) -> tuple[Named, ...]:
        """The entries that it names, each once."""
        return tuple(dict.fromkeys(item.entry for item in self.items if item.entry))

    @property
    def unread(self) -> tuple[Item, ...]:
        """The items that lead to no entry."""
        return tuple(item for item in self.items if item.problem)

    @property
    def whole(self) -> bool:
        """Whether everything in it was read."""
        return not self.unread and not self.beyond

    @property
    def asked(self) -> list[str]:
        """Its items for an address: as slugs where they are known, else as they were typed."""
        return [item.entry.slug if item.entry else item.typed for item in self.items]

    @property
    def text(self) -> str:
        """The list as it is given back to whoever typed it: an item a line."""
        return "".join(f"{line}\n" for line in dict.fromkeys(item.written or item.typed for item in self.items))


def unread(lists: Mapping[str, Pasted], page: Callable[[str], str]) -> list[Record]:
    """Return what of some lists, by parameter, names no entry; as programs have it."""
    return [item.data(parameter, page) for parameter, found in lists.items() for item in found.unread]


def withdrawn(lists: Iterable[Pasted]) -> tuple[Named, ...]:
    """Return the entries in some lists that were withdrawn, each once."""
    return tuple(dict.fromkeys(item.entry for found in lists for item in found.items if item.entry and item.withdrawn))


def read(snapshot: Snapshot, *lists: Iterable[str], hosts: Collection[str] = ()) -> list[Pasted]:
    """Return what each of some lists names; each is given as texts of one or more lines. At most three queries.

    `hosts` are the names of this site, by which the addresses of its pages are known.
    """
    split = [list(_lines(texts)) for texts in lists]
    reader = _Reader(snapshot, hosts, [text for lines in split for _, text in lines[:MOST]])
    return [reader.read(lines) for lines in split]


def _lines(texts: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold something, without what is not seen and what stands before an item, by number."""
    for number, line in enumerate((line for text in texts for line in text.splitlines()), 1):
        printable = "".join(sign if sign.isprintable() or sign == "\t" else " " for sign in visible(line))
        bare = BULLET.sub("", SPACES.sub(" ", printable).strip())
        if bare.strip(AROUND):
            yield number, bare


def _parts(line: str) -> list[str]:
    """Return what the signs in a line part, bare."""
    parting = PARTING_ADDRESSES if HAS_ADDRESS.search(line) else PARTING
    return [bare for part in parting.split(line) if (bare := part.strip(AROUND))]


class _Reader:
    """What reading some lines needs: the entries that have, or had, the slugs in them, read once for all."""

    def __init__(self, snapshot: Snapshot, hosts: Collection[str], lines: Sequence[str]) -> None:
        """Look up what may be slugs."""
        self.snapshot, self.hosts, self.asked = snapshot, frozenset(hosts), 0
        texts = {text for line in lines for text in (line.strip(AROUND), *_parts(line)[:MOST])}
        wanted = {slug for text in texts if len(text) <= MAXIMUM_TEXT if (slug := self._slug(text))}
        self.rows = _rows(wanted)
        former = moved(wanted - set(self.rows)) if wanted - set(self.rows) else {}
        now = _rows(former.values()) if former else {}
        self.rows |= now | {slug: now[current] for slug, current in former.items() if current in now}

    def read(self, lines: Sequence[tuple[int, str]]) -> Pasted:
        """Return one list."""
        items: list[Item] = []
        beyond = 0
        for number, line in lines:
            if len(items) >= MOST:
                beyond += 1
                continue
            items += self._of_line(number, line)
        return Pasted(tuple(items[:MOST]), beyond + len(items[MOST:]))

    def _of_line(self, number: int, line: str) -> list[Item]:
        """Return the items of a line: the whole of it, or its parts where that is no name and one of them is."""
        text = line.strip(AROUND)
        whole = self._item(number, text)
        if whole.entry is not None:
            return [whole]
        linked = MARKDOWN.fullmatch(line.rstrip(AROUND)) if line.startswith("[") else None
        parts = [linked["name"], linked["address"]] if linked else _parts(line)
        if len(parts) > 1 and whole.problem is not Problem.SEVERAL:
            found = [self._item(number, part) for part in parts[:MOST]]
            known = [item for item in found if item.entry]
            if known:
                # Those past the last are counted, and not looked up.
                past = [Item(part, number, problem=Problem.UNKNOWN) for part in parts[MOST:]]
                return known[:1] if linked else [*map(self._with_near, found), *past]
        return [self._with_near(whole)]

    def _item(self, number: int, text: str) -> Item:
        """Return what a text names."""
        if len(text) > MAXIMUM_TEXT:
            return Item(text[:MAXIMUM_TEXT], number, problem=Problem.LONG)
        if slug := _page(text, self.hosts):
            found = [self.rows[slug][0]] if slug in self.rows else []
        elif text in self.rows:
            found = [self.rows[text][0]]
        else:
            found = self._named(text) or self._identified(text)
            if not found and (slug := self._slug(text)) in self.rows:
                found = [self.rows[slug][0]]
        if len(found) == 1:
            entry = found[0]
            alone = self._named(entry.name) == [entry]
            withdrawn = entry.slug in self.rows and self.rows[entry.slug][1]
            return Item(text, number, entry, withdrawn, written=entry.name if alone else entry.slug)
        problem = Problem.SEVERAL if found else Problem.UNKNOWN
        return Item(text, number, problem=problem, meant=tuple(found[:MOST_OFFERED]))

    def _with_near(self, item: Item) -> Item:
        """Return an unknown item with the entries that may be meant, as long as few were sought."""
        if item.problem is not Problem.UNKNOWN or self.asked >= MOST_ASKED:
            return item
        self.asked += 1
        found = identified.identifier(item.typed, 0)
        if found is not None and found[0].certain:
            slots = identified.near(self.snapshot, found[0])
        else:
            slots = naming.near(self.snapshot, item.typed)
        return replace(item, meant=tuple(self._entries(slots)[:MOST_OFFERED]))

    def _slug(self, text: str) -> str:
        """Return the slug that a text may be, or that stands in it as the address of a page; "" where there is none."""
        slug = _page(text, self.hosts) or fold(text)
        return slug if is_slug(slug) else ""

    def _named(self, text: str) -> list[Named]:
        """Return the entries with this name; where one is called so and others are only also called so, that one."""
        entries = self._entries(sorted(self.snapshot.postings.named(text)))
        called = [entry for entry in entries if fold(entry.name) == fold(text)]
        return called if len(called) == 1 else entries

    def _identified(self, text: str) -> list[Named]:
        """Return the entries that have the address or DOI that a text is."""
        found = identified.identifier(text, 0) if identified.may_identify(text) else None
        if found is None or text[found[1] :].strip(AROUND + ".)?!#/"):
            return []
        wanted = found[0]
        for name in wanted.keys:
            # That of a whole host is the host's own entry; search has with it whatever lies there.
            if own := self._entries(sorted(self.snapshot.references.equal(name))):
                return own
        scores = identified.entries(self.snapshot, wanted)
        return self._entries(np.flatnonzero(scores >= identified.OWN).tolist())

    def _entries(self, slots: Sequence[int]) -> list[Named]:
        """Return the first entries in some slots, without dead ones: enough to see that there are several."""
        living = (slot for slot in slots if self.snapshot.alive >> slot & 1)
        cards = [self.snapshot.card(slot) for slot in islice(living, MOST_READ)]
        return [Named(card["slug"], card["name"]) for card in cards]


def _rows(slugs: Iterable[str]) -> dict[str, tuple[Named, bool]]:
    """Return the entries with these slugs, and whether they were withdrawn. One query."""
    rows = addressed().filter(slug__in=list(slugs)).order_by().only("slug", "name", "status")
    return {row.slug: (Named(row.slug, row.name), row.is_withdrawn) for row in rows}


def _page(text: str, hosts: Collection[str]) -> str:
    """Return the slug in the address of a page of this site; "" where the text is none."""
    if "/" not in text or len(text.split()) > 1:
        return ""
    try:
        parts = urlsplit(text if "//" in text or text.startswith("/") else f"//{text}")
    except ValueError:
        return ""
    found = PAGE.fullmatch(parts.path) if (parts.hostname or "") in {"", *hosts} else None
    slug = found["slug"].lower() if found else ""
    return slug if is_slug(slug) else ""
