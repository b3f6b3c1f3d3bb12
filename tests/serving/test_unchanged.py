"""Who has a page already is told that it still holds, before it is built; and never after what it shows has changed."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polib
import pytest
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from pytest_django import Settings

from datasets.index import snapshot
from datasets.models import Anatomy, ChangeSet, Dataset, Document, Guide, Source
from datasets.records.edits import Edit
from datasets.records.proposing import accept, propose
from datasets.records.undoing import undo
from datasets.views.tray import COOKIE
from directory import release as releases
from directory import unchanged
from tests.admin.conftest import address
from tests.admin.forms import errors_of, form_of
from tests.commands.conftest import run
from tests.views.test_addresses import EXAMPLES

pytestmark = pytest.mark.django_db

LISTS, ENTRY, COMPARISON = "/en/datasets/", "/en/datasets/mura/", "/en/compare/?d=mura&d=kits19"
# Addresses that have none: a form has a token, what describes the search to browsers holds for a day, and a card in
# others' frames has a policy of its own, which no 304 would repeat.
WITHOUT = ("suggest", "opensearch", "embed")
# What tells what links answer, which is of no revision.
OF_LINKS = ("dataset", "get_coverage", "access-feed")
# All others that are 200 in a language, and the API's.
KEPT = [
    example
    for name, examples in EXAMPLES.items()
    for example, status in examples
    if status == 200 and example.startswith(("/en/", "/api/")) and name not in WITHOUT
]
IN_OTHER_LANGUAGES = [
    example.replace("/en/", f"/{code}/", 1)
    for code, example in zip(("fr", "pt-br", "zh-hans", "ru") * len(KEPT), KEPT, strict=False)
    if example.startswith("/en/")
]


def tag_of(client: Client, path: str) -> str:
    """Return the validator of an address."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer["ETag"]


def again(client: Client, path: str, tag: str, **headers: str) -> HttpResponse:
    """Ask with the validator that the last answer had."""
    return client.get(path, headers={"If-None-Match": tag, **headers})


def vary(answer: HttpResponse) -> set[str]:
    """Return what an answer says that it depends on."""
    return set(filter(None, answer.get("Vary", "").split(", ")))


@pytest.mark.parametrize("path", [*KEPT, *IN_OTHER_LANGUAGES])
def test_the_same_answer_is_not_built_again(
    path: str, client: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[CaptureQueriesContext]]
) -> None:
    first = client.get(path)
    with django_assert_num_queries(2 if resolve(urlsplit(path).path).url_name in OF_LINKS else 1):
        answer = again(client, path, first["ETag"])
    assert (answer.status_code, answer.content) == (304, b"")
    assert "Content-Length" not in answer
    for name in ("ETag", "Cache-Control"):
        assert answer[name] == first[name]
    assert vary(answer) >= vary(first)
    # A browser lets no script of another site read it otherwise.
    assert answer.get("Access-Control-Allow-Origin") == first.get("Access-Control-Allow-Origin")


def form(browser: Client, row: Any, form_id: str, **filled: str) -> None:
    """Change a row by the curators' form."""
    page = address(type(row), "change", row.pk)
    answer = browser.post(page, {**form_of(browser.get(page), form_id), **filled})
    assert answer.status_code == 302, errors_of(answer)


def at_the_desk(browser: Client, page: str, slug: str, **filled: str) -> None:
    """Change an entry by a form of the desk."""
    seen = str(Dataset.objects.get(slug=slug).revision)
    answer = browser.post(f"/en/desk/entries/{slug}/{page}/", {**filled, "seen": seen})
    assert answer.status_code == 303, answer.context["refused"]


def a_form(browser: Client, tmp_path: Path) -> None:
    at_the_desk(browser, "rename", "mura", name="Another name", document="000")


def an_undoing(browser: Client, tmp_path: Path) -> None:
    undo(ChangeSet.current()[0])


