"""Edits and changes in words: what each is of, what goes and what comes, and what stands in the way of it.

Pieces are shown as the pages of history show them (records.lines); beside that statements have their value in words,
a whole entry is shown as what it says, and one that goes as what is lost with it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.facts import typed
from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.facts.readings import TEXTS, Terms, in_words, terms_named
from datasets.models import Change, Dataset, Document, ProposedEdit, Statement
from datasets.models.language import ORIGINAL, bcp47
from datasets.records.changes import EXISTS, STATEMENT, TEXT
from datasets.records.edits import STATED
from datasets.records.lines import CAME, GONE, SAME, Line, Piece, about, lines_of, name_of
from datasets.records.undoing import Conflict
from datasets.records.values import said
from datasets.words.wording import printed_language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Lines that one edit may take; of a whole entry that is what it says.
MOST_LINES = 80
# In a list: lines of an edit, and characters of what goes or comes in one of them.
FEW_LINES, SHORT = 2, 160
# The key that stands for a thing that is to be made: no row has it.
TO_BE_MADE = -1
# What stands in the way, as undoing and accepting name it -> how the desk says it. What the record format or the
# database says is shown as it is.
WHY: "Mapping[str, StrOrPromise]" = {
    "it is gone": lazy("It is gone."),
    "it is gone already": lazy("It is gone already."),
    "it was changed since": lazy("It was changed since."),
    "it was changed since it was made": lazy("It was changed since it was made."),
    "it was changed since it was proposed": lazy("It was changed since it was proposed."),
    "there is one again": lazy("There is one again."),
    "something else has taken its place": lazy("Something else has taken its place."),
    "what it names is gone": lazy("What it names is gone."),
    "nothing is left to accept; reject it": lazy("Nothing is left to accept: reject it."),
}


@dataclass(frozen=True)
class Difference:
    """One edit or change: its key, what it is of with its page at the desk ("" for none), and its lines.

    Of one that cannot be made or undone as it is, `why` says what stands in the way, in English or in the page's
    language, and `since` names the change sets that did it. `more` counts the lines that are not shown; `repeats` says
    that the one before is of the same thing.
    """

    key: int
    name: str
    url: str
    lines: tuple[Line, ...]
    more: int = 0
    why: str = ""
    english: bool = False
    since: tuple[int, ...] = ()
    repeats: bool = False


def differences(
    rows: Iterable[Change | ProposedEdit],
    conflicts: Sequence[Conflict] = (),
    *,
    back: bool = False,
    short: bool = False,
) -> list[Difference]:
    """Return edits or changes in words, those in `conflicts` with what stands in the way; at most five queries.

    With `back` what is in the way is shown as it would be set back: from what there is now to what there was. In a
    list they are `short`: of each the first lines, and of those the beginnings of what goes and comes.
    """
    standing = {one.change.pk: one for one in conflicts}
    found = [(row, _shown(row, standing.get(row.pk), back)) for row in rows]
    known = _Known.of([change for _row, change in found])
    entries = {change.key for _row, change in found if change.kind == "dataset"}
    slugs = dict(Dataset.objects.filter(pk__in=entries).order_by().values_list("pk", "slug")) if entries else {}
    told: list[Difference] = []
    last: tuple[int, str] | None = None
    for row, change in found:
        lines, name, conflict = list(known.lines(change)), name_of(change), standing.get(row.pk)
        most = FEW_LINES if short else MOST_LINES
        slug = slugs.get(change.key, "") if change.kind == "dataset" else ""
        why, since = (conflict.why, conflict.since) if conflict is not None else ("", ())
        told.append(
            Difference(
                row.pk,
                name,
                reverse("desk-entry", args=[slug]) if slug else "",
                tuple(_cut(line) if short else line for line in lines[:most]),
                max(0, len(lines) - most),
                str(WHY.get(why, why)),
                why not in WHY,
                since,
                (_whole_of(row), name) == last,
            )
        )
        last = _whole_of(row), name
    return told


def in_short(conflicts: Iterable[Conflict]) -> list[str]:
    """Return what stands in the way, a line each: what it is of, and why."""
    return [f"{one.change.label}: {WHY.get(one.why, one.why)}" for one in conflicts]


def _whole_of(row: Change | ProposedEdit) -> int:
    """Return the key of the proposal or change set that a row is part of."""
    return row.proposal_id if isinstance(row, ProposedEdit) else row.change_set_id


def _cut(line: Line) -> Line:
    """Return a line with no more than the beginning of each of its pieces."""
    return replace(line, pieces=tuple(replace(one, words=Truncator(one.words).chars(SHORT)) for one in line.pieces))


def _shown(row: Change | ProposedEdit, conflict: Conflict | None, back: bool) -> Change:
    """Return a row as the change that it is or would be, from what there is now where that is another thing."""
    of = {"kind": row.kind, "key": TO_BE_MADE if row.key is None else row.key, "label": row.label, "path": row.path}
    if conflict is None or row.path == EXISTS:
        return Change(**of, before=row.before, after=row.after)
    return Change(**of, before=conflict.now, after=row.before if back else row.after)


@dataclass(frozen=True)
class _Known:
    """What edits name, read at once: statements by their keys, documents by their codes, terms."""

    statements: Mapping[int, Statement]
    documents: Mapping[str, Document]
    terms: Terms

    @classmethod
    def of(cls, rows: Collection[Change]) -> "_Known":
        """Read what rows name; a query each for statements, documents and terms, where there are any."""
        keys = [key for row in rows for key in _statement_keys(row)]
        stated = Statement.ever.filter(pk__in=keys).select_related("document").order_by() if keys else ()
        records = [record for row in rows for record in _records(row)]
        # Documents that are made with what cites them are not there yet.
        coming = {row.after["code"]: row.after for row in rows if row.kind == "document" and _is_made(row)}
        codes = {record["document"] for record in records}
        there = {row.code: row for row in Document.objects.filter(code__in=codes)} if codes else {}
        documents = {
            code: Document(
                code=code,
                title=coming.get(code, {}).get("title") or code,
                languages=coming.get(code, {}).get("languages") or [ORIGINAL],
            )
            for code in codes
        } | there
        statements = {row.pk: row for row in stated}
        values = [(FIELDS[row.field], value) for row in statements.values() if (value := said(row)) is not None]
        made = [_statement(record, documents) for record in records]
        values += [(FIELDS[row.field], value) for row in made if (value := said(row)) is not None]
        return cls(statements, documents, terms_named(values, {}) if values else {})

    def lines(self, row: Change) -> Iterator[Line]:
        """Yield what a change says."""
        if row.path == STATED:
            yield Line(_("Stated"), tuple(self.said(_statement(row.after, self.documents), CAME)))
        elif row.path == EXISTS and row.after is None:
            yield Line(_("Deleted"))
            yield from self._whole(row.before, GONE)
        elif row.path == EXISTS:
            yield Line(_("Added"))
            yield from self._whole(row.after, CAME)
        else:
            yield from lines_of(row, self.statements, self.said)

    def _whole(self, value: Any, element: str) -> Iterator[Line]:
        """Yield what a whole entry says that comes or goes: as a record, or as the pieces that are noted of one."""
        if not isinstance(value, dict):
            return
        texts = {f"{TEXT}{text['language']}": text for text in _listed(value, "descriptions") if "summary" in text}
        texts |= {path: text for path, text in value.items() if path.startswith(TEXT)}
        for path, text in texts.items():
            before, after = (text, None) if element == GONE else (None, text)
            yield from lines_of(Change(kind="dataset", key=0, path=path, before=before, after=after), {})
        rows = [_statement(record, self.documents) for record in _listed(value, "statements")]
        keys = [int(path.removeprefix(STATEMENT)) for path in value if path.startswith(STATEMENT)]
        rows += [self.statements[key] for key in keys if key in self.statements]
        label = _("Lost") if element == GONE else _("Stated")
        for statement in rows:
            yield Line(label, tuple(self.said(statement, element)))

    def said(self, statement: Statement, element: str) -> Iterator[Piece]:
        """Yield what a statement says: its value in words, the printed words, the document and the place in it."""
        yield about(statement)
        value, language = self._value(statement)
        spoken = printed_language(statement)
        if value and value != statement.printed:
            yield Piece(element, value, language)
            yield Piece(SAME, " ")
            yield Piece("q", statement.printed, spoken)
        else:
            yield Piece(element, statement.printed, spoken)
        document = statement.document
        yield Piece(SAME, " ")
        yield Piece("cite", document.title, bcp47((document.languages or [ORIGINAL])[0]))
        if statement.line is not None:
            yield Piece(SAME, " " + _("line %(line)s") % {"line": statement.line})
        elif statement.heading:
            yield Piece(SAME, f" {statement.heading}")

    def _value(self, statement: Statement) -> tuple[str, str]:
        """Return a statement's value in words, and their language if it is not the page's; "" where it has none."""
        value = said(statement)
        if value is None:
            return "", ""
        field = FIELDS[statement.field]
        texts = list(in_words(field, value, self.terms)) if field.kind.name in TEXTS else []
        if not texts:
            return typed.write(field, value), ""
        return "; ".join(text.text for text in texts), texts[0].language if len(texts) == 1 else ""


def _is_made(row: Change) -> bool:
    return row.path == EXISTS and isinstance(row.after, dict) and "code" in row.after


def _listed(value: Record, key: str) -> list[Record]:
    found = value.get(key)
    return found if isinstance(found, list) else []


def _statement_keys(row: Change) -> Iterator[int]:
    """Yield the keys of the statements that a row is of."""
    paths = row.before if row.path == EXISTS and isinstance(row.before, dict) else (row.path,)
    found = (int(path.removeprefix(STATEMENT)) for path in paths if path.startswith(STATEMENT))
    yield from islice(found, MOST_LINES)


def _records(row: Change) -> Iterator[Record]:
    """Yield the statements that a row has as records."""
    if row.path == STATED:
        yield row.after
    elif row.path == EXISTS:
        for side in (row.before, row.after):
            yield from _listed(side, "statements")[:MOST_LINES] if isinstance(side, dict) else ()


def _statement(record: Record, documents: Mapping[str, Document]) -> Statement:
    """Return a statement that is in no table."""
    code = record["document"]
    document = documents.get(code) or Document(code=code, title=code, languages=[ORIGINAL])
    kept = {key: record.get(key) for key in ("field", "value", "printed", "line")}
    return Statement(document=document, heading=record.get("heading") or "", **kept)
