"""Addresses: every one answers, the lasting ones last, the former ones redirect, the withdrawn ones say so."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from datasets.exports import CATALOG, OF_ENTRIES
from datasets.models import Dataset, FormerSlug

from .conftest import Read

# For every named address of the site, examples and what they answer. Add one with each new address.
EXAMPLES: dict[str, list[tuple[str, int]]] = {
    "admin-texts": [("/admin/texts/", 302)],
    "root": [("/", 302)],
    "robots": [("/robots.txt", 200)],
    "sitemap": [("/sitemap.xml", 200)],
    "sitemap-part": [("/sitemap-en-0.xml", 200), ("/sitemap-ru-1.xml", 200), ("/sitemap-en-9.xml", 404)],
    "llms": [("/llms.txt", 200)],
    "security": [("/.well-known/security.txt", 200)],
    "opensearch-any": [("/opensearch.xml", 200)],
    "opensearch": [("/en/opensearch.xml", 200)],
    "search-suggestions": [("/en/search-suggestions/?q=kits", 200)],
    "short": [("/d/kits19/", 302)],
    "description": [
        *((f"/d/kits19.{ending}", 200) for ending in OF_ENTRIES),
        *((f"/d/no-such-entry.{ending}", 404) for ending in OF_ENTRIES),
    ],
    "oai": [("/oai?verb=Identify", 200), ("/oai", 200)],
    "catalog": [
        *((f"/catalog.{ending}", 200) for ending in CATALOG),
        ("/catalog.ttl?page=900", 404),
        ("/catalog.ttl?colour=red", 400),
    ],
    "vocabulary": [("/v/modality/", 302), ("/v/license/", 302), ("/v/source/", 302)],
    "term": [
        ("/v/modality/CT/", 302),
        ("/v/license/CC-BY-4.0/", 302),
        ("/v/unit/patients/", 302),
        ("/v/unit/no-such-unit/", 404),
        ("/v/source/tcia/", 302),
        ("/v/source/no-such-source/", 404),
    ],
    "qr": [("/d/kits19/qr.svg", 200), ("/d/no-such-entry/qr.svg", 404)],
    "badge": [
        ("/d/kits19/badge.svg", 200),
        ("/d/kits19/badge.svg?about=licence&lang=ru", 200),
        ("/d/kits19/badge.svg?about=colour", 400),
        ("/d/no-such-entry/badge.svg", 404),
    ],
    "overlap-badge": [
        ("/overlap/badge.svg?train=covidx&test=lidc-idri", 200),
        ("/overlap/badge.svg?train=covidx", 400),
        ("/overlap/badge.svg?train=covidx&test=no-such-entry", 404),
    ],
    "oembed": [
        ("/oembed?url=http://testserver/en/datasets/kits19/", 200),
        ("/oembed?url=http://testserver/en/datasets/no-such-entry/", 404),
        ("/oembed?url=http://testserver/en/desk/", 401),
        ("/oembed?url=http://testserver/en/datasets/kits19/&format=yaml", 501),
        ("/oembed", 400),
    ],
    "home": [("/en/", 200)],
    "dumps": [("/en/dumps/", 200)],
    "dump-file": [("/dumps/nothing.csv", 404)],
    "preview": [("/en/preview.png", 200)],
    "dataset-preview": [("/en/datasets/kits19/preview.png", 200), ("/en/datasets/no-such-entry/preview.png", 404)],
    "embed": [("/en/datasets/kits19/embed/", 200), ("/en/datasets/no-such-entry/embed/", 404)],
    "compare-preview": [
        ("/en/compare/preview.png?d=kits19&d=lits", 200),
        ("/en/compare/preview.png?d=kits19", 404),
        ("/en/compare/preview.png?d=kits19&d=no-such-entry", 404),
    ],
    "compare-qr": [("/en/compare/qr.svg?d=kits19&d=lits", 200), ("/en/compare/qr.svg?d=no-such-entry", 404)],
    "overlap-qr": [
        ("/en/overlap/qr.svg?train=covidx&test=lidc-idri", 200),
        ("/en/overlap/qr.svg?train=no-such-entry&test=lidc-idri", 404),
    ],
    "dataset-list": [("/en/datasets/", 200), ("/en/datasets/?q=brain&modality=MR", 200)],
    "dataset-feed": [
        ("/en/datasets/feed.atom", 200),
        ("/ru/datasets/feed.atom?q=brain&modality=MR", 200),
        ("/en/datasets/feed.atom?colour=red", 400),
    ],
    "change-feed": [("/en/changes/feed.atom", 200), ("/en/changes/feed.atom?page=2", 400)],
    "access-feed": [("/en/changes/access.atom", 200), ("/en/changes/access.atom?page=2", 400)],
    "dataset": [("/en/datasets/kits19/", 200), ("/en/datasets/no-such-entry/", 404)],
    "evidence": [("/en/datasets/kits19/evidence/", 200), ("/en/datasets/no-such-entry/evidence/", 404)],
    "cite": [
        ("/en/datasets/kits19/cite/", 200),
        ("/ru/datasets/kits19/cite/?style=gost", 200),
        ("/en/datasets/kits19/cite/?style=none", 200),
        ("/en/datasets/no-such-entry/cite/", 404),
    ],
    "history": [
        ("/en/datasets/kits19/history/", 200),
        ("/en/datasets/kits19/history/?page=x", 200),
        ("/en/datasets/no-such-entry/history/", 404),
    ],
    "changes": [("/en/changes/", 200), ("/en/changes/?page=900", 200)],
    "browse-axis": [
        ("/en/anatomy/", 200),
        ("/en/modalities/", 200),
        ("/en/use-cases/", 200),
        ("/en/conditions/", 200),
        ("/en/sources/", 200),
    ],
    "browse-term": [
        ("/en/anatomy/kidney/", 200),
        ("/en/modalities/CT/", 200),
        ("/en/use-cases/brain-tumor-segmentation/", 200),
        ("/en/conditions/brain-tumor/", 200),
        ("/en/sources/tcia/", 200),
        ("/en/sources/no-such-source/", 404),
    ],
    "compare": [
        ("/en/compare/", 200),
        ("/en/compare/?d=kits19&d=lits", 200),
        ("/en/compare/?d=no-such-entry", 404),
    ],
    "compare-export": [
        *((f"/en/compare/export.{ending}?d=kits19&d=lits", 200) for ending in ("csv", "json")),
        ("/en/compare/export.csv", 400),
    ],
    "paper": [
        ("/en/compare/paper/", 200),
        ("/en/compare/paper/?d=kits19&d=lits", 200),
        ("/en/compare/paper/?d=no-such-entry", 404),
    ],
    "paper-export": [
        *((f"/en/compare/paper/table.{ending}?d=kits19&d=lits", 200) for ending in ("tex", "bib", "md", "csv")),
        ("/en/compare/paper/table.tex", 400),
    ],
    "overlap": [
        ("/en/overlap/", 200),
        ("/en/overlap/?train=covidx&test=lidc-idri", 200),
        ("/en/overlap/?train=COVIDx&test=LIDC-IDRI", 302),
        ("/en/overlap/?train=no-such-entry", 404),
    ],
    "tray": [("/en/compare/tray/", 405)],
    "theme": [("/en/theme/", 405)],
    "guides": [("/en/guides/", 200)],
    "guide": [("/en/guides/beginner/", 200), ("/en/guides/no-such-guide/", 404)],
    "which": [("/en/which/", 200), ("/en/which/?modality=CT&budget=50GB", 200), ("/en/which/?budget=lots", 200)],
    "statistics": [("/en/statistics/", 200)],
    "coverage": [("/en/statistics/coverage/", 200)],
    "statistics-data": [("/en/statistics/year.csv", 200), ("/en/statistics/modality-anatomy.csv", 200)],
    "about": [("/en/about/", 200)],
    "references": [("/en/about/references/", 200), ("/en/about/references/?page=900", 200)],
    "suggest": [("/en/suggest/", 200), ("/en/suggest/?dataset=kits19&about=text", 200)],
    "suggestion": [(f"/en/suggest/{'0' * 32}/", 404)],
    "design": [("/design/", 200)],
    "search-help": [("/en/search-help/", 200)],
    "api": [("/api/", 302)],
    "api-help": [("/en/api-help/", 200)],
    "api-version": [("/api/v1/", 302)],
    "api-try": [("/api/try/get-dataset/?slug=kits19", 302), ("/api/try/get-dataset/", 404)],
    "api-catalog": [("/.well-known/api-catalog", 200)],
    "api-v1:list_as_csv": [("/api/v1/datasets.csv", 200), ("/api/v1/datasets.csv?page=1", 400)],
    "api-v1:list_statements": [
        ("/api/v1/datasets/kits19/statements/", 200),
        ("/api/v1/datasets/no-such-entry/statements/", 404),
    ],
    "api-v1:list_history": [
        ("/api/v1/datasets/kits19/history/", 200),
        ("/api/v1/datasets/no-such-entry/history/", 404),
    ],
    "api-v1:compare_datasets": [("/api/v1/compare/?d=kits19&d=lits", 200), ("/api/v1/compare/?d=kits19", 400)],
    "api-v1:list_changes": [("/api/v1/changes/", 200), ("/api/v1/changes/?since=yesterday", 400)],
    "api-v1:list_guides": [("/api/v1/guides/", 200)],
    "api-v1:get_guide": [("/api/v1/guides/beginner/", 200), ("/api/v1/guides/no-such-guide/", 404)],
    "api-v1:get_statistics": [("/api/v1/statistics/", 200)],
    "api-v1:get_coverage": [("/api/v1/statistics/coverage/", 200)],
    "api-v1:openapi": [("/api/v1/openapi.json", 200), ("/api/v1/openapi.json?colour=red", 400)],
    "api-v1:list_datasets": [("/api/v1/datasets/", 200), ("/api/v1/datasets/?colour=red", 400)],
    "api-v1:get_dataset": [("/api/v1/datasets/kits19/", 200), ("/api/v1/datasets/no-such-entry/", 404)],
    "api-v1:list_suggestions": [("/api/v1/suggestions/?q=kits", 200), ("/api/v1/suggestions/?colour=red", 400)],
    "api-v1:list_relations": [
        ("/api/v1/relations/", 200),
        ("/api/v1/relations/?dataset=no-such-entry", 404),
        ("/api/v1/relations/?page=900", 404),
    ],
    "api-v1:check_overlap": [
        ("/api/v1/overlap/?train=covidx&test=lidc-idri", 200),
        ("/api/v1/overlap/", 400),
    ],
    "api-v1:list_vocabularies": [("/api/v1/vocabularies/", 200)],
    "api-v1:list_sources": [("/api/v1/sources/", 200)],
    "api-v1:list_documents": [("/api/v1/documents/", 200)],
    "api-v1:record_schema": [("/api/v1/schema/", 200)],
    # Whoever has not signed in is asked to.
    "front": [("/admin/", 302)],
    "desk": [("/en/desk/", 302)],
    "desk-entries": [("/en/desk/entries/", 302)],
    "desk-add": [("/en/desk/entries/new/", 302)],
    "desk-entry": [("/en/desk/entries/kits19/", 302)],
    "desk-state": [("/en/desk/entries/kits19/facts/", 302)],
    "desk-judge": [("/en/desk/entries/kits19/statements/1/", 302)],
    "desk-settle": [("/en/desk/entries/kits19/settle/images/", 302)],
    "desk-status": [("/en/desk/entries/kits19/status/", 302)],
    "desk-rename": [("/en/desk/entries/kits19/rename/", 302)],
    "desk-merge": [("/en/desk/entries/kits19/merge/", 302)],
    "desk-apart": [("/en/desk/entries/kits19/apart/", 405)],
    "desk-split": [("/en/desk/entries/kits19/split/", 302)],
    "desk-looked": [("/en/desk/entries/kits19/looked/", 405)],
    "desk-text": [("/en/desk/entries/kits19/texts/fr/", 302)],
    "desk-texts": [("/en/desk/texts/", 302)],
    "desk-queue": [("/en/desk/texts/fr/", 302)],
    "desk-proposals": [("/en/desk/proposals/", 302)],
    "desk-proposal": [("/en/desk/proposals/1/", 302)],
    "desk-suggestions": [("/en/desk/suggestions/", 302)],
    "desk-suggestion": [("/en/desk/suggestions/1/", 302)],
    "desk-changes": [("/en/desk/changes/", 302)],
    "desk-change": [("/en/desk/changes/1/", 302)],
    "desk-import": [("/en/desk/import/", 302)],
    "desk-incoming": [("/en/desk/import/1/", 302)],
    "desk-reading": [("/en/desk/import/1/reading/", 302)],
    "desk-incoming-again": [("/en/desk/import/1/again/", 405)],
    "desk-incoming-away": [("/en/desk/import/1/away/", 405)],
    "desk-incoming-texts": [("/en/desk/import/1/texts/", 302)],
    "desk-meanings": [("/en/desk/import/texts/000/", 302)],
    "desk-bulk": [("/en/desk/bulk/", 302)],
    "desk-links": [("/en/desk/links/", 302)],
    "desk-tables": [("/en/desk/tables/", 302)],
    "desk-terms": [("/en/desk/terms/", 302)],
    "sign-in": [("/admin/login/", 200)],
    "change-password": [("/admin/password_change/", 302)],
}

pytestmark = pytest.mark.django_db


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Yield the name of every address; the admin's have tests of their own."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        elif pattern.namespace != "admin":
            yield from names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def test_every_address_has_an_example() -> None:
    assert set(names(get_resolver())) == set(EXAMPLES)


@pytest.mark.parametrize(
    ("name", "address", "status"),
    [(name, *example) for name, examples in EXAMPLES.items() for example in examples],
)
def test_every_address_answers(name: str, address: str, status: int, client: Client) -> None:
    response = client.get(address)
    assert response.status_code == status
    match = response.resolver_match
    assert match is not None
    assert match.view_name == name


@pytest.mark.parametrize("address", [address for name in EXAMPLES if ":" not in name for address, _ in EXAMPLES[name]])
def test_head_is_answered_like_get(address: str, client: Client) -> None:
    response = client.head(address)
    assert response.status_code == client.get(address).status_code
    assert response.content == b""


@pytest.mark.parametrize(
    "address", ["/en/", "/en/datasets/", "/en/datasets/kits19/", "/en/anatomy/kidney/", "/d/kits19/"]
)
def test_reading_twice_is_reading_the_same(address: str, client: Client) -> None:
    assert client.get(address).content == client.get(address).content


def test_the_root_keeps_the_query_string(client: Client) -> None:
    assert client.get("/?q=brain")["Location"] == "/en/?q=brain"


def test_an_address_without_its_last_slash_redirects(client: Client) -> None:
    response = client.get("/en/datasets?modality=CT")
    assert (response.status_code, response["Location"]) == (301, "/en/datasets/?modality=CT")


@pytest.mark.parametrize("address", ["/de/datasets/", "/en-no-language-tag/", "/xx/"])
def test_a_language_that_there_is_not_is_not_found(address: str, client: Client) -> None:
    assert client.get(address).status_code == 404


def test_a_short_address_leads_to_the_page(client: Client) -> None:
    response = client.get("/d/kits19/")
    assert (response.status_code, response["Location"]) == (302, "/en/datasets/kits19/")
    assert "Accept-Language" in response["Vary"]


def test_a_short_address_of_nothing_is_not_found(client: Client) -> None:
    assert client.get("/d/no-such-entry/").status_code == 404


@pytest.fixture
def former() -> str:
    """A slug that kits19 had."""
    return FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="kits-2019").slug


def test_a_former_slug_redirects_for_good(client: Client, former: str) -> None:
    response = client.get(f"/en/datasets/{former}/")
    assert (response.status_code, response["Location"]) == (301, "/en/datasets/kits19/")


def test_a_former_slug_leads_to_the_history(client: Client, former: str) -> None:
    response = client.get(f"/en/datasets/{former}/history/?page=2")
    assert (response.status_code, response["Location"]) == (301, "/en/datasets/kits19/history/?page=2")


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("code", ["en", "fr", "pt-BR", "zh-CN", "ru"])
def test_a_short_address_with_a_former_slug_leads_to_the_page_in_one_step(
    code: str, method: str, client: Client, former: str
) -> None:
    answer = getattr(client, method)(f"/d/{former}/", headers={"accept-language": code})
    here = {"pt-BR": "pt-br", "zh-CN": "zh-hans"}.get(code, code)
    assert (answer.status_code, answer["Location"]) == (302, f"/{here}/datasets/kits19/")


@pytest.mark.parametrize("typed", ["/d/KITS-2019/", "/d/KITS-2019", "/d/kits-2019", "/d//kits-2019/", "/d/kits_2019/."])
def test_a_short_address_that_is_spelled_otherwise_leads_to_the_page(client: Client, former: str, typed: str) -> None:
    answer = client.get(typed, follow=True)
    assert answer.redirect_chain == [("/d/kits19/", 301), ("/en/datasets/kits19/", 302)]


def test_the_question_goes_along(client: Client, former: str) -> None:
    assert client.get(f"/d/{former}/?theme=dark")["Location"] == "/en/datasets/kits19/?theme=dark"


@pytest.mark.parametrize("page", ["", "evidence/", "history/", "embed/", "preview.png"])
def test_each_page_of_an_entry_follows_it(client: Client, former: str, page: str) -> None:
    answer = client.get(f"/fr/datasets/{former}/{page}")
    assert (answer.status_code, answer["Location"]) == (301, f"/fr/datasets/kits19/{page}")


def test_a_former_slug_of_a_draft_does_not_give_it_away(client: Client, former: str) -> None:
    Dataset.objects.filter(slug="kits19").update(status="draft")
    assert client.get(f"/en/datasets/{former}/").status_code == 404
    assert client.get(f"/en/datasets/{former}/history/").status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        "/d/{}/", "/d/{}/badge.svg", "/en/datasets/{}/", "/ru/datasets/{}/evidence/", "/zh-hans/datasets/{}/history/",
        "/en/datasets/{}/embed/", "/en/datasets/{}/preview.png",
    ],
)  # fmt: skip
def test_what_was_withdrawn_is_gone_at_each_of_its_addresses(client: Client, former: str, form: str) -> None:
    Dataset.objects.filter(slug="kits19").update(status="withdrawn")
    for slug in ("kits19", former):
        assert client.get(form.format(slug), follow=True).status_code == 410
        assert client.head(form.format(slug), follow=True).status_code == 410


def test_a_live_slug_wins_over_a_former_one(client: Client) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="brats"), slug="kits19")
    assert client.get("/en/datasets/kits19/").status_code == 200


def test_a_withdrawn_entry_is_gone_with_its_facts(read: Read, change: Callable[..., None]) -> None:
    before = read("/en/datasets/kits19/evidence/")
    change(Dataset.objects.filter(slug="kits19"), status="withdrawn")
    page = read("/en/datasets/kits19/", 410)
    assert "withdrawn" in page.one("main").text
    assert page.one("h1").text == "KiTS19"
    after = read("/en/datasets/kits19/evidence/", 410)
    assert after.one("table", class_="statements").text == before.one("table", class_="statements").text


def test_a_draft_is_not_found(client: Client) -> None:
    Dataset.objects.filter(slug="kits19").update(status="draft")
    assert client.get("/en/datasets/kits19/").status_code == 404


@pytest.mark.parametrize(
    "slug", ["-kits19", "kits19-", "kits--19", "kits_19", "%00", "%FF", "%E8%82%BE", "kits19%00", "..", "KiTS-19"]
)
@pytest.mark.parametrize("form", ["/en/datasets/{}/", "/d/{}/"])
def test_what_is_no_slug_is_not_found(form: str, slug: str, client: Client) -> None:
    assert client.get(form.format(slug)).status_code == 404


@pytest.mark.parametrize("code", ["%00", "%FF", "%E8%82%BE", "a" * 81, "a" * 5_000, "..", "CT%00", "-CT", "<b>"])
def test_what_is_no_code_is_not_found(code: str, client: Client) -> None:
    assert client.get(f"/en/modalities/{code}/").status_code == 404


def test_a_code_in_another_case_redirects_for_good(client: Client) -> None:
    response = client.get("/en/modalities/ct/")
    assert (response.status_code, response["Location"]) == (301, "/en/modalities/CT/")


def test_an_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/en/", headers={"host": "evil.example"}).status_code == 400


def test_not_found_leads_on(read: Read) -> None:
    page = read("/nothing/", 404)
    assert "/en/datasets/" in [link["href"] for link in page.one("main").all("a")]
