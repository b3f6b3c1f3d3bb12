"""Whatever is sent to the form: nothing is published, nothing breaks, and every page that shows it shows it as text."""

# ruff: noqa: S311 - chance here is for coverage, not for secrecy

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.contrib.auth.models import User
from django.test import Client

from datasets.facts.fields import FIELDS
from datasets.models import Change, ChangeSet, Dataset, Document, Proposal, Statement, Suggestion
from datasets.web import inbox

from .test_hostile import RAW, VALUES

pytestmark = pytest.mark.django_db

NUMBER = 500
FORM = "application/x-www-form-urlencoded"
SCRIPT = "<script>alert('suggested')</script>"
PLACES = (
    "", "dataset=kits19", "dataset=kits19&about=fact", "dataset=kits19&about=text", "dataset=kits19&about=link",
    "about=entry", "about=text&page=guides", "about=fact", "dataset=%00", "about=%ff", "page=..%2f..%2fetc",
    "dataset=kits19&about=fact&field=subjects", "dataset=kits19&about=fact&field=%00",
)  # fmt: skip
# Fields of all forms, of none, and of the rows that are kept.
NAMES = (
    "text", "reference", "extra", "field", "value", "printed", "as_written", "summary", "description", "link", "name",
    "anyway", "state", "answer", "token", "change_set", "id", "address", "csrfmiddlewaretoken", "", "text[]",
)  # fmt: skip
# Written as they are, and encoded when they are sent.
WORDS = (
    SCRIPT, "</textarea>" + SCRIPT, '"><img src=x onerror=alert(1)>', "[x](javascript:alert(1))", "{{ 7*7 }}",
    "{% debug %}", "javascript:alert(1)//example.org", "data:text/html,<b>x", "https://example.org/\u202egnp.exe",
    "https://user:pw@example.org/", "https://[::1]/", "http://127.0.0.1/", "https://" + "a." * 400 + "org/",
    "https://example.org/" + "肺" * 500, "https://example.org/?" + "a=1&" * 200, "//example.org/a", "example.org/a",
    "10.1234/" + "x" * 900, "10.1234/<b>", "doi:10.5555/é%00", "\x00", "a\x00b" * 10, "\ufffd" * 20, "\ud800" * 12,
    "😀" * 900, "a" * 4_000, "a" * 4_001, "a\n" * 2_000, "\u0301" * 1_000, "\u200b" * 30, "\x01\x02\x7f" * 10,
    "1,010 patients", "9" * 5_000, "1e999", "-1", "1/0", "½ patient", "CT; MRI; " * 50, "train: " * 300,
    '"' * 300, "name: " + "x" * 350, "[" * 500, "((((" * 200, "https://example.org/lung " * 60, "kits19", "KiTS19",
    "A sentence that says enough to be a text of an entry, and more.", "**bold** <b>x</b> " * 20, "=cmd|' /C calc'!A0",
)  # fmt: skip
CONTENT_TYPES = (
    "application/json", "text/plain", "application/xml", "", "multipart/form-data", "multipart/form-data; boundary=",
    f"{FORM}; charset=utf-7", f"{FORM}; charset=utf-16", f"{FORM}; charset=nonsense", "image/png", "x" * 300,
)  # fmt: skip


@dataclass(frozen=True)
class Post:
    """One request: where to, and what."""

    question: str
    body: bytes
    content_type: str = FORM
    headers: dict[str, str] = field(default_factory=dict)


GOOD = {
    "text": "Something that is long enough.", "reference": "https://example.org/page", "field": "subjects",
    "value": "1,010 patients", "name": "A set", "summary": "A summary that is long enough to be one.",
    "description": "A description that is long enough to be one of an entry.", "link": "https://kits19.org",
}  # fmt: skip


def posts() -> Iterator[Post]:
    """Yield requests: sensible forms with one bad value, other kinds of bodies, mixtures."""
    generator = random.Random(13)
    yield from _with_one_bad_value(generator)
    yield from _bodies(generator)
    while True:
        name = generator.choice(NAMES)
        if generator.random() < 0.3:
            yield _multipart(generator.choice(PLACES), name, generator.choice(WORDS))
        elif generator.random() < 0.5:
            pairs = [(generator.choice(NAMES), generator.choice(WORDS)) for _ in range(generator.choice((1, 4, 30)))]
            yield _form(generator.choice(PLACES), pairs)
        else:
            extra = (name, generator.choice(WORDS))
            yield _form(generator.choice(PLACES[:6]), [*GOOD.items(), extra, ("as_written", "on")])


def _with_one_bad_value(generator: random.Random) -> Iterator[Post]:
    for number, word in enumerate(WORDS):
        for name in GOOD:
            if (number + len(name)) % 3 == 0:
                yield _form(generator.choice(PLACES[:6]), [*{**GOOD, name: word}.items()])
    for code in FIELDS:
        pairs = {**GOOD, "field": code, "value": generator.choice(WORDS)}
        yield _form("dataset=kits19&about=fact", [*pairs.items()])


