"""What describes an entry to programs, one address for each format; and the lasting addresses of terms."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.exports import DESCRIPTIONS
from datasets.exports.addresses import Site
from datasets.exports.described import Described
from datasets.facts.reading import asked_for, taken_in
from datasets.index import snapshot
from datasets.models import VOCABULARIES
from datasets.models.public import moved, sources
from datasets.web.addresses import absolute, search_address
from datasets.web.problems import OPEN

from .axes import AXES

# Vocabulary -> browse axis of its terms.
PATHS = {axis.parameter: axis.path for axis in AXES.values()}


def site(request: HttpRequest) -> Site:
    """Return the addresses of this site."""
    return Site(absolute(request, "/").removesuffix("/"))


def description(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """Describe one entry in one format; 410 with what is known for a withdrawn one."""
    row = asked_for([slug]).get(slug)
    if row is None:
        now = moved([slug]).get(slug)
        if now is None:
            raise Http404(_("There is no such entry."))
        return redirect("description", slug=now, ending=ending, permanent=True)
    form = DESCRIPTIONS[ending]
    body = form.write(Described(row, site(request), taken_in([row]).get(row.pk)))
    return HttpResponse(body, status=410 if row.is_withdrawn else 200, content_type=form.content_type, headers=OPEN)


def vocabulary(_request: HttpRequest, vocabulary: str) -> HttpResponse:
    """Lead from the lasting address of a vocabulary to its page, or to all vocabularies where it has none."""
    if vocabulary in PATHS:
        return redirect("browse-axis", path=PATHS[vocabulary])
    return redirect("api-v1:list_vocabularies")


def term(_request: HttpRequest, vocabulary: str, code: str) -> HttpResponse:
    """Lead from the lasting address of a term to its page, else to the entries that have it, else to its vocabulary."""
    terms = sources() if vocabulary == "source" else VOCABULARIES[vocabulary].objects
    if not terms.filter(code=code).exists():
        raise Http404(_("There is no such term."))
    if vocabulary in PATHS:
        return redirect("browse-term", path=PATHS[vocabulary], code=code)
    if vocabulary in snapshot.current().facets.values:
        return redirect(reverse("dataset-list") + search_address(vocabulary, code))
    return redirect("api-v1:list_vocabularies")
