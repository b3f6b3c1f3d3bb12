"""Croissant 1.1, with its vocabulary for responsible AI (RAI 1.0): schema.org and what machine learning asks beside.

All that schema.org says of an entry stands here as it does there (json_ld), in English, for the context makes English
of what says no language; descriptions and names of terms are maps of languages. Files have no place here: a FileObject
has a checksum (specification, "FileObject"), and the catalogue holds none.
Specifications: http://mlcommons.org/croissant/1.1, http://mlcommons.org/croissant/RAI/1.0
"""

import json
from collections.abc import Mapping

from django.utils import translation

from datasets.facts.kinds import Record
from datasets.models import LANGUAGES, DatasetRelation
from datasets.words.texts import ORIGINAL, bcp47

from . import bibtex
from .described import DATASET, Concept, Described
from .json_ld import description, filled, json_ld

CROISSANT = "http://mlcommons.org/croissant/1.1"
RAI = "http://mlcommons.org/croissant/RAI/1.0"
# The context as mlcroissant 1.1 writes it, which knows no other.
CONTEXT: Record = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
# What schema.org says of files, which are other things here.
OF_FILES = ("distribution",)
# What makes a test set that is not independent of what a model was trained on.
NOT_INDEPENDENT = (
    DatasetRelation.Kind.SHARES_SUBJECTS_WITH,
    DatasetRelation.Kind.SUBSET_OF,
    DatasetRelation.Kind.INCLUDES,
    DatasetRelation.Kind.DERIVED_FROM,
    DatasetRelation.Kind.MIRROR_OF,
)


def write(entry: Described) -> str:
    """Return the entry as a file in Croissant."""
    return json.dumps(croissant(entry), ensure_ascii=False, indent=1) + "\n"


def croissant(entry: Described) -> Record:
    """Return the entry as Croissant has it; only what is known has a key."""
    with translation.override(ORIGINAL):
        told = json_ld(entry)
        return filled(
            {
                **{key: value for key, value in told.items() if key not in OF_FILES},
                "@context": CONTEXT,
                "@type": f"sc:{DATASET}",
                # Croissant has no other type; a catalogue is a collection of data.
                "additionalType": f"https://schema.org/{entry.schema_org}" if entry.schema_org != DATASET else "",
                "conformsTo": [CROISSANT, RAI],
                "description": _descriptions(entry),
                # Those with an identity are what it is about; the library takes texts alone for keywords.
                "keywords": list(dict.fromkeys(concept.name(ORIGINAL) for concept in entry.topics)),
                "about": [_about(entry, concept) for concept in entry.topics],
                # As BibTeX, for which the specification asks.
                "citeAs": bibtex.first_paper(entry),
                **_responsible(entry),
            }
        )


def _descriptions(entry: Described) -> Mapping[str, str]:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[bcp47(language)] = description(entry)
    return found


def _about(entry: Described, concept: Concept) -> Record:
    return filled(
        {
            "@type": "sc:DefinedTerm",
            "@id": concept.address,
            "name": {bcp47(language): name for language, name in concept.names.items()},
            "termCode": concept.code,
            "inDefinedTermSet": entry.site.vocabulary(concept.vocabulary),
            "sameAs": list(concept.outside),
        }
    )


def _responsible(entry: Described) -> Record:
    """Return what is known of how the data came to be and what they are fit for; documents in their own words."""
    names = {
        code: [concept.name(ORIGINAL) for concept in entry.concepts[code]] for code in ("annotation_method", "use_case")
    }
    return {
        "rai:dataCollection": "; ".join(entry.quoted("provenance", "acquisition", "period")),
        "rai:dataAnnotationProtocol": [*names["annotation_method"], *entry.quoted("annotation_detail")],
        "rai:dataUseCases": [*names["use_case"], *entry.quoted("purpose")],
        "rai:dataLimitations": [
            f"Not independent data: {relation.get_kind_display()} {relation.target.name}"
            for relation in entry.relations
            if relation.kind in NOT_INDEPENDENT
        ],
    }
