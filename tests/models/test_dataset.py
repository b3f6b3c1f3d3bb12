"""Datasets: who sees them, which slugs are valid, how rows show themselves."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model

from datasets.models import Dataset
from datasets.models.dataset import SLUG, published
from datasets.models.vocabulary import CODE

from .examples import EXAMPLES


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_public_does_not_see(status: str) -> None:
    Dataset.objects.filter(slug="mura").update(status=status)
    assert "mura" not in published().values_list("slug", flat=True)


@pytest.mark.django_db
def test_published_entries_come_in_slug_order() -> None:
    slugs = list(published().values_list("slug", flat=True))
    assert slugs == sorted(slugs)
    assert "mura" in slugs


@pytest.mark.django_db
@pytest.mark.parametrize("model", EXAMPLES, ids=lambda model: model.__name__)
def test_row_shows_something_readable(model: type[Model]) -> None:
    row = EXAMPLES[model]()
    row.save(force_insert=True)
    text = str(row)
    assert text.strip()
    assert "object (" not in text


@pytest.mark.parametrize("slug", ["a", "lidc-idri", "003"])
def test_slug_is_valid(slug: str) -> None:
    SLUG(slug)


@pytest.mark.parametrize("slug", ["", "A", "-a", "a-", "a--b", "a_b", "a b", "é", "a\n"])
def test_slug_is_not_valid(slug: str) -> None:
    with pytest.raises(ValidationError):
        SLUG(slug)


@pytest.mark.parametrize("code", ["CT", "nii.gz", "pt-br", "a+b"])
def test_code_is_valid(code: str) -> None:
    CODE(code)


@pytest.mark.parametrize("code", ["", "C T", ".a", "a.", "a..b", "a/b", "CT\n"])
def test_code_is_not_valid(code: str) -> None:
    with pytest.raises(ValidationError):
        CODE(code)
