"""Asking the API."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

Get = Callable[..., Any]


def counts(answer: Any) -> dict[str, dict[str, int]]:
    """Return the counts of a list's facets by code."""
    return {
        name: {option["code"]: option["count"] for option in facet["options"]}
        for name, facet in answer["facets"].items()
    }


@pytest.fixture
def get(client: Client, db: None) -> Get:
    """Give the JSON that an address below /api/v1/ answers with; the status must be the one expected."""

    def answer(address: str, status: int = 200) -> Any:
        response = client.get(address if address.startswith("http") else f"/api/v1/{address}")
        assert response.status_code == status, response.content[:500]
        # Of a withdrawn entry the record is answered, not a refusal.
        kind = "application/problem+json" if status >= 400 and status != 410 else "application/json"
        assert response["Content-Type"] == f"{kind}; charset=utf-8"
        assert response["Access-Control-Allow-Origin"] == "*"
        return json.loads(response.content.decode("utf-8"))

    return answer
