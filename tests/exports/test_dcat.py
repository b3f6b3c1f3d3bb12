"""DCAT-AP: one graph in each form, every node told, what the profile wants there, and nothing that nobody knows."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, ODRL2, PROV, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from datasets.exports import dcat, dcat_catalog
from datasets.exports.addresses import Site
from datasets.exports.dcat_catalog import Page
from datasets.exports.described import Described
from datasets.exports.rdf import ADMS, HYDRA
from datasets.facts.reading import taken_in, whole
from datasets.models import LANGUAGES, ChangeSet, Dataset, DatasetRelation, Link, Right, Source
from datasets.models.dataset import published
from datasets.words.texts import bcp47

pytestmark = pytest.mark.django_db

SITE = Site("https://lightbox.example")
HOME = URIRef(SITE.home)
FORMS = {"turtle": "turtle", "json_ld": "json-ld", "xml": "xml"}
LABELS = (DCTERMS.title, SKOS.prefLabel, RDFS.label, FOAF.name, SKOS.notation)
# What belongs to one entry alone and is told where that leads to it.
UNNAMED = {DCAT.CatalogRecord, PROV.Attribution, ODRL2.Policy, ODRL2.Permission, ODRL2.Prohibition}
UNNAMED |= {HYDRA.PartialCollectionView}
# These lead out of the catalogue: to the same terms elsewhere, to pages behind an address.
OUTWARD = {SKOS.exactMatch, SKOS.closeMatch, DCAT.accessURL, DCAT.downloadURL, DCAT.endpointURL}
OUTWARD |= {HYDRA[name] for name in ("first", "previous", "next", "last")}
# What DCAT-AP 3.0.1 wants of each class, and of what there may be one.
MANDATORY = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL),
    DCAT.Distribution: (DCAT.accessURL,),
    DCAT.CatalogRecord: (FOAF.primaryTopic, DCTERMS.modified),
    FOAF.Agent: (FOAF.name,),
    SKOS.Concept: (SKOS.prefLabel,),
    SKOS.ConceptScheme: (DCTERMS.title,),
    ADMS.Identifier: (SKOS.notation,),
}
ONCE = (
    DCTERMS.publisher, DCTERMS.accessRights, DCTERMS.license, DCTERMS.issued, DCTERMS.modified, DCAT.byteSize,
    FOAF.primaryTopic, FOAF.homepage, ODRL2.hasPolicy, DCTERMS.conformsTo, ADMS.status,
)  # fmt: skip
# What a property leads to.
RANGES = {
    DCTERMS.publisher: FOAF.Agent,
    DCTERMS.accessRights: DCTERMS.RightsStatement, DCTERMS.rights: DCTERMS.RightsStatement,
    DCTERMS.license: DCTERMS.LicenseDocument, DCTERMS.language: DCTERMS.LinguisticSystem, DCAT.theme: SKOS.Concept,
    DCTERMS.subject: SKOS.Concept, DCAT.distribution: DCAT.Distribution, DCAT.dataset: DCAT.Dataset,
    DCAT.catalog: DCAT.Catalog, DCAT.service: DCAT.DataService, DCAT.record: DCAT.CatalogRecord,
    DCAT.landingPage: FOAF.Document, FOAF.page: FOAF.Document, FOAF.homepage: FOAF.Document,
    DCTERMS.isReferencedBy: FOAF.Document, ADMS.identifier: ADMS.Identifier, ODRL2.hasPolicy: ODRL2.Policy,
    DCTERMS.conformsTo: DCTERMS.Standard, DCAT.themeTaxonomy: SKOS.ConceptScheme, SKOS.inScheme: SKOS.ConceptScheme,
    PROV.qualifiedAttribution: PROV.Attribution, DCAT.hadRole: DCAT.Role, FOAF.primaryTopic: DCAT.Resource,
}  # fmt: skip


def entries(rows: Iterable[Dataset]) -> list[Described]:
    rows = list(rows)
    days = taken_in(rows)
    return [Described(row, SITE, days[row.pk]) for row in rows]


def entry(slug: str, **changes: Any) -> Described:
    if changes:
        Dataset.objects.filter(slug=slug).update(**changes)
    return entries(whole(Dataset.objects.filter(slug=slug)))[0]


def of(slug: str, **changes: Any) -> Graph:
    return dcat.graph(entry(slug, **changes))


def page(described: list[Described], addresses: dict[str, str] | None = None) -> Page:
    moment = datetime(2026, 11, 28, tzinfo=UTC)
    return Page(SITE, described, len(described), addresses or {}, moment, moment)


def here(slug: str) -> URIRef:
    return URIRef(SITE.entry(slug))


@pytest.fixture(scope="module")
def everything(django_db_blocker: Any, django_db_setup: None) -> Graph:
    with django_db_blocker.unblock():
        around = {name: f"{SITE.start}/catalog.ttl?page={number}" for number, name in enumerate(("here", "next"), 1)}
        return dcat_catalog.graph(page(entries(whole(published())), around))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("slug", ["lidc-idri", "brats", "tcia"])
def test_an_entry_is_the_same_in_each_form(slug: str, form: str) -> None:
    told = Graph().parse(data=getattr(dcat, form)(entry(slug)), format=FORMS[form])
    assert isomorphic(told, of(slug))
    assert len(told) > 100


@pytest.mark.parametrize("form", FORMS)
def test_the_catalogue_is_the_same_in_each_form(form: str) -> None:
    some = page(entries(whole(published()[:25])))
    told = Graph().parse(data=getattr(dcat_catalog, form)(some), format=FORMS[form])
    assert set(told) == set(dcat_catalog.graph(some))


@pytest.mark.todays
def test_every_node_that_is_named_has_a_type_and_a_label(everything: Graph) -> None:
    bare = set()
    for _, property_, value in everything:
        if not isinstance(value, URIRef) or property_ in OUTWARD or property_ == RDF.type:
            continue
        types = set(everything.objects(value, RDF.type))
        labels = {label for name in LABELS for label in everything.objects(value, name)}
        if not types or not (labels or types & UNNAMED):
            bare.add((property_, value))
    assert bare == set()


@pytest.mark.todays
def test_the_profile_has_what_it_wants(everything: Graph) -> None:
    missing = {
        (node, property_)
        for class_, properties in MANDATORY.items()
        for node in everything.subjects(RDF.type, class_)
        for property_ in properties
        if (node, property_, None) not in everything
    }
    several = {
        (node, property_)
        for property_ in ONCE
        for node in set(everything.subjects(property_, None))
        if len(list(everything.objects(node, property_))) > 1
    }
    wrong = {
        (node, property_, value)
        for property_, class_ in RANGES.items()
        for node, value in everything.subject_objects(property_)
        if (value, RDF.type, class_) not in everything
    }
    assert (missing, several, wrong) == (set(), set(), set())


@pytest.mark.todays
def test_literals_are_what_their_types_say(everything: Graph) -> None:
    assert {value for value in everything.objects() if isinstance(value, Literal) and value.ill_typed} == set()


@pytest.mark.todays
def test_every_entry_and_its_record_are_in_the_catalogue(everything: Graph) -> None:
    slugs = list(published().values_list("slug", flat=True))
    led = {node for name in (DCAT.dataset, DCAT.catalog, DCAT.service) for node in everything.objects(HOME, name)}
    assert led == {here(slug) for slug in slugs}
    assert len(set(everything.objects(HOME, DCAT.record))) == len(slugs)


@pytest.mark.todays
def test_no_other_dataset_is_told_than_those_of_the_catalogue(everything: Graph) -> None:
    """A harvester takes every dcat:Dataset for an entry."""
    assert set(everything.subjects(RDF.type, DCAT.Dataset)) == set(everything.objects(HOME, DCAT.dataset))


@pytest.mark.todays
def test_an_entry_is_described_in_every_language(everything: Graph) -> None:
    tags = {bcp47(language) for language in LANGUAGES}
    for record in everything.objects(HOME, DCAT.record):
        topic = everything.value(record, FOAF.primaryTopic)
        assert {text.language for text in everything.objects(topic, DCTERMS.description)} == tags, topic  # type: ignore[attr-defined]


def test_what_is_unknown_is_left_out() -> None:
    row = Dataset.objects.get(slug="kits19")
    for part in ("link_set", "paper_set", "relations", "right_set"):
        getattr(row, part).all().delete()
    for terms in ("sources", "formats", "languages"):
        getattr(row, terms).clear()
    graph = of("kits19", license=None, year=None, size_bytes=None, size_precision="", access_level=unknown())
    absent = (
        DCTERMS.publisher, DCTERMS.issued, DCTERMS.license, DCTERMS.accessRights, DCTERMS.rights, DCTERMS.format,
        DCTERMS.language, DCAT.distribution, DCAT.landingPage, DCTERMS.isReferencedBy, ODRL2.hasPolicy,
    )  # fmt: skip
    assert [name for name in absent if (here("kits19"), name, None) in graph] == []


def unknown() -> Any:
    return Dataset._meta.get_field("access_level").related_model.objects.get(code="unknown")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("level", "right"),
    [
        ("open", "PUBLIC"),
        ("registration", "PUBLIC"),
        ("request", "RESTRICTED"),
        ("credentialed", "RESTRICTED"),
    ],
)
def test_access_is_told_in_the_unions_words_and_in_ours(level: str, right: str) -> None:
    graph = of("kits19", access_level=unknown().__class__.objects.get(code=level))
    term = URIRef(SITE.term("access", level))
    assert list(graph.objects(here("kits19"), DCTERMS.accessRights)) == [
        URIRef(f"{dcat.AUTHORITY}access-right/{right}")
    ]
    assert list(graph.objects(here("kits19"), DCTERMS.rights)) == [term]
    assert any(str(other).startswith("http://purl.org/coar/") for other in graph.objects(term, SKOS.closeMatch))


def test_paid_or_closed_is_neither_restricted_nor_closed() -> None:
    graph = of("kits19", access_level=unknown().__class__.objects.get(code="closed"))
    assert list(graph.objects(here("kits19"), DCTERMS.accessRights)) == [URIRef(SITE.term("access", "closed"))]


def test_who_publishes_goes_before_who_hosts() -> None:
    Source.objects.update(kind=Source.Kind.HOST)
    first, second = Source.objects.order_by("name", "code")[:2]
    Source.objects.filter(pk=second.pk).update(kind=Source.Kind.PUBLISHER)
    Dataset.objects.get(slug="kits19").sources.set([first, second])
    graph = of("kits19")
    assert list(graph.objects(here("kits19"), DCTERMS.publisher)) == [URIRef(SITE.term("source", second.code))]
    attribution = graph.value(here("kits19"), PROV.qualifiedAttribution)
    assert graph.value(attribution, PROV.agent) == URIRef(SITE.term("source", first.code))


@pytest.mark.parametrize(
    ("kind", "property_"),
    [
        ("subset-of", DCTERMS.isPartOf),
        ("includes", DCTERMS.hasPart),
        ("derived-from", PROV.wasDerivedFrom),
        ("successor-of", DCTERMS.replaces),
        ("edition-of", DCTERMS.isVersionOf),
        ("shares-subjects-with", DCTERMS.relation),
    ],
)
def test_a_relation_has_its_property(kind: str, property_: URIRef) -> None:
    row, other = Dataset.objects.get(slug="kits19"), Dataset.objects.get(slug="lidc-idri")
    row.relations.all().delete()
    DatasetRelation.objects.create(dataset=row, target=other, kind=kind)
    graph = of("kits19")
    assert (here("kits19"), property_, here("lidc-idri")) in graph
    assert set(graph.objects(here("lidc-idri"), RDF.type)) == {DCAT.Resource}


def links(slug: str, *found: tuple[str, str]) -> Graph:
    row = Dataset.objects.get(slug=slug)
    row.link_set.all().delete()
    for kind, url in found:
        Link.objects.create(dataset=row, kind=kind, url=url)
    return of(slug)


def test_only_the_address_of_a_file_is_one_to_download() -> None:
    graph = links("kits19", ("download", "https://data.example/a.zip?v=1"), ("download", "https://data.example/zip"))
    assert {str(url) for url in graph.objects(None, DCAT.accessURL)} == {
        "https://data.example/a.zip?v=1",
        "https://data.example/zip",
    }
    assert [str(url) for url in graph.objects(None, DCAT.downloadURL)] == ["https://data.example/a.zip?v=1"]


def test_the_size_of_all_is_not_that_of_one_of_several() -> None:
    Dataset.objects.filter(slug="kits19").update(size_bytes=7, size_precision="exact")
    two = links("kits19", ("download", "https://data.example/a"), ("download", "https://data.example/b"))
    one = links("kits19", ("homepage", "https://data.example/"))
    assert list(two.objects(None, DCAT.byteSize)) == []
    assert list(one.objects(None, DCAT.byteSize)) == [Literal("7", datatype=XSD.nonNegativeInteger)]


def test_a_licence_without_any_address_of_the_data_is_the_entrys_own() -> None:
    license_ = Dataset._meta.get_field("license").related_model.objects.get(code="CC-BY-4.0")  # type: ignore[union-attr]
    Dataset.objects.filter(slug="kits19").update(license=license_)
    assert (here("kits19"), DCTERMS.license, URIRef("https://spdx.org/licenses/CC-BY-4.0")) in links("kits19")


def test_rights_are_permissions_and_prohibitions() -> None:
    row = Dataset.objects.get(slug="kits19")
    row.right_set.all().delete()
    Right.objects.create(dataset=row, component="images", use="commercial", allowed=False)
    Right.objects.create(dataset=row, component="images", use="redistribution", allowed=True)
    Right.objects.create(dataset=row, component="code", use="derivatives", allowed=True)
    graph = of("kits19")

    def actions(rule: Node) -> list[Node]:
        return [action for one in graph.subjects(RDF.type, rule) for action in graph.objects(one, ODRL2.action)]

    assert actions(ODRL2.Prohibition) == [URIRef("http://creativecommons.org/ns#CommercialUse")]
    assert actions(ODRL2.Permission) == [ODRL2.distribute]


def test_what_holds_many_is_a_catalogue_if_somebody_publishes_it() -> None:
    kind = Dataset._meta.get_field("kind").related_model.objects  # type: ignore[union-attr]
    known = of("kits19", kind=kind.get(code="archive"))
    Dataset.objects.get(slug="kits19").sources.clear()
    unknown_ = of("kits19")
    service = of("kits19", kind=kind.get(code="service"))
    classes = {DCAT.Dataset, DCAT.Catalog, DCAT.DataService}
    found = [classes & set(graph.objects(here("kits19"), RDF.type)) for graph in (known, unknown_, service)]
    assert found == [{DCAT.Catalog}, {DCAT.Dataset}, {DCAT.DataService}]


def test_a_record_says_when_it_came_from_which_documents() -> None:
    described = entry("kits19")
    graph = dcat.graph(described)
    record = dcat.record_of(described)
    first = ChangeSet.objects.earliest("pk").created.date()
    assert graph.value(record, DCTERMS.issued) == Literal(first.isoformat(), datatype=XSD.date)
    assert graph.value(record, DCTERMS.modified) == Literal(described.row.changed.date().isoformat(), datatype=XSD.date)
    titles = {str(graph.value(source, DCTERMS.title)) for source in graph.objects(record, PROV.wasDerivedFrom)}
    assert titles == {statement.document.title for statement in described.row.statement_set.all()}
    assert isinstance(described.taken_in, date)


def test_a_withdrawn_entry_says_so() -> None:
    graph = of("kits19", status=Dataset.Status.WITHDRAWN)
    assert list(graph.objects(None, ADMS.status)) == [dcat.WITHDRAWN]


def test_pages_lead_on() -> None:
    around = {
        "here": "https://lightbox.example/catalog.rdf?page=2",
        "next": "https://lightbox.example/catalog.rdf?page=3",
    }
    graph = dcat_catalog.graph(page([], around))
    view = graph.value(HOME, HYDRA.view)
    assert {HYDRA.PartialCollectionView, HYDRA.PagedCollection} == set(graph.objects(view, RDF.type))
    assert graph.value(view, HYDRA.next) == URIRef(around["next"])
    assert (HOME, HYDRA.view, None) not in dcat_catalog.graph(page([]))
