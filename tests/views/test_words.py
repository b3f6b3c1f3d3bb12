"""Figures, sizes and citations as pure functions."""

import re

import pytest
from django.utils import timezone

from datasets.models import Dataset, Unit
from datasets.templatetags.lightbox import json_script_data, number
from datasets.views.dataset import citation
from datasets.words.wording import figure, language_of, precise, size


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1 kB"),
        (500_000_000, "500 MB"),
        (1_500_000_000, "1.5 GB"),
        (42_000_000_000, "42 GB"),
        (10_000_000_000_000, "10 TB"),
        (1_000_000_000_000, "1 TB"),
        (2_500_000_000_000_000, "2,500 TB"),
    ],
)
def test_a_size_is_in_the_decimal_unit_that_fits(value: int, text: str) -> None:
    assert size(value).replace(",", "") == text.replace(",", "")


@pytest.mark.parametrize("value", [1_250_000_000, 1_001_000_000_000, 129_212_000, 999_960_000])
def test_a_size_is_shown_as_exactly_as_it_is_known(value: int) -> None:
    shown, unit = size(value).split()
    factor = {"kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}[unit]
    assert abs(float(shown.replace(",", "")) * factor - value) / value < 0.005, size(value)
    assert float(shown.replace(",", "")) < 1_000, size(value)


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        ("exact", "30 GB"),
        ("about", "about 30 GB"),
        ("at-least", "at least 30 GB"),
        ("per-year", "30 GB per year"),
        ("", "30 GB"),
    ],
)
def test_a_figure_says_how_exact_it_is(precision: str, text: str) -> None:
    assert precise("30 GB", precision) == text


def test_a_figure_is_grouped_and_has_its_unit() -> None:
    unit = Unit(code="slices", names={"en": "slices"})
    assert figure(300_000, unit, "about") == "about 300,000 slices"
    assert figure(1_234_567, None, "") == "1,234,567"


def test_a_number_is_grouped_and_nothing_is_nothing() -> None:
    assert (number(112_120), number(0), number(None)) == ("112,120", "0", "")


@pytest.mark.parametrize(
    ("text", "language"),
    [("肺结节", "zh-Hans"), ("CT 图像", "zh-Hans"), ("Снимки", "ru"), ("Radiographies", ""), ("", "")],
)
def test_a_script_gives_its_language_away(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["</script>", "<!--", "]]>", "&lt;", "<ScRiPt"])
def test_json_in_a_page_cannot_end_its_script(text: str) -> None:
    assert not {"<", ">", "&"} & set(json_script_data({"name": text}))


def test_json_in_a_page_keeps_its_characters() -> None:
    assert json_script_data({"name": "肾 é"}) == '{"name": "肾 é"}'


def entry(name: str) -> Dataset:
    return Dataset(slug="example-set", name=name, changed=timezone.now())


@pytest.mark.parametrize(
    "name", ["Plain", "A & B", "50%", "$1 #2", "a_b", "a{b", "a}b", "a\\b", "~^", "肾", "{}", "\\"]
)
def test_a_citation_in_bibtex_is_well_formed(name: str) -> None:
    bibtex = citation(entry(name), "https://lightbox.example/d/example-set/")["bibtex"]
    depth, lowest = 0, 0
    for character in re.sub(r"\\.", "", bibtex):
        depth += (character == "{") - (character == "}")
        lowest = min(lowest, depth)
    assert (depth, lowest) == (0, 0), bibtex
    title = next(line for line in bibtex.splitlines() if line.startswith("  title"))
    assert not re.search(r"(?<!\\)[&%$#_]", title), title


def test_a_citation_names_the_entry_the_directory_and_the_address() -> None:
    text = citation(entry("Example set"), "https://lightbox.example/d/example-set/")["text"]
    assert all(part in text for part in ("Example set", "Lightbox", "https://lightbox.example/d/example-set/"))
