"""Markdown: a table whose cells show just the texts."""

import html
import re
from collections.abc import Callable, Iterator

import markdown
import nh3
import pytest

from datasets.compare.picture import Comparison
from datasets.exports.markdown_table import escaped, write

from .conftest import AWKWARD, addresses

pytestmark = pytest.mark.django_db


def rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


@pytest.mark.parametrize("name", ["comparison", "awkward"])
def test_every_row_has_a_cell_for_each_dataset(name: str, request: pytest.FixtureRequest) -> None:
    comparison: Comparison = request.getfixturevalue(name)
    found = rows(write(comparison, addresses(comparison)))
    assert {len(row) for row in found} == {len(comparison.columns) + 1}
    assert len(found) == 2 + sum(1 + len(group.rows) for group in comparison.groups)


def test_every_comparison_of_the_catalogue_is_a_table(everything: Callable[[], Iterator[Comparison]]) -> None:
    for comparison in everything():
        assert {len(row) for row in rows(write(comparison, addresses(comparison)))} == {len(comparison.columns) + 1}


def test_awkward_text_is_shown_as_it_is() -> None:
    text = "*a* _b_ `c` <b>d</b> [e](f) #g \\h !i {j} +k"
    rendered = markdown.markdown(escaped(text))
    assert html.unescape(nh3.clean(rendered, tags=set())) == text
    assert "<b>" not in rendered
    assert "<em>" not in rendered


def test_a_text_stays_on_one_line() -> None:
    assert "\n" not in escaped(AWKWARD)
    assert escaped("a | b") == "a \\| b"
    assert escaped("- a").startswith("\\-")


def test_unknown_is_said(comparison: Comparison) -> None:
    found = {row[0]: row[1:] for row in rows(write(comparison, addresses(comparison)))}
    assert found["Validation"] == ["*unknown*", "11,219 images \\(10 %\\) (000:302)", "*unknown*", "*unknown*"]


def test_the_table_says_where_it_comes_from(comparison: Comparison) -> None:
    known = addresses(comparison)
    text = write(comparison, known)
    assert f"<{known.comparison}>" in text
    assert all(f"]({address})" in text for address in known.entries.values())
