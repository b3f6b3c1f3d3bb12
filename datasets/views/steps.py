"""What a guide says to do: its steps, each with the entries that it names as the catalogue has them today.

Sizes, times, access, uses and commands are the catalogue's own and follow it; the guide gives the words and the choice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from datasets.facts import rights
from datasets.models import Dataset, Right
from datasets.models.dataset import published
from datasets.models.public import Named
from datasets.search.fitting import download_seconds
from datasets.words.texts import Words, reader, words
from datasets.words.wording import size_of

from .getting import Command, commands
from .which import duration

Json = Mapping[str, Any]

# The connection for which times are told, in Mbit/s.
SPEED = 100


@dataclass(frozen=True)
class Offered:
    """An entry as it is today: how large, how long that takes at SPEED, how to get it, whether a business may use it.

    What nobody states is "".
    """

    slug: str
    name: str
    size: str
    time: str
    access: Words
    commercial: str
    commands: Sequence[Command]


@dataclass(frozen=True)
class Step:
    """One step: its title, what to do, entries to do it with, an example of code."""

    title: Words
    text: Words
    entries: Sequence[Offered]
    code: str


def steps(body: Json, known: Mapping[str, Named]) -> list[Step]:
    """Return the steps of a guide's body; three queries if they name entries.

    `known` are the entries that the public sees, by the slugs that the body has.
    """
    given: Sequence[Json] = body.get("steps", [])
    slugs = [[known[slug].slug for slug in step.get("datasets", []) if slug in known] for step in given]
    offered = _offered({slug for some in slugs for slug in some})
    return [
        Step(
            words(step["title"]),
            words(step["text"]),
            [offered[slug] for slug in some if slug in offered],
            (step.get("code") or {}).get("text", ""),
        )
        for step, some in zip(given, slugs, strict=True)
    ]


def _offered(slugs: Iterable[str]) -> dict[str, Offered]:
    """Return the published entries among some by their slugs."""
    wanted = list(slugs)
    if not wanted:
        return {}
    rows = published().filter(slug__in=wanted).select_related("access_level", "license").order_by()
    return {row.slug: _as_it_is(row) for row in rows.prefetch_related("link_set", "right_set")}


def _as_it_is(row: Dataset) -> Offered:
    held = None if row.size_bytes is None else {"value": row.size_bytes, "precision": row.size_precision}
    seconds = download_seconds(row.size_bytes, Fraction(SPEED))
    stated = [(right.component, right.use, right.allowed) for right in row.right_set.all()]
    license_code = row.license.code if row.license else None
    allowed = rights.answer(stated, license_code, Right.Component.IMAGES, Right.Use.COMMERCIAL).allowed
    return Offered(
        row.slug,
        row.name,
        size_of(held),
        duration(seconds) if seconds is not None else "",
        Words(row.access_level.name(reader())),
        "" if allowed is None else _("yes") if allowed else _("no"),
        commands(row.link_set.all()),
    )
