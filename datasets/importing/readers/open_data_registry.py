"""The Registry of Open Data on AWS: the YAML file of a dataset.

Its keys: https://github.com/awslabs/open-data-registry (README, schema.yaml). Texts in it may be Markdown. Who may have
the data is said resource by resource; that a bucket is free to read is not said at all.
"""

import re

from django.utils.translation import gettext_lazy as _

from datasets.facts.items import TITLE as LONGEST_TITLE
from datasets.facts.kinds import Record
from datasets.importing.claims import Cited, Read, Reading
from datasets.importing.opening import Opened
from datasets.models import Document
from datasets.records.problems import Problem

from . import yaml_text
from .found import Found, day, line, web_address
from .papers import Work, cited_text, paper
from .tree import first, items, named, said

CODE = "open-data-registry"
TITLE = _("Registry of Open Data on AWS (YAML)")
SUFFIXES = (".yaml", ".yml")

MARKS = tuple(re.compile(rf"^{key}\s*:", re.MULTILINE) for key in ("Name", "Description", "Resources"))
PAGE = "https://registry.opendata.aws/"
SLUG = re.compile(r"[a-z0-9][\w-]*", re.IGNORECASE)
MARKDOWN_LINK = re.compile(r"\[(?P<label>[^\[\]]*)\]\((?P<url>[^()\s]+)\)\.?")
# What every entry of the registry is tagged with.
OF_THE_REGISTRY = frozenset({"aws-pds"})
# What a resource says of who may have it (schema.yaml, Resources).
YES = frozenset({"true", "yes"})
ON_CONDITION = ("RequesterPays", "AccountRequired")


def recognises(opened: Opened) -> bool:
    """Tell a YAML text that has the keys of the registry."""
    return opened.text.lstrip()[:1] not in ("{", "[", "<") and all(mark.search(opened.text) for mark in MARKS)


def read(opened: Opened) -> Reading:
    """Yield the dataset of a file."""
    value, problem = yaml_text.parsed(opened.text)
    if problem:
        yield problem
    elif isinstance(value, dict):
        yield described(value, opened.name)
    else:
        yield Problem("", "", "is no entry of the registry: it begins with keys such as “Name:” and “Resources:”")


def cited(opened: Opened) -> Cited:
    """Return the registry's page, which a file is named after; a registry's word, deposited with the data."""
    value, _problem = yaml_text.parsed(opened.text)
    if not isinstance(value, dict):
        return Cited()
    return Cited(
        address=_page(opened.name),
        title=said(first(value.get("Name")))[:LONGEST_TITLE],
        authority=Document.Authority.REGISTRY.value,
        as_of=day(said(first(value.get("RegistryEntryLastModified")))),
    )


def described(record: Record, name: str = "") -> Read:
    """Return the dataset that an entry of the registry describes; `name` is the file's, by which it is known there."""
    found = Found()
    for place, one in items(record.get("Name"), "Name"):
        found.name(said(one), place)
    if _slug(name):
        # The registry's page says how each resource is got.
        found.identifier(_page(name))
        found.link(_page(name), "download", "the file's name")
    _marked(found, record, "License", "license")
    _marked(found, record, "ManagedBy", "source")
    for place, one in items(record.get("Tags"), "Tags"):
        if said(one) not in OF_THE_REGISTRY:
            found.claim("", said(one), place)
    for key, kind in (("Documentation", "documentation"), ("Contact", "")):
        for place, one in items(record.get(key), key):
            _links(found, said(one), kind, place)
    for place, one in items(record.get("Citation"), "Citation"):
        cited_text(found, said(one), place)
    _resources(found, record)
    _publications(found, record)
    for key in ("Deprecated", "DeprecatedNotice"):
        text = said(first(record.get(key)))
        if text.lower() in YES or (key == "DeprecatedNotice" and text):
            found.problem(key, "", "the registry says that it no longer keeps this dataset; look whether it is there")
            break
    return found.described(_slug(name))


def _slug(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return stem if f"{dot}{suffix.lower()}" in SUFFIXES and SLUG.fullmatch(stem) else ""


def _page(name: str) -> str:
    return f"{PAGE}{_slug(name)}/" if _slug(name) else ""


def _marked(found: Found, record: Record, key: str, field: str) -> None:
    """Add a text; of one that is a link as a whole, a licence by its address, a source by its name."""
    for place, one in items(record.get(key), key):
        text = said(one)
        link = MARKDOWN_LINK.fullmatch(text)
        if link is None or not web_address(link["url"]) or not line(link["label"]):
            found.claim(field, text, place)
        elif field == "license":
            found.claim(field, link["url"], place, note=f"named “{line(link['label'])}”")
        else:
            found.claim(field, line(link["label"]), place, note=link["url"])


def _links(found: Found, text: str, kind: str, place: str) -> None:
    """Add the addresses of a text: all links of Markdown in it, or it alone; an e-mail address is no link."""
    for url in [link["url"] for link in MARKDOWN_LINK.finditer(text)] or [text]:
        if web_address(url) and kind:
            found.link(url, kind, place)
        elif web_address(url):
            found.claim("link", url, place, note=f"named as {place.lower()}")


def _resources(found: Found, record: Record) -> None:
    for place, one in items(record.get("Resources"), "Resources"):
        for key in ON_CONDITION:
            if named(one, key).lower() in YES:
                found.claim("access", f"{key}: {named(one, key)}", f"{place}.{key}")
        if text := named(one, "ControlledAccess"):
            found.claim("access", f"ControlledAccess: {text}", f"{place}.ControlledAccess")
        if isinstance(one, dict):
            for within, explored in items(one.get("Explore"), f"{place}.Explore"):
                for link in MARKDOWN_LINK.finditer(said(explored)):
                    if web_address(link["url"]):
                        found.link(link["url"], "download", within, line(link["label"]))


def _publications(found: Found, record: Record) -> None:
    at_work = first(record.get("DataAtWork"))
    if isinstance(at_work, dict):
        for place, one in items(at_work.get("Publications"), "DataAtWork.Publications"):
            work = Work(title=named(one, "Title"), authors=named(one, "AuthorName"), url=named(one, "URL"))
            paper(found, work, place)
