"""What changed of links and of how to get at entries: what was and what is, for whoever has a link or a plan.

From the ledger, whose statements say what an entry held before a change set and after it; and from what was found at
the addresses of links, which is of no change set.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, TextField, Value, Window
from django.db.models.functions import Cast, Concat, Lag
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.columns import PARTS
from datasets.facts.fields import FIELDS
from datasets.facts.readings import Terms, in_words, terms_named
from datasets.facts.resolution import Voice, nothing, values, voice
from datasets.models import Change, ChangeSet, Dataset, LinkCheck, LinkHealth, LinkState, Statement
from datasets.models.dataset import published
from datasets.records.changes import EXISTS, STATEMENT
from datasets.records.values import said
from datasets.words.wording import listed

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The fields that say how to get at an entry, and where.
ACCESS = ("access", "access_step", "license", "rights", "link")
# What is told of an address, and how. Other answers, such as a slow one, say nothing for good.
TOLD: "Mapping[str, StrOrPromise]" = {
    LinkState.ALIVE: lazy("Link works again"),
    LinkState.MOVED: lazy("Link has moved"),
    LinkState.DEAD: lazy("Link is dead"),
}


@dataclass(frozen=True)
class Line:
    """What changed: its name, and what was and what is, in words; empty where nothing is stated.

    No `before` (None) has what nobody had looked at.
    """

    label: str
    before: Sequence[str] | None
    after: Sequence[str]


@dataclass(frozen=True)
class Item:
    """What changed at one moment: what names it for good, the entry and its page, of what, and the lines that say it.

    An address may be of `others` as well.
    """

    key: UUID
    when: datetime
    name: str
    url: str
    about: str
    lines: Sequence[Line]
    reason: str = ""
    others: Sequence[str] = ()


def newest(number: int) -> list[Item]:
    """Return the newest changes of both kinds, the newest first."""
    found = [*_stated(number), *_found(number)]
    return sorted(found, key=lambda item: item.when, reverse=True)[:number]


def mark() -> str:
    """Return what changes when something else is found at a link: of what is stated the catalogue's revision tells."""
    return str(LinkCheck.objects.aggregate(newest=Max("pk"))["newest"])


def _stated(number: int) -> Iterator[Item]:
    """Yield what change sets made of what entries hold. Six queries."""
    pairs = list(_touched()[:number])
    keys = {key for _at, key in pairs}
    sets = ChangeSet.objects.in_bulk({at for at, _key in pairs})
    rows = published().in_bulk(keys)
    ledger = _Ledger(keys)
    differing = {pair: found for pair in pairs if (found := ledger.differing(*pair))}
    told = [(FIELDS[code], value) for found in differing.values() for code, pair in found.items() for value in pair]
    terms = terms_named([(field, value) for field, value in told if value], {})
    for (at, key), found in differing.items():
        one, row = sets[at], rows[key]
        lines = [_line(code, before, after, terms) for code, (before, after) in found.items()]
        if lines := [line for line in lines if line.before != line.after]:
            url = f"{reverse('history', args=[row.slug])}#change-{at}"
            about = listed(line.label for line in lines)
            yield Item(uuid5(UUID(one.stamp), str(key)), one.created, row.name, url, about, lines, one.reason)


def _touched() -> QuerySet[Change, tuple[int, int]]:
    """Return (change set, entry) where a statement about access was made, judged or taken back; not of new entries."""
    piece = Concat(Value(STATEMENT), Cast("pk", TextField()), output_field=TextField())
    about = Statement.ever.filter(dataset=OuterRef("key"), field__in=ACCESS).annotate(piece=piece)
    same = Change.objects.filter(kind="dataset", key=OuterRef("key"), change_set=OuterRef("change_set"), path=EXISTS)
    rows = Change.objects.filter(
        Exists(about.filter(piece=OuterRef("path"))),
        Exists(published().filter(pk=OuterRef("key"))),
        ~Exists(same),
        kind="dataset",
        path__startswith=STATEMENT,
    )
    return rows.order_by("-change_set", "key").values_list("change_set", "key").distinct()


