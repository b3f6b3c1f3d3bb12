"""manage.py check_links: what it asks, what it writes, and that it may be stopped and run again."""

import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from datasets.links import known, noting
from datasets.links.following import Found
from datasets.management.alone import alone
from datasets.management.commands.check_links import BUSY, KEY
from datasets.models import Dataset, Link, LinkCheck, LinkHealth, LinkState
from datasets.models.progress import tell
from tests.commands.conftest import run

from .conftest import Links
from .server import answers, leads

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

S = LinkState
WORKS = answers(200, body=b"the data")


def states() -> dict[str, str]:
    return dict(LinkHealth.objects.exclude(entries=None).values_list("host", "state"))


def pages(links: Links) -> list[str]:
    """Return what was asked, without robots.txt and what was made up."""
    wanted = {f"{host}/page" for host, _ in LinkHealth.objects.values_list("host", "pk")}
    return [path for _, path in links.server.asked if path in wanted]


def all_due() -> None:
    LinkHealth.objects.update(due=timezone.now() - timedelta(seconds=1))


def test_what_is_due_is_asked_and_the_rest_is_not(links: Links) -> None:
    links.server.pages |= {"one.example/page": WORKS, "two.example/page": answers(403)}
    for host in ("one", "two", "three"):
        links.add(f"{host}.example/page")
    told = run("check_links")
    assert told.out == "3 of 3 addresses were asked: alive 1, blocked 1, suspect 1.\n"
    assert states() == {"one.example": S.ALIVE, "two.example": S.BLOCKED, "three.example": S.SUSPECT}
    asked = len(links.server.asked)
    assert run("check_links").out == "0 of 3 addresses were asked.\n"
    assert len(links.server.asked) == asked
    LinkHealth.objects.filter(host="two.example").update(due=timezone.now())
    assert run("check_links").out == "1 of 3 addresses were asked: blocked 1.\n"


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        (["--limit", "1"], 1),
        (["--host", "one.example"], 1),
        (["--entry", "ddsm"], 1),
        (["--all"], 2),
        (["--dry-run"], 0),
    ],
)
def test_a_run_can_be_made_smaller(options: list[str], asked: int, links: Links) -> None:
    links.add("one.example/page")
    links.add("two.example/page", "ddsm")
    if options == ["--all"]:
        run("check_links")
        links.server.asked.clear()
    run("check_links", *options)
    assert len(set(pages(links))) == asked


def test_an_entry_that_is_not_there_is_refused(links: Links) -> None:
    assert "No entry has the slug nobody" in str(run("check_links", "--entry", "nobody").error)


def test_one_address_is_asked_once_however_it_is_spelt_and_whoever_has_it(links: Links) -> None:
    links.server.pages["one.example/page"] = WORKS
    address = links.add("one.example/page")
    assert links.add("www.one.example/page/index.html", "ddsm") == address
    assert links.add("one.example/page", "ddsm", "download") == address
    run("check_links")
    row = LinkHealth.objects.get()
    assert {entry.slug for entry in row.entries.all()} == {"mura", "ddsm"}
    Link.objects.filter(dataset__slug="ddsm").delete()
    run("check_links")
    assert {entry.slug for entry in row.entries.all()} == {"mura"}


def test_copies_in_archives_and_links_of_withdrawn_entries_are_not_asked(links: Links) -> None:
    Link.objects.create(
        dataset=Dataset.objects.get(slug="mura"), kind="archive", url="https://web.archive.org/web/2020/http://x.org/y"
    )
    links.add("one.example/page", "ddsm")
    Dataset.objects.filter(slug="ddsm").update(status=Dataset.Status.WITHDRAWN)
    assert run("check_links").out == "0 of 0 addresses were asked.\n"


def test_what_was_found_is_remembered_where_it_changes(links: Links) -> None:
    links.add("one.example/page")
    for page in (WORKS, WORKS, answers(500), WORKS):
        links.server.pages["one.example/page"] = page
        run("check_links")
        all_due()
    found = LinkCheck.objects.order_by("pk").values_list("state", "status", "times")
    assert list(found) == [("alive", 200, 2), ("unwell", 500, 1), ("alive", 200, 1)]


