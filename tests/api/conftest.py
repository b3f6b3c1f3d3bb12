"""Asking the API."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

Get = Callable[..., Any]


@pytest.fixture
def get(client: Client, db: None) -> Get:
    """Give the JSON that an address below /api/v1/ answers with; the status must be the one expected."""

    def answer(address: str, status: int = 200) -> Any:
        response = client.get(address if address.startswith("http") else f"/api/v1/{address}")
        assert response.status_code == status, response.content[:500]
        assert response["Content-Type"].startswith("application/json")
        return json.loads(response.content.decode("utf-8"))

    return answer
