"""An entry in DCAT-AP 3.0.1 (https://semiceu.github.io/DCAT-AP/releases/3.0.1/): what is said of it, as triples.

What an entry is follows from its kind. Data are a dcat:Dataset. What holds many (schema.org's DataCatalog: archives,
directories, series of challenges) is a dcat:Catalog, and a service a dcat:DataService, where what the profile wants of
these is known: a catalogue's publisher, a service's address. Else it is a dcat:Dataset, as the profile has nothing more
general; `dct:type` has the kind in any case.

Every node that is named has its type and its label in the same graph, but another entry no more than its title: it is a
dcat:Resource, for a harvester would take a second dcat:Dataset with a title alone for that entry's description. So
what an entry is derived from is prov:wasDerivedFrom, since dct:source leads to a dcat:Dataset in this profile.

The description is a dcat:CatalogRecord of its own. It is derived from documents (PROV), each with its title, what sort
of witness it is, and its day; and it leads to the record in which each statement stands with its place. Single
statements are not repeated here: there are thirty for an entry, most of them in agreement. Composed texts and those of
machines have no mark: in BCP 47 that would be another language tag, which programs would not know.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils import translation
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, ODRL2, OWL, PROV, RDF, RDFS, SKOS, XSD

from datasets.compare.picture import PaperData
from datasets.facts.fields import FIELDS
from datasets.models import LANGUAGES, DatasetRelation, Document, Link, Right, Source

from . import rdf
from .described import FREE, WEB, Concept, Described, paper_address
from .rdf import ADMS, TAGS, Triple, in_languages

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What records conform to.
PROFILE = "http://data.europa.eu/r5r/"
VERSION = "3.0.1"

# Vocabularies of the Publications Office that the profile wants (DCAT-AP 3.0.1, "Controlled vocabularies").
AUTHORITY = "http://publications.europa.eu/resource/authority/"
THEMES = URIRef(f"{AUTHORITY}data-theme")
HEALTH = URIRef(f"{AUTHORITY}data-theme/HEAL")
# "Publicly accessible by everyone", for which anyone may have to register; "only available under certain conditions".
PUBLIC, RESTRICTED = (URIRef(f"{AUTHORITY}access-right/{name}") for name in ("PUBLIC", "RESTRICTED"))
ACCESS_NAMES = {PUBLIC: "public", RESTRICTED: "restricted"}
# The codes of BCP 47 whose language has a code of three letters there.
LANGUAGE_CODES = {
    "de": "DEU", "en": "ENG", "es": "SPA", "fr": "FRA", "it": "ITA", "nl": "NLD", "pt": "POR", "ru": "RUS", "zh": "ZHO",
}  # fmt: skip
# The categories that are about health by their very names; of tables, speech and molecules nobody says so.
ABOUT_HEALTH = ("imaging", "signals", "records", "statistics", "literature")
# COAR has fewer access rights than there are access levels, so that none is quite the same.
CLOSE = "http://purl.org/coar/"

# How a relation is said, of data and of what holds data; of a dcat:Catalog the profile has parts that are catalogues.
RELATIONS: Mapping[str, URIRef] = {
    DatasetRelation.Kind.SUBSET_OF: DCTERMS.isPartOf,
    DatasetRelation.Kind.PART_OF_SERIES: DCTERMS.isPartOf,
    DatasetRelation.Kind.INCLUDES: DCTERMS.hasPart,
    DatasetRelation.Kind.DERIVED_FROM: PROV.wasDerivedFrom,
    DatasetRelation.Kind.EDITION_OF: DCTERMS.isVersionOf,
    DatasetRelation.Kind.SUCCESSOR_OF: DCTERMS.replaces,
}
OF_CATALOGS = {DCTERMS.isPartOf, DCTERMS.hasPart}
# What one may do, as ODRL and Creative Commons name it.
ACTIONS: Mapping[str, URIRef] = {
    Right.Use.COMMERCIAL: URIRef("http://creativecommons.org/ns#CommercialUse"),
    Right.Use.REDISTRIBUTION: ODRL2.distribute,
    Right.Use.DERIVATIVES: ODRL2.derive,
}
# What a source does for an entry, in the code list that DCAT's own examples use.
ROLES: Mapping[str, str] = {Source.Kind.PUBLISHER: "publisher", Source.Kind.HOST: "distributor"}
ROLE = "http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/{}"
# An address that ends so is that of a file.
FILE = re.compile(r"\.(?:zip|tar|tgz|gz|bz2|xz|7z|rar)\Z", re.IGNORECASE)
WITHDRAWN = URIRef("http://purl.org/adms/status/Withdrawn")


def turtle(entry: Described) -> str:
    """Return an entry as Turtle."""
    return rdf.turtle(graph(entry))


def json_ld(entry: Described) -> str:
    """Return an entry as JSON-LD."""
    return rdf.json_ld(graph(entry))


def xml(entry: Described) -> str:
    """Return an entry as RDF/XML."""
    return rdf.xml(graph(entry))


def graph(entry: Described) -> Graph:
    """Return what is said of an entry."""
    return rdf.graph_of(triples(entry, set()))


def class_of(entry: Described) -> URIRef:
    """Return what the entry is in DCAT."""
    if entry.row.kind.code == "service" and (entry.downloads or entry.homepages):
        return DCAT.DataService
    if entry.schema_org == "DataCatalog" and entry.publishers:
        return DCAT.Catalog
    return DCAT.Dataset


def record_of(entry: Described) -> URIRef:
    """Return the name of the record about an entry."""
    return URIRef(f"{entry.address}#record")


def triples(entry: Described, told: set[str]) -> Iterator[Triple]:
    """Yield all that is said of an entry, of its record, and of what these name.

    `told` are the addresses of the terms that the graph has already; it grows.
    """
    here, kind = URIRef(entry.address), class_of(entry)
    yield here, RDF.type, kind
    # The profile's shapes look for it, and do not infer it.
    yield here, RDF.type, DCAT.Resource
    yield here, DCTERMS.identifier, Literal(entry.address, datatype=XSD.anyURI)
    yield here, DCTERMS.title, Literal(entry.row.name)
    for name in entry.row.aliases:
        yield here, DCTERMS.alternative, Literal(name)
    for language in LANGUAGES:
        text = entry.text(language)
        yield here, DCTERMS.description, Literal(f"{text.summary}\n\n{text.description}".strip(), lang=TAGS[language])
    if entry.row.year:
        yield here, DCTERMS.issued, Literal(f"{entry.row.year:04}", datatype=XSD.gYear)
    for part in (_identifiers, _publishers, _pages, _papers, _relations):
        yield from part(entry, here)
    yield from _terms(entry, here, told)
    yield from _access(entry, here, told)
    yield from _carriers(entry, here, kind)
    yield from _record(entry, here)


def _identifiers(entry: Described, here: URIRef) -> Iterator[Triple]:
    for number, doi in enumerate(entry.dois, 1):
        identifier = URIRef(f"{here}#doi-{number}")
        yield here, ADMS.identifier, identifier
        yield identifier, RDF.type, ADMS.Identifier
        yield identifier, SKOS.notation, Literal(doi)
        yield identifier, ADMS.schemaAgency, Literal("DOI")


def _publishers(entry: Described, here: URIRef) -> Iterator[Triple]:
    """Yield the publisher, of whom the profile takes one: who publishes before who hosts; the others in their roles."""
    sources = sorted(entry.sources, key=lambda source: source.kind != Source.Kind.PUBLISHER)
    for source in sources[:1]:
        yield here, DCTERMS.publisher, URIRef(entry.site.term("source", source.code))
        yield from _agent(entry, source)
    for source in sources[1:]:
        attribution, role = URIRef(f"{here}#{source.code}"), URIRef(ROLE.format(ROLES[source.kind]))
        yield here, PROV.qualifiedAttribution, attribution
        yield attribution, RDF.type, PROV.Attribution
        yield attribution, PROV.agent, URIRef(entry.site.term("source", source.code))
        yield attribution, DCAT.hadRole, role
        yield from named(role, (DCAT.Role, SKOS.Concept), SKOS.prefLabel, [Literal(ROLES[source.kind], lang="en")])
        yield from _agent(entry, source)


def _agent(entry: Described, source: Source) -> Iterator[Triple]:
    agent = URIRef(entry.site.term("source", source.code))
    yield from named(agent, (FOAF.Agent,), FOAF.name, [Literal(source.name)])
    if WEB.fullmatch(source.homepage):
        yield agent, FOAF.homepage, URIRef(source.homepage)
        yield from webpage(source.homepage, source.name)


def _terms(entry: Described, here: URIRef, told: set[str]) -> Iterator[Triple]:
    """Yield the terms of the fields that have a property in DCAT (facts.fields)."""
    for code, found in entry.concepts.items():
        property_ = FIELDS[code].dcat
        for term in found:
            name = URIRef(term.address)
            if property_ == "dcat:theme":
                yield here, DCAT.theme, name
            elif property_ == "dcat:keyword":
                yield here, DCTERMS.subject, name
                yield from ((here, DCAT.keyword, label) for label in in_languages(term.names))
            elif property_ == "dct:type":
                yield here, DCTERMS.type, name
            elif property_ == "dct:format":
                yield here, DCTERMS.format, name
                yield name, RDF.type, DCTERMS.MediaTypeOrExtent
            elif property_ == "dct:language":
                yield from _spoken(here, term)
                continue
            else:
                continue
            yield from _concept(entry, term, told)
    if entry.row.category.code in ABOUT_HEALTH:
        yield here, DCAT.theme, HEALTH
        yield from named(HEALTH, (SKOS.Concept,), SKOS.prefLabel, [Literal("Health", lang="en")])
        yield HEALTH, SKOS.inScheme, THEMES
        yield from themes()


def themes() -> Iterator[Triple]:
    """Yield the scheme of the Union's themes."""
    return named(THEMES, (SKOS.ConceptScheme,), DCTERMS.title, [Literal("Data theme", lang="en")])


