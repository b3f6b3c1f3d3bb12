"""What the public does not see is in no answer: every public address, with one entry in each state.

With an index that is current, and with one that is behind, in each of the ways in which it can come to be.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from datasets.index import building, snapshot
from datasets.index.rebuilding import attempts
from datasets.models import Dataset, Guide, GuideEntry

from . import cast
from .asking import API, LANGUAGES, PAGES, Ask, Found, everything, names_of_addresses, text_of
from .cast import (
    AFRESH,
    DELETED,
    DRAFT,
    HIDDEN,
    PART,
    PLACES,
    PROPOSED,
    PUBLISHED,
    RENAMED,
    REWORDED,
    SECOND,
    UNDECIDED,
    UNKNOWN,
    WITHDRAWN,
    Thing,
)
from .reading import Page

pytestmark = pytest.mark.django_db

# How the index stands: everything is in its files or laid over it; nothing newer than a change is to be had, in a
# process that held the things in the files or laid over them, or in one that has only now begun.
CURRENT = ("laid over", "rebuilt")
BEHIND = ("behind, in the files", "behind, laid over", "behind, opened late")
# Chinese pages have every text that others have, and what stands there in English as well.
CHINESE = LANGUAGES[-1]
# What tells of everything that changed.
PAGES_OF_CHANGES = ("changes/", "changes/feed.atom")


@pytest.fixture(autouse=True)
def own_index(no_datasets: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """An empty catalogue and an index of its own."""
    settings.DATA_DIR = tmp_path
    snapshot.forget()
    building.rebuild()
    yield
    snapshot.forget()


@pytest.fixture(params=[*CURRENT, *BEHIND])
def index(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The whole cast in its last states, and an index that stands to it as the parameter says."""
    stands: str = request.param
    if stands == "behind, laid over":
        snapshot.current()
    cast.enter()
    if stands in ("behind, in the files", "behind, opened late"):
        building.rebuild()
    if stands != "behind, opened late":
        snapshot.current()
    else:
        snapshot.forget()
    if stands in BEHIND:
        monkeypatch.setattr(snapshot, "MOST_RECENT", 0)
        monkeypatch.setattr(snapshot, "RETRY_SECONDS", 0 if stands == "behind, laid over" else 60)
        monkeypatch.setattr(building, "rebuild", lambda: None)
        monkeypatch.setattr(attempts, "elsewhere", lambda: None)
    cast.change()
    cast.propose()
    if stands == "rebuilt":
        building.rebuild()
        snapshot.forget()
    assert snapshot.current().complete is (stands in CURRENT)
    return stands


def test_every_public_address_is_asked() -> None:
    """A new address needs a row in asking.PAGES or asking.API."""
    assert set(names_of_addresses()) == {*PAGES, *(f"api-v1:{name}" for name in API)}


def test_nothing_hidden_is_in_any_answer(index: str, client: Client) -> None:
    stems = [thing.stem for thing in (*HIDDEN, *UNDECIDED)]
    found, shown = Found(), Found()
    for ask in everything(CHINESE):
        response = ask.send(client)
        assert response.status_code < 500, ask.address
        # A withdrawn entry is told of where somebody names its address.
        others = [stem for stem in stems if stem != WITHDRAWN.stem or stem not in ask.about]
        found.look(ask, response, others)
        shown.look(ask, response, [PUBLISHED.stem])
    # What is hidden would be seen, were it there: everything that is published is in some answer.
    assert {f"{PUBLISHED.stem}{place}" for place in PLACES} <= {word.replace("-", "") for word in shown.words}
    # That an entry was deleted is told where changes are, by the name that everybody knew.
    told = found.words.pop(f"{DELETED.stem}name")
    changes = {"/api/v1/changes/", *(f"/{CHINESE}/{page}" for page in PAGES_OF_CHANGES)}
    assert {address.partition("?")[0] for address in told} == changes
    # Who keeps a copy is told by its address, and by changes by its name, which entry is gone or no longer published.
    for thing in (DELETED, WITHDRAWN):
        for word in (f"{thing.stem}-slug", thing.former, f"{thing.stem}name"):
            assert {it.partition("?")[0] for it in found.words.pop(word, [])} <= {"/api/v1/changes/", "/oai"}
    assert found.words == {}


@pytest.mark.parametrize("index", CURRENT[:1], indirect=True)
def test_old_words_are_gone_when_the_index_is_current(index: str, client: Client) -> None:
    found = Found()
    for ask in everything("en"):
        if not ask.is_of_the_past:
            found.look(ask, ask.send(client), [RENAMED.stem, REWORDED.stem])
    old = {f"{REWORDED.stem}{place}" for place in cast.REWRITTEN} | {f"{RENAMED.stem}{place}" for place in cast.GIVEN}
    assert {word: addresses for word, addresses in found.words.items() if word in old} == {}


@pytest.mark.parametrize("index", BEHIND, indirect=True)
def test_an_entry_itself_is_as_it_is_now_while_the_index_is_behind(index: str, client: Client) -> None:
    for address in (f"/en/datasets/{REWORDED.slug}/", f"/api/v1/datasets/{REWORDED.slug}/"):
        text = client.get(address).content.decode()
        assert all(f"{AFRESH.stem}{place}" in text for place in ("name", "alias", "summary", "description", "paper"))
        assert not any(f"{REWORDED.stem}{place}" in text for place in cast.REWRITTEN)


