"""What harvesters of OAI-PMH are given: records in the order of their last change, sets, and where a list goes on.

A list goes on after a record, and not after a number of them: what changes while somebody harvests comes once more at
the end, and nothing is left out. A withdrawn entry is a deleted record, and so is the slug that an entry had before.
"""

import base64
import binascii
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Min, Q
from django.utils import timezone

from datasets.facts.fields import FIELDS
from datasets.facts.stored import Codes
from datasets.models import VOCABULARIES
from datasets.models.public import addressed, former_slugs, written
from datasets.words.texts import ORIGINAL

# Until this year and later, whatever there is.
LAST_YEAR = datetime.max.year
STAMP, DAY = "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"
# The vocabularies whose terms are sets. A set is named by the codes from the top of its tree: modality:XRAY:DX.
SETS = ("category", "kind", "modality", "access")


class OAIError(ValueError):
    """What the protocol answers instead: a code of its own, and words for whoever reads them."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Harvest:
    """What a list is of, and after which record it goes on: its moment of change and its slug."""

    prefix: str
    spec: str = ""
    since: str = ""
    until: str = ""
    changed: str = ""
    slug: str = ""
    cursor: int = 0

    @property
    def token(self) -> str:
        """The resumption token."""
        return base64.urlsafe_b64encode(json.dumps(list(asdict(self).values())).encode()).decode()


@dataclass(frozen=True)
class Record:
    """A record's header: the slug, the moment of its change, and whether it is deleted."""

    changed: datetime
    slug: str
    deleted: bool


def harvest_of(arguments: Mapping[str, str]) -> Harvest:
    """Return what a list is asked for, by its arguments or its token."""
    if "resumptionToken" in arguments:
        try:
            parts = json.loads(base64.urlsafe_b64decode(arguments["resumptionToken"].encode()))
            found = Harvest(*parts)
            sound = [isinstance(part, str) and part.isprintable() for part in parts[:-1]] + [type(found.cursor) is int]
            datetime.fromisoformat(found.changed)
        except (ValueError, TypeError, binascii.Error) as error:
            raise OAIError("badResumptionToken", "This is no token of ours; begin the list again.") from error
        if not all(sound):
            raise OAIError("badResumptionToken", "This is no token of ours; begin the list again.")
        return found
    since, until = arguments.get("from", ""), arguments.get("until", "")
    if since and until and (len(since) != len(until) or moment(since) > moment(until)):
        raise OAIError("badArgument", "from and until have the same granularity, and from is not after until.")
    return Harvest(arguments["metadataPrefix"], arguments.get("set", ""), since, until)


def moment(text: str) -> datetime:
    """Return the moment that an argument names: a day, or a second."""
    for form in (STAMP, DAY):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise OAIError("badArgument", "Dates are YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")


def records(harvest: Harvest, size: int) -> list[Record]:
    """Return so many records of a list, from where it goes on; one query for entries and one for former slugs."""
    entries = addressed().annotate(moment=written()).filter(_within(harvest), _in_set(harvest.spec, ""))
    rows = entries.order_by("moment", "slug").only("slug", "status").distinct()[:size]
    found = [Record(row.moment, row.slug, row.is_withdrawn) for row in rows]
    former = former_slugs().annotate(moment=written("dataset__"))
    former = former.filter(_within(harvest), _in_set(harvest.spec, "dataset__"))
    moved = former.order_by("moment", "slug").values_list("moment", "slug").distinct()[:size]
    found += [Record(changed, slug, True) for changed, slug in moved]
    return sorted(found, key=lambda record: (record.changed, record.slug))[:size]


def _within(harvest: Harvest) -> Q:
    """Return the condition that a record is within the bounds of a list, and behind where it goes on."""
    condition = Q()
    if harvest.since:
        condition &= Q(moment__gte=moment(harvest.since))
    if harvest.until:
        whole_unit = timedelta(days=1) if len(harvest.until) == len("2026-01-01") else timedelta(seconds=1)
        last = moment(harvest.until)
        condition &= Q(moment__lt=last + whole_unit) if last.year < LAST_YEAR else Q()
    if harvest.changed:
        last = datetime.fromisoformat(harvest.changed)
        condition &= Q(moment__gt=last) | Q(moment=last, slug__gt=harvest.slug)
    return condition


def _in_set(spec: str, path: str) -> Q:
    """Return the condition that a record is in a set: it has its term, or one below it."""
    if not spec:
        return Q()
    vocabulary, _colon, below = spec.partition(":")
    if vocabulary not in SETS:
        raise OAIError("badArgument", f"There is no set {spec[:80]}; ListSets names them.")
    places = {code: f"{place}:" for code, (place, _name) in paths(vocabulary).items()}
    codes = [code for code, place in places.items() if place.startswith(f"{below}:" if below else "")]
    if not codes:
        raise OAIError("badArgument", f"There is no set {spec[:80]}; ListSets names them.")
    return Q(**{f"{path}{column(vocabulary)}__code__in": codes})


def column(vocabulary: str) -> str:
    """Return where an entry has the terms of a vocabulary."""
    stored = FIELDS[vocabulary].stored
    return stored.name if isinstance(stored, Codes) else stored.columns[0].name  # type: ignore[union-attr]


def paths(vocabulary: str) -> dict[str, tuple[str, str]]:
    """Return the terms of a vocabulary by code: the codes from the top of the tree, and the name."""
    terms = {term.pk: term for term in VOCABULARIES[vocabulary].objects.all()}

    def path(key: int) -> str:
        parent = terms[key].parent_id
        return f"{path(parent)}:{terms[key].code}" if parent else terms[key].code

    return {term.code: (path(key), term.name(ORIGINAL)) for key, term in terms.items()}


def record(slug: str) -> Record | None:
    """Return the record of a slug, which may be a former one; None where there is none."""
    for row in addressed().annotate(moment=written()).filter(slug=slug).only("slug", "status"):
        return Record(row.moment, row.slug, row.is_withdrawn)
    for (last,) in former_slugs().filter(slug=slug).values_list(written("dataset__")):
        return Record(last, slug, True)
    return None


def sets_of(slugs: Collection[str]) -> dict[str, list[str]]:
    """Return the sets that entries are in, by slug: a query for each vocabulary, and one for its terms."""
    found: dict[str, list[str]] = {}
    for vocabulary in SETS:
        code, known = f"{column(vocabulary)}__code", paths(vocabulary)
        pairs = addressed().filter(slug__in=slugs, **{f"{code}__isnull": False}).order_by("slug", code)
        for slug, term in pairs.values_list("slug", code):
            found.setdefault(slug, []).append(f"{vocabulary}:{known[term][0]}")
    return found


def earliest() -> datetime:
    """Return the moment before which no record changed."""
    return addressed().aggregate(first=Min(written()))["first"] or timezone.now()
