"""What programs read from an entry's page: schema.org as JSON-LD, over the entry's facts.

Nothing is empty, addresses are addresses, and an entry is one thing (`@id`) in whatever language it is described.
Requirements: https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

import json
import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from datasets.compare.picture import PaperData
from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.models import Dataset, DatasetRelation, Source, Unit
from datasets.models.dataset import Precision
from datasets.words.author_forms import read_or_none
from datasets.words.authors import Name
from datasets.words.identifiers import doi_address
from datasets.words.texts import bcp47, reader
from datasets.words.wording import figure, listed

from .described import DATASET, METADATA_LICENSE, WEB, Concept, Described, paper_address
from .kit import CATALOGUE

CATALOG = "DataCatalog"
# Relation -> the property of a work that says it; none says that two share subjects, or that one follows another.
RELATED: Mapping[str, str] = {
    DatasetRelation.Kind.SUBSET_OF: "isPartOf",
    DatasetRelation.Kind.PART_OF_SERIES: "isPartOf",
    DatasetRelation.Kind.INCLUDES: "hasPart",
    DatasetRelation.Kind.DERIVED_FROM: "isBasedOn",
    DatasetRelation.Kind.MIRROR_OF: "isBasedOn",
    DatasetRelation.Kind.EDITION_OF: "exampleOfWork",
}
# Bounds of a description.
SHORTEST, LONGEST = 50, 5_000
BLANK = re.compile(r"[ \t\r\n]+")


def write(entry: Described) -> str:
    """Return the entry as a file in JSON-LD, in the reader's language."""
    return json.dumps(json_ld(entry), ensure_ascii=False, indent=1) + "\n"


def json_ld(entry: Described) -> Record:
    """Return the entry as schema.org has it, in the reader's language; only what is known has a key."""
    dataset, kind = entry.row, entry.schema_org
    page, changed = entry.site.page(dataset.slug, reader()), dataset.changed.date().isoformat()
    data: Record = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": entry.address,
        "url": page,
        "identifier": [*map(_doi, entry.dois), entry.address],
        # The day of the entry: of the data no more than the year is known.
        "mainEntityOfPage": {"@type": "WebPage", "@id": page, "inLanguage": bcp47(reader()), "dateModified": changed},
        "name": dataset.name,
        "alternateName": dataset.aliases,
        "description": description(entry),
        "keywords": [_defined_term(entry, concept) for concept in entry.topics],
        "inLanguage": [concept.code for concept in entry.concepts["language"]],
        "publisher": [_publisher(source) for source in entry.publishers],
        "license": _license(entry),
        "conditionsOfAccess": _conditions(dataset),
        "isAccessibleForFree": entry.is_free,
        "sameAs": entry.homepages,
        "citation": [_paper(paper, entry.is_of_data(paper)) for paper in entry.papers],
        "datePublished": f"{dataset.year:04}" if dataset.year else None,
        **_related(entry),
        "sdPublisher": {"@type": "Organization", "name": CATALOGUE, "url": entry.site.home},
        "sdLicense": METADATA_LICENSE,
        "sdDatePublished": changed,
    }
    catalog = {"@type": CATALOG, "@id": entry.site.home, "name": CATALOGUE, "url": entry.site.home}
    if kind == DATASET:
        data |= {
            "measurementTechnique": [concept.name(reader()) for concept in entry.concepts["modality"]],
            "variableMeasured": [*_amounts(dataset), *map(_annotation, entry.concepts["annotation"])],
            "size": f"{entry.size_bytes} B" if entry.size_bytes is not None else None,
            "distribution": _distribution(entry),
            "includedInDataCatalog": catalog,
        }
    else:
        data["isPartOf"] = [*data.get("isPartOf", ()), catalog]
    return filled(data)


