"""Which datasets a comparison is asked of: slugs as they come in, made into entries, with what was wrong about them.

Nothing asked is lost: what cannot be compared is in the choice, too, with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasets.facts.reading import asked_for
from datasets.models import Dataset
from datasets.models.public import Named, answering, moved
from datasets.words.asked import is_slug

from .picture import MOST

# More than anybody compares, few enough to look up in one query.
MOST_READ = 30


@dataclass(frozen=True)
class Choice:
    """What was asked: the datasets to compare, in order, each once and with all that belongs to it; and the rest.

    `moved` maps former slugs to the current ones; `beyond` are entries past the most that are compared; `unread` is how
    many values were not even looked at.
    """

    datasets: tuple[Dataset, ...]
    unknown: tuple[str, ...]
    repeated: tuple[Named, ...]
    beyond: tuple[Named, ...]
    withdrawn: tuple[Named, ...]
    moved: Mapping[str, str]
    unread: int

    @property
    def slugs(self) -> list[str]:
        """The slugs of what is compared and of what waits behind it."""
        return [*(dataset.slug for dataset in self.datasets), *(named.slug for named in self.beyond)]


def choose(asked: Sequence[str], most: int = MOST) -> Choice:
    """Return what the slugs `asked` mean, `most` of them to be shown.

    Drafts are unknown; withdrawn entries are compared by what is known.
    """
    read = [slug.strip() for slug in asked[:MOST_READ] if slug.strip()]
    wanted = list(dict.fromkeys(slug for slug in read if is_slug(slug)))
    rows = answering(wanted)
    former = moved(slug for slug in wanted if slug not in rows)
    if former:
        rows |= answering(list(former.values()))
    found: list[str] = []
    repeated: list[str] = []
    unknown: list[str] = []
    for slug in read:
        now = former.get(slug, slug)
        if now not in rows:
            unknown.append(slug)
        elif now in found:
            repeated.append(now)
        else:
            found.append(now)
    compared = asked_for(found[:most])

    def named(slugs: Sequence[str]) -> tuple[Named, ...]:
        return tuple(Named(slug, rows[slug].name) for slug in dict.fromkeys(slugs))

    return Choice(
        tuple(compared[slug] for slug in found[:most] if slug in compared),
        tuple(dict.fromkeys(unknown)),
        named(repeated),
        named(found[most:]),
        named([slug for slug in found if rows[slug].is_withdrawn]),
        former,
        len(asked) - len(asked[:MOST_READ]),
    )
