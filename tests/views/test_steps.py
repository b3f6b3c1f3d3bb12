"""What a guide says to do: steps before what the documents say, with entries as the catalogue has them today."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import QuerySet

from datasets.models import Dataset, Guide, Link

from .conftest import Read
from .reading import Element

pytestmark = pytest.mark.django_db

Change = Callable[..., None]


@pytest.fixture
def stepped(change: Change) -> Guide:
    """A guide with two steps: one names entries, one has code."""
    guide = Guide.objects.get(slug="beginner")
    guide.body["steps"] = [
        {
            "title": {"en": "Take a small set", "fr": "Prenez un petit jeu"},
            "text": {"en": "Either will do.", "fr": "L'un ou l'autre convient."},
            "datasets": ["busi", "drive"],
        },
        {
            "title": {"en": "Read an image"},
            "text": {"en": "Before anything else."},
            "code": {"language": "python", "text": "print('<images>')"},
        },
    ]
    guide.save()
    change(Dataset.objects.filter(slug="busi"), size_bytes=250_000_000, size_precision="about")
    Dataset.objects.get(slug="busi").link_set.update(kind=Link.Kind.PAPER)
    return guide


def offered(page: Element) -> list[list[str]]:
    rows = page.one("table", class_="offered").one("tbody").all("tr")
    return [[row.one("th").text, *(cell.text for cell in row.all("td"))] for row in rows]


@pytest.mark.usefixtures("stepped")
def test_steps_come_before_what_the_documents_say(read: Read) -> None:
    page = read("/en/guides/beginner/")
    titles = [heading.text for heading in page.one("ol", class_="steps").all("h2")]
    assert titles == ["Take a small set", "Read an image"]
    folded = page.one("details", class_="documents")
    assert folded.get("open") is None
    assert {"Aim", "What does not agree"} <= {heading.text for heading in folded.all("h2")}
    assert page.one("ol", class_="steps").one("pre").text == "print('<images>')"


@pytest.mark.usefixtures("stepped")
def test_an_entry_stands_with_its_size_and_the_time_that_takes(read: Read) -> None:
    rows = {row[0]: row[1:3] for row in offered(read("/en/guides/beginner/"))}
    assert rows["BUSI"] == ["about 250 MB", "about 1 minute"]


@pytest.mark.usefixtures("stepped")
def test_an_entry_that_the_public_does_not_see_is_left_out(read: Read, change: Change) -> None:
    change(Dataset.objects.filter(slug="drive"), status=Dataset.Status.DRAFT)
    assert len(offered(read("/en/guides/beginner/"))) == 1


@pytest.mark.usefixtures("stepped")
def test_steps_are_in_the_readers_language(read: Read) -> None:
    page = read("/fr/guides/beginner/")
    first, second = page.one("ol", class_="steps").all("h2")
    assert (first.text, second.text, second["lang"]) == ("Prenez un petit jeu", "Read an image", "en")


def test_a_guide_without_steps_folds_nothing(read: Read) -> None:
    guide: QuerySet[Any] = Guide.objects.filter(slug="beginner")
    row = guide.get()
    row.body.pop("steps", None)
    row.save()
    assert read("/en/guides/beginner/").all("details", class_="documents") == []
