"""Every public address with requests that could bring something hidden to light, and what an answer gives away."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus, urlencode

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from datasets.assistants.markdown import markdown_address
from datasets.exports import CATALOG, FORMATS, KIT_FORMATS, OF_ENTRIES
from datasets.views.browse import AXES
from datasets.views.statistics import PLOTS

from .cast import CAST, GUIDE, HIDDEN, PUBLISHED, RENAMED, REWORDED, SECOND, UNDECIDED, Thing, words

LANGUAGES = ("en", "zh-hans")
# How much of a word is typed: little, nearly all, all.
BEGINNINGS = (2, -1, None)
# The things that are asked for by words.
SOUGHT = (PUBLISHED, *HIDDEN, *UNDECIDED, RENAMED, REWORDED)


@dataclass(frozen=True)
class Ask:
    """A request. `about` are the stems of the things whose own address it names; with `data` it is a form."""

    address: str
    about: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()
    cookie: str = ""

    def send(self, client: Client) -> HttpResponse:
        """Return the answer."""
        client.cookies.clear()
        if self.cookie:
            client.cookies["comparison"] = self.cookie
        return client.post(self.address, dict(self.data)) if self.data else client.get(self.address)

    @property
    def is_of_the_past(self) -> bool:
        """Whether the page tells what things were called before."""
        return self.address.partition("?")[0].endswith(("/history/", "/changes/", ".atom"))

    @property
    def echoed(self) -> str:
        """What an answer may repeat: everything that was sent, in small letters."""
        sent = [self.address, self.cookie, *(value for _, value in self.data)]
        return unquote_plus(" ".join(sent)).casefold()


def asks(address: str, **parameters: str | list[str]) -> str:
    """Return an address with its query string."""
    return f"{address}?{urlencode(parameters, doseq=True)}" if parameters else address


def addresses_of(thing: Thing) -> tuple[str, str]:
    """Return the two slugs that a thing has had."""
    return thing.slug, thing.former


def misspelt(word: str) -> str:
    """Return a word with a wrong letter."""
    return f"{word[:-2]}{'k' if word[-2] != 'k' else 'l'}{word[-1]}"


def of_words(address: str, parameter: str, **more: str) -> Iterator[Ask]:
    """Ask for things by words, right and wrong, by a phrase, by a source, and beside a word that others have."""
    for thing in SOUGHT:
        name, summary = f"{thing.stem}name", f"{thing.stem}summary"
        texts = (*words(thing), misspelt(name), misspelt(summary), f'"{name}"', f"{name} kidney", f"-{name}")
        yield from (Ask(asks(address, **{parameter: text}, **more)) for text in (*texts, f"source:{thing.stem}-source"))


def of_names(address: str, parameter: str, **more: str) -> Iterator[Ask]:
    """Ask for things by their names, right and wrong."""
    for thing in SOUGHT:
        for text in (f"{thing.stem}name", misspelt(f"{thing.stem}alias")):
            yield Ask(asks(address, **{parameter: text}, **more))


def of_slugs(address: Callable[[str], str], things: Iterable[Thing] = (*CAST, *UNDECIDED)) -> Iterator[Ask]:
    """Ask at the addresses that things have and had."""
    for thing in things:
        yield from (Ask(address(slug), (thing.stem,)) for slug in addresses_of(thing))


def lists(address: str, by_words: Callable[[str, str], Iterable[Ask]] = of_words) -> Iterator[Ask]:
    """Ask a list for everything, by words, by facets, in several orders, and for next to nothing."""
    yield from (Ask(asks(address, sort=sort, page_size="50")) for sort in ("name", "newest", "changed"))
    yield from by_words(address, "q")
    yield Ask(asks(address, modality="CT", anatomy="kidney"))
    yield Ask(asks(address, modality="MR", anatomy="kidney", access="open", task="segmentation"))
    yield Ask(asks(address, size_min="1", size_max="2GB", anatomy="brain"))
    yield from (Ask(asks(address, source=f"{thing.stem}-source")) for thing in SOUGHT)


def comparisons(address: str, **more: str) -> Iterator[Ask]:
    """Compare each thing with the published one, and that one alone."""
    beside = PUBLISHED
    for thing in CAST[1:]:
        yield Ask(asks(address, d=[beside.slug, thing.slug], **more), (beside.stem, thing.stem))
    yield Ask(asks(address, d=beside.slug, **more), (beside.stem,))


def _compare() -> Iterator[Ask]:
    yield from comparisons(reverse("compare"))
    yield from of_slugs(lambda slug: asks(reverse("compare"), d=slug, only="differences"), HIDDEN)
    yield from of_names(reverse("compare"), "add", d=PUBLISHED.slug)


def _exports() -> Iterator[Ask]:
    for ending in FORMATS:
        yield from comparisons(reverse("compare-export", args=[ending]))
    yield from of_slugs(lambda slug: asks(reverse("compare-export", args=["csv"]), d=slug), HIDDEN)


def _paper() -> Iterator[Ask]:
    yield from comparisons(reverse("paper"))
    yield from comparisons(reverse("paper"), columns="overlap")
    yield from of_names(reverse("paper"), "add", d=PUBLISHED.slug)


def _paper_exports() -> Iterator[Ask]:
    for ending in KIT_FORMATS:
        yield from comparisons(reverse("paper-export", args=[ending]), columns="year")
    yield from of_slugs(lambda slug: asks(reverse("paper-export", args=["bib"]), d=slug), HIDDEN)


def _tray() -> Iterator[Ask]:
    here = ("next", reverse("home"))
    for thing in HIDDEN:
        for slug in addresses_of(thing):
            yield Ask(reverse("tray"), (thing.stem,), (("add", slug), here))
        yield Ask(reverse("tray"), (), (("remove", thing.slug), here), f"{thing.slug}.{PUBLISHED.slug}")
        yield Ask(reverse("dataset-list"), cookie=thing.slug)


def _suggest() -> Iterator[Ask]:
    for thing in CAST:
        yield from (Ask(asks(reverse("suggest"), dataset=slug), (thing.stem,)) for slug in addresses_of(thing))
    for thing in HIDDEN:
        yield Ask(asks(reverse("suggest"), page=f"datasets/{thing.slug}"), (thing.stem,))
        text = ("text", "It has moved elsewhere.")
        yield Ask(asks(reverse("suggest"), dataset=thing.slug), (thing.stem,), (text,))


def _which() -> Iterator[Ask]:
    yield Ask(reverse("which"))
    yield Ask(asks(reverse("which"), modality="CT", anatomy="kidney", task="segmentation"))
    yield Ask(asks(reverse("which"), level="beginner", budget="5GB", speed="50", agreement="no", commercial="yes"))


def _terms() -> Iterator[Ask]:
    for path, code in (("modalities", "CT"), ("anatomy", "kidney"), ("anatomy", "brain")):
        yield Ask(reverse("browse-term", args=[path, code]))
    for thing in CAST:
        yield Ask(reverse("browse-term", args=["sources", f"{thing.stem}-source"]))


def _axes() -> Iterator[Ask]:
    yield from (Ask(reverse("browse-axis", args=[path])) for path in AXES)
    yield Ask(asks(reverse("browse-axis", args=["sources"]), kind="host"))
    yield from (Ask(asks(reverse("browse-axis", args=["sources"]), q=thing.stem[:5])) for thing in SOUGHT)


def _catalog() -> Iterator[Ask]:
    for ending in CATALOG:
        yield from (Ask(asks(reverse("catalog", args=[ending]), page=page)) for page in ("1", "2"))
    address = reverse("catalog", args=["ttl"])
    for thing in SOUGHT:
        yield Ask(asks(address, q=f"{thing.stem}name"))
        yield Ask(asks(address, source=f"{thing.stem}-source"))


def _suggestions(address: str) -> Iterator[Ask]:
    for thing in SOUGHT:
        for word in words(thing):
            yield from (Ask(asks(address, q=word[:end])) for end in BEGINNINGS)


def _relations(address: str) -> Iterator[Ask]:
    yield Ask(asks(address, page_size="200"))
    yield from (Ask(asks(address, dataset=slug)) for thing in CAST for slug in addresses_of(thing))


def checks(address: str) -> Iterator[Ask]:
    """Check each thing, by its addresses and by words, against the published one, from either side."""
    beside = PUBLISHED
    for thing in CAST[1:]:
        for slug in addresses_of(thing):
            yield Ask(asks(address, train=slug, test=beside.slug), (beside.stem, thing.stem))
        yield Ask(
            asks(address, train=beside.slug, test=[thing.slug, SECOND.slug]), (beside.stem, thing.stem, SECOND.stem)
        )
    for thing in SOUGHT:
        for text in (f"{thing.stem}name", misspelt(f"{thing.stem}alias")):
            yield Ask(asks(address, train=text, test=f"{beside.stem}name"), (beside.stem,))


def _badges() -> Iterator[Ask]:
    yield from of_slugs(lambda slug: reverse("badge", args=[slug]))
    yield from of_slugs(lambda slug: asks(reverse("badge", args=[slug]), about="licence", lang="ru"))


def _embedded() -> Iterator[Ask]:
    def of(path: str, **more: str) -> str:
        return asks(reverse("oembed"), url=f"http://testserver{path}", **more)

    yield from of_slugs(lambda slug: of(reverse("dataset", args=[slug])))
    yield from of_slugs(lambda slug: of(reverse("short", args=[slug]), format="xml"))
    yield from (replace(ask, address=of(ask.address)) for ask in comparisons(reverse("compare")))


# The name of each public address -> its requests, in the active language; of the API's, from the address.
PAGES: Mapping[str, Callable[[], Iterable[Ask]]] = {
    "root": lambda: [Ask("/")],
    "short": lambda: of_slugs(lambda slug: reverse("short", args=[slug])),
    "description": lambda: [
        ask
        for ending in OF_ENTRIES
        for ask in of_slugs(lambda slug, ending=ending: reverse("description", args=[slug, ending]))
    ],
    "oai": lambda: [
        *(Ask(asks(reverse("oai"), verb=verb, metadataPrefix="oai_dc")) for verb in ("ListRecords", "ListIdentifiers")),
        Ask(asks(reverse("oai"), verb="ListSets")),
    ],
    "catalog": _catalog,
    "vocabulary": lambda: [Ask(reverse("vocabulary", args=["modality"]))],
    "term": lambda: [
        Ask(reverse("term", args=["modality", "CT"])),
        *(Ask(reverse("term", args=["source", f"{thing.stem}-source"])) for thing in CAST),
    ],
    "qr": lambda: of_slugs(lambda slug: reverse("qr", args=[slug])),
    "badge": _badges,
    "overlap-badge": lambda: checks(reverse("overlap-badge")),
    "oembed": _embedded,
    "home": lambda: [Ask(reverse("home"))],
    "preview": lambda: [Ask(reverse("preview"))],
    "dataset-preview": lambda: of_slugs(lambda slug: reverse("dataset-preview", args=[slug])),
    "embed": lambda: of_slugs(lambda slug: reverse("embed", args=[slug])),
    "compare-preview": lambda: comparisons(reverse("compare-preview")),
    "compare-qr": lambda: comparisons(reverse("compare-qr")),
    "overlap-qr": lambda: checks(reverse("overlap-qr")),
    "dataset-list": lambda: lists(reverse("dataset-list")),
    "dataset-feed": lambda: (Ask(reverse("dataset-feed")), *of_names(reverse("dataset-feed"), "q")),
    "dataset": lambda: (
        *of_slugs(lambda slug: reverse("dataset", args=[slug])),
        *of_slugs(lambda slug: markdown_address(reverse("dataset", args=[slug]))),
    ),
    "evidence": lambda: of_slugs(lambda slug: reverse("evidence", args=[slug])),
    "cite": lambda: of_slugs(lambda slug: reverse("cite", args=[slug])),
    "history": lambda: of_slugs(lambda slug: reverse("history", args=[slug])),
    "change-feed": lambda: [Ask(reverse("change-feed"))],
    "access-feed": lambda: [Ask(reverse("access-feed"))],
    "changes": lambda: [Ask(reverse("changes")), Ask(asks(reverse("changes"), page="2"))],
    "browse-axis": _axes,
    "browse-term": _terms,
    "compare": _compare,
    "compare-export": _exports,
    "paper": _paper,
    "paper-export": _paper_exports,
    "overlap": lambda: checks(reverse("overlap")),
    "tray": _tray,
    "theme": lambda: [Ask(reverse("theme"), (), (("theme", "dark"), ("next", reverse("home"))))],
    "guides": lambda: [Ask(reverse("guides"))],
    "guide": lambda: [Ask(reverse("guide", args=[slug])) for slug in (GUIDE, "covid-19", "no-such-guide")],
    "which": _which,
    "suggest": _suggest,
    "suggestion": lambda: [Ask(reverse("suggestion", args=["0" * 32]))],
    "statistics": lambda: [Ask(reverse("statistics"))],
    "coverage": lambda: [Ask(reverse("coverage"))],
    "statistics-data": lambda: [Ask(reverse("statistics-data", args=[key])) for key in PLOTS],
    "about": lambda: [Ask(reverse("about"))],
    "references": lambda: [Ask(reverse("references"))],
    "dumps": lambda: [Ask(reverse("dumps"))],
    "dump-file": lambda: [Ask(reverse("dump-file", args=[name])) for name in ("catalogue.csv", "nothing.csv")],
    "design": lambda: [Ask(reverse("design"))],
    "search-help": lambda: [Ask(reverse("search-help"))],
    "robots": lambda: [Ask(reverse("robots"))],
    "security": lambda: [Ask(reverse("security"))],
    "llms": lambda: [Ask(reverse("llms"))],
    "sitemap": lambda: [Ask(reverse("sitemap"))],
    "sitemap-part": lambda: [
        Ask(reverse("sitemap-part", args=[language, part])) for language in LANGUAGES for part in ("0", "1", "2")
    ],
    "opensearch": lambda: [Ask(reverse("opensearch"))],
    "opensearch-any": lambda: [Ask(reverse("opensearch-any"))],
    "search-suggestions": lambda: _suggestions(reverse("search-suggestions")),
    "api": lambda: [Ask(reverse("api"))],
    "api-help": lambda: [Ask(reverse("api-help"))],
    "api-version": lambda: [Ask(reverse("api-version"))],
    "api-try": lambda: of_slugs(lambda slug: asks(reverse("api-try", args=["get-dataset"]), slug=slug)),
    "api-catalog": lambda: [Ask(reverse("api-catalog"))],
}
API: Mapping[str, Callable[[str], Iterable[Ask]]] = {
    "openapi": lambda address: [Ask(address)],
    "list_datasets": lambda address: (*lists(address, of_names), Ask(asks(address, fields="relation,link"))),
    "get_dataset": lambda address: of_slugs(lambda slug: address.replace("SLUG", slug)),
    "list_as_csv": lambda address: (*lists_whole(address), Ask(asks(address, fields="name,relation,link"))),
    "list_statements": lambda address: of_slugs(lambda slug: address.replace("SLUG", slug)),
    "list_history": lambda address: of_slugs(lambda slug: address.replace("SLUG", slug)),
    "compare_datasets": comparisons,
    "list_changes": lambda address: [Ask(asks(address, page_size="200")), Ask(asks(address, since="1"))],
    "list_guides": lambda address: [Ask(address)],
    "get_guide": lambda address: [Ask(address.replace("SLUG", slug)) for slug in (GUIDE, "covid-19", "no-such-guide")],
    "get_statistics": lambda address: [Ask(address)],
    "get_coverage": lambda address: [Ask(address)],
    "list_suggestions": _suggestions,
    "list_relations": _relations,
    "check_overlap": checks,
    "list_vocabularies": lambda address: [Ask(address)],
    "list_sources": lambda address: [Ask(address)],
    "list_documents": lambda address: [Ask(address)],
    "record_schema": lambda address: [Ask(address)],
}


def lists_whole(address: str) -> Iterator[Ask]:
    """Ask for a list as a file by names and by facets."""
    yield from of_names(address, "q")
    yield Ask(asks(address, modality="CT", anatomy="kidney"))


# What stands in the paths of the API.
INSIDE = {"get_dataset", "list_statements", "list_history", "get_guide"}


def everything(language: str) -> list[Ask]:
    """Return every request in one language, each once."""
    found: list[Ask] = []
    with translation.override(language):
        for requests in PAGES.values():
            found += requests()
        for name, of_address in API.items():
            for ask in of_address(reverse(f"api-v1:{name}", args=["SLUG"] if name in INSIDE else [])):
                mark = "&" if "?" in ask.address else "?"
                found.append(replace(ask, address=f"{ask.address}{mark}lang={language}"))
    return list(dict.fromkeys(found))


def names_of_addresses(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """Yield the name of every address that the public can ask, with its namespace; not curators'."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if str(pattern.pattern).startswith(("admin/", "desk/")):
            continue
        if isinstance(pattern, URLResolver):
            yield from names_of_addresses(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def text_of(response: HttpResponse) -> str:
    """Return the text of an answer; of a workbook, that of all its parts; of a picture, what of it might be text."""
    if response.streaming:
        return b"".join(response).decode("utf-8")
    if response.content.startswith(b"\x89PNG"):
        return response.content.decode("latin-1")
    if not response.content.startswith(b"PK"):
        return response.content.decode("utf-8")
    book = zipfile.ZipFile(io.BytesIO(response.content))
    return " ".join(book.read(name).decode("utf-8") for name in book.namelist())


@dataclass
class Found:
    """What answers gave away: word -> the first requests whose answers have it."""

    words: dict[str, list[str]] = field(default_factory=dict)

    def look(self, ask: Ask, response: HttpResponse, stems: Iterable[str]) -> None:
        """Look for words of things in an answer, headers and all; what it repeats of the request does not count."""
        headers = " ".join(f"{name}: {value}" for name, value in response.items())
        text = unquote_plus(f"{headers} {response.cookies} {text_of(response)}").casefold()
        for word in set(re.findall(rf"(?:{'|'.join(stems)})[a-z-]*", text.replace("_", "-"))):
            if word not in ask.echoed:
                self.words.setdefault(word, []).append(ask.address)
