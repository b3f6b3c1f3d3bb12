"""What programs read from an entry's page: schema.org as JSON-LD, over the entry's facts.

Nothing is empty, addresses are addresses, and an entry is one thing (`@id`) in whatever language it is described.
Requirements: https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

import json
import re

from django.utils import translation
from django.utils.translation import gettext as _

from datasets.facts.kinds import Record
from datasets.facts.texts import EntryText
from datasets.models import Dataset, Paper, Source
from datasets.words.author_forms import read_or_none
from datasets.words.authors import Name
from datasets.words.texts import ORIGINAL, bcp47, reader
from datasets.words.wording import listed

from .described import DATASET, WEB, Described, paper_address

CATALOG = "DataCatalog"
# Bounds of a description.
SHORTEST, LONGEST = 50, 5_000
BLANK = re.compile(r"[ \t\r\n]+")


def write(entry: Described) -> str:
    """Return the entry as a file in JSON-LD, in the language that texts are first written in."""
    with translation.override(ORIGINAL):
        return json.dumps(json_ld(entry), ensure_ascii=False, indent=1) + "\n"


def json_ld(entry: Described) -> Record:
    """Return the entry as schema.org has it, in the reader's language; only what is known has a key."""
    dataset, text, kind = entry.row, entry.text(reader()), entry.schema_org
    page = entry.site.page(dataset.slug, reader())
    data: Record = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": entry.address,
        "url": page,
        "identifier": entry.address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": page, "inLanguage": bcp47(reader())},
        "name": dataset.name,
        "alternateName": dataset.aliases,
        "description": _description(dataset, text),
        "keywords": _names(dataset, "modalities", "anatomies", "tasks", "conditions"),
        "inLanguage": [term.code for term in dataset.languages.all()],
        "publisher": [_publisher(source) for source in entry.publishers],
        "license": entry.license_address,
        "conditionsOfAccess": _conditions(dataset),
        "isAccessibleForFree": entry.is_free,
        "sameAs": entry.homepages,
        "citation": [_paper(paper) for paper in entry.papers],
        "datePublished": f"{dataset.year:04}" if dataset.year else None,
        "dateModified": dataset.changed.date().isoformat(),
    }
    catalog = {"@type": CATALOG, "@id": entry.site.home, "name": "Lightbox", "url": entry.site.home}
    if kind == DATASET:
        data |= {
            "measurementTechnique": _names(dataset, "modalities"),
            "size": f"{dataset.size_bytes} B" if dataset.size_bytes is not None else None,
            "distribution": _distribution(entry),
            "includedInDataCatalog": catalog,
        }
    else:
        data |= {"isPartOf": catalog}
    return _filled(data)


def _filled(data: Record) -> Record:
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def _names(dataset: Dataset, *keys: str) -> list[str]:
    """Return the names of terms, each once."""
    return list(dict.fromkeys(term.name() for key in keys for term in getattr(dataset, key).all()))


def _description(dataset: Dataset, text: EntryText) -> str:
    """Return what the entry's text says; what is too short for a description says first what the entry is."""
    # Not split(): French and Russian have spaces that do not break, and they stay.
    written = BLANK.sub(" ", f"{text.summary} {text.description}").strip()
    if len(written) < SHORTEST:
        about = listed([dataset.kind.name(), *_names(dataset, "modalities", "anatomies", "tasks")])
        said = _("“%(name)s” in Lightbox, directory of medical imaging datasets: %(about)s.")
        written = f"{written} {said % {'name': dataset.name, 'about': about}}".strip()
    if len(written) <= LONGEST:
        return written
    cut = written[: LONGEST - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def _publisher(source: Source) -> Record:
    url = source.homepage if WEB.fullmatch(source.homepage) else ""
    return _filled({"@type": "Organization", "name": source.name, "url": url})


def _conditions(dataset: Dataset) -> str:
    """Return in words how one gets the data and what one may do with them."""
    terms = [dataset.access_level] if dataset.access_level.code != "unknown" else []
    return listed(term.name() for term in [*terms, *([dataset.license] if dataset.license else [])])


def _distribution(entry: Described) -> list[Record]:
    formats = [term.name() for term in entry.row.formats.all()]
    return [_filled({"@type": "DataDownload", "contentUrl": url, "encodingFormat": formats}) for url in entry.downloads]


def _paper(paper: Paper) -> Record | str:
    """Return a paper as its address if no more is known, else as an article with what is."""
    url = paper_address(paper)
    known = read_or_none(paper.authors) if paper.authors else None
    told = _filled(
        {
            "name": paper.title,
            "author": [_author(name) for name in known.names] if known else [],
            "datePublished": f"{paper.year:04}" if paper.year else None,
            "isPartOf": _filled({"@type": "Periodical", "name": paper.venue}) if paper.venue else None,
        }
    )
    if url and not told:
        return url
    return {"@type": "ScholarlyArticle", **({"@id": url, "url": url} if url else {}), **told}


def _author(name: Name) -> Record:
    kind = "Organization" if name.body else "Person"
    parts = {"familyName": name.family, "givenName": name.given} if name.given else {}
    return {"@type": kind, "name": name.spoken, **parts}
