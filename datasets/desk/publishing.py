"""What an entry owes its reader before the public sees it, and the page that shows it to them or takes it away.

An entry has a name, its kind, a reference, something that it shows, a way to it or the words that say why there is
none, and a text: one that somebody wrote in English, or the facts from which one is composed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.reading import with_everything
from datasets.models import ChangeSet, Dataset
from datasets.models.language import ORIGINAL
from datasets.records.edits import Edit
from datasets.web.sent import see

from .doors import desk, page
from .submitting import RefusedError, changed_since, submit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Status = Dataset.Status

# The fields of which one says what an entry shows, or holds where it is of another category than images.
SHOWS = ("modality", "anatomy", "condition", "task", "contents", "purpose")


@dataclass(frozen=True)
class Debt:
    """One thing that an entry owes: what, how to give it, and the field to be stated, "" where it is none."""

    what: "StrOrPromise"
    how: "StrOrPromise"
    field: str = ""


def _stated(row: Any, *fields: str) -> bool:
    """Tell whether a statement about one of the fields has a say, with a value or with printed words alone."""
    return any(one.field in fields and one.standing != one.Standing.SET_ASIDE for one in row.statement_set.all())


def _text(row: Any) -> bool:
    """Tell whether somebody wrote about the entry in English, or enough is known for a composed text."""
    return any(text.language == ORIGINAL for text in row.descriptions.all()) or _stated(row, *SHOWS)


# Each with what tells whether an entry has it. Name, category and kind no entry is without.
OWED: tuple[tuple[Debt, Callable[[Any], bool]], ...] = (
    (
        Debt(lazy("a reference"), lazy("State at least one fact with the document or page that says it.")),
        lambda row: bool(row.statement_set.all()),
    ),
    (
        Debt(lazy("what it shows"), lazy("State a modality, a body region, a condition or a task."), "modality"),
        lambda row: _stated(row, *SHOWS),
    ),
    (
        Debt(
            lazy("a way to it"),
            lazy("State a link; where there is none, leave the value empty and give the words that say why."),
            "link",
        ),
        lambda row: _stated(row, "link"),
    ),
    (Debt(lazy("a text"), lazy("Write one in English, or state the facts from which one is composed.")), _text),
)


def owed(row: Any) -> list[Debt]:
    """Return what an entry owes its reader; its statements and texts should have been fetched."""
    return [debt for debt, has in OWED if not has(row)]


@desk("GET", "HEAD", "POST")
def status(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what publishing, withdrawing or restoring an entry will do, and do it (or propose it)."""
    entry = get_object_or_404(with_everything(Dataset.objects.all()), slug=slug)
    debts = owed(entry)
    wanted = Status.WITHDRAWN if entry.is_published else Status.PUBLISHED
    refused: list[str] = []
    code = 200
    if request.method == "POST":
        code = 400
        with transaction.atomic():
            ChangeSet.hold()
            entry.refresh_from_db(fields=["revision", "status"])
            changed = changed_since(request, entry)
            if changed:
                refused = [changed]
            elif debts and entry.status == Status.DRAFT:
                refused = [f"{debt.what}: {debt.how}" for debt in debts]
            else:
                try:
                    submit(request, [Edit("dataset", "status", wanted, entry.pk)], request.POST.get("reason", ""))
                except RefusedError as error:
                    refused = error.messages
                else:
                    return see(reverse("desk-entry", args=[slug]))
    context = {"entry": entry, "wanted": wanted, "owed": debts, "refused": refused}
    return page(request, "status.html", context, section="entries", status=code)
