"""The page of an entry at the desk: what it holds, in words, and that it opens whatever a database has."""

import pytest

from datasets.models import Dataset, Disagreement, Document, Statement
from tests.junk import ALL, store

from .conftest import Person

pytestmark = pytest.mark.django_db
# Values that are stored at once, so that each page is opened a few times only.
AT_ONCE = 9


def test_the_page_tells_in_words_what_the_entry_holds(editor: Person) -> None:
    page = editor.get("desk-entry", "chestx-ray14")
    facts = {fact.field.code: fact for _, found in page.context["groups"] for fact in found}
    for code, words in (("images", "112,120"), ("size", "42 GB"), ("class_count", "14")):
        assert words in "; ".join(text.text for text in facts[code].texts)
        assert words in page.content.decode()


@pytest.mark.parametrize("first", range(0, len(ALL), AT_ONCE))
def test_no_stored_value_keeps_a_page_from_opening(
    first: int, editor: Person, mura: Dataset, reference: Document
) -> None:
    statements = list(mura.statement_set.all()[:AT_ONCE])
    note = Disagreement.objects.create(dataset=mura, field="images", kind="claim", explanation={"en": "A note."})
    for place, statement in enumerate(statements, first):
        store(Statement, statement.pk, "value", ALL[place % len(ALL)])
    for place, column in enumerate(("explanation", "settled"), first):
        store(Disagreement, note.pk, column, ALL[place % len(ALL)])
    store(Dataset, mura.pk, "aliases", ALL[first])
    for name in ("desk-entry", "desk-state", "desk-status"):
        assert editor.get(name, mura.slug).status_code == 200
    for statement in statements:
        page = editor.get("desk-judge", mura.slug, statement.pk)
        assert page.status_code == 200
        assert editor.get("desk-settle", mura.slug, statement.field).status_code == 200
        # Saving says what is wrong, or mends it.
        row = page.context["row"]
        shown = {"value": row.value, "place": row.place, "seen": str(Dataset.objects.get(pk=mura.pk).revision)}
        data = {"act": "correct", "printed": "mended", **shown}
        assert editor.post("desk-judge", mura.slug, statement.pk, **data).status_code in (303, 400)
    data = {"document": reference.code, "value-year": "2019"}
    assert editor.post("desk-state", mura.slug, **data).status_code in (303, 400)
