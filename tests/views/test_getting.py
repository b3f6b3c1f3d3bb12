"""Commands that get the data: only where an address says which one, and nothing that a shell would read."""

import pytest

from datasets.models import Link
from datasets.views.getting import commands


def lines(url: str, kind: str = "download") -> list[str]:
    return [command.line for command in commands([Link(url=url, kind=kind)])]


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("https://www.kaggle.com/datasets/some-owner/some.set_1", "kaggle datasets download some-owner/some.set_1"),
        ("https://kaggle.com/some-owner/some-set?select=a.csv", "kaggle datasets download some-owner/some-set"),
        ("https://www.kaggle.com/c/some-challenge/data", "kaggle competitions download -c some-challenge"),
        ("https://www.kaggle.com/competitions/some-challenge", "kaggle competitions download -c some-challenge"),
        ("https://huggingface.co/datasets/some-owner/some-set/", "hf download some-owner/some-set --repo-type dataset"),
        ("https://zenodo.org/record/1234567", "zenodo_get 1234567"),
        ("https://zenodo.org/records/1234567#files", "zenodo_get 1234567"),
        ("https://doi.org/10.5281/zenodo.1234567", "zenodo_get 1234567"),
        (
            "https://physionet.org/content/some-set/1.0.0/",
            "wget -r -N -c -np https://physionet.org/files/some-set/1.0.0/",
        ),
        (
            "https://portal.imaging.datacommons.cancer.gov/explore/filters/?collection_id=some_set",
            "idc download some_set",
        ),
        ("https://some-set.s3.amazonaws.com/", "aws s3 sync --no-sign-request s3://some-set some-set"),
        ("https://github.com/some-owner/some-set", "git clone https://github.com/some-owner/some-set.git"),
        ("https://github.com/some-owner/some-set.git", "git clone https://github.com/some-owner/some-set.git"),
    ],
)
def test_address_gives_its_hosts_command(url: str, line: str) -> None:
    assert lines(url) == [line]


@pytest.mark.parametrize(
    "url",
    [
        "https://www.kaggle.com/datasets/",
        "https://www.kaggle.com/discussion/12345",
        "https://kaggle.com.example/datasets/a/b",
        "https://example.org/?u=https://zenodo.org/record/1",
        "https://zenodo.org/record/12a",
        "https://www.kaggle.com/datasets/a/b;rm%20-rf",
        "https://www.kaggle.com/datasets/a/$(id)",
        "https://www.kaggle.com/datasets/-o/x",
        "https://huggingface.co/datasets/a/b c",
        "https://github.com/a/b/tree/main/c",
        "https://zenodo.org/record/１２３",
        "ftp://zenodo.org/record/1",
        "https://wiki.example.org/LIDC-IDRI",
    ],
)
def test_address_of_another_form_gives_none(url: str) -> None:
    assert lines(url) == []


@pytest.mark.parametrize("kind", ["paper", "documentation", "code", "tool", "model", "archive"])
def test_what_is_not_the_data_gives_none(kind: str) -> None:
    assert lines("https://zenodo.org/record/1", kind) == []


def test_home_page_that_is_a_repository_is_not_cloned() -> None:
    assert lines("https://github.com/a/b", "homepage") == []


def test_two_addresses_of_one_set_give_one_command() -> None:
    links = [Link(url=f"https://zenodo.org/{word}/7", kind="download") for word in ("record", "records")]
    assert [command.line for command in commands(links)] == ["zenodo_get 7"]
