"""What describes an entry to programs, one address for each format; and the lasting addresses of terms."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import MediaType
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from datasets.exports import DESCRIPTIONS, OF_ENTRIES, TEXT, signposting
from datasets.exports.addresses import Site
from datasets.exports.described import Described
from datasets.exports.styles import STYLES
from datasets.facts.reading import taken_in
from datasets.index import snapshot
from datasets.models import VOCABULARIES, Dataset
from datasets.models.public import sources
from datasets.web.addresses import absolute, search_address
from datasets.web.languages import asked_language
from datasets.web.problems import OPEN, refused
from datasets.web.validators import shows_also
from datasets.words.asked import Notice, no_such_value
from datasets.words.texts import ORIGINAL

from . import addressed
from .axes import AXES

View = TypeVar("View", bound=Callable[..., HttpResponse])

PAGE = "text/html"
# Vocabulary -> browse axis of its terms.
PATHS = {axis.parameter: axis.path for axis in AXES.values()}


def site(request: HttpRequest) -> Site:
    """Return the addresses of this site."""
    return Site(absolute(request, "/").removesuffix("/"))


def preferred(request: HttpRequest) -> str:
    """Return the ending of the description that whoever asks would rather have than a page; "" for the page.

    Of several formats of one media type the first is meant, unless a profile names another (RFC 6906). What cannot be
    read and what there is not counts for nothing (RFC 9110, 12.5.1), so that whoever cannot be served gets the page.
    """
    for accepted in request.accepted_types:
        asked = MediaType(f"{accepted.main_type}/{accepted.sub_type}")
        if asked.match(PAGE):
            return ""
        if found := [form for form in OF_ENTRIES.values() if asked.match(form.essence)]:
            profiles = accepted.params.get("profile", "").split()
            return next((form for form in found if form.profile and form.profile in profiles), found[0]).ending
    return ""


def negotiated(view: View) -> View:
    """Decorate a view of an entry: programs that would rather have a description are led to it."""
    mark = getattr(view, "shows_also", None)

    def chosen(request: HttpRequest, slug: str) -> str:
        return preferred(request) or (mark(request, slug) if mark else "")

    @shows_also(chosen, varies=("Accept",))
    @wraps(view)
    def answer(request: HttpRequest, slug: str) -> HttpResponse:
        ending = preferred(request)
        response = _see(slug, ending) if ending else view(request, slug)
        patch_vary_headers(response, ("Accept",))
        return response

    return cast(View, answer)


def _see(slug: str, ending: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse("description", args=[slug, ending]), headers=OPEN)
    response.status_code = 303
    return response


def signposts(request: HttpRequest, row: Dataset) -> str:
    """Return the header Link of an entry's page."""
    return signposting.header(Described(row, site(request)), DESCRIPTIONS.values())


def described_by(request: HttpRequest, slug: str) -> list[dict[str, str]]:
    """Return the links to what describes an entry: the address, the media type with its profile, the format's name."""
    here = site(request)
    return [
        {"href": here.description(slug, form.ending), "type": form.bare_type, "title": form.name}
        for form in OF_ENTRIES.values()
    ]


def description(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """Describe one entry in one format; 410 with what is known for a withdrawn one."""
    style, wrong = _style(request, ending)
    wrong += asked_language(request, ORIGINAL)[1]
    if wrong:
        return refused(wrong)
    row = addressed.entry(slug)
    if row is None:
        return addressed.elsewhere(request, "description", slug, ending)
    form, entry = OF_ENTRIES[ending], Described(row, site(request), taken_in([row]).get(row.pk))
    headers = OPEN | {"Link": signposting.header_of_description(entry)}
    status = 410 if row.is_withdrawn else 200
    return HttpResponse(form.write(entry, **style), status=status, content_type=form.content_type, headers=headers)


def _style(request: HttpRequest, ending: str) -> tuple[dict[str, str], list[Notice]]:
    """Return the style that is asked for, as the one format takes it that has several, and what is wrong with it."""
    asked = request.GET.get("style")
    if asked is None:
        return {}, []
    if ending != TEXT:
        return {}, [Notice("style", _("Only text has a style."), fix=_("Leave it out, or ask for text."))]
    return {"style": asked}, [] if asked in STYLES else [no_such_value("style", asked, STYLES)]


def vocabulary(_request: HttpRequest, vocabulary: str) -> HttpResponse:
    """Lead from the lasting address of a vocabulary to its page, or to all vocabularies where it has none."""
    if vocabulary in PATHS:
        return redirect("browse-axis", path=PATHS[vocabulary])
    return redirect("api-v1:list_vocabularies")


def code_of(vocabulary: str, code: str) -> str:
    """Return a term's code as it is written, for one in any case; "" where there is none."""
    terms = sources() if vocabulary == "source" else VOCABULARIES[vocabulary].objects
    return terms.filter(code__iexact=code).values_list("code", flat=True).first() or ""


def term(_request: HttpRequest, vocabulary: str, code: str) -> HttpResponse:
    """Lead from the lasting address of a term to its page, else to the entries that have it, else to its vocabulary."""
    spelling = code_of(vocabulary, code)
    if not spelling:
        raise Http404(_("There is no such term."))
    if spelling != code:
        return redirect("term", vocabulary=vocabulary, code=spelling, permanent=True)
    if vocabulary in PATHS:
        return redirect("browse-term", path=PATHS[vocabulary], code=code)
    if vocabulary in snapshot.current().facets.values:
        return redirect(reverse("dataset-list") + search_address(vocabulary, code))
    return redirect("api-v1:list_vocabularies")
