"""Documents: which language a line is in."""

import pytest

from datasets.models import Document

DOCUMENT = Document(languages=["en", "pt-br"], passages=[{"language": "pt-br", "first": 66, "last": 114}])


@pytest.mark.parametrize(
    ("line", "language"), [(1, "en"), (65, "en"), (66, "pt-br"), (114, "pt-br"), (115, "en"), (None, "en")]
)
def test_language_at_line(line: int | None, language: str) -> None:
    assert DOCUMENT.language_at(line) == language
