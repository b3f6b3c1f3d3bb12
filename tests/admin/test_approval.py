"""Approving texts and writing on what is published: each by a right of its own, and not one's own words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import polib
import pytest
from django.contrib.auth.models import User
from django.test import Client

from datasets.models import (
    Dataset,
    DatasetDescription,
    Disagreement,
    Document,
    DocumentDescription,
    FormerSlug,
    Guide,
    Source,
    SourceDescription,
    Suggestion,
    Task,
)
from tests.commands.conftest import run

from .conftest import Account, address
from .forms import errors_of, form_of, seen, sure
from .test_matrix import EVERYTHING, codenames, written

pytestmark = pytest.mark.django_db

WORDS = "Words that a person wrote by hand for this test alone."
# Kind of text, its owner's model, and the name of the owner's inline.
TEXTS = [(DatasetDescription, Dataset), (SourceDescription, Source), (DocumentDescription, Document)]


# Whoever may not publish writes texts of drafts alone here (TestWhoMayNotPublish), and of other entries at the desk.
WRITES = (*codenames("publish", Dataset), *codenames("add change", *(text for text, _ in TEXTS)))


@pytest.fixture
def translator(account: Account) -> tuple[User, Client]:
    return account("translator", *EVERYTHING, *WRITES)


@pytest.fixture
def reviewer(account: Account) -> tuple[User, Client]:
    """Somebody who translates as well as reviews."""
    return account("reviewer", *EVERYTHING, *WRITES, *codenames("review", *(text for text, _ in TEXTS)))


def text_of(model: Any = DatasetDescription, **columns: Any) -> Any:
    """Return a French text with some columns set."""
    row = model.objects.filter(language="fr").order_by("pk")[0]
    model.objects.filter(pk=row.pk).update(**columns)
    row.refresh_from_db()
    return row


def saved(client: Client, row: Any, **changes: Any) -> Any:
    """Open the page of a row, change fields, whether or not they are there, and press Save."""
    url = address(type(row), "change", row.pk)
    response = client.post(url, {**form_of(client.get(url), f"{row._meta.model_name}_form"), **changes})
    row.refresh_from_db()
    return response


def ticked(client: Client, row: Any) -> bool | None:
    """Tell whether the page's form has the mark that a text is reviewed; None where it cannot be changed."""
    fields = client.get(address(type(row), "change", row.pk)).context["adminform"].form.fields
    return None if "reviewed" not in fields or fields["reviewed"].disabled else True


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


@pytest.mark.parametrize("model", [text for text, _ in TEXTS])
class TestOnThePageOfAText:
    """The mark “reviewed”."""

    def test_a_translator_cannot_set_it_whatever_is_posted(self, model: Any, translator: Any) -> None:
        row = text_of(model, reviewed=False)
        assert ticked(translator[1], row) is None
        assert saved(translator[1], row, reviewed="on").status_code == 302
        assert not row.reviewed

    def test_a_reviewer_sets_it_for_anothers_words(self, model: Any, reviewer: Any, translator: Any) -> None:
        row = text_of(model, reviewed=False, written_by=translator[0])
        assert saved(reviewer[1], row, reviewed="on").status_code == 302
        assert (row.reviewed, row.written_by) == (True, translator[0])

    def test_a_reviewer_cannot_set_it_for_their_own_words(self, model: Any, reviewer: Any) -> None:
        row = text_of(model, reviewed=False, written_by=reviewer[0])
        assert ticked(reviewer[1], row) is None
        saved(reviewer[1], row, reviewed="on")
        assert not row.reviewed

    def test_words_and_approval_in_one_save_are_refused_at_the_field(self, model: Any, reviewer: Any) -> None:
        row = text_of(model, reviewed=False)
        response = saved(reviewer[1], row, reviewed="on", summary=WORDS)
        assert errors_of(response)["reviewed"] == [
            "You changed the words: another person approves them. Save without approving."
        ]
        assert not row.reviewed
        assert row.summary != WORDS

    def test_changed_words_are_approved_no_longer(self, model: Any, translator: Any) -> None:
        row = text_of(model, reviewed=True)
        url = address(model, "change", row.pk)
        form = form_of(translator[1].get(url), f"{row._meta.model_name}_form")
        response = translator[1].post(url, {**form, "summary": WORDS}, follow=True)
        row.refresh_from_db()
        assert (row.reviewed, row.summary, row.written_by) == (False, WORDS, translator[0])
        assert "No longer approved: 1 texts" in said(response)

    def test_a_superuser_who_works_alone_approves_their_own_words(self, model: Any, admin_client: Client) -> None:
        row = text_of(model, reviewed=False)
        assert saved(admin_client, row, summary=WORDS, reviewed="on").status_code == 302
        assert (row.reviewed, row.summary) == (True, WORDS)

    def test_saving_without_a_change_leaves_approval_and_writer(self, model: Any, translator: Any) -> None:
        row = text_of(model, reviewed=True)
        saved(translator[1], row)
        assert (row.reviewed, row.written_by) == (True, None)

    def test_whoever_writes_a_missing_text_has_written_it(self, model: Any, reviewer: Any) -> None:
        row = text_of(model)
        owner = next(name for name in ("dataset", "source", "document") if hasattr(row, f"{name}_id"))
        key = getattr(row, f"{owner}_id")
        row.delete()
        url = f"{address(model, 'add')}?{owner}={key}&language=fr"
        form = form_of(reviewer[1].get(url), f"{row._meta.model_name}_form")
        texts = {"summary": WORDS, "description": WORDS}
        assert reviewer[1].post(url, {**form, **texts, owner: key, "reviewed": "on"}).status_code == 302
        made = model.objects.get(**{owner: key}, language="fr")
        assert (made.reviewed, made.written_by) == (False, reviewer[0])


