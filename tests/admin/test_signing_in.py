"""Signing in: guessing is limited, the true owner gets in, one password is looked at at a time, failures are logged."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.core.files import locks
from django.test import Client
from django.utils import timezone

from datasets.admin import attempts
from datasets.models import FailedSignIn
from tests.commands.conftest import run
from tests.views.reading import Page

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
PASSWORD = "correct horse 7"  # noqa: S105
HERE, THERE = "203.0.113.7", "198.51.100.9"

Post = Callable[..., Any]


@pytest.fixture
def owner() -> User:
    return User.objects.create_superuser("owner", password=PASSWORD)


@pytest.fixture
def post(owner: User) -> Post:
    """Post a name and a password from an address, with a browser of its own unless one is given."""

    def post(password: str, address: str = HERE, name: str = "owner", client: Client | None = None) -> Any:
        return (client or Client()).post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)

    return post


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was hashed: each entry is one password that was looked at."""
    found: list[str] = []
    encode = MD5PasswordHasher.encode

    def noted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        found.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", noted)
    return found


def said(response: Any) -> str:
    return " ".join(str(error) for error in response.context["form"].non_field_errors())


def passed(period: timedelta) -> None:
    """Let time pass for what has been counted."""
    for row in FailedSignIn.objects.all():
        FailedSignIn.objects.filter(pk=row.pk).update(created=row.created - period)


def failed_from(networks: int, each: int, name: str = "owner") -> None:
    """Count failures of an account from many networks, as a herd of machines makes them."""
    now = timezone.now()
    FailedSignIn.objects.bulk_create(
        FailedSignIn(**attempts.Attempt(name, "", f"10.{number}.0.1/32", f"10.{number}.0.0/24").kept(now), created=now)
        for number in range(networks)
        for _ in range(each)
    )


