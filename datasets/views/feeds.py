"""Atom feeds (RFC 4287): of the catalogue and any search, of change sets, and of links and access alone.

A feed has what its page has, in the page's language, so that a search can be followed. Who asks wrongly is told so.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from datasets.exports.addresses import Site
from datasets.exports.dublin_core import FORBIDDEN
from datasets.facts.cards import summary_for
from datasets.index import snapshot
from datasets.index.snapshot import Snapshot
from datasets.models import Change, Dataset, public
from datasets.models.dataset import published
from datasets.records.changes import EXISTS
from datasets.records.history import change_sets, described
from datasets.records.lines import Line, lines_of, statements_of
from datasets.search import finding, parameters
from datasets.search.parameters import Query
from datasets.web.addresses import absolute
from datasets.web.problems import OPEN
from datasets.web.validators import shows_also
from datasets.words.asked import IGNORED, Notice, name_unknown
from datasets.words.texts import bcp47, reader
from datasets.words.wording import before_value, listed

from . import access_changes, lists
from .descriptions import site
from .problems import problem

# Entries of a feed, lines of what changed last in one of them, and names in a title.
MOST, MOST_LINES, MOST_NAMED = 30, 8, 3
LONGEST_TITLE = 200
AUTHOR = "Lightbox"


class Feed(Atom1Feed):
    """A feed in the reader's language, of what the page at a path shows."""

    def __init__(self, request: HttpRequest, title: str, page: str, subtitle: str, query: str = "") -> None:
        """Take the path of the `page`, and the `query` string by which both are asked for.

        The feed is named by its address, and the same question has one address, so that readers know it again.
        """
        here = absolute(request, request.path) + query
        super().__init__(
            title=FORBIDDEN.sub("", f"{AUTHOR} · {title}"), link=absolute(request, page) + query, description="",
            language=bcp47(reader()), author_name=AUTHOR, subtitle=FORBIDDEN.sub("", subtitle), feed_url=here,
            feed_guid=here,
        )  # fmt: skip

    def add(
        self,
        key: str,
        title: str,
        link: str,
        content: str,
        updated: datetime,
        published: datetime | None = None,
        terms: Sequence[Mapping[str, str]] = (),
    ) -> None:
        """Add an entry: what names it for good, its address, its content as markup, its moments and its terms."""
        shortened = Truncator(FORBIDDEN.sub("", title)).chars(LONGEST_TITLE)
        self.add_item(
            shortened,
            link,
            FORBIDDEN.sub("", content),
            unique_id=key,
            updateddate=updated,
            pubdate=published,
            terms=terms,
        )

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, object]) -> None:
        """Write an entry, and as its categories the terms with scheme and label, which Django's have not."""
        super().add_item_elements(handler, item)
        for term in item["terms"]:  # type: ignore[attr-defined]
            handler.addQuickElement("category", "", term)

    def latest_post_date(self) -> datetime:
        """Return when it last changed: with its newest entry, or, where there is none, with the catalogue."""
        newest = None if self.items else change_sets(public.changes()).values_list("created", flat=True).first()
        return newest or super().latest_post_date()

    def answer(self) -> HttpResponse:
        """Return the feed, for readers and for scripts on pages of any site."""
        return HttpResponse(self.writeString("utf-8"), content_type=self.content_type, headers=OPEN)


def datasets(request: HttpRequest) -> HttpResponse:
    """Give the entries that answer a question, those that changed last first."""
    now, language = snapshot.current(), reader()
    query, notices = parameters.read(request.GET, now.codes)
    if wrong := [*notices, *_of_pages(query)]:
        return _refused(request, wrong)
    asked = lists.question(query)
    results = finding.find(now, replace(asked, sort="changed", page_size=MOST, language=language))
    title = lists.title_of(list(lists.chips_of(asked, now)))
    query_string = asked.address().removesuffix("?")
    feed = Feed(request, title, reverse("dataset-list"), " ".join(_told(results, now)), query_string)
    # The index may be behind: what is no longer to be seen is left out.
    found = published().annotate(moment=public.written()).filter(slug__in=[card["slug"] for card in results.cards])
    rows = {row.slug: row for row in found}
    first, last = public.first_published([row.pk for row in rows.values()]), _changed(rows.values())
    for card in results.cards:
        if row := rows.get(card["slug"]):
            content = {
                "summary": summary_for(card, language, lambda: now.lexicon),
                "lines": last.get(row.pk, [])[:MOST_LINES],
            }
            page = absolute(request, reverse("dataset", args=[row.slug]))
            markup = render_to_string("feeds/entry.html", content)
            terms = list(_terms(site(request), "modality", card["modality"], now))
            feed.add(site(request).entry(row.slug), row.name, page, markup, row.moment, first.get(row.pk), terms)
    return feed.answer()


