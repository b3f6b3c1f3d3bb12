"""What the tests of models share."""

import pytest

from datasets.models import DatasetDescription, DocumentDescription, SourceDescription


@pytest.fixture(autouse=True)
def room_for_texts(request: pytest.FixtureRequest) -> None:
    """Take away the texts in whose place the examples are put: the catalogue has one in every language."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        for model in (DatasetDescription, SourceDescription, DocumentDescription):
            model.objects.filter(language__in=["fr", "ru"]).delete()
