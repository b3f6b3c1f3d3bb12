"""The leakage check: what is trained on and what is tested on are typed or pasted; the address that it leads to lasts.

Whatever is typed comes back: as entries, whose slugs alone are in the lasting address, or as an item that could not be
read, with the way on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from datasets.compare import leakage
from datasets.compare.leakage import Pair, Verdict
from datasets.compare.overlap import Step
from datasets.index import snapshot
from datasets.models.public import Named
from datasets.search import pasted
from datasets.search.pasted import Item, Pasted
from datasets.web.addresses import absolute, hosts
from datasets.web.addresses import leakage as address_of
from datasets.web.languages import CHOICE
from datasets.words.asked import Notice, name_unknown
from datasets.words.texts import reader

from . import sharing
from .connections import connections
from .notices import PARAMETERS
from .tray import tray_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SIDES = ("train", "test")

MEANINGS: "dict[Verdict, StrOrPromise]" = {
    Verdict.ENTRY: lazy("It stands on both sides."),
    Verdict.IMAGES: lazy("One is a copy of the other."),
    Verdict.SOME: lazy("One contains the other, or the two have a part in common."),
    Verdict.SUBJECTS: lazy("Some people are in both."),
    Verdict.SOURCE: lazy("One was made from data of the other."),
    Verdict.COMMON: lazy("Both come from a third. Whether they took the same cases from it is not stated."),
    Verdict.POSSIBLE: lazy("Something connects them, such as a series. Whether they share data is not stated."),
    Verdict.UNKNOWN: lazy("No document here states an overlap. That is not the same as “safe”."),
}


@dataclass(frozen=True)
class Side:
    """One of the two lists: its parameter, what it is called, its text, and the address that adds the tray, or ""."""

    name: str
    label: str
    text: str
    with_tray: str


# How many entries are a pair.
PAIR = 2


@dataclass(frozen=True)
class Unread:
    """An item that names no entry: the list that it is in, and the entries that may be meant, each with an address."""

    label: str
    item: Item
    meant: tuple[tuple[Named, str], ...]


def signed(verdict: Verdict) -> SafeString:
    """Return a verdict in words with a sign before it, as markup: a table of many pairs has it in each cell."""
    return _signed(verdict, reader())


@lru_cache(maxsize=100)
def _signed(verdict: Verdict, _language: str) -> SafeString:
    if verdict.stated:
        tone, sign = "no", "✕"
    elif verdict.possible:
        tone, sign = "warn", "◐"
    else:
        tone, sign = "open-question", "?"
    mark = '<span class="verdict {}"><span aria-hidden="true">{}</span> {}</span>'
    return format_html(mark, tone, sign, verdict.words)


def overlap(request: HttpRequest) -> HttpResponse:
    """Show the form, and a verdict for each pair. Names lead to the address that has slugs, if all could be read."""
    asked = {side: request.GET.getlist(side) for side in SIDES}
    lists = {side: Pasted() for side in SIDES}
    if any(text.strip() for texts in asked.values() for text in texts):
        read = pasted.read(snapshot.current(), *asked.values(), hosts=hosts(request))
        lists = dict(zip(SIDES, read, strict=True))
    slugs = {side: [entry.slug for entry in found.entries] for side, found in lists.items()}
    address = address_of(*slugs.values())
    if all(found.whole for found in lists.values()) and asked != slugs:
        return redirect(address)
    train, test = lists.values()
    done = leakage.check(train.entries, test.entries) if train.entries and test.entries else None
    notices = _notices(lists)
    name_unknown(request.GET, {*SIDES, CHOICE}, notices)
    entries = [*train.entries, *test.entries]
    lasting = absolute(request, address)
    context = {
        "sides": _sides(request, lists, slugs),
        "unread": _unread(lists),
        "notices": notices,
        "done": done,
        "findings": _findings(done) if done else [],
        "meanings": [(verdict, MEANINGS[verdict]) for verdict in Verdict],
        "query": address.partition("?")[2],
        "picture": connections(done) if done else None,
        "sentence": leakage.sentence(done, lasting) if done else "",
        "lacking": next((side for side in SIDES if bool(entries) and not lists[side].items), ""),
        "not_whole": leakage.NOT_WHOLE if done and not done.graph.whole else "",
        "title": _title(done),
        "share": sharing.of_check(request, _title(done), *slugs.values()),
        # As of comparisons: a pair is a page that somebody may look for, longer lists are nobody's but theirs.
        "noindex": bool(request.GET) and len(entries) != PAIR,
        "canonical": lasting,
    }
    # As of any address: of nothing that was asked is there an entry.
    status = 404 if not entries and any(found.unread for found in lists.values()) else 200
    return render(request, "overlap.html", context, status=status)


def _findings(done: leakage.Check) -> list[tuple[Pair, list[tuple[int, Step]]]]:
    """Return the pairs of which something is known, with their steps by their numbers in the list of evidence."""
    numbers = {step.relation: number for number, step in enumerate(done.steps, 1)}
    return [(pair, [(numbers[step.relation], step) for step in pair.steps]) for pair in done.found]


def _title(done: leakage.Check | None) -> str:
    if done is not None and len(done.pairs) == 1:
        names = {"first": done.train[0].name, "second": done.test[0].name}
        return _("Leakage check: trained on %(first)s, tested on %(second)s") % names
    return _("Leakage check")


def _sides(request: HttpRequest, lists: Mapping[str, Pasted], slugs: Mapping[str, list[str]]) -> list[Side]:
    """Return the two lists for the form."""
    gathered = tray_of(request).slugs
    found = []
    for side, read in lists.items():
        more = {**slugs, side: list(dict.fromkeys([*slugs[side], *gathered]))}
        # What could not be read would be lost on the way.
        whole = all(other.whole for other in lists.values())
        with_tray = address_of(*more.values()) if whole and more[side] != slugs[side] else ""
        found.append(Side(side, str(PARAMETERS[side]), read.text, with_tray))
    return found


def _unread(lists: Mapping[str, Pasted]) -> list[Unread]:
    """Return the items that name no entry; the addresses of those that may be meant leave all others as they are."""
    found = []
    for side, read in lists.items():
        for place, item in enumerate(read.items):
            if item.problem is not None:
                meant = tuple((entry, _instead(lists, side, place, entry)) for entry in item.meant)
                found.append(Unread(str(PARAMETERS[side]), item, meant))
    return found


def _instead(lists: Mapping[str, Pasted], side: str, place: int, entry: Named) -> str:
    """Return the address that asks the same with an entry in one item's place."""
    asked = {name: read.asked for name, read in lists.items()}
    asked[side][place] = entry.slug
    return address_of(*asked.values())


def _notices(lists: Mapping[str, Pasted]) -> list[Notice]:
    """Return what is to be said of the lists besides the items that could not be read."""
    notices = []
    for side, read in lists.items():
        for entry in pasted.withdrawn([read]):
            text = _("“%(name)s” was withdrawn; what is known of it counts.") % {"name": entry.name}
            notices.append(Notice(side, text))
        if read.beyond:
            text = ngettext(
                "Only the first %(most)s items were read, %(number)s more was not.",
                "Only the first %(most)s items were read, %(number)s more were not.",
                read.beyond,
            )
            notices.append(Notice(side, text % {"most": pasted.MOST, "number": read.beyond}))
    return notices
