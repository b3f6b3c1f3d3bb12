"""How entries relate, each relation with what it means for training and testing and what it rests on."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.compare import overlap, relations
from datasets.facts.kinds import Record
from datasets.models.dataset import published
from datasets.search import parameters
from datasets.web.problems import refused
from datasets.words.asked import printable

from .answers import BESIDE, Operation, entry_page, part_of_list, unknown
from .datasets import PAGES
from .schemas import named


def list_relations(request: HttpRequest) -> HttpResponse:
    """Return one page of the relations between published entries, each with what it means and where it is stated."""
    part, notices = parameters.read_part(request.GET, "dataset")
    if notices:
        return refused(notices)
    slug = part.values["dataset"].lower()
    # What is not printable is no slug, and some of it no database takes.
    if slug and not (slug.isprintable() and published().filter(slug=slug).exists()):
        message = _("There is no published entry “%(slug)s”; give the slug of one.") % {"slug": printable(slug)}
        return unknown("dataset", message)
    rows = relations.listed(slug)

    def results(of: slice) -> list[Record]:
        graph = relations.as_graph(rows[of])
        known = relations.sources(graph.relations)
        return [_relation(request, graph, relation, known[relation]) for relation in graph.relations]

    return part_of_list(request, "list_relations", replace(part, values={"dataset": slug}), rows.count(), results)


def _relation(
    request: HttpRequest, graph: relations.Graph, relation: relations.Relation, stated: list[relations.Source]
) -> Record:
    """Return one relation as the API shows it."""
    first, second = graph.ends[relation.dataset], graph.ends[relation.target]
    tie = overlap.TIES[relation.kind]

    def end(entry: relations.End) -> Record:
        url = entry_page(request, entry.slug)
        return {"slug": entry.slug, "name": entry.name, "kind": entry.kind, "url": url}

    return {
        "dataset": end(first),
        "kind": relation.kind,
        "target": end(second),
        "sentence": graph.sentence(relation),
        "warning": overlap.words(tie, first.name, second.name),
        "certain": tie in overlap.CERTAIN,
        "statements": [
            {"printed": source.printed, "document": source.document, "line": source.line} for source in stated
        ],
    }


OPERATIONS = (
    Operation(
        "relations/",
        list_relations,
        lazy("How entries relate"),
        BESIDE,
        {200: named("RelationList")},
        [
            {
                "name": "dataset",
                "in": "query",
                "allowEmptyValue": True,
                "schema": {"type": "string"},
                "description": "Slug of an entry: its relations alone, from either side.",
            },
            *PAGES,
        ],
    ),
)
