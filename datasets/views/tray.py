"""The tray: the entries that a visitor gathers for a comparison, kept in a cookie of slugs (docs/decisions.md).

Only a button sets the cookie, never a visit. It is not signed: it says nothing that an address could not say, and is
read as strictly as one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from datasets.compare.picture import MOST
from datasets.models.dataset import published
from datasets.web.addresses import comparison
from datasets.web.sent import back, is_from_here, keep, see
from datasets.words.asked import is_slug

from .methods import answers_to
from .problems import problem

COOKIE = "comparison"
# Slugs have no dot, and a dot needs no quoting in a cookie.
SEPARATOR = "."
KEPT_SECONDS = 90 * 24 * 3600


@dataclass(frozen=True)
class Tray:
    """What a visitor has gathered: at most MOST slugs, in the order in which they were added."""

    slugs: tuple[str, ...]

    @property
    def address(self) -> str:
        """The comparison of what is in the tray."""
        return comparison(self.slugs)


def tray_of(request: HttpRequest) -> Tray:
    """Return the visitor's tray; what cannot be a slug is left out."""
    found = request.COOKIES.get(COOKIE, "").split(SEPARATOR)[: 2 * MOST]
    return Tray(tuple(dict.fromkeys(slug for slug in found if is_slug(slug)))[:MOST])


def in_every_page(request: HttpRequest) -> dict[str, Tray]:
    """Give every template the visitor's tray (a context processor); costs no query."""
    return {"tray": tray_of(request)}


class TrayMiddleware:
    """Tell caches that pages differ by the tray's cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and mark pages."""
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response


@csrf_exempt  # A token would need a cookie on every page; is_from_here asks the browser instead.
@answers_to("POST")
def change(request: HttpRequest) -> HttpResponse:
    """Add to the tray, take out of it, empty it, or keep what is compared; then go back to the page (`next`).

    One entry too many, or one that is unknown, changes nothing and leads to the comparison, which says so.
    """
    if not is_from_here(request):
        return problem(request, 403, _("Not allowed"), _("This form was sent from another site; nothing was changed."))
    named = [slug for name in ("add", "remove", "keep") for slug in request.POST.getlist(name)]
    if not all(is_slug(slug) for slug in named) or len(named) > MOST:
        raise BadRequest(_("A dataset is named by its address: lower-case letters, digits and hyphens."))
    slugs = list(tray_of(request).slugs)
    if adding := request.POST.get("add"):
        if adding not in slugs and (len(slugs) == MOST or not published().filter(slug=adding).exists()):
            return see(comparison([*slugs, adding]))
        slugs = list(dict.fromkeys([*slugs, adding]))
    elif removing := request.POST.get("remove"):
        slugs = [slug for slug in slugs if slug != removing]
    elif keeping := request.POST.getlist("keep"):
        slugs = list(dict.fromkeys(keeping))
    elif "clear" in request.POST:
        slugs = []
    else:
        raise BadRequest(_("Say what to do: add, remove, keep or clear."))
    response = see(_at_the_entry(request, back(request, reverse("compare"))))
    keep(response, COOKIE, SEPARATOR.join(slugs), KEPT_SECONDS)
    return response


def _at_the_entry(request: HttpRequest, address: str) -> str:
    """Return the page to go back to, at the entry whose button was pressed there."""
    slug = request.POST.get("add") or request.POST.get("remove")
    return f"{address.partition('#')[0]}#entry-{slug}" if slug and address == request.POST.get("next") else address
