"""One change in words: what it is about, what it was and what it became, as far as that can be shown."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.models import LANGUAGES, Change, ChangeSet, Dataset, Statement
from datasets.words.texts import bcp47, words
from datasets.words.wording import before_value, listed, printed_language

from .changes import EXISTS, FORMER, NOTES, ORDER, STATEMENT, TEXT, WHOLE

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Words, or in Chinese characters, of a text that stand around what changed in it.
AROUND = 8
# Of longer texts old and new stand whole: finding what differs takes as long as the one is times as long as the other.
MOST_COMPARED = 500_000
# A word with the space behind it; Chinese has none between words, so that each character is one.
WORD = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+\s*|\s+")

# How a change set came about, by its origin.
ORIGINS: "Mapping[str, StrOrPromise]" = {
    ChangeSet.Origin.FORM: lazy("by hand"),
    ChangeSet.Origin.SEED: lazy("from the catalogue's files"),
    ChangeSet.Origin.IMPORT: lazy("by an import"),
    ChangeSet.Origin.TEXTS: lazy("with translated texts"),
    ChangeSet.Origin.UNDO: lazy("an earlier change taken back"),
    ChangeSet.Origin.PROPOSAL: lazy("from an accepted proposal"),
    ChangeSet.Origin.PROGRAM: lazy("by the program"),
}
# What is called otherwise than a field.
KINDS: "Mapping[str, StrOrPromise]" = {
    "source": lazy("Source"), "document": lazy("Document"), "guide": lazy("Guide"), "unit": lazy("Unit"),
}  # fmt: skip
NAMES, TEXTS = "names", "descriptions"
# Piece -> its label: the entry's own columns, and the keys of the other things' records.
LABELS: "Mapping[str, StrOrPromise]" = {
    "name": lazy("Name"), "slug": lazy("Address"), "status": lazy("Status"), FORMER: lazy("Former addresses"),
    NOTES: lazy("Notes on what does not agree"),
    NAMES: lazy("Name"), "aliases": lazy("Other names"), "synonyms": lazy("Other names"),
    "parent": lazy("Place in the vocabulary"), "mappings": lazy("Identifiers elsewhere"),
    "title": lazy("Title"), "titles": lazy("Title"), "author": lazy("Author"), "kind": lazy("Kind"),
    "homepage": lazy("Web address"), "url": lazy("Web address"), "languages": lazy("Languages"),
    "body": lazy("Text"), "entries": lazy("Entries"), ORDER: lazy("Order of the terms"),
}  # fmt: skip
# Pieces whose values are words or addresses that a reader knows as they are, and those that are kept by language.
PLAIN = {"name", "slug", "title", "author", "homepage", "url"}
BY_LANGUAGE = {NAMES, "titles"}

# The elements of pieces.
SAME, GONE, CAME = "span", "del", "ins"


@dataclass(frozen=True)
class Piece:
    """Words in the element that says what became of them; `language` (BCP 47) is set where it may not be the page's."""

    element: str
    words: str
    language: str = ""


@dataclass(frozen=True)
class Line:
    """One change in words: what it is about, and what went and came."""

    label: str
    pieces: tuple[Piece, ...] = ()


def name_of(row: Change) -> str:
    """Return what the thing was called that a change is of; of an entry its name, of others their kind and code."""
    if row.kind == "dataset":
        return row.label
    label = FIELDS[row.kind].label if row.kind in FIELDS else KINDS.get(row.kind, row.kind)
    if row.key == WHOLE:
        return str(label)
    return f"{before_value(label)} {row.label}"


def statements_of(rows: Iterable[Change]) -> dict[int, Statement]:
    """Return the statements that changes are of by their keys, those that were taken back among them. One query."""
    keys = [_key(row) for row in rows if row.path.startswith(STATEMENT)]
    return {row.pk: row for row in Statement.ever.filter(pk__in=keys).select_related("document").order_by()}


def lines_of(row: Change, statements: Mapping[int, Statement], said: "Said | None" = None) -> Iterator[Line]:
    """Yield what one change says; `statements` has the statement that it is of, if it is of one.

    `said` shows a statement in the element that says what became of it; by default its printed words and their place.
    """
    if row.path == EXISTS:
        yield Line(_("Added") if row.before is None else _("Deleted"))
    elif row.path.startswith(STATEMENT):
        if statement := statements.get(_key(row)):
            yield from _statement(row, statement, said or printed)
    elif row.path.startswith(TEXT):
        yield _text(row.path.removeprefix(TEXT), row.before, row.after)
    elif row.path == TEXTS:
        yield from _texts(row)
    else:
        pieces = PIECES.get(row.path, _nothing)(row.before, row.after)
        yield Line(str(LABELS.get(row.path) or _("Details")), tuple(pieces))


