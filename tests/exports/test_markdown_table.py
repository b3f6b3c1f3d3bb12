"""Markdown: a table whose cells show just the texts, with citations of the .bib file."""

import html
import re
from collections.abc import Callable, Iterator

import markdown
import nh3
import pytest

from datasets.exports import bibtex
from datasets.exports.kit import Kit
from datasets.exports.markdown_table import escaped, write

from .conftest import AWKWARD

pytestmark = pytest.mark.django_db


def rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


@pytest.mark.parametrize("name", ["kit", "awkward_kit"])
def test_every_row_has_a_cell_for_each_column(name: str, request: pytest.FixtureRequest) -> None:
    kit: Kit = request.getfixturevalue(name)
    found = rows(write(kit))
    assert {len(row) for row in found} == {len(kit.table.columns) + 1}
    assert len(found) == 2 + len(kit.table.rows)


def test_every_table_of_the_catalogue_is_one_and_cites_what_is_in_the_bib(
    every_kit: Callable[..., Iterator[Kit]],
) -> None:
    for kit in every_kit():
        text = write(kit)
        assert {len(row) for row in rows(text)} == {len(kit.table.columns) + 1}
        keys = set(re.findall(r"(?<!\\)@(\w+)", text))
        assert keys == set(re.findall(r"^@\w+\{([^,]*),$", bibtex.write(kit), re.MULTILINE))


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


def test_no_text_is_taken_for_a_citation() -> None:
    assert escaped("a @key") == "a \\@key"


def test_the_table_says_what_it_is_and_where_it_comes_from(kit: Kit) -> None:
    text = write(kit)
    assert text.startswith("Table: Datasets, as the sources that Lightbox [@lightbox_revision_7] names")
    assert f"<{kit.edition.address}>" in text
    assert "†: sources differ; pat.: patients; sl.: slices; ≈: about" in text
    assert "| KiTS19 [@dataset_kits19] | 2019 | CT | Kidney | 300 pat. | – | Mask |" in text
