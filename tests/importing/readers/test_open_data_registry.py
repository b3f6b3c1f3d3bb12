"""The Registry of Open Data on AWS."""

import pytest

from datasets.importing.opening import opened
from datasets.importing.readers import open_data_registry, yaml_text

from .reading import dataset, read, said, told, values

SLIDES = """\
Name: Slides
Description: |
  A sentence that stays where it is.
Documentation: "[Guide](https://example.org/guide) and [code](https://example.org/code)"
Contact: help@example.org
ManagedBy: "[Our Clinic](https://example.org)"
UpdateFrequency: no
Tags:
  - aws-pds
  - digital pathology
License: "[CC BY](https://creativecommons.org/licenses/by/4.0/)"
RegistryEntryLastModified: 2024-02-03
Resources:
  - Description: All
    ARN: arn:aws:s3:::slides
    Type: S3 Bucket
    RequesterPays: False
    AccountRequired: True
    ControlledAccess: https://example.org/ask
    Explore:
      - "[Browse Bucket](https://slides.example.org/index.html)"
DataAtWork:
  Publications:
    - Title: On slides
      URL: https://doi.org/10.1000/Slides
      AuthorName: A. Doe, B. Roe
"""


def test_an_entry_is_read() -> None:
    found = dataset(open_data_registry, SLIDES, "slides.yaml")
    assert (found.name, found.key, found.problems) == ("Slides", "slides", ())
    assert found.identifiers == ("https://registry.opendata.aws/slides/",)
    assert said(found) == {
        "license": ["https://creativecommons.org/licenses/by/4.0/"],
        "source": ["Our Clinic"],
        "": ["digital pathology"],
        "access": ["AccountRequired: True", "ControlledAccess: https://example.org/ask"],
        "paper": ["On slides"],
    }
    assert values(found, "paper")[0] == {
        "doi": "10.1000/Slides",
        "title": "On slides",
        "authors": "Doe, A. and Roe, B.",
    }
    assert [(link["kind"], link["url"], link.get("label")) for link in values(found, "link")] == [
        ("download", "https://registry.opendata.aws/slides/", None),
        ("documentation", "https://example.org/guide", None),
        ("documentation", "https://example.org/code", None),
        ("download", "https://slides.example.org/index.html", "Browse Bucket"),
    ]
    cited = open_data_registry.cited(opened(SLIDES.encode(), "slides.yaml"))
    assert (cited.address, cited.authority, cited.as_of) == (
        "https://registry.opendata.aws/slides/", "registry", "2024-02-03",
    )  # fmt: skip


def test_a_pasted_entry_is_known_by_its_name_alone() -> None:
    assert dataset(open_data_registry, SLIDES).key == ""


def test_what_the_registry_no_longer_keeps_is_told() -> None:
    (problem,) = dataset(open_data_registry, "Deprecated: True\n" + SLIDES).problems
    assert str(problem).startswith("Deprecated: the registry says that it no longer keeps this dataset")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: no\nb: 1.10\nc: ~\nd:\ne: ''\n", {"a": "no", "b": "1.10", "c": "~", "d": None, "e": ""}),
        ("- 0x1F\n- [2024-01-01, {k: on}]", ["0x1F", ["2024-01-01", {"k": "on"}]]),
        ("!!python/object:os.system x", "x"),
        ("", None),
    ],
)
def test_yaml_is_read_as_it_is_printed(text: str, value: object) -> None:
    assert yaml_text.parsed(text) == (value, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\na: 2", "line 2: has the key “a” twice"),
        ("a: &x [1]\nb: [*x, *x]", "line 1: has an anchor or an alias"),
        ("[" * 30 + "]" * 30, "line 1: is nested more than 20 deep"),
        ("[" * 100_000, "line 1: is n"),
        ("? [a]\n: b", "line 1: has a key that is no text"),
        ("a: 1\n---\nb: 2", "line 2: has a second document"),
        ("a: b: c", "line 1: is no YAML"),
        ('a: "\x07', "is no YAML"),
        ("<<: *x", "has an anchor or an alias"),
    ],
)
def test_yaml_that_is_not_read_is_told_with_its_line(text: str, problem: str) -> None:
    value, found = yaml_text.parsed(text)
    assert value is None
    assert problem in str(found)


def test_a_broken_entry_is_told() -> None:
    assert told(read(open_data_registry, SLIDES + "  bad: [")) != []
