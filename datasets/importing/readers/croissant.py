"""Croissant, the metadata of datasets for machine learning: schema.org with files, records, classes and splits.

Specification: https://docs.mlcommons.org/croissant/docs/croissant-spec.html (1.0 and 1.1). The fields of record sets
describe columns, and become no facts.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from datasets.facts.kinds import Record
from datasets.importing.claims import UNREAD, Cited, Read, Reading
from datasets.importing.opening import Opened
from datasets.models import Split
from datasets.models.dataset import Precision
from datasets.records.problems import Problem

from . import bibtex, schema_org
from .found import Found
from .linked import Graph, document
from .papers import cited_text, paper
from .tree import items, said, texts

CODE = "croissant"
TITLE = _("Croissant (JSON-LD)")
SUFFIXES = (".json", ".jsonld")

VERSION = re.compile(r"https?://mlcommons\.org/croissant/(?P<version>[\d.]+)/?")
READ_VERSIONS = ("1.0", "1.1")
# A size without a unit is in bytes (FileObject, contentSize).
BYTES = re.compile(r"\d{1,15}")
# The splits that have an address of their own (ML-specific features, Splits).
SPLITS = {"TrainingSplit": Split.Name.TRAIN, "ValidationSplit": Split.Name.VALIDATION, "TestSplit": Split.Name.TEST}
ENTRY = re.compile(r"\s*@\w+\s*[{(]")


def recognises(opened: Opened) -> bool:
    """Tell a JSON text that names Croissant's namespace; a page that has it in a script is one of schema.org."""
    return opened.text.lstrip()[:1] in ("{", "[") and schema_org.CROISSANT.search(opened.text) is not None


def read(opened: Opened) -> Reading:
    """Yield the datasets of a file: one, or those of a list."""
    value, problem = document(opened.text)
    if problem:
        yield problem
        return
    graph = Graph(value)
    found = list(graph.datasets())
    for place, node in found:
        yield described(node, graph, place)
    if not found:
        yield Problem("", "@type", "describes no Dataset; Croissant begins with “@type”: “sc:Dataset”")


def cited(opened: Opened) -> Cited:
    """Return the page of the first dataset; see schema_org.reference for its authority."""
    value, _problem = document(opened.text)
    return next((schema_org.reference(node) for _, node in Graph(value).datasets()), Cited())


def described(node: Record, graph: Graph, place: str) -> Read:
    """Return the dataset that a node describes, or why it cannot be one."""
    found = Found(place)
    versions = [match["version"] for text in texts(node.get("conformsTo")) if (match := VERSION.fullmatch(text))]
    if not set(versions) & set(READ_VERSIONS):
        said_version = versions[0] if versions else "not said"
        message = (
            f"the version of Croissant is {said_version}; it was read as {READ_VERSIONS[-1]}: look at what came of it"
        )
        found.problem("conformsTo", "", message)
    schema_org.facts(found, node, graph, size=_bytes)
    for within, one in items(node.get("citeAs"), "citeAs"):
        _cite(found, said(one), within)
    sets = [(within, one) for within, one in items(node.get("recordSet"), "recordSet") if isinstance(one, dict)]
    labels = {name for _, one in sets for name in _label_sets(one)}
    for within, one in sets:
        kinds = _kinds(one)
        if "Split" in kinds:
            for at, row, name in _rows(one, within):
                found.claim("split", name, at, _split(row, name))
        elif "Enumeration" in kinds and ("Label" in kinds or labels & {said(one.get("@id")), said(one.get("name"))}):
            for at, _row, name in _rows(one, within):
                found.claim("class", name, at, {"name": name})
    return found.described()


def _bytes(text: str) -> Any:
    return {"value": int(text), "precision": Precision.EXACT.value} if BYTES.fullmatch(text) else UNREAD


def _cite(found: Found, text: str, place: str) -> None:
    """Add how the dataset is cited, which is BibTeX as a rule, and the paper's as often as the dataset's own."""
    if not ENTRY.match(text):
        cited_text(found, text, place)
        return
    for entry in bibtex.entries(text):
        if isinstance(entry, Problem):
            found.problem(place, "paper", entry.message)
        else:
            paper(found, entry.work, place)


def _kinds(node: Record) -> set[str]:
    """Return the data types of a record set or a field, without their prefixes."""
    return {re.split("[:/#]", text)[-1] for text in texts(node.get("dataType"))}


def _label_sets(record_set: Record) -> Iterator[str]:
    """Yield the names of the record sets that fields of labels refer to (ML-specific features, Label data)."""
    waiting = [record_set.get("field")]
    while waiting:
        for _place, one in items(waiting.pop(), ""):
            if isinstance(one, dict):
                waiting.append(one.get("subField"))
                if "Label" in _kinds(one):
                    yield from _referred(one.get("references"))


def _referred(references: Any) -> Iterator[str]:
    for _place, one in items(references, ""):
        target = said(one.get("field", one) if isinstance(one, dict) else one)
        # A field is named behind the slash of its record set.
        yield from (target, target.rpartition("/")[0])


def _rows(record_set: Record, place: str) -> Iterator[tuple[str, Record, str]]:
    """Yield the rows that a record set has inside, with their places and what each is called."""
    keys = [said(one) for _, one in items(record_set.get("key"), "")]
    for at, row in items(record_set.get("data"), f"{place}.data"):
        if isinstance(row, dict):
            named_by = [key for key in row if key.rpartition("/")[2] == "name"] or [key for key in keys if key in row]
            name = said(row.get((named_by or list(row) or [""])[0]))
            if name:
                yield at, row, name


def _split(row: Record, name: str) -> Any:
    kinds = [re.split("[:/#]", text)[-1] for value in row.values() for text in texts(value)]
    found = next((SPLITS[kind] for kind in kinds if kind in SPLITS), None)
    if found is None and name in Split.Name.values:
        found = Split.Name(name)
    return UNREAD if found is None else {"name": found.value}
