"""The guides: which there are, and each whole, as the record format has it and as far as the public sees it."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.models import Guide, GuideEntry
from datasets.records import advice
from datasets.web.addresses import absolute
from datasets.web.problems import problem_details
from datasets.words.texts import words

from .answers import CATALOGUE, Operation, answer, refused_unless_empty
from .schemas import RECORD, named


def list_guides(request: HttpRequest) -> HttpResponse:
    """Return every guide with its title and introduction, in their order."""
    if refusal := refused_unless_empty(request):
        return refusal
    rows = Guide.objects.values_list("slug", "kind", "titles", "body__introduction")
    results = [
        {
            "slug": slug,
            "kind": kind,
            "title": words(titles).words,
            "introduction": words(introduction).words,
            "url": absolute(request, reverse("guide", args=[slug])),
        }
        for slug, kind, titles, introduction in rows
    ]
    return answer({"count": len(results), "results": results})


def get_guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Return one guide: its steps, sections and tables, what contradicts itself, and the entries with the reasons."""
    if refusal := refused_unless_empty(request):
        return refusal
    entries = Prefetch("entries", GuideEntry.objects.select_related("dataset"))
    # What is not printable is no slug, and some of it no database takes.
    row = Guide.objects.prefetch_related(entries).filter(slug=slug).first() if slug.isprintable() else None
    return problem_details(404, _("There is no such guide.")) if row is None else answer(advice.record_as_seen(row))


OPERATIONS = (
    Operation("guides/", list_guides, lazy("All guides"), CATALOGUE, {200: named("GuideList")}),
    Operation("guides/<slug>/", get_guide, lazy("One guide"), CATALOGUE, {200: RECORD}, example="guides/{guide}/"),
)
