"""An index that is harvested again: what its newer version changes of what older ones said, and what is gone from it.

Pure functions; the database is not asked. Statements of one series of documents are one voice: the newest version says
it, older ones give way. What a curator has judged stays as it is judged.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from datasets.facts.kinds import Record

from .harvesting import NotHarvestedError, version_of

# Of what was harvested before, so much may be gone: more is likelier to be a broken index than a smaller archive.
MOST_GONE = 0.1


def same(one: Record, other: Record) -> bool:
    """Tell whether two statements of one field say the same: the same value, or where one has none the same words.

    What a newer version says in a value is more than an older one that was not understood.
    """
    if one["field"] != other["field"]:
        return False
    if one["value"] is None or other["value"] is None:
        return one["value"] is other["value"] and bool(one["printed"] == other["printed"])
    return bool(_known(one["value"]) == _known(other["value"]))


def _known(value: Any) -> Any:
    """Return a value without the parts that are not known, which may be left out or null."""
    return {key: part for key, part in value.items() if part is not None} if isinstance(value, dict) else value


def superseded(older: Mapping[int, Record], newer: Collection[Record]) -> list[int]:
    """Return the keys of older versions' statements that a newer version does not make any more, and says otherwise.

    `older` are those that nobody has judged, `newer` all that the newer version says, also what is not stated again. Of
    a field that the newer version says nothing of, the older one is the best that is known.
    """
    fields = {statement["field"] for statement in newer}
    return [
        key
        for key, statement in older.items()
        if statement["field"] in fields and not any(same(statement, one) for one in newer)
    ]


def gone(known: Collection[str], found: Collection[str], *, although: bool = False) -> list[str]:
    """Return the keys that were harvested before and are not in the index any more, in their order.

    Nothing is taken away because of it. Raises NotHarvestedError for more than MOST_GONE of them, unless they are
    accepted (`although`).
    """
    missing = sorted(set(known) - set(found))
    if len(missing) > MOST_GONE * len(set(known)) and not although:
        raise NotHarvestedError(
            f"{len(missing):,} of {len(set(known)):,} datasets that were harvested before are not in this index, such "
            f"as {', '.join(missing[:5])}. Is it whole? If it is, run it again with --although-gone."
        )
    return missing


def check_newest(code: str, series: str, codes: Iterable[str]) -> None:
    """Raise NotHarvestedError where one of the documents' `codes` is a newer version of the series than `code`."""
    ours = version_of(code, series)
    newer = [one for one in codes if one.startswith(series) and version_of(one, series) > ours]
    if newer:
        newest = max(newer, key=lambda one: version_of(one, series))
        raise NotHarvestedError(
            f"A newer version, {newest}, was harvested before; {code} is older and would say again what was outdated. "
            "Give the newest version that there is."
        )
