"""Edits that are checked, and written in one change set: at once, or when somebody accepts the proposal that has them.

How they are checked stands in edits, how pieces are written in undoing. Whoever may not write at once proposes.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone

from datasets.facts.kinds import Record
from datasets.models import (
    ChangeSet,
    Dataset,
    DatasetDescription,
    Document,
    FormerSlug,
    ProposedEdit,
    Suggestion,
)

from . import loading
from .changes import EXISTS, FORMER, KINDS, TEXT, Recorder, change_set
from .edits import NAMED, STATED, Edit, edited, nonsense, too_much, unfit
from .problems import Problem
from .projecting import project
from .undoing import Conflict, ConflictsError, InTheWayError, by_kind, states_now, write
from .writers import texts_of, words_of


class UnfitError(Exception):
    """The edits cannot be proposed; `problems` name the edit, the field and the fix."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Say how many there are."""
        super().__init__("; ".join(map(str, problems[:5])))
        self.problems = tuple(problems)


def checked(edits: Sequence[Edit]) -> list[ProposedEdit]:
    """Return edits as they would be kept and written, with what there is now; the catalogue is held.

    Raises UnfitError where one cannot be made, or the record format refuses what would come of it.
    """
    if told := list(too_much(edits)):
        raise UnfitError([Problem("", *one) for one in told])
    now = states_now((edit.kind, edit.key) for edit in edits if edit.key is not None and edit.kind in KINDS)
    found = [edited(edit, now.get((edit.kind, edit.key or 0))) for edit in edits]
    if wrong := list(nonsense(found, now)) or list(unfit(list(enumerate(found)), now)):
        raise UnfitError([Problem(f"edits[{place}]", *told) for place, *told in sorted(set(wrong))])
    return found


def carry_out(edits: Sequence[Edit], origin: str = ChangeSet.Origin.FORM, **about: Any) -> int:
    """Write edits at once, in one change set; return its number. `about` it are author, credit, reason.

    Raises UnfitError as `checked` does, and ConflictsError for what the database would not have.
    """
    with change_set(origin, **about) as opened:
        author = about.get("author")
        write_edits(checked(edits), opened, author.pk if author is not None else None)
    return opened.number


def write_edits(edits: Sequence[ProposedEdit], opened: Recorder, author: int | None) -> None:
    """Write edits, all of them checked, and what follows; `author` is the key of the account whose words texts are.

    It is part of the change set `opened`. Raises ConflictsError for what the database would not have.
    """
    going = [edit.key for edit in edits if edit.kind == "dataset" and edit.path == EXISTS and edit.key is not None]
    opened.watch_removed(going)
    _hand_over(edits, going)
    taken_over = texts_of(going)
    for kind, keys in by_kind((edit.kind, edit.key) for edit in edits if edit.key is not None).items():
        opened.watch(kind, keys)
    make_documents([edit.after for edit in edits if edit.path == EXISTS and edit.kind == "document"], opened)
    if made := [edit.after for edit in edits if edit.path == EXISTS and edit.kind == "dataset" and edit.key is None]:
        loading.load_datasets(made, opened.number)
        slugs = [record["slug"] for record in made]
        opened.made("dataset", Dataset.objects.filter(slug__in=slugs).order_by().values_list("pk", flat=True))
    stated: dict[int, list[Record]] = {}
    pieces: list[tuple[ProposedEdit, Any]] = []
    for edit in edits:
        if edit.path == STATED and edit.key is not None:
            stated.setdefault(edit.key, []).append(edit.after)
        elif edit.path != EXISTS or edit.key is not None:
            pieces.append((edit, edit.after))
    pieces += _former(pieces)
    # A source or a term goes last: until the new statements are there, entries may hold it.
    last = [piece for piece in pieces if piece[0].path == EXISTS and piece[0].kind in NAMED]
    _write([piece for piece in pieces if piece not in last], opened)
    loading.add_statements(stated, opened.number)
    touched = Dataset.objects.filter(pk__in=stated)
    project(touched)
    touched.update(changed=timezone.now(), revision=opened.number)
    _write(last, opened)
    for edit, value in pieces:
        if edit.path.startswith(TEXT) and value is not None and words_of(value) != words_of(edit.before):
            language = edit.path.removeprefix(TEXT)
            known = taken_over.get((language, words_of(value)))
            texts = DatasetDescription.objects.filter(dataset=edit.key, language=language)
            texts.update(written_by=known.written_by_id if known else edit.revised_by_id or author)


def _write(pieces: Sequence[tuple[ProposedEdit, Any]], opened: Recorder) -> None:
    try:
        write(pieces, opened.number)
    except InTheWayError as error:
        given = [one for one in error.conflicts if one.change.pk is not None] or error.conflicts
        raise ConflictsError([Conflict(one.change, one.change.before, (), one.why) for one in given]) from error


def make_documents(records: Sequence[Record], opened: Recorder) -> None:
    """Make documents as part of a change set; one that is there already, with its code, stays as it is."""
    there = set(Document.objects.filter(code__in=[one["code"] for one in records]).values_list("code", flat=True))
    fresh = [record for record in records if record["code"] not in there]
    for record in fresh:
        loading.load_document(record)
    codes = [record["code"] for record in fresh]
    opened.made("document", Document.objects.filter(code__in=codes).order_by().values_list("pk", flat=True))


def _hand_over(edits: Sequence[ProposedEdit], going: Sequence[int]) -> None:
    """Let what visitors suggested of entries that go be of those that take over their addresses."""
    slugs = dict(Dataset.objects.filter(pk__in=going).values_list("slug", "pk"))
    for edit in edits:
        if edit.path == FORMER and edit.key is not None:
            taken = [slugs[slug] for slug in edit.after or () if slug in slugs]
            Suggestion.objects.filter(dataset__in=taken).update(dataset=edit.key)


def _former(pieces: Sequence[tuple[ProposedEdit, Any]]) -> Iterator[tuple[ProposedEdit, Any]]:
    """Yield the former addresses of entries that get another: the old one leads to the new one."""
    told = {edit.key for edit, _ in pieces if edit.path == FORMER}
    for edit, slug in pieces:
        if edit.kind == "dataset" and edit.path == "slug" and edit.key not in told:
            former = FormerSlug.objects.filter(dataset=edit.key).values_list("slug", flat=True)
            value = [*(one for one in former if one != slug), edit.before]
            yield ProposedEdit(kind=edit.kind, key=edit.key, label=edit.label, path=FORMER), value
