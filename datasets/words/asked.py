"""What is asked with an address: its parameters, and notices of what could not be understood of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# So many parameters and values that are wrong are named.
MOST_NAMED = 5
MAXIMUM_TEXT = 300


# The largest number of 18 digits, which is as many as are read.
MAXIMUM_NUMBER = 10**18 - 1


class Parameters(Protocol):
    """What reading needs of a request's parameters; Django's QueryDict has it."""

    def getlist(self, key: str) -> list[str]:
        """Return all values of `key`."""

    def keys(self) -> Iterable[str]:
        """Return the names of all parameters."""


@dataclass(frozen=True)
class Notice:
    """Something in the request that was not understood: the parameter, and a sentence in the reader's language."""

    parameter: str
    message: str


# Parameters that pages add and that say nothing about the question.
IGNORED = frozenset({"lang"})


def name_unknown(parameters: Parameters, known: set[str], notices: list[Notice]) -> None:
    """Add a notice for each of the first parameters that are none of `known`."""
    unknown = sorted(set(parameters.keys()) - known)
    notices.extend(
        Notice(printable(name), _("This is not a parameter; it was ignored.")) for name in unknown[:MOST_NAMED]
    )


def last_value(parameters: Parameters, name: str, notices: list[Notice]) -> str:
    """Return the value of a parameter that has one value; the last counts, and more than one gives a notice."""
    values = parameters.getlist(name)
    if len(values) > 1:
        message = ngettext(
            "Given %(number)s time; the last one counts.", "Given %(number)s times; the last one counts.", len(values)
        )
        notices.append(Notice(name, message % {"number": len(values)}))
    return values[-1] if values else ""


def printable(value: str) -> str:
    """Return at most 60 printable characters of a visitor's value, for a message."""
    return "".join(character if character.isprintable() else "·" for character in value[:60])
