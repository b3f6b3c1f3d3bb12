"""Asking the catalogue from a query string, the way pages and API do."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.http import QueryDict

from datasets.index import snapshot
from datasets.search import finding, parameters
from datasets.words.texts import reader

Ask = Callable[[str], finding.Results]


@pytest.fixture
def ask(db: None) -> Ask:
    """Answer a query string (without its question mark) from the catalogue as it is now."""

    def answer(question: str) -> finding.Results:
        now = snapshot.current()
        query, _ = parameters.read(QueryDict(question), now.codes)
        return finding.find(now, replace(query, language=reader()))

    return answer


@pytest.fixture
def slugs(ask: Ask) -> Callable[[str], list[str]]:
    """Give the slugs that answer a query string, in order, from all its pages."""

    def all_slugs(question: str) -> list[str]:
        found: list[str] = []
        pages = page = 1
        while page <= pages:
            results = ask(f"{question}&page_size=200&page={page}")
            found.extend(card["slug"] for card in results.cards)
            pages, page = results.pages, page + 1
        return found

    return all_slugs
