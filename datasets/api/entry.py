"""One entry: its whole record, what is stated of it, and what became of it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.facts.reading import asked_for
from datasets.models import Dataset, Statement
from datasets.models.public import addressed, changes_of, moved
from datasets.records.dumping import public_record
from datasets.records.history import Set, change_sets, described
from datasets.records.lines import CAME, GONE, SAME
from datasets.records.values import read as read_value
from datasets.search import parameters
from datasets.web.languages import CHOICE
from datasets.web.problems import problem_details, refused
from datasets.words.asked import no_such_value, printable
from datasets.words.texts import reader
from datasets.words.wording import printed_language

from .answers import ENTRIES, NAMESPACE, Operation, answer, part_of_list, refused_unless_empty, unknown
from .datasets import PAGES
from .schemas import RECORD, named

# What became of words in a line of history, by the element that pages show it in (records.lines).
BECAME = {SAME: "same", GONE: "removed", CAME: "added"}


def get_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the record of one entry, every statement, and a text in each language; its JSON Schema is at schema/."""
    if refusal := refused_unless_empty(request):
        return refusal
    row = _found(slug)
    if row is None:
        return _elsewhere(request, slug, "get_dataset")
    return answer(public_record(row), _status(row), row.changed)


def list_statements(request: HttpRequest, slug: str) -> HttpResponse:
    """Return one page of what documents state of an entry: the words printed there, their place, what they count for.

    `document` has who is speaking: `authority` is how much its word is worth, `day` what day it speaks for. `standing`
    is what an editor thinks of a statement; `reason` says why, where it is not as stated.
    """
    part, notices = parameters.read_part(request.GET, "field", "document", "standing")
    field, code, standing = part.values["field"], part.values["document"], part.values["standing"]
    if field and field not in FIELDS:
        notices.append(no_such_value("field", field, FIELDS))
    if standing and standing not in Statement.Standing.values:
        notices.append(no_such_value("standing", standing, Statement.Standing.values))
    if notices:
        return refused(notices)
    row = _found(slug)
    if row is None:
        return _elsewhere(request, slug, "list_statements")
    stated: list[Statement] = list(row.statement_set.all())
    if code and code not in {statement.document.code for statement in stated}:
        message = _("No statement about this entry is from a document “%(code)s”.") % {"code": printable(code)}
        return unknown("document", message)
    kept = [
        statement
        for statement in stated
        if field in ("", statement.field)
        and code in ("", statement.document.code)
        and standing in ("", statement.standing)
    ]

    def results(of: slice) -> list[Record]:
        return [_statement(statement) for statement in kept[of]]

    return part_of_list(
        request, "list_statements", part, len(kept), results, slug, status=_status(row), changed=row.changed
    )


def _statement(statement: Statement) -> Record:
    """Return one statement as the API shows it."""
    document = statement.document
    return {
        "id": statement.pk,
        "field": statement.field,
        "value": read_value(statement.field, statement.value),
        "printed": statement.printed,
        "printed_language": printed_language(statement) or None,
        "document": {
            "code": document.code,
            "title": document.title,
            "url": document.url or None,
            "authority": document.authority,
            "day": document.day.isoformat() if document.day else None,
        },
        "line": statement.line,
        "heading": statement.heading or None,
        "release": statement.release or None,
        "note": statement.note or None,
        "standing": statement.standing,
        "reason": statement.reason,
    }


def list_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Return one page of the change sets of an entry, the newest first: when, who or by what, why, and line by line.

    Of words in a line `change` says what became of them. Of a change set with very many changes the first are told.
    """
    part, notices = parameters.read_part(request.GET)
    if notices:
        return refused(notices)
    row = _found(slug)
    if row is None:
        return _elsewhere(request, slug, "list_history")
    rows = changes_of(row)
    sets = change_sets(rows, few=True)

    def results(of: slice) -> list[Record]:
        found = list(sets[of])
        told = zip(found, described(found, rows), strict=True)
        return [_change_set(one, change_set.origin) for change_set, one in told]

    return part_of_list(
        request, "list_history", part, sets.count(), results, slug, status=_status(row), changed=row.changed
    )


def _change_set(one: Set, origin: str) -> Record:
    """Return one change set as the API shows it; `origin` is the code of the door that it came by."""
    return {
        "number": one.number,
        "when": one.when.isoformat(),
        "credit": one.credit or None,
        "origin": origin,
        "origin_label": one.origin,
        "reason": one.reason or None,
        "lines": [
            {
                "label": line.label,
                "pieces": [
                    {"change": BECAME[piece.element], "text": piece.words, "language": piece.language or None}
                    for piece in line.pieces
                ],
            }
            for entry in one.entries
            for line in entry.lines
        ],
        "more": one.more,
    }


def _found(slug: str) -> Dataset | None:
    """Return the entry that has this slug, whole, if its address answers."""
    # What is not printable is no slug, and some of it no database takes.
    return asked_for([slug]).get(slug) if slug.isprintable() else None


def _status(row: Dataset) -> int:
    """Return 410 for a withdrawn entry: what is known of it is answered all the same."""
    return 410 if row.is_withdrawn else 200


def _elsewhere(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Lead from a slug that no entry has to the one that is meant, at the operation of this name; 404 where none is."""
    now, said = _meant(slug) if slug.isprintable() else ("", "")
    if not now:
        return problem_details(404, _("There is no such entry."))
    response = answer({"detail": said % {"slug": now}}, 308)
    language = f"?{CHOICE}={reader()}" if CHOICE in request.GET else ""
    response["Location"] = reverse(f"{NAMESPACE}:{name}", args=[now]) + language
    return response


def _meant(slug: str) -> tuple[str, str]:
    """Return the slug of the entry that is meant by one that no entry has, and what to say of it; "" for none."""
    small = slug.lower()
    if small != slug and addressed().filter(slug=small).exists():
        return small, _("Its slug is %(slug)s, in small letters.")
    return moved([small]).get(small, ""), _("It moved to %(slug)s.")


def _choice(name: str, values: list[str], text: str) -> Record:
    schema = {"type": "string", "enum": ["", *values]}
    return {"name": name, "in": "query", "allowEmptyValue": True, "schema": schema, "description": text}


OPERATIONS = (
    Operation(
        "datasets/<slug>/",
        get_dataset,
        lazy("One full record"),
        ENTRIES,
        {200: RECORD, 308: named("Moved"), 410: RECORD},
    ),
    Operation(
        "datasets/<slug>/statements/",
        list_statements,
        lazy("What documents state of one entry"),
        ENTRIES,
        {200: named("StatementList"), 308: named("Moved"), 410: named("StatementList")},
        [
            _choice("field", list(FIELDS), "Statements about this field alone."),
            {
                "name": "document",
                "in": "query",
                "allowEmptyValue": True,
                "schema": {"type": "string"},
                "description": "Code of a document: its statements alone.",
            },
            _choice("standing", Statement.Standing.values, "Statements of this standing alone."),
            *PAGES,
        ],
        "datasets/{first}/statements/?page_size=5",
    ),
    Operation(
        "datasets/<slug>/history/",
        list_history,
        lazy("What changed in one entry"),
        ENTRIES,
        {200: named("ChangeSetList"), 308: named("Moved"), 410: named("ChangeSetList")},
        PAGES,
        "datasets/{first}/history/?page_size=1",
    ),
)
