"""Croissant: the library that defines it reads every entry and misses nothing that the catalogue knows."""

import json
import re
from typing import Any

import mlcroissant
import pytest
from mlcroissant._src.core.context import Context, CroissantVersion
from mlcroissant._src.core.rdf import make_context

from datasets.exports.addresses import Site
from datasets.exports.croissant import CONTEXT, croissant, write
from datasets.exports.described import Described
from datasets.facts.reading import whole
from datasets.models import ChangeSet, Dataset
from datasets.models.dataset import published
from datasets.records import loading

pytestmark = [
    pytest.mark.django_db,
    # rdflib says so of its own parser, by which the library reads.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]

RECOMMENDED = re.compile(r'Property "[^"]*/(\w+)" is recommended')


def described(row: Dataset) -> dict[str, Any]:
    return croissant(Described(row, Site("https://lightbox.example")))


def of(slug: str) -> Dataset:
    return whole(Dataset.objects.filter(slug=slug))[0]


def test_the_context_is_the_librarys() -> None:
    assert make_context(Context(conforms_to=CroissantVersion.V_1_1)) == CONTEXT


@pytest.mark.todays
def test_the_library_reads_every_entry_and_misses_only_what_nobody_states() -> None:
    for row in whole(published()):
        read = mlcroissant.Dataset(jsonld=json.loads(write(Described(row, Site("https://lightbox.example")))))
        issues = read.metadata.ctx.issues
        assert not issues.errors, (row.slug, issues.report())
        missed = {found[1] for found in map(RECOMMENDED.search, map(str, issues.warnings)) if found}
        assert len(missed) == len(issues.warnings), issues.report()
        known = {
            "license": row.license is not None,
            "datePublished": row.year is not None,
            "citeAs": any(paper.title or paper.doi or paper.url for paper in row.paper_set.all()),
        }
        # No field says which version an entry is of.
        assert not missed - {"version"} & {name for name, fact in known.items() if fact}, (row.slug, missed)


def test_the_library_reads_back_what_is_known() -> None:
    read = mlcroissant.Dataset(jsonld=described(of("lidc-idri"))).metadata
    assert (read.name, read.url) == ("LIDC-IDRI", "https://lightbox.example/en/datasets/lidc-idri/")
    assert set(read.description) == {"en", "fr", "pt-BR", "zh-Hans", "ru"}
    assert read.license == ["https://spdx.org/licenses/CC-BY-3.0"]
    assert [one.name for one in read.publisher]
    assert read.distribution == []
    read = mlcroissant.Dataset(jsonld=described(of("drive"))).metadata
    # A licence without an address of its own, by its name.
    assert [one.name for one in read.license] == ["Research and teaching only"]
    assert read.cite_as.startswith("@")


def test_terms_with_an_identity_are_what_it_is_about_in_every_language() -> None:
    term = described(of("kits19"))["about"][0]
    assert (term["@id"], term["termCode"]) == ("https://lightbox.example/v/modality/CT/", "CT")
    assert set(term["name"]) == {"en", "fr", "pt-BR", "zh-Hans", "ru"}


def test_what_is_known_of_how_the_data_came_to_be_is_there_and_nothing_else(record: dict[str, Any]) -> None:
    data = described(of("lidc-idri"))
    assert {key for key in data if key.startswith("rai:")} >= {"rai:dataAnnotationProtocol"}
    loading.load_datasets([record], ChangeSet.advance())
    assert not [key for key in described(of(record["slug"])) if key.startswith("rai:")]


def test_a_catalogue_is_data_of_another_type_too() -> None:
    data = described(of("tcia"))
    assert (data["@type"], data["additionalType"]) == ("sc:Dataset", "https://schema.org/DataCatalog")
