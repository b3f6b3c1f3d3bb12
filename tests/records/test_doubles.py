"""What is there already, spelled otherwise: names, addresses and DOIs."""

import pytest

from datasets.facts.kinds import Record
from datasets.records.checking import schema_problems
from datasets.records.doubles import Doubles, unseen

pytestmark = pytest.mark.one_database


def record(
    slug: str, name: str = "", aliases: tuple[str, ...] = (), links: tuple[str, ...] = (), doi: str = ""
) -> Record:
    return {
        "slug": slug,
        "name": name or f"Name of {slug}",
        "aliases": list(aliases),
        "link": [{"url": url, "kind": "homepage"} for url in links],
        "paper": [{"doi": doi, "url": None}] if doi else [],
    }


def notes(*records: Record, doubles: Doubles | None = None) -> list[tuple[str, str]]:
    doubles = doubles or Doubles()
    return [(note.place, note.field) for each in records for note in doubles.notes(each["slug"], each)]


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


@pytest.mark.parametrize("name", ["BUSI", " busi", "BUSI\u200b", "Ｂｕｓｉ", "Bu-si", "ВUSI", "BÚSI"])
def test_a_name_that_another_entry_has_is_told(name: str) -> None:
    assert notes(record("busi", "BUSI"), record("new", name)) == [("new", "name")]
    assert notes(record("busi", "Breast ultrasound", aliases=("BUSI",)), record("new", name)) == [("new", "name")]
    assert notes(record("new", name), record("busi", "Breast ultrasound", aliases=("BUSI",))) == [
        ("busi", "aliases[0]")
    ]
    assert notes(record("new", name), doubles=Doubles(names=[("busi", "BUSI")])) == [("new", "name")]
    assert notes(record("busi", name), doubles=Doubles(names=[("busi", "BUSI")])) == []


SPELLINGS = (
    "https://kits19.grand-challenge.org/",
    "http://www.kits19.grand-challenge.org",
    "https://KITS19.grand-challenge.org:443/index.html",
    "https://kits19.grand-challenge.org/?utm_source=list",
    "https://web.archive.org/web/2020/https://kits19.grand-challenge.org/#about",
)


@pytest.mark.parametrize("url", SPELLINGS)
def test_an_address_that_another_entry_has_is_told(url: str) -> None:
    assert notes(record("new", links=(url,)), doubles=Doubles(places=[("kits19", SPELLINGS[0])])) == [
        ("new", "link[0].url")
    ]


def test_five_spellings_of_one_address_in_a_record_are_told() -> None:
    assert notes(record("new", links=SPELLINGS)) == [("new", f"link[{at}].url") for at in range(1, 5)]
    assert notes(record("new", links=("https://x.org/a", "https://x.org/b"))) == []


@pytest.mark.parametrize("doi", ["10.1148/RYAI.210315", "10.1148/ryai.210315"])
def test_a_doi_that_another_entry_has_is_told_in_any_case_and_as_an_address(doi: str) -> None:
    here = Doubles(places=[("one", "10.1148/ryai.210315")])
    assert notes(record("new", doi=doi), doubles=here) == [("new", "paper[0].doi")]
    here = Doubles(places=[("one", "http://dx.doi.org/10.1148%2Fryai.210315")])
    assert notes(record("new", doi=doi), doubles=here) == [("new", "paper[0].doi")]
