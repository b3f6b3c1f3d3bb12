"""What entries have in common that should not be: probable doubles, and addresses that lead to no one of them."""

from dataclasses import dataclass

from datasets.models import Dataset, DatasetRelation, Link
from datasets.models.kept import Kept
from datasets.records.doubles import Alike, alike

# A paper, its code and a tool may be those of several entries; what is fetched and where it is shown is one's own.
OWN = (Link.Kind.HOMEPAGE, Link.Kind.DOWNLOAD, Link.Kind.ARCHIVE)


@dataclass(frozen=True)
class Common:
    """What entries have in common, with the slug and the name of each by its key."""

    alike: Alike
    names: dict[int, tuple[str, str]]


_kept: Kept[None, Common] = Kept(1)


def common() -> Common:
    """Return what entries that are not withdrawn have in common; worked out once for a revision, in three queries."""
    return _kept.get(None, _read)


def _read() -> Common:
    rows = Dataset.objects.exclude(status=Dataset.Status.WITHDRAWN).order_by("pk")
    names: dict[int, tuple[str, str]] = {}
    called: list[tuple[int, str]] = []
    for key, slug, name, aliases in rows.values_list("pk", "slug", "name", "aliases"):
        names[key] = (slug, name)
        called += [(key, text) for text in (name, *aliases)]
    links = Link.objects.filter(kind__in=OWN).order_by("dataset", "pk").values_list("dataset", "url")
    related = set(DatasetRelation.objects.order_by().values_list("dataset", "target"))
    found = alike(called, ((key, url) for key, url in links if key in names), related)
    return Common(found, names)
