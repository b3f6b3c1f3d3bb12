"""One statement: correct it, prefer it or set it aside with a reason, take it back. And a disagreement, settled so.

What a statement says is never edited: a correction is another one, and the change that brings it takes the old back.
"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from datasets.compare.disputes import Dispute, disputes
from datasets.facts import typed
from datasets.facts.columns import PARTS, STATEMENTS
from datasets.facts.fields import FIELDS, NEEDED
from datasets.facts.kinds import Record
from datasets.facts.reading import with_everything
from datasets.facts.terms import NotUnderstoodError
from datasets.models import Dataset, Statement
from datasets.models.language import ORIGINAL
from datasets.records.changes import NOTES, STATEMENT
from datasets.records.edits import STATED, Edit
from datasets.records.records import complete
from datasets.records.values import said
from datasets.web.sent import see

from .doors import desk, page
from .stating import LONGEST_PLACE, LONGEST_PRINTED, Reference, Row, place_in, value_of
from .submitting import RefusedError, as_shown, submit

Standing = Statement.Standing
LONGEST_REASON, LONGEST_NOTE = 400, 500
# What is chosen where no statement alone is right, and the reason explains what does not agree.
NONE = "none"
# What may be done with a statement; the first is what the page is for where nothing is asked.
CORRECT, PREFER, SET_ASIDE, AS_STATED, TAKE_BACK = ACTS = ("correct", "prefer", "set-aside", "as-stated", "take-back")
STANDINGS = {PREFER: Standing.PREFERRED, SET_ASIDE: Standing.SET_ASIDE, AS_STATED: Standing.NORMAL}


def judgement(statement: Statement, standing: str, reason: str) -> Edit:
    """Return the edit that gives a statement a standing, with the reason, which the page asks for in English."""
    value = {"standing": standing, "reason": {ORIGINAL: reason} if standing != Standing.NORMAL else None}
    return Edit("dataset", f"{STATEMENT}{statement.pk}", value, statement.dataset_id)


@desk("GET", "HEAD", "POST", needs="states")
def judge(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show a statement with what may be done; do it."""
    entry = get_object_or_404(Dataset, slug=slug)
    statement = get_object_or_404(Statement.objects.select_related("document"), pk=number, dataset=entry)
    asked = request.POST.get("act", request.GET.get("act", CORRECT))
    act = asked if asked in ACTS else CORRECT
    about = FIELDS.get(statement.field)
    value = said(statement)
    shown = typed.write(about, value) if about is not None and value is not None else ""
    place = str(statement.line) if statement.line is not None else statement.heading
    row = Row(about, value=shown, printed=statement.printed, place=place) if about is not None else None
    refused: list[str] = []
    status = 200
    if request.method == "POST":
        status = 400
        if row is not None:
            row.value, row.printed = request.POST.get("value", shown).strip(), request.POST.get("printed", "").strip()
            row.place = request.POST.get("place", "").strip()
        with as_shown(request, entry) as refused:
            if not refused:
                submit(request, _edits(request, act, statement, row), request.POST.get("reason", ""))
        if not refused:
            return see(f"{reverse('desk-entry', args=[slug])}#field-{statement.field}")
    context = {
        "entry": entry,
        "statement": statement,
        "row": row,
        "act": act,
        "note": request.POST.get("note", statement.note),
        "longest": {
            "printed": LONGEST_PRINTED,
            "place": LONGEST_PLACE,
            "note": LONGEST_NOTE,
            "reason": LONGEST_REASON,
        },
        "refused": refused,
        "reason": request.POST.get("reason", ""),
    }
    return page(request, "judging.html", context, section="entries", status=status)


def _edits(request: HttpRequest, act: str, statement: Statement, row: Row | None) -> Sequence[Edit]:
    """Return what was asked for as edits; raise RefusedError with what is wrong with it."""
    reason = " ".join(request.POST.get("reason", "").split())[:LONGEST_REASON]
    path = f"{STATEMENT}{statement.pk}"
    if act in (PREFER, SET_ASIDE) and not reason:
        raise RefusedError([_("Say why, in a sentence: the public reads it beside the statement.")])
    if act in (SET_ASIDE, TAKE_BACK) and _is_needed(statement):
        message = _("Nothing else says the %(field)s of the entry: state it first, then set this aside.")
        raise RefusedError([message % {"field": str(FIELDS[statement.field].label)}])
    if act in STANDINGS:
        return [judgement(statement, STANDINGS[act], reason)]
    if act == TAKE_BACK:
        return [Edit("dataset", path, None, statement.dataset_id)]
    if row is None:
        raise RefusedError([_("This field is no longer one of the catalogue's: take the statement back.")])
    try:
        value = value_of(row, statement.dataset)
    except NotUnderstoodError as error:
        row.error = str(error)
        raise RefusedError([row.error]) from error
    if not row.printed:
        row.error = _("Give the printed words: they stand for the statement.")
        raise RefusedError([row.error])
    before = complete({STATEMENTS: [PARTS[STATEMENTS].item(statement)]})[STATEMENTS][0]
    where = {"line": None, "heading": None, **place_in(row, Reference(document=statement.document))}
    if statement.line is not None and where["line"] == statement.line:
        where["heading"] = statement.heading or None
    note = " ".join(request.POST.get("note", statement.note).split())[:LONGEST_NOTE] or None
    after = {**before, **where, "value": value, "printed": row.printed[:LONGEST_PRINTED], "note": note}
    if after == before:
        raise RefusedError([_("Nothing was changed.")])
    return [Edit("dataset", STATED, after, statement.dataset_id), Edit("dataset", path, None, statement.dataset_id)]


