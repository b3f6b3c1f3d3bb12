"""Documents: which language a line is in, which are references, and which address is a DOI."""

import pytest

from datasets.models import Document

DOCUMENT = Document(languages=["en", "pt-br"], passages=[{"language": "pt-br", "first": 66, "last": 114}])


@pytest.mark.parametrize(
    ("line", "language"), [(1, "en"), (65, "en"), (66, "pt-br"), (114, "pt-br"), (115, "en"), (None, "en")]
)
def test_language_at_line(line: int | None, language: str) -> None:
    assert DOCUMENT.language_at(line) == language


@pytest.mark.parametrize(
    ("kind", "lines", "expected"),
    [("paper", None, True), ("page", None, True), ("list", None, False), ("page", 118, False), ("list", 24, False)],
)
def test_a_paper_or_page_without_lines_is_a_reference(kind: str, lines: int | None, expected: bool) -> None:
    assert Document(kind=kind, lines=lines).is_reference is expected


@pytest.mark.parametrize(
    ("url", "doi"),
    [
        ("https://doi.org/10.1109/CVPR.2017.369", "10.1109/CVPR.2017.369"),
        (
            "http://dx.doi.org/10.1002/1097-0142(1994)74:9%3C2492::AID%3E3.0.CO;2-X",
            "10.1002/1097-0142(1994)74:9<2492::AID>3.0.CO;2-X",
        ),
        ("https://example.org/10.1109/CVPR", ""),
        ("https://doi.org/", ""),
        ("", ""),
    ],
)
def test_doi(url: str, doi: str) -> None:
    assert Document(url=url).doi == doi
