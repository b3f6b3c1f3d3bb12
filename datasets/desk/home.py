"""The desk's first page: what there is to do, counted, each number leading to where it is done; then the first of each.

Whoever comes sees what they may do. What is worked out from all entries is read from the index (lacking), or kept for a
revision (doubles, the counts of texts); the rest is asked for as it is now (waiting).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from datasets.admin.approval import User
from datasets.importing.matching.finder import Candidate
from datasets.index import snapshot
from datasets.models import LANGUAGES, ChangeSet, Dataset, DatasetDescription
from datasets.models.kept import Kept
from datasets.translation.upkeep import Tally, of_descriptions
from datasets.web.sent import see
from datasets.words.wording import listed

from . import linked, waiting
from .doors import Abilities, desk, page
from .doubles import Common, common
from .lacking import Todos, todos
from .waiting import SHORT, Row, Waiting, entry_address

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Rows on a page of one list, and entries that a row names.
ON_A_PAGE, NAMED = 50, 6


@dataclass(frozen=True)
class Section:
    """One list: how much is in it, the page that has all of it, and what gives its rows from one number to another."""

    key: str
    title: "StrOrPromise"
    number: int
    address: str
    some: Callable[[int, int], Sequence[Row]]
    senders: Sequence[tuple[str, int]] = ()

    @property
    def rows(self) -> Sequence[Row]:
        """The first rows."""
        return self.some(0, SHORT)

    @property
    def more(self) -> bool:
        """Whether there is more than the first rows."""
        return self.number > SHORT


def _of(key: str, title: "StrOrPromise", found: Waiting, address: str) -> Section:
    return Section(key, title, found.number, address, lambda start, end: found.rows[start:end], found.senders)


def sections(user: User) -> Iterator[Section]:
    """Yield the lists that somebody can do something about, the most pressing first."""
    can = Abilities(user)
    yield from _proposed(user, can)
    asked, of_links = waiting.suggestions() if can.answers else (Waiting(0), Waiting(0))
    if can.answers:
        yield _of("suggestions", pgettext_lazy("of visitors", "Suggestions"), asked, reverse("desk-suggestions"))
    if can.states:
        yield from _of_the_index()
    yield from _looked_through(can, of_links)
    if can.writes or can.reviews:
        yield _texts()
    if can.states:
        yield from _entries()
    if can.sees_changes:
        yield _of("runs", lazy("Last week's changes"), waiting.runs(), f"{reverse('desk-changes')}?days=7")


def _looked_through(can: Abilities, reported: Waiting) -> Iterator[Section]:
    """Yield the links and the probable doubles that somebody has to look at."""
    if can.states or can.answers:
        found = common()
        yield _links(reported, linked.hosts() if can.states else [], found)
        if can.states:
            yield _doubles(found)


def _proposed(user: User, can: Abilities) -> Iterator[Section]:
    """Yield what is proposed, and the files that came in."""
    if can.decides:
        yield _of("proposals", lazy("Proposals"), waiting.proposals(), reverse("desk-proposals"))
    elif can.states or can.writes:
        yield _of("proposals", lazy("Your proposals"), waiting.proposals(user.pk), reverse("desk-proposals"))
    if can.adds:
        yield _of("incoming", lazy("Files that came in"), waiting.incoming(), reverse("desk-import"))


def _list_address(key: str, number: int = 1) -> str:
    """Return the address of one list as a whole."""
    query = {"list": key, **({"page": number} if number > 1 else {})}
    return f"{reverse('desk')}?{urlencode(query)}"


def _of_the_index() -> Iterator[Section]:
    """Yield what the index says; nothing while there is none."""
    try:
        differs, lacks = todos(snapshot.current())
    except snapshot.NoIndexError:
        return
    for key, title, found in (("differs", lazy("Sources disagree"), differs), ("lacks", lazy("Facts missing"), lacks)):
        yield Section(key, title, len(found), _list_address(key), _rows_of(found))


def _rows_of(found: Todos) -> Callable[[int, int], list[Row]]:
    def rows(start: int, end: int) -> list[Row]:
        return [
            Row(
                todo.name,
                entry_address(todo.slug),
                links=[(field.label, _field_address(found.column, todo.slug, field.code)) for field in todo.fields],
            )
            for todo in found.some(start, end)
        ]

    return rows


def _field_address(column: str, slug: str, code: str) -> str:
    if column == "differs":
        return reverse("desk-settle", args=[slug, code])
    return f"{reverse('desk-state', args=[slug])}?field={code}"


def _links(reported: Waiting, checked: Sequence[Row], found: Common) -> Section:
    """Return what visitors report of links, what the check found at hosts, and what several entries share."""
    addresses = found.addresses
    known = [*reported.rows, *checked]

    def rows(start: int, end: int) -> list[Row]:
        first = known[start:end]
        rest = len(known)
        shared = addresses[max(0, start - rest) : max(0, end - rest)]
        return first + [
            Row(
                place,
                "",
                words=_("entries: %(number)s") % {"number": len(keys)},
                links=[(found.names[key][1], entry_address(found.names[key][0])) for key in keys[:NAMED]],
            )
            for place, keys in shared
        ]

    number = reported.number + len(checked) + len(addresses)
    return Section("links", lazy("Links to look at"), number, _list_address("links"), rows)


def _doubles(found: Common) -> Section:
    def rows(start: int, end: int) -> list[Row]:
        return [
            Row(
                f"{found.names[pair.one][1]} – {found.names[pair.other][1]}",
                f"{_merge(found, pair.one)}?{urlencode({'other': found.names[pair.other][0]})}",
                words=listed(_shared(pair.candidate)),
                apart=(found.names[pair.one][0], found.names[pair.other][0]),
            )
            for pair in found.pairs[start:end]
        ]

    return Section("doubles", lazy("Probable doubles"), len(found.pairs), _list_address("doubles"), rows)


def _shared(candidate: Candidate) -> list[str]:
    """Return what two entries have in common, as one of them has it: names, addresses, identifiers."""
    texts = (one.data.get("text") or one.data.get("ours") for one in candidate.features)
    return [*dict.fromkeys(text for text in texts if text)]


def _merge(found: Common, key: int) -> str:
    return reverse("desk-merge", args=[found.names[key][0]])


# Counting texts reads all of them: once for a revision.
_tallies: Kept[None, list[Tally]] = Kept(1)


def _texts() -> Section:
    tallies = _tallies.get(None, lambda: of_descriptions(DatasetDescription))

    def rows(start: int, end: int) -> list[Row]:
        return [
            Row(
                LANGUAGES[tally.language],
                reverse("desk-queue", args=[tally.language]),
                words=_("missing: %(missing)s · out of date: %(old)s · not reviewed: %(unreviewed)s")
                % {"missing": tally.missing, "old": tally.out_of_date or 0, "unreviewed": tally.unreviewed or 0},
            )
            for tally in tallies[start:end]
        ]

    number = sum(tally.missing + (tally.out_of_date or 0) for tally in tallies)
    return Section("texts", lazy("Texts missing or out of date"), number, reverse("desk-texts"), rows)


def _entries() -> Iterator[Section]:
    """Yield the entries to look at again, the drafts, and what was withdrawn."""
    stale, states = waiting.not_looked_at(), waiting.states()
    yield Section(
        "stale",
        lazy("Not looked at for a year"),
        stale.count(),
        _list_address("stale"),
        lambda start, end: waiting.looked_rows(stale[start:end]),
    )
    for status, title, rows in (
        (Dataset.Status.DRAFT, lazy("Drafts"), waiting.drafts),
        (Dataset.Status.WITHDRAWN, pgettext_lazy("entries", "Withdrawn"), waiting.withdrawn),
    ):
        found = Waiting(states[status], rows()) if status in states else Waiting(0)
        yield _of(status, title, found, f"{reverse('desk-entries')}?status={status}")


@desk()
def home(request: HttpRequest) -> HttpResponse:
    """Show what there is to do; with `list`, all of one list, a page at a time."""
    with ChangeSet.seen_once():
        # What is kept is kept for the revision that is seen here.
        ChangeSet.current()
        return _home(request)


def _home(request: HttpRequest) -> HttpResponse:
    found = list(sections(request.user))
    wanted = next((one for one in found if one.address == _list_address(request.GET.get("list", ""))), None)
    if wanted is None:
        return page(request, "home.html", {"sections": found}, section="desk")
    typed = request.GET.get("page", "")
    last = max(1, -(-wanted.number // ON_A_PAGE))
    number = min(last, max(1, int(typed))) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    context = {
        "one": wanted,
        "rows": wanted.some((number - 1) * ON_A_PAGE, number * ON_A_PAGE),
        "number": number,
        "last": last,
        "before": _list_address(wanted.key, number - 1) if number > 1 else "",
        "after": _list_address(wanted.key, number + 1) if number < last else "",
    }
    return page(request, "list.html", context, section="desk")


@desk("POST", needs="states")
def looked(request: HttpRequest, slug: str) -> HttpResponse:
    """Note that somebody found the entry right as it is. No revision: nothing that the public sees says it."""
    entry = get_object_or_404(Dataset, slug=slug)
    Dataset.objects.filter(pk=entry.pk).update(looked=timezone.now())
    messages.success(request, _("Noted that you looked at it."))
    return see(entry_address(slug))


def front(request: HttpRequest) -> HttpResponse:
    """Lead from the admin's first page to the desk, in the language that the visitor chose last, or asks for."""
    with translation.override(translation.get_language_from_request(request)):
        return redirect(reverse("desk"))
