"""The page of one dataset, that of the evidence for it, and the short address that always leads to it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from datasets.compare import picture
from datasets.compare.disputes import disputes
from datasets.exports import bibtex
from datasets.exports.bibtex_keys import page_key
from datasets.exports.citing import entry_page
from datasets.exports.described import Described
from datasets.exports.json_ld import json_ld
from datasets.facts.fields import FIELDS
from datasets.facts.texts import text_for_reader
from datasets.index import snapshot
from datasets.index.snapshot import NoIndexError
from datasets.models import Dataset, Statement, Unit
from datasets.models.kept import Kept
from datasets.web.addresses import absolute, with_query
from datasets.web.validators import shows_also
from datasets.words.texts import reader

from . import addressed, bodymap, embedding, link_health, previews, sharing
from .answers import answers, to_data
from .descriptions import PATHS, described_by, negotiated, signposts, site
from .facts import facts
from .guides import naming
from .related import alike, beside
from .rights import table

# By slug, language and the site's address, for the entries that visitors asked for last.
_kept: Kept[tuple[str, str, str], dict[str, Any]] = Kept(400)


@negotiated
@shows_also(link_health.mark)
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one dataset: what it is, four answers, every fact; 410 with what is known for a withdrawn one."""
    row = addressed.entry(slug)
    if row is None:
        return addressed.elsewhere(request, "dataset", slug)
    key = (slug, reader(), absolute(request, "/"))
    if _is_indexed():
        context = {**_kept.get(key, lambda: _context(request, row)), "key": (*key, link_health.mark(request, slug))}
    else:
        # Whatever else is like it will be known when the index is there, without another revision.
        context = _context(request, row)
    # What links answer is of no revision, and is read each time.
    known = link_health.of(request, slug)
    context |= {
        "links": [(link, link_health.told(link, known)) for link in context["links"]],
        "data_health": link_health.told(context["to_data"], known),
    }
    response = render(request, "datasets/dataset.html", context, status=410 if row.is_withdrawn else 200)
    response["Link"] = context["signposts"]
    return response


def _is_indexed() -> bool:
    """Tell whether the search index is that of the catalogue as it is now."""
    try:
        return snapshot.current().complete
    except NoIndexError:
        return False


def _context(request: HttpRequest, row: Dataset) -> dict[str, Any]:
    """Return what the page of an entry shows. It is of the entry and the site's address alone, and of no visitor."""
    text = text_for_reader(row)
    url = absolute(request, reverse("dataset", args=[row.slug]))
    lasting = absolute(request, reverse("short", args=[row.slug]))
    related = beside(row.slug)
    alone = picture.compare([row])
    links = list(row.link_set.all())
    told = answers(row, alone, related.overlaps, links)
    address = withdrawn_address if row.is_withdrawn else term_address
    return {
        "dataset": row,
        "mark": bodymap.mark(region.code for region in row.anatomies.all()),
        "text": text,
        "suggest": urlencode({"dataset": row.slug, "about": "text"}),
        "noindex": row.is_withdrawn,
        "evidence": reverse("evidence", args=[row.slug]),
        "answers": told,
        "facts": facts(alone, address, {line.key for answer in told for line in answer.lines}),
        "statements": len(row.statement_set.all()),
        "disputes": alone.columns[0].disputes,
        "classes": _bars([(item.name, item.count, item.unit, None) for item in row.datasetclass_set.all()]),
        "splits": _bars(
            [(item.get_name_display(), item.count, item.unit, item.percent) for item in row.split_set.all()]
        ),
        "classes_counted": any(item.count for item in row.datasetclass_set.all()),
        "multi_label": row.multi_label,
        "guides": naming(row),
        "beside": related,
        "alike": alike(row, related.slugs),
        "rights": table(row),
        "links": links,
        "to_data": to_data(links),
        "papers": list(row.paper_set.all()),
        "canonical": url,
        "share": sharing.of_entry(request, row),
        "preview": previews.of_entry(request, row, told),
        "oembed": "" if row.is_withdrawn else embedding.address_of(request, url),
        "json_ld": json_ld(Described(row, site(request))),
        "described_by": described_by(request, row.slug),
        "signposts": signposts(request, row),
        "citation": citation(row, lasting),
        "withdrawn": row.is_withdrawn,
    }


def evidence(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all that documents state about one dataset, field by field, as printed; 410 for a withdrawn one."""
    row = addressed.entry(slug)
    if row is None:
        return addressed.elsewhere(request, "evidence", slug)
    stated: dict[str, list[Statement]] = {code: [] for code in FIELDS}
    for statement in row.statement_set.all():
        stated.setdefault(statement.field, []).append(statement)
    context = {
        "dataset": row,
        "fields": [(code, statements) for code, statements in stated.items() if statements],
        "total": len(row.statement_set.all()),
        "disputes": disputes([row])[0],
        "noindex": row.is_withdrawn,
    }
    return render(request, "datasets/evidence.html", context, status=410 if row.is_withdrawn else 200)


def citation(row: Dataset, url: str) -> dict[str, str]:
    """Return a citation of the dataset's page, as a sentence and as BibTeX; `url` is its lasting address.

    The same one as in exports, so that one key never stands for two addresses.
    """
    day = format_date(row.changed, "Y-m-d")
    return {
        "text": _("“%(name)s”. Lightbox, directory of medical imaging datasets. Entry as of %(day)s. %(url)s")
        % {"name": row.name, "day": day, "url": url},
        "bibtex": bibtex.page(page_key(row.slug), entry_page(row, url)),
    }


@negotiated
def short(request: HttpRequest, slug: str) -> HttpResponse:
    """Redirect the short address, which names no language, to the page in the visitor's language.

    In one step, also where the entry was renamed or is part of another one by now; 404 where there is none. The page of
    a withdrawn entry answers 410.
    """
    row = addressed.entry(slug)
    response = redirect(with_query(request, reverse("dataset", args=[slug if row else addressed.now(slug)])))
    if row:
        response["Link"] = signposts(request, row)
    return response


def term_address(field: str, code: str) -> str:
    """Return the browse page of a term, or the list filtered by it where there is no such page."""
    if field in PATHS:
        return reverse("browse-term", args=[PATHS[field], code])
    return f"{reverse('dataset-list')}?{field}={code}" if FIELDS[field].facet else ""


def withdrawn_address(field: str, code: str) -> str:
    """Return what term_address does, for a withdrawn entry: its sources may have no other entry, and then no page."""
    return "" if field == "source" else term_address(field, code)


def _bars(parts: list[tuple[str, int | None, Unit | None, float | None]]) -> list[dict[str, object]]:
    """Return the parts with their bars, in percent of the longest of their unit, and their shares.

    A share is in percent: the one that a document states, else that of the sum of what is counted alike. There is none
    where two sources count one part otherwise, or in different units.
    """
    names = [name for name, *_ in parts]
    alike = len({unit for _, count, unit, _ in parts if count}) == 1 and len(set(names)) == len(names)
    total = sum(count or 0 for _, count, _, _ in parts)
    highest: dict[Unit | None, int] = {}
    for _name, count, unit, _share in parts:
        highest[unit] = max(count or 0, highest.get(unit, 0))
    return [
        {
            "name": name,
            "count": count,
            "unit": "" if alike or not unit or not count else unit.after(count),
            "share": 100 * count / total if count and alike and stated is None else stated,
            "bar": f"{100 * count / highest[unit]:.2f}" if count else None,
        }
        for name, count, unit, stated in parts
    ]
