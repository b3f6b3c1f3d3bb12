"""The sheet on which what is proposed is put right before it is decided: values, printed words, places and texts.

Values are typed as people write them (facts.typed). What nobody touched stays exactly as it was proposed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from datasets.facts import typed
from datasets.facts.fields import FIELDS
from datasets.facts.terms import NotUnderstoodError, Vocabularies
from datasets.models import DatasetDescription, Document, Proposal, ProposedEdit
from datasets.records.changes import TEXT
from datasets.records.edits import STATED
from datasets.words.texts import reader
from datasets.words.wording import listed

from .differences import Difference, differences
from .stating import LONGEST_PLACE, LONGEST_PRINTED, Reference, Row, place_in

# Edits on a page: four fields each, of the two hundred that a page may have.
PAGE = 30
LONGEST = {
    "printed": LONGEST_PRINTED,
    "place": LONGEST_PLACE,
    **{name: getattr(DatasetDescription._meta.get_field(name), "max_length", 0) for name in ("summary", "description")},
}


@dataclass
class Text:
    """A text that is proposed, as it is typed."""

    language: str
    summary: str
    description: str


@dataclass
class Line:
    """An edit on the sheet: in words, the fields in which it is put right, if it can be, and whether it is left out."""

    edit: ProposedEdit
    told: Difference
    row: Row | None = None
    text: Text | None = None
    document: Document | None = None
    leave: bool = False
    error: str = ""


@dataclass
class Sheet:
    """The edits of one page of a proposal, and that page."""

    lines: list[Line]
    shown: Page[ProposedEdit]


class NotReadError(Exception):
    """Something that was typed cannot be read; it stands beside the field, and `messages` say so."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet
        self.messages = [f"{line.told.name}: {line.error}" for line in sheet.lines if line.error]


def sheet(proposal: Proposal, request: HttpRequest) -> Sheet:
    """Return the sheet as the request asks for it, or fills it in; three queries and those of differences."""
    sent: Mapping[str, Any] = request.POST
    shown = Paginator(proposal.edits.order_by("pk"), PAGE).get_page(sent.get("page") or request.GET.get("page"))
    edits = list(shown)
    codes = {edit.after["document"] for edit in edits if _is_stated(edit)}
    documents = {row.code: row for row in Document.objects.filter(code__in=codes)}
    lines = [Line(edit, told) for edit, told in zip(edits, differences(edits), strict=True)]
    for line in lines:
        edit, key = line.edit, line.edit.pk
        line.leave = f"leave-{key}" in sent
        if _is_stated(edit) and edit.after["field"] in FIELDS:
            line.document = documents.get(edit.after["document"])
            line.row = _row(edit.after)
            if f"printed-{key}" in sent:
                line.row.value = str(sent.get(f"value-{key}", "")).replace("\r\n", "\n").strip()
                line.row.printed = " ".join(str(sent[f"printed-{key}"]).split())
                line.row.place = " ".join(str(sent.get(f"place-{key}", "")).split())
        elif edit.kind == "dataset" and edit.path.startswith(TEXT) and edit.after is not None:
            line.text = _text(edit)
            if f"summary-{key}" in sent:
                line.text.summary = " ".join(str(sent[f"summary-{key}"]).split())
                line.text.description = str(sent.get(f"description-{key}", "")).replace("\r\n", "\n").strip()
    return Sheet(lines, shown)


def read(given: Sheet) -> tuple[dict[int, Any], set[int]]:
    """Return the other values that a sheet gives edits, and those that it leaves out, by the edits' keys.

    Raises NotReadError where something cannot be read.
    """
    vocabularies = Vocabularies()
    values: dict[int, Any] = {}
    for line in given.lines:
        if line.leave:
            continue
        try:
            after = _revised(line, vocabularies)
        except NotUnderstoodError as error:
            line.error = str(error)
            continue
        if after != line.edit.after:
            values[line.edit.pk] = after
    if any(line.error for line in given.lines):
        raise NotReadError(given)
    return values, {line.edit.pk for line in given.lines if line.leave}


def told(given: Sheet, values: Collection[int], leave: Collection[int]) -> str:
    """Return what was revised and what was left out, in a sentence each."""
    said = []
    for template, keys in ((_("Revised: %(pieces)s."), values), (_("Left out: %(pieces)s."), leave)):
        if pieces := [_called(line) for line in given.lines if line.edit.pk in keys]:
            said.append(template % {"pieces": listed(pieces)})
    return " ".join(said)


def _called(line: Line) -> str:
    label = str(line.row.field.label) if line.row is not None else line.told.lines[0].label if line.told.lines else ""
    return f"{line.told.name} ({label})" if label else line.told.name


def _is_stated(edit: ProposedEdit) -> bool:
    return edit.kind == "dataset" and edit.path == STATED


def _row(record: Mapping[str, Any]) -> Row:
    """Return the fields of a statement that is proposed, as it is."""
    about = FIELDS[record["field"]]
    line = record.get("line")
    return Row(
        about,
        value=typed.write(about, record.get("value")),
        printed=record["printed"],
        place=str(line) if line is not None else record.get("heading") or "",
    )


def _text(edit: ProposedEdit) -> Text:
    return Text(edit.path.removeprefix(TEXT), edit.after.get("summary", ""), edit.after.get("description", ""))


def _revised(line: Line, vocabularies: Vocabularies) -> Any:
    """Return the value that an edit is to have; raise NotUnderstoodError, with words for the page."""
    after = line.edit.after
    if line.row is not None:
        return {**after, **_revised_statement(line.row, _row(after), line.document, vocabularies)}
    if line.text is not None and line.text != _text(line.edit):
        # Nobody has read the words as they are now.
        words = {"summary": line.text.summary, "description": line.text.description}
        return {**after, **words, "origin": DatasetDescription.Origin.CURATOR, "reviewed": False}
    return after


def _revised_statement(
    row: Row, proposed: Row, document: Document | None, vocabularies: Vocabularies
) -> Mapping[str, Any]:
    """Return what is other in a statement than it was proposed."""
    changed: dict[str, Any] = {}
    if row.has_value and row.value != proposed.value:
        changed["value"] = typed.read(row.field, row.value, reader(), vocabularies)
    if row.printed != proposed.printed:
        if not row.printed:
            raise NotUnderstoodError(_("Give the printed words: they stand for the statement."))
        changed["printed"] = row.printed[:LONGEST_PRINTED]
    if row.place != proposed.place:
        changed |= {"line": None, "heading": None, **place_in(row, Reference(document=document))}
    return changed
