"""Where a list goes on: a place in its order that stays right while the catalogue changes.

A page number counts what stands before: an entry that is added there pushes another one onto the next page, where it is
shown again. A cursor names the last entry that was shown and what places it (index.orders), so that what follows is
what comes after it, whether it is still there or not. For programs it is one opaque word.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from datasets.index.orders import Key, columns_of

AFTER = "after"
# Characters of a cursor. The longest name, of 300 characters that take three bytes each, needs 1,300.
LONGEST = 2_000
# The bits of the largest number that a cursor may have: scores are below it.
BITS = 63


@dataclass(frozen=True)
class Cursor:
    """The place behind an entry: the order, what places the entry in it, and how well it fits the words, if any."""

    order: str
    key: Key
    score: int | None = None

    def written(self) -> str:
        """Return it as one word for addresses (RFC 4648, base64url)."""
        text = json.dumps([self.order, self.score, *self.key], ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(text.encode()).rstrip(b"=").decode("ascii")


def read(text: str, order: str) -> Cursor | None:
    """Return the cursor that `text` is in a list that has this order; None where it is none."""
    try:
        found = json.loads(urlsafe_b64decode(text[:LONGEST] + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        found = None
    if not _is_cursor(found) or found[0] != order or len(text) > LONGEST:
        return None
    return Cursor(order, tuple(found[2:]), found[1])


def _is_cursor(found: object) -> bool:
    """Tell whether something has the form of a cursor: order, score, numbers, name and slug."""
    if not isinstance(found, list) or len(found) < 4 or not isinstance(found[0], str):
        return False
    _order, score, *numbers, name, slug = found
    return (
        len(numbers) == len(columns_of(found[0]))
        and all(type(number) is int and number.bit_length() <= BITS for number in numbers)
        and (score is None or (type(score) is int and score.bit_length() <= BITS))
        and isinstance(name, str)
        and isinstance(slug, str)
    )
