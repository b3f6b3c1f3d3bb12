"""All descriptions of an entry say the same: one table of the facts that they share, and how each format says them.

A new format is a row of READERS. A fact that a format has no words for has no reader there.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from rdflib import DCAT, DCTERMS, ODRL2, PROV, RDF, SKOS, Graph

from datasets.compare.picture import PaperData
from datasets.exports import DESCRIPTIONS
from datasets.exports.addresses import Site
from datasets.exports.citing import references
from datasets.exports.dcat import ACTIONS, PUBLIC, RELATIONS, ROLES
from datasets.exports.described import FREE, OUTSIDE, WEB, Described, paper_address
from datasets.exports.json_ld import RELATED
from datasets.exports.rdf import ADMS
from datasets.facts.fields import UNKNOWN
from datasets.facts.reading import whole
from datasets.models import Dataset, Right, Statement
from datasets.words.identifiers import doi_address

pytestmark = [
    pytest.mark.django_db,
    # rdflib says so of its own parser.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]

SITE = Site("https://lightbox.example")


def licence(row: Dataset) -> str | None:
    """Return the address that stands for the licence: of its text, else of the term."""
    if row.license is None:
        return None
    spdx, url = row.license.mappings.get("spdx"), row.license.mappings.get("url")
    return OUTSIDE["spdx"].format(spdx) if spdx else url or SITE.term("license", row.license.code)


def topics(row: Dataset) -> set[str]:
    found = {
        "modality": row.modalities, "anatomy": row.anatomies, "task": row.tasks, "use_case": row.use_cases,
        "condition": row.conditions,
    }  # fmt: skip
    return {SITE.term(vocabulary, term.code) for vocabulary, terms in found.items() for term in terms.all()}


# What the catalogue holds, in the form that all readers give.
FACTS: Mapping[str, Callable[[Dataset], Any]] = {
    "name": lambda row: row.name,
    "identity": lambda row: SITE.entry(row.slug),
    "identifiers": lambda row: {SITE.entry(row.slug), *map(doi_address, Described(row, SITE).dois)},
    "licence": licence,
    "year": lambda row: row.year,
    "papers": lambda row: {
        address
        for paper in Described(row, SITE).papers
        if (address := paper_address(paper)).startswith("https://doi.org/")
    },
    "publishers": lambda row: {source.name for source in Described(row, SITE).publishers},
    "sources": lambda row: {SITE.term("source", source.code) for source in row.sources.all() if source.kind in ROLES},
    "access": lambda row: {SITE.term("access", row.access_level.code)} - {SITE.term("access", UNKNOWN)},
    "free": lambda row: row.access_level.code in FREE,
    "size": lambda row: Described(row, SITE).size_bytes,
    "topics": topics,
    "relations": lambda row: {
        (RELATED[relation.kind], SITE.entry(relation.target.slug))
        for relation in row.relations.all()
        if relation.kind in RELATED
    },
    "related": lambda row: {SITE.entry(relation.target.slug) for relation in row.relations.all()},
    "rights": lambda row: {
        (right.use, right.allowed) for right in row.right_set.all() if right.component == Right.Component.IMAGES
    },
    "documents": lambda row: {
        one.document.url if WEB.fullmatch(one.document.url) else SITE.document(one.document.code)
        for one in row.statement_set.all()
        if one.standing != Statement.Standing.SET_ASIDE
    },
    "day": lambda row: row.changed.date().isoformat(),
    # What is to be cited: its papers, and those of its owner that statements rest on.
    "cited": lambda row: {
        one.cited.doi for one in references(Described(row, SITE)) if isinstance(one.cited, PaperData) and one.cited.doi
    },
}


def each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def addresses(value: Any) -> Iterator[str]:
    """Yield the addresses of things that are addresses, or have one."""
    for one in each(value):
        yield one if isinstance(one, str) else one.get("@id") or one.get("url", "")


def year(data: Mapping[str, Any]) -> int | None:
    return int(data["datePublished"]) if "datePublished" in data else None


SCHEMA_ORG: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda data: data["name"],
    "identity": lambda data: data["@id"],
    "identifiers": lambda data: {*addresses(data["identifier"])},
    "licence": lambda data: next(addresses(data.get("license")), None),
    "year": year,
    "papers": lambda data: {one for one in addresses(data.get("citation")) if one.startswith("https://doi.org/")},
    "publishers": lambda data: {one["name"] for one in each(data.get("publisher"))},
    "free": lambda data: data.get("isAccessibleForFree", False),
    "size": lambda data: int(data["size"].removesuffix(" B")) if "size" in data else None,
    "topics": lambda data: {*addresses(data.get("keywords"))},
    "relations": lambda data: {
        (key, address)
        for key in {*RELATED.values()}
        for address in addresses(data.get(key))
        # The catalogue is no entry.
        if address != SITE.home
    },
    "day": lambda data: data["sdDatePublished"],
}


def dcat(form: str) -> Callable[[str], tuple[Graph, Any]]:
    """Return the reader of an RDF format: its graph, and the entry in it."""

    def read(text: str) -> tuple[Graph, Any]:
        graph = Graph().parse(data=text, format=form)
        # Papers and catalogue have identifiers, too.
        entries = (one for one in graph.subjects(DCTERMS.identifier) if str(one).startswith(f"{SITE.home}d/"))
        return graph, next(entries)

    return read


def of_all(data: tuple[Graph, Any], *properties: Any) -> set[str]:
    """Return what the entry has under any of some properties."""
    graph, here = data
    return {str(found) for key in properties for found in graph.objects(here, key)}


def of_licence(data: tuple[Graph, Any]) -> str | None:
    """Return the licence, which is that of everything that one gets."""
    found = {str(term) for term in data[0].objects(None, DCTERMS.license)}
    assert len(found) <= 1
    return next(iter(found), None)


def of_rights(data: tuple[Graph, Any]) -> set[tuple[str, bool]]:
    """Return what one may do with the images, and may not."""
    uses = {str(action): use for use, action in ACTIONS.items()}
    return {
        (uses[str(data[0].value(rule, ODRL2.action))], allowed)
        for allowed, key in ((True, ODRL2.permission), (False, ODRL2.prohibition))
        for rule in data[0].objects(None, key)
    }


DCAT_AP: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda data: str(data[0].value(data[1], DCTERMS.title)),
    "identity": lambda data: str(data[1]),
    "identifiers": lambda data: {
        str(data[1]),
        *(doi_address(str(doi)) for doi in data[0].objects(data[1], ADMS.identifier / SKOS.notation)),
    },
    "licence": of_licence,
    "papers": lambda data: {one for one in of_all(data, DCTERMS.isReferencedBy) if one.startswith("https://doi.org/")},
    "sources": lambda data: {
        *of_all(data, DCTERMS.publisher),
        *map(str, data[0].objects(data[1], PROV.qualifiedAttribution / PROV.agent)),
    },
    "free": lambda data: data[0].value(data[1], DCTERMS.accessRights) == PUBLIC,
    "access": lambda data: of_all(data, DCTERMS.rights),
    "related": lambda data: of_all(data, DCTERMS.relation, *RELATIONS.values()),
    "rights": of_rights,
    "documents": lambda data: {
        str(document)
        for document in data[0].objects(None, PROV.wasDerivedFrom)
        if (document, RDF.type, PROV.Entity) in data[0]
    },
    "day": lambda data: str(next(data[0].objects(None, DCTERMS.modified))),
    "year": lambda data: int(found) if (found := data[0].value(data[1], DCTERMS.issued)) else None,
    "topics": lambda data: {
        str(term)
        for key in (DCAT.theme, DCTERMS.subject)
        for term in data[0].objects(data[1], key)
        if str(term).startswith(SITE.home)
    },
}
# Ending -> how the text is read, and each fact in it.
READERS: Mapping[str, tuple[Callable[[str], Any], Mapping[str, Callable[[Any], Any]]]] = {
    "jsonld": (json.loads, SCHEMA_ORG),
    "bib": (
        str,
        {
            "identity": lambda data: re.findall(r"\n  url = \{(.*)\},", data)[-1],
            "cited": lambda data: {*re.findall(r"\n  doi = \{(.*)\},", data)},
        },
    ),
    "ris": (
        str,
        {
            "identity": lambda data: re.findall(r"\nUR  - (\S+)", data)[-1],
            "cited": lambda data: {*re.findall(r"\nDO  - (\S+)", data)},
            "day": lambda data: re.findall(r"\nDA  - (\S+)", data)[-1].replace("/", "-"),
        },
    ),
    "csl.json": (
        json.loads,
        {
            "name": lambda data: data[-1]["title"],
            "identity": lambda data: data[-1]["URL"],
            "cited": lambda data: {one["DOI"] for one in data if "DOI" in one},
            "day": lambda data: date(*data[-1]["issued"]["date-parts"][0]).isoformat(),
        },
    ),
    "txt": (str, {"identity": lambda data: re.findall(r"https://lightbox\.example/d/\S+/", data)[-1]}),
    "ttl": (dcat("turtle"), DCAT_AP),
    "dcat.jsonld": (dcat("json-ld"), DCAT_AP),
    "rdf": (dcat("xml"), DCAT_AP),
    "croissant.json": (json.loads, {**SCHEMA_ORG, "topics": lambda data: {*addresses(data.get("about"))}}),
}
# What only a Dataset has in schema.org.
OF_DATASETS = {"size"}


def test_every_description_is_read() -> None:
    assert set(READERS) == set(DESCRIPTIONS)


@pytest.mark.todays
def test_all_descriptions_of_an_entry_agree_with_the_catalogue() -> None:
    for row in whole(Dataset.objects.order_by("slug")):
        entry = Described(row, SITE)
        for ending, (read, readers) in READERS.items():
            data = read(str(DESCRIPTIONS[ending].write(entry)))
            asked = {*readers} - (OF_DATASETS if entry.schema_org != "Dataset" else set())
            assert {fact: readers[fact](data) for fact in asked} == {fact: FACTS[fact](row) for fact in asked}, (
                row.slug, ending,
            )  # fmt: skip
