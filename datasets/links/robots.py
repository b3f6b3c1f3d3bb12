"""What a host lets programs ask, and how fast: robots.txt (RFC 9309), and one question a second.

Both are known for one run.
"""

import threading
import time

from protego import Protego

from datasets.models.link_health import LinkError

from .asking import Asker, FailedError
from .guard import Place, RefusedError, joined

# The name by which robots.txt speaks of this program.
NAME = "Lightbox"
# Bytes that are read of a robots.txt (RFC 9309, 2.5), and redirects that are followed to it (2.3.1.2).
MOST, HOPS = 500 * 1024, 5
# Seconds between two questions to a host; those that a host asks for instead, at most.
EVERY, LONGEST_DELAY = 1.0, 30.0
ALL = Protego.parse("")


class Pace:
    """Lets one question a time pass to each host, from whatever thread."""

    def __init__(self, every: float = EVERY) -> None:
        """Take the seconds between two."""
        self.every = every
        self.free: dict[str, float] = {}
        self.lock = threading.Lock()

    def wait(self, host: str, delay: float = 0.0) -> None:
        """Come back when the host may be asked; the next one then waits for so many seconds."""
        with self.lock:
            now = time.monotonic()
            start = max(now, self.free.get(host, now))
            self.free[host] = start + max(self.every, min(delay, LONGEST_DELAY))
        time.sleep(start - now)


class Robots:
    """The rules of each host, read when the first of its addresses is asked."""

    def __init__(self, asker: Asker, pace: Pace) -> None:
        """Take what asks, and its pace."""
        self.asker = asker
        self.pace = pace
        self.known: dict[str, Protego | LinkError] = {}

    def check(self, place: Place) -> float:
        """Return the seconds that the host wants between two questions.

        Raises FailedError where the address is not to be asked: the rules forbid it; they cannot be read, which forbids
        all (RFC 9309, 2.3.1.4); or the host does not answer at all, for the reason that it gave the first time.
        """
        rules = self.known.get(place.origin)
        if rules is None:
            # Two threads at most read the same one twice.
            rules = self.known[place.origin] = self._read(place)
        if isinstance(rules, LinkError):
            raise FailedError(rules)
        if not rules.can_fetch(str(place), NAME):
            raise FailedError(LinkError.ROBOTS)
        return rules.crawl_delay(NAME) or 0.0

    def _read(self, place: Place) -> Protego | LinkError:
        url = own = f"{place.origin}/robots.txt"
        for _ in range(HOPS + 1):
            try:
                here = self.asker.guard.place(url)
                self.pace.wait(here.host)
                answer = self.asker.ask("GET", here, MOST)
            except FailedError as error:
                return error.error
            except RefusedError as error:
                return error.error if url == own else ALL
            if answer.status < 300:
                return Protego.parse(answer.body.decode("utf-8", "replace"))
            if answer.status >= 500 or answer.status == 429:
                return LinkError.ROBOTS_AWAY
            if answer.status >= 400 or not answer.location:
                return ALL
            url = joined(url, answer.location)
        return ALL
