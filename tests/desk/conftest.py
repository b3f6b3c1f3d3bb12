"""People of each role at the desk, and what their browsers send."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import translation

from datasets.models import Dataset, Document

ROLES = ("Translators", "Curators", "Editors", "Administrators")


class Person:
    """Somebody who has signed in: the account, and a browser."""

    def __init__(self, name: str, *groups: str, superuser: bool = False) -> None:
        self.user = User.objects.create_user(name, is_staff=True, is_superuser=superuser, first_name=name.title())
        self.user.groups.set(Group.objects.filter(name__in=groups))
        self.client = Client()
        self.client.force_login(self.user)

    def get(self, page: str, /, *args: Any, language: str = "en", **query: Any) -> Any:
        """Open a page of the desk by the name of its address."""
        with translation.override(language):
            return self.client.get(reverse(page, args=args), query)

    def post(self, page: str, /, *args: Any, language: str = "en", **data: Any) -> Any:
        """Send a form of a page of the desk."""
        with translation.override(language):
            return self.client.post(reverse(page, args=args), data)


@pytest.fixture
def person(db: None) -> Callable[..., Person]:
    """Make somebody with a name and the roles."""
    return Person


@pytest.fixture
def editor(person: Callable[..., Person]) -> Person:
    """Somebody who may publish."""
    return person("ella", "Editors")


@pytest.fixture
def curator(person: Callable[..., Person]) -> Person:
    """Somebody who states and proposes."""
    return person("carl", "Curators")


@pytest.fixture
def mura(db: None) -> Dataset:
    """A published entry."""
    return Dataset.objects.get(slug="mura")


@pytest.fixture
def reference(db: None) -> Document:
    """A page of the owner of something, which is cited as a whole."""
    return Document.objects.create(
        code="ref-made-up",
        title="A page",
        kind="page",
        authority="owner",
        languages=["en"],
        url="https://example.org/made-up",
    )


def refusals(response: Any) -> str:
    """Return why nothing was saved, as the page says it."""
    assert response.status_code == 400, response.status_code
    return " ".join(response.context["refused"])