class TestWhatAnApprovalIsOf:
    """Words, in a language, about a thing, as a translation of an original."""

    def outdated(self, **columns: Any) -> DatasetDescription:
        row = text_of(reviewed=True, **columns)
        DatasetDescription.objects.filter(dataset=row.dataset_id, language="en").update(summary="It says more now.")
        return row  # type: ignore[no-any-return]

    def test_who_may_not_review_does_not_make_an_outdated_text_a_reviewed_one(self, translator: Any) -> None:
        row = self.outdated()
        saved(translator[1], row)
        assert not row.reviewed

    def test_a_reviewer_says_that_it_still_fits(self, reviewer: Any) -> None:
        row = self.outdated()
        saved(reviewer[1], row)
        assert row.reviewed

    def test_the_writer_does_not_though_a_reviewer(self, reviewer: Any) -> None:
        row = self.outdated(written_by=reviewer[0])
        saved(reviewer[1], row)
        assert not row.reviewed

    @pytest.mark.parametrize("where", ["dataset", "language"])
    def test_a_text_that_is_moved_is_approved_no_longer(self, where: str, translator: Any) -> None:
        row = text_of(reviewed=True)
        other = Dataset.objects.exclude(pk=row.dataset_id)[0]
        other.descriptions.filter(language="fr").delete()
        row.dataset.descriptions.filter(language="ru").delete()
        target = {"dataset": str(other.pk)} if where == "dataset" else {"language": "ru"}
        shown = saved(translator[1], row, **target)
        # The page asks to read the other original first.
        form = {**form_of(shown, "datasetdescription_form"), **target} if shown.status_code == 200 else None
        if form is not None:
            assert translator[1].post(address(type(row), "change", row.pk), form).status_code == 302
            row.refresh_from_db()
        assert (row.reviewed, row.written_by) == (False, translator[0])

    def test_the_words_of_an_account_that_is_gone_are_nobodys(self, translator: Any) -> None:
        row = text_of(written_by=translator[0])
        translator[0].delete()
        row.refresh_from_db()
        assert row.written_by is None


@pytest.mark.parametrize(("model", "owner"), TEXTS[1:])
class TestOnThePageOfTheOwner:
    """The same mark in the inlines of sources and documents."""

    def changes(self, row: Any, response: Any, **changes: str) -> dict[str, Any]:
        """Return the form of the owner's page with changes to the row of the text."""
        form = form_of(response, f"{response.context['opts'].model_name}_form")
        prefix = next(
            key.removesuffix("-id")
            for key, value in form.items()
            if key.startswith("descriptions-") and key.endswith("-id") and value == [str(row.pk)]
        )
        return {**form, **{f"{prefix}-{name}": value for name, value in changes.items()}}

    def save(self, client: Client, row: Any, owner: Any, **changes: str) -> Any:
        thing = getattr(row, owner._meta.model_name)
        url = address(owner, "change", thing.pk)
        response = client.post(url, self.changes(row, client.get(url), **changes), follow=True)
        row.refresh_from_db()
        return response

    def editor(self, account: Account, owner: Any, model: Any, *more: str) -> tuple[User, Client]:
        return account("editor", *EVERYTHING, *codenames("change", owner, model), *more)

    def test_no_editor_sets_it(self, model: Any, owner: Any, account: Account) -> None:
        row = text_of(model, reviewed=False)
        _, client = self.editor(account, owner, model)
        self.save(client, row, owner, reviewed="on")
        assert not row.reviewed

    def test_a_reviewer_sets_it_for_anothers_words_alone(self, model: Any, owner: Any, account: Account) -> None:
        row = text_of(model, reviewed=False)
        user, client = self.editor(account, owner, model, *codenames("review", model))
        self.save(client, row, owner, reviewed="on")
        assert row.reviewed
        model.objects.filter(pk=row.pk).update(reviewed=False, written_by=user)
        self.save(client, row, owner, reviewed="on")
        assert not row.reviewed

    def test_changed_words_are_approved_no_longer(self, model: Any, owner: Any, account: Account) -> None:
        row = text_of(model, reviewed=True)
        user, client = self.editor(account, owner, model)
        response = self.save(client, row, owner, summary=WORDS)
        assert (row.summary, row.reviewed, row.written_by) == (WORDS, False, user)
        assert "No longer approved: 1 texts" in said(response)

    def test_who_may_not_change_texts_changes_none(
        self, model: Any, owner: Any, account: Account, admin_client: Client
    ) -> None:
        row = text_of(model, reviewed=False)
        _, client = account("editor", *EVERYTHING, *codenames("change", owner))
        url = address(owner, "change", getattr(row, owner._meta.model_name).pk)
        client.post(url, self.changes(row, admin_client.get(url), summary=WORDS, reviewed="on", DELETE="on"))
        row.refresh_from_db()
        assert row.summary != WORDS
        assert not row.reviewed