def a_proposal(browser: Client, tmp_path: Path) -> None:
    key = Dataset.objects.get(slug="mura").pk
    statement = {"field": "year", "value": 2018, "printed": "in 2018", "document": "000", "line": 3}
    accept(propose([Edit("dataset", "statement", statement, key)], "form").pk)


def texts(browser: Client, tmp_path: Path) -> None:
    path = tmp_path / "texts.po"
    run("export_texts", "fr", path)
    catalogue = polib.pofile(str(path))
    entry = next(entry for entry in catalogue if entry.msgctxt == "dataset/mura/summary")
    entry.msgstr = f"{entry.msgstr.rstrip('.')}, autrement dit."
    catalogue.save(str(path))
    assert run("import_texts", path).error is None


def a_withdrawal(browser: Client, tmp_path: Path) -> None:
    at_the_desk(browser, "status", "ddsm")


def a_guide(browser: Client, tmp_path: Path) -> None:
    form(browser, Guide.objects.get(slug="beginner"), "guide_form", position="77")


def a_term(browser: Client, tmp_path: Path) -> None:
    form(browser, Anatomy.objects.get(code="kidney"), "anatomy_form", position="77")


def a_source(browser: Client, tmp_path: Path) -> None:
    form(browser, Source.objects.get(code="tcia"), "source_form", name="Another archive")


def a_document(browser: Client, tmp_path: Path) -> None:
    form(browser, Document.objects.get(code="000"), "document_form", author="{Somebody else}")


WRITES = [a_form, a_proposal, texts, a_withdrawal, a_guide, a_term, a_source, a_document]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_after_a_change_everything_is_built_again(
    write: Callable[[Client, Path], None], client: Client, admin_client: Client, tmp_path: Path
) -> None:
    # All pages depend on one revision: some of each kind are asked, in the languages by turns.
    pages = [*KEPT[::9], *IN_OTHER_LANGUAGES[::9], ENTRY, LISTS, COMPARISON]
    tags = {path: tag_of(client, path) for path in pages}
    write(admin_client, tmp_path)
    _all_are_new(client, tags)
    tags = {path: tag_of(client, path) for path in pages[:3]}
    an_undoing(admin_client, tmp_path)
    _all_are_new(client, tags)


def _all_are_new(client: Client, tags: dict[str, str]) -> None:
    for path, tag in tags.items():
        answer = again(client, path, tag)
        assert answer.status_code == 200, path
        assert answer.getvalue() == client.get(path).getvalue()


def test_a_name_that_changes_is_shown(client: Client, admin_client: Client, tmp_path: Path) -> None:
    tags = {path: tag_of(client, path) for path in (LISTS + "?q=mura", ENTRY, COMPARISON, "/api/v1/datasets/mura/")}
    a_form(admin_client, tmp_path)
    for path, tag in tags.items():
        assert "Another name" in again(client, path, tag).content.decode(), path


