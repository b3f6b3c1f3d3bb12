"""What a record has that is not seen, or has twice in two spellings."""

import pytest

from datasets.records.checking import schema_problems
from datasets.records.doubles import twice, unseen

pytestmark = pytest.mark.one_database


def notes(*links: str) -> list[tuple[str, str]]:
    record = {"slug": "new", "link": [{"url": url, "kind": "homepage"} for url in links]}
    return [(note.place, note.field) for note in twice("new", record)]


@pytest.mark.parametrize(
    ("name", "plain", "signs"),
    [
        (" KiTS19\u00a0", "KiTS19", ""),
        ("Lits\u200b", "Lits", "U+200B"),
        ("pneu\u00admonia", "pneumonia", "U+00AD"),
        ("\ufeffBUSI", "BUSI", "U+FEFF"),
        ("\u202eCHAOS\u202c", "CHAOS", "U+202E, U+202C"),
        ("по\u2060чка", "почка", "U+2060"),
        ("肾\ufe0f", "肾", "U+FE0F"),
    ],
)
@pytest.mark.parametrize("path", ["name", "aliases[3]", "paper[0].title", "statements[7].value", "terms[2].names.fr"])
def test_names_with_what_is_not_seen_are_told_with_the_fix(path: str, name: str, plain: str, signs: str) -> None:
    message = unseen(path, name)
    assert message.endswith(f"write “{plain}”")
    assert (signs or "space") in message


@pytest.mark.parametrize("text", ["KiTS19", "Étude 1", "CT\u00a0: tête", "肾脏", "α-SYN", ""])
def test_other_names_are_let_alone(text: str) -> None:
    assert unseen("name", text) == ""


def test_texts_and_quotations_are_let_alone() -> None:
    assert unseen("statements[0].printed", "pneu\u00admonia ") == unseen("descriptions[0].summary", "a\u200b") == ""


@pytest.mark.parametrize("kind", ["dataset", "source", "document", "vocabulary", "guide"])
def test_every_kind_of_record_is_looked_at(kind: str) -> None:
    found = [problem.message for problem in schema_problems("x", {"name": "Lits\u200b"}, kind)]
    assert any("U+200B" in message for message in found)


SPELLINGS = (
    "https://kits19.grand-challenge.org/",
    "http://www.kits19.grand-challenge.org",
    "https://KITS19.grand-challenge.org:443/index.html",
    "https://kits19.grand-challenge.org/?utm_source=list",
    "https://web.archive.org/web/2020/https://kits19.grand-challenge.org/#about",
)


def test_five_spellings_of_one_address_in_a_record_are_told() -> None:
    assert notes(*SPELLINGS) == [("new", f"link[{at}].url") for at in range(1, 5)]
    assert notes("https://x.org/a", "https://x.org/b") == []
