"""What a reader makes of a text, short enough to compare."""

from collections.abc import Sequence
from types import ModuleType

from datasets.importing.claims import UNREAD, Described
from datasets.importing.opening import opened
from datasets.records.problems import Problem


def read(reader: ModuleType, text: str, name: str = "") -> list[Described | Problem]:
    """Return all that a reader, which has to recognise the text, yields."""
    one = opened(text.encode(), name)
    assert reader.recognises(one)
    return list(reader.read(one))


def dataset(reader: ModuleType, text: str, name: str = "") -> Described:
    """Return the one dataset of a text."""
    (found,) = read(reader, text, name)
    assert isinstance(found, Described), found
    return found


def said(found: Described, *fields: str) -> dict[str, list[str]]:
    """Return what is printed of each field; of those named, or of all but the names and links."""
    fields = fields or tuple({claim.field: "" for claim in found.claims if claim.field not in ("name", "link")})
    return {field: [claim.printed for claim in found.claims if claim.field == field] for field in fields}


def values(found: Described, field: str) -> list[object]:
    """Return the values of a field that the format itself says."""
    return [claim.value for claim in found.claims if claim.field == field and claim.value is not UNREAD]


def told(problems: Sequence[Described | Problem]) -> list[str]:
    """Return what is wrong, as a person reads it."""
    assert all(isinstance(problem, Problem) for problem in problems), problems
    return [str(problem) for problem in problems]
