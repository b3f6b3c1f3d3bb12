"""Browse pages and about: every term with its number of entries, every entry under its terms."""

from collections.abc import Callable, Mapping
from urllib.parse import quote, urlsplit

import pytest
from django.test import Client

from datasets.facts.fields import UNKNOWN
from datasets.index import snapshot
from datasets.models import Anatomy, ChangeSet, Dataset, Document, Source, Statement, UseCase, public
from datasets.search import finding
from datasets.search.parameters import Query

from .conftest import Read
from .reading import Page

# First part of the address, facet, field of the dataset.
AXES = [
    ("anatomy", "anatomy", "anatomies"),
    ("modalities", "modality", "modalities"),
    ("use-cases", "use_case", "use_cases"),
    ("conditions", "condition", "conditions"),
    ("sources", "source", "sources"),
]

pytestmark = pytest.mark.django_db


def counted(page: Page) -> dict[str, int]:
    """Return the number shown beside each link of the main part, by the link's address."""
    numbers = {}
    for item in page.one("main").all("li"):
        links, count = item.all("a"), item.all(class_="count")
        if links and count:
            numbers[links[0]["href"]] = int(count[0].text.replace(",", ""))
    return numbers


def entries(page: Page) -> list[str]:
    """Return the slugs of the entries listed."""
    return [urlsplit(card.all("a")[0]["href"]).path.split("/")[-2] for card in page.one("main").all(class_="card")]


def numbers(facet: str) -> Mapping[str, int]:
    """Return how many entries each term of a facet has, the terms that none has as well."""
    counts = finding.find(snapshot.current(), Query()).counts[facet]
    return {code: number for code, number in counts.items() if code != UNKNOWN}


@pytest.mark.parametrize(("path", "facet", "field"), AXES)
def test_an_axis_shows_every_term_with_its_number_of_entries(
    path: str, facet: str, field: str, read: Read, client: Client
) -> None:
    expected = {f"/en/{path}/{code}/": number for code, number in numbers(facet).items()}
    assert counted(read(f"/en/{path}/")) == expected


@pytest.mark.parametrize(("path", "facet", "field"), AXES)
def test_a_term_lists_its_entries(path: str, facet: str, field: str, site: dict[str, Page], client: Client) -> None:
    code, number = max(numbers(facet).items(), key=lambda item: item[1])
    page = site[f"/en/{path}/{code}/"]
    assert page.one(class_="total").text.startswith(f"{number} ")
    results = client.get(f"/api/v1/datasets/?{facet}={code}").json()["results"]
    assert entries(page) == [result["slug"] for result in results]


@pytest.mark.parametrize(("path", "facet", "field"), AXES)
def test_every_term_says_its_number_of_entries(
    path: str, facet: str, field: str, site: dict[str, Page], client: Client
) -> None:
    for code, number in numbers(facet).items():
        total = site[f"/en/{path}/{code}/"].one(class_="total").text
        assert total.startswith(f"{number} "), code


def test_every_entry_is_listed_under_each_of_its_terms(site: dict[str, Page]) -> None:
    for path, _, field in AXES:
        for slug, code in Dataset.objects.exclude(**{field: None}).values_list("slug", f"{field}__code"):
            page = site[f"/en/{path}/{code}/"]
            assert slug in entries(page) or page.all("a", rel="next"), (slug, path, code)


def test_a_region_lists_the_entries_of_its_parts(read: Read, change: Callable[..., None]) -> None:
    part = Anatomy.objects.filter(dataset__isnull=False, parent__isnull=False).select_related("parent").first()
    assert part is not None
    assert part.parent is not None
    slug = Dataset.objects.filter(anatomies=part).values_list("slug", flat=True)[0]
    Dataset.objects.get(slug=slug).anatomies.set([part])
    change(Dataset.objects.filter(slug=slug))
    change(Dataset.objects.exclude(slug=slug), status="draft")
    assert entries(read(f"/en/anatomy/{part.parent.code}/")) == [slug]


def test_a_term_leads_up_and_down_its_tree(site: dict[str, Page]) -> None:
    for part in Anatomy.objects.filter(parent__isnull=False).select_related("parent"):
        assert part.parent is not None
        here, above = f"/en/anatomy/{part.code}/", f"/en/anatomy/{part.parent.code}/"
        assert above in [link["href"] for link in site[here].one("nav", class_="trail").all("a")]
        assert here in [link["href"] for link in site[above].one("main").all("a")]


def test_following_next_on_a_term_shows_every_entry_once(read: Read) -> None:
    expected = sorted(Dataset.objects.filter(modalities__code="MR").values_list("slug", flat=True))
    found: list[str] = []
    address: str | None = "/en/modalities/MR/"
    while address:
        page = read(address)
        found += entries(page)
        following = page.all("a", rel="next")
        address = f"/en/modalities/MR/{following[0]['href']}" if following else None
    assert len(expected) > 25
    assert sorted(found) == expected