class TestActions:
    """Many at once."""

    @pytest.mark.parametrize("across", ["0", "1"])
    def test_ones_own_texts_are_left_for_others(self, across: str, reviewer: Any) -> None:
        own = text_of(reviewed=False, written_by=reviewer[0])
        other = DatasetDescription.objects.filter(reviewed=False).exclude(pk=own.pk)[0]
        data = {
            "action": "mark_reviewed",
            "_selected_action": [own.pk, other.pk],
            "select_across": across,
            "shown": seen(own, other),
        }
        response = reviewer[1].post(address(DatasetDescription, "changelist"), data, follow=True)
        own.refresh_from_db()
        other.refresh_from_db()
        assert (own.reviewed, other.reviewed) == (False, True)
        assert "Not reviewed: 1 texts that you wrote." in said(response)

    def test_ones_own_texts_of_an_entry_are_left_for_others(self, reviewer: Any) -> None:
        own = text_of(reviewed=False, written_by=reviewer[0])
        data = {"action": "mark_texts_reviewed", "_selected_action": [own.dataset_id], "shown": seen(own.dataset)}
        response = reviewer[1].post(address(Dataset, "changelist"), data, follow=True)
        assert list(own.dataset.descriptions.filter(reviewed=False)) == [own]
        assert "Not reviewed: 1 texts that you wrote." in said(response)

    def test_what_a_filter_hides_is_not_approved_with_all_that_it_shows(self, reviewer: Any) -> None:
        hidden = DatasetDescription.objects.filter(language="ru", reviewed=False)[0]
        shown = text_of(reviewed=False)
        data = {"action": "mark_reviewed", "_selected_action": [shown.pk], "select_across": "1"}
        reviewer[1].post(f"{address(DatasetDescription, 'changelist')}?language__exact=fr", data)
        hidden.refresh_from_db()
        assert not hidden.reviewed
        assert not DatasetDescription.objects.filter(language="fr", reviewed=False).exists()

    def test_the_action_is_not_offered_to_who_may_not(self, translator: Any) -> None:
        for model, name in ((Dataset, b"mark_texts_reviewed"), (DatasetDescription, b"mark_reviewed")):
            assert name not in translator[1].get(address(model, "changelist")).content


