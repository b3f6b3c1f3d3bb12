"""Proposals: edits that wait, and are written or left when somebody decides.

Accepting compares each piece with what it was when it was proposed, as undoing does: what differs is a conflict, and
whoever decides says which of those to leave. How edits are checked: edits.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from datasets.facts.kinds import Record
from datasets.models import (
    ChangeSet,
    Dataset,
    DatasetDescription,
    FormerSlug,
    Proposal,
    ProposedEdit,
    Suggestion,
)

from . import loading
from .changes import EXISTS, FORMER, KINDS, TEXT, Recorder, change_set, same
from .edits import STATED, Edit, edited, nonsense, too_much, unfit
from .problems import Problem
from .projecting import project
from .undoing import Conflict, ConflictsError, InTheWayError, Later, by_kind, piece_of, states_now, write
from .writers import words_of


class UnfitError(Exception):
    """The edits cannot be proposed; `problems` name the edit, the field and the fix."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Say how many there are."""
        super().__init__("; ".join(map(str, problems[:5])))
        self.problems = tuple(problems)


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
    if told := [*too_much(edits), *_unfit_words(about)]:
        raise UnfitError([Problem("", *one) for one in told])
    with transaction.atomic():
        ChangeSet.hold()
        now = states_now((edit.kind, edit.key) for edit in edits if edit.key is not None and edit.kind in KINDS)
        found = [edited(edit, now.get((edit.kind, edit.key or 0))) for edit in edits]
        if wrong := list(nonsense(found, now)) or list(unfit(list(enumerate(found)), now)):
            raise UnfitError([Problem(f"edits[{place}]", *told) for place, *told in sorted(set(wrong))])
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
        _write(written, proposal, opened)
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


def reason_of(proposal: Proposal) -> str:
    """Return the reason of the change set that a proposal becomes."""
    return f"Proposal {proposal}: {proposal.reason}" if proposal.reason else f"Proposal {proposal}"


def _hold(number: int) -> None:
    """Keep others from deciding; the catalogue is held already, so that what they decided is seen."""
    proposal = Proposal.objects.select_for_update().get(pk=number)
    if proposal.state != Proposal.State.OPEN:
        raise DecidedError(proposal)


def _decide(number: int, by: Any, state: str, **more: Any) -> None:
    Proposal.objects.filter(pk=number).update(state=state, decided_by=by, decided=timezone.now(), **more)


def _unfit_words(about: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in about.items():
        most = getattr(Proposal._meta.get_field(name), "max_length", 0)
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
        value = None if edit.path in (EXISTS, STATED) or state is None else state.pieces.get(edit.path)
        why = None
        if edit.key is not None and state is None:
            why = "it is gone"
        elif edit.path not in (EXISTS, STATED) and not same(edit.path, value, edit.before):
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
        value = None if edit.path in (EXISTS, STATED) else piece_of(state, edit.path)
        yield Conflict(edit, value, (), "; ".join(messages))


def _write(edits: Sequence[ProposedEdit], proposal: Proposal, opened: Recorder) -> None:
    """Write the edits, all of them checked, and what follows."""
    for kind, keys in by_kind((edit.kind, edit.key) for edit in edits if edit.key is not None).items():
        opened.watch(kind, keys)
    if made := [edit.after for edit in edits if edit.path == EXISTS]:
        loading.load_datasets(made, opened.number)
        slugs = [record["slug"] for record in made]
        opened.made("dataset", Dataset.objects.filter(slug__in=slugs).order_by().values_list("pk", flat=True))
    stated: dict[int, list[Record]] = {}
    pieces: list[tuple[ProposedEdit, Any]] = []
    for edit in edits:
        if edit.path == STATED and edit.key is not None:
            stated.setdefault(edit.key, []).append(edit.after)
        elif edit.path != EXISTS:
            pieces.append((edit, edit.after))
    pieces += _former(pieces)
    try:
        write(pieces, opened.number)
    except InTheWayError as error:
        given = [one for one in error.conflicts if one.change.pk is not None]
        raise ConflictsError([Conflict(one.change, one.change.before, (), one.why) for one in given]) from error
    loading.add_statements(stated, opened.number)
    touched = Dataset.objects.filter(pk__in=stated)
    project(touched)
    touched.update(changed=timezone.now(), revision=opened.number)
    for edit, value in pieces:
        if edit.path.startswith(TEXT) and value is not None and words_of(value) != words_of(edit.before):
            texts = DatasetDescription.objects.filter(dataset=edit.key, language=edit.path.removeprefix(TEXT))
            texts.update(written_by=proposal.author_id)


def _former(pieces: Sequence[tuple[ProposedEdit, Any]]) -> Iterator[tuple[ProposedEdit, Any]]:
    """Yield the former addresses of entries that get another: the old one leads to the new one."""
    told = {edit.key for edit, _ in pieces if edit.path == FORMER}
    for edit, slug in pieces:
        if edit.kind == "dataset" and edit.path == "slug" and edit.key not in told:
            former = FormerSlug.objects.filter(dataset=edit.key).values_list("slug", flat=True)
            value = [*(one for one in former if one != slug), edit.before]
            yield ProposedEdit(kind=edit.kind, key=edit.key, label=edit.label, path=FORMER), value