def _concept(entry: Described, term: Concept, told: set[str]) -> Iterator[Triple]:
    """Yield a term with its names, its vocabulary, and who else has it."""
    if term.address in told:
        return
    told.add(term.address)
    name = URIRef(term.address)
    yield from named(name, (SKOS.Concept,), SKOS.prefLabel, in_languages(term.names))
    yield name, SKOS.notation, Literal(term.code)
    yield name, SKOS.inScheme, URIRef(entry.site.vocabulary(term.vocabulary))
    yield from scheme(entry.site.vocabulary(term.vocabulary), term.vocabulary)
    for address in term.outside:
        yield name, SKOS.closeMatch if address.startswith(CLOSE) else SKOS.exactMatch, URIRef(address)


def scheme(address: str, vocabulary: str) -> Iterator[Triple]:
    """Yield a vocabulary as a concept scheme."""
    return named(URIRef(address), (SKOS.ConceptScheme,), DCTERMS.title, _scheme_names(vocabulary))


@cache
def _scheme_names(vocabulary: str) -> Sequence[Literal]:
    """Return what a vocabulary is called: as the first field whose values are its terms."""
    return translated(next(field.label for field in FIELDS.values() if field.vocabulary == vocabulary))


def translated(words: "StrOrPromise") -> Sequence[Literal]:
    """Return words of the interface in every language."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(Literal(str(words), lang=TAGS[language]))
    return found


def _spoken(here: URIRef, term: Concept) -> Iterator[Triple]:
    yield from language(here, term.code, in_languages(term.names), term.address)


def language(here: URIRef, code: str, names: Iterable[Literal], address: str = "") -> Iterator[Triple]:
    """Yield the language (BCP 47) that something is in; where the Union's list lacks it, by `address`."""
    known = LANGUAGE_CODES.get(code.partition("-")[0])
    name = URIRef(f"{AUTHORITY}language/{known}") if known else URIRef(address)
    yield here, DCTERMS.language, name
    yield from named(name, (DCTERMS.LinguisticSystem,), SKOS.prefLabel, names)


