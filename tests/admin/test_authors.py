"""Authors in the admin: another form is answered with theirs. Those of papers are stated at the desk."""

from collections.abc import Callable
from typing import Any

import pytest

from datasets.models import Document

from .forms import errors_of

pytestmark = pytest.mark.django_db


def test_the_author_of_a_document_has_the_same_form(save: Callable[..., Any]) -> None:
    document = Document.objects.get(code="ref-buda-2019")
    assert list(errors_of(save(document, author="Mateusz Buda; Ashirbani Saha"))) == ["author"]
    assert save(document, author="{Image Sciences Institute}").status_code == 302