@pytest.mark.parametrize("part", ["descriptions", "disagreement_set", "formerslug_set"])
class TestWhoMayNotPublish:
    """What belongs to an entry, in the hands of somebody who has every right but that to publish."""

    COLUMNS: ClassVar[Any] = {
        "descriptions": ("summary", WORDS),
        "disagreement_set": ("position", "17"),
        "formerslug_set": ("slug", "made-of-air"),
    }

    @pytest.fixture
    def curator(self, account: Account) -> Client:
        rights = codenames("add change delete", DatasetDescription, Disagreement, FormerSlug)
        return account("curator", *EVERYTHING, *rights)[1]

    def test_they_write_on_drafts_alone(self, part: str, curator: Client, entry: Callable[..., Dataset]) -> None:
        column, value = self.COLUMNS[part]
        for status in ("published", "withdrawn", "draft"):
            row = getattr(entry(f"made-{status}", status=status), part).get()
            form = {**written(curator, row), column: value}
            answer = curator.post(address(type(row), "change", row.pk), form)
            row.refresh_from_db()
            is_draft = status == "draft"
            assert answer.status_code == (302 if is_draft else 403)
            assert (str(getattr(row, column)) == value) is is_draft
            if is_draft:
                assert b"delete_selected" in curator.get(address(type(row), "changelist")).content
            assert curator.post(address(type(row), "delete", row.pk), sure(row)).status_code == (
                302 if is_draft else 403
            )

    def test_they_move_nothing_to_what_is_published(
        self, part: str, curator: Client, entry: Callable[..., Dataset]
    ) -> None:
        row, target = getattr(entry("made-up", status="draft"), part).get(), entry("target", 0)
        saved(curator, row, dataset=str(target.pk))
        assert row.dataset.slug == "made-up"
        saved(curator, row, dataset=str(entry("another", 0, status="draft").pk))
        assert row.dataset.slug == "another"

    def test_they_delete_no_list_that_has_something_of_what_is_published(
        self, part: str, curator: Client, entry: Callable[..., Dataset]
    ) -> None:
        rows = [getattr(entry(f"made-{status}", status=status), part).get() for status in ("draft", "published")]
        data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], **sure(*rows)}
        assert curator.post(address(type(rows[0]), "changelist"), data).status_code == 403
        assert type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).count() == 2

    def test_a_form_that_was_open_when_the_entry_was_published_writes_nothing(
        self, part: str, curator: Client, entry: Callable[..., Dataset]
    ) -> None:
        column, value = self.COLUMNS[part]
        made = entry("made-up", status="draft")
        row = getattr(made, part).get()
        form = written(curator, row)
        Dataset.objects.filter(pk=made.pk).update(status="published")
        assert curator.post(address(type(row), "change", row.pk), {**form, column: value}).status_code == 403
        row.refresh_from_db()
        assert str(getattr(row, column)) != value


class TestPartsAndWhatGoesWithThem:
    """What belongs to an entry, deleted with it, and lists that are edited."""

    @pytest.mark.parametrize("model", [Guide, Task])
    def test_who_may_only_look_edits_no_list(self, model: Any, account: Account, admin_client: Client) -> None:
        client = account("looks", *EVERYTHING)[1]
        url = address(model, "changelist")
        form = {**form_of(admin_client.get(url), "changelist-form"), "form-0-position": "4711", "_save": "Save"}
        assert client.post(url, form).status_code == 403
        assert not model.objects.filter(position=4711).exists()
        assert admin_client.post(url, form).status_code == 302
        assert model.objects.filter(position=4711).count() == 1

    def test_an_entry_is_not_deleted_with_suggestions_that_are_not_theirs(
        self, account: Account, entry: Callable[..., Dataset]
    ) -> None:
        owned = {relation.related_model for relation in Dataset._meta.related_objects}
        permissions = codenames("delete", Dataset, *(owned - {Suggestion}))
        client = account("editor", *EVERYTHING, *permissions)[1]
        made = entry("made-up", status="draft")
        suggestion = Suggestion.objects.create(dataset=made, text="There are more.")
        assert client.post(address(Dataset, "delete", made.pk), sure(made)).status_code == 403
        suggestion.delete()
        assert client.post(address(Dataset, "delete", made.pk), sure(made)).status_code == 302
        assert not Dataset.objects.filter(pk=made.pk).exists()


class TestFromFiles:
    """Texts that come in as files are nobody's, and an import approves only where it is told to."""

    def exported(self, folder: Path) -> Path:
        run("export_texts", "fr", folder / "fr.po")
        return folder / "fr.po"

    def test_words_from_a_file_are_nobodys_and_others_keep_their_writer(self, translator: Any, tmp_path: Path) -> None:
        first, second = SourceDescription.objects.filter(language="fr").order_by("pk")[:2]
        SourceDescription.objects.filter(pk__in=[first.pk, second.pk]).update(written_by=translator[0], reviewed=False)
        file = self.exported(tmp_path)
        catalogue = polib.pofile(str(file))
        next(text for text in catalogue if text.msgstr == first.summary).msgstr = f"{first.summary[:-1]}, dit-on."
        catalogue.save()
        assert run("import_texts", file, reviewed=True, no_index=True).problems == []
        first.refresh_from_db()
        second.refresh_from_db()
        assert first.summary.endswith("dit-on.")
        assert (first.written_by, second.written_by) == (None, translator[0])

    def test_a_file_that_says_only_that_a_text_still_fits_does_not_approve_it(self, tmp_path: Path) -> None:
        row = text_of(SourceDescription, reviewed=True, translated_from="en:0")
        file = self.exported(tmp_path)
        kept = file.read_text(encoding="utf-8").replace("#, fuzzy\n", "")
        file.write_text(kept, encoding="utf-8")
        assert run("import_texts", file, no_index=True).problems == []
        row.refresh_from_db()
        assert row.translated_from != "en:0"
        assert not row.reviewed
