"""Authors in the admin: another form is answered with theirs; what is ambiguous is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from datasets.models import Dataset, Document, Statement

from .forms import errors_of

Save = Callable[..., Any]

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper() -> Statement:
    return Statement.objects.create(
        dataset=Dataset.objects.get(slug="kits19"),
        position=99,
        field="paper",
        value={"title": "On kidneys"},
        printed="On kidneys",
        document=Document.objects.get(code="000"),
        line=1,
    )


def said(authors: str) -> str:
    """Return the paper as it is typed with its authors, which may hold what separates parts."""
    return f'title: On kidneys; authors: "{authors}"'


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
def test_what_can_be_read_is_told_in_the_form_and_taken_then(
    paper: Statement, typed: str, form: str, save: Save
) -> None:
    (message,) = errors_of(save(paper, value=said(typed)))["value"]
    assert f"are written “{form}” here" in message
    assert save(paper, value=said(form)).status_code == 302
    assert Statement.objects.get(printed="On kidneys").value == {"title": "On kidneys", "authors": form}


@pytest.mark.parametrize(
    "typed", ["Wang, Li, Zhang", "Jane Doe, Richard Roe", "Иван Иванов", "Zhang Wei", "{", "et al."]
)
def test_what_may_be_read_in_two_ways_is_refused_with_the_form(paper: Statement, typed: str, save: Save) -> None:
    (message,) = errors_of(save(paper, value=said(typed)))["value"]
    assert typed in message
    assert "Family, Given and Family, Given" in message


def test_a_row_of_an_older_version_is_let_alone(paper: Statement, save: Save) -> None:
    Statement.objects.filter(pk=paper.pk).update(value={"authors": "Menze et al."})
    assert save(paper, note="Looked up again.").status_code == 302


def test_the_author_of_a_document_has_the_same_form(save: Save) -> None:
    document = Document.objects.get(code="ref-buda-2019")
    assert list(errors_of(save(document, author="Mateusz Buda; Ashirbani Saha"))) == ["author"]
    assert save(document, author="{Image Sciences Institute}").status_code == 302
