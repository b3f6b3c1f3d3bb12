"""Graphs of RDF written down: the names that they use, and the three forms in which programs read them.

What is said of entries and of the catalogue is decided in dcat.py and dcat_catalog.py.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from rdflib import Graph, Literal, Namespace
from rdflib.namespace import DCAT, DCTERMS, FOAF, ODRL2, OWL, PROV, RDF, RDFS, SKOS, XSD

from datasets.models import LANGUAGES
from datasets.words.texts import bcp47

if TYPE_CHECKING:
    from rdflib.graph import _TripleType as Triple
else:
    Triple: TypeAlias = tuple

ADMS = Namespace("http://www.w3.org/ns/adms#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")

# By the prefixes that DCAT-AP itself writes.
PREFIXES: Mapping[str, object] = {
    "adms": ADMS, "dcat": DCAT, "dct": DCTERMS, "foaf": FOAF, "hydra": HYDRA, "odrl": ODRL2, "owl": OWL, "prov": PROV,
    "rdf": RDF, "rdfs": RDFS, "skos": SKOS, "xsd": XSD,
}  # fmt: skip
# Inline, so that nobody has to fetch a context to read the file.
CONTEXT = {prefix: str(namespace) for prefix, namespace in PREFIXES.items()}
# Language -> its tag in literals.
TAGS = {language: bcp47(language) for language in LANGUAGES}


def graph_of(triples: Iterable[Triple]) -> Graph:
    """Return the graph of these triples; each is in it once."""
    # One graph alone is kept in half the time without a store for several.
    graph = Graph("SimpleMemory", bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    graph.addN((subject, predicate, value, graph) for subject, predicate, value in triples)
    return graph


def in_languages(texts: Mapping[str, str]) -> Iterator[Literal]:
    """Yield a text in each language that it is in."""
    return (Literal(text, lang=TAGS[language]) for language, text in texts.items() if text and language in TAGS)


def turtle(graph: Graph) -> str:
    """Return a graph as Turtle."""
    return graph.serialize(format="turtle")


def json_ld(graph: Graph) -> str:
    """Return a graph as JSON-LD, compact, with its context in it."""
    return graph.serialize(format="json-ld", context=CONTEXT, auto_compact=False, indent=1, ensure_ascii=False) + "\n"


def xml(graph: Graph) -> str:
    """Return a graph as RDF/XML."""
    return graph.serialize(format="xml")
