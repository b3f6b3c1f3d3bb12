"""One normal form of each address and DOI, without a database."""

# ruff: noqa: S311 - chance here is for coverage, not for secrecy

import random
import time

import pytest

from datasets.words.identifiers import LONGEST, address, doi, host

pytestmark = pytest.mark.one_database

RYAI = "10.1148/ryai.210315"
SICI = "10.1002/1097-0142(1994)74:9<2492::aid-cncr>3.0.co;2-x"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (RYAI, RYAI),
        ("10.1148/RYAI.210315", RYAI),
        ("doi:10.1148/ryai.210315", RYAI),
        ("DOI: 10.1148/ryai.210315.", RYAI),
        ("doi 10.1148/ryai.210315", RYAI),
        ("DOI：10.1148/ryai.210315", RYAI),
        ("１０．１１４８／ryai.210315", RYAI),
        ("https://doi.org/10.1148/ryai.210315", RYAI),
        ("http://dx.doi.org/10.1148/ryai.210315", RYAI),
        ("HTTPS://WWW.DOI.ORG/10.1148/RYAI.210315", RYAI),
        ("doi.org/10.1148%2Fryai.210315", RYAI),
        ("10.1148%2fryai.210315", RYAI),
        ("https://doi.org/10.1148/ryai.210315?utm_source=mail#top", RYAI),
        ("https://doi.org/doi:10.1148/ryai.210315", RYAI),
        ("info:doi/10.1148/ryai.210315", RYAI),
        ("urn:doi:10.1148/ryai.210315", RYAI),
        ("<https://doi.org/10.1148/ryai.210315>", RYAI),
        ("«10.1148/ryai.210315»,", RYAI),
        ("(doi:10.1148/ryai.210315)", RYAI),
        ("10.1148/\u200bryai.\u00ad210315", RYAI),
        ("https://pubs.rsna.org/doi/full/10.1148/ryai.210315", RYAI),
        ("https://pubs.rsna.org/doi/pdf/10.1148/ryai.210315.pdf", RYAI),
        (
            "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0118432&x=1",
            "10.1371/journal.pone.0118432",
        ),
        ("https://link.springer.com/article/10.1007/s10278‐013‐9622‐7/fulltext.html", "10.1007/s10278-013-9622-7"),
        ("https://dataverse.harvard.edu/dataset.xhtml?persistentId=doi:10.7910/DVN/DBW86T", "10.7910/dvn/dbw86t"),
        ("10.1002/1097-0142(1994)74:9<2492::AID-CNCR>3.0.CO;2-X", SICI),
        ("https://doi.org/10.1002/1097-0142(1994)74:9%3C2492::AID-CNCR%3E3.0.CO;2-X", SICI),
        ("https://doi.org/10.1002/1097-0142(1994)74:9&lt;2492::AID-CNCR&gt;3.0.CO;2-X", SICI),
        ("https://doi.org/10.1016/0360-3016(91)90171-Y)", "10.1016/0360-3016(91)90171-y"),
        ("10.1016/s0140-6736(05)", "10.1016/s0140-6736(05)"),
        ("10.1000.10/123456", "10.1000.10/123456"),
        ("arXiv:1901.04056v2", "10.48550/arxiv.1901.04056"),
        ("https://arxiv.org/pdf/1901.04056.pdf", "10.48550/arxiv.1901.04056"),
        ("https://doi.org/10.48550/arXiv.1901.04056", "10.48550/arxiv.1901.04056"),
    ],
)
def test_every_form_of_a_doi_is_one(text: str, found: str) -> None:
    assert doi(text) == found
    assert doi(found) == found


