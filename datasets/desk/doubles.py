"""Probable doubles, as the desk shows them: pairs of entries, addresses of many, and what a typed name may be of.

All of it is the finder's (importing.matching); what curators told apart is kept as a verdict, and taken back here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.importing.matching import verdicts
from datasets.importing.matching.finder import Candidate, Finder, Pair
from datasets.importing.matching.known import Decided, Known, decided, lexicon, named, related, supported
from datasets.importing.matching.names import Lexicon
from datasets.importing.matching.narrowing import around, sharing
from datasets.models import ChangeSet, Dataset
from datasets.models.kept import Kept
from datasets.web.sent import see

from .doors import desk


@dataclass(frozen=True)
class Common:
    """What entries have in common, with the slug and the name of each by its key."""

    pairs: Sequence[Pair]
    addresses: Sequence[tuple[str, Sequence[int]]]
    names: dict[int, tuple[str, str]]


@dataclass(frozen=True)
class _Read:
    known: Sequence[Known]
    lexicon: Lexicon
    related: Decided


_kept: Kept[None, Common] = Kept(1)
_kept_entries: Kept[None, _Read] = Kept(1)


def common() -> Common:
    """Return what entries that are not withdrawn have in common; worked out once for a revision.

    Verdicts are no revision: which pairs were told apart is asked each time.
    """
    found = _kept.get(None, _common)
    apart = verdicts.pairs_apart()
    pairs = [pair for pair in found.pairs if frozenset((pair.one, pair.other)) not in apart]
    return Common(pairs, found.addresses, found.names)


def _entries() -> _Read:
    return _kept_entries.get(None, lambda: _Read(named(), lexicon(), Decided({}, related())))


def _common() -> Common:
    read = _entries()
    finder = Finder(supported(sharing(read.known)), read.lexicon, read.related)
    return Common(finder.doubles(), finder.crowded(), {one.key: (one.slug, one.name) for one in read.known})


def called(name: str, *others: str) -> list[Candidate]:
    """Return the entries that a name may be of; a slug, an address or a DOI beside it counts, too."""
    with ChangeSet.seen_once():
        ChangeSet.current()
        read = _entries()
    return _around(read, (name, *others), read.related).called(name, *others) if name else []


def _around(read: _Read, texts: Sequence[str], decided: Decided) -> Finder:
    """Return a finder of the entries that names and addresses may lead to; three queries."""
    return Finder(supported(around(read.known, texts, read.lexicon)), read.lexicon, decided)


def beside(entry: Dataset) -> list[Candidate]:
    """Return the other entries that an entry may be the same as; those told apart or related left out."""
    with ChangeSet.seen_once():
        ChangeSet.current()
        read = _entries()
    own = next((one for one in read.known if one.key == entry.pk), None)
    if own is None:
        return []
    texts = (own.name, *own.names, *own.texts)
    found = _around(read, texts, decided()).beside(entry.slug)
    return [one for one in found if one.slug != entry.slug]


@desk("POST", needs="states")
def apart(request: HttpRequest, slug: str) -> HttpResponse:
    """Remember that an entry and the `other` are not the same; with `again`, that they may be. No revision follows."""
    entry = get_object_or_404(Dataset, slug=slug)
    other = get_object_or_404(Dataset.objects.exclude(pk=entry.pk), slug=request.POST.get("other", "")[:80])
    names = {"name": entry.name, "other": other.name}
    if request.POST.get("again"):
        verdicts.forgotten(entry, other)
        messages.success(request, _("%(name)s and %(other)s may be the same again.") % names)
    else:
        verdicts.told_apart(entry, other, cast(User, request.user))
        messages.success(request, _("Noted that %(name)s and %(other)s are not the same.") % names)
    if request.POST.get("back") == "list":
        return see(f"{reverse('desk')}?list=doubles")
    return see(reverse("desk-merge", args=[entry.slug]))