class TestWhatElseAPageDependsOn:
    """Each of them gives another validator."""

    @pytest.mark.parametrize("path", [LISTS, ENTRY, "/ru/", "/en/guides/"])
    def test_the_choice_for_the_comparison(self, path: str, client: Client) -> None:
        tag = tag_of(client, path)
        client.cookies[COOKIE] = "kits19"
        assert again(client, path, tag).status_code == 200

    def test_the_address(self, client: Client) -> None:
        tags = {tag_of(client, path) for path in ("/en/", "/fr/", LISTS, LISTS + "?page=2", LISTS + "?q=a", ENTRY)}
        assert len(tags) == 6

    def test_the_language_that_a_program_asks_for(self, client: Client) -> None:
        path = "/api/v1/datasets/mura/"
        assert again(client, path + "?lang=ru", tag_of(client, path)).status_code == 200

    def test_the_host(self, client: Client, settings: Settings) -> None:
        tag = tag_of(client, LISTS)
        settings.ALLOWED_HOSTS = ["*"]
        assert again(client, LISTS, tag, Host="other.example").status_code == 200
        assert client.get(LISTS, headers={"If-None-Match": tag}, secure=True).status_code == 200

    def test_the_day(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        class Tomorrow(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
                return datetime(2120, 1, 1, tzinfo=UTC)

        tag = tag_of(client, LISTS)
        monkeypatch.setattr(unchanged, "datetime", Tomorrow)
        assert again(client, LISTS, tag).status_code == 200

    def test_the_release(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        tag = tag_of(client, LISTS)
        monkeypatch.setattr(unchanged, "release", lambda: "another")
        assert again(Client(), LISTS, tag).status_code == 200


@pytest.fixture
def program(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A program with one template, whose release is asked for."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "base.html").write_text("one")
    settings.BASE_DIR = tmp_path
    releases.release.cache_clear()
    yield tmp_path
    releases.release.cache_clear()


class TestRelease:
    """It is what is on the disk, and nothing of the machine."""

    def afresh(self) -> str:
        releases.release.cache_clear()
        return releases.release()

    def test_it_changes_with_a_template(self, program: Path) -> None:
        before = self.afresh()
        (program / "templates" / "base.html").write_text("two")
        assert self.afresh() != before

    def test_it_does_not_change_with_times(self, program: Path) -> None:
        before = self.afresh()
        os.utime(program / "templates" / "base.html", (1, 1))
        assert self.afresh() == before

    def test_it_changes_with_the_name_of_a_static_file(self, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = self.afresh()
        names = {"lightbox.css": "lightbox.1.css"}
        monkeypatch.setattr(releases.staticfiles_storage, "hashed_files", names, raising=False)
        assert self.afresh() != before

    def test_it_changes_with_the_address_of_the_site(self, program: Path, settings: Settings) -> None:
        before = self.afresh()
        settings.SITE_URL = "https://other.example"
        assert self.afresh() != before


class TestNoValidator:
    """Where an answer is not the same for the same question, or is no answer."""

    @pytest.mark.parametrize(
        "path", ["/en/suggest/", "/en/datasets/no-such-entry/", "/d/mura/", "/admin/login/", "/en/compare/tray/"]
    )
    def test_forms_refusals_and_curators_pages(self, path: str, client: Client) -> None:
        assert "ETag" not in client.get(path)

    def test_whoever_has_signed_in(self, client: Client, admin_client: Client) -> None:
        tag = tag_of(client, LISTS)
        assert "ETag" not in admin_client.get(LISTS)
        assert again(admin_client, LISTS, tag).status_code == 200

    def test_a_withdrawn_entry(self, client: Client, admin_client: Client, tmp_path: Path) -> None:
        tag = tag_of(client, "/en/datasets/ddsm/")
        a_withdrawal(admin_client, tmp_path)
        answer = again(client, "/en/datasets/ddsm/", tag)
        assert (answer.status_code, "ETag" in answer) == (410, False)

    def test_while_the_index_is_behind(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        tag = tag_of(client, LISTS)
        now = snapshot.current()
        monkeypatch.setattr(snapshot, "current", lambda: snapshot.replace(now, complete=False))
        answer = again(client, LISTS, tag)
        assert (answer.status_code, "ETag" in answer) == (200, False)

    @pytest.mark.parametrize("says", ["*", "", "W/", '"x"', 'W/"', "x" * 5_000])
    def test_what_is_no_validator_of_the_page(self, says: str, client: Client) -> None:
        assert again(client, "/en/datasets/no-such-entry/", says).status_code == 404
        assert again(client, LISTS, says).status_code == 200


def test_one_of_several_is_enough(client: Client) -> None:
    assert again(client, LISTS, f'"a", W/"b", {tag_of(client, LISTS)}').status_code == 304


def test_head_has_the_validator_of_get(client: Client) -> None:
    assert client.head(LISTS)["ETag"] == tag_of(client, LISTS)


def test_a_compressed_answer_is_known_again(client: Client) -> None:
    tag = client.get(LISTS, headers={"Accept-Encoding": "gzip"})["ETag"]
    assert again(client, LISTS, tag).status_code == 304
    assert again(client, LISTS, tag, **{"Accept-Encoding": "gzip"}).status_code == 304
