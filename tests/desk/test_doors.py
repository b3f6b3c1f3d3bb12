"""What is true of every page of the desk, whatever is sent to it."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from datasets.models import ChangeSet, Dataset, Suggestion

from .conftest import Person

pytestmark = pytest.mark.django_db
NUL = "a\0b"


@pytest.mark.parametrize(
    ("page", "args", "query"),
    [
        ("desk-entries", [], {"q": NUL}),
        ("desk-add", [], {"reference": NUL, "document": NUL}),
        ("desk-merge", ["mura"], {"other": NUL}),
        ("desk-changes", [], {"by": NUL, "entry": NUL}),
        ("desk-terms", [], {"field": "document", "q": NUL}),
    ],
)
def test_what_is_no_text_is_not_looked_for(page: str, args: list[str], query: dict[str, str], editor: Person) -> None:
    assert editor.get(page, *args, **query).status_code == 200


@pytest.mark.parametrize(
    ("page", "args", "form"),
    [
        ("desk-bulk", [], {"entries": NUL, "term": "MR", "document": NUL, "printed": NUL}),
        ("desk-add", [], {"name": NUL, "document": NUL}),
        ("desk-merge", ["mura"], {"other": NUL}),
        ("desk-split", ["mura"], {"name": NUL, "slug": NUL}),
    ],
)
def test_what_is_no_text_is_not_asked_of_the_database(
    page: str, args: list[str], form: dict[str, Any], editor: Person
) -> None:
    assert editor.post(page, *args, **form).status_code in (200, 400)


def test_what_is_no_text_is_not_kept(editor: Person, mura: Dataset) -> None:
    editor.post("desk-status", "mura", seen=mura.revision, reason="It is\0 gone.")
    assert ChangeSet.objects.get(pk=ChangeSet.current()[0]).reason == "It is gone."


def test_without_a_role_nothing_is_seen_of_what_visitors_write_or_others_change(
    person: Callable[..., Person], mura: Dataset
) -> None:
    row = Suggestion.objects.create(text="Something is wrong.", dataset=mura)
    nora, tess = person("nora"), person("tess", "Translators")
    for page, args in (("desk-suggestions", []), ("desk-suggestion", [row.pk]), ("desk-changes", [])):
        assert (nora.get(page, *args).status_code, tess.get(page, *args).status_code) == (403, 200)
    assert not nora.get("desk").context["sections"]
    assert row.token not in tess.get("desk-suggestion", row.pk).content.decode()


@pytest.mark.parametrize("role", ["", "Translators", "Curators", "Editors"])
def test_each_link_of_the_desk_leads_somewhere(role: str, person: Callable[..., Person]) -> None:
    somebody = person("somebody", *filter(None, [role]))
    for address in re.findall(r'href="(/en/desk/[a-z/]*)"', somebody.get("desk").content.decode()):
        assert somebody.client.get(address).status_code == 200, address