def test_not_more_is_remembered_than_is_looked_at(links: Links, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "REMEMBERED", 3)
    row = LinkHealth.objects.create(address="one.example/page", url="http://one.example/page", host="one.example")
    for status in range(500, 510):
        noting.write(row, Found(row.url, status), timezone.now())
    assert [check.status for check in row.checks.order_by("pk")] == [507, 508, 509]


def test_several_that_lead_to_one_place_have_none_of_their_own(links: Links) -> None:
    links.server.pages["new.example/all"] = WORKS
    for number, host in enumerate(("one", "two", "three"), 1):
        links.server.pages[f"{host}.example/page"] = leads(links.server.url("new.example/all"), 301)
        links.add(f"{host}.example/page")
        all_due()
        run("check_links")
        expected = S.MOVED if number < 3 else S.SOFT
        assert set(states().values()) == {expected}
    assert LinkHealth.objects.filter(error="shared").count() == 3


def test_a_host_that_wants_patience_is_not_asked_for_its_other_pages(links: Links) -> None:
    links.server.pages |= dict.fromkeys(["/a", "/b", "/c"], answers(429, "Retry-After: 3600"))
    for page in "abc":
        links.add(f"one.example/{page}")
    told = run("check_links").out
    assert told.startswith("1 of 3 addresses were asked: blocked 1.\n2 were put off")
    assert LinkHealth.objects.filter(due__gt=timezone.now() + timedelta(minutes=59)).count() == 3
    assert run("check_links").out.startswith("0 of 3 addresses")


def test_a_machine_that_is_cut_off_says_nothing_of_links(links: Links) -> None:
    for number in range(6):
        links.add(f"host-{number}.example/page")
    links.server.handle = lambda connection: connection.close()  # type: ignore[method-assign]
    assert "cut off" in str(run("check_links").error)
    assert set(states().values()) == {S.UNASKED}


def test_one_host_is_never_asked_twice_at_once(links: Links) -> None:
    at_once: dict[str, int] = {}
    most: list[int] = []
    lock = threading.Lock()

    def counts(request: object) -> None:
        host = request.host  # type: ignore[attr-defined]
        with lock:
            at_once[host] = at_once.get(host, 0) + 1
            most.append(at_once[host])
        time.sleep(0.01)
        with lock:
            at_once[host] -= 1
        WORKS(request)  # type: ignore[arg-type]

    for host in "abc":
        for page in range(4):
            links.server.pages[f"{host}.example/{page}"] = counts
            links.add(f"{host}.example/{page}")
    run("check_links")
    assert max(most) == 1
    assert len(most) == 12


def test_a_run_that_is_stopped_has_written_what_it_knew_and_the_next_one_goes_on(links: Links) -> None:
    for number in range(12):
        links.server.pages[f"host-{number}.example/page"] = WORKS
        links.add(f"host-{number}.example/page")

    def stop(_what: str, done: int | None, _total: int | None) -> None:
        if done == 5:
            raise KeyboardInterrupt

    tell(stop)
    try:
        with pytest.raises(KeyboardInterrupt):
            run("check_links")
    finally:
        tell(None)
    assert list(states().values()).count(S.ALIVE) == 5
    assert run("check_links").out.startswith("7 of 12 addresses were asked")
    assert set(states().values()) == {S.ALIVE}


def test_a_second_run_at_the_same_time_asks_nothing(links: Links) -> None:
    links.add("one.example/page")
    with alone("links.lock", KEY, BUSY):
        assert str(run("check_links").error) == BUSY
    assert links.server.asked == []
    assert run("check_links").error is None


def test_an_address_that_nobody_has_thought_of_does_not_end_the_run(
    links: Links, monkeypatch: pytest.MonkeyPatch
) -> None:
    links.server.pages["two.example/page"] = WORKS
    for host in ("one", "two"):
        links.add(f"{host}.example/page")
    follower = links.server.follower()
    find = follower.find

    def fails(url: str, *, is_new: bool) -> Found:
        if "one.example" in url:
            raise RuntimeError
        return find(url, is_new=is_new)

    monkeypatch.setattr(follower, "find", fails)
    monkeypatch.setattr("datasets.management.commands.check_links.follower", lambda: follower)
    run("check_links")
    assert states() == {"one.example": S.UNWELL, "two.example": S.ALIVE}


def test_registering_costs_the_same_however_many_links_there_are(
    links: Links, django_assert_max_num_queries: object
) -> None:
    for number in range(40):
        links.add(f"host-{number}.example/page")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert known.register() == 40