class TestLimits:
    """How many may fail, by address, network and account."""

    def test_the_right_password_gets_in(self, post: Post) -> None:
        assert post(PASSWORD).status_code == 302
        assert not FailedSignIn.objects.exists()

    def test_guessing_from_one_address_ends_after_ten(self, post: Post, hashed: list[str]) -> None:
        hashed.clear()
        answers = [post(f"wrong {number}").status_code for number in range(60)]
        assert answers == [200] * 10 + [429] * 50
        assert len(hashed) == 10

    def test_the_right_password_is_refused_as_well_and_it_is_said_until_when(self, post: Post) -> None:
        for number in range(10):
            post(f"wrong {number}")
        passed(timedelta(minutes=23))
        response = post(PASSWORD)
        assert response.status_code == 429
        assert 36 * 60 < int(response["Retry-After"]) <= 37 * 60
        assert said(response) == "Too many wrong passwords. Try again in 37 minutes."
        assert "_auth_user_id" not in response.client.session

    def test_the_true_owner_gets_in_from_another_address(self, post: Post) -> None:
        for number in range(60):
            post(f"wrong {number}")
        assert post(PASSWORD, THERE).status_code == 302

    def test_an_hour_later_ten_more_are_looked_at_and_thirty_in_a_day(self, post: Post) -> None:
        looked_at = 0
        for _ in range(10):
            looked_at += sum(post("wrong").status_code == 200 for _ in range(12))
            passed(timedelta(minutes=61))
        assert looked_at == 30

    def test_a_day_later_nothing_is_left(self, post: Post) -> None:
        for _ in range(10):
            post("wrong")
        passed(timedelta(hours=24, minutes=1))
        post("wrong")
        assert FailedSignIn.objects.count() == 1

    def test_other_names_do_not_help(self, post: Post) -> None:
        answers = [post("wrong", name=f"name {number}").status_code for number in range(15)]
        assert answers == [200] * 10 + [429] * 5

    def test_addresses_of_one_network_do_not_help_much(self, post: Post) -> None:
        answers = [post("wrong", f"203.0.113.{number}").status_code for number in range(40)]
        assert answers.count(200) == 20

    def test_a_host_that_changes_its_ipv6_address_is_one(self, post: Post) -> None:
        answers = [post("wrong", f"2001:db8:1:2::{number:x}").status_code for number in range(15)]
        assert answers.count(200) == 10

    def test_forged_headers_do_not_help(self, post: Post) -> None:
        answers = [
            Client()
            .post(
                LOGIN, {"username": "owner", "password": "wrong"}, REMOTE_ADDR=HERE,
                HTTP_X_FORWARDED_FOR=f"10.0.{number}.1",
            )
            .status_code
            for number in range(15)
        ]  # fmt: skip
        assert answers.count(200) == 10

    def test_behind_a_proxy_each_client_is_one(self, post: Post, settings: Any) -> None:
        settings.PROXIES = 1

        def status(client: str) -> int:
            data = {"username": "owner", "password": PASSWORD if client == THERE else "wrong"}
            headers = {"HTTP_X_FORWARDED_FOR": f"10.0.0.1, {client}"}
            return Client().post(LOGIN, data, REMOTE_ADDR="127.0.0.1", **headers).status_code  # type: ignore[arg-type]

        assert [status(HERE) for _ in range(12)] == [200] * 10 + [429] * 2
        assert status(THERE) == 302

    def test_an_account_guessed_by_a_herd_has_few_tries_for_each_network(self, post: Post) -> None:
        failed_from(networks=40, each=5)
        assert [post("wrong").status_code for _ in range(5)] == [200] * 3 + [429] * 2
        assert post(PASSWORD, THERE).status_code == 302
        assert [post("wrong", name="another").status_code for _ in range(2)] == [200] * 2

    def test_an_account_guessed_by_a_large_herd_is_open_to_known_browsers_alone(self, post: Post) -> None:
        known = Client()
        assert post(PASSWORD, client=known).status_code == 302
        failed_from(networks=250, each=4)
        assert post(PASSWORD, THERE).status_code == 429
        assert post(PASSWORD, THERE, client=known).status_code == 302

    def test_success_with_ones_own_account_does_not_pay_for_guessing(self, post: Post) -> None:
        User.objects.create_user("attacker", password=PASSWORD, is_staff=True)
        for _ in range(4):
            for _ in range(2):
                post("wrong")
            post(PASSWORD, name="attacker")
        assert FailedSignIn.objects.count() == 8

    def test_success_forgets_ones_own_slips(self, post: Post) -> None:
        for _ in range(9):
            post("wrong")
        assert post(PASSWORD).status_code == 302
        assert not FailedSignIn.objects.exists()

    def test_an_account_that_is_no_curators_counts_as_a_failure(self, post: Post) -> None:
        User.objects.create_user("visitor", password=PASSWORD)
        assert post(PASSWORD, name="visitor").status_code == 200
        assert FailedSignIn.objects.count() == 1

    @pytest.mark.parametrize(
        "data", [{}, {"username": "owner"}, {"password": "x"}, {"username": "a\0", "password": "x"}]
    )
    def test_what_is_no_attempt_is_not_counted(self, data: dict[str, str], owner: User) -> None:
        assert Client().post(LOGIN, data).status_code == 200
        assert not FailedSignIn.objects.exists()

    def test_nothing_of_account_and_address_is_kept_in_plain(self, post: Post) -> None:
        post("wrong")
        row = FailedSignIn.objects.values().get()
        text = str({key: value for key, value in row.items() if key not in ("id", "created")})
        assert not any(part in text for part in ("owner", "203", "wrong"))


class TestKnownBrowsers:
    """A browser that has signed in to an account before is counted by itself."""

    @pytest.fixture
    def known(self, post: Post) -> Client:
        client = Client()
        assert post(PASSWORD, client=client).status_code == 302
        client.cookies.pop("sessionid")
        return client

    def test_it_gets_in_from_where_others_have_failed(self, post: Post, known: Client) -> None:
        for _ in range(12):
            post("wrong")
        assert post(PASSWORD).status_code == 429
        assert post(PASSWORD, client=known).status_code == 302

    def test_it_has_ten_tries_itself_wherever_it_is(self, post: Post, known: Client) -> None:
        answers = [post("wrong", f"10.{number}.0.1", client=known).status_code for number in range(12)]
        assert answers == [200] * 10 + [429] * 2

    def test_it_is_known_to_its_own_account_alone(self, post: Post, known: Client) -> None:
        User.objects.create_superuser("another", password=PASSWORD)
        for _ in range(10):
            post("wrong")
        assert post(PASSWORD, name="another", client=known).status_code == 429

    @pytest.mark.parametrize("value", ["", "x", "a:b", "a:b:c", "\xe9", "x" * 5_000])
    def test_a_forged_cookie_proves_nothing(self, value: str, post: Post) -> None:
        for _ in range(10):
            post("wrong")
        client = Client(headers={"cookie": f"{attempts.COOKIE}={value}"})
        assert post(PASSWORD, client=client).status_code == 429

    def test_the_cookie_is_sent_to_the_admin_alone_and_says_nothing(self, known: Client) -> None:
        cookie = known.cookies[attempts.COOKIE]
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Strict")
        assert "owner" not in cookie.value

    def test_a_failure_is_not_remembered(self, post: Post) -> None:
        client = Client()
        post("wrong", client=client)
        client.get(LOGIN)
        assert attempts.COOKIE not in client.cookies


