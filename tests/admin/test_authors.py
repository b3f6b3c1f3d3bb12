"""Authors in the admin: another form is shown in theirs, to be saved again; what is ambiguous is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from datasets.models import Dataset, Document, Paper

from .forms import errors_of, form_of

Save = Callable[..., Any]

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper() -> Paper:
    return Paper.objects.create(dataset=Dataset.objects.get(slug="kits19"), position=9, title="On kidneys")


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Doe, Jane; Roe, Richard; Poe, Ann", "Doe, Jane and Roe, Richard and Poe, Ann"),
        ("Dupont J, Durand P et coll.", "Dupont, J. and Durand, P. and others"),
        ("Silva A. e colaboradores", "Silva, A. and others"),
        ("Иванов И. И. и др.", "Иванов, И. И. and others"),
        ("张伟、李娜等", "张伟 and 李娜 and others"),
        ("World Health Organization", "{World Health Organization}"),
    ],
)
def test_what_can_be_read_is_shown_in_the_form_and_taken_then(paper: Paper, typed: str, form: str, save: Save) -> None:
    answer = save(paper, authors=typed)
    (message,) = errors_of(answer)["authors"]
    assert "save again" in message
    assert form_of(answer, "paper_form")["authors"] == [form]
    assert save(paper, authors=form).status_code == 302
    paper.refresh_from_db()
    assert paper.authors == form


@pytest.mark.parametrize(
    "typed", ["Wang, Li, Zhang", "Jane Doe, Richard Roe", "Иван Иванов", "Zhang Wei", "{", "et al."]
)
def test_what_may_be_read_in_two_ways_is_refused_with_the_form(paper: Paper, typed: str, save: Save) -> None:
    (message,) = errors_of(save(paper, authors=typed))["authors"]
    assert typed in message
    assert "Family, Given and Family, Given" in message


def test_a_row_of_an_older_version_is_let_alone(paper: Paper, save: Save) -> None:
    Paper.objects.filter(pk=paper.pk).update(authors="Menze et al.")
    assert save(paper, year="2015").status_code == 302


def test_the_author_of_a_document_has_the_same_form(save: Save) -> None:
    document = Document.objects.get(code="ref-buda-2019")
    assert list(errors_of(save(document, author="Mateusz Buda; Ashirbani Saha"))) == ["author"]
    assert save(document, author="{Image Sciences Institute}").status_code == 302
