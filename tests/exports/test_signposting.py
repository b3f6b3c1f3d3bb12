"""Signposting: typed links that programs can follow, short enough for a header, the same in the set of links."""

import json
import re
from typing import Any

import pytest

from datasets.exports import DESCRIPTIONS, LINKSET, signposting
from datasets.exports.addresses import Site
from datasets.exports.described import Described
from datasets.facts.reading import whole
from datasets.models import LANGUAGES, Dataset, Link

pytestmark = pytest.mark.django_db

SITE = "https://lightbox.example"
# What may stand between < and > (RFC 3986); a comma may.
TARGET = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
VALUE = re.compile(r'<(?P<target>[^<>\s]*)>(?P<parameters>(?:; [a-z]+="[^"]*")*)')


def entry(row: Dataset) -> Described:
    return Described(row, Site(SITE))


def of(slug: str) -> Described:
    return entry(whole(Dataset.objects.filter(slug=slug))[0])


def links(header: str) -> list[tuple[str, dict[str, str]]]:
    """Return the targets of a header Link with what is said of each."""
    found = []
    rest = header
    while rest:
        match = VALUE.match(rest)
        assert match, rest
        found.append((match["target"], dict(re.findall(r'; ([a-z]+)="([^"]*)"', match["parameters"]))))
        rest = rest[match.end() :].removeprefix(", ")
    return found


def header(described: Described) -> str:
    return signposting.header(described, DESCRIPTIONS.values())


@pytest.mark.todays
def test_every_header_can_be_read_and_is_short_and_the_set_says_the_same() -> None:
    for row in whole(Dataset.objects.order_by("slug")):
        text = header(entry(row))
        assert len(text.encode("ascii")) <= signposting.MOST_OF_A_HEADER
        found = links(text)
        assert all(TARGET.fullmatch(target) for target, _ in found), row.slug
        (page, *others) = json.loads(LINKSET.write(entry(row)))["linkset"]
        assert page["anchor"] == f"{SITE}/d/{row.slug}/"
        in_set = {(relation, one["href"]) for relation, ones in page.items() if relation != "anchor" for one in ones}
        in_header = {(said["rel"], target) for target, said in found if said["rel"] != "linkset"}
        # Of what there is too much for a header the set alone tells.
        assert in_header <= in_set
        assert {relation for relation, _ in in_set - in_header} <= {"item", "describedby"}
        assert {one["anchor"] for one in others} >= {
            f"{SITE}/{language}/datasets/{row.slug}/" for language in LANGUAGES
        }


def test_a_page_leads_to_every_description_with_its_media_type_and_profile() -> None:
    dataset = Dataset.objects.get(slug="lidc-idri")
    Link.objects.create(dataset=dataset, kind="download", url="https://example.org/data")
    found = links(header(of("lidc-idri")))
    assert (f"{SITE}/d/lidc-idri.linkset.json", {"rel": "linkset", "type": "application/linkset+json"}) in found
    assert {said["rel"] for _, said in found} == {
        "linkset", "cite-as", "type", "license", "collection", "describedby", "item",
    }  # fmt: skip
    described = {target: (said["type"], said.get("profile")) for target, said in found if said["rel"] == "describedby"}
    assert set(described) == {f"{SITE}/d/lidc-idri.{ending}" for ending in DESCRIPTIONS}
    assert len(set(described.values())) == len(DESCRIPTIONS)


def test_what_is_cited_is_the_doi_of_the_data_where_there_is_one() -> None:
    assert (f"{SITE}/d/kits19/", {"rel": "cite-as"}) in links(header(of("kits19")))
    Link.objects.create(dataset=Dataset.objects.get(slug="kits19"), kind="homepage", url="https://doi.org/10.7937/K9")
    assert ("https://doi.org/10.7937/k9", {"rel": "cite-as"}) in links(header(of("kits19")))


def test_addresses_are_encoded_and_what_is_too_much_is_in_the_set_alone() -> None:
    Link.objects.filter(dataset__slug="kits19").delete()
    kits19 = Dataset.objects.get(slug="kits19")
    Link.objects.create(dataset=kits19, kind="download", url="https://example.org/почка, a;b?c=1,2")
    Link.objects.create(dataset=kits19, kind="download", url="https://example.org/почка,a;b?c=1,2")
    items = [target for target, said in links(header(of("kits19"))) if said["rel"] == "item"]
    # What is no address, for it has a space, is none.
    assert items == ["https://example.org/%D0%BF%D0%BE%D1%87%D0%BA%D0%B0,a;b?c=1,2"]
    for number in range(10):
        Link.objects.create(dataset=kits19, kind="download", url=f"https://example.org/{number}/{'a' * 500}")
    found: list[Any] = links(header(of("kits19")))
    assert not [target for target, said in found if said["rel"] == "item"]
    page = json.loads(LINKSET.write(of("kits19")))["linkset"][0]
    assert len(page["item"]) == 11


def test_what_is_linked_to_leads_back() -> None:
    contexts = {one["anchor"]: one for one in json.loads(LINKSET.write(of("kits19")))["linkset"]}
    page = [{"href": f"{SITE}/d/kits19/", "type": "text/html"}]
    assert contexts[f"{SITE}/d/kits19.croissant.json"]["describes"] == page
    assert contexts[of("kits19").downloads[0]]["collection"] == page
