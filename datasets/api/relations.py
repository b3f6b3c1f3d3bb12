"""How entries relate, each relation with what it means for training and testing and what it rests on."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.compare import overlap, relations
from datasets.facts.kinds import Record
from datasets.models.dataset import published
from datasets.search import parameters
from datasets.web.problems import past_the_last_page, problem_details, refused
from datasets.words.asked import Notice, printable

from .answers import Operation, answer, entry_page, here
from .datasets import LIST_PARAMETERS
from .schemas import named


def list_relations(request: HttpRequest) -> HttpResponse:
    """Return one page of the relations between published entries, each with what it means and where it is stated."""
    slug, page, page_size, notices = parameters.read_relations(request.GET)
    if notices:
        return refused(notices)
    # What is not printable is no slug, and some of it no database takes.
    if slug and not (slug.isprintable() and published().filter(slug=slug).exists()):
        message = _("There is no published entry “%(slug)s”; give the slug of one.") % {"slug": printable(slug)}
        return problem_details(404, message, [Notice("dataset", message)])
    rows = relations.listed(slug)
    count = rows.count()
    pages = max(1, -(-count // page_size))
    if page > pages:
        return past_the_last_page(page, pages)
    graph = relations.as_graph(rows[(page - 1) * page_size : page * page_size])
    known = relations.sources(graph.relations)

    def at(number: int) -> str:
        pairs = [("dataset", slug)] * bool(slug) + [("page", str(number))] * (number != 1)
        pairs += [("page_size", str(page_size))] * (page_size != parameters.PAGE_SIZE)
        return here(request, "list_relations", pairs)

    return answer(
        {
            "count": count,
            "next": at(page + 1) if page < pages else None,
            "previous": at(page - 1) if page > 1 else None,
            "results": [_relation(request, graph, relation, known[relation]) for relation in graph.relations],
        }
    )


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
        {200: named("RelationList")},
        [
            {
                "name": "dataset",
                "in": "query",
                "allowEmptyValue": True,
                "schema": {"type": "string"},
                "description": "Slug of an entry: its relations alone, from either side.",
            },
            LIST_PARAMETERS["page"],
            LIST_PARAMETERS["page_size"],
        ],
    ),
)
