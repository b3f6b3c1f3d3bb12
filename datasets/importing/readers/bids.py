"""BIDS, the Brain Imaging Data Structure: the dataset_description.json of a dataset.

Its keys: https://bids-specification.readthedocs.io/en/stable/modality-agnostic-files/dataset-description.html. Which
modalities there are is said by the files, not here.
"""

import re

from django.utils.translation import gettext_lazy as _

from datasets.facts.items import TITLE as LONGEST_TITLE
from datasets.facts.kinds import Record
from datasets.importing.claims import Cited, Read, Reading
from datasets.importing.opening import Opened
from datasets.models import Document
from datasets.records.problems import Problem
from datasets.words import identifiers

from .found import Found, dois_in, web_address
from .papers import cited_text, is_paper_host
from .tree import first, items, json_tree, named, said

CODE = "bids"
TITLE = _("BIDS (dataset_description.json)")
SUFFIXES = (".json",)

MARK = re.compile(r'"BIDSVersion"\s*:')


def recognises(opened: Opened) -> bool:
    """Tell a JSON object that says which version of BIDS it follows."""
    return opened.text.lstrip()[:1] == "{" and MARK.search(opened.text) is not None


def read(opened: Opened) -> Reading:
    """Yield the dataset of a file."""
    value, problem = json_tree(opened.text)
    if problem:
        yield problem
    elif not isinstance(value, dict) or "BIDSVersion" not in value:
        yield Problem("", "BIDSVersion", "is no description of BIDS: an object with “Name” and “BIDSVersion”")
    else:
        yield described(value)


def cited(opened: Opened) -> Cited:
    """Return the file, by the dataset's DOI: it lies with the data, and is its owner's word."""
    value, _problem = json_tree(opened.text)
    if not isinstance(value, dict):
        return Cited()
    return Cited(
        address=identifiers.doi_address(identifiers.doi(said(first(value.get("DatasetDOI"))))),
        title=said(first(value.get("Name")))[:LONGEST_TITLE],
        authority=Document.Authority.OWNER.value,
    )


def described(record: Record) -> Read:
    """Return the dataset that a description is of, or why it is none."""
    found = Found()
    for place, one in items(record.get("Name"), "Name"):
        found.name(said(one), place)
    for _place, one in items(record.get("DatasetDOI"), "DatasetDOI"):
        found.identifier(said(one))
    for key, field in (("License", "license"), ("Keywords", "")):
        for place, one in items(record.get(key), key):
            found.claim(field, said(one), place)
    _references(found, record)
    for place, one in items(record.get("SourceDatasets"), "SourceDatasets"):
        text = named(one, "DOI", "URL") or (said(one) if not isinstance(one, dict) else "")
        if not found.is_own(text):
            found.claim("relation", text, place, note="relation: SourceDatasets")
    return found.described()


def _references(found: Found, record: Record) -> None:
    """Add papers and links. How to cite is a sentence: only the DOIs in it are carried over."""
    for place, one in items(record.get("ReferencesAndLinks"), "ReferencesAndLinks"):
        text = said(one)
        if web_address(text) and not is_paper_host(text):
            found.claim("link", text, place)
        else:
            cited_text(found, text, place)
    for place, one in items(record.get("HowToAcknowledge"), "HowToAcknowledge"):
        for each in dois_in(said(one)):
            if not found.is_own(each):
                found.claim("paper", each, place, {"doi": each})
