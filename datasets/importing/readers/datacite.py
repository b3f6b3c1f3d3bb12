"""DataCite's metadata as JSON: answers of its REST API, one or a list, and records as repositories export them.

Properties: DataCite Metadata Schema 4 (https://datacite-metadata-schema.readthedocs.io), in the names that its JSON
has (https://support.datacite.org/docs/datacite-json). Descriptions are not carried over.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from datasets.facts.items import TITLE as LONGEST_TITLE
from datasets.facts.kinds import Record
from datasets.importing.claims import Cited, Read, Reading
from datasets.importing.opening import Opened
from datasets.models import Document
from datasets.records.problems import Problem
from datasets.words import identifiers

from . import bibliography
from .found import BYTES, Found, day, doi, web_address
from .papers import Work, listed, paper
from .tree import first, items, json_tree, named, said

CODE = "datacite"
TITLE = _("DataCite (JSON)")
SUFFIXES = (".json",)

MARKS = re.compile(r'"(?:titles|publicationYear|publication_year)"\s*:')
# General types of a resource (appendix 1): what is a paper, and what is a program. All others hold data.
PAPERS = frozenset({
    "Book", "BookChapter", "ConferencePaper", "ConferenceProceeding", "DataPaper", "Dissertation", "Journal",
    "JournalArticle", "OutputManagementPlan", "PeerReview", "Preprint", "Report", "Text",
})  # fmt: skip
PROGRAMS = frozenset({"Software", "ComputationalNotebook", "Workflow"})
# Names of a resource that are no other names of it (appendix 1, titleType).
NO_NAMES = frozenset({"Subtitle"})
# Relations to other data, and to papers about these data (appendix 1, relationType); all others say neither.
TO_DATA = frozenset({
    "IsVersionOf", "HasVersion", "IsNewVersionOf", "IsPreviousVersionOf", "IsPartOf", "HasPart", "IsDerivedFrom",
    "IsSourceOf", "IsIdenticalTo", "IsVariantFormOf", "IsOriginalFormOf", "Obsoletes", "IsObsoletedBy", "Continues",
    "IsContinuedBy",
})  # fmt: skip
TO_PAPERS = frozenset({"IsDescribedBy", "IsDocumentedBy", "IsSupplementTo", "IsPublishedIn", "IsReferencedBy"})
# Rights that say who may have the data, not what may be done with them: the words and addresses of OpenAIRE and COAR.
ACCESS = re.compile(
    r"info:eu-repo/semantics/\w+Access|https?://purl\.org/coar/access_right/\w+"
    r"|(?:open|closed|restricted|embargoed|controlled|metadata only)[ _-]?access",
    re.IGNORECASE,
)
SPDX = re.compile("spdx", re.IGNORECASE)


def recognises(opened: Opened) -> bool:
    """Tell a JSON text that has a record of DataCite, alone, in an answer, or in a list."""
    if opened.text.lstrip()[:1] not in ("{", "[") or not MARKS.search(opened.text):
        return False
    return any(True for _ in _records(json_tree(opened.text)[0]))


def read(opened: Opened) -> Reading:
    """Yield the data sets and papers of a file."""
    value, problem = json_tree(opened.text)
    if problem:
        yield problem
        return
    none = True
    for place, record in _records(value):
        none = False
        yield described(place, record)
    if none:
        yield Problem("", "titles", "has no record of DataCite: none has “titles”, “doi” and “types”")


def cited(opened: Opened) -> Cited:
    """Return the first record: a registry's, for it was deposited with the data."""
    for _place, record in _records(json_tree(opened.text)[0]):
        updated = [said(record.get("updated"))]
        updated += [
            named(one, "date") for _, one in items(record.get("dates"), "") if named(one, "dateType") == "Updated"
        ]
        return Cited(
            address=identifiers.doi_address(identifiers.doi(said(record.get("doi")) or said(record.get("id")))),
            title=named(first(record.get("titles")), "title")[:LONGEST_TITLE],
            authority=Document.Authority.REGISTRY.value,
            as_of=next(filter(None, map(day, updated)), ""),
        )
    return Cited()


def _records(value: Any) -> Iterator[tuple[str, Record]]:
    """Yield the records of an answer ({"data": …}), a list, or a file of one, with their places."""
    key = "data" if isinstance(value, dict) and isinstance(value.get("data"), dict | list) else ""
    for place, one in items(value[key] if key else value, key):
        if isinstance(one, dict):
            attributes = one.get("attributes")
            record = attributes if isinstance(attributes, dict) else one
            if "titles" in record and {"doi", "identifiers", "types", "creators", "id"} & record.keys():
                yield place, record


