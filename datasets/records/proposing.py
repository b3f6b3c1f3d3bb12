"""Proposals: edits that wait, and are written or left when somebody decides.

Accepting compares each piece with what it was when it was proposed, as undoing does: what differs is a conflict, and
whoever decides says which of those to leave. Until then what is proposed may be revised. How edits are checked: edits.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef
from django.utils import timezone

from datasets.models import ChangeSet, Proposal, ProposalComment, ProposedEdit, Suggestion

from .changes import TEXT, change_set, same
from .editing import UnfitError, checked, write_edits
from .edits import STATED, Edit, edited, nonsense, too_much, unfit
from .problems import Problem
from .undoing import BATCH, Conflict, ConflictsError, Later, piece_of, states_now
from .writers import words_of


class DecidedError(Exception):
    """Somebody has decided already; the message says who did what."""

    def __init__(self, proposal: Proposal) -> None:
        """Say what was decided."""
        as_what = f", as change set {proposal.change_set_id}" if proposal.change_set_id else ""
        super().__init__(f"Proposal {proposal} was {proposal.state} already{as_what}.")


def propose(
    edits: Sequence[Edit], origin: str, *, author: Any = None, credit: str = "", reason: str = "",
    suggestion: Suggestion | None = None,
) -> Proposal:  # fmt: skip
    """Keep edits for somebody to decide; raise UnfitError where one cannot be made or the record format refuses it."""
    about = {"reason": reason.strip(), "credit": credit.strip()}
    if told := list(_unfit_words(about)):
        raise UnfitError([Problem("", *one) for one in told])
    with transaction.atomic():
        ChangeSet.hold()
        found = checked(edits)
        proposal = Proposal.objects.create(
            origin=origin, author=author, suggestion=suggestion, revision=ChangeSet.current()[0], **about
        )
        for edit in found:
            edit.proposal = proposal
        ProposedEdit.objects.bulk_create(found)
    return proposal


def conflicts_of(proposal: Proposal) -> list[Conflict]:
    """Return what stands in the way of accepting a proposal."""
    return list(_conflicts(list(proposal.edits.order_by("pk")), proposal))


def accept(number: int, *, by: Any = None, keep: Collection[int] = ()) -> int:
    """Write what a proposal says, in one change set that is its author's; return the change set's number.

    `keep` are the keys of its edits that are to be left. Raises Proposal.DoesNotExist, DecidedError, and ConflictsError
    where something is no longer as it was when it was proposed, or nothing would be left to write.
    """
    proposal = Proposal.objects.select_related("author").get(pk=number)
    about: dict[str, Any] = {"author": proposal.author, "credit": proposal.credit, "reason": reason_of(proposal)}
    with change_set(ChangeSet.Origin.PROPOSAL, **about) as opened:
        _hold(number)
        edits = list(proposal.edits.order_by("pk"))
        written = [edit for edit in edits if edit.pk not in keep]
        if found := list(_conflicts(written, proposal)):
            raise ConflictsError(found)
        if not written:
            raise ConflictsError([Conflict(edit, None, (), "nothing is left to accept; reject it") for edit in edits])
        write_edits(written, opened, proposal.author_id)
        _decide(number, by, Proposal.State.ACCEPTED, change_set_id=opened.number)
        decided = {"state": Suggestion.State.ACCEPTED, "change_set_id": opened.number}
        if proposal.suggestion_id is not None:
            Suggestion.objects.filter(pk=proposal.suggestion_id).update(**decided)
    return opened.number


def reject(number: int, *, by: Any = None, comment: str = "") -> None:
    """Leave what a proposal says; raise Proposal.DoesNotExist, DecidedError, and UnfitError for such a comment."""
    if told := list(_unfit_words({"comment": comment.strip()})):
        raise UnfitError([Problem("", *one) for one in told])
    with transaction.atomic():
        ChangeSet.hold()
        _hold(number)
        _decide(number, by, Proposal.State.REJECTED, comment=comment.strip())
        # A visitor's suggestion is declined with the last that was proposed of it.
        waiting = Proposal.objects.filter(suggestion=OuterRef("pk"), state__in=Proposal.WAITING)
        of = Suggestion.objects.filter(proposals=number, state=Suggestion.State.OPEN).exclude(Exists(waiting))
        Suggestion.objects.filter(pk__in=list(of.values_list("pk", flat=True))).update(state=Suggestion.State.DECLINED)


def send_back(number: int, *, by: Any, comment: str) -> None:
    """Give a proposal back to its author, with what is to be mended; raise as `reject` does.

    What was sent back already is sent back again, with another comment.
    """
    with transaction.atomic():
        ChangeSet.hold()
        _hold(number)
        comment_on(number, by=by, text=comment)
        Proposal.objects.filter(pk=number).update(state=Proposal.State.RETURNED)


def comment_on(number: int, *, by: Any, text: str) -> None:
    """Keep what somebody says about a proposal; raise UnfitError for no words, or too many."""
    text = text.strip()
    told = list(_unfit_words({"text": text}, ProposalComment))
    if not text:
        told.append(("text", "is empty; say something"))
    if told:
        raise UnfitError([Problem("", *one) for one in told])
    ProposalComment.objects.create(proposal_id=number, author=by, text=text)


def revise(number: int, values: Mapping[int, Any], leave: Collection[int] = (), *, by: Any = None) -> None:
    """Give edits of a proposal, by their keys, other values; `leave` are those that it is to be without.

    All of it is checked again, against what there is now; what each piece was when it was proposed stays, so that a
    change meanwhile still stands in the way of accepting it. What was sent back waits for an editor again. Other words
    of a text are those of whoever revises it, `by`. Raises Proposal.DoesNotExist, DecidedError, and UnfitError.
    """
    with transaction.atomic():
        ChangeSet.hold()
        _hold(number)
        rows = list(ProposedEdit.objects.filter(proposal=number).exclude(pk__in=leave).order_by("pk"))
        edits = [Edit(row.kind, row.path, values.get(row.pk, row.after), row.key) for row in rows]
        if told := list(too_much(edits)):
            raise UnfitError([Problem("", *one) for one in told])
        now = states_now((row.kind, row.key) for row in rows if row.key is not None)
        for row, edit in zip(rows, edits, strict=True):
            proposed, row.after = row.after, edited(edit, now.get((row.kind, row.key or 0))).after
            if row.path.startswith(TEXT) and words_of(row.after) != words_of(proposed):
                row.revised_by = by
        if wrong := list(nonsense(rows, now)) or list(unfit(list(enumerate(rows)), now)):
            raise UnfitError([Problem(str(rows[place]), *told) for place, *told in sorted(set(wrong))])
        ProposedEdit.objects.filter(proposal=number, pk__in=leave).delete()
        ProposedEdit.objects.bulk_update(
            [row for row in rows if row.pk in values], ["after", "revised_by"], batch_size=BATCH
        )
        Proposal.objects.filter(pk=number).update(state=Proposal.State.OPEN)


def mark_of(proposal: Proposal) -> str:
    """Return what tells whether a proposal still is what somebody looked at: it is another once it is revised."""
    edits = list(proposal.edits.order_by("pk").values_list("pk", "after"))
    return hashlib.sha256(json.dumps(edits).encode()).hexdigest()[:32]


def reason_of(proposal: Proposal) -> str:
    """Return the reason of the change set that a proposal becomes."""
    return f"Proposal {proposal}: {proposal.reason}" if proposal.reason else f"Proposal {proposal}"


def _hold(number: int) -> None:
    """Keep others from deciding; the catalogue is held already, so that what they decided is seen."""
    proposal = Proposal.objects.select_for_update().get(pk=number)
    if proposal.state not in Proposal.WAITING:
        raise DecidedError(proposal)


def _decide(number: int, by: Any, state: str, **more: Any) -> None:
    Proposal.objects.filter(pk=number).update(state=state, decided_by=by, decided=timezone.now(), **more)


def _unfit_words(about: Mapping[str, str], model: type[Model] = Proposal) -> Iterator[tuple[str, str]]:
    for name, text in about.items():
        most = getattr(model._meta.get_field(name), "max_length", 0)
        if len(text) > most:
            yield name, f"has {len(text):,} characters; {most} are the most"
        if "\0" in text:
            yield name, "holds the character U+0000, which is no text; remove it"


def _conflicts(edits: Sequence[ProposedEdit], proposal: Proposal) -> Iterator[Conflict]:
    """Yield the edits that are of something else by now, or would not fit any more."""
    now = states_now((edit.kind, edit.key) for edit in edits if edit.key is not None)
    later = Later.than(proposal.revision, ProposedEdit.objects.filter(proposal=proposal))
    fit = []
    for place, edit in enumerate(edits):
        state = now.get((edit.kind, edit.key or 0))
        value = None if edit.path == STATED else piece_of(state, edit.path)
        why = None
        if edit.key is not None and state is None:
            why = "it is gone"
        elif edit.path != STATED and edit.key is not None and not same(edit.path, value, edit.before):
            why = "it was changed since it was proposed"
        if why is None:
            fit.append((place, edit))
        else:
            yield Conflict(edit, value, later.since(edit.kind, edit.key, edit.path), why)
    wrong: dict[int, list[str]] = {}
    for place, name, message in unfit(fit, now):
        wrong.setdefault(place, []).append(f"{name}: {message}")
    for place, messages in sorted(wrong.items()):
        edit = edits[place]
        state = now.get((edit.kind, edit.key or 0))
        value = None if edit.path == STATED else piece_of(state, edit.path)
        yield Conflict(edit, value, (), "; ".join(messages))
