"""The entry that an address names, or the way to it: for every page that is one entry's."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.facts.reading import asked_for
from datasets.models import Dataset
from datasets.models.public import moved
from datasets.web.addresses import with_query


def entry(slug: str) -> Dataset | None:
    """Return the entry of today's slug with all that belongs to it; withdrawn ones, too. Some queries."""
    return asked_for([slug]).get(slug)


def elsewhere(request: HttpRequest, name: str, slug: str, *more: str) -> HttpResponse:
    """Lead from a former slug to the address of this name that its entry has now; 404 where there is no such entry.

    `more` is what stands in the address behind the slug.
    """
    return redirect(with_query(request, reverse(name, args=[now(slug), *more])), permanent=True)


def now(slug: str) -> str:
    """Return the slug that the entry of a former one has today. Raises Http404 where there is none."""
    found = moved([slug]).get(slug)
    if found is None:
        raise Http404(_("There is no such entry."))
    return found
