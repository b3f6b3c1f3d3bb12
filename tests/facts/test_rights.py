"""What an entry may be used for: statements first, the licence's own text after them, and unknown is neither."""

import pytest

from datasets.facts.rights import LICENSES, NAMES, Component, Use, answer, uses
from datasets.models import LANGUAGES
from datasets.records.files import Tree

COMMERCIAL, REDISTRIBUTION = ("images", "commercial"), ("images", "redistribution")


@pytest.mark.parametrize(
    ("rights", "licence", "expected"),
    [
        ([], None, []),
        ([], "permissive", []),
        ([], "CC0-1.0", ["research", "commercial", "redistribution"]),
        ([], "CC-BY-4.0", ["research", "commercial", "redistribution"]),
        ([], "CC-BY-NC-4.0", ["research", "redistribution"]),
        ([], "MIT", ["research", "commercial", "redistribution"]),
        ([], "Apache-2.0", ["research", "commercial", "redistribution"]),
        ([], "BSD-3-Clause", ["research", "commercial", "redistribution"]),
        ([], "research-and-teaching-only", ["research"]),
        ([], "restricted-scientific-use", ["research"]),
        ([(*COMMERCIAL, True)], None, ["research", "commercial"]),
        ([(*REDISTRIBUTION, True)], None, ["redistribution"]),
        ([(*COMMERCIAL, False)], None, []),
        ([(*COMMERCIAL, False)], "CC-BY-4.0", ["research", "redistribution"]),
        ([(*COMMERCIAL, True)], "CC-BY-NC-4.0", ["research", "commercial", "redistribution"]),
        ([("code", "commercial", True), ("annotations", "redistribution", True)], None, []),
        ([("images", "derivatives", True)], None, []),
    ],
)
def test_uses(rights: list[tuple[str, str, bool]], licence: str | None, expected: list[str]) -> None:
    assert uses(rights, licence) == expected


def test_a_statement_goes_before_the_licence() -> None:
    found = answer([(*COMMERCIAL, False)], "CC-BY-4.0", "images", "commercial")
    assert (found.allowed, found.reason) == (False, "")


def test_a_licence_answers_with_its_reason() -> None:
    found = answer([], "CC-BY-NC-4.0", "annotations", "commercial")
    assert found.allowed is False
    assert "NonCommercial" in str(found.reason)


@pytest.mark.parametrize("use", Use)
def test_a_licence_says_nothing_of_code(use: Use) -> None:
    assert answer([], "CC0-1.0", Component.CODE, use).allowed is None


@pytest.mark.parametrize("component", Component)
@pytest.mark.parametrize("use", Use)
def test_nothing_known_is_unknown(component: Component, use: Use) -> None:
    assert answer([], None, component, use).allowed is None


@pytest.mark.parametrize("terms", LICENSES.values())
def test_what_is_allowed_commercially_is_allowed_for_research(terms: object) -> None:
    assert getattr(terms, "research", None) is True


def test_the_table_names_licences_of_the_vocabulary(tree: Tree) -> None:
    vocabulary = next(record for _, record in tree.vocabulary if record["vocabulary"] == "license")
    codes = {term["code"] for term in vocabulary["terms"]}
    assert set(LICENSES) <= codes
    # A new licence is to be read, or named here: as one whose text speaks of software, or of which no text is known.
    software = {"GPL-2.0-only", "GPL-3.0-only", "LGPL-3.0-only", "AGPL-3.0-only"}
    agreements = {
        "permissive", "public-domain", "physionet-credentialed-1.5.0", "physionet-restricted-1.5.0", "tcia-restricted",
        "nih-genomic-data-sharing",
    }  # fmt: skip
    assert codes - set(LICENSES) == software | agreements


def test_uses_have_a_name_in_every_language() -> None:
    assert {code: set(names) for code, names in NAMES.items()} == {key: set(dict(LANGUAGES)) for key in NAMES}
