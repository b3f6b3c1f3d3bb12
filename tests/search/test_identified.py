"""Identifiers and addresses in a query: the entries they lead to, first; one that no entry has finds nothing else."""

from urllib.parse import quote, urlencode

import pytest

from datasets.search.identified import identifier

from .conftest import Ask

DOI = "10.1148/ryai.210315"


@pytest.mark.parametrize(
    "text",
    [DOI, f"doi:{DOI}", f"DOI: {DOI}", f"doi {DOI}", f"https://doi.org/{DOI}", f"http://dx.doi.org/{DOI}",
    f"doi.org/{DOI}", DOI.upper(),
     f"{DOI}.", f"https://doi.org/{DOI}/", f"({DOI})", quote(DOI, safe=""), f"“{DOI}”", f"<https://doi.org/{DOI}>", f"https://www.doi.org/{DOI}"],
)  # fmt: skip
def test_a_doi_is_found_in_every_form(ask: Ask, text: str) -> None:
    results = ask(urlencode({"q": text}))
    assert [card["slug"] for card in results.cards] == ["radimagenet"]
    assert results.notices == ()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("https://github.com/neheller/kits19", "kits19"),
        ("http://www.github.com/neheller/kits19/", "kits19"),
        ("github.com/neheller/kits19/tree/master/data", "kits19"),
        ("git@github.com:neheller/kits19.git", "kits19"),
        ("neheller/kits19", "kits19"),
        ("NEHELLER/KITS19", "kits19"),
        ("kits19.grand-challenge.org", "kits19"),
        ("https://chaos.grand-challenge.org/?utm_source=x#top", "chaos"),
        ("arXiv:1909.06146", "pubmedqa"),
        ("1909.06146", "pubmedqa"),
        ("https://arxiv.org/pdf/1909.06146v2", "pubmedqa"),
        ("PMID: 23774715", "abide"),
        ("https://pubmed.ncbi.nlm.nih.gov/23774715/", "abide"),
        ("PMC9530758", "radimagenet"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9530758/", "radimagenet"),
        ("https://web.archive.org/web/2019/http://www.visceral.eu/", "visceral"),
        ("kaggle.com/c/seizure-prediction", "aes-seizure-prediction"),
    ],
)
def test_an_address_finds_its_entry_first(ask: Ask, text: str, slug: str) -> None:
    assert ask(urlencode({"q": text})).cards[0]["slug"] == slug


@pytest.mark.parametrize("text", ["physionet.org", "www.physionet.org", "https://physionet.org/", "PhysioNet.org"])
def test_a_host_finds_what_is_there_and_the_source_of_its_name(ask: Ask, text: str) -> None:
    assert {card["slug"] for card in ask(urlencode({"q": text})).cards} == {"mimic-cxr", "mimic-iii", "physionet"}


@pytest.mark.parametrize(
    "text",
    ["10.9999/nothing.here", "https://doi.org/10.1000/182", "https://example.org/liver", "www.liver.example.com",
     "brain-tumors.org",
     "https://github.com/liver/kidney", "arXiv:2412.00001", "PMID 1", "https://www.kaggle.com/c/brain"],
)  # fmt: skip
def test_an_identifier_that_no_entry_has_finds_nothing_and_says_so(ask: Ask, text: str) -> None:
    results = ask(urlencode({"q": text}))
    assert results.total == 0
    assert len(results.absent) == len(results.notices) == 1


@pytest.mark.parametrize(
    "text",
    ["CT/MR", "PET/CT", "x-ray", "e.g. liver", "benign/malignant", "T1.5", "image.nii.gz", "v1.0", "U.S.", "and/or"],
)
def test_what_only_looks_like_one_stays_words(ask: Ask, text: str) -> None:
    assert not any("identifier" in notice.message for notice in ask(urlencode({"q": text})).notices)


@pytest.mark.parametrize(
    ("text", "apart"),
    [("CT/MR", "CT MR"), ("benign/malignant", "benign malignant"), ("foie/rein", "foie rein"), ("КТ/МРТ", "КТ МРТ"),
     ("liver / kidney", "liver kidney")],
)  # fmt: skip
def test_a_slash_stands_between_words(ask: Ask, text: str, apart: str) -> None:
    slashed, spaced = (ask(urlencode({"q": words})) for words in (text, apart))
    assert (slashed.total, slashed.absent) == (spaced.total, spaced.absent)
    assert [card["slug"] for card in slashed.cards] == [card["slug"] for card in spaced.cards]


def test_an_identifier_goes_with_words(ask: Ask) -> None:
    either = ask(urlencode({"q": f"{DOI} OR neheller/kits19"}))
    assert {card["slug"] for card in either.cards[:2]} == {"radimagenet", "kits19"}
    assert ask(urlencode({"q": f"radiology {DOI}"})).total <= 1
    assert "kits19" not in {card["slug"] for card in ask(urlencode({"q": "kidney -github.com/neheller/kits19"})).cards}


def test_what_stands_around_is_no_part_of_it() -> None:
    found = identifier("10.1016/S0140-6736(20)30183-5).", 0)
    assert found is not None
    assert found[0].typed == "10.1016/S0140-6736(20)30183-5"


@pytest.mark.parametrize(
    "text",
    ["https://kits19.grand-challenge.org/home/", "kits19.grand-challenge.org/evaluation/leaderboard",
     "http://www.kits19.grand-challenge.org/a?b=c", "KiTS19.grand-challenge.org/Rules/"],
)  # fmt: skip
def test_the_entries_on_the_host_of_an_unknown_address_are_offered(ask: Ask, text: str) -> None:
    results = ask(urlencode({"q": text}))
    assert results.total == 0
    assert "kits19" in [item.code for item in results.meant]


@pytest.mark.parametrize(
    "text", ["https://www.kaggle.com/datasets/foo/bar", "https://example.com/a", "10.1148/ryai.999"]
)
def test_a_host_of_many_or_of_none_offers_nothing(ask: Ask, text: str) -> None:
    assert ask(urlencode({"q": text})).meant == ()