def filled(data: Record) -> Record:
    """Return what has a value."""
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def description(entry: Described) -> str:
    """Return what the entry's text says; what is too short for a description says first what the entry is."""
    dataset, text = entry.row, entry.text(reader())
    # Not split(): French and Russian have spaces that do not break, and they stay.
    written = BLANK.sub(" ", f"{text.summary} {text.description}").strip()
    if len(written) < SHORTEST:
        about = listed([dataset.kind.name(), *(concept.name(reader()) for concept in entry.topics)])
        said = _("“%(name)s” in Lightbox, directory of medical imaging datasets: %(about)s.")
        written = f"{written} {said % {'name': dataset.name, 'about': about}}".strip()
    if len(written) <= LONGEST:
        return written
    cut = written[: LONGEST - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def _doi(doi: str) -> Record:
    """Return a DOI as science-on-schema.org has identifiers (Dataset guide, "Identifying a dataset")."""
    return {
        "@type": "PropertyValue",
        "propertyID": "https://registry.identifiers.org/registry/doi",
        "value": f"doi:{doi}",
        "url": doi_address(doi),
    }


def _defined_term(entry: Described, concept: Concept) -> Record:
    return filled(
        {
            "@type": "DefinedTerm",
            "@id": concept.address,
            "name": concept.name(reader()),
            "termCode": concept.code,
            "inDefinedTermSet": entry.site.vocabulary(concept.vocabulary),
            "sameAs": list(concept.outside),
        }
    )


def _license(entry: Described) -> str | list[Record]:
    """Return the address of the licence; of one that has none its name, at the term's lasting address."""
    return entry.license_address or [
        {"@type": "CreativeWork", "@id": concept.address, "url": concept.address, "name": concept.name(reader())}
        for concept in entry.concepts["license"]
    ]


def _related(entry: Described) -> Record:
    """Return the entries that it is made of, made from or part of, as addresses by property."""
    found: dict[str, list[Record]] = {}
    for relation in entry.relations:
        if relation.kind in RELATED:
            # Whatever an entry is: one that is a dataset, a catalogue or a service is a work.
            target = {"@type": "CreativeWork", "@id": entry.site.entry(relation.target.slug)}
            found.setdefault(RELATED[relation.kind], []).append(target)
    return found


def _amounts(dataset: Dataset) -> Iterator[Record]:
    """Yield how much there is of everything that is counted, with its unit."""
    for code in ("subjects", "images"):
        value, unit = getattr(dataset, code), getattr(dataset, f"{code}_unit")
        if value is not None:
            yield _amount(str(FIELDS[code].label), value, unit, getattr(dataset, f"{code}_precision"))
    for count in dataset.count_set.all():
        yield _amount(count.unit.name(), count.value, count.unit, count.precision)


def _amount(name: str, value: int, unit: Unit, precision: str) -> Record:
    told: Record = {"unitText": unit.after(value), "description": figure(value, unit, precision)}
    if precision != Precision.PER_YEAR:
        # What is so many a year is no number of what is there.
        told["minValue" if precision == Precision.AT_LEAST else "value"] = value
    return {"@type": "PropertyValue", "name": name, **told}


def _annotation(concept: Concept) -> Record:
    return {"@type": "PropertyValue", "name": concept.name(reader()), "propertyID": concept.address}


def _publisher(source: Source) -> Record:
    url = source.homepage if WEB.fullmatch(source.homepage) else ""
    return filled({"@type": "Organization", "name": source.name, "url": url})


def _conditions(dataset: Dataset) -> str:
    """Return in words how one gets the data and what one may do with them."""
    terms = [dataset.access_level] if dataset.access_level.code != "unknown" else []
    return listed(term.name() for term in [*terms, *([dataset.license] if dataset.license else [])])


def _distribution(entry: Described) -> list[Record]:
    # In which of several places which format is, nobody states.
    formats = [term.name() for term in entry.row.formats.all()] if len(entry.downloads) == 1 else []
    return [filled({"@type": "DataDownload", "contentUrl": url, "encodingFormat": formats}) for url in entry.downloads]


def _paper(paper: PaperData, of_data: bool) -> Record | str:
    """Return a paper as its address if no more is known, else as an article, or as the data's own citation."""
    url = paper_address(paper)
    known = read_or_none(paper.authors) if paper.authors else None
    told = filled(
        {
            "name": paper.title,
            "author": [_author(name) for name in known.names] if known else [],
            "datePublished": f"{paper.year:04}" if paper.year else None,
            "publisher": {"@type": "Organization", "name": paper.venue} if of_data else None,
            "isPartOf": {"@type": "Periodical", "name": paper.venue} if paper.venue and not of_data else None,
        }
    )
    if url and not told:
        return url
    kind = "CreativeWork" if of_data else "ScholarlyArticle"
    return {"@type": kind, **({"@id": url, "url": url} if url else {}), **told}


def _author(name: Name) -> Record:
    kind = "Organization" if name.body else "Person"
    parts = {"familyName": name.family, "givenName": name.given} if name.given else {}
    return {"@type": kind, "name": name.spoken, **parts}
