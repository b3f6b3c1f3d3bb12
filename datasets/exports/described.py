"""The one picture of an entry from which every description of it for programs is made (descriptions.py).

What formats share is worked out here and nowhere else, so that they agree: what identifies the entry, in which words it
is told in each language, which terms stand for it inside and outside of this directory, who publishes it, on which
terms. Where nothing is known a part is empty; a format leaves it out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import translation

from datasets.compare.cited_papers import cited_of, papers, publishers
from datasets.compare.picture import PaperData
from datasets.facts.fields import FIELDS, UNKNOWN
from datasets.facts.stored import Codes
from datasets.facts.texts import EntryText, text_for_reader
from datasets.models import Dataset, DatasetRelation, Document, Link, Right, Source, Statement
from datasets.models.dataset import Precision
from datasets.models.vocabulary import Term
from datasets.words.folding import fold
from datasets.words.identifiers import doi, doi_address, host
from datasets.words.texts import ORIGINAL
from datasets.words.wording import printed_language

from .addresses import Site

# Outside identifiers that a term's mappings have, by their scheme, as the addresses that name them everywhere.
OUTSIDE: Mapping[str, str] = {
    "coar": "{}",
    # DICOM PS3.16, 8.1.1: the namespace of the DICOM ontology.
    "dicom": "http://dicom.nema.org/resources/ontology/DCM/{}",
    # https://confluence.ihtsdotools.org/display/DOCURI: what names a concept of SNOMED CT.
    "sct": "http://snomed.info/id/{}",
    "spdx": "https://spdx.org/licenses/{}",
}
# The vocabulary `kind` says by this mapping which type of schema.org a term is; most are data sets.
SCHEMA_ORG, DATASET = "schemaorg", "Dataset"
# What may be had without asking anybody for leave.
FREE = ("open", "registration")
# The kinds of addresses at which an entry itself, and not something about it, stands.
OWN = (Link.Kind.HOMEPAGE, Link.Kind.DOWNLOAD)
# How exact a size may be that is given as one.
SIZES = (Precision.EXACT, Precision.ABOUT)
# Where an address that is a DOI leads; a publisher's page of an article may have one in it, too.
RESOLVER = "doi.org"
# Under which what the catalogue itself says of entries may be used by anybody.
METADATA_LICENSE = "https://creativecommons.org/publicdomain/zero/1.0/"
# The fields whose terms say what an entry is about.
TOPICS = tuple(
    code for code, field in FIELDS.items() if field.schema_org in ("about", "keywords", "measurementTechnique")
)
# What is an address, and not only called one.
WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True)
class Concept:
    """A term of a vocabulary: its code, its lasting address, its names by language, and who else has it."""

    vocabulary: str
    code: str
    address: str
    names: Mapping[str, str]
    outside: Sequence[str]

    def name(self, language: str) -> str:
        """Return its name in a language, in English where that language has none."""
        return self.names.get(language) or self.names["en"]


@dataclass(frozen=True)
class Described:
    """An entry as descriptions tell it. `row` is whole (facts.reading), read and never changed.

    `taken_in` is the day on which the directory took it in (facts.reading), None where nobody has asked.
    """

    row: Dataset
    site: Site
    taken_in: date | None = None

    @property
    def address(self) -> str:
        """What names the entry everywhere: its lasting address."""
        return self.site.entry(self.row.slug)

    @property
    def schema_org(self) -> str:
        """Its type in schema.org."""
        return self.row.kind.mappings.get(SCHEMA_ORG, DATASET)

    def text(self, language: str) -> EntryText:
        """Return what is written of it in a language, or composed."""
        with translation.override(language):
            return text_for_reader(self.row)

    @cached_property
    def concepts(self) -> Mapping[str, Sequence[Concept]]:
        """Its terms by field, of each field whose values are terms; no access level where nobody tells."""
        found = {}
        for field in FIELDS.values():
            if isinstance(field.stored, Codes):
                terms = getattr(self.row, field.stored.name).all()
            elif field.terms is not None and field.single:
                terms = filter(None, [getattr(self.row, field.stored.columns[0].name)])  # type: ignore[union-attr]
            else:
                continue
            concepts = tuple(self.concept(field.vocabulary, term) for term in terms if isinstance(term, Term))
            found[field.code] = tuple(concept for concept in concepts if concept.code != UNKNOWN)
        return found

    def concept(self, vocabulary: str, term: Term) -> Concept:
        """Return a term as a concept."""
        outside = [OUTSIDE[scheme].format(code) for scheme, code in term.mappings.items() if scheme in OUTSIDE]
        address = self.site.term(vocabulary, term.code)
        return Concept(vocabulary, term.code, address, term.names, tuple(filter(WEB.fullmatch, outside)))

    @property
    def topics(self) -> Sequence[Concept]:
        """What it is about: the terms that it may be looked for by."""
        return [concept for code in TOPICS for concept in self.concepts[code]]

    def quoted(self, *fields: str) -> Sequence[str]:
        """Return what documents print of these fields in the original language, field after field, each text once.

        Without what a curator has set aside.
        """
        statements = [
            statement
            for statement in self.row.statement_set.all()
            if statement.field in fields
            and statement.standing != Statement.Standing.SET_ASIDE
            and printed_language(statement) == ORIGINAL
        ]
        statements.sort(key=lambda statement: fields.index(statement.field))
        return list(dict.fromkeys(statement.printed for statement in statements))

    @property
    def sources(self) -> Sequence[Source]:
        """Who publishes and who hosts it; an account on a platform does neither."""
        return [source for source in self.row.sources.all() if source.kind != Source.Kind.PERSON]

    @property
    def publishers(self) -> Sequence[Source]:
        """Who publishes it, else who hosts it."""
        return publishers(self.row)

    @property
    def links(self) -> Sequence[Link]:
        """Its addresses that are some."""
        return [link for link in self.row.link_set.all() if WEB.fullmatch(link.url)]

    @property
    def homepages(self) -> Sequence[str]:
        """The addresses of its own pages."""
        return [link.url for link in self.links if link.kind == Link.Kind.HOMEPAGE]

    @property
    def downloads(self) -> Sequence[str]:
        """The addresses at which one gets the data."""
        return [link.url for link in self.links if link.kind == Link.Kind.DOWNLOAD]

    @property
    def dois(self) -> Sequence[str]:
        """The DOIs of the data themselves: those at which the entry, and no paper about it, stands."""
        papers = {doi(paper.doi) for paper in self.papers if not self.is_of_data(paper)}
        found = [doi(link.url) for link in self.links if link.kind in OWN and host(link.url) == RESOLVER]
        found += [doi(paper.doi) for paper in self.papers if self.is_of_data(paper)]
        return [one for one in dict.fromkeys(found) if one and one not in papers]

    def is_of_data(self, paper: PaperData) -> bool:
        """Tell whether what is known as a paper is the citation of the data themselves.

        Then it appeared where the data are published, which is an archive and no journal.
        """
        names = {fold(name) for source in self.sources for name in (source.name, *source.aliases)}
        return fold(paper.venue) in names

    @cached_property
    def papers(self) -> Sequence[PaperData]:
        """The papers about it, each once and as completely as it is known, those that can be found first."""
        return cited_of(papers(self.row))

    @property
    def size_bytes(self) -> int | None:
        """How large it is, where that is one figure and no bound or rate."""
        return self.row.size_bytes if self.row.size_precision in SIZES else None

    @property
    def relations(self) -> Sequence[DatasetRelation]:
        """Its relations to other published entries."""
        return list(self.row.relations.all())

    @property
    def rights(self) -> Sequence[Right]:
        """What one may do with which component, where somebody says so."""
        return list(self.row.right_set.all())

    @property
    def documents(self) -> Sequence[Document]:
        """The documents behind it, by their codes: those of a statement that nobody set aside."""
        found = {
            statement.document.code: statement.document
            for statement in self.row.statement_set.all()
            if statement.standing != Statement.Standing.SET_ASIDE
        }
        return [found[code] for code in sorted(found)]

    @property
    def license_address(self) -> str:
        """The address of the licence's text; "" where it has none or no licence is known."""
        if self.row.license is None:
            return ""
        mappings = self.row.license.mappings
        url = OUTSIDE["spdx"].format(mappings["spdx"]) if mappings.get("spdx") else mappings.get("url", "")
        return url if WEB.fullmatch(url) else ""

    @property
    def is_free(self) -> bool | None:
        """Whether one may have it without asking for leave; None where it depends or nobody says."""
        return True if self.row.access_level.code in FREE else None


def paper_address(paper: PaperData) -> str:
    """Return where a paper is read: by its DOI, else at its own address; "" where neither is known."""
    return doi_address(paper.doi) or (paper.url if WEB.fullmatch(paper.url) else "")
