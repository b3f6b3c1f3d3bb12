"""The texts that a document prints, each once with what it means and how often it stands: for a person to review.

It is made in a stream, with what is remembered bounded: of more texts than MOST the rest is counted, not listed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .claims import Claim
from .mapping import READ, WAITS, Mapper, Meant, text_key

# So many distinct texts are listed.
MOST = 20_000


@dataclass
class Text:
    """One printed text of a field: how often it stands, where first, and what it means, part by part."""

    field: str
    text: str
    place: str
    meant: tuple[Meant, ...]
    count: int = 1

    @property
    def waits(self) -> bool:
        """Whether a person has to decide on it or a part of it."""
        return any(one.state == WAITS and not one.quiet for one in self.meant)

    @property
    def read(self) -> bool:
        """Whether a value, or some of one, is read of it."""
        return any(one.state == READ for one in self.meant)


@dataclass
class Table:
    """The texts of a document: what waits first, then the commonest. `left_out` claims had texts beyond MOST."""

    texts: list[Text] = field(default_factory=list)
    left_out: int = 0


def table(claims: Iterable[Claim], mapper: Mapper, *, most: int = MOST) -> Table:
    """Return the table of the claims' texts; spellings of one text that fold to the same are one."""
    known: dict[tuple[str, str], Text] = {}
    left_out = 0
    for claim in claims:
        key = (claim.field, text_key(claim.printed))
        if (text := known.get(key)) is not None:
            text.count += 1
        elif len(known) < most:
            known[key] = Text(claim.field, claim.printed.strip(), claim.place, mapper.meanings(claim))
        else:
            left_out += 1
    ordered = sorted(known.values(), key=lambda text: (not text.waits, -text.count, text.field, text.text))
    return Table(ordered, left_out)