class TestOneAtATime:
    """At most one password of a machine is looked at at a time."""

    @pytest.fixture
    def busy(self) -> Iterator[Any]:
        """Somebody else's password is being looked at."""
        with (Path(settings.DATA_DIR) / "sign-in.lock").open("w") as file:
            assert locks.lock(file, locks.LOCK_EX)
            yield file

    def test_others_are_sent_away_at_once_and_nothing_is_counted(
        self, post: Post, busy: Any, hashed: list[str]
    ) -> None:
        hashed.clear()
        response = post(PASSWORD)
        assert (response.status_code, response["Retry-After"]) == (429, "2")
        assert said(response) == "Somebody else is signing in. Try again in a few seconds."
        assert hashed == []
        assert not FailedSignIn.objects.exists()

    def test_a_known_browser_waits_for_its_turn(
        self, post: Post, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        known = Client()
        post(PASSWORD, client=known)
        with (Path(settings.DATA_DIR) / "sign-in.lock").open("w") as file:
            assert locks.lock(file, locks.LOCK_EX)
            monkeypatch.setattr(attempts.time, "sleep", lambda _: locks.unlock(file))
            assert post(PASSWORD, client=known).status_code == 302

    def test_a_known_browser_does_not_wait_for_ever(self, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
        known = Client()
        post(PASSWORD, client=known)
        monkeypatch.setattr(attempts, "PATIENCE_SECONDS", 0.1)
        with (Path(settings.DATA_DIR) / "sign-in.lock").open("w") as file:
            assert locks.lock(file, locks.LOCK_EX)
            assert post(PASSWORD, client=known).status_code == 429

    def test_the_next_one_is_looked_at(self, post: Post) -> None:
        assert [post("wrong").status_code, post("wrong").status_code, post(PASSWORD).status_code] == [200, 200, 302]

    def test_one_who_is_refused_does_not_wait_in_line(self, post: Post, busy: Any) -> None:
        failed_from(networks=1, each=10)
        response = post("wrong", "10.0.0.1")
        assert int(response["Retry-After"]) > 3_000

    def test_a_name_that_is_not_there_takes_as_long_as_one_that_is(self, post: Post, hashed: list[str]) -> None:
        costs = []
        for name in ("owner", "nobody", "肾", "owner" * 30):
            hashed.clear()
            post("wrong", name=name)
            costs.append(len(hashed))
        assert costs == [1, 1, 1, 1]


class TestLog:
    """One line for each failure, one for each closure; never a password."""

    @pytest.fixture
    def lines(self, caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
        caplog.set_level(logging.INFO)
        return lambda: [record.getMessage() for record in caplog.records]

    def test_a_failure_is_one_line_with_account_and_address(self, post: Post, lines: Callable[[], list[str]]) -> None:
        post("secret of mine")
        assert lines() == [f"Sign-in failed: account “owner”, address {HERE}"]

    def test_closing_is_one_line_and_refusals_are_none(self, post: Post, lines: Callable[[], list[str]]) -> None:
        for _ in range(14):
            post("secret of mine")
        found = lines()
        assert len(found) == 11
        assert found[10].startswith("Sign-in closed for 60 minutes: too many failures by address; account “owner”")
        assert "secret" not in " ".join(found)

    @pytest.mark.parametrize(
        "name", ["a\r\nSign-in failed: account “root”", "a\u2028b", "\u202eowner", "x" * 150, "\x1b[2J"]
    )
    def test_a_name_is_one_printable_line(self, name: str, post: Post, lines: Callable[[], list[str]]) -> None:
        post("wrong", name=name)
        [line] = lines()
        assert line.isprintable()
        assert len(line) < 130

    def test_success_is_not_logged(self, post: Post, lines: Callable[[], list[str]]) -> None:
        post(PASSWORD)
        assert lines() == []


class TestPasswordChange:
    """Whoever has a session has not got the password."""

    ADDRESS = "/admin/password_change/"
    NEW = "battery staple 8"

    @pytest.fixture
    def signed_in(self, owner: User) -> Client:
        client = Client()
        client.force_login(owner)
        return client

    def change(self, client: Client, old: str) -> Any:
        data = {"old_password": old, "new_password1": self.NEW, "new_password2": self.NEW}
        return client.post(self.ADDRESS, data)

    def test_it_works(self, signed_in: Client, owner: User) -> None:
        assert signed_in.get(self.ADDRESS).status_code == 200
        response = self.change(signed_in, PASSWORD)
        assert (response.status_code, response["Location"]) == (302, "/admin/password_change/done/")
        owner.refresh_from_db()
        assert owner.check_password(self.NEW)
        assert signed_in.get("/en/desk/").status_code == 200

    def test_the_old_password_is_not_guessed(self, signed_in: Client, owner: User) -> None:
        answers = [self.change(signed_in, f"wrong {number}") for number in range(12)]
        assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
        assert "Try again in 60 minutes." in str(answers[-1].context["form"].errors["old_password"])
        assert self.change(signed_in, PASSWORD).status_code == 429
        owner.refresh_from_db()
        assert owner.check_password(PASSWORD)

    def test_it_does_not_close_the_door_to_the_owner(self, signed_in: Client, post: Post) -> None:
        for _ in range(12):
            self.change(signed_in, "wrong")
        assert post(PASSWORD).status_code == 302

    def test_visitors_are_sent_to_sign_in(self, client: Client) -> None:
        response = self.change(client, PASSWORD)
        assert (response.status_code, response["Location"]) == (302, f"{LOGIN}?next={self.ADDRESS}")


class TestCommands:
    """What an operator does about it."""

    def test_accounts_are_made_without_limit(self) -> None:
        failed_from(networks=250, each=4)
        with patch.dict("os.environ", {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}):
            run("createsuperuser", "--no-input", "--username", "new", "--email", "a@example.org")
        assert User.objects.get(username="new").check_password(PASSWORD)

    def test_an_account_is_unlocked(self, post: Post) -> None:
        failed_from(networks=250, each=4)
        failed_from(networks=1, each=1, name="another")
        assert post(PASSWORD, THERE).status_code == 429
        assert run("unlock", "--account", "owner").out == "1,000 failed attempts to sign in forgotten.\n"
        assert post(PASSWORD, THERE).status_code == 302
        assert FailedSignIn.objects.count() == 1

    def test_a_known_browser_is_unlocked_with_its_account(self, post: Post) -> None:
        known = Client()
        post(PASSWORD, client=known)
        for _ in range(10):
            post("wrong", client=known)
        run("unlock", "--account", "owner")
        assert post(PASSWORD, client=known).status_code == 302

    def test_an_address_is_unlocked(self, post: Post) -> None:
        for _ in range(10):
            post("wrong")
        post("wrong", THERE)
        run("unlock", "--address", "203.0.113.200")
        assert post(PASSWORD).status_code == 302
        assert FailedSignIn.objects.count() == 1

    def test_all_are_unlocked(self, post: Post) -> None:
        for _ in range(10):
            post("wrong")
        run("unlock")
        assert not FailedSignIn.objects.exists()
        assert run("unlock").error is None

    def test_what_is_no_address_is_refused(self) -> None:
        failed_from(networks=1, each=1)
        assert "--address is “nowhere”; give an IP address" in str(run("unlock", "--address", "nowhere").error)
        assert FailedSignIn.objects.exists()

    def test_what_is_old_is_forgotten_and_what_counts_is_kept(self, post: Post) -> None:
        post("wrong")
        passed(timedelta(hours=25))
        failed_from(networks=1, each=1)
        assert run("forget").out.startswith("Forgotten: 1 failed attempts")
        assert FailedSignIn.objects.count() == 1


@pytest.mark.parametrize(
    ("waiting", "words"),
    [(0.1, "1 second"), (59.2, "60 seconds"), (61, "2 minutes"), (3_600, "60 minutes"), (7_201, "3 hours")],
)
def test_a_time_is_said_in_words_rounded_up(waiting: float, words: str) -> None:
    assert attempts.in_words(timedelta(seconds=waiting)) == words


def test_the_page_has_a_heading_and_begins_at_its_top(client: Client) -> None:
    page = Page(client.get(LOGIN).content.decode())
    assert page.one("h1").text == "Log in"
    assert page.one("input", name="username").get("autofocus") is None
