"""The facet "use": the same in pages, API and query language; unknown is not yes."""

from collections.abc import Callable

import pytest
from django.db.models import Q

from datasets.models import Dataset, License, Right

pytestmark = pytest.mark.django_db


@pytest.fixture
def allowed(change: Callable[..., None]) -> None:
    """Four entries with rights: by statement, by licence, against the licence, and for the code alone."""
    known = {*Right.objects.values_list("dataset", flat=True)}
    Right.objects.all().delete()
    change(Dataset.objects.filter(Q(pk__in=known) | Q(license__isnull=False)), license=None)
    kits, mura, brats, drive = (Dataset.objects.get(slug=slug) for slug in ("kits19", "mura", "brats", "drive"))
    Right.objects.create(dataset=kits, component="images", use="commercial", allowed=True)
    Right.objects.create(dataset=brats, component="images", use="commercial", allowed=False)
    Right.objects.create(dataset=drive, component="code", use="commercial", allowed=True)
    change(Dataset.objects.filter(pk__in=[mura.pk, brats.pk]), license=License.objects.get(code="CC-BY-4.0"))
    change(Dataset.objects.filter(pk__in=[kits.pk, drive.pk]), difficulty="easy")


def test_what_is_allowed_is_found(allowed: None, slugs: Callable[[str], list[str]]) -> None:
    assert set(slugs("use=commercial")) == {"kits19", "mura"}
    assert set(slugs("use=redistribution")) == {"mura", "brats"}
    assert {"kits19", "mura", "brats"} <= set(slugs("use=research"))
    assert "drive" not in slugs("use=research")


def test_one_use_or_all_of_several(allowed: None, slugs: Callable[[str], list[str]]) -> None:
    assert set(slugs("use=commercial&use=redistribution")) == {"kits19", "mura", "brats"}
    assert set(slugs("use=commercial&use=redistribution&all=use")) == {"mura"}


@pytest.mark.parametrize("query", ["use:commercial", "rights:commercial", 'use:"商业用途"', 'use:"usage commercial"'])
def test_the_query_language_knows_it(query: str, allowed: None, slugs: Callable[[str], list[str]]) -> None:
    assert set(slugs(f"q={query}")) == {"kits19", "mura"}


def test_its_words_stay_words(allowed: None, slugs: Callable[[str], list[str]]) -> None:
    """Who types "research" means the word; entries are not found because they may be used for it."""
    assert "mura" not in slugs("q=research")
