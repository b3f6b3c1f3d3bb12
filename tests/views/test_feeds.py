"""Feeds: what RFC 4287 asks for, what answers and in which order, who is refused, and what stays when things change."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from datasets.links.known import register
from datasets.models import (
    LANGUAGES,
    Change,
    ChangeSet,
    Dataset,
    Document,
    LinkCheck,
    LinkHealth,
    LinkState,
    Statement,
    public,
)
from datasets.models.dataset import published
from datasets.models.public import written
from datasets.records.changes import change_set
from datasets.views import feeds
from datasets.words.texts import bcp47

from .test_escaping import ATTACK

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
DATASETS, CHANGES, ACCESS = "/en/datasets/feed.atom", "/en/changes/feed.atom", "/en/changes/access.atom"
FORM = ChangeSet.Origin.FORM
DAY = datetime(2026, 11, 3, 12, tzinfo=UTC)


def feed(client: Client, address: str) -> ET.Element:
    """Return the feed at an address, which has what RFC 4287 (4.1) says that a feed and its entries have."""
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8"), address
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    for element in (root, *entries(root)):
        for name in ("id", "title", "updated"):
            (one,) = element.findall(f"{ATOM}{name}")
            assert (one.text or "").strip(), name
        for name in ("updated", "published"):
            assert all(datetime.fromisoformat(str(day.text)).tzinfo for day in element.findall(f"{ATOM}{name}"))
        assert [str(link).startswith("http://testserver/") for link in links(element, "alternate")] == [True]
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Lightbox"
    assert len(links(root, "self")) == 1
    assert len(set(ids(root))) == len(ids(root))
    return root


def entries(root: ET.Element) -> list[ET.Element]:
    return root.findall(f"{ATOM}entry")


def links(element: ET.Element, relation: str) -> list[str | None]:
    return [link.get("href") for link in element.findall(f"{ATOM}link") if link.get("rel") == relation]


def ids(root: ET.Element) -> list[str]:
    return [str(entry.findtext(f"{ATOM}id")) for entry in entries(root)]


def titles(root: ET.Element) -> list[str]:
    return [str(entry.findtext(f"{ATOM}title")) for entry in entries(root)]


def content(entry: ET.Element) -> str:
    return str(entry.findtext(f"{ATOM}summary"))


def rename(name: str, reason: str = "") -> int:
    """Give kits19 another name, as a curator does; return the number of the change set."""
    row = Dataset.objects.get(slug="kits19")
    with change_set(FORM, credit="Ann", reason=reason) as opened:
        opened.watch("dataset", [row.pk])
        Dataset.objects.filter(pk=row.pk).update(name=name, revision=opened.number, changed=datetime.now(UTC))
    return opened.number


def license_of(code: str) -> int:
    """Let kits19 be under another licence by a statement in place of those that it has; return the change set."""
    row = Dataset.objects.get(slug="kits19")
    document = Document.objects.get(code="000")
    with change_set(FORM, reason="The page says so now.") as opened:
        opened.watch("dataset", [row.pk])
        Statement.objects.filter(dataset=row, field="license").update(retired=opened.number)
        Statement.objects.create(
            dataset=row, field="license", value=code, printed=code, document=document, added_id=opened.number
        )
        Dataset.objects.filter(pk=row.pk).update(revision=opened.number)
    return opened.number


@pytest.mark.parametrize("language", LANGUAGES)
def test_feeds_are_feeds_in_each_language(client: Client, language: str) -> None:
    license_of("CC-BY-4.0")
    for address in (DATASETS, f"{DATASETS}?q=brain&modality=MR", CHANGES, ACCESS):
        root = feed(client, address.replace("/en/", f"/{language}/"))
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == bcp47(language)
        assert entries(root)


def test_what_changed_last_comes_first_and_no_more_than_a_feed_holds(client: Client) -> None:
    rename("KiTS 2019")
    root = feed(client, DATASETS)
    newest = published().annotate(moment=written()).order_by("-changed").first()
    assert newest is not None
    assert (ids(root)[0], titles(root)[0]) == ("http://testserver/d/kits19/", "KiTS 2019")
    days = [str(entry.findtext(f"{ATOM}updated")) for entry in entries(root)]
    assert days == sorted(days, reverse=True)
    assert len(days) == feeds.MOST
    assert root.findtext(f"{ATOM}updated") == days[0] == newest.moment.isoformat()


def test_a_search_has_what_its_page_has(client: Client) -> None:
    question = "?q=kits&modality=CT"
    page = client.get(f"/en/datasets/{question}").content.decode()
    root = feed(client, DATASETS + question)
    assert {f"/d/{slug}/" for slug in ("kits19",)} <= {one.removeprefix("http://testserver") for one in ids(root)}
    for one in ids(root):
        assert f'href="/en/datasets/{one.split("/")[-2]}/"' in page
    category = entries(root)[0].find(f"{ATOM}category[@term='CT']")
    assert category is not None
    assert category.get("scheme") == "http://testserver/v/modality/"


def test_the_same_question_is_the_same_feed_however_it_is_put(client: Client) -> None:
    one = feed(client, f"{DATASETS}?modality=MR&modality=CT&q=liver")
    other = feed(client, f"{DATASETS}?q=liver&modality=CT&modality=MR&sort=changed")
    assert one.findtext(f"{ATOM}id") == other.findtext(f"{ATOM}id")
    assert one.findtext(f"{ATOM}id") != feed(client, f"{DATASETS}?q=liver").findtext(f"{ATOM}id")


def test_ids_stay_through_revisions(client: Client) -> None:
    rename("KiTS 2019")
    before = {address: ids(feed(client, address)) for address in (DATASETS, CHANGES)}
    rename("KiTS-2019")
    assert set(before[DATASETS]) == set(ids(feed(client, DATASETS)))
    assert ids(feed(client, CHANGES))[1:] == before[CHANGES]


def test_a_feed_without_entries_changed_with_the_catalogue(client: Client) -> None:
    rename("KiTS 2019")
    root = feed(client, f"{DATASETS}?q=nothing-has-this-name-qx")
    assert entries(root) == []
    newest = ChangeSet.objects.order_by("-pk")[0].created
    assert root.findtext(f"{ATOM}updated") == newest.isoformat()


def test_what_was_understood_otherwise_is_said(client: Client) -> None:
    assert "CT" in str(feed(client, f"{DATASETS}?q=СТ+kidney").findtext(f"{ATOM}subtitle"))
    said = str(feed(client, f"{DATASETS}?q=open+access+kidney+CT").findtext(f"{ATOM}subtitle"))
    assert "Understood as: " in said


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("colour=red", "colour"), ("modality=XX", "modality"), ("size_min=lots", "size_min"), ("page=2", "page"),
        ("sort=name", "sort"), ("page_size=9", "page_size"), ("view=table", "view"), (f"q={'a' * 400}", "q"),
        ("subjects_min=9&subjects_max=2", "subjects_min"),
    ],
)  # fmt: skip
def test_a_question_that_is_not_understood_is_refused(client: Client, question: str, named: str) -> None:
    answer = client.get(f"{DATASETS}?{question}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.content.decode().startswith(f"{named}: ")
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", [CHANGES, ACCESS])
def test_the_other_feeds_are_asked_nothing(client: Client, address: str) -> None:
    assert client.get(f"{address}?page=2").status_code == 400


def test_what_the_public_does_not_see_is_in_no_feed(client: Client) -> None:
    license_of("CC-BY-4.0")
    Dataset.objects.filter(slug="kits19").update(status="draft", revision=ChangeSet.advance())
    for address in (f"{DATASETS}?q=kidney", CHANGES, ACCESS):
        assert "KiTS19" not in client.get(address).content.decode()


def test_awkward_words_stay_words(client: Client) -> None:
    awkward = f"{ATTACK}\x0b\ufffe"
    rename(awkward, reason=awkward)
    license_of("CC-BY-4.0")
    for address in (DATASETS, CHANGES, ACCESS):
        root = feed(client, address)
        assert any(ATTACK in title for title in titles(root))
        assert not any("<script" in content(entry) or "<img" in content(entry) for entry in entries(root))
    assert ATTACK[:40] in str(feed(client, f"{DATASETS}?q={ATTACK[:40]}").findtext(f"{ATOM}title"))


def test_a_change_set_says_who_why_and_what(client: Client) -> None:
    number = rename("KiTS 2019", reason="Its page has another name.")
    entry = entries(feed(client, CHANGES))[0]
    assert entry.findtext(f"{ATOM}title") == "KiTS 2019"
    assert links(entry, "alternate") == [f"http://testserver/en/changes/#change-{number}"]
    for words in ("Ann", "Its page has another name.", "<del>KiTS19</del>", "http://testserver/en/datasets/kits19/"):
        assert words in content(entry)
    last = content(entries(feed(client, DATASETS))[0])
    assert "<del>KiTS19</del>" in last


def test_a_new_licence_is_told_with_the_one_before(client: Client) -> None:
    assert not entries(feed(client, ACCESS))
    license_of("CC-BY-4.0")
    number = license_of("CC0-1.0")
    rename("KiTS 2019")
    newest, first = entries(feed(client, ACCESS))
    assert newest.findtext(f"{ATOM}title") == "KiTS 2019: Licence"
    assert links(newest, "alternate") == [f"http://testserver/en/datasets/kits19/history/#change-{number}"]
    was, now = content(newest).split("Now:")
    assert "Attribution 4.0" in was
    assert "Creative Commons Zero" in now
    assert "The page says so now." in content(newest)
    assert "Attribution 4.0" in content(first).split("Now:")[1]


@pytest.fixture
def found() -> Iterator[Any]:
    """Note what an address of mura answered, a day after what is noted already; give the address."""
    register()
    row = LinkHealth.objects.filter(entries__slug="mura").order_by("pk")[0]

    def note(state: str) -> str:
        moment = DAY + timedelta(days=row.checks.count())
        LinkCheck.objects.create(health=row, state=state, first=moment, last=moment)
        return row.url

    return note


def test_links_that_die_and_come_back_are_told(client: Client, found: Any) -> None:
    found(LinkState.ALIVE)
    assert not entries(feed(client, ACCESS))
    states = (LinkState.SUSPECT, LinkState.DEAD, LinkState.UNWELL, LinkState.DEAD, LinkState.ALIVE, LinkState.MOVED)
    url = {found(state) for state in states}.pop()
    root = feed(client, ACCESS)
    assert titles(root) == ["MURA: Link has moved", "MURA: Link works again", "MURA: Link is dead"]
    assert links(entries(root)[0], "alternate") == ["http://testserver/en/datasets/mura/"]
    dead = content(entries(root)[-1])
    assert url in dead
    assert "Before: Works" in dead
    Dataset.objects.filter(slug="mura").update(status="draft")
    LinkHealth.objects.get(url=url).entries.set(Dataset.objects.filter(slug="mura"))
    assert not entries(feed(client, ACCESS))


@pytest.mark.parametrize("address", [DATASETS, CHANGES, ACCESS])
def test_whoever_has_the_feed_is_told_so(client: Client, found: Any, address: str) -> None:
    found(LinkState.DEAD)
    first = client.get(address)
    assert (first["Cache-Control"], first["Access-Control-Allow-Origin"]) == ("no-cache", "*")
    again = client.get(address, headers={"If-None-Match": first["ETag"], "Cookie": "comparison=mura"})
    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")
    found(LinkState.ALIVE)
    expected = 200 if address == ACCESS else 304
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == expected


def test_an_entry_says_since_when_it_is_published_where_that_is_known(client: Client) -> None:
    row = Dataset.objects.get(slug="kits19")

    def becomes(*statuses: str) -> datetime:
        for status in statuses:
            with change_set(FORM) as opened:
                opened.watch("dataset", [row.pk])
                Dataset.objects.filter(pk=row.pk).update(status=status, revision=opened.number)
        return ChangeSet.objects.get(pk=opened.number).created

    becomes("draft", "published")
    assert public.first_published([row.pk]) == {}
    Change.objects.filter(kind="dataset", key=row.pk, path="status").delete()
    Dataset.objects.filter(pk=row.pk).update(status="draft")
    moment = becomes("published")
    becomes("withdrawn", "published")
    assert public.first_published([row.pk]) == {row.pk: moment}
    told = [one.findtext(f"{ATOM}published") for one in entries(feed(client, f"{DATASETS}?q=KiTS19&sort=changed"))]
    assert told[0] == moment.isoformat()
    assert set(told[1:]) <= {None}


def test_pages_name_their_feeds(client: Client) -> None:
    named = {
        "/fr/": "/fr/datasets/feed.atom",
        "/fr/datasets/?q=rein&sort=name&page=2&view=table": "/fr/datasets/feed.atom?q=rein",
        "/fr/changes/": "/fr/changes/access.atom",
    }
    for page, address in named.items():
        assert (
            f'<link rel="alternate" type="application/atom+xml" href="{address}"' in client.get(page).content.decode()
        )