def _is_needed(statement: Statement) -> bool:
    """Tell whether the entry would be without what every entry needs if the statement had no say."""
    if statement.field not in NEEDED or statement.value is None:
        return False
    others = Statement.objects.filter(dataset=statement.dataset_id, field=statement.field).exclude(pk=statement.pk)
    return not others.exclude(value=None).exclude(standing=Standing.SET_ASIDE).exists()


def settlement(entry: Dataset, code: str, preferred: Statement | None, reason: str) -> list[Edit]:
    """Return the edits that settle what does not agree about a field: by preferring a statement, if one is right.

    One is preferred: what was preferred before counts as stated again. A note that somebody left about the field is
    settled with it. Where no statement alone is right, as where figures do not add up, the reason explains it: it is
    kept in the note, and in a new one of what nobody has noted.
    """
    edits: list[Edit] = []
    if preferred is not None:
        before = entry.statement_set.filter(field=code, standing=Standing.PREFERRED).exclude(pk=preferred.pk)
        edits += [judgement(preferred, Standing.PREFERRED, reason)]
        edits += [judgement(one, Standing.NORMAL, "") for one in before]
    notes = [PARTS["disagreements"].item(note) for note in entry.disagreement_set.all()]
    fresh = [] if preferred is not None else [_noted(one) for one in _computed(entry, code)]
    settled = [
        {**note, "settled": {ORIGINAL: reason}} if note["field"] == code and not note["settled"] else note
        for note in (*notes, *fresh)
    ]
    return [*edits, *([Edit("dataset", NOTES, settled, entry.pk)] if settled != notes else [])]


def _computed(entry: Dataset, code: str) -> list[Dispute]:
    """Return what does not agree about a field and nobody has noted, in English, as notes are kept."""
    noted = {str(note.pk) for note in entry.disagreement_set.all()}
    with translation.override(ORIGINAL):
        return [one for one in disputes([entry])[0] if one.field == code and one.key not in noted and one.is_open]


def _noted(one: Dispute) -> Record:
    return {"field": one.field, "kind": one.kind, "explanation": {ORIGINAL: one.text.words}, "settled": None}


@desk("GET", "HEAD", "POST", needs="states")
def settle(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show what is said about one field of an entry, side by side, and prefer one of it with a reason."""
    row = get_object_or_404(with_everything(Dataset.objects.all()), slug=slug)
    about = FIELDS.get(code)
    statements = [one for one in row.statement_set.all() if one.field == code]
    clashes = [one for one in disputes([row])[0] if one.field == code]
    explains = any(one.is_open for one in clashes)
    if about is None or not (statements or explains):
        return see(reverse("desk-entry", args=[slug]))
    chosen = request.POST.get("statement", "")
    reason = " ".join(request.POST.get("reason", "").split())[:LONGEST_REASON]
    refused: list[str] = []
    status = 200
    if request.method == "POST":
        status = 400
        preferred = next((one for one in statements if str(one.pk) == chosen), None)
        with as_shown(request, row) as refused:
            if preferred is None and not (explains and chosen == NONE):
                refused.append(_("Choose the statement that is right."))
            elif not reason:
                refused.append(_("Say why, in a sentence: the public reads it beside the statement."))
            if not refused:
                submit(request, settlement(row, code, preferred, reason), reason)
        if not refused:
            return see(f"{reverse('desk-entry', args=[slug])}#field-{code}")
    context = {
        "entry": row,
        "field": about,
        "statements": statements,
        "disputes": clashes,
        "explains": explains,
        "none": NONE,
        "chosen": chosen or ("" if statements else NONE),
        "reason": reason,
        "longest": LONGEST_REASON,
        "refused": refused,
    }
    return page(request, "settling.html", context, section="entries", status=status)
