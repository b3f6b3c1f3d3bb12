"""Floods of suggestions: limits by address and network, a queue that ends, and honest visitors who get through."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from datasets.models import Dataset, Suggestion
from datasets.web import inbox
from datasets.web.visitors import read_address, visitor_at
from tests.commands.conftest import run
from tests.views.reading import Page

HERE, THERE = "203.0.113.7", "198.51.100.9"

pytestmark = pytest.mark.django_db


def text(number: object) -> str:
    return f"Suggestion number {number} of somebody."


def send(words: object, address: str = HERE, path: str = "/en/suggest/", **more: str) -> Any:
    """Send a suggestion, by its number or its words."""
    words = text(words) if isinstance(words, int) else words
    return Client().post(path, {"text": words, **more}, REMOTE_ADDR=address)


def statuses(number: int, *addresses: str) -> list[int]:
    """Return the answers to so many suggestions, from the addresses in turn."""
    first = Suggestion.objects.count() + 1_000
    return [send(first + turn, addresses[turn % len(addresses)]).status_code for turn in range(number)]


def passed(period: timedelta) -> None:
    """Let time pass for all that was sent."""
    for row in Suggestion.objects.all():
        Suggestion.objects.filter(pk=row.pk).update(created=row.created - period)


def waiting(number: int) -> None:
    """Let so many suggestions wait that came from elsewhere, some days ago."""
    made = Suggestion.objects.bulk_create(Suggestion(text=f"Waiting {count}") for count in range(number))
    long_ago = timezone.now() - timedelta(days=3)
    Suggestion.objects.filter(pk__in=[row.pk for row in made]).update(created=long_ago)


def notices(response: Any) -> str:
    return Page(response.content.decode("utf-8")).one("div", class_="notice").text


class TestWhoMayBringHowMuch:
    """Limits by address and by network."""

    def test_ten_in_an_hour_from_one_address(self) -> None:
        assert statuses(100, HERE) == [302] * 10 + [429] * 90
        assert Suggestion.objects.count() == 10

    def test_an_honest_visitor_gets_through_meanwhile(self) -> None:
        statuses(100, HERE)
        assert send(1, THERE).status_code == 302

    def test_thirty_in_a_day_from_one_address(self) -> None:
        taken = 0
        for _ in range(6):
            taken += statuses(12, HERE).count(302)
            passed(timedelta(minutes=61))
        assert taken == 30

    @pytest.mark.parametrize(
        ("addresses", "most"),
        [
            ([f"203.0.113.{number}" for number in range(1, 200)], 20),
            ([f"2001:db8:1:{number:x}::1" for number in range(1, 200)], 20),
            ([f"2001:db8:1:2::{number:x}" for number in range(1, 200)], 10),
            ([f"::ffff:203.0.113.{number}" for number in range(1, 200)], 20),
            ([""], 10),
        ],
    )
    def test_addresses_of_one_network_are_counted_together(self, addresses: list[str], most: int) -> None:
        assert statuses(30, *addresses).count(302) == most

    def test_forged_headers_do_not_help(self) -> None:
        answers = [
            Client().post(
                "/en/suggest/", {"text": text(number)}, REMOTE_ADDR=HERE, HTTP_X_FORWARDED_FOR=f"10.0.{number}.1"
            )
            for number in range(15)
        ]
        assert [answer.status_code for answer in answers].count(302) == 10

    def test_a_day_later_all_is_as_before(self) -> None:
        statuses(10, HERE)
        passed(timedelta(hours=24, minutes=1))
        assert statuses(11, HERE) == [302] * 10 + [429]

    def test_what_is_refused_at_a_field_is_not_counted(self) -> None:
        for _ in range(15):
            assert send("short").status_code == 400
        assert send(1).status_code == 302


class TestTheQueue:
    """What waits for a curator in all."""

    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(inbox, "MANY", 20)
        monkeypatch.setattr(inbox, "MOST", 24)

    def test_once_many_wait_a_network_with_one_among_them_brings_no_more(self) -> None:
        waiting(19)
        assert statuses(3, HERE, "203.0.113.8") == [302, 429, 429]
        assert send(1, THERE).status_code == 302

    def test_it_ends(self) -> None:
        waiting(19)
        answers = [send(number, f"10.{number}.0.1").status_code for number in range(12)]
        assert answers == [302] * 5 + [429] * 7
        assert Suggestion.objects.count() == 24

    def test_whoever_floods_day_after_day_adds_one_a_day_once_many_wait(self) -> None:
        taken = []
        for _ in range(6):
            taken.append(statuses(5, HERE).count(302))
            passed(timedelta(days=1, minutes=1))
        assert taken == [5, 5, 5, 5, 1, 1]

    def test_what_a_curator_has_decided_does_not_wait(self) -> None:
        waiting(24)
        assert send(1).status_code == 429
        Suggestion.objects.update(state=Suggestion.State.DECLINED)
        assert send(1).status_code == 302


class TestTwice:
    """The same suggestion again."""

    def test_it_is_not_kept_twice_and_the_visitor_is_thanked(self) -> None:
        path = "/en/suggest/?dataset=kits19"
        assert [send(1, path=path).status_code, send(1, THERE, path=path).status_code] == [302, 302]
        assert Suggestion.objects.count() == 1

    def test_line_ends_and_spaces_around_do_not_make_it_another(self) -> None:
        send("One line of it.\nAnother line.")
        send("  One line of it.\r\nAnother line.\r\n")
        assert Suggestion.objects.count() == 1

    @pytest.mark.parametrize(
        ("path", "more"),
        [
            ("/en/suggest/?dataset=lits", {}),
            ("/en/suggest/?dataset=kits19&about=text", {}),
            ("/en/suggest/?page=about", {}),
            ("/en/suggest/?dataset=kits19", {"reference": "https://example.org/"}),
        ],
    )
    def test_about_something_else_or_with_a_reference_it_is_another(self, path: str, more: dict[str, str]) -> None:
        send(1, path="/en/suggest/?dataset=kits19")
        send(1, path=path, **more)
        assert Suggestion.objects.count() == 2

    def test_after_a_decision_it_may_come_again(self) -> None:
        send(1)
        Suggestion.objects.update(state=Suggestion.State.ACCEPTED)
        send(1)
        assert Suggestion.objects.count() == 2

    def test_it_is_thanked_for_even_where_no_more_is_taken(self) -> None:
        statuses(9, HERE)
        send(1)
        assert send(2).status_code == 429
        assert send(1).status_code == 302


class TestTheAnswer:
    """What a visitor reads who has to come back."""

    def test_it_says_when_and_gives_the_words_back(self) -> None:
        statuses(10, HERE)
        passed(timedelta(minutes=23))
        response = send("What I wrote, <b>all</b> of it.", reference="https://example.org/a")
        assert response.status_code == 429
        assert 36 * 60 < int(response["Retry-After"]) <= 37 * 60
        assert "37 minutes" in notices(response)
        page = Page(response.content.decode("utf-8"))
        assert page.one("textarea").text == "What I wrote, <b>all</b> of it."
        assert page.one(id="id_reference")["value"] == "https://example.org/a"

    @pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
    def test_it_says_so_in_the_language_of_the_page(self, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(inbox, "MANY", 5)
        path = f"/{language}/suggest/"
        send(1, path=path)
        waiting(4)
        one_waits = send(2, path=path)
        monkeypatch.setattr(inbox, "MOST", 5)
        full = send(3, THERE, path=path)
        monkeypatch.setattr(inbox, "BY_ADDRESS", (inbox.Limit(1, inbox.HOUR),))
        too_many = send(4, path=path)
        said = [notices(response) for response in (one_waits, full, too_many)]
        assert len(set(said)) == 3
        assert [re.findall(r"\d+", words) for words in said] == [["24"], ["24"], ["60"]]
        assert [response["Retry-After"] for response in (one_waits, full, too_many)][1] == "86400"
        if language != "en":
            assert not any("suggest" in words.replace("suggestion", "") or "form" in words.split() for words in said)


class TestWhatIsKeptOfAVisitor:
    """Digests, for a day."""

    def test_nothing_of_an_address_is_kept_in_plain(self) -> None:
        send(1)
        row = Suggestion.objects.get()
        assert all(re.fullmatch("[0-9a-f]{32}", kept) for kept in (row.address, row.network))

    def test_two_of_one_network_are_told_apart_by_address_alone(self) -> None:
        send(1, "203.0.113.7")
        send(2, "203.0.113.8")
        first, second = Suggestion.objects.order_by("pk")
        assert first.network == second.network
        assert first.address != second.address

    @pytest.mark.parametrize("how", ["the next suggestion", "manage.py forget"])
    def test_it_is_blanked_after_a_day(self, how: str) -> None:
        send(1)
        passed(timedelta(hours=23))
        Client().get("/en/suggest/")
        assert Suggestion.objects.get().network
        passed(timedelta(hours=1, minutes=1))
        if how == "the next suggestion":
            send(2, THERE)
        else:
            # Looking at the form writes nothing: it would wait for whoever else writes.
            Client().get("/en/suggest/")
            assert Suggestion.objects.get().network
            assert "whence 1 suggestions came" in run("forget").out
        row = Suggestion.objects.get(text=text(1))
        assert (row.address, row.network, row.state) == ("", "", "open")

    def test_the_form_says_so(self, client: Client) -> None:
        page = client.get("/en/suggest/").content.decode("utf-8")
        assert "a number made from your network address is kept for a day" in page

    def test_looking_at_the_form_writes_nothing_where_nothing_is_old(
        self, client: Client, django_assert_num_queries: Any
    ) -> None:
        send(1)
        with django_assert_num_queries(1):
            assert inbox.forget() == 0


def test_an_error_while_writing_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Suggestion, "save", fail)
    with pytest.raises(RuntimeError):
        inbox.put(Suggestion(text=text(1), dataset=Dataset.objects.all()[0]), visitor_at(read_address(HERE)))
    assert not Suggestion.objects.exists()
