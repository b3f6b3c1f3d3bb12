"""Links to look at: by host, with the new address ready to be stated, and gone once somebody has looked."""

import html
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from datasets.links.known import register
from datasets.models import Dataset, Link, LinkHealth, LinkState, Statement

from .conftest import Person

pytestmark = pytest.mark.django_db

OLD, NEW = "http://old.example.org/mura", "https://new.example.org/mura"


@pytest.fixture
def found(mura: Dataset) -> LinkHealth:
    """A link of an entry that has moved."""
    Link.objects.create(dataset=mura, url=OLD, kind="download", label="The files")
    register()
    row = LinkHealth.objects.get(url=OLD)
    long_ago = timezone.now() - timedelta(days=20)
    row.state, row.leads_to, row.status, row.asked, row.since = LinkState.MOVED, NEW, 200, timezone.now(), long_ago
    row.save()
    return row


def listed(client: Client) -> bool:
    return "old.example.org" in client.get("/en/desk/?list=links").content.decode()


@pytest.mark.parametrize("state", LinkState)
def test_a_person_is_shown_what_only_a_person_can_judge(
    state: LinkState, found: LinkHealth, admin_client: Client
) -> None:
    LinkHealth.objects.filter(pk=found.pk).update(state=state)
    quiet = {LinkState.UNASKED, LinkState.ALIVE, LinkState.RESTRICTED, LinkState.SUSPECT}
    assert listed(admin_client) is (state not in quiet)
    assert (OLD in admin_client.get("/en/desk/links/").content.decode()) is (state not in quiet)


def test_what_does_not_answer_for_a_day_is_no_matter_for_a_person(found: LinkHealth, admin_client: Client) -> None:
    LinkHealth.objects.filter(pk=found.pk).update(state=LinkState.UNWELL, since=timezone.now() - timedelta(days=1))
    assert not listed(admin_client)


def test_a_host_is_one_incident(found: LinkHealth, mura: Dataset, admin_client: Client) -> None:
    for number in range(5):
        Link.objects.create(dataset=mura, url=f"http://old.example.org/{number}", kind="download")
    register()
    LinkHealth.objects.filter(host="old.example.org").update(state=LinkState.DEAD, since=timezone.now())
    text = admin_client.get("/en/desk/?list=links").content.decode()
    assert text.count(">old.example.org</a>") == 1
    assert "Dead: 6" in text


def test_the_new_address_is_stated_with_one_press(found: LinkHealth, mura: Dataset, editor: Person) -> None:
    text = editor.get("desk-links", host="old.example.org").content.decode()
    [address] = re.findall(r'<a href="([^"]+)">State the new address', text)
    address = html.unescape(address)
    assert editor.client.get(address).status_code == 200
    form = editor.client.get(address).content.decode()
    assert f"{NEW} (download) The files" in html.unescape(form)
    sent = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    answer = editor.client.post(urlsplit(address).path, {**sent, "reason": "It has moved."})
    assert answer.status_code == 303, answer.context["refused"]
    stated = Statement.objects.filter(dataset=mura, field="link").latest("pk")
    assert stated.value == {"url": NEW, "kind": "download", "label": "The files"}
    assert (stated.document.url, stated.document.authority) == (NEW, "owner")
    assert mura.link_set.filter(url=NEW).exists()


def test_what_somebody_looked_at_comes_back_only_when_it_changes(found: LinkHealth, admin_client: Client) -> None:
    address = reverse("desk-links")
    assert admin_client.post(address, {"looked": f"{found.pk} x -1 {'9' * 30}"}).status_code == 303
    assert not listed(admin_client)
    LinkHealth.objects.filter(pk=found.pk).update(state=LinkState.DEAD, since=timezone.now())
    assert listed(admin_client)
    assert "web.archive.org" in admin_client.get(address).content.decode()


def test_whoever_may_not_state_does_not_see_them(found: LinkHealth, person: type[Person]) -> None:
    assert person("theo", "Translators").get("desk-links").status_code == 403


def test_the_lists_cost_the_same_however_many_links_there_are(
    found: LinkHealth, mura: Dataset, admin_client: Client
) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get(address).status_code == 200
        return len(captured)

    admin_client.get("/en/desk/")
    few = {address: cost(address) for address in ("/en/desk/", "/en/desk/links/")}
    for number in range(30):
        Link.objects.create(dataset=mura, url=f"http://host-{number}.example.org/x", kind="download")
    register()
    LinkHealth.objects.update(state=LinkState.DEAD, since=timezone.now())
    assert {address: cost(address) for address in few} == few
