"""/llms.txt: what an assistant can read here, in the form of https://llmstxt.org, made from the tables that answer.

In English alone, as the form knows no languages; what it leads to is there in five.
"""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_response_headers

from datasets.api.document import OPERATIONS, VERSION
from datasets.api.examples import address_of, names
from datasets.exports import CATALOG, OF_ENTRIES
from datasets.index import snapshot
from datasets.models import LANGUAGES, Guide
from datasets.models.dataset import published
from datasets.views.axes import AXES
from datasets.web.addresses import absolute
from datasets.words.texts import ORIGINAL

from .markdown import ENDING, markdown_address
from .tools import PATH, TOOLS

# How long it may be kept, in seconds.
HOUR = 3_600
# Pages by the name of their address, and what they are for.
PAGES = {
    "home": ("Home", "where to begin, with figures of the whole catalogue"),
    "dataset-list": ("Search", "entries by words and facets, such as ?q=liver+CT&access=open&size_max=50GB"),
    "search-help": ("How to search", "operators, fields and what is understood in plain words"),
    "compare": ("Comparison", "2 to 6 entries side by side: ?d=kits19&d=lits"),
    "overlap": ("Leakage check", "whether test data may be in training data: ?train=kits19&test=lits"),
    "which": ("Which one fits me?", "a short list for wishes"),
    "statistics": ("Statistics", "the catalogue in numbers"),
    "changes": ("Changes", "what was changed lately, by whom and why"),
    "dumps": ("Dumps", "the whole catalogue as files, with checksums and terms"),
    "about": ("About", "how facts are sourced, and the documents"),
}
# Atom feeds, likewise.
FEEDS = {
    "dataset-feed": ("Entries", "those that changed last, with a search's query of what it finds: ?q=liver+CT"),
    "change-feed": ("Change sets", "what was changed, by whom and why"),
    "access-feed": ("Links and access", "what changed in how data are had"),
}


def _descriptions() -> str:
    """Return the formats that describe an entry, by their endings."""
    return ", ".join(f".{form.ending} ({form.name})" for form in OF_ENTRIES.values())


@translation.override(ORIGINAL)
def llms(request: HttpRequest) -> HttpResponse:
    """Say in short what there is to read, with absolute addresses."""
    response = HttpResponse("\n".join(_lines(request)) + "\n", content_type="text/plain; charset=utf-8")
    patch_response_headers(response, HOUR)
    return response


def _lines(request: HttpRequest) -> Iterator[str]:
    start = absolute(request, "/")
    yield "# Lightbox"
    yield (
        f"\n> A directory of {published().count()} medical imaging datasets, challenges and archives: modality, "
        "anatomy, task, size, access, licence, and which overlap. Each fact has the document that states it; "
        "no images are here."
    )
    yield (
        f"\nEvery page is there as Markdown: its address without the last slash, with {ENDING} (before a query), "
        f"in {', '.join(LANGUAGES)}. An entry's lasting address is {start}d/<slug>/, as Markdown "
        f"{start}d/<slug>{ENDING}, and described for programs with another ending: {_descriptions()}. What is not "
        "stated is unknown, which is not “no”. A name that search does not know is not in the catalogue. Please cite "
        "entries by their lasting addresses."
    )
    yield "\n## Pages\n"
    for name, (title, note) in PAGES.items():
        yield f"- [{title}]({absolute(request, markdown_address(reverse(name)))}): {note}"
    yield "\n## Vocabularies\n"
    for path, axis in AXES.items():
        address = markdown_address(reverse("browse-axis", args=[path]))
        yield f"- [{axis.title}]({absolute(request, address)}): {axis.introduction}"
    yield "\n## Guides\n"
    for guide in Guide.objects.all():
        address = markdown_address(reverse("guide", args=[guide.slug]))
        yield f"- [{guide}]({absolute(request, address)})"
    yield "\n## API\n"
    known = names(snapshot.current())
    for item in OPERATIONS:
        # What is of one entry has no address of its own to follow; the OpenAPI document has it.
        if "<" not in item.path:
            address = address_of(item, known) or item.path
            yield f"- [{item.summary}]({absolute(request, f'/api/v{VERSION}/{address}')})"
    yield "\n## Harvesting\n"
    for form in CATALOG.values():
        yield f"- [{form.name}]({absolute(request, reverse('catalog', args=[form.ending]))}): the catalogue in pages"
    oai = absolute(request, f"{reverse('oai')}?verb=Identify")
    yield f"- [OAI-PMH 2.0]({oai}): the catalogue and what has changed in it since a day"
    yield "\n## Feeds\n"
    for name, (title, note) in FEEDS.items():
        yield f"- [{title}]({absolute(request, reverse(name))}): {note}"
    if settings.MCP:
        yield "\n## Tools\n"
        yield f"- [Model Context Protocol]({absolute(request, PATH)}): streamable HTTP, for reading: {', '.join(TOOLS)}"
