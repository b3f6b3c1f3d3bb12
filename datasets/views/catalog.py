"""The catalogue for harvesters: DCAT-AP in pages, the whole of it or what a question finds (search.parameters)."""

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.exports import CATALOG
from datasets.exports.addresses import Site
from datasets.exports.dcat_catalog import Page
from datasets.exports.described import Described
from datasets.facts.reading import taken_in, whole
from datasets.index import snapshot
from datasets.models import ChangeSet
from datasets.models.dataset import published
from datasets.models.kept import Kept
from datasets.search import finding, parameters
from datasets.search.finding import Results
from datasets.web.addresses import absolute
from datasets.web.languages import asked_language
from datasets.web.problems import OPEN, past_the_last_page, refused
from datasets.words.asked import Notice
from datasets.words.texts import ORIGINAL

from .descriptions import site

# So that a page takes less than a second to make.
PAGE_SIZE = 25
# A harvester asks twice for each page, for its length first; one has a quarter of a megabyte.
_kept: Kept[str, str | bytes] = Kept(8)


def catalog(request: HttpRequest, ending: str) -> HttpResponse:
    """Describe the catalogue, and the entries of one page of it; a page past the last one is 404."""
    now = snapshot.current()
    query, notices = parameters.read(request.GET, now.codes, as_written=True)
    notices += asked_language(request, ORIGINAL)[1]
    if "page_size" in request.GET:
        notices.append(Notice("page_size", _("All pages have the same size."), fix=_("Leave it out.")))
    if notices:
        return refused(notices)
    # By name, which changes least while somebody goes from page to page.
    sort = query.sort if "sort" in request.GET else "name"
    results = finding.find(now, replace(query, page_size=PAGE_SIZE, sort=sort, language=ORIGINAL))
    if results.query.page != query.page:
        return past_the_last_page(query.page, results.pages)

    form, start = CATALOG[ending], absolute(request, reverse("catalog", args=[ending]))
    addresses = {
        relation: start + query.on_page(page).address().removesuffix("?")
        for relation, page in _pages(query.page, results.pages).items()
    }
    body = _kept.get(addresses["here"], lambda: form.write(_page(site(request), results, addresses)))
    return HttpResponse(body, content_type=form.content_type, headers=OPEN)


def _pages(page: int, last: int) -> dict[str, int]:
    """Return the pages that there are beside one, as Hydra calls them, and that one."""
    around = {"previous": page - 1, "next": page + 1}
    return {
        "here": page,
        "first": 1,
        "last": last,
        **{name: other for name, other in around.items() if 1 <= other <= last},
    }


def _page(here: Site, results: Results, addresses: Mapping[str, str]) -> Page:
    """Return a page of the catalogue with its entries. A fixed number of queries."""
    slugs = [card["slug"] for card in results.cards]
    rows = {row.slug: row for row in whole(published().filter(slug__in=slugs))}
    days = taken_in(rows.values())
    return Page(
        site=here,
        entries=[Described(rows[slug], here, days.get(rows[slug].pk)) for slug in slugs if slug in rows],
        total=results.total,
        addresses=addresses if results.pages > 1 else {},
        begun=ChangeSet.objects.aggregate(first=Min("created"))["first"],
        changed=published().order_by().aggregate(newest=Max("changed"))["newest"],
    )
