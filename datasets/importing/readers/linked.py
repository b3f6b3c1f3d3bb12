"""JSON-LD as far as descriptions of datasets need it: prefixes, contexts, references.

No context is fetched. Terms of schema.org, Croissant and Dublin Core stand under their local names, whatever prefix or
address they are written with (JSON-LD 1.1, 4.1.5 and 5.2.2); all others stay as they are.
"""

import re
from collections.abc import Iterator
from typing import Any

from datasets.facts.kinds import Record
from datasets.records.problems import Problem

from .tree import json_tree

VOCABULARIES = re.compile(
    r"https?://(?:(?:www\.)?schema\.org/|mlcommons\.org/(?:croissant|schema)/|purl\.org/dc/(?:terms|elements/1\.1)/)"
)
# The prefixes that these vocabularies have by custom, where no context declares them.
USUAL = {"schema": "", "sc": "", "cr": "", "ml": "", "dct": "", "dcterms": ""}


def document(text: str, place: str = "") -> tuple[Any, Problem | None]:
    """Return a JSON-LD document with the terms under their local names, or None and what is wrong with it."""
    value, problem = json_tree(text, place)
    return (None, problem) if problem else (_local(value, {}), None)


def _local(value: Any, prefixes: dict[str, str]) -> Any:
    """Return a value with local names; `prefixes` are those of the contexts around it, and terms with their names."""
    if isinstance(value, list):
        return [_local(one, prefixes) for one in value]
    if not isinstance(value, dict):
        return value
    if "@context" in value:
        prefixes = prefixes | _declared(value["@context"])
    node: Record = {}
    for key, inner in value.items():
        if key == "@context":
            continue
        name = _name(key, prefixes)
        inner = _types(inner, prefixes) if name == "@type" else _local(inner, prefixes)
        # The same term under two spellings has the values of both.
        node[name] = [*_list(node[name]), *_list(inner)] if name in node else inner
    return node


def _declared(context: Any) -> dict[str, str]:
    """Return what a context declares: the prefixes of the vocabularies, and other names of their terms."""
    found: dict[str, str] = {}
    for one in _list(context):
        if not isinstance(one, dict):
            continue
        for term, said in one.items():
            iri = said.get("@id") if isinstance(said, dict) else said
            if not isinstance(iri, str):
                continue
            if VOCABULARIES.fullmatch(iri):
                found[term] = ""
            elif iri in ("@id", "@type"):
                found[term] = iri
            elif name := VOCABULARIES.sub("", iri, count=1).removeprefix("schema:").removeprefix("sc:"):
                known = VOCABULARIES.match(iri) or iri.startswith(("schema:", "sc:"))
                found |= {term: name} if known else {}
    return found


def _name(key: str, prefixes: dict[str, str]) -> str:
    if key.startswith("@"):
        return key
    if prefixes.get(key):
        return prefixes[key]
    if found := VOCABULARIES.match(key):
        return key[found.end() :]
    prefix, colon, name = key.partition(":")
    return name if colon and not name.startswith("/") and prefixes.get(prefix, USUAL.get(prefix)) == "" else key


def _types(value: Any, prefixes: dict[str, str]) -> list[str]:
    return [_name(one, prefixes) for one in _list(value) if isinstance(one, str)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def types(node: Record) -> list[str]:
    """Return the types of a node, by their local names."""
    return list(node.get("@type", ()))


class Graph:
    """The nodes of a document: datasets in it, and what a reference to another node means."""

    # Where a page or a catalogue has the datasets that it is about.
    HOLDERS = ("@graph", "@included", "dataset", "mainEntity", "itemListElement", "item", "hasPart")

    def __init__(self, document: Any) -> None:
        self._document = document
        self._nodes: dict[str, Record] = {}
        self.types: list[str] = []
        for _, node in self._walk():
            self.types += (one for one in types(node) if one not in self.types)
            if isinstance(own := node.get("@id"), str) and len(node) > 2:
                self._nodes.setdefault(own, node)

    def datasets(self) -> Iterator[tuple[str, Record]]:
        """Yield the places and nodes of the datasets that the document describes, not those that it refers to."""
        for place, node in self._walk():
            if "Dataset" in types(node):
                yield place, node

    def of(self, value: Any) -> Any:
        """Return the node that a value refers to where the document has it; else the value."""
        if isinstance(value, dict) and not value.keys() - {"@id", "@type"} and isinstance(value.get("@id"), str):
            return self._nodes.get(value["@id"], value)
        return value

    def _walk(self) -> Iterator[tuple[str, Record]]:
        waiting = [("", self._document)]
        while waiting:
            place, value = waiting.pop()
            if isinstance(value, list):
                waiting += reversed([(f"{place}[{index}]", one) for index, one in enumerate(value)])
            elif isinstance(value, dict):
                yield place, value
                # Parts of a dataset are told as its relations, not as datasets of their own.
                holders = ("@graph",) if "Dataset" in types(value) else self.HOLDERS
                inner = [(f"{place}.{key}".lstrip("."), value[key]) for key in holders if key in value]
                waiting += reversed(inner)