def _access(entry: Described, here: URIRef, told: set[str]) -> Iterator[Triple]:
    """Yield how one gets the data: as the profile has it, which takes one value, and as the catalogue has it."""
    for level in entry.concepts["access"]:
        name = URIRef(level.address)
        right = PUBLIC if level.code in FREE else RESTRICTED if level.outside else name
        yield here, DCTERMS.accessRights, right
        yield here, DCTERMS.rights, name
        yield name, RDF.type, DCTERMS.RightsStatement
        yield from _concept(entry, level, told)
        if right != name:
            label = Literal(ACCESS_NAMES[right], lang="en")
            yield from named(right, (DCTERMS.RightsStatement, SKOS.Concept), SKOS.prefLabel, [label])


def _pages(entry: Described, here: URIRef) -> Iterator[Triple]:
    properties = {Link.Kind.HOMEPAGE: DCAT.landingPage, Link.Kind.DOCUMENTATION: FOAF.page}
    for link in entry.links:
        if link.kind in properties:
            yield here, properties[Link.Kind(link.kind)], URIRef(link.url)
            yield from webpage(link.url, link.label or entry.row.name)


def webpage(address: str, title: str) -> Iterator[Triple]:
    """Yield a page on the web."""
    return named(URIRef(address), (FOAF.Document,), DCTERMS.title, [Literal(title)])


