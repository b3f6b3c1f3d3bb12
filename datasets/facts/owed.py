"""What an entry owes its reader before the public sees it.

An entry has a name, its kind, a reference, something that it shows, a way to it or the words that say why there is
none, and a text: one that somebody wrote in English, or the facts from which one is composed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as lazy

from datasets.models.language import ORIGINAL

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The fields of which one says what an entry shows, or holds where it is of another category than images.
SHOWS = ("modality", "anatomy", "condition", "task", "contents", "purpose")


@dataclass(frozen=True)
class Debt:
    """One thing that an entry owes: what, how to give it, and the field to be stated, "" where it is none."""

    what: "StrOrPromise"
    how: "StrOrPromise"
    field: str = ""


def _stated(row: Any, *fields: str) -> bool:
    """Tell whether a statement about one of the fields has a say, with a value or with printed words alone."""
    return any(one.field in fields and one.standing != one.Standing.SET_ASIDE for one in row.statement_set.all())


def _text(row: Any) -> bool:
    """Tell whether somebody wrote about the entry in English, or enough is known for a composed text."""
    return any(text.language == ORIGINAL for text in row.descriptions.all()) or _stated(row, *SHOWS)


# Each with what tells whether an entry has it. Name, category and kind no entry is without.
OWED: tuple[tuple[Debt, Callable[[Any], bool]], ...] = (
    (
        Debt(lazy("a reference"), lazy("State at least one fact with the document or page that says it.")),
        lambda row: bool(row.statement_set.all()),
    ),
    (
        Debt(lazy("what it shows"), lazy("State a modality, a body region, a condition or a task."), "modality"),
        lambda row: _stated(row, *SHOWS),
    ),
    (
        Debt(
            lazy("a way to it"),
            lazy("State a link; where there is none, leave the value empty and give the words that say why."),
            "link",
        ),
        lambda row: _stated(row, "link"),
    ),
    (Debt(lazy("a text"), lazy("Write one in English, or state the facts from which one is composed.")), _text),
)


def owed(row: Any) -> list[Debt]:
    """Return what an entry owes its reader; its statements and texts should have been fetched."""
    return [debt for debt, has in OWED if not has(row)]