def _bodies(generator: random.Random) -> Iterator[Post]:
    """Yield what is no form as browsers send them: other encodings and types, repeated fields, too much of all."""
    for value in VALUES[::2]:
        body = "&".join(f"{name}={value}" for name in generator.sample(NAMES, 4))
        yield Post(generator.choice(PLACES), body.encode())
    for raw in RAW:
        yield Post("dataset=kits19&about=fact", b"text=" + raw + b"&value=" + raw)
    for kind in CONTENT_TYPES:
        yield Post(generator.choice(PLACES), b'{"text": "Something that is long enough."}', kind)
    for name in ("text", "field", "reference"):
        yield _form("dataset=kits19&about=fact", [(name, generator.choice(WORDS))] * 900)
    yield Post("", b"text=" + b"a" * 3_000_000)
    yield _multipart("", "text", "a" * 2_000_000)


def _form(question: str, pairs: list[tuple[str, str]]) -> Post:
    body = "&".join(f"{quote_plus(name)}={quote_plus(text, errors='surrogatepass')}" for name, text in pairs)
    return Post(question, body.encode())


def _multipart(question: str, name: str, text: str) -> Post:
    head = f'--limit\r\nContent-Disposition: form-data; name="{name}"; filename="../x"\r\n\r\n'
    plain = '--limit\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
    said = text.encode("utf-8", "surrogatepass")
    body = head.encode() + said + b"\r\n" + plain.encode() + said + b"\r\n--limit--\r\n"
    return Post(question, body, "multipart/form-data; boundary=limit")


POSTS = [post for _, post in zip(range(NUMBER), posts(), strict=False)]


def send(client: Client, post: Post, address: str = "203.0.113.7") -> Any:
    """Send a request in the languages of the site, in turns."""
    language = ("en", "fr", "pt-br", "zh-hans", "ru")[len(post.body) % 5]
    return client.generic(
        "POST", f"/{language}/suggest/?{post.question}", post.body, content_type=post.content_type, REMOTE_ADDR=address
    )


def published() -> tuple[object, ...]:
    """Return what would differ if anything had been written that the public sees."""
    models = (Change, ChangeSet, Dataset, Document, Statement)
    return tuple(model._default_manager.count() for model in models)


@pytest.fixture
def client() -> Client:
    """Answer with 500 where a view fails, as the site does."""
    return Client(raise_request_exception=False)


def test_there_are_as_many_as_are_said_and_the_same_each_time() -> None:
    assert len(POSTS) == NUMBER
    again = [post for _, post in zip(range(NUMBER), posts(), strict=False)]
    assert again == POSTS


def test_nothing_breaks_and_nothing_is_published(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BY_ADDRESS", "BY_NETWORK"):
        monkeypatch.setattr(inbox, name, ())
    for name in ("MANY", "MOST"):
        monkeypatch.setattr(inbox, name, 10_000)
    before = published()
    answers: dict[int, int] = {}
    for post in POSTS:
        status = send(client, post).status_code
        assert status < 500, post
        answers[status] = answers.get(status, 0) + 1
    assert published() == before
    # The forms were reached, and not only their door.
    assert answers[302] > 50
    assert answers[400] > 50
    kept = Suggestion.objects.all()
    assert set(kept.values_list("state", "answer", "change_set")) == {("open", "", None)}
    assert Proposal.objects.filter(state="open").count() == Proposal.objects.count() > 10
    _show(client)


def _show(client: Client) -> None:
    """Look at what was kept on every page that shows it."""
    desk = Client()
    desk.force_login(User.objects.create_superuser("boss"))
    rows = list(Suggestion.objects.order_by("-pk"))
    number = -(-len(rows) // 50)
    pages = [(desk, f"/en/desk/suggestions/?page={page}") for page in range(1, number + 1)]
    shown = [row for row in rows if "<" in row.text or row.proposals.exists()][:60]
    pages += [(desk, f"/en/desk/suggestions/{row.pk}/") for row in shown]
    pages += [(client, f"/fr/suggest/{row.token}/") for row in shown]
    for browser, address in pages:
        response = browser.get(address)
        assert response.status_code == 200, address
        text = response.content.decode()
        assert SCRIPT not in text, address
        assert "<img src=x" not in text, address
        assert 'href="javascript:' not in text.lower(), address
    # It was there to be seen.
    assert any(SCRIPT in row.text for row in shown)


def test_with_the_limits_kept_a_flood_leaves_ten(client: Client) -> None:
    before = published()
    statuses = [send(client, post).status_code for post in POSTS[::4]]
    assert max(statuses) < 500
    assert Suggestion.objects.count() == 10
    assert published() == before


@pytest.mark.parametrize("token", ["", "0" * 64, SCRIPT, "\x00"])
def test_a_wrong_token_of_the_form_is_refused(token: str) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.get("/en/suggest/")
    answer = strict.post("/en/suggest/", {"text": "Something long enough.", "csrfmiddlewaretoken": token})
    assert answer.status_code == 403
    assert not Suggestion.objects.exists()