@pytest.mark.parametrize("index", BEHIND[-1:], indirect=True)
def test_every_link_to_an_entry_leads_there_while_the_index_is_behind(index: str, client: Client) -> None:
    links: dict[str, str] = {}
    # Answers repeat what a visitor names or keeps; those links lead where the visitor wanted.
    for ask in everything(CHINESE):
        named = ask.about or ask.cookie or "/api/" in ask.address
        response = None if named else ask.send(client)
        if response and response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            for link in Page(response.content.decode()).all("a"):
                address = urldefrag(urljoin(ask.address, link["href"])).url
                if re.match(r"/zh-hans/(datasets|sources)/.|/zh-hans/compare/\?d=|/d/", address):
                    links.setdefault(address, ask.address)
    assert f"/zh-hans/datasets/{RENAMED.slug}/" in links
    for link, origin in links.items():
        assert client.get(link, follow=True).status_code == 200, (link, origin)


def without_token(response: HttpResponse, thing: Thing) -> tuple[Any, ...]:
    """Return an answer as a value, whatever is random or repeats the thing's address replaced."""
    text = re.sub(r'csrfmiddlewaretoken" value="[^"]*', "", text_of(response))
    # Times differ, as lengths do; that the catalogue has another revision tells of no entry.
    text = re.sub(r'((?:revision|version)[" =_{:]+)[\d,]+', r"\1", text)
    text = re.sub(r"<responseDate>[^<]*", "", text)
    passing = ("Content-Length", "Expires", "ETag", "RateLimit")
    headers = sorted(item for item in response.items() if item[0] not in passing)
    answer = (response.status_code, repr(headers), text, sorted(response.cookies))
    return tuple(part.replace(thing.stem, "STEM") if isinstance(part, str) else part for part in answer)


@pytest.mark.parametrize("hidden", UNKNOWN, ids=lambda thing: thing.stem)
@pytest.mark.parametrize("index", [CURRENT[0], BEHIND[1]], indirect=True)
def test_the_addresses_of_what_is_hidden_answer_as_unknown_ones_do(index: str, hidden: Thing, client: Client) -> None:
    unknown = Thing("nosuchuqor")
    for language in LANGUAGES:
        for ask in everything(language):
            if hidden.stem in ask.about:
                data = tuple((name, value.replace(hidden.stem, unknown.stem)) for name, value in ask.data)
                other = Ask(ask.address.replace(hidden.stem, unknown.stem), data=data)
                assert without_token(ask.send(client), hidden) == without_token(other.send(client), unknown), (
                    ask.address
                )


def test_a_draft_takes_no_address_from_a_published_entry(client: Client) -> None:
    """As if it were not there, the former address leads on."""
    cast.enter()
    Dataset.objects.filter(slug=DRAFT.slug).update(slug=PUBLISHED.former)
    for address in ("/en/datasets/{}/", "/api/v1/datasets/{}/", "/en/compare/?d={}", "/en/compare/export.csv?d={}"):
        response = client.get(address.format(PUBLISHED.former))
        assert response.status_code in (301, 308), address
        assert response["Location"] == address.format(PUBLISHED.slug)


def test_a_withdrawn_entry_is_told_of_at_its_own_address(client: Client) -> None:
    cast.enter()
    cast.change()
    for address in (f"/en/datasets/{WITHDRAWN.slug}/", f"/api/v1/datasets/{WITHDRAWN.slug}/"):
        response = client.get(address)
        assert response.status_code == 410
        assert f"{WITHDRAWN.stem}summary" in response.content.decode()
    assert client.get(f"/en/datasets/{WITHDRAWN.former}/")["Location"] == f"/en/datasets/{WITHDRAWN.slug}/"
    # Its source has no other entry, and so no page.
    assert f"/sources/{WITHDRAWN.stem}" not in client.get(f"/en/datasets/{WITHDRAWN.slug}/").content.decode()


def test_what_hidden_things_did_before_is_told_nowhere_but_what_others_did_with_them_is(client: Client) -> None:
    cast.enter()
    cast.change()
    page = client.get("/en/changes/").content.decode()
    assert all(f"{SECOND.stem}{place}" in page for place in ("restated", "aside", "judgement", "revised", "moved"))
    words = set(re.findall(rf"(?:{'|'.join(thing.stem for thing in HIDDEN)})[a-z]*", page))
    assert words == {f"{DELETED.stem}name"}
    answer = client.get(f"/en/datasets/{WITHDRAWN.slug}/history/")
    assert (answer.status_code, "noindex" in answer.content.decode()) == (410, True)
    assert f"{WITHDRAWN.stem}restated" in answer.content.decode()


def test_proposals_change_no_answer(client: Client) -> None:
    """Neither a word nor a number, whether they wait or were rejected."""
    cast.enter((PUBLISHED, SECOND, PART))
    before = {ask: without_token(ask.send(client), PROPOSED) for ask in everything("en")}
    cast.propose()
    for ask, answer in before.items():
        assert without_token(ask.send(client), PROPOSED) == answer, ask.address


def test_drafts_change_no_answer(client: Client) -> None:
    """Neither a word nor a number: of entries, statements, documents, sources."""
    cast.enter((PUBLISHED, SECOND, PART))
    before = {ask: without_token(ask.send(client), DRAFT) for ask in everything("en")}
    cast.load(DRAFT, ("mirror-of", SECOND.slug))
    details = cast.guide([DRAFT])["entries"][0]
    guide = Guide.objects.get(slug=cast.GUIDE)
    GuideEntry.objects.create(guide=guide, dataset=Dataset.objects.get(slug=DRAFT.slug), details=details)
    for ask, answer in before.items():
        assert without_token(ask.send(client), DRAFT) == answer, ask.address
