"""Whose words the texts of entries are, once undoing has brought them back.

Nobody approves their own words (the admin's approval), and the pieces that change sets note do not say whose they are.
"""

from collections.abc import Collection, Iterable

from django.db.models import F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from datasets.facts.kinds import Record
from datasets.models import Change, ChangeSet, Dataset, DatasetDescription, ProposedEdit

from .changes import EXISTS, TEXT
from .dumping import BATCH


def words_of(text: Record | None) -> tuple[str, ...]:
    """Return the words of a text as its piece has them."""
    return tuple((text or {}).get(key, "") for key in ("summary", "description"))


def texts_of(entries: Collection[int]) -> dict[tuple[str, tuple[str, ...]], DatasetDescription]:
    """Return the texts of entries that go, by language and words: one that another entry takes over stays whose it was.

    One query, where there are any.
    """
    rows = DatasetDescription.objects.filter(dataset__in=entries) if entries else ()
    return {(row.language, (row.summary, row.description)): row for row in rows}


def give_words_back(restored: Iterable[Change]) -> None:
    """Say again whose words the texts are that came back.

    They are of whoever made the change that brought them, or revised them before they were accepted; undoing brings no
    words of one's own.
    """
    wanted: dict[tuple[int, str], tuple[str, ...]] = {}
    made: dict[str, int] = {}
    for change in restored:
        if change.kind != "dataset" or change.before is None:
            continue
        if change.path.startswith(TEXT):
            wanted[change.key, change.path] = words_of(change.before)
        elif change.path == EXISTS:
            made[change.before["slug"]] = change.key
            for text in change.before["descriptions"]:
                wanted[change.key, f"{TEXT}{text['language']}"] = words_of(text)
    if not wanted:
        return
    brought = Change.objects.filter(kind="dataset", key__in={key for key, _ in wanted}, path__startswith=TEXT)
    rows = brought.filter(after__isnull=False).exclude(change_set__origin=ChangeSet.Origin.UNDO).order_by("pk")
    proposed = ProposedEdit.objects.filter(
        proposal__change_set=OuterRef("change_set"), kind="dataset", key=OuterRef("key"), path=OuterRef("path")
    )
    reviser = Subquery(proposed.values("revised_by")[:1], output_field=IntegerField())
    rows = rows.annotate(writer=Coalesce(reviser, F("change_set__author"), output_field=IntegerField()))
    writers: dict[tuple[int, str], int | None] = {}
    for key, path, before, after, author in rows.values_list("key", "path", "before", "after", "writer"):
        if words_of(after) == wanted.get((key, path)) and words_of(before) != words_of(after):
            writers[key, path] = author
    keys = {key: key for key, _ in writers}
    keys |= {pk: made[slug] for slug, pk in Dataset.objects.filter(slug__in=made).order_by().values_list("slug", "pk")}
    texts = list(DatasetDescription.objects.filter(dataset__in=keys)) if writers else []
    for row in texts:
        row.written_by_id = writers.get((keys[row.dataset_id], f"{TEXT}{row.language}"), row.written_by_id)
    DatasetDescription.objects.bulk_update(texts, ["written_by"], batch_size=BATCH)
