"""Files with anything anywhere: no reader raises, and what it gives can be stored. Equal at each run."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from datasets.facts.fields import FIELDS
from datasets.importing.claims import UNREAD, Claim, Described
from datasets.importing.opening import Opened
from datasets.importing.readers import bibtex, bids, croissant, datacite, open_data_registry, ris, schema_org, yaml_text
from datasets.records.values import problems

from .test_bibliographies import BIBTEX_DATA, BIBTEX_PAPER, RIS_DATA, RIS_PAPER
from .test_bids import BRAINS
from .test_croissant import IMAGES, KNEES, ZIP
from .test_datacite import LIVERS
from .test_open_data_registry import SLIDES
from .test_schema_org import LUNGS

ROUNDS = 60
JUNK: list[Any] = [
    None, True, 0, -1, 1e308, 10**400, "", " ", "x", "\ud800", "\x00\x1b", "a" * 5_000, [], {}, [[["x"]]],
    ["a", None, 3], {"@value": None}, {"@value": ["x"]}, {"@language": "en"}, {"en": [1, {"x": 2}], "fr": "b"},
    {"@id": 5}, {"@id": "x"}, {"name": {"name": ["n", {}]}}, "10.1/x", "https://doi.org/10.1234/\ud800", "http://[::1",
    "https://x.y/" + "a" * 3_000, "&#99999999;", "{" * 2_000, {"@list": [1, 2]}, {"@set": {}}, ["k"] * 700,
    {"@graph": [{"@type": "Dataset"}]}, "javascript:alert(1)", {"url": "https://x.org", "name": "n" * 600},
    {"@type": "Dataset", "name": "n"}, "2024-13-99",
]  # fmt: skip
KEYS = ["@id", "@type", "name", "@context", "@graph", "x:y", "://", "", "data", "titles"]
SIGNS = "{}[]\"',:\\@#&*!|>%-\n\t<\u202eé~?="
LISTS = {"keywords": ["a"], "license": "x", "citation": ["y"], "isBasedOn": {"@id": "z"},
         "identifier": [{"value": "v"}], "distribution": [ZIP, IMAGES], "size": "1 GB",
         "citeAs": "@article{a, title={b}}", "sameAs": "https://x.org"}  # fmt: skip
DOCUMENTS: dict[Any, Any] = {
    croissant: KNEES | LISTS | {
        "recordSet": [{"dataType": "cr:Split", "data": [{"a/name": "b"}], "key": {"@id": "k"}}]},
    schema_org: LUNGS | LISTS,
    datacite: {"data": [{"attributes": LIVERS | {
        "sizes": ["1 GB"], "formats": ["a"], "subjects": [{"subject": "s"}], "rightsList": [{"rights": "r"}],
        "relatedIdentifiers": [{"relationType": "IsPartOf", "relatedIdentifier": "10.1000/x"}]}}]},
    open_data_registry: yaml_text.parsed(SLIDES)[0],
    bids: BRAINS | {"ReferencesAndLinks": ["a"], "SourceDatasets": [{"URL": "u"}], "HowToAcknowledge": "h"},
}  # fmt: skip
TEXTS: dict[Any, str] = {
    bibtex: BIBTEX_DATA + BIBTEX_PAPER,
    ris: RIS_DATA + RIS_PAPER,
    open_data_registry: SLIDES,
    schema_org: f'<html><script type="application/ld+json">{json.dumps(LUNGS)}</script></html>',
}


def spoilt(value: Any, chance: random.Random) -> Any:
    """Return a value with junk for some of it, and some keys under other names."""
    if chance.random() < 0.1:
        return chance.choice(JUNK)
    if isinstance(value, dict):
        keyed = ((chance.choice(KEYS) if chance.random() < 0.03 else key, one) for key, one in value.items())
        return {key: spoilt(one, chance) for key, one in keyed}
    return [spoilt(one, chance) for one in value] if isinstance(value, list) else value


def scratched(text: str, chance: random.Random) -> str:
    """Return a text of which some signs are gone, doubled, or others."""
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(text) + 1)
        text = (
            text[:at]
            + chance.choice(["", chance.choice(SIGNS), text[at : at + 40]])
            + text[at + chance.randint(0, 9) :]
        )
    return text


def spoils(reader: Any) -> Iterator[str]:
    chance = random.Random(reader.CODE)  # noqa: S311 - junk, not secrets
    for _ in range(ROUNDS):
        if reader in DOCUMENTS:
            yield json.dumps(spoilt(DOCUMENTS[reader], chance))
        if reader in TEXTS:
            yield scratched(TEXTS[reader], chance)


def can_be_stored(claim: Claim) -> bool:
    """Tell whether a statement can be made of a claim."""
    texts = json.dumps([claim.printed, claim.place, claim.note, None if claim.value is UNREAD else claim.value])
    printable = "\\ud8" not in texts and "\\u0000" not in texts
    fits = 0 < len(claim.printed) <= 400 and len(claim.note) <= 500 and (claim.field in FIELDS or claim.field == "")
    return printable and fits and (claim.value is UNREAD or not [*problems(claim.field, claim.value)])


@pytest.mark.parametrize(
    "reader", sorted({*DOCUMENTS, *TEXTS}, key=lambda one: one.CODE), ids=lambda reader: reader.CODE
)
def test_no_spoilt_file_stops_a_reader_and_what_it_gives_can_be_stored(reader: Any) -> None:
    described = 0
    for text in spoils(reader):
        one = Opened("x", text.encode("utf-8", "replace"), "utf-8")
        reader.recognises(one)
        assert len(reader.cited(one).title) <= 500
        for found in reader.read(one):
            assert len(found.place) <= 100 or not isinstance(found, Described)
            if isinstance(found, Described):
                described += 1
                assert 0 < len(found.name) <= 300
                assert [claim for claim in found.claims if not can_be_stored(claim)] == []
    assert described > ROUNDS / 10


def test_very_much_of_anything_is_told_and_not_taken() -> None:
    many = {"keywords": [f"k{number}" for number in range(5_000)], "license": [{}] + [True] * 5_000,
            "alternateName": [f"n{number}" for number in range(200)],
            "sameAs": [f"https://example.org/{number}" for number in range(5_000)]}  # fmt: skip
    (found,) = schema_org.read(Opened("x", json.dumps(LUNGS | many).encode(), "utf-8"))
    assert isinstance(found, Described)
    assert (len(found.claims), len(found.names), len(found.identifiers), len(found.problems)) == (500, 49, 50, 51)
