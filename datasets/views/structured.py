"""What programs and citations read from a dataset's page: schema.org/Dataset as data, and a citation."""

from django.http import HttpRequest
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from datasets.exports import bibtex
from datasets.facts.columns import Record
from datasets.models import Dataset, DatasetDescription
from datasets.web.addresses import absolute


def json_ld(request: HttpRequest, dataset: Dataset, text: DatasetDescription | None, url: str) -> Record:
    """Return the dataset as schema.org/Dataset; only what is known has a key."""
    data: Record = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": url,
        "url": url,
        "name": dataset.name,
        "alternateName": dataset.aliases,
        "description": f"{text.summary} {text.description}" if text else "",
        "keywords": [
            term.name()
            for key in ("modalities", "anatomies", "tasks", "conditions")
            for term in getattr(dataset, key).all()
        ],
        "measurementTechnique": [term.name() for term in dataset.modalities.all()],
        "publisher": [
            {"@type": "Organization", "name": source.name, **({"url": source.homepage} if source.homepage else {})}
            for source in dataset.sources.all()
            if source.kind != "person"
        ],
        "license": _license(dataset),
        "isAccessibleForFree": True if dataset.access_level.code in ("open", "registration") else None,
        "sameAs": [link.url for link in dataset.link_set.all() if link.kind == "homepage"],
        "citation": [paper.url or paper.title or paper.authors for paper in dataset.paper_set.all()],
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": link.url,
                "encodingFormat": [term.name() for term in dataset.formats.all()],
            }
            for link in dataset.link_set.all()
            if link.kind == "download"
        ],
        "size": f"{dataset.size_bytes} B" if dataset.size_bytes is not None else None,
        "datePublished": str(dataset.year) if dataset.year else None,
        "dateModified": dataset.changed.date().isoformat(),
        "includedInDataCatalog": {"@type": "DataCatalog", "name": "Lightbox", "url": absolute(request, "/")},
    }
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def _license(dataset: Dataset) -> str | None:
    if dataset.license is None:
        return None
    spdx = dataset.license.mappings.get("spdx")
    return f"https://spdx.org/licenses/{spdx}" if spdx else dataset.license.name()


def citation(dataset: Dataset, url: str) -> dict[str, str]:
    """Return a citation of the dataset's page, as a sentence and as BibTeX; `url` is its lasting address.

    The same one as in exports, so that one key never stands for two addresses.
    """
    day = format_date(dataset.changed, "Y-m-d")
    return {
        "text": _("“%(name)s”. Lightbox, directory of medical imaging datasets. Entry as of %(day)s. %(url)s")
        % {"name": dataset.name, "day": day, "url": url},
        "bibtex": bibtex.page(dataset.slug, dataset.name, dataset.changed.date(), url),
    }
