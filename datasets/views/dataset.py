"""The page of one dataset, and the short address that always leads to it."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from datasets.compare import picture
from datasets.exports import bibtex
from datasets.exports.json_ld import PageAddresses, json_ld
from datasets.facts.fields import FIELDS
from datasets.facts.reading import whole
from datasets.facts.readings import read
from datasets.facts.texts import text_for_reader
from datasets.models import Dataset
from datasets.models.public import addressed, moved
from datasets.web.addresses import absolute, with_query

from .browse import AXES
from .facts import groups
from .guides import naming
from .related import alike, beside
from .rights import table

# Field -> browse axis of its terms.
PATHS = {axis.parameter: axis.path for axis in AXES.values()}


def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one dataset with every fact and its source; 410 with what is known for a withdrawn one."""
    row = next(iter(whole(addressed().filter(slug=slug))), None)
    if row is None:
        now = moved([slug]).get(slug)
        if now is None:
            raise Http404(_("There is no such entry."))
        return redirect(with_query(request, reverse("dataset", args=[now])), permanent=True)
    text = text_for_reader(row)
    url = absolute(request, reverse("dataset", args=[row.slug]))
    lasting = absolute(request, reverse("short", args=[row.slug]))
    related = beside(row.slug)
    alone = picture.compare([row])
    context = {
        "dataset": row,
        "text": text,
        "suggest": urlencode({"dataset": row.slug, "about": "text"}),
        "noindex": row.is_withdrawn,
        "groups": groups(alone, withdrawn_address if row.is_withdrawn else term_address),
        "statements": list(row.statement_set.all()),
        "disputes": alone.columns[0].disputes,
        "classes": _bars([(item.name, item.count, item.unit, None) for item in row.datasetclass_set.all()]),
        "splits": _bars(
            [(item.get_name_display(), item.count, item.unit, item.percent) for item in row.split_set.all()]
        ),
        "multi_label": row.multi_label,
        "guides": naming(row),
        "beside": related,
        "alike": alike(row, related.slugs),
        "rights": table(row),
        "links": list(row.link_set.all()),
        "papers": list(row.paper_set.all()),
        "headline": headline(row),
        "canonical": url,
        "short": lasting,
        "json_ld": json_ld(row, text, PageAddresses(lasting, url, absolute(request, "/"))),
        "citation": citation(row, lasting),
        "withdrawn": row.is_withdrawn,
    }
    return render(request, "datasets/dataset.html", context, status=410 if row.is_withdrawn else 200)


def citation(row: Dataset, url: str) -> dict[str, str]:
    """Return a citation of the dataset's page, as a sentence and as BibTeX; `url` is its lasting address.

    The same one as in exports, so that one key never stands for two addresses.
    """
    day = format_date(row.changed, "Y-m-d")
    return {
        "text": _("“%(name)s”. Lightbox, directory of medical imaging datasets. Entry as of %(day)s. %(url)s")
        % {"name": row.name, "day": day, "url": url},
        "bibtex": bibtex.page(row.slug, row.name, row.changed.date(), url),
    }


def headline(row: Dataset) -> list[tuple[str, str]]:
    """Return the three figures that open the page, each "" where it is unknown."""
    fields = [FIELDS[code] for code in ("subjects", "images", "size")]
    return [(str(field.label), "".join(text.text for text in read(field, row).texts)) for field in fields]


def short(request: HttpRequest, slug: str) -> HttpResponse:
    """Redirect the short address, which names no language, to the page in the visitor's language."""
    return redirect(with_query(request, reverse("dataset", args=[slug])))


def term_address(field: str, code: str) -> str:
    """Return the browse page of a term, or the list filtered by it where there is no such page."""
    if field in PATHS:
        return reverse("browse-term", args=[PATHS[field], code])
    return f"{reverse('dataset-list')}?{field}={code}" if FIELDS[field].facet else ""


def withdrawn_address(field: str, code: str) -> str:
    """Return what term_address does, for a withdrawn entry: its sources may have no other entry, and then no page."""
    return "" if field == "source" else term_address(field, code)


def _bars(parts: list[tuple[str, int | None, object, float | None]]) -> list[dict[str, object]]:
    """Return the parts, each with its share in percent: the one that a document states, else that of the sum."""
    total = sum(count or 0 for _, count, _, _ in parts)
    return [
        {
            "name": name,
            "count": count,
            "unit": unit,
            "share": 100 * count / total if count and stated is None else stated,
        }
        for name, count, unit, stated in parts
    ]