def test_past_the_last_page_of_a_term_is_the_last_with_a_notice(read: Read) -> None:
    page = read("/en/modalities/MR/?page=999999")
    assert entries(page)
    assert "999999" in page.one(class_="notice").text


@pytest.mark.parametrize("question", ["page=-1", "page=first", "page=99999999"])
def test_what_a_term_does_not_understand_is_said(question: str, read: Read) -> None:
    assert read(f"/en/modalities/MR/?{question}").all(class_="notice")


def test_each_page_of_a_term_has_a_canonical_address_of_its_own(read: Read) -> None:
    page = read("/en/modalities/MR/?page=2")
    assert page.one("link", rel="canonical")["href"] == "http://testserver/en/modalities/MR/?page=2"


def test_a_term_leads_to_the_search_for_it(read: Read) -> None:
    links = [link["href"] for link in read("/en/anatomy/kidney/").one("main").all("a")]
    assert "/en/datasets/?anatomy=kidney" in links


def test_a_term_has_its_names_in_every_language(read: Read) -> None:
    names = Anatomy.objects.get(code="kidney").names
    text = read("/en/anatomy/kidney/").one("main").text
    assert len(names) == 5
    assert all(name in text for name in names.values())


def test_a_modality_has_its_dicom_code(read: Read) -> None:
    assert "DICOM CT" in read("/en/modalities/CT/").one("main").text


def test_use_cases_stand_under_their_task(read: Read) -> None:
    page = read("/en/use-cases/")
    headings = [element for element in page.one("main").walk() if element.tag in ("h2", "a")]
    task, found = "", {}
    for element in headings:
        if element.tag == "h2":
            task = element.text
        else:
            found[element["href"]] = task
    for use_case in UseCase.objects.select_related("task"):
        expected = use_case.task.name() if use_case.task else "Other goals"
        assert found[f"/en/use-cases/{use_case.code}/"] == expected


def test_a_source_has_its_names_home_page_and_text(site: dict[str, Page]) -> None:
    for source in public.sources().prefetch_related("descriptions"):
        main = site[f"/en/sources/{source.code}/"].one("main")
        assert source.name in main.text
        assert all(alias in main.text for alias in source.aliases), source.code
        assert not source.homepage or source.homepage in [link["href"] for link in main.all("a")], source.code
        assert all(text.summary in main.text for text in source.descriptions.all() if text.language == "en")


def sources(page: Page) -> set[str]:
    return {address.split("/")[-2] for address in counted(page)}


def test_a_source_is_found_by_its_name(read: Read) -> None:
    for source in public.sources():
        assert source.code in sources(read(f"/en/sources/?q={quote(source.name[:100])}")), source.name


def test_a_source_is_found_by_each_of_its_aliases(read: Read) -> None:
    missed = [
        alias
        for source in public.sources()
        for alias in source.aliases
        if source.code not in sources(read(f"/en/sources/?q={quote(alias[:100])}"))
    ]
    assert not missed


@pytest.mark.parametrize("spelling", ["Институт", "институт", "ИНСТИТУТ"])
def test_a_source_is_found_whatever_the_case(spelling: str, read: Read) -> None:
    Source.objects.filter(code="tcia").update(name="Институт лучевой диагностики")
    ChangeSet.advance()
    assert sources(read(f"/en/sources/?q={quote(spelling)}")) == {"tcia"}


@pytest.mark.parametrize("kind", Source.Kind.values)
def test_sources_are_filtered_by_their_role(kind: str, read: Read) -> None:
    expected = set(public.sources().filter(kind=kind).values_list("code", flat=True))
    assert sources(read(f"/en/sources/?kind={kind}")) == expected


@pytest.mark.parametrize("wildcard", ["%25", "_", "%5C", "*"])
def test_wildcards_are_ordinary_characters(wildcard: str, read: Read) -> None:
    assert sources(read(f"/en/sources/?q={wildcard}{wildcard}")) == set()


def test_a_filter_that_finds_no_source_says_so(read: Read) -> None:
    assert "None." in read("/en/sources/?q=xyzzyplugh").one("main").text


def test_a_filter_value_that_there_is_not_is_said(read: Read) -> None:
    assert "no-such-kind" in read("/en/sources/?kind=no-such-kind").one(class_="error").text


def test_about_has_every_document_with_what_rests_on_it(read: Read) -> None:
    page = read("/en/about/")
    for document in Document.objects.filter(lines__isnull=False):
        row = page.one("tr", id=document.code)
        statements = Statement.objects.filter(document=document)
        assert document.title in row.text
        assert f"{statements.count():,}" in row.text
        assert f"{statements.values('dataset').distinct().count():,}" in row.text
