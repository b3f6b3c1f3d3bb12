"""How much programs may ask from one address within a minute, told with each answer of the API.

Counts are kept in memory that all processes of the server share: it is there before they are (gunicorn preloads the
application), and a request costs two microseconds and no query. An address has one of SLOTS counts, by a digest with
the site's secret; two that share one share its quota, which is rare. Where two processes count at once one of the two
may be lost: it is a bound against being run over, and no bill.

The headers are those of draft-ietf-httpapi-ratelimit-headers-10. The machine itself is told its count and never
refused: what measures the site is there, and where nobody has declared a proxy (PROXIES), all visitors are.
"""

import mmap
import struct
import time
from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from datasets.web.problems import is_for_programs, problem_details
from datasets.web.visitors import client_address, visitor_at

# The window, in seconds. It begins with each minute of the clock, for everybody.
WINDOW = 60
# So many counts there are, each with the window that it is of.
SLOTS = 65_536
COUNT = struct.Struct("=II")
# The name of the only policy.
POLICY = "address"


class Counts:
    """How often each address asked in the present window."""

    def __init__(self) -> None:
        """Begin with nothing, in memory that is shared with the processes that begin later."""
        self.memory = mmap.mmap(-1, SLOTS * COUNT.size)
        # BLAKE2 takes no longer keys.
        self.key = settings.SECRET_KEY.encode()[: blake2b.MAX_KEY_SIZE]

    def add(self, address: str, window: int) -> int:
        """Count one more request of an address; return how many there are in this window."""
        digest = blake2b(address.encode(), digest_size=8, key=self.key).digest()
        place = int.from_bytes(digest, "big") % SLOTS * COUNT.size
        of, number = COUNT.unpack_from(self.memory, place)
        number = number + 1 if of == window else 1
        COUNT.pack_into(self.memory, place, window, number)
        return int(number)


class QuotaMiddleware:
    """Count what programs ask, say how much is left, and refuse what is beyond (API_REQUESTS; 0 for no bound)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next middleware."""
        self.get_response = get_response
        self.counts = Counts()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, if it is within the quota; say what is left of it."""
        most = settings.API_REQUESTS
        if not most or not is_for_programs(request):
            return self.get_response(request)
        window, past = divmod(int(time.time()), WINDOW)
        address = client_address(request)
        number = self.counts.add(visitor_at(address).address, window)
        # Who comes by a socket of this machine has no address.
        within = number <= most or address is None or address.is_loopback
        response = self.get_response(request) if within else beyond(WINDOW - past)
        response["RateLimit-Policy"] = f'"{POLICY}";q={most};w={WINDOW}'
        response["RateLimit"] = f'"{POLICY}";r={max(0, most - number)};t={WINDOW - past}'
        return response


def beyond(seconds: int) -> HttpResponse:
    """Refuse a request; `seconds` is when the next window begins."""
    text = ngettext(
        "Too much was asked from your address within this minute. Go on in %(seconds)s second.",
        "Too much was asked from your address within this minute. Go on in %(seconds)s seconds.",
        seconds,
    )
    response = problem_details(429, text % {"seconds": seconds})
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
