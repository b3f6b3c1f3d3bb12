"""The list of datasets: its shape, its pages, its facets, and what it refuses."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from datasets.facts import rights
from datasets.facts.fields import FIELDS, UNKNOWN
from datasets.facts.resolution import bare
from datasets.facts.stored import Columns
from datasets.index.facets import CHOICES, FACETS, RANGES, Facet, RangeFacet
from datasets.models import LANGUAGES, Dataset
from datasets.search.parameters import SORTS

from .conftest import Get, counts

# What the list promises for each result, and of what type it is.
REQUIRED: dict[str, tuple[type, ...]] = {
    "slug": (str,), "name": (str,), "aliases": (list,), "category": (str,), "kind": (str,), "source": (list,),
    "modality": (list,), "anatomy": (list,), "task": (list,), "use_case": (list,), "condition": (list,),
    "annotation": (list,), "format": (list,), "access": (str,), "license": (str, type(None)),
    "subjects": (dict, type(None)), "images": (dict, type(None)), "size": (dict, type(None)),
    "year": (int, type(None)), "summary": (str,), "url": (str,),
}  # fmt: skip


def test_an_answer_has_these_keys(get: Get) -> None:
    assert list(get("datasets/")) == [
        "count", "next", "previous", "facets", "labels", "notices", "understood", "absent", "instead", "rest", "meant",
        "mentions", "explanation", "results",
    ]  # fmt: skip


def test_every_result_has_at_least_the_promised_keys(get: Get) -> None:
    for result in get("datasets/?page_size=200")["results"]:
        assert set(result) >= set(REQUIRED)
        for key, kinds in REQUIRED.items():
            assert isinstance(result[key], kinds), (result["slug"], key)


def test_a_result_says_what_the_database_says(get: Get) -> None:
    rows = Dataset.objects.select_related("access_level", "subjects_unit", "images_unit").prefetch_related(
        "modalities", "descriptions"
    )
    by_slug = {row.slug: row for row in rows}
    for result in get("datasets/?page_size=200")["results"]:
        row = by_slug[result["slug"]]
        assert result["name"] == row.name
        for name in ("subjects", "images"):
            value, unit, precision = (getattr(row, f"{name}{part}") for part in ("", "_unit", "_precision"))
            assert result[name] == (value and {"value": value, "unit": unit.code, "precision": precision or None})
        size = row.size_bytes and {"value": row.size_bytes, "precision": row.size_precision or None}
        assert (result["size"], result["year"]) == (size, row.year)
        assert result["access"] == row.access_level.code
        assert result["modality"] == sorted(modality.code for modality in row.modalities.all())
        assert result["summary"] == next(text.summary for text in row.descriptions.all() if text.language == "en")


def test_the_address_of_a_result_leads_to_its_page(get: Get, client: Client) -> None:
    result = get("datasets/?q=kits19")["results"][0]
    assert result["url"] == "http://testserver/d/kits19/"
    assert client.get(result["url"], follow=True).status_code == 200


def test_the_count_is_the_number_of_published_entries(get: Get) -> None:
    assert get("datasets/")["count"] == Dataset.objects.filter(status="published").count()


@pytest.mark.parametrize("size", [1, 7, 200])
@pytest.mark.parametrize("question", ["", "&q=image", "&sort=size&modality=MR"])
def test_following_next_visits_every_entry_once(question: str, size: int, get: Get) -> None:
    everything = [result["slug"] for result in get(f"datasets/?page_size=200{question}")["results"]]
    visited: list[str] = []
    address: str | None = f"datasets/?page_size={size}{question}"
    while address:
        answer = get(address)
        assert answer["count"] == len(everything)
        visited += [result["slug"] for result in answer["results"]]
        address = answer["next"]
    assert visited == everything
    assert len(set(visited)) == len(visited)


def test_following_previous_leads_back_to_the_first_page(get: Get) -> None:
    first = get("datasets/?page_size=50&q=image")
    second = get("datasets/?page=2&page_size=50&q=image")
    assert get(second["previous"]) == first
    assert get(first["next"]) == second | {"previous": None}


def test_the_first_page_has_no_previous_and_the_last_no_next(get: Get) -> None:
    answer = get("datasets/?page_size=200")
    assert (answer["previous"], answer["next"]) == (None, None)


def test_next_keeps_the_question(get: Get) -> None:
    question = {"q": "image", "access": "open", "sort": "name", "page_size": "3"}
    following = dict(parse_qsl(urlsplit(get(f"datasets/?{urlencode(question)}")["next"]).query))
    assert following.pop("after")
    assert following == question


def test_addresses_start_with_the_public_address_where_one_is_set(get: Get, settings: Settings) -> None:
    settings.SITE_URL = "https://lightbox.example"
    answer = get("datasets/?page_size=2")
    assert answer["next"].startswith("https://lightbox.example/api/v1/datasets/?page_size=2&after=")
    assert answer["results"][0]["url"].startswith("https://lightbox.example/d/")


@pytest.mark.parametrize(("asked", "given"), [("", 25), ("?page_size=1", 1), ("?page_size=100", 100)])
def test_a_page_is_as_large_as_asked(asked: str, given: int, get: Get) -> None:
    assert len(get(f"datasets/{asked}")["results"]) == given


def test_a_page_may_have_two_hundred_entries(get: Get) -> None:
    get("datasets/?page_size=200")
    assert "page_size" in get("datasets/?page_size=201", 400)["detail"]


def test_facets_have_every_facet_and_the_codes_that_entries_have(get: Get) -> None:
    facets = counts(get("datasets/"))
    assert list(facets) == [item.parameter for item in CHOICES]
    assert set(facets["use"]) <= {*rights.NAMES, UNKNOWN}
    for facet in FACETS:
        if facet.parameter not in FIELDS:
            continue
        model = FIELDS[facet.parameter].terms
        assert model is not None
        codes = set(model._default_manager.values_list("code", flat=True))
        assert set(facets[facet.parameter]) <= {*codes, UNKNOWN}
        assert all(facets[facet.parameter].values())


def test_an_option_leads_to_as_many_entries_as_it_counts(get: Get) -> None:
    answer = get("datasets/?modality=CT&lang=fr&page_size=1")
    modalities = answer["facets"].pop("modality")["options"]
    assert [option["code"] for option in modalities if option["selected"]] == ["CT"]
    assert get(modalities[0]["url"])["count"] == Dataset.objects.count()
    for facet in answer["facets"].values():
        assert facet["label"]
        for option in facet["options"][:3]:
            assert get(option["url"])["count"] == option["count"]
            assert option["label"]


def test_a_facets_own_selection_does_not_reduce_it(get: Get) -> None:
    before, after = get("datasets/"), get("datasets/?modality=CT")
    assert counts(after)["modality"] == counts(before)["modality"]
    assert counts(after)["anatomy"] != counts(before)["anatomy"]
    assert after["count"] == counts(before)["modality"]["CT"]


@pytest.mark.parametrize("facet", FACETS, ids=lambda facet: facet.parameter)
def test_a_facet_filters_by_its_code_in_any_case(facet: Facet, get: Get) -> None:
    parameter = facet.parameter
    code, number = max(counts(get("datasets/"))[parameter].items(), key=lambda item: item[1])
    assert get(f"datasets/?{urlencode({parameter: code.upper()})}")["count"] == number
    assert get(f"datasets/?{urlencode({parameter: code.lower()})}")["count"] == number


@pytest.mark.parametrize("column", RANGES, ids=lambda column: column.parameter)
def test_a_range_is_inclusive_and_leaves_out_the_unknown(column: RangeFacet, get: Get) -> None:
    parameter = column.parameter
    stored = FIELDS[parameter].stored
    assert isinstance(stored, Columns)
    field = stored.columns[0].name
    known = sorted(Dataset.objects.exclude(**{field: None}).values_list(field, flat=True))
    low, high = known[len(known) // 3], known[2 * len(known) // 3]
    found = get(f"datasets/?page_size=200&{parameter}_min={low}&{parameter}_max={high}")["results"]
    assert sorted(bare(result[parameter]) for result in found) == [value for value in known if low <= value <= high]


def test_sizes_are_understood_with_units(get: Get) -> None:
    assert get("datasets/?size_max=50GB")["count"] == get("datasets/?size_max=50000000000")["count"] > 0


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_answers(sort: str, get: Get) -> None:
    assert get(f"datasets/?sort={sort}")["count"] == Dataset.objects.count()


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ("modality=tricorder", "modality"),
        ("modality=CT&anatomy=tail", "anatomy"),
        ("colour=red", "colour"),
        ("sort=price", "sort"),
        ("page=-1", "page"),
        ("page=first", "page"),
        ("page_size=0", "page_size"),
        ("size_min=big", "size_min"),
        ("year_max=soon", "year_max"),
        ("year_min=+", "year_min"),
        ("sort=+", "sort"),
        ("page=%1F", "page"),
        ("size_max=%1F", "size_max"),
        ("as=%20", "as"),
        ("q=a%00b", "q"),
        ("q=a%EE%80%80b", "q"),
        ("q=%F3%B0%80%80", "q"),
        ("q=%FF", "q"),
        (f"q={'a' * 10_000}", "q"),
        ("q=a&q=b", "q"),
        ("modality=%00", "modality"),
    ],
)
def test_what_is_not_understood_is_refused_with_a_message(question: str, parameter: str, get: Get) -> None:
    answer = get(f"datasets/?{question}", 400)
    assert [problem["parameter"] for problem in answer["problems"]] == [parameter]
    assert all(problem["message"] for problem in answer["problems"])
    assert parameter in answer["detail"]


def test_everything_that_is_wrong_is_said_at_once(get: Get) -> None:
    answer = get("datasets/?modality=tricorder&colour=red&page=-1", 400)
    assert {problem["parameter"] for problem in answer["problems"]} == {"modality", "colour", "page"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("column", RANGES, ids=lambda column: column.parameter)
def test_a_minimum_above_the_maximum_finds_nothing_and_says_so(column: RangeFacet, language: str, get: Get) -> None:
    question = f"{column.parameter}_min=2020&{column.parameter}_max=2010"
    answer = get(f"datasets/?{question}&lang={language}")
    assert (answer["count"], answer["results"], answer["next"]) == (0, [], None)
    assert [notice["parameter"] for notice in answer["notices"]] == [f"{column.parameter}_min"]
    assert answer["explanation"]["impossible"] == [column.parameter]
    message = answer["notices"][0]["message"]
    assert ("No entry meets both" in message) == (language == "en")
    assert "_max" not in message


@pytest.mark.parametrize("question", ["year_min=2015&year_max=2015", "size_min=0&size_max=0", "images_min=7"])
def test_bounds_in_order_are_taken_without_a_word(question: str, get: Get) -> None:
    assert get(f"datasets/?{question}")["notices"] == []


@pytest.mark.parametrize(
    "question",
    ["page=99999999", "page=7", "q=xyzzyplugh&page=2", *(f"page={'9' * many}" for many in (18, 19, 30, 400))],
)
def test_past_the_last_page_there_is_nothing(question: str, get: Get) -> None:
    assert "last page" in get(f"datasets/?{question}", 404)["detail"]


def test_nothing_found_is_an_empty_first_page(get: Get) -> None:
    answer = get("datasets/?q=xyzzyplugh")
    assert (answer["count"], answer["next"], answer["previous"], answer["results"]) == (0, None, None, [])


@pytest.mark.parametrize("status", [Dataset.Status.DRAFT, Dataset.Status.WITHDRAWN])
def test_an_entry_that_is_not_published_is_not_listed(status: str, get: Get, change: Callable[..., None]) -> None:
    change(Dataset.objects.filter(slug="kits19"), status=status)
    assert "kits19" not in [result["slug"] for result in get("datasets/?page_size=200")["results"]]


def test_text_is_utf_8_without_escapes(client: Client, db: None) -> None:
    response = client.get("/api/v1/datasets/?q=brats")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    content = response.content.decode("utf-8")
    assert "脑肿瘤分割" in content
    assert "\\u" not in content


def test_head_is_answered_like_get_without_a_body(client: Client, db: None) -> None:
    response = client.head("/api/v1/datasets/")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_cannot_be_written_to(method: str, client: Client, db: None) -> None:
    assert getattr(client, method)("/api/v1/datasets/").status_code == 405


@pytest.mark.parametrize(
    "fields", ["link", "paper", "link,paper", "rights&fields=access_step", "relation", "count,count", "split"]
)
def test_a_list_carries_the_parts_that_are_asked_for(fields: str, get: Get) -> None:
    wanted = dict.fromkeys(fields.replace("&fields=", ",").split(","))
    for result in get(f"datasets/?page_size=20&fields={fields}")["results"]:
        record = get(f"datasets/{result['slug']}/")
        assert {key: result[key] for key in wanted} == {key: record[key] for key in wanted}
        assert set(result) == {"slug", *wanted}


def test_following_next_keeps_what_is_carried(get: Get) -> None:
    first = get("datasets/?page_size=2&fields=link,paper")
    assert all("paper" in result and "link" in result for result in get(first["next"])["results"])


def test_the_keys_that_are_asked_for_are_those_of_the_whole_result(get: Get) -> None:
    for whole, chosen in zip(
        get("datasets/?q=brain&lang=fr")["results"],
        get("datasets/?q=brain&lang=fr&fields=subjects,name,summary,url")["results"],
        strict=True,
    ):
        assert chosen == {key: whole[key] for key in ("slug", "name", "subjects", "summary", "url")}


@pytest.mark.parametrize("fields", ["statements", "nothing", "link,slugs", "%00", "Link", "links"])
def test_what_a_list_does_not_carry_is_refused(fields: str, get: Get) -> None:
    answer = get(f"datasets/?fields={fields}", 400)
    assert [problem["parameter"] for problem in answer["problems"]] == ["fields"]
    assert "paper" in answer["detail"]


def test_an_answer_says_what_was_understood(get: Get) -> None:
    found = get(f"datasets/?{urlencode({'q': 'liver CT under 50 GB without masks'})}")
    assert [(item["parameter"], item["values"], item["without"]) for item in found["understood"]] == [
        ("anatomy", ["liver"], False),
        ("modality", ["CT"], False),
        ("size", [], False),
        ("annotation", ["segmentation-mask"], True),
    ]
    assert found["understood"][2]["maximum"] == 50_000_000_000
    assert found["understood"][2]["rest"] == "liver CT without masks"
    assert get(f"datasets/?{urlencode({'q': 'liver CT under 50 GB', 'as': 'words'})}")["understood"] == []


def test_numbers_are_read_in_the_language_asked_for(get: Get) -> None:
    in_portuguese = get(f"datasets/?{urlencode({'size_max': '10.000 GB', 'lang': 'pt-br'})}")
    assert in_portuguese["count"] == get("datasets/?size_max=10TB")["count"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "language"), [("1,5", "fr"), ("1.000", "fr"), ("1,000", "ru"), ("1.000", "en"), ("1,50", "pt-br")]
)
def test_a_number_that_is_not_whole_or_may_be_two_is_refused(client: Client, value: str, language: str) -> None:
    response = client.get("/api/v1/datasets/", {"subjects_min": value, "lang": language})
    assert response.status_code == 400
    assert value in response.json()["problems"][0]["message"]
