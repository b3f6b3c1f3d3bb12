"""Signposting: where programs find what belongs to an entry, as links in HTTP headers and as a set of links.

FAIR Signposting Profile, https://signposting.org/FAIR/: level 1 are the links of a page's header (RFC 8288), level 2 is
the link set (RFC 9264). Nobody is an author here: the catalogue knows none by an address.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.encoding import iri_to_uri

from datasets.models import LANGUAGES
from datasets.words.identifiers import doi_address

from .described import Described

if TYPE_CHECKING:
    from . import Format

# In bytes: servers take 8 KB for all headers of an answer.
MOST_OF_A_HEADER = 4_000
LINKSET, LINKSET_TYPE = "linkset.json", "application/linkset+json"
PAGE = "text/html"


@dataclass(frozen=True)
class Link:
    """A link from a page to `target`: what that is to it (IANA, Link Relation Types), its media type and profile."""

    relation: str
    target: str
    media_type: str = ""
    profile: str = ""

    @property
    def header(self) -> str:
        """The link as one value of the header Link: an address in ASCII, which holds neither > nor white space."""
        attributes = {"rel": self.relation, "type": self.media_type, "profile": self.profile}
        said = "".join(f'; {name}="{value}"' for name, value in attributes.items() if value)
        return f"<{iri_to_uri(self.target)}>{said}"

    @property
    def member(self) -> dict[str, str | list[str]]:
        """The link as a target object of a link set; what RFC 8288 does not define is a list (RFC 9264, 4.2.4.3)."""
        found: dict[str, str | list[str]] = {"href": iri_to_uri(self.target)}
        if self.media_type:
            found["type"] = self.media_type
        if self.profile:
            found["profile"] = [self.profile]
        return found


def links(entry: Described, formats: "Iterable[Format]") -> Iterator[Link]:
    """Yield all links of an entry's page, those that may be many last."""
    yield Link("cite-as", next(map(doi_address, entry.dois), entry.address))
    yield Link("type", f"https://schema.org/{entry.schema_org}")
    yield Link("type", "https://schema.org/AboutPage")
    if entry.license_address:
        yield Link("license", entry.license_address)
    yield Link("collection", entry.site.home, PAGE)
    for form in formats:
        address = entry.site.description(entry.row.slug, form.ending)
        yield Link("describedby", address, form.essence, form.profile)
    for address in entry.downloads:
        yield Link("item", address)


def to_the_set(entry: Described) -> Link:
    """Return the link to the set of all links."""
    return Link("linkset", entry.site.description(entry.row.slug, LINKSET), LINKSET_TYPE)


def header(entry: Described, formats: "Iterable[Format]") -> str:
    """Return the header Link of an entry's page; of what there is too much for one, the set alone has all."""
    found = [to_the_set(entry), *links(entry, formats)]
    for relation in ("", "item", "describedby"):
        found = [link for link in found if link.relation != relation]
        text = ", ".join(link.header for link in found)
        if len(text) <= MOST_OF_A_HEADER:
            break
    return text


def header_of_description(entry: Described) -> str:
    """Return the header Link of what describes an entry: what it describes, and where all links are."""
    return ", ".join(link.header for link in (Link("describes", entry.address, PAGE), to_the_set(entry)))


def write(entry: Described, formats: "Collection[Format]") -> str:
    """Return the links as a set in JSON: of the entry's pages, and of what they lead to back to them."""
    found = list(links(entry, formats))
    pages = [entry.address, *(entry.site.page(entry.row.slug, language) for language in LANGUAGES)]
    contexts = [_context(page, found) for page in pages]
    back = {"item": "collection", "describedby": "describes"}
    contexts += [
        _context(link.target, [Link(back[link.relation], entry.address, PAGE)])
        for link in found
        if link.relation in back
    ]
    return json.dumps({"linkset": contexts}, ensure_ascii=False, indent=1) + "\n"


def _context(anchor: str, found: Iterable[Link]) -> dict[str, object]:
    context: dict[str, object] = {"anchor": iri_to_uri(anchor)}
    for link in found:
        targets = context.setdefault(link.relation, [])
        targets.append(link.member)  # type: ignore[attr-defined]
    return context