class _Ledger:
    """All statements about the access of entries, also those that were taken back, and how each was judged when.

    Documents weigh as they do today.
    """

    def __init__(self, keys: Collection[int]) -> None:
        """Read the statements of the entries with these keys. Two queries."""
        self.statements: dict[int, list[Statement]] = defaultdict(list)
        self.voices: dict[str, Voice] = {}
        rows = Statement.ever.filter(dataset__in=keys, field__in=ACCESS).select_related("document")
        for row in rows.order_by("dataset", "position", "pk"):
            self.statements[row.dataset_id].append(row)
            self.voices[row.document.code] = voice(row.document)
        self.judged: dict[str, list[Change]] = defaultdict(list)
        pieces = [f"{STATEMENT}{row.pk}" for some in self.statements.values() for row in some]
        for change in Change.objects.filter(kind="dataset", key__in=keys, path__in=pieces).order_by("change_set"):
            self.judged[change.path].append(change)

    def differing(self, at: int, key: int) -> dict[str, tuple[Any, Any]]:
        """Return what the entry held before the change set and after it, by field, where the two differ."""
        before, after = (values(list(self._standing(key, until)), self.voices) for until in (at - 1, at))
        return {code: (before[code], after[code]) for code in ACCESS if before[code] != after[code]}

    def _standing(self, key: int, until: int) -> Iterator[dict[str, Any]]:
        """Yield the statements that there were after the change set `until`, with the standing that they had."""
        for row in self.statements[key]:
            past = [change for change in self.judged[f"{STATEMENT}{row.pk}"] if change.change_set_id <= until]
            later = [change for change in self.judged[f"{STATEMENT}{row.pk}"] if change.change_set_id > until]
            state = past[-1].after if past else later[0].before if later else {"standing": row.standing}
            if state is not None and (row.added_id or 0) <= until < (row.retired_id or until + 1):
                yield {**PARTS["statements"].item(row), "value": said(row), "standing": state["standing"]}


def _line(code: str, before: Any, after: Any, terms: Terms) -> Line:
    """Return what became of a field. Of a list what went and what came; the rest is as it was."""
    field = FIELDS[code]
    was, now = (
        [text.text or text.url for text in in_words(field, value, terms)] if value != nothing(field) else []
        for value in (before, after)
    )
    if not field.single:
        was, now = [text for text in was if text not in now], [text for text in now if text not in was]
    return Line(str(field.label), was, now)


def _found(number: int) -> Iterator[Item]:
    """Yield the links that were found dead, moved, or working again. Two queries."""
    told = LinkCheck.objects.filter(Exists(published().filter(link_health=OuterRef("health"))), state__in=TOLD)
    told = told.annotate(was=Window(Lag("state"), partition_by=F("health"), order_by=F("pk").asc()))
    # Of an address that was not known before it is no change that it works or leads on.
    told = told.filter(Q(was=None, state=LinkState.DEAD) | (Q(was__isnull=False) & ~Q(was=F("state"))))
    rows = list(told.select_related("health").order_by("-first", "-pk")[:number])
    having = LinkHealth.entries.through.objects.filter(
        linkhealth__in={row.health_id for row in rows}, dataset__in=published().order_by()
    )
    entries: dict[int, list[Dataset]] = defaultdict(list)
    for one in having.select_related("dataset").order_by("dataset__slug"):
        entries[one.linkhealth_id].append(one.dataset)
    for row in rows:
        first, *others = entries[row.health_id]
        # Where it leads now is not said: such an address may have been taken over.
        line = Line(row.health.url, [str(LinkState(row.was).label)] if row.was else None, [row.get_state_display()])
        key = uuid5(NAMESPACE_URL, f"{row.health.url} {row.state} {row.first.isoformat()}")
        url = reverse("dataset", args=[first.slug])
        names = [entry.name for entry in others]
        yield Item(key, row.first, first.name, url, str(TOLD[row.state]), [line], others=names)