def described(place: str, record: Record) -> Read:
    """Return the dataset or paper that a record is, or why it is neither."""
    types = first(record.get("types"))
    general = named(types, "resourceTypeGeneral")
    if general in PROGRAMS:
        return Problem(place, "types", f"is {general}, neither a data set nor a paper; it is left out")
    if general in PAPERS:
        return bibliography.described(bibliography.Entry(place, bibliography.Sort.PAPER, _work(record)))
    found = Found(place)
    for within, one in items(record.get("titles"), "titles"):
        if named(one, "titleType") not in NO_NAMES:
            found.name(named(one, "title") or said(one), f"{within}.title")
    _identify(found, record)
    _texts(found, record)
    _rights(found, record)
    _sizes(found, record)
    _related(found, record)
    return found.described()


def _identify(found: Found, record: Record) -> None:
    found.identifier(said(record.get("doi")))
    found.identifier(said(record.get("id")))
    for key in ("identifiers", "alternateIdentifiers"):
        for _within, one in items(record.get(key), key):
            found.identifier(named(one, "identifier", "Identifier", "alternateIdentifier"))
    found.identifier(said(first(record.get("url"))))


def _texts(found: Found, record: Record) -> None:
    for key, field in (("formats", "format"), ("language", "language"), ("publisher", "source")):
        for within, one in items(record.get(key), key):
            found.claim(field, said(one), within)
    for key in ("publicationYear", "publication_year"):
        for within, one in items(record.get(key), key):
            found.year(said(one), within)
    for within, one in items(record.get("subjects"), "subjects"):
        scheme = named(one, "subjectScheme")
        found.claim("", named(one, "subject") or said(one), within, note=f"of {scheme}" if scheme else "")
    for within, one in items(record.get("url"), "url"):
        found.link(said(one), "homepage", within)


def _rights(found: Found, record: Record) -> None:
    for key in ("rightsList", "rights_list"):
        for place, one in items(record.get(key), key):
            rights, address = named(one, "rights") or said(one), named(one, "rightsUri", "rightsURI")
            if ACCESS.fullmatch(rights) or ACCESS.fullmatch(address):
                found.claim("access", rights or address, place, note=address if rights else "")
                continue
            scheme = named(one, "rightsIdentifierScheme", "schemeUri")
            identifier = named(one, "rightsIdentifier") if SPDX.search(scheme) else ""
            printed = identifier or address or rights
            note = f"named “{rights}”" if rights and rights != printed else ""
            found.claim("license", printed, place, note=note)


def _sizes(found: Found, record: Record) -> None:
    """Add the size where one is stated; several are of parts, and their sum is not stated. Others are counts."""
    sizes = [(place, said(one)) for place, one in items(record.get("sizes"), "sizes")]
    in_bytes = [(place, text) for place, text in sizes if BYTES.fullmatch(text)]
    for place, text in sizes:
        if (place, text) not in in_bytes or len(in_bytes) == 1:
            found.size(text, place)


def _related(found: Found, record: Record) -> None:
    for place, one in items(record.get("relatedIdentifiers"), "relatedIdentifiers"):
        relation, text = named(one, "relationType"), named(one, "relatedIdentifier")
        general = named(one, "resourceTypeGeneral")
        is_data = relation in TO_DATA or (relation == "IsSupplementTo" and general in ("Dataset", "Collection"))
        if is_data and general not in PAPERS | PROGRAMS and not found.is_own(text):
            found.claim("relation", text, place, note=f"relation: {relation}")
        elif relation in TO_PAPERS and general not in PROGRAMS and not is_data:
            if doi(text) or web_address(text):
                paper(found, Work(doi=doi(text), url=text), place, note=f"relation: {relation}")
            else:
                found.claim("paper", text, place, note=f"relation: {relation}")


def _work(record: Record) -> Work:
    creators = [(said(one), named(one, "nameType") == "Organizational") for _, one in items(record.get("creators"), "")]
    container = first(record.get("container"))
    return Work(
        title=named(first(record.get("titles")), "title"),
        authors=listed(creators),
        venue=named(container, "title") or said(first(record.get("publisher"))),
        year=said(first(record.get("publicationYear"))),
        doi=said(record.get("doi")),
        url=said(first(record.get("url"))),
    )
