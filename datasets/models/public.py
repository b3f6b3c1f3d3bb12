"""What the public sees: the one place that decides it. Pages, API, files and search ask here and know no status.

A published entry is seen everywhere. A withdrawn one is seen at its own address, which answers 410 with what is known,
and wherever somebody names that address (a comparison, a suggestion); it is in no list, count or search, and no other
entry names it. A draft and what hangs on it alone are seen nowhere: its address answers as an unknown one does.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from .asking import Question
from .change import Change, ChangeSet
from .dataset import Dataset, FormerSlug, Part, published
from .document import Document
from .fact import Statement
from .guide import Guide, GuideEntry
from .kept import Kept
from .source import Source

Status = Dataset.Status


@dataclass(frozen=True)
class Named:
    """An entry by its present address and its name."""

    slug: str
    name: str


def addressed() -> QuerySet[Dataset]:
    """Return the datasets whose own address answers: the published and the withdrawn ones."""
    return Dataset.objects.exclude(status=Status.DRAFT)


@dataclass(frozen=True)
class Answering(Named):
    """An entry whose own address answers, and whether it does so as a withdrawn one."""

    is_withdrawn: bool


_ANSWERING = Question(lambda slugs: addressed().filter(slug__in=slugs).order_by().values_list("slug", "name", "status"))


def answering(slugs: Sequence[str]) -> dict[str, Answering]:
    """Return the entries with these slugs whose addresses answer. One query, composed once."""
    rows = _ANSWERING.values(slugs)
    return {slug: Answering(slug, name, status == Status.WITHDRAWN) for slug, name, status in rows}


def unpublished() -> QuerySet[Dataset]:
    """Return the datasets that no list, count or search has."""
    return Dataset.objects.exclude(status=Status.PUBLISHED)


def seen(path: str = "dataset", asked: Collection[str] = ()) -> Q:
    """Return the condition that the dataset at the end of `path` is seen beside others.

    It is published; or withdrawn, and `asked` has its slug: somebody named its address.
    """
    condition = Q(**{f"{path}__status": Status.PUBLISHED})
    if asked:
        condition |= Q(**{f"{path}__status": Status.WITHDRAWN, f"{path}__slug__in": asked})
    return condition


_MOVED = Question(
    lambda slugs: (
        FormerSlug.objects.filter(slug__in=slugs)
        .exclude(dataset__status=Status.DRAFT)
        .order_by()
        .values_list("slug", "dataset__slug")
    )
)


def moved(slugs: Iterable[str]) -> dict[str, str]:
    """Return for each of `slugs` that is a former one the slug that its entry has now. No query where there is none.

    A former slug of a draft is unknown.
    """
    return dict(_MOVED.values(sorted(set(slugs))))


def written(path: str = "") -> Coalesce:
    """Return the expression of when the directory last changed the entry at the end of `path`: its revision's moment.

    `changed` is the day of what the entry says, which files and undoings bring with them.
    """
    moment = ChangeSet.objects.filter(pk=OuterRef(f"{path}revision")).values("created")[:1]
    return Coalesce(Subquery(moment), F(f"{path}changed"))


def former_slugs() -> QuerySet[FormerSlug]:
    """Return the slugs that published entries had before."""
    return FormerSlug.objects.filter(seen())


_NAMED = Question(lambda slugs: published().filter(slug__in=slugs).order_by().values_list("slug", "name"))
_FORMER = Question(
    lambda slugs: (
        FormerSlug.objects.filter(seen(), slug__in=slugs)
        .order_by()
        .values_list("slug", "dataset__slug", "dataset__name")
    )
)


def named(slugs: Iterable[str]) -> dict[str, Named]:
    """Return the published entries that `slugs` name, by the slug that was given, which may be a former one.

    One query, and one more where a slug is none that an entry has now.
    """
    wanted = set(slugs)
    found = {slug: Named(slug, name) for slug, name in _NAMED.values(sorted(wanted))}
    found.update((given, Named(slug, name)) for given, slug, name in _FORMER.values(sorted(wanted - set(found))))
    return found


def number_of(model: type[Part]) -> int:
    """Return how many rows of a part, such as statements, published entries have. One query.

    It takes those of the few other entries off all: counting by looking at each row's entry takes five times as long.
    """
    others = model._default_manager.filter(dataset__in=unpublished().order_by()).order_by()
    # A function and not an aggregate, for which Django would group the rows.
    counted = Subquery(others.annotate(number=Func("pk", function="COUNT")).values("number"))
    return int(model._default_manager.aggregate(number=Count("pk") - counted)["number"])


def documents() -> QuerySet[Document]:
    """Return the documents and references that something public cites: a published entry or a guide.

    A reference that a curator adds for a draft tells of the draft. Three queries for what guides cite, once for a
    revision.
    """
    stated = Statement.objects.filter(seen(), document=OuterRef("pk"))
    return Document.objects.filter(Exists(stated) | Q(code__in=_advised.get(None, _cited_by_guides)))


_advised: Kept[None, Sequence[str]] = Kept(1)


def _cited_by_guides() -> list[str]:
    """Return the codes of documents that guides cite: in their bodies, or in what they say of published entries.

    A guide cites a document by its code (guide.schema.json).
    """
    advice = [*Guide.objects.values_list("body", flat=True)]
    advice += GuideEntry.objects.filter(seen()).order_by().values_list("details", flat=True)
    longest = Document._meta.get_field("code").max_length or 0
    said = {text for text in _texts(advice) if len(text) <= longest}
    return list(Document.objects.filter(code__in=said).order_by("code").values_list("code", flat=True))


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def sources() -> QuerySet[Source]:
    """Return the hosts and publishers of published entries. Search has the same ones (index.facets.BY_ENTRIES)."""
    return Source.objects.filter(Exists(published().filter(sources=OuterRef("pk")).order_by()))


def changes() -> QuerySet[Change]:
    """Return the changes of what the public sees now: terms, guides, published entries, their sources and documents.

    Of an entry that was deleted that alone is told, unless it was a draft then, or is there again. Of a source or a
    document nobody can tell any more whether it was seen; terms and guides everybody sees.
    """
    rows = {"dataset": published().order_by(), "source": sources(), "document": documents()}
    known = [Q(Exists(found.filter(pk=OuterRef("key"))), kind=kind) for kind, found in rows.items()]
    return Change.objects.filter(Q(~Q(kind__in=rows), _deleted(), *known, _connector=Q.OR))


def _deleted() -> Q:
    """Return the condition that a change deleted an entry which was no draft, and was not taken back."""
    was_seen = Q(before__status__in=[Status.PUBLISHED, Status.WITHDRAWN])
    taken_back = ChangeSet.objects.filter(reverses=OuterRef("change_set")).order_by()
    return Q(was_seen, ~Exists(taken_back), kind="dataset", path="", after__isnull=True)


def changes_of_entries() -> QuerySet[Change]:
    """Return the changes of entries whose address answers, and that others were deleted; `slug` is where they are now.

    For those who mirror the catalogue: they have to know what to take away.
    """
    addresses = addressed().filter(pk=OuterRef("key")).order_by()
    rows = Change.objects.filter(Q(Exists(addresses)) | _deleted(), kind="dataset")
    return rows.annotate(slug=Subquery(addresses.values("slug")), state=Subquery(addresses.values("status")))


def deletions() -> QuerySet[Change]:
    """Return the changes that deleted an entry which the public had seen."""
    return Change.objects.filter(_deleted(), change_set__in=ChangeSet.objects.exclude(removed=[]).order_by())


def added_since(revision: int, keys: Collection[int]) -> set[int]:
    """Return which of the entries with these keys the public has seen only since a revision. One query."""
    first = Q(path="", before__isnull=True) | Q(path="status", before=Status.DRAFT.value)
    rows = Change.objects.filter(first, kind="dataset", key__in=keys, change_set__gt=revision)
    return set(rows.order_by().values_list("key", flat=True))


def changes_of(row: Dataset) -> QuerySet[Change]:
    """Return the changes of one entry, whose address answers."""
    return Change.objects.filter(kind="dataset", key=row.pk)


def first_published(keys: Collection[int]) -> dict[int, datetime]:
    """Return when entries that are published now were so for the first time, by their keys, where change sets tell.

    Those that came with the catalogue's files were published before, nobody knows when. One query.
    """
    of_states = Q(path="", before__isnull=True) | Q(path="status")
    rows = Change.objects.filter(of_states, kind="dataset", key__in=keys).order_by("-pk")
    found: dict[int, datetime] = {}
    began: dict[int, str] = {}
    columns = ("key", "path", "before", "after", "change_set__created", "change_set__origin")
    made = {}
    for key, path, before, after, moment, origin in rows.values_list(*columns):
        if path:
            began[key] = before
            if after == Status.PUBLISHED:
                found[key] = moment
        elif origin != ChangeSet.Origin.SEED:
            made[key] = moment
    # As what it began says the first change of that; where there was none, what it is.
    drafts = {key: moment for key, moment in found.items() if began[key] == Status.DRAFT}
    return drafts | {key: moment for key, moment in made.items() if began.get(key) in (None, Status.PUBLISHED)}
