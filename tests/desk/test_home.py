"""The desk's first page: what it counts, to whom it shows it, and what it costs."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from datasets.index import snapshot
from datasets.models import ChangeSet, Dataset, Link, Proposal, Statement, Suggestion
from datasets.records import loading
from datasets.records.editing import carry_out
from datasets.records.edits import Edit
from datasets.records.files import Tree
from datasets.records.proposing import propose

pytestmark = pytest.mark.django_db

MOST_QUERIES = 30


def numbers(client: Client) -> dict[str, int]:
    """Return what the tiles of the first page count, by their addresses without what they ask for."""
    text = client.get("/en/desk/").content.decode()
    found = re.findall(r'<li><a href="/en/desk/([^"]*)"[^>]*><b>([\d,]+)</b>', text)
    return {address: int(number.replace(",", "")) for address, number in found}


def curator(*permissions: str) -> Client:
    user = User.objects.create_user(f"curator-{len(permissions)}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def stated(entry: Dataset, year: int) -> Edit:
    return Edit(
        "dataset", "statement", {"field": "year", "value": year, "printed": str(year), "document": "000", "line": 1},
        entry.pk,
    )  # fmt: skip


def test_visitors_are_asked_to_sign_in(client: Client) -> None:
    response = client.get("/en/desk/")
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("sign-in"))


def test_the_admin_begins_at_the_desk(admin_client: Client) -> None:
    assert admin_client.get("/admin/", headers={"Accept-Language": "fr"})["Location"] == "/fr/desk/"


def test_nobody_is_shown_what_they_may_not_do(admin_client: Client) -> None:
    assert not numbers(curator())
    assert set(numbers(curator("change_suggestion"))) == {"suggestions/", "?list=links"}
    assert set(numbers(curator("view_changeset", "view_dataset"))) == {"changes/?days=7"}
    assert len(numbers(admin_client)) == 12


def test_what_takes_away_comes_first_and_one_entry_is_one_row(admin_client: Client) -> None:
    first, second, third = Dataset.objects.order_by("slug")[:3]
    author = User.objects.create_user("author", is_staff=True)
    for entry, year in ((first, 1991), (second, 1992), (second, 1993)):
        propose([stated(entry, year)], "form", author=author)
    gone = propose([Edit("dataset", "status", "withdrawn", third.pk)], "form", author=author)
    text = admin_client.get("/en/desk/").content.decode()
    rows = re.findall(r'<a href="/en/desk/proposals/(\d+)/">([^<#]+)</a>', text)
    assert [name for _, name in rows] == [third.name, first.name, second.name]
    assert int(rows[0][0]) == gone.pk
    assert numbers(admin_client)["proposals/"] == 4


@pytest.mark.parametrize("right", ["add_statement", "change_datasetdescription"])
def test_whoever_cannot_decide_sees_their_own_proposals(right: str, admin_client: Client) -> None:
    client = curator(right)
    entry, other = Dataset.objects.order_by("slug")[:2]
    propose([stated(entry, 1991)], "form", author=User.objects.get(username="curator-1"))
    propose([stated(other, 1991)], "form", author=User.objects.get(username="admin"))
    assert numbers(client)["proposals/"] == 1


def test_a_disagreement_is_gone_once_it_is_settled(admin_client: Client) -> None:
    before = numbers(admin_client)["?list=differs"]
    entry = Dataset.objects.filter(statement__field="year", disagreement=None).order_by("slug")[0]
    statement = Statement.objects.filter(dataset=entry, field="year")[0]
    address = reverse("desk-settle", args=[entry.slug, "year"])
    carry_out([stated(entry, 1950)])
    assert f'href="{address}"' in admin_client.get("/en/desk/?list=differs").content.decode()
    assert numbers(admin_client)["?list=differs"] == before + 1
    entry.refresh_from_db()
    said = {"statement": statement.pk, "reason": "The archive says so.", "seen": entry.revision}
    assert admin_client.post(address, said).status_code == 303
    assert f'href="{address}"' not in admin_client.get("/en/desk/?list=differs").content.decode()


def test_what_is_named_more_often_is_asked_for_first(admin_client: Client) -> None:
    def place(name: str) -> int:
        pages = [admin_client.get(f"/en/desk/?list=lacks&page={page}").content.decode() for page in (1, 2, 3)]
        text = "".join(page.partition('class="rows waiting"')[2] for page in pages)
        return re.findall(r'<li>\s*<a href="[^"]+">([^<]+)</a>', text).index(name)

    entry = Dataset.objects.get(slug="mura")
    before = place(entry.name)
    assert before > 0
    for _ in range(200):
        Suggestion.objects.create(dataset=entry, text="…")
    assert place(entry.name) == 0


def test_doubles_are_found_by_name_and_by_page_but_not_where_a_relation_is_recorded(
    admin_client: Client, record: dict[str, Any]
) -> None:
    before = numbers(admin_client)["?list=doubles"]
    names = [("one-double", "Doppelgänger CT"), ("other-double", "doppelganger-ct")]
    made = [record | {"slug": slug, "name": name} for slug, name in names]
    loading.load_datasets(made, ChangeSet.advance())
    assert numbers(admin_client)["?list=doubles"] == before + 1
    one, other = (Dataset.objects.get(slug=slug) for slug, _ in names)
    merge = f"{reverse('desk-merge', args=['one-double'])}?other=other-double"
    assert merge in admin_client.get("/en/desk/?list=doubles").content.decode()
    one.relations.create(kind="mirror-of", target=other)
    ChangeSet.advance()
    assert numbers(admin_client)["?list=doubles"] == before


def test_a_pair_that_is_not_the_same_is_told_apart_for_good_and_that_can_be_taken_back(
    admin_client: Client, record: dict[str, Any]
) -> None:
    before = numbers(admin_client)["?list=doubles"]
    names = [("one-double", "Doppelgänger CT"), ("other-double", "doppelganger-ct")]
    loading.load_datasets([record | {"slug": slug, "name": name} for slug, name in names], ChangeSet.advance())
    assert "Not the same" in admin_client.get("/en/desk/?list=doubles").content.decode()
    address, revision = reverse("desk-apart", args=["one-double"]), ChangeSet.current()
    answer = admin_client.post(address, {"other": "other-double", "back": "list"})
    assert (answer.status_code, answer["Location"]) == (303, "/en/desk/?list=doubles")
    assert numbers(admin_client)["?list=doubles"] == before
    merging = reverse("desk-merge", args=["other-double"])
    assert "They may be the same" in admin_client.get(merging).content.decode()
    assert admin_client.post(address, {"other": "other-double", "again": "1"})["Location"] == reverse(
        "desk-merge", args=["one-double"]
    )
    assert numbers(admin_client)["?list=doubles"] == before + 1
    assert "?other=one-double" in admin_client.get(merging).content.decode()
    assert ChangeSet.current() == revision


def test_only_who_states_tells_apart_and_only_entries_that_there_are(admin_client: Client) -> None:
    address = reverse("desk-apart", args=["mura"])
    assert curator().post(address, {"other": "drive"}).status_code == 403
    for other in ("", "mura", "no-such-entry", "x" * 1000):
        assert admin_client.post(address, {"other": other}).status_code == 404
    assert admin_client.get(address).status_code == 405


def test_an_address_of_many_leads_to_none_of_them(admin_client: Client) -> None:
    before = numbers(admin_client)["?list=links"]
    for entry in Dataset.objects.order_by("slug")[:5]:
        Link.objects.create(dataset=entry, kind=Link.Kind.DOWNLOAD, url="https://everything.example.org/all/")
    ChangeSet.advance()
    assert numbers(admin_client)["?list=links"] == before + 1
    assert "everything.example.org/all" in admin_client.get("/en/desk/?list=links").content.decode()


def test_whoever_looked_is_noted_and_nothing_else_changes(
    admin_client: Client, change: Callable[..., None], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entry = Dataset.objects.get(slug="mura")
    long_ago = timezone.now() - timezone.timedelta(days=400)  # type: ignore[attr-defined]
    change(Dataset.objects.filter(pk=entry.pk), changed=long_ago)
    assert numbers(admin_client)["?list=stale"] == 1
    revision = ChangeSet.current()
    response = admin_client.post(reverse("desk-looked", args=["mura"]))
    assert (response.status_code, response["Location"]) == (303, reverse("desk-entry", args=["mura"]))
    assert numbers(admin_client)["?list=stale"] == 0
    entry.refresh_from_db()
    assert ChangeSet.current() == revision
    assert (entry.changed, entry.looked is not None) == (long_ago, True)
    assert curator().post(reverse("desk-looked", args=["mura"])).status_code == 403
    assert admin_client.get(reverse("desk-looked", args=["mura"])).status_code == 405


def test_runs_of_the_week_lead_to_where_they_are_undone(admin_client: Client) -> None:
    run = ChangeSet.objects.create(origin=ChangeSet.Origin.IMPORT, reason="A file")
    old = ChangeSet.objects.create(origin=ChangeSet.Origin.IMPORT, reason="An older file")
    ChangeSet.objects.filter(pk=old.pk).update(created=timezone.now() - timezone.timedelta(days=8))  # type: ignore[attr-defined]
    text = admin_client.get("/en/desk/").content.decode()
    assert reverse("desk-change", args=[run.pk]) in text
    assert reverse("desk-change", args=[old.pk]) not in text


@pytest.mark.parametrize("page", ["0", "-1", "9" * 30, "x", "²"])
def test_a_page_that_is_not_there_is_another_one(page: str, admin_client: Client) -> None:
    assert admin_client.get("/en/desk/", {"list": "lacks", "page": page}).status_code == 200


def test_the_first_page_costs_the_same_however_much_waits(admin_client: Client, tree: Tree) -> None:
    author = User.objects.create_user("author", is_staff=True)

    def cost() -> int:
        snapshot.current()
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get("/en/desk/").status_code == 200
        return len(captured)

    def wait(entries: list[Dataset]) -> None:
        for place, entry in enumerate(entries):
            propose([stated(entry, 1900 + place % 100)], "form", author=author)
            Suggestion.objects.create(dataset=entry, text="…")
        made = [record | {"slug": f"{record['slug']}-{len(entries)}", "status": "draft"} for _, record in tree.dataset]
        loading.load_datasets(made[: len(entries)], ChangeSet.advance())

    entries = list(Dataset.objects.order_by("slug"))
    wait(entries[:1])
    few = cost()
    wait(entries[1:])
    assert cost() == few < MOST_QUERIES
    assert Proposal.objects.count() == len(entries)
