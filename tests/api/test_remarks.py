"""What the API says of a question beside its entries: all that the page says, in every language."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from datasets.models import LANGUAGES
from tests.views.reading import Page

from .conftest import Get

# Queries that were understood otherwise than typed, or that no entry answers.
TOLD = (
    "AMOS", "CheXpert", "LUNA 16", "Muller", "PadChest", "TotalSegmentator", "10.9999/nosuch", "radiogr", "pnuemonia",
    "title:liver", "liver or kidney", "liver NOT", "patients over 60", "60岁以上患者", "СТ печени", "😀", "size:50",
    "肺节结", "опухал почки", "xyzzyplugh",
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", TOLD)
def test_the_api_says_of_the_words_what_the_page_says(text: str, language: str, get: Get, client: Client) -> None:
    answer = get(f"datasets/?{urlencode({'q': text, 'lang': language})}")
    page = Page(client.get(f"/{language}/datasets/", {"q": text}).content.decode())
    said = " ".join(page.one("main").text.split())
    assert answer["notices"]
    for notice in answer["notices"]:
        assert " ".join(notice["message"].split()) in said
    for suggestion in (*answer["meant"], *answer["mentions"]):
        assert suggestion["text"] in said
    if answer["absent"]:
        assert any(name in notice["message"] for name in answer["absent"] for notice in answer["notices"])
        assert answer["results"] == []
    if answer["instead"]:
        assert answer["instead"] in said