def _key(row: Change) -> int:
    return int(row.path.removeprefix(STATEMENT))


# What shows a statement, in an element.
Said = Callable[[Statement, str], Iterable[Piece]]


def printed(statement: Statement, element: str) -> Iterator[Piece]:
    """Yield what a statement is about, its printed words in the element, and their place."""
    yield about(statement)
    yield Piece(element, statement.printed, printed_language(statement))
    yield Piece(SAME, f" ({statement.place})")


def about(statement: Statement) -> Piece:
    """Return the name of the field that a statement is about, to stand before what it says."""
    field = FIELDS.get(statement.field)
    return Piece(SAME, f"{before_value(field.label if field else statement.field)} ")


def _statement(row: Change, statement: Statement, said: Said) -> Iterator[Line]:
    before, after = row.before, row.after
    if after is None:
        yield Line(_("Taken back"), tuple(said(statement, GONE)))
        return
    if before is None:
        yield Line(_("Stated"), tuple(said(statement, CAME)))
    if before is not None or after["standing"] != Statement.Standing.NORMAL:
        reason = words(after["reason"])
        pieces = [*said(statement, SAME), *([Piece(SAME, f" {reason.words}", reason.language)] if reason.words else [])]
        yield Line(str(Statement.Standing(after["standing"]).label), tuple(pieces))


def _texts(row: Change) -> Iterator[Line]:
    """Yield what became of each text of a source or a document."""
    before, after = ({text["language"]: text for text in side} for side in (row.before, row.after))
    for language in dict.fromkeys((*before, *after)):
        if before.get(language) != after.get(language):
            yield _text(language, before.get(language), after.get(language))


def _text(language: str, before: Record | None, after: Record | None) -> Line:
    name = get_language_info(language)["name_translated"] if language in LANGUAGES else language
    label = _("Text in %(language)s") % {"language": name}
    old, new = _whole(before), _whole(after)
    if old != new:
        return Line(label, tuple(_marked(old, new, bcp47(language))))
    if before and after and before["reviewed"] != after["reviewed"]:
        # The words are as they were: what changed is what is said of them.
        return Line(label, (Piece(SAME, _("reviewed by a person") if after["reviewed"] else _("no longer reviewed")),))
    return Line(label)


def _whole(text: Record | None) -> str:
    return " ".join(text[key] for key in ("summary", "description") if text.get(key)) if text else ""


def _marked(before: str, after: str, language: str) -> Iterator[Piece]:
    """Yield what went and what came, with a few words around it."""
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) * len(new) > MOST_COMPARED:
        old, new = [before], [after]
    for name, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name == "equal":
            same = old[a:b]
            if len(same) > 2 * AROUND:
                same = [*same[:AROUND], "… ", *same[-AROUND:]]
            yield Piece(SAME, "".join(same), language)
        else:
            if b > a:
                yield Piece(GONE, "".join(old[a:b]), language)
            if d > c:
                yield Piece(CAME, "".join(new[c:d]), language)


def _nothing(before: Any, after: Any) -> Iterator[Piece]:
    """Yield nothing: that it changed is all that can be said in a line."""
    yield from ()


def _plain(before: Any, after: Any, language: str = "") -> Iterator[Piece]:
    if before:
        yield Piece(GONE, str(before), language)
    if before and after:
        yield Piece(SAME, " ")
    if after:
        yield Piece(CAME, str(after), language)


def _state(before: Any, after: Any) -> Iterator[Piece]:
    labels = dict(Dataset._meta.get_field("status").flatchoices)
    yield from _plain(labels.get(before), labels.get(after))


def _by_language(before: Any, after: Any) -> Iterator[Piece]:
    old, new = words(before), words(after)
    if old != new:
        yield from _plain(old.words, new.words, new.language)


def _listed(before: Any, after: Any) -> Iterator[Piece]:
    old, new = before or [], after or []
    gone, came = ([item for item in some if item not in others] for some, others in ((old, new), (new, old)))
    yield from _plain(listed(gone), listed(came))


def _notes(before: Any, after: Any) -> Iterator[Piece]:
    for element, some, others in ((GONE, before, after), (CAME, after, before)):
        for note in some or []:
            if note not in (others or []):
                told = words(note["explanation"])
                yield Piece(element, told.words, told.language)
                yield Piece(SAME, " ")


# Piece -> what shows how its value changed.
PIECES: Mapping[str, Callable[[Any, Any], Iterable[Piece]]] = {
    **dict.fromkeys(PLAIN, _plain),
    **dict.fromkeys(BY_LANGUAGE, _by_language),
    "status": _state,
    FORMER: _listed,
    NOTES: _notes,
}
