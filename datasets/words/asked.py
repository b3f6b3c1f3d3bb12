"""What is asked with an address: its parameters, and notices of what could not be understood of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .wording import sentences

# So many parameters and values that are wrong are named.
MOST_NAMED = 5
MAXIMUM_TEXT = 300
# Characters of a visitor's value that a message shows.
MOST_PRINTED = 60


LONGEST_SLUG = 80
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

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
    """Something in the request that was not understood, in the reader's language: the parameter, and what is wrong.

    `done` says what a page did instead, `fix` what to write; both are sentences of their own. A page answers what it
    understood, and says so; a refusal answers nothing, so that it claims nothing and says the fix.
    """

    parameter: str
    message: str
    done: str = ""
    fix: str = ""

    @property
    def on_page(self) -> str:
        """What a page says that answered all the same."""
        return sentences(self.message, self.done)

    @property
    def refusal(self) -> str:
        """What a refusal says."""
        return sentences(self.message, self.fix)


# Parameters that pages add and that say nothing about the question.
IGNORED = frozenset({"lang"})


def name_unknown(parameters: Parameters, known: set[str], notices: list[Notice]) -> None:
    """Add a notice for each of the first parameters that are none of `known`."""
    unknown = sorted(set(parameters.keys()) - known)
    if not unknown:
        return
    message, done, fix = _("This is not a parameter."), _("It was ignored."), _("Leave it out.")
    notices.extend(Notice(printable(name), message, done, fix) for name in unknown[:MOST_NAMED])


def last_value(parameters: Parameters, name: str, notices: list[Notice]) -> str:
    """Return the value of a parameter that has one value; the last counts, and more than one gives a notice."""
    values = parameters.getlist(name)
    if len(values) > 1:
        message = ngettext("Given %(number)s time.", "Given %(number)s times.", len(values)) % {"number": len(values)}
        notices.append(Notice(name, message, _("The last one counts."), _("Give it once.")))
    return values[-1] if values else ""


def no_such_value(name: str, value: str, values: Iterable[str]) -> Notice:
    """Return the notice of a value that is none of those that a parameter takes; a refusal names them."""
    message = _("There is no value “%(value)s”.") % {"value": printable(value)}
    return Notice(name, message, _("It was ignored."), _("Use one of %(values)s.") % {"values": ", ".join(values)})


def printable(value: str) -> str:
    """Return the first printable characters of a visitor's value, for a message."""
    return "".join(character if character.isprintable() else "·" for character in value[:MOST_PRINTED])


def is_slug(text: str) -> bool:
    """Tell whether `text` can be a slug at all."""
    return len(text) <= LONGEST_SLUG and SLUG.fullmatch(text) is not None


def past_the_end(page: int, last: int) -> Notice:
    """Return the notice of a page of a list that ends before it."""
    return Notice("page", _("Page %(page)s is past the last page, %(last)s.") % {"page": page, "last": last})
