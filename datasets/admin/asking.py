"""The page that asks before something is decided: the pieces, readable, what stands in the way, and what to leave."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from datasets.models import Change, ProposedEdit, Statement
from datasets.models.language import ORIGINAL
from datasets.records.changes import EXISTS, STATEMENT
from datasets.records.edits import STATED
from datasets.records.undoing import Conflict

from .base import SiteAdmin

# Pieces that a page lists, and characters of a value in it.
LISTED, SHOWN = 200, 300
NOT_THERE = "(not there)"


@dataclass(frozen=True)
class Asking:
    """What a page asks before an action: in words, and the text that may be given along with the answer."""

    action: str
    title: str
    button: str
    # What is said of what stands in the way, above what will be done, and where there is nothing to be done.
    blocked: str = ""
    coming: str = ""
    nothing: str = ""
    # The name of the text, its label, and how long it may be.
    text: tuple[str, str, int] = ("", "", 0)


@dataclass(frozen=True)
class Piece:
    """A row of the page: the change, of what, how the piece is now, how it will be, and what stands in the way."""

    key: int
    thing: str
    what: str
    now: str
    then: str
    why: str = ""
    since: tuple[int, ...] = ()


@dataclass
class Shown:
    """The pieces of a page, those in the way apart, and how many more there are."""

    conflicts: list[Piece] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    more: int = 0


def shown(rows: QuerySet[Any], conflicts: Sequence[Conflict], *, back: bool) -> Shown:
    """Return the changes or edits as pieces; with `back` they go from what they became to what they were."""
    standing = {conflict.change.pk: conflict for conflict in conflicts}
    others = rows.exclude(pk__in=standing)
    return Shown(
        list(_pieces([conflict.change for conflict in conflicts], standing, back)),
        list(_pieces(list(others.order_by("pk")[:LISTED]), {}, back)),
        max(0, others.count() - LISTED),
    )


def one_of(page: SiteAdmin, request: HttpRequest, queryset: QuerySet[Any], nothing: str) -> Any:
    """Return the one row that was chosen; None, and say so, where it is none or several."""
    chosen = list(queryset.order_by()[:2])
    if len(chosen) == 1:
        return chosen[0]
    page.message_user(request, nothing, messages.ERROR)
    return None


def kept(request: HttpRequest) -> set[int]:
    """Return the keys of the pieces that are to be left as they are."""
    return {int(key) for key in request.POST.getlist("keep") if key.isascii() and key.isdigit() and len(key) < 19}


def longest(model: type[Model], column: str) -> int:
    """Return how many characters a column takes."""
    return int(getattr(model._meta.get_field(column), "max_length", 0))


def text_given(request: HttpRequest, asking: Asking) -> str:
    """Return the text that was given along, as much of it as is kept."""
    name, _, most = asking.text
    return request.POST.get(name, "").replace("\0", "").strip()[:most]


def asked(
    page: SiteAdmin, request: HttpRequest, row: Model, asking: Asking, pieces: Shown, facts: Collection[str]
) -> TemplateResponse:
    """Return the page; `facts` say what the row is: when, who, from where, why."""
    name, label, most = asking.text
    given = request.POST.get(name, "")
    context: Mapping[str, Any] = {
        **page.admin_site.each_context(request),
        "title": asking.title,
        "opts": page.opts,
        "row": row,
        "asking": asking,
        "facts": [fact for fact in facts if fact],
        "shown": pieces,
        "kept": kept(request),
        "text": {"name": name, "label": label, "longest": most, "value": given} if name else None,
        "checkbox": ACTION_CHECKBOX_NAME,
        "back": f"{page.admin_site.name}:{page.opts.app_label}_{page.opts.model_name}_changelist",
    }
    request.current_app = page.admin_site.name
    return TemplateResponse(request, "admin/asking.html", dict(context))


def table(pieces: Sequence[Piece], label: str) -> SafeString:
    """Return pieces as a table by itself."""
    return render_to_string("admin/pieces.html", {"pieces": pieces, "asked": False, "label": label})


def _pieces(changes: Sequence[Change | ProposedEdit], conflicts: Mapping[int, Conflict], back: bool) -> Iterator[Piece]:
    keys = [int(row.path.removeprefix(STATEMENT)) for row in changes if row.path.startswith(STATEMENT)]
    stated = {f"{STATEMENT}{row.pk}": row for row in Statement.ever.filter(pk__in=keys).select_related("document")}
    for change in changes:
        statement = stated.get(change.path)
        what = f"{statement} ({statement.place})" if statement else change.path
        conflict = conflicts.get(change.pk)
        now, then = (change.after, change.before) if back else (change.before, change.after)
        yield Piece(
            change.pk,
            f"{change.kind} {change.label}",
            what,
            _short(change.path, conflict.now if conflict else now),
            _short(change.path, then),
            conflict.why if conflict else "",
            conflict.since if conflict else (),
        )


def _short(path: str, value: Any) -> str:
    """Return a value in short."""
    if value is None:
        return NOT_THERE
    if path == EXISTS:
        said = value.get("statements", ())
        found = "; ".join([value.get("slug", ""), *(f"{one['field']}: {one['printed']}" for one in said)])
        return Truncator(found).chars(SHOWN) if said else "(there)"
    if path == STATED:
        place = value["document"] if value.get("line") is None else f"{value['document']}:{value['line']}"
        return Truncator(f"{value['field']}: {value['printed']} = {_json(value['value'])} ({place})").chars(SHOWN)
    if path.startswith(STATEMENT):
        reason = (value["reason"] or {}).get(ORIGINAL, "")
        return f"{value['standing']} {reason}".strip()
    return Truncator(value if isinstance(value, str) else _json(value)).chars(SHOWN)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
