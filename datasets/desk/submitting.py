"""Changes from the desk: written at once by those who may, else kept as a proposal beside the live entry.

A form says on which state of an entry it rests (`seen`, the entry's revision): what was changed since is shown first.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from datasets.admin.approval import may
from datasets.models import ChangeSet, Dataset, Proposal
from datasets.models.change import Change
from datasets.records.changes import EXISTS, TEXT
from datasets.records.editing import UnfitError, carry_out
from datasets.records.edits import Edit, approves
from datasets.records.proposing import propose
from datasets.records.undoing import ConflictsError
from datasets.records.writers import texts_of, words_of

from .differences import in_short

LONGEST_REASON = 480
BLANKS = re.compile(r"[ \t\r\n]+")


class RefusedError(Exception):
    """Nothing was written or proposed; `messages` say why, in words for the page."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__("; ".join(messages))
        self.messages = list(messages)


@dataclass(frozen=True)
class Submitted:
    """What became of edits: the number of the change set, or of the proposal that waits for somebody else."""

    change_set: int | None = None
    proposal: int | None = None


def directly(request: HttpRequest, edits: Sequence[Edit]) -> bool:
    """Tell whether whoever asks may write the edits at once: those of drafts may, those of others who may publish.

    A text that an edit approves takes the right to review as well, and nobody approves their own words here. One that
    comes with its approval from an entry that goes was approved before.
    """
    going = [edit.key for edit in edits if edit.kind == "dataset" and edit.path == EXISTS and edit.key is not None]
    known = {text for text, row in texts_of(going).items() if row.reviewed}
    if any(approves(edit) and (edit.path.removeprefix(TEXT), words_of(edit.after)) not in known for edit in edits):
        return False
    if may(request.user, "publish", Dataset):
        return True
    if any(edit.kind != "dataset" and edit.key is not None for edit in edits):
        return False
    made = [edit for edit in edits if edit.kind == "dataset" and edit.key is None]
    if any(edit.path == "status" or (edit.after is None and edit.path == EXISTS) for edit in edits):
        return False
    keys = {edit.key for edit in edits if edit.key is not None}
    drafts = Dataset.objects.filter(pk__in=keys, status=Dataset.Status.DRAFT).count()
    return drafts == len(keys) and all(edit.after.get("status") == Dataset.Status.DRAFT for edit in made)


@contextmanager
def _refusing() -> Iterator[None]:
    """Raise RefusedError for edits that cannot be made, or that the database would not have."""
    try:
        yield
    except UnfitError as error:
        raise RefusedError([str(problem) for problem in error.problems]) from error
    except ConflictsError as error:
        raise RefusedError(in_short(error.conflicts)) from error


def submit(request: HttpRequest, edits: Sequence[Edit], reason: str = "") -> Submitted:
    """Write the edits or propose them, with the `reason`; say which, in a message of the next page.

    Raises RefusedError, with nothing done, where they cannot be.
    """
    user: Any = request.user
    about = {
        "author": user,
        "credit": user.get_full_name(),
        "reason": reason.replace("\0", "").strip()[:LONGEST_REASON],
    }
    with _refusing(), transaction.atomic():
        # A draft that is published meanwhile is no draft any more.
        ChangeSet.hold()
        if directly(request, edits):
            done = Submitted(change_set=carry_out(edits, **about))
        else:
            done = Submitted(proposal=propose(edits, Proposal.Origin.FORM, **about).pk)
    messages.success(request, _told(done))
    return done


def approve(request: HttpRequest, edits: Sequence[Edit]) -> Submitted:
    """Write edits that approve texts as they stand, at once; who may is for the page to ask (admin.approval).

    Raises RefusedError, with nothing done, where they cannot be written.
    """
    user: Any = request.user
    with _refusing():
        done = Submitted(change_set=carry_out(edits, author=user, credit=user.get_full_name(), reason=APPROVED))
    messages.success(request, _told(done))
    return done


# The reason of a change set that approves texts, which the public reads.
APPROVED = "Texts read and approved."


def _told(done: Submitted) -> SafeString:
    if done.change_set is not None:
        address = reverse("desk-change", args=[done.change_set])
        return format_html('{} <a href="{}">{}</a>', _("Saved."), address, _("See or undo this change"))
    address = reverse("desk-proposal", args=[done.proposal])
    waiting = _("Proposed: an editor decides. What the public sees has not changed.")
    return format_html('{} <a href="{}">{}</a>', waiting, address, _("See the proposal"))


def read_again(row: Model, *columns: str) -> None:
    """Read columns of a row again, now that nothing changes any more; 404 where it is gone meanwhile."""
    try:
        row.refresh_from_db(fields=columns or None)
    except ObjectDoesNotExist as error:
        raise Http404(_("It is gone meanwhile.")) from error


@contextmanager
def as_shown(request: HttpRequest, entry: Dataset, *columns: str) -> Iterator[list[str]]:
    """Give why an entry cannot be changed as it was shown: nothing where it can. Nobody else writes until the end.

    `columns` of the entry are read again with its revision. What is inside may add reasons, and submits where there are
    none; a RefusedError ends it and is one of them. So what was asked for was done if the list is empty in the end.
    """
    refused: list[str] = []
    with transaction.atomic():
        ChangeSet.hold()
        read_again(entry, "revision", *columns)
        if changed := changed_since(request, entry):
            refused.append(changed)
        try:
            yield refused
        except RefusedError as error:
            refused += error.messages


def changed_since(request: HttpRequest, entry: Dataset, seen: str = "seen") -> str:
    """Return what to say where the entry was changed since the page that is sent was shown; "" where it was not.

    `seen` is the field of the form that has the revision of the entry that was shown.
    The caller holds the catalogue (ChangeSet.hold), so that nothing changes between this question and the writing.
    """
    if request.POST.get(seen, "") == str(entry.revision):
        return ""
    last = Change.objects.filter(kind="dataset", key=entry.pk).select_related("change_set__author").order_by("-pk")
    found = last.first()
    by = who(found.change_set) if found is not None else ""
    if by:
        return _("%(name)s changed this entry meanwhile. Nothing was saved: look at it again, then save.") % {
            "name": by
        }
    return _("This entry was changed meanwhile. Nothing was saved: look at it again, then save.")


def who(row: ChangeSet | Proposal) -> str:
    """Return the name by which an author is credited, or that of the account; "" where nobody is known."""
    return row.credit or (cast(Any, row.author).get_username() if row.author else "")


def one_line(text: str) -> str:
    """Return what was typed as one line; blanks that do not break, as French has them, stay as they are."""
    return BLANKS.sub(" ", text).strip(" ")
