"""The tools: what they give fits what they say that they give, and what is wrong is said with the fix."""

from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from datasets.assistants import tools
from datasets.assistants.tools import CITED_AS, TOOLS, Result
from datasets.exports.styles import STYLES
from datasets.index.facets import FACETS
from datasets.models import Dataset, FormerSlug

pytestmark = pytest.mark.django_db

CALLS: dict[str, dict[str, Any]] = {
    "search": {"q": "liver CT", "access": ["open"], "limit": 3},
    "facets": {"facet": "modality", "anatomy": ["kidney"]},
    "get": {"slug": "kits19", "statements": True, "lang": "fr"},
    "compare": {"slugs": ["kits19", "lits"], "differences": True},
    "overlap": {"train": ["KiTS19", "no such name"], "test": ["lits"]},
    "cite": {"slug": "kits19", "style": "vancouver"},
}


def use(name: str, **arguments: Any) -> Result:
    return TOOLS[name].answer(arguments, "127.0.0.1")


def test_every_tool_has_an_example() -> None:
    assert CALLS.keys() == TOOLS.keys()


@pytest.mark.parametrize("name", CALLS)
def test_what_a_tool_gives_is_as_it_says(name: str) -> None:
    tool = TOOLS[name]
    for schema in (tool.input, tool.output):
        Draft202012Validator.check_schema(schema)
    result = use(name, **CALLS[name])
    assert not result.is_error, result.text
    assert [error.message for error in Draft202012Validator(tool.output).iter_errors(result.data)] == []
    assert len(result.text) < 60_000


def test_search_takes_every_facet_and_is_bounded() -> None:
    assert {facet.parameter for facet in FACETS} <= TOOLS["search"].arguments.keys()
    found = use("search", q="CT", limit=2).data
    assert found is not None
    assert len(found["results"]) == 2
    assert found["count"] > 2


def test_a_name_that_is_not_there_is_said_not_to_be_there() -> None:
    found = use("search", q="Zorgblatt").data
    assert found is not None
    assert found["absent"] == ["Zorgblatt"]
    assert found["results"] == []


def test_the_language_is_right() -> None:
    assert "Rein" in use("facets", facet="anatomy", q="KiTS19", lang="fr").text
    assert "# KiTS19" in use("get", slug="kits19", lang="ru").text
    assert "почки" in use("get", slug="kits19", lang="ru").text


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("search", {"colour": "red"}, "colour: This is not a parameter. Leave it out."),
        ("search", {"limit": 500}, "limit: 500 is greater than the maximum of 50."),
        ("search", {"access": ["opne"]}, "access: There is no value “opne”."),
        ("search", {"size_max": "many"}, "size_max: "),
        ("facets", {"facet": "colour"}, "facet: 'colour' is not one of"),
        ("facets", {}, "'facet' is a required property"),
        ("get", {"slug": "kits-19x"}, "slug: There is no such entry."),
        ("get", {"slug": "../x"}, "Slug of an entry, such as kits19"),
        ("get", {"slug": "kits19", "lang": "de"}, "lang: 'de' is not one of"),
        ("compare", {"slugs": ["kits19"]}, "slugs: "),
        ("compare", {"slugs": ["kits19", "no-such-entry"]}, "slugs: there is no entry “no-such-entry”"),
        ("cite", {"slug": "kits"}, "You may mean kits19 (KiTS19)"),
        ("cite", {"slug": "kits19", "style": "harvard"}, "style: 'harvard' is not one of"),
        ("cite", {"slug": "kits19", "format": "ris", "style": "ieee"}, "style: Only text has a style. Leave it out"),
    ],
)
def test_what_is_wrong_is_named_with_the_fix(name: str, arguments: dict[str, Any], said: str) -> None:
    result = use(name, **arguments)
    assert result.is_error
    assert said in result.text
    assert result.data is None


def test_a_former_slug_is_followed() -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="kits-2019")
    assert use("get", slug="kits-2019").text.startswith("# KiTS19\n")
    assert "/d/kits19/" in use("cite", slug="kits-2019").text


def test_what_is_cited_is_what_the_entrys_addresses_have(client: Client) -> None:
    for form, ending in CITED_AS.items():
        result = use("cite", slug="kits19", format=form)
        assert result.data is not None
        assert result.text == result.data["references"]
        # The tool asks under the site's own name.
        answer = client.get(f"/d/kits19.{ending}", SERVER_NAME="127.0.0.1")
        assert result.text == answer.content.decode()
    texts = {use("cite", slug="kits19", style=style).text for style in STYLES}
    assert len(texts) == len(STYLES)
    assert use("cite", slug="kits19").text == use("cite", slug="kits19", style="apa").text


def test_what_is_too_long_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, least = use("get", slug="kits19", statements=True), 3_000
    assert whole.data is not None
    assert whole.data["left_out"] == []
    monkeypatch.setattr(tools, "MOST_TEXT", least)
    result = use("get", slug="kits19", statements=True)
    assert result.data is not None
    stated, left_out = result.data["stated"], result.data["left_out"]
    assert 0 < len(stated) < result.data["statements"]
    assert stated == whole.data["stated"][: len(stated)]
    assert left_out[0].endswith("/en/datasets/kits19.md")
    missing = result.data["statements"] - len(stated)
    assert left_out[1].startswith(f"The last {missing} of {result.data['statements']} statements")
    assert result.text.endswith("\n".join(left_out))
    assert whole.text.startswith(result.text[: result.text.index("\n[{")])
    assert len(result.text) < 2 * least + 400


def test_a_withdrawn_entry_says_so() -> None:
    Dataset.objects.filter(slug="kits19").update(status="withdrawn")
    found = use("get", slug="kits19").data
    assert found is not None
    assert found["withdrawn"] is True


def test_a_draft_is_not_there() -> None:
    Dataset.objects.filter(slug="kits19").update(status="draft")
    assert use("get", slug="kits19").is_error
