"""What the page of an entry says of its links, and that whoever has the page is told when that changes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from datasets.links.known import register
from datasets.models import Link, LinkHealth, LinkState
from datasets.views.link_health import WORDS

pytestmark = pytest.mark.django_db

PAGE = "/en/datasets/mura/"
DAY = datetime(2026, 11, 3, 12, tzinfo=UTC)


@pytest.fixture
def checked() -> Callable[..., LinkHealth]:
    """Note something of the first link of an entry."""

    def check(state: str, **known: Any) -> LinkHealth:
        register()
        link = Link.objects.filter(dataset__slug="mura", kind__in=("download", "homepage")).order_by("pk")[0]
        row = LinkHealth.objects.get(url=link.url)
        LinkHealth.objects.filter(pk=row.pk).update(state=state, asked=DAY, since=DAY, **known)
        return row

    return check


@pytest.mark.parametrize("state", LinkState)
def test_each_state_is_said_in_words_with_its_day_or_not_at_all(
    state: LinkState, checked: Callable[..., LinkHealth], client: Client
) -> None:
    checked(state)
    text = client.get(PAGE).content.decode()
    assert ('class="checked' in text) is (state in WORDS)
    assert ("Nov. 3, 2026" in text or "3 November 2026" in text) is (state in WORDS)


def test_of_a_dead_link_the_archived_copy_is_offered(checked: Callable[..., LinkHealth], client: Client) -> None:
    row = checked(LinkState.DEAD)
    text = client.get(PAGE).content.decode()
    assert f'href="https://web.archive.org/web/{row.url}"' in text
    checked(LinkState.ALIVE)
    assert "web.archive.org" not in client.get(PAGE).content.decode()


def test_where_a_link_leads_now_is_not_linked_to(checked: Callable[..., LinkHealth], client: Client) -> None:
    checked(LinkState.MOVED, leads_to="https://taken-over.example/")
    assert "taken-over.example" not in client.get(PAGE).content.decode()


def test_whoever_has_the_page_is_told_when_a_link_is_found_otherwise(
    checked: Callable[..., LinkHealth], client: Client
) -> None:
    row = checked(LinkState.ALIVE)
    tag = client.get(PAGE)["ETag"]
    other = client.get("/en/datasets/ddsm/")["ETag"]
    assert client.get(PAGE, headers={"If-None-Match": tag}).status_code == 304
    LinkHealth.objects.filter(pk=row.pk).update(asked=DAY + timedelta(hours=1))
    assert client.get(PAGE, headers={"If-None-Match": tag}).status_code == 304
    for change in ({"asked": DAY + timedelta(days=1)}, {"state": LinkState.DEAD}):
        LinkHealth.objects.filter(pk=row.pk).update(**change)
        answer = client.get(PAGE, headers={"If-None-Match": tag})
        assert answer.status_code == 200
        tag = answer["ETag"]
    assert "Dead since" in answer.content.decode()
    assert client.get("/en/datasets/ddsm/", headers={"If-None-Match": other}).status_code == 304
