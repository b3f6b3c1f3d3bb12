"""Actions on lists: publish, withdraw, review, delete, decide; and the queues that they work through."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from datasets import models
from datasets.admin.backing import SHOWN
from datasets.models import Dataset, Disagreement
from datasets.records.projecting import project

from .conftest import address
from .forms import seen, sure

Act = Callable[..., Any]


@pytest.fixture
def mura(db: None) -> Dataset:
    return Dataset.objects.get(slug="mura")


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def listed(client: Client, model: Any, **filters: str) -> set[Any]:
    return set(client.get(address(model, "changelist"), {**filters, "all": ""}).context["cl"].result_list)


def test_withdrawn_entry_is_gone_with_what_is_known(act: Act, client: Client, mura: Dataset) -> None:
    act("withdraw", mura)
    response = client.get(reverse("dataset", args=["mura"]))
    assert response.status_code == 410
    assert b"MURA" in response.content


def shows(draft: Dataset) -> Dataset:
    """Let an entry owe nothing more: it is said what it shows."""
    draft.statement_set.create(field="modality", value=["CT"], printed="CT", document=models.Document.objects.all()[0])
    return draft


def test_published_draft_has_a_page(act: Act, client: Client, entry: Callable[..., Dataset]) -> None:
    draft = shows(entry("made-up", status="draft"))
    assert client.get(reverse("dataset", args=["made-up"])).status_code == 404
    response = act("publish", draft)
    assert client.get(reverse("dataset", args=["made-up"])).status_code == 200
    assert any("no statement of field name has the value" in message for message in said(response))


def test_what_owes_something_is_named_and_the_others_are_published(act: Act, entry: Callable[..., Dataset]) -> None:
    whole, empty = shows(entry("whole", status="draft")), entry("empty", 0, status="draft")
    part, withdrawn = entry("part", status="draft"), entry("withdrawn", 0, status="withdrawn")
    empty.statement_set.all().delete()
    response = act("publish", whole, empty, part, withdrawn)
    status = dict(
        Dataset.objects.filter(slug__in=("whole", "empty", "part", "withdrawn")).values_list("slug", "status")
    )
    assert status == {"whole": "published", "empty": "draft", "part": "draft", "withdrawn": "published"}
    told = said(response)
    assert "Published: 2 entries." in told
    assert "Not published: “Empty”, which owes its reader a reference, what it shows, a way to it, a text." in told
    assert "Not published: “Part”, which owes its reader what it shows." in told


def test_long_list_of_what_owes_something_is_cut(act: Act, entry: Callable[..., Dataset]) -> None:
    response = act("publish", *(entry(f"no-{number}", 0, status="draft") for number in range(SHOWN + 2)))
    assert len(said(response)) == SHOWN + 2
    assert said(response)[-1] == "Not published: 2 more."


def test_changing_the_status_dates_the_change(act: Act, mura: Dataset) -> None:
    act("withdraw", mura)
    assert Dataset.objects.get(pk=mura.pk).changed > mura.changed


def test_action_leaves_an_entry_in_the_history(act: Act, mura: Dataset) -> None:
    act("withdraw", mura, Dataset.objects.get(slug="brats"))
    entry = LogEntry.objects.get(object_id=str(mura.pk))
    assert "status" in entry.get_change_message()


def test_published_entries_are_not_deleted_from_the_list(
    act: Act, mura: Dataset, entry: Callable[..., Dataset]
) -> None:
    draft = entry("made-up", status="draft")
    response = act("delete_selected", mura, draft, post="yes")
    assert Dataset.objects.filter(pk__in=[mura.pk, draft.pk]).count() == 2
    assert "Withdraw" in said(response)[0]


def test_published_entry_is_not_deleted_from_its_page(admin_client: Client, mura: Dataset) -> None:
    assert admin_client.post(address(Dataset, "delete", mura.pk), sure(mura)).status_code == 403
    assert Dataset.objects.filter(pk=mura.pk).exists()


def test_drafts_and_withdrawn_entries_are_deleted(act: Act, mura: Dataset, entry: Callable[..., Dataset]) -> None:
    draft = entry("made-up", status="draft")
    act("withdraw", mura)
    act("delete_selected", mura, draft, post="yes")
    assert not Dataset.objects.filter(pk__in=[mura.pk, draft.pk]).exists()


def test_what_leads_to_an_entry_follows_its_deletion(
    act: Act, admin_client: Client, entry: Callable[..., Dataset]
) -> None:
    draft, naming = entry("made-up", status="draft"), entry("other")
    said = {"field": "relation", "value": [{"kind": "mirror-of", "target": "made-up"}], "printed": "a mirror"}
    naming.statement_set.create(document=models.Document.objects.all()[0], **said)
    project(Dataset.objects.filter(pk=naming.pk))
    assert naming.relations.filter(target=draft).exists()
    assert admin_client.post(address(Dataset, "delete", draft.pk), sure(draft)).status_code == 302
    assert not naming.relations.filter(kind="mirror-of").exists()
    assert Dataset.objects.get(pk=naming.pk).revision == models.ChangeSet.current()[0]


def test_curator_without_the_right_gets_no_action(client: Client, mura: Dataset) -> None:
    user = User.objects.create_user("visitor", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_dataset"))
    client.force_login(user)
    data = {"action": "withdraw", "_selected_action": [mura.pk], "shown": seen(mura)}
    client.post(address(Dataset, "changelist"), data)
    assert Dataset.objects.get(pk=mura.pk).status == "published"


def test_all_texts_of_an_entry_are_reviewed(act: Act, mura: Dataset) -> None:
    other = models.DatasetDescription.objects.exclude(dataset=mura).filter(reviewed=False)[0]
    act("mark_texts_reviewed", mura)
    assert not mura.descriptions.filter(reviewed=False).exists()
    other.refresh_from_db()
    assert not other.reviewed


def test_selected_text_is_reviewed_and_dates_its_entry(act: Act, mura: Dataset) -> None:
    text = mura.descriptions.filter(reviewed=False)[0]
    act("mark_reviewed", text)
    text.refresh_from_db()
    assert text.reviewed
    assert Dataset.objects.get(pk=mura.pk).changed > mura.changed


def test_words_of_a_visitor_lead_to_the_desk_and_stay_as_they_are(admin_client: Client, mura: Dataset) -> None:
    suggestion = models.Suggestion.objects.create(dataset=mura, text="There are more.")
    page = admin_client.get(address(models.Suggestion, "change", suggestion.pk))
    assert f"/desk/suggestions/{suggestion.pk}/" in page.content.decode()
    assert (
        admin_client.post(address(models.Suggestion, "change", suggestion.pk), {"text": "Changed"}).status_code == 403
    )
    suggestion.refresh_from_db()
    assert suggestion.text == "There are more."


def test_disputed_entries_are_those_with_an_open_disagreement(admin_client: Client) -> None:
    expected = {row.dataset for row in Disagreement.objects.filter(settled__isnull=True).select_related("dataset")}
    assert expected
    assert listed(admin_client, Dataset, disputed="yes") == expected
    assert listed(admin_client, Dataset, disputed="no") == set(Dataset.objects.all()) - expected


def test_entries_with_texts_to_review_are_listed(act: Act, admin_client: Client, mura: Dataset) -> None:
    assert mura in listed(admin_client, Dataset, to_review="yes")
    act("mark_texts_reviewed", mura)
    assert mura not in listed(admin_client, Dataset, to_review="yes")
    assert mura in listed(admin_client, Dataset, to_review="no")


def test_entries_without_a_text_in_a_language_are_listed(admin_client: Client, entry: Callable[..., Dataset]) -> None:
    made = entry("made-up", len(models.LANGUAGES))
    made.descriptions.filter(language="ru").delete()
    assert listed(admin_client, Dataset, text_missing="en") == set()
    assert listed(admin_client, Dataset, text_missing="ru") == {made}


def test_terms_without_a_name_in_a_language_are_listed(admin_client: Client) -> None:
    term = models.Task.objects.create(code="made-up", names={"en": "Made up"})
    assert listed(admin_client, models.Task, name_missing="zh-hans") == {term}


def test_numbers_in_the_list_are_those_of_the_entry(admin_client: Client, entry: Callable[..., Dataset]) -> None:
    made = entry("made-up", 3)
    row = next(row for row in listed(admin_client, Dataset, q="made-up"))
    assert row == made
    assert (row.statement_count, row.open_count, row.unreviewed_count) == (made.statement_set.count(), 3, 3)


def test_settling_a_disagreement_shows_the_statements_and_takes_a_reason(
    save: Callable[..., Any], admin_client: Client, entry: Callable[..., Dataset]
) -> None:
    made = entry("made-up")
    row = made.disagreement_set.get()
    models.Statement.objects.create(
        dataset=made, field="images", printed="about <500> images", document=models.Document.objects.all()[0], line=7
    )
    page = admin_client.get(address(Disagreement, "change", row.pk)).content.decode()
    assert "about &lt;500&gt; images" in page
    assert "line 7" in page
    assert save(row, settled_en="The second one counts patients.").status_code == 302
    row.refresh_from_db()
    assert row.settled == {"en": "The second one counts patients."}
    assert made not in listed(admin_client, Dataset, disputed="yes")
    assert row in listed(admin_client, Disagreement, settled="yes")


def test_emptied_reason_opens_the_disagreement_again(
    save: Callable[..., Any], admin_client: Client, entry: Callable[..., Dataset]
) -> None:
    row = entry("made-up").disagreement_set.get()
    row.settled = {"en": "A reason."}
    row.save()
    assert save(row, settled_en="").status_code == 302
    assert row in listed(admin_client, Disagreement, settled="no")
