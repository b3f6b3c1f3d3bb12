"""What pages show that follows from more than the catalogue, for the validator that says whether they still hold.

And the other way round: what follows from the catalogue and its address alone, and is nobody's own.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.http import HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])

# In seconds: for so long pages of others show what is for everybody before they ask whether it still holds.
HOLDS_FOR = 3600
# Addresses that name no language and are answered alike to everybody: what stands beside short addresses, and badges.
IN_NO_LANGUAGE = ("/d/", "/overlap/")


def shows_also(mark: Callable[..., str], *, varies: Sequence[str] = ()) -> Callable[[View], View]:
    """Return the decorator of a view whose page shows more than the catalogue's revision tells.

    `mark` is called with what the view is called with, before it, and returns what stays the same for as long as that
    does (directory.unchanged). `varies` are the headers of a request that it reads.
    """

    def decorated(view: View) -> View:
        view.shows_also = mark  # type: ignore[attr-defined]
        view.varies = varies  # type: ignore[attr-defined]
        return view

    return decorated


def is_for_everybody(view: View) -> View:
    """Mark a view that answers everybody alike, whatever cookies they send: its answers hold for HOLDS_FOR."""
    view.holds_for = HOLDS_FOR  # type: ignore[attr-defined]
    return view
