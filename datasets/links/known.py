"""Which addresses are asked: those of the links of entries, each once, however it is spelt; and what is due of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet

from datasets.models import Dataset, Link, LinkHealth
from datasets.models.asking import Question
from datasets.models.link_health import LONGEST_ADDRESS
from datasets.words import identifiers

# The addresses of each host.
ByHost = dict[str, list[LinkHealth]]

BATCH = 500


def key_of(url: str) -> str:
    """Return the address by which the health of a link is kept; "" for one that is not asked.

    A copy in an archive has the address of its original, of which it says nothing; archives are not asked.

    >>> key_of("https://www.example.org/data/"), key_of("https://web.archive.org/web/2020/http://example.org/data")
    ('example.org/data', '')
    """
    found = identifiers.address(url)
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    is_copy = identifiers.ARCHIVES.fullmatch(host) and not found.startswith(host)
    return "" if is_copy or len(found) > LONGEST_ADDRESS else found


def host_of(url: str) -> str:
    """Return the host that an address asks, in small letters."""
    try:
        return (urlsplit(url).hostname or "")[:255]
    except ValueError:
        return ""


@transaction.atomic
def register() -> int:
    """Bring the addresses up to the links that entries have, but for withdrawn ones; return how many there are.

    What was found stays. Of several spellings the one with TLS is asked, then the shortest.
    """
    spellings: dict[str, set[str]] = defaultdict(set)
    wanted: set[tuple[str, int]] = set()
    rows = Link.objects.exclude(dataset__status=Dataset.Status.WITHDRAWN).order_by()
    for entry, url in rows.values_list("dataset_id", "url").iterator():
        if key := key_of(url):
            spellings[key].add(url)
            wanted.add((key, entry))
    urls = {key: min(found, key=lambda url: (not url.startswith("https:"), len(url), url)) for key, found in
            spellings.items()}  # fmt: skip
    there = dict(LinkHealth.objects.values_list("address", "url"))
    new = [LinkHealth(address=key, url=url, host=host_of(url)) for key, url in urls.items() if key not in there]
    LinkHealth.objects.bulk_create(new, BATCH)
    for key in (key for key, url in urls.items() if there.get(key, url) != url):
        LinkHealth.objects.filter(address=key).update(url=urls[key], host=host_of(urls[key]))
    _tie(wanted)
    return len(urls)


def _tie(wanted: set[tuple[str, int]]) -> None:
    """Tie addresses to the entries that have them, and to no others."""
    through = LinkHealth.entries.through
    keys = dict(LinkHealth.objects.values_list("address", "pk"))
    pairs = {(keys[key], entry) for key, entry in wanted}
    there = {(health, entry): pk for pk, health, entry in through.objects.values_list(*COLUMNS)}
    for some in _batches(sorted(pk for pair, pk in there.items() if pair not in pairs)):
        through.objects.filter(pk__in=some).delete()
    through.objects.bulk_create(
        [through(linkhealth_id=health, dataset_id=entry) for health, entry in sorted(pairs - there.keys())], BATCH
    )


COLUMNS = ("pk", "linkhealth_id", "dataset_id")


def _batches(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def due(now: datetime, *, host: str = "", entry: str = "", everything: bool = False) -> list[LinkHealth]:
    """Return the addresses that are to be asked now, the longest due first; `everything`: also those not yet due.

    Of one `host`, or of the `entry` with a slug, alone.
    """
    rows = LinkHealth.objects.exclude(entries=None)
    if not everything:
        rows = rows.filter(due__lte=now)
    if host:
        rows = rows.filter(host=host)
    if entry:
        rows = rows.filter(entries__slug=entry)
    return list(rows.order_by("due", "pk").distinct())


def of_entry(slug: str) -> dict[str, LinkHealth]:
    """Return what is known of the links of an entry, by their addresses (key_of). One query."""
    return {row.address: row for row in LinkHealth.objects.filter(entries__slug=slug)}


def _found(slugs: Sequence[str]) -> QuerySet[Any]:
    rows = LinkHealth.objects.filter(entries__slug__in=slugs, asked__isnull=False, since__isnull=False)
    # The days are what the page says.
    return rows.order_by("pk").values_list("pk", "state", "asked__date", "since__date")


_FOUND = Question(_found)


def mark_of_entry(slug: str) -> str:
    """Return what changes with what is known of an entry's links, "" where nothing is. One query, composed once.

    Every visitor who comes again causes it.
    """
    rows = _FOUND.values([slug])
    return sha256(repr(rows).encode()).hexdigest() if rows else ""


def hosts(rows: Iterable[LinkHealth]) -> ByHost:
    """Return the addresses by their hosts, the host with the most first: it takes the longest."""
    found: dict[str, list[LinkHealth]] = defaultdict(list)
    for row in rows:
        found[row.host].append(row)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))
