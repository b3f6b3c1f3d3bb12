"""An entry as unqualified Dublin Core, which every harvester of OAI-PMH reads.

The fifteen elements: https://www.dublincore.org/specifications/dublin-core/dces/. Texts carry their language; a term
stands by its English name, and by the addresses that name it elsewhere.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from datasets.models import LANGUAGES
from datasets.words.identifiers import doi_address
from datasets.words.texts import ORIGINAL, bcp47

from .described import Described

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# The fields whose terms stand by their names and by their outside addresses, and the elements that they are.
TERMS = {
    **dict.fromkeys(("modality", "anatomy", "condition", "task"), "subject"),
    **dict.fromkeys(("access", "license"), "rights"),
}
# What no XML can hold (https://www.w3.org/TR/xml/#charsets).
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(entry: Described) -> Element:
    """Return the element `oai_dc:dc` of an entry; only what is known has an element in it."""
    root = Element(f"{{{NAMESPACE}}}dc", {f"{{{XSI}}}schemaLocation": f"{NAMESPACE} {SCHEMA}"})
    for name, text, language in _elements(entry):
        attributes = {LANGUAGE: bcp47(language)} if language else {}
        SubElement(root, f"{{{DC}}}{name}", attributes).text = FORBIDDEN.sub("", text)
    return root


def _elements(entry: Described) -> Iterator[tuple[str, str, str]]:
    """Yield (element, text, language of the text or "") of all that is known."""
    row = entry.row
    yield from (("title", name, "") for name in (row.name, *row.aliases))
    yield from (("identifier", address, "") for address in (entry.address, *map(doi_address, entry.dois)))
    for language in LANGUAGES:
        if summary := entry.text(language).summary:
            yield "description", summary, language
    yield from (("publisher", source.name, "") for source in entry.publishers)
    if row.year:
        yield "date", f"{row.year:04}", ""
    yield "type", entry.schema_org, ""
    yield from (("format", concept.name(ORIGINAL), "") for concept in entry.concepts["format"])
    # RFC 5646 has the codes of languages.
    yield from (("language", concept.code, "") for concept in entry.concepts["language"])
    yield from (("relation", entry.site.entry(relation.target.slug), "") for relation in entry.relations)
    for field, name in TERMS.items():
        for concept in entry.concepts[field]:
            yield name, concept.name(ORIGINAL), ORIGINAL
            yield from ((name, address, "") for address in concept.outside)