def _papers(entry: Described, here: URIRef) -> Iterator[Triple]:
    for number, paper in enumerate(entry.papers, 1):
        name = URIRef(paper_address(paper) or f"{here}#paper-{number}")
        yield here, DCTERMS.isReferencedBy, name
        yield from _paper(name, paper)


def _paper(name: URIRef, paper: PaperData) -> Iterator[Triple]:
    label = DCTERMS.title if paper.title else RDFS.label
    told = paper.title or paper.authors or paper.venue or paper.doi or paper.url
    yield from named(name, (FOAF.Document,), label, [Literal(told)])
    if paper.year:
        yield name, DCTERMS.issued, Literal(f"{paper.year:04}", datatype=XSD.gYear)
    if paper.doi:
        yield name, DCTERMS.identifier, Literal(paper.doi)


def _relations(entry: Described, here: URIRef) -> Iterator[Triple]:
    is_catalog = class_of(entry) == DCAT.Catalog
    for relation in entry.relations:
        property_ = RELATIONS.get(relation.kind, DCTERMS.relation)
        if is_catalog and property_ in OF_CATALOGS:
            property_ = DCTERMS.relation
        target = URIRef(entry.site.entry(relation.target.slug))
        yield here, property_, target
        yield from named(target, (DCAT.Resource,), DCTERMS.title, [Literal(relation.target.name)])


def _carriers(entry: Described, here: URIRef, kind: URIRef) -> Iterator[Triple]:
    """Yield where one gets the data, with what holds for what one gets: licence, rights, size, format.

    Where nobody gives an address, licence and rights are the entry's own.
    """
    carriers = [here]
    if kind == DCAT.DataService:
        yield from ((here, DCAT.endpointURL, URIRef(url)) for url in (entry.downloads or entry.homepages)[:1])
    elif entry.downloads:
        carriers = [URIRef(f"{here}#distribution-{number}") for number, _ in enumerate(entry.downloads, 1)]
        for carrier, url in zip(carriers, entry.downloads, strict=True):
            yield carrier, DCAT.accessURL, URIRef(url)
            if FILE.search(urlsplit(url).path):
                yield carrier, DCAT.downloadURL, URIRef(url)
    elif entry.homepages:
        carriers = [URIRef(f"{here}#distribution")]
        yield from ((carriers[0], DCAT.accessURL, URIRef(url)) for url in entry.homepages)
    for carrier in carriers:
        if carrier != here:
            yield here, DCAT.distribution, carrier
            yield carrier, RDF.type, DCAT.Distribution
            yield carrier, DCTERMS.title, Literal(entry.row.name)
        yield from _licence(entry, carrier)
        yield from _policy(entry, here, carrier)
    if carriers != [here] and len(carriers) == 1:
        yield from _whole(entry, carriers[0])


