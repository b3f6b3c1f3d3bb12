"""The theme of the pages: as the visitor's system has it, or as they chose, which a cookie keeps.

The dark theme is one file of tokens (static/dark.css). A page says for which screens it counts, so that neither a
choice nor following the system needs a script.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.csrf import csrf_exempt

from datasets.web.sent import back, is_from_here, keep, see

from .methods import answers_to
from .problems import problem

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COOKIE = "theme"
KEPT_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class Theme:
    """One choice: its name in the form and the cookie, its label, and the screens that the dark tokens are for."""

    name: str
    label: "StrOrPromise"
    dark: str


SYSTEM = Theme("system", pgettext_lazy("a theme", "System"), "(prefers-color-scheme: dark)")
THEMES: Mapping[str, Theme] = {
    theme.name: theme
    for theme in (
        SYSTEM,
        Theme("light", pgettext_lazy("a theme", "Light"), "not all"),
        Theme("dark", pgettext_lazy("a theme", "Dark"), "all"),
    )
}


def theme_of(request: HttpRequest) -> Theme:
    """Return the visitor's theme; that of their system where they chose none."""
    return THEMES.get(request.COOKIES.get(COOKIE, ""), SYSTEM)


def in_every_page(request: HttpRequest) -> dict[str, object]:
    """Give every template the visitor's theme and all there are (a context processor)."""
    return {"theme": theme_of(request), "themes": THEMES.values()}


@csrf_exempt  # A token would need a cookie on every page; is_from_here asks the browser instead.
@answers_to("POST")
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the theme that is chosen, and go back to the page (`next`)."""
    if not is_from_here(request):
        return problem(request, 403, _("Not allowed"), _("This form was sent from another site; nothing was changed."))
    theme = THEMES.get(request.POST.get("theme", ""))
    if theme is None:
        raise BadRequest(_("Choose a theme: %(names)s.") % {"names": ", ".join(THEMES)})
    response = see(back(request, reverse("home")))
    keep(response, COOKIE, "" if theme is SYSTEM else theme.name, KEPT_SECONDS)
    return response
