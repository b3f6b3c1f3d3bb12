"""Datasets of schema.org as JSON-LD: a file of it, one a line, or a web page that has it in its scripts.

What the properties mean: https://schema.org/Dataset, and what Google's Dataset Search reads of them
(https://developers.google.com/search/docs/appearance/structured-data/dataset). Descriptions are not carried over.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from datasets.facts.items import TITLE as LONGEST_TITLE
from datasets.facts.kinds import Record
from datasets.importing.claims import UNREAD, Cited, Read, Reading
from datasets.importing.json_text import Digits
from datasets.importing.opening import Opened
from datasets.importing.sheets.json_rows import is_lines
from datasets.models import Document
from datasets.records.problems import Problem
from datasets.words import identifiers

from .found import Found, day, web_address
from .linked import Graph, document, types
from .papers import Work, cited_text, listed, paper
from .tree import first, items, named, said, texts

CODE = "schema-org"
TITLE = _("schema.org Dataset (JSON-LD, or a web page that has it)")
SUFFIXES = (".jsonld", ".json", ".jsonl", ".ndjson", ".html", ".htm", ".xhtml")

VOCABULARY = re.compile(r"schema\.org\b")
DATASET = re.compile(r"[\"/:]Dataset\"")
# The namespaces of Croissant and of its drafts.
CROISSANT = re.compile(r"mlcommons\.org/(?:croissant|schema)\b")
MARKUP = re.compile(r"\s*<")
# What a page may have before its scripts that looks like one, and scripts themselves (HTML Standard, 13.1.6, 4.12.1).
SCRIPT_OR_COMMENT = re.compile(r"<!--|<script\b", re.IGNORECASE)
LINKED = re.compile(r"\btype\s*=\s*[\"']?\s*application/ld\+json\b", re.IGNORECASE)
END = re.compile(r"</script\s*>", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x1f]")

# Properties whose value is the text of a field -> the field.
TEXTS = {
    "conditionsOfAccess": "access", "measurementTechnique": "modality", "publisher": "source", "inLanguage": "language",
    "encodingFormat": "format", "fileFormat": "format", "temporalCoverage": "period", "about": "",
}  # fmt: skip
# Properties that lead to other datasets (https://schema.org/isBasedOn and so on).
RELATIONS = ("isBasedOn", "isBasedOnUrl", "isPartOf", "hasPart", "isVariantOf", "exampleOfWork", "workExample")
NOT_DATASETS = {"DataCatalog", "Periodical", "Blog", "WebSite", "Organization"}
WORKS = ("citation", "subjectOf")
# The digests that identify files, not datasets.
DIGESTS = re.compile(r"md5|sha-?\d+|checksum", re.IGNORECASE)
# How Croissant says that a repository is got: no format of files.
PROTOCOL = "git+https"
# Where anybody deposits what anybody made, and the host writes the metadata: not the owner's word.
DEPOSITS = frozenset({"kaggle.com", "huggingface.co", "openml.org"})
# There, the other name is a line that advertises.
ADVERTISING = frozenset({"kaggle.com"})


def recognises(opened: Opened) -> bool:
    """Tell a page that has a Dataset of schema.org in a script, or JSON-LD of one or of one a line, no Croissant."""
    text = opened.text
    if is_lines(text):
        # Catalogues that hand out what they gathered leave the vocabulary unsaid: no line of theirs has a context.
        value, _problem = document(text.strip().partition("\n")[0])
        return isinstance(value, dict) and "Dataset" in types(value) and not CROISSANT.search(text)
    if not VOCABULARY.search(text) or not DATASET.search(text):
        return False
    if MARKUP.match(text):
        return "ld+json" in text
    return text.lstrip()[:1] in ("{", "[") and not CROISSANT.search(text)


def read(opened: Opened) -> Reading:
    """Yield the datasets of a file, or of all scripts of a page."""
    none, kinds = True, list[str]()
    for place, text in scripts(opened.text):
        value, problem = document(text, place)
        if problem:
            yield problem
            none = False
            continue
        graph = Graph(value)
        kinds += (kind for kind in graph.types if kind not in kinds)
        for within, node in graph.datasets():
            none = False
            yield described(node, graph, " ".join(filter(None, (place, within))))
    if none:
        told = f"; it describes {', '.join(kinds[:5])}" if kinds else ""
        yield Problem("", "", f"describes no Dataset of schema.org{told}")


def cited(opened: Opened) -> Cited:
    """Return the page of the first dataset: the owner's word, but where anybody deposits, a registry's.

    What has one a line is a list by somebody who gathered them, and no dataset's page.
    """
    if is_lines(opened.text):
        return Cited(title=opened.name.removesuffix(opened.suffix))
    for place, text in scripts(opened.text):
        value, _problem = document(text, place)
        for _within, node in Graph(value).datasets():
            return reference(node)
    return Cited()


def reference(node: Record) -> Cited:
    """Return the reference that a description of a dataset is, with its day where it says one."""
    addresses = [said(first(node.get(key))) for key in ("url", "@id", "mainEntityOfPage")]
    address = next(filter(identifiers.address, addresses), "")
    deposited = identifiers.host(address) in DEPOSITS
    days = (day(said(first(node.get(key)))) for key in ("sdDatePublished", "dateModified"))
    return Cited(
        address=address,
        title=said(node.get("name"))[:LONGEST_TITLE],
        authority=(Document.Authority.REGISTRY if deposited else Document.Authority.OWNER).value,
        as_of=next(filter(None, days), ""),
    )


def scripts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the JSON-LD texts of a page, or of lines, with their places; or the text itself where it is neither."""
    if is_lines(text):
        yield from ((f"line {number}", line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
        return
    if not MARKUP.match(text):
        yield "", text
        return
    at, line_number, counted = 0, 1, 0
    while opening := SCRIPT_OR_COMMENT.search(text, at):
        closing = "-->" if opening[0] == "<!--" else ">"
        behind = text.find(closing, opening.end())
        if behind < 0:
            # What is never closed has the rest of the page in it.
            return
        at = behind + len(closing)
        if opening[0] == "<!--":
            continue
        end = END.search(text, at)
        start, stop = at, end.start() if end else len(text)
        at = end.end() if end else len(text)
        if LINKED.search(text[opening.end() : behind]):
            line_number += text.count("\n", counted, start)
            counted = start
            # Pages break lines inside texts, which JSON does not; between them a line feed is a space, too.
            yield f"line {line_number}", CONTROL.sub(" ", text[start:stop])


def described(node: Record, graph: Graph, place: str) -> Read:
    """Return the dataset that a node describes, or why it cannot be one."""
    found = Found(place)
    facts(found, node, graph)
    return found.described(_key(node))


def facts(found: Found, node: Record, graph: Graph, size: Callable[[str], Any] = lambda text: UNREAD) -> None:
    """Add what a node of type Dataset says; `size` gives the value of a size where a format says what it is."""
    _names(found, node, "name")
    _identify(found, node, graph)
    if identifiers.host(said(first(node.get("url")))) not in ADVERTISING:
        _names(found, node, "alternateName")
    _licenses(found, node, graph)
    for key, field in TEXTS.items():
        for place, one in items(node.get(key), key):
            found.claim(field, said(graph.of(one)), place)
    for key in ("contentSize", "size"):
        for place, one in items(node.get(key), key):
            found.size(_quantity(graph.of(one)), place)
    _keywords(found, node)
    for place, one in items(node.get("datePublished"), "datePublished"):
        found.year(said(one), place)
    for place, one in items(node.get("url"), "url"):
        found.link(said(one), "homepage", place)
    _distributions(found, node, graph, size)
    _works(found, node, graph)
    _relations(found, node, graph)


def _names(found: Found, node: Record, key: str) -> None:
    for place, one in items(node.get(key), key):
        for text in texts(one) or [""]:
            found.name(text, place)


def _identify(found: Found, node: Record, graph: Graph) -> None:
    found.identifier(said(node.get("@id")))
    for key in ("identifier", "url", "sameAs"):
        for _place, one in items(node.get(key), key):
            for text in _identities(graph.of(one)):
                found.identifier(text)


def _identities(value: Any) -> list[str]:
    """Return the DOI or address of an identifier: a text, or a PropertyValue (https://schema.org/PropertyValue)."""
    if not isinstance(value, dict):
        return [said(value)]
    scheme = named(value, "propertyID", "name")
    if DIGESTS.search(scheme):
        return []
    return [text for key in ("value", "@value", "url", "@id") if (text := said(value.get(key)))]


def _key(node: Record) -> str:
    """Return the accession that a node has, where it is no address: "ds000117"."""
    found = [text for _, one in items(node.get("identifier"), "") for text in _identities(one)]
    return next((text for text in found if not web_address(text)), "")


def _licenses(found: Found, node: Record, graph: Graph) -> None:
    for place, one in items(node.get("license"), "license"):
        one = graph.of(one)
        address = named(one, "url", "@id", "sameAs")
        name = named(one, "name", "alternateName")
        note = f"named “{name}”" if web_address(address) and name else ""
        found.claim("license", address if web_address(address) else said(one), place, note=note)


def _quantity(value: Any) -> str:
    """Return an amount with its unit (https://schema.org/QuantitativeValue); a text as it is."""
    number, unit = named(value, "value"), named(value, "unitText", "unitCode")
    return f"{number} {unit}".strip() if number else said(value)


def _keywords(found: Found, node: Record) -> None:
    """Add the keywords: items of a list, or one text with commas between them, as schema.org says, or semicolons."""
    listed = list(items(node.get("keywords"), "keywords"))
    for place, one in listed:
        pieces = texts(one) or [""]
        if len(listed) == 1 and isinstance(one, str) and not isinstance(one, Digits):
            pieces = [piece for part in re.split("[,;]", pieces[0]) if (piece := part.strip())]
        for piece in pieces:
            found.claim("", piece, place)


def _distributions(found: Found, node: Record, graph: Graph, size: Callable[[str], Any]) -> None:
    """Add the formats of the files; the address and size of a file where it is the only one, for no sum is stated."""
    files = [(place, graph.of(one)) for place, one in items(node.get("distribution"), "distribution")]
    whole = [file for _, file in files if not _is_inside(file)]
    for place, file in files:
        if not isinstance(file, dict):
            continue
        for key in ("encodingFormat", "fileFormat"):
            for within, one in items(file.get(key), f"{place}.{key}"):
                if (text := said(graph.of(one))) != PROTOCOL:
                    found.claim("format", text, within)
        if whole == [file]:
            for within, one in items(file.get("contentSize"), f"{place}.contentSize"):
                found.size(text := _quantity(one), within, size(text))
            for within, one in items(file.get("contentUrl"), f"{place}.contentUrl"):
                if web_address(said(one)):
                    found.link(said(one), "download", within)


def _is_inside(file: Any) -> bool:
    """Tell a file inside another, or what Croissant says of many files at once (FileSet)."""
    return isinstance(file, dict) and ("containedIn" in file or "FileSet" in types(file))


def _works(found: Found, node: Record, graph: Graph) -> None:
    for key in WORKS:
        for place, one in items(node.get(key), key):
            one = graph.of(one)
            if not isinstance(one, dict) or "@value" in one:
                if (text := said(one)) or key == "citation":
                    cited_text(found, text, place)
            elif not {"Dataset", "DataCatalog"} & set(types(one)):
                paper(found, _work(one), place)


def _work(node: Record) -> Work:
    addresses = [text for key in ("@id", "identifier", "sameAs", "url") for text in texts(node.get(key))]
    authors = [_author(one) for _, one in items(node.get("author") or node.get("creator"), "")]
    return Work(
        title=named(node, "name", "headline"),
        authors=listed(authors),
        venue=said(first(node.get("isPartOf"))) or said(first(node.get("publisher"))),
        year=said(first(node.get("datePublished"))),
        doi=next(filter(identifiers.doi, addresses), ""),
        url=next(filter(web_address, addresses), ""),
    )


def _author(value: Any) -> tuple[str, bool]:
    family, given = named(value, "familyName"), named(value, "givenName")
    body = isinstance(value, dict) and "Organization" in types(value)
    return f"{family}, {given}" if family and given else said(value), body


def _relations(found: Found, node: Record, graph: Graph) -> None:
    for key in RELATIONS:
        for place, one in items(node.get(key), key):
            one = graph.of(one)
            if isinstance(one, dict) and NOT_DATASETS & set(types(one)):
                continue
            identities = _identities(one) if isinstance(one, dict) else [said(one)]
            text = next(filter(identifiers.doi, identities), "") or next(filter(web_address, identities), "")
            found.claim("relation", text or said(one), place, note=f"relation: {key}")