def _whole(entry: Described, carrier: URIRef) -> Iterator[Triple]:
    """Yield what holds for the whole entry, and so for the only thing that one gets."""
    if entry.size_bytes is not None:
        yield carrier, DCAT.byteSize, Literal(str(entry.size_bytes), datatype=XSD.nonNegativeInteger)
    if len(entry.concepts["format"]) == 1:
        yield carrier, DCTERMS.format, URIRef(entry.concepts["format"][0].address)


def _licence(entry: Described, carrier: URIRef) -> Iterator[Triple]:
    for term in entry.concepts["license"]:
        name = URIRef(entry.license_address or term.address)
        yield carrier, DCTERMS.license, name
        yield from named(name, (DCTERMS.LicenseDocument,), DCTERMS.title, in_languages(term.names))


def _policy(entry: Described, here: URIRef, carrier: URIRef) -> Iterator[Triple]:
    """Yield what somebody says that one may do with the images, or may not; for parts ODRL has no words."""
    known = [right for right in entry.rights if right.component == Right.Component.IMAGES]
    if not known:
        return
    policy = URIRef(f"{here}#rights")
    yield carrier, ODRL2.hasPolicy, policy
    yield policy, RDF.type, ODRL2.Policy
    yield policy, RDF.type, ODRL2.Set
    yield policy, ODRL2.uid, policy
    for right in known:
        rule, action = URIRef(f"{policy}-{right.use}"), ACTIONS[right.use]
        yield policy, ODRL2.permission if right.allowed else ODRL2.prohibition, rule
        yield rule, RDF.type, ODRL2.Permission if right.allowed else ODRL2.Prohibition
        yield rule, ODRL2.target, here
        yield rule, ODRL2.action, action
        yield from named(action, (ODRL2.Action,), RDFS.label, _uses()[right.use])


@cache
def _uses() -> Mapping[str, Sequence[Literal]]:
    return {use.value: translated(use.label) for use in Right.Use}


def _record(entry: Described, here: URIRef) -> Iterator[Triple]:
    record = record_of(entry)
    yield record, RDF.type, DCAT.CatalogRecord
    yield record, FOAF.primaryTopic, here
    yield record, DCTERMS.modified, Literal(entry.row.changed.date().isoformat(), datatype=XSD.date)
    if entry.taken_in is not None:
        yield record, DCTERMS.issued, Literal(entry.taken_in.isoformat(), datatype=XSD.date)
    if entry.row.is_withdrawn:
        yield record, ADMS["status"], WITHDRAWN
        yield from named(WITHDRAWN, (SKOS.Concept,), SKOS.prefLabel, [Literal("Withdrawn", lang="en")])
    profile = URIRef(PROFILE)
    yield record, DCTERMS.conformsTo, profile
    yield from named(profile, (DCTERMS.Standard,), DCTERMS.title, [Literal(f"DCAT-AP {VERSION}", lang="en")])
    yield profile, OWL.versionInfo, Literal(VERSION)
    yield from languages(record)
    yield record, RDFS.seeAlso, URIRef(entry.site.record(entry.row.slug))
    yield from webpage(entry.site.record(entry.row.slug), entry.row.name)
    for document in entry.documents:
        name = URIRef(document.url if WEB.fullmatch(document.url) else entry.site.document(document.code))
        yield record, PROV.wasDerivedFrom, name
        yield from named(name, (FOAF.Document, PROV.Entity), DCTERMS.title, [Literal(document.title)])
        yield from ((name, RDFS.comment, words) for words in _authorities()[document.authority])
        if document.day:
            yield name, DCTERMS.date, Literal(document.day.isoformat(), datatype=XSD.date)


@cache
def _authorities() -> Mapping[str, Sequence[Literal]]:
    return {authority.value: translated(authority.label) for authority in Document.Authority}


def languages(here: URIRef) -> Iterator[Triple]:
    """Yield that something is in all languages of the site."""
    for code, name in LANGUAGES.items():
        yield from language(here, code, [Literal(name, lang=TAGS[code])])


def named(name: URIRef, types: Iterable[URIRef], label: URIRef, labels: Iterable[Literal]) -> Iterator[Triple]:
    """Yield what every node has: what it is, and what it is called."""
    yield from ((name, RDF.type, type_) for type_ in types)
    yield from ((name, label, words) for words in labels)