def _of_pages(query: Query) -> Iterator[Notice]:
    """Yield a notice for each thing that is asked of a page of the list, and not of a feed."""
    message, fix = _("A feed has no pages and one order: what changed last comes first."), _("Leave it out.")
    if query.sort not in ("relevance", "changed"):
        yield Notice("sort", message, fix=fix)
    if query.page != 1:
        yield Notice("page", message, fix=fix)
    if query.page_size != parameters.PAGE_SIZE:
        yield Notice("page_size", message, fix=fix)


def _refused(request: HttpRequest, notices: Iterable[Notice]) -> HttpResponse:
    """Say what is wrong in what was asked, a line each."""
    said = "\n".join(f"{before_value(notice.parameter)} {notice.refusal}" for notice in notices)
    response = problem(request, 400, _("This feed cannot be made"), said)
    for name, value in OPEN.items():
        response[name] = value
    return response


def _told(results: finding.Results, now: Snapshot) -> Iterator[str]:
    """Yield what the list says of the question: what was understood otherwise than typed, and what a feed is."""
    yield _("Entries that answer, what changed last first.")
    yield from (notice.on_page for notice in results.notices)
    if understood := [chip.words for chip in lists.understood_of(results, now)]:
        yield f"{before_value(_('Understood as'))} {listed(understood)}"


def _changed(rows: Collection[Dataset]) -> dict[int, list[Line]]:
    """Return what the last change set did to each of the entries, by their keys; not what a new one says."""
    last = {row.pk: row.revision for row in rows}
    changes = Change.objects.filter(kind="dataset", key__in=last, change_set__in=set(last.values())).exclude(
        path=EXISTS
    )
    found = [row for row in changes.order_by("pk") if row.change_set_id == last[row.key]]
    statements = statements_of(found)
    lines: dict[int, list[Line]] = {}
    for row in found:
        lines.setdefault(row.key, []).extend(lines_of(row, statements))
    return lines


def _terms(here: Site, vocabulary: str, codes: Iterable[str], now: Snapshot) -> Iterator[dict[str, str]]:
    """Yield terms as Atom's categories, the vocabulary's lasting address as their scheme."""
    for code in codes:
        name = now.facets.values[vocabulary][code].name(reader())
        yield {"term": code, "scheme": here.vocabulary(vocabulary), "label": name}


def changes(request: HttpRequest) -> HttpResponse:
    """Give the newest change sets, as the page of changes shows them."""
    if wrong := _of_nothing(request):
        return _refused(request, wrong)
    page = reverse("changes")
    told = _(
        "The catalogue's changes, the newest first: when, by whom and why, with what was there before and what came."
    )
    feed = Feed(request, _("What changed lately"), page, told)
    rows = public.changes()
    for one in described(list(change_sets(rows)[:MOST]), rows):
        names = [entry.name for entry in one.entries]
        title = listed(names[:MOST_NAMED]) + ("…" if one.more or len(names) > MOST_NAMED else "")
        markup = render_to_string("feeds/change_set.html", {"set": one, "start": site(request).start})
        feed.add(UUID(one.stamp).urn, title, f"{absolute(request, page)}#change-{one.number}", markup, one.when)
    return feed.answer()


def _of_nothing(request: HttpRequest) -> list[Notice]:
    """Return what is wrong where nothing may be asked."""
    notices: list[Notice] = []
    name_unknown(request.GET, {*IGNORED}, notices)
    return notices


@shows_also(lambda _request: access_changes.mark())
def access(request: HttpRequest) -> HttpResponse:
    """Give the newest changes of links and of how to get at entries: what was and what is."""
    if wrong := _of_nothing(request):
        return _refused(request, wrong)
    told = _("Changes of access, licences, rights and addresses, and links that are dead, have moved or work again.")
    feed = Feed(request, _("Changes of links and access"), reverse("changes"), told)
    for item in access_changes.newest(MOST):
        markup = render_to_string("feeds/access.html", {"item": item})
        title = f"{before_value(item.name)} {item.about}"
        feed.add(item.key.urn, title, absolute(request, item.url), markup, item.when)
    return feed.answer()
