"""What pages show that follows from more than the catalogue, for the validator that says whether they still hold."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.http import HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])


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