@pytest.mark.parametrize(
    "text", ["", "10.5", "10.5/3", "1.10.1148/x", "liver CT", "10.1148/", "doi:", "https://example.org/a", "110.1148/x"]
)
def test_what_is_no_doi_is_none(text: str) -> None:
    assert doi(text) == ""


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (
            (
                "kits19.grand-challenge.org",
                "https://KiTS19.grand-challenge.org/",
                "http://www.kits19.grand-challenge.org:80/?utm_source=x&fbclid=1",
                "https://kits19.grand-challenge.org./index.html#top",
                "//kits19.grand-challenge.org//",
                "<https://kits19.grand-challenge.org>.",
                "https://web.archive.org/web/20200101000000/https://kits19.grand-challenge.org/",
                "web.archive.org/web/2019*/kits19.grand-challenge.org",
                "https://archive.ph/2020.01.01-000000/https://kits19.grand-challenge.org",
                "https://user:word@kits19.grand-challenge.org:443",
                "ｈｔｔｐｓ：／／kits19.grand-challenge.org",
                "https://kits19.grand-challenge\u200b.org",
            ),
            "kits19.grand-challenge.org",
        ),
        (
            ("https://x.org/a/../b//c/?b=2&a=1", "x.org/b/c?a=1&b=2&gclid=9", "http://x.org/b/./c?a=1&&b=2&"),
            "x.org/b/c?a=1&b=2",
        ),
        (
            (
                "https://github.com/NeHeller/kits19",
                "git@github.com:neheller/kits19.git",
                "ssh://git@github.com/neheller/kits19.git",
                "git://github.com/neheller/kits19/",
                "github.com/neheller/KiTS19#readme",
            ),
            "github.com/neheller/kits19",
        ),
        (
            ("https://www.synapse.org/#!Synapse:syn3193805", "https://www.synapse.org/Synapse:syn3193805/"),
            "synapse.org/Synapse:syn3193805",
        ),
        (("http://пример.рф/Путь", "http://xn--e1afmkfd.xn--p1ai/%D0%9F%D1%83%D1%82%D1%8C"), "пример.рф/Путь"),
        (("https://münchen.de/é", "http://xn--mnchen-3ya.de/e%CC%81"), "münchen.de/é"),
        (("https://x.org/Elf_(a)", "https://x.org/Elf_%28a%29"), "x.org/Elf_(a)"),
        (("https://x.org/a%20b?q=c+d", "https://x.org/%61%20b?q=c%20d"), "x.org/a%20b?q=c%20d"),
        (("https://doi.org/10.1148/RYAI.210315", "http://dx.doi.org/10.1148%2Fryai.210315"), f"doi.org/{RYAI}"),
        (
            ("https://arxiv.org/abs/1901.04056v2", "https://doi.org/10.48550/arXiv.1901.04056"),
            "doi.org/10.48550/arxiv.1901.04056",
        ),
        (("x.org:8080/", "http://www.x.org:08080"), "x.org:8080"),
        (("x.org/a;jsessionid=12?page=2", "x.org/a?page=2&PHPSESSID=3"), "x.org/a?page=2"),
    ],
)
def test_every_spelling_of_an_address_is_one(texts: tuple[str, ...], found: str) -> None:
    assert [address(text) for text in texts] == [found] * len(texts)
    assert address(found) == found


def test_addresses_of_different_things_stay_different() -> None:
    texts = [
        "https://x.org",
        "https://y.x.org",
        "https://x.org/a",
        "https://x.org/A",
        "https://x.org/a?id=1",
        "https://x.org/a?id=2",
        "https://x.org:8080/a",
        "https://x.org/a%2Fb",
        "https://x.org/a/b",
        "https://x.org/#/one",
        "https://x.org/#/two",
        "https://x.org/index.php?page_id=589",
        "https://x.org/index.php/more",
        "https://xorg.com",
    ]
    assert len({address(text) for text in texts}) == len(texts)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://www.Kaggle.com/datasets/x", "kaggle.com"),
        ("physionet.org", "physionet.org"),
        ("http://fcon_1000.projects.nitrc.org/indi", "fcon_1000.projects.nitrc.org"),
        ("web.archive.org/web/2020/http://x.org", "x.org"),
        ("www.com", "www.com"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("liver", ""),
        ("1.5", ""),
        ("10.1148/ryai.210315", ""),
        ("a@example.org", ""),
        ("mailto:a@example.org", ""),
        ("javascript:alert(1)", ""),
        ("liver. kidney", ""),
        ("e.g.", ""),
        ("http://[::1", ""),
        ("http://", ""),
    ],
)
def test_host(text: str, found: str) -> None:
    assert host(text) == found


BITS = [
    "https://",
    "http://",
    "www.",
    "doi:",
    "10.1000/",
    "10.5281/zenodo.1",
    "%2F",
    "%25",
    "%3C",
    "&lt;",
    "&amp;",
    "web.archive.org/web/2020/",
    "archive.ph/",
    "x.org",
    "\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
    "xn--",
    "xn--e1afmkfd.xn--p1ai",
    "?",
    "#",
    "!",
    "/",
    "//",
    "..",
    ".",
    "index.html",
    "=",
    "&",
    "a",
    "B",
    "utm_x=1",
    ":80",
    ":",
    "@",
    "git@github.com:",
    "v2",
    "(",
    ")",
    "<",
    ">",
    "arxiv.org/abs/1901.04056",
    "\u200b",
    "\xe9",
    "\u0410",
    "\u2013",
    " ",
    "\xdf",
    "\ufb01",
    "doi.org/",
    ".git",
    ";jsessionid=1",
    "%E9",
    "%C3%A9",
    "\\",
    "'",
    '"',
    "\u3002",
    "\uff11\uff10\uff0e",
    "\ufffd",
    "\x00",
    "[",
    "]",
]


@pytest.mark.parametrize("form", [address, doi, host])
def test_a_normal_form_has_itself_and_no_text_breaks_it(form: object) -> None:
    generator = random.Random(1)
    for _ in range(5_000):
        text = "".join(generator.choices(BITS, k=generator.randint(1, 9)))
        found = form(text)  # type: ignore[operator]
        assert form(found) == found, ascii(text)  # type: ignore[operator]


@pytest.mark.parametrize(
    "unit",
    ["%25", "/10.1000", "web.archive.org/web/1/", ")", "(", "https://", "&amp;", ".git", "xn--", "/..", "doi:", "é%"],
)
def test_hostile_texts_take_no_time(unit: str) -> None:
    text = unit * (LONGEST // len(unit))
    began = time.perf_counter()
    for form in (address, doi, host):
        form(f"x.org/10.1000/{text}"[:LONGEST])
        form(text)
    assert address("x" * LONGEST + ".org") == ""
    assert time.perf_counter() - began < 1
