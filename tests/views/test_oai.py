"""Harvesting: whole and in parts, again after changes, what is gone, and what is said of bad requests."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from datasets.models import ChangeSet, Dataset, FormerSlug
from datasets.views import oai as view

pytestmark = pytest.mark.django_db

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"


def ask(client: Client, **arguments: Any) -> ET.Element:
    response = client.get("/oai", {name.rstrip("_"): value for name, value in arguments.items()})
    assert response.status_code == 200
    return ET.fromstring(response.content)  # noqa: S314 - our own answer


def error(client: Client, **arguments: Any) -> str:
    found = ask(client, **arguments).find(f"{OAI}error")
    assert found is not None
    return found.get("code", "")


def pages(client: Client, **arguments: str) -> Iterator[ET.Element]:
    root = ask(client, **arguments)
    while True:
        yield root
        token = root.find(f".//{OAI}resumptionToken")
        if token is None or not token.text:
            return
        root = ask(client, verb=arguments["verb"], resumptionToken=token.text)


def harvested(client: Client, **arguments: str) -> dict[str, bool]:
    """Return whether each record is deleted, by its identifier; none comes twice."""
    arguments = {"verb": "ListRecords", "metadataPrefix": "oai_dc", **arguments}
    headers = [header for page in pages(client, **arguments) for header in page.iter(f"{OAI}header")]
    names = [header.findtext(f"{OAI}identifier", "") for header in headers]
    assert len(set(names)) == len(names)
    return {name: header.get("status") == "deleted" for name, header in zip(names, headers, strict=True)}


def revise(slug: str, moment: datetime) -> None:
    """Let a change set change an entry at a moment, which is another than the day of what the entry says."""
    number = ChangeSet.advance()
    ChangeSet.objects.filter(pk=number).update(created=moment)
    Dataset.objects.filter(slug=slug).update(revision=number)


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_harvest_has_every_entry_once(verb: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "IDENTIFIERS", 50)
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="kits-once")
    Dataset.objects.filter(slug="lits").update(status="withdrawn")
    Dataset.objects.filter(slug="drive").update(status="draft")
    found = harvested(client, verb=verb)
    slugs = {name.rpartition(":")[2]: deleted for name, deleted in found.items()}
    public = set(Dataset.objects.exclude(status="draft").values_list("slug", flat=True))
    assert set(slugs) == public | {"kits-once"}
    assert {slug for slug, deleted in slugs.items() if deleted} == {"lits", "kits-once"}


def test_what_changes_while_somebody_harvests_is_not_left_out(client: Client) -> None:
    seen: list[str] = []
    for number, page in enumerate(pages(client, verb="ListRecords", metadataPrefix="oai_dc")):
        seen += [one.text or "" for one in page.iter(f"{OAI}identifier")]
        if number == 0:
            # The first ones move to the end, so that a list by numbers would leave out as many others.
            first = [name.rpartition(":")[2] for name in seen[:20]]
            for slug in first:
                revise(slug, datetime.now(UTC))
    assert {name.rpartition(":")[2] for name in seen} == set(Dataset.objects.values_list("slug", flat=True))


def test_a_later_harvest_has_what_changed_since(client: Client) -> None:
    moment = datetime(2031, 5, 6, 7, 8, 9, 500_000, tzinfo=UTC)
    revise("kits19", moment)
    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    assert [name.rpartition(":")[2] for name in harvested(client, **{"from": stamp})] == ["kits19"]
    assert [name.rpartition(":")[2] for name in harvested(client, **{"from": "2031-05-06"})] == ["kits19"]
    assert "kits19" in {name.rpartition(":")[2] for name in harvested(client, until=stamp)}
    before = f"{moment - timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"
    assert "kits19" not in {name.rpartition(":")[2] for name in harvested(client, until=before)}


def test_a_set_has_what_is_below_its_term(client: Client) -> None:
    specs = {one.text or "" for one in ask(client, verb="ListSets").iter(f"{OAI}setSpec")}
    assert {"modality", "modality:XRAY", "modality:XRAY:DX", "access:open"} <= specs
    above, below = harvested(client, set="modality:XRAY"), harvested(client, set="modality:XRAY:MG")
    assert set(below) < set(above)
    record = ask(client, verb="GetRecord", identifier=next(iter(below)), metadataPrefix="oai_dc")
    assert "modality:XRAY:MG" in {one.text for one in record.iter(f"{OAI}setSpec")}


def test_a_record_says_what_is_known(client: Client) -> None:
    root = ask(client, verb="GetRecord", identifier="oai:testserver:kits19", metadataPrefix="oai_dc")
    elements = [(one.tag.removeprefix(DC), one.text or "") for one in root.iter() if one.tag.startswith(DC)]
    assert ("title", "KiTS19") in elements
    assert ("identifier", "http://testserver/d/kits19/") in elements
    assert ("subject", "http://dicom.nema.org/resources/ontology/DCM/CT") in elements
    assert len([text for name, text in elements if name == "description"]) == 5
    assert all(text for _name, text in elements)


def test_a_request_may_be_posted(client: Client) -> None:
    root = ET.fromstring(client.post("/oai", {"verb": "Identify"}).content)  # noqa: S314 - our own answer
    assert root.findtext(f"{OAI}Identify/{OAI}baseURL") == "http://testserver/oai"


def test_until_the_last_day_is_until_now(client: Client) -> None:
    assert harvested(client, until="9999-12-31") == harvested(client, until="9999-12-31T23:59:59Z") == harvested(client)


def token(slug: str) -> str:
    """Return a token that goes on after a slug."""
    parts = ["oai_dc", "", "", "", "2020-01-01T00:00:00+00:00", slug, 0]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "identify"}, "badVerb"),
        ({"verb": ["Identify", "Identify"]}, "badVerb"),
        ({"verb": "Identify", "set": "modality"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({**LIST, "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
        ({**LIST, "from": "yesterday"}, "badArgument"),
        ({**LIST, "from": "2026-02-30"}, "badArgument"),
        ({**LIST, "from": "2026-02-02", "until": "2026-02-01"}, "badArgument"),
        ({**LIST, "from": "2026-02-02", "until": "2026-02-02T00:00:00Z"}, "badArgument"),
        ({**LIST, "set": "modality:NONE"}, "badArgument"),
        ({**LIST, "set": "colour"}, "badArgument"),
        ({**LIST, "resumptionToken": "x"}, "badArgument"),
        ({**LIST, "from": "\x00"}, "badArgument"),
        ({**LIST, "from": "2999-01-01"}, "noRecordsMatch"),
        ({**LIST, "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
        ({"verb": "GetRecord", "identifier": "oai:testserver:none", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "identifier": "kits19", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({"verb": "ListMetadataFormats", "identifier": "oai:testserver:"}, "idDoesNotExist"),
        *(({"verb": "ListRecords", "resumptionToken": token(slug)}, "badResumptionToken") for slug in ("\ud800", "\0")),
        *(({"verb": "ListRecords", "resumptionToken": token}, "badResumptionToken") for token in (
            "x", "e30=", "WzFd", "é", "W10=", "Wzk5LCJhIl0=", "WyJvYWlfZGMiLCIiLCIiLCIiLCJub3ciLCJhIiwxXQ==",
        )),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(arguments: dict[str, Any], code: str, client: Client) -> None:
    assert error(client, **arguments) == code
