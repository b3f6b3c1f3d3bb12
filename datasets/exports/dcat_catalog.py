"""The catalogue in DCAT-AP 3.0.1, a page at a time: what it is, the entries of the page with their records (dcat.py).

Pages are told as harvesters read them: hydra:PartialCollectionView (udata) that is a hydra:PagedCollection, too (CKAN).
The next page is in the form of this one, for a harvester goes on to read what it began with. That is all in which the
forms of a page differ.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as lazy
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from datasets.facts.fields import FIELDS

from . import rdf
from .addresses import Site
from .dcat import THEMES, class_of, languages, named, record_of, scheme, themes, translated, triples, webpage
from .described import METADATA_LICENSE, Described
from .kit import CATALOGUE
from .rdf import HYDRA, Triple

LICENSE_NAME = "Creative Commons Zero 1.0"
DESCRIPTION = lazy("A searchable directory of medical imaging datasets: every figure with the document that states it.")
# How the catalogue leads to an entry, by what that is.
LEADS = {DCAT.Dataset: DCAT.dataset, DCAT.Catalog: DCAT.catalog, DCAT.DataService: DCAT.service}


@dataclass(frozen=True)
class Page:
    """A page of the catalogue, or of the entries that somebody asks for.

    `total` is the number of all entries on all pages. `addresses` are those of this page (`here`) and of others in this
    form, by their relation to it (first, previous, next, last); none where all entries are on one page. `begun` and
    `changed` say when the catalogue was begun and an entry last changed, None where there is nothing yet.
    """

    site: Site
    entries: Sequence[Described]
    total: int
    addresses: Mapping[str, str]
    begun: datetime | None
    changed: datetime | None


def turtle(page: Page) -> str:
    """Return a page as Turtle."""
    return rdf.turtle(graph(page))


def json_ld(page: Page) -> str:
    """Return a page as JSON-LD."""
    return rdf.json_ld(graph(page))


def xml(page: Page) -> str:
    """Return a page as RDF/XML."""
    return rdf.xml(graph(page))


def graph(page: Page) -> Graph:
    """Return what a page says."""
    return rdf.graph_of(_triples(page))


def _triples(page: Page) -> Iterator[Triple]:
    catalog = URIRef(page.site.home)
    yield from _catalog(page, catalog)
    yield from _paging(page, catalog)
    told: set[str] = set()
    for entry in page.entries:
        yield catalog, LEADS[class_of(entry)], URIRef(entry.address)
        yield catalog, DCAT.record, record_of(entry)
        yield from triples(entry, told)


def _catalog(page: Page, catalog: URIRef) -> Iterator[Triple]:
    publisher, homepage, license_ = URIRef(f"{catalog}#publisher"), page.site.start_page, URIRef(METADATA_LICENSE)
    yield from named(catalog, (DCAT.Catalog,), DCTERMS.title, [Literal(CATALOGUE)])
    yield from ((catalog, DCTERMS.description, words) for words in translated(DESCRIPTION))
    yield catalog, DCTERMS.identifier, Literal(page.site.home, datatype=XSD.anyURI)
    yield catalog, DCTERMS.publisher, publisher
    yield from named(publisher, (FOAF.Agent,), FOAF.name, [Literal(CATALOGUE)])
    yield catalog, FOAF.homepage, URIRef(homepage)
    yield from webpage(homepage, CATALOGUE)
    yield catalog, DCTERMS.license, license_
    yield from named(license_, (DCTERMS.LicenseDocument,), DCTERMS.title, [Literal(LICENSE_NAME, lang="en")])
    yield from languages(catalog)
    for property_, moment in ((DCTERMS.issued, page.begun), (DCTERMS.modified, page.changed)):
        if moment is not None:
            yield catalog, property_, Literal(moment.date().isoformat(), datatype=XSD.date)
    yield catalog, DCAT.themeTaxonomy, THEMES
    yield from themes()
    for field in FIELDS.values():
        if field.dcat == "dcat:theme":
            address = page.site.vocabulary(field.vocabulary)
            yield catalog, DCAT.themeTaxonomy, URIRef(address)
            yield from scheme(address, field.vocabulary)


def _paging(page: Page, catalog: URIRef) -> Iterator[Triple]:
    if not page.addresses:
        return
    here = URIRef(page.addresses["here"])
    yield catalog, RDF.type, HYDRA.Collection
    yield catalog, HYDRA.totalItems, Literal(page.total)
    yield catalog, HYDRA.view, here
    yield here, RDF.type, HYDRA.PartialCollectionView
    yield here, RDF.type, HYDRA.PagedCollection
    for relation, address in page.addresses.items():
        if relation != "here":
            yield here, HYDRA[relation], URIRef(address)
