"""A run over many addresses: several hosts at once, one address of a host at a time, each result as it comes."""

import logging
import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from datasets.models import LinkError, LinkHealth, LinkState

from .following import PATIENCE, Follower, Found
from .meaning import wait_of

LOGGER = logging.getLogger(__name__)

# So many hosts are not all away at once.
MANY = 5
# Hosts that are asked at once.
AT_ONCE = 8


@dataclass(frozen=True)
class Result:
    """What was found at an address; or nothing, where its host asked to be left alone, for so long (`wait`)."""

    health: LinkHealth
    found: Found | None
    wait: timedelta | None = None


def check(by_host: Mapping[str, Sequence[LinkHealth]], follower: Follower, at_once: int = AT_ONCE) -> Iterator[Result]:
    """Yield what is found at the addresses of each host, in the order in which the answers come.

    Threads ask, and know nothing of the database. They end with this process, or when nobody wants more of them.
    """
    hosts: queue.SimpleQueue[Sequence[LinkHealth]] = queue.SimpleQueue()
    for rows in by_host.values():
        hosts.put(rows)
    # A result has to be taken before the next one is found: what is not yet written is at most one of each thread.
    results: queue.Queue[Result] = queue.Queue(maxsize=1)
    over = threading.Event()

    def work() -> None:
        try:
            while not over.is_set():
                for result in _of_host(hosts.get_nowait(), follower):
                    _put(results, result, over)
                    if over.is_set():
                        return
        except queue.Empty:
            return

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(at_once, len(by_host)))]
    for thread in threads:
        thread.start()
    try:
        for _ in range(sum(len(rows) for rows in by_host.values())):
            yield results.get()
    finally:
        over.set()


def _put(results: "queue.Queue[Result]", item: Result, over: threading.Event) -> None:
    while not over.is_set():
        try:
            results.put(item, timeout=0.2)
        except queue.Full:
            continue
        return


def _of_host(rows: Sequence[LinkHealth], follower: Follower) -> Iterator[Result]:
    wait = None
    for row in rows:
        if wait is not None:
            yield Result(row, None, wait)
            continue
        found = _found(row, follower)
        asks = wait_of(found.retry_after, timezone.now()) if found.status in PATIENCE else None
        yield Result(row, found, asks)
        # Only where the address's own host says so.
        wait = asks if len(found.hops) == 1 else None


def _found(row: LinkHealth, follower: Follower) -> Found:
    try:
        return follower.find(row.url, is_new=row.state in NEW)
    except Exception:
        # One address that nobody has thought of does not end the run for all others.
        LOGGER.exception("The link %s could not be asked", row.url)
        return Found(row.url, error=LinkError.ODD)


def believed(results: Iterator[Result], hosts: int) -> Iterator[Result]:
    """Yield the results, those without an answer not before the first with one.

    Where none of several hosts answers, it is this machine that is cut off: raises CutOffError, and nothing is said of
    the links.
    """
    kept: list[Result] = []
    heard = hosts < MANY
    for result in results:
        found = result.found
        heard = heard or found is None or found.status is not None
        kept.append(result)
        if heard:
            yield from kept
            kept = []
    if kept:
        raise CutOffError(len(kept))


class CutOffError(Exception):
    """No host has answered; it has the number of links that nothing is known of."""


# Of these it is asked whether the host answers anything in the same way.
NEW = frozenset({LinkState.UNASKED, LinkState.SOFT, LinkState.SUSPECT, LinkState.DEAD})
