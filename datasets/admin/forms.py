"""Forms that name the field and the fix: what is typed must fit the record format, and the columns must fit each other.

The record format's JSON Schema is the one list of rules; a value that the admin takes can be dumped and imported again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Model

from datasets.facts.columns import PARTS
from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.facts.stored import Column, plain, text
from datasets.models import (
    LANGUAGES,
    VOCABULARIES,
    Dataset,
    Document,
    DocumentDescription,
    Guide,
    Source,
    SourceDescription,
    Unit,
)
from datasets.models.description import Description
from datasets.records.checking import misfits
from datasets.records.records import schema
from datasets.translation import upkeep
from datasets.translation.translatable import DESCRIBED
from datasets.translation.upkeep import current_of
from datasets.words import author_forms

from .approval import User, may_approve
from .fields import is_key
from .meanwhile import ComparedForm, by_whom, maker_of


@dataclass(frozen=True)
class Shape:
    """Where a model's columns stand in a record: its kind, the columns, and the list that holds the items, if any."""

    kind: str
    columns: tuple[Column, ...]
    part: str = ""

    def problems(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield (column, message) for what the schema finds wrong with the columns that `values` has."""
        row: Any = SimpleNamespace(**values)
        names = {column.key: column.name for column in self.columns if column.name in values}
        item = {column.key: column.to_record(row) for column in self.columns if column.name in values}
        for key, place, message in misfits(self.kind, self.part, item):
            if key in names:
                yield names[key], f"{place}: {message}" if place else message


DESCRIPTION = plain("language", "summary", "origin", "reviewed")

# Slugs and codes are left to the models' validators, whose messages say what to use.
SHAPES: dict[type[Model], Shape] = {
    **{PARTS[key].model: Shape("dataset", PARTS[key].columns, key) for key in ("disagreements", "descriptions")},
    Source: Shape("source", (*plain("name", "aliases", "kind"), *text("homepage"))),
    SourceDescription: Shape("source", DESCRIPTION, "descriptions"),
    Document: Shape(
        "document",
        (
            *plain("title", "title_is_ours", "kind", "languages", "passages", "lines", "authority"),
            *text("author", "url", "sha256"),
        ),
    ),
    DocumentDescription: Shape("document", DESCRIPTION, "descriptions"),
    Guide: Shape("guide", plain("kind", "position", "titles", "body")),
    **{model: Shape("vocabulary", plain("names", "synonyms", "mappings"), "terms") for model in VOCABULARIES.values()},
    Unit: Shape("vocabulary", plain("names", "synonyms", "mappings", "counted"), "terms"),
}


class RecordForm(ComparedForm):
    """A form whose values are held against the record format; every problem stands beside its field."""

    def clean(self) -> dict[str, Any]:
        """Add what the record format finds wrong."""
        super().clean()
        for name, message in SHAPES[self._meta.model].problems(self.cleaned_data):
            self.add_error(name, message)
        return self.cleaned_data


class AuthoredForm(RecordForm):
    """A form with authors. What is typed in another form is shown in theirs, to be looked at and saved again.

    A row that was there before is let alone until its authors are changed.
    """

    authors = "authors"

    def clean(self) -> dict[str, Any]:
        """Ask for the form of authors; put the text in it into the field where there is only one reading."""
        cleaned = super().clean()
        typed = cleaned.get(self.authors, "")
        if not typed or self.authors not in self.changed_data or not author_forms.problem(typed):
            return cleaned
        try:
            converted = author_forms.convert(typed)
        except author_forms.NotInForm as error:
            self.add_error(self.authors, f"“{typed}” {error}")
            return cleaned
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix(self.authors)] = converted  # type: ignore[index]
        self.add_error(self.authors, f"“{typed}” was read as what the field has now. If that is right, save again.")
        return cleaned


class DocumentForm(AuthoredForm):
    """A document, whose author may be several or a body."""

    authors = "author"


class FormerSlugForm(ComparedForm):
    """A former address; a page cannot be shown and redirect, so it is the slug of no entry."""

    def clean(self) -> dict[str, Any]:
        """Refuse the slug of an entry.

        A row that was there before is let alone: when an entry goes back to an old slug, keep_former_slug removes it.
        """
        super().clean()
        slug, dataset = self.cleaned_data.get("slug"), self.cleaned_data.get("dataset")
        if slug is None or "slug" not in self.changed_data:
            return self.cleaned_data
        if dataset is not None and dataset.slug == slug:
            self.add_error("slug", "This is the entry's slug now; a former slug is another one.")
        elif taken := Dataset.objects.filter(slug=slug).exclude(pk=getattr(dataset, "pk", 0)).first():
            self.add_error("slug", f"“{slug}” is the slug of “{taken}”; change that entry's slug first.")
        return self.cleaned_data


class DisagreementForm(RecordForm):
    """What clashes; the field is one of the registry's."""

    field = forms.ChoiceField(choices=lambda: [("", "---------"), *((code, row.label) for code, row in FIELDS.items())])


class DescriptionForm(RecordForm):
    """A text. What is typed here was written by a curator, unless they say otherwise.

    Whoever changes the words has written them, and they are approved no longer: nor is a text that is said to fit an
    original that changed. `user` is set by the page on the form that it makes for a request; `approval_lost` tells it.
    """

    user: User = AnonymousUser()
    approval_lost = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "origin" in self.fields:
            self.initial.setdefault("origin", Description.Origin.CURATOR)
        if "reviewed" in self.fields and not may_approve(self.user, self.instance):
            self.fields["reviewed"].disabled = True
            self.fields[
                "reviewed"
            ].help_text = "Another person than the writer approves a text, with a right to review."

    @property
    def reworded(self) -> bool:
        """Whether the words are new, or moved to another language or owner."""
        kind = upkeep.KINDS[self._meta.model]
        return self.instance._state.adding or not {*DESCRIBED[kind], "language", kind}.isdisjoint(self.changed_data)

    @property
    def refitted(self) -> bool:
        """Whether the text is said to fit another original than before."""
        return False

    def clean(self) -> dict[str, Any]:
        """Refuse to approve one's own words."""
        super().clean()
        ticked = "reviewed" in self.changed_data and self.cleaned_data.get("reviewed")
        if ticked and self.reworded and not self.user.is_superuser:
            self.add_error("reviewed", "You changed the words: another person approves them. Save without approving.")
        if ticked and not set(self.kept).isdisjoint(DESCRIBED[upkeep.KINDS[self._meta.model]]):
            self.add_error("reviewed", "Somebody else changed the words meanwhile. Read them, then save again.")
        return self.cleaned_data

    def save(self, commit: bool = True) -> Any:
        """Note who wrote the words; take the approval away where it is not theirs to give."""
        if self.reworded:
            self.instance.written_by_id = self.user.pk
        changed = self.reworded or self.refitted
        if changed and self.instance.reviewed and not may_approve(self.user, self.instance):
            self.instance.reviewed = False
            self.approval_lost = True
        return super().save(commit)


class TranslationForm(DescriptionForm):
    """A text beside its original. `seen` is the fingerprint of the original that the page showed."""

    seen = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self._begin()
        self.initial["seen"] = current_of(self.instance)
        for name in DESCRIBED[upkeep.KINDS[self._meta.model]]:
            if name in self.fields:
                attributes = {"class": "vLargeTextField", "rows": 12 if name == "description" else 4}
                language = {"lang": self.instance.language} if self.instance.language else {}
                self.fields[name].widget = forms.Textarea(attrs={**attributes, **language})

    @property
    def refitted(self) -> bool:
        """Whether the text is said to fit another original than before."""
        return self.cleaned_data.get("seen", "") != self.instance.translated_from

    def _begin(self) -> None:
        """Let a new text know whose it is and in which language, as the address says, so that its original is shown."""
        owner = f"{upkeep.KINDS[self._meta.model]}_id"
        key, language = str(self.initial.get(owner.removesuffix("_id"), "")), self.initial.get("language")
        if is_key(key):
            setattr(self.instance, owner, int(key))
        if language in LANGUAGES:
            self.instance.language = str(language)

    def clean(self) -> dict[str, Any]:
        """Refuse to vouch for an original that was not on the page; the page that follows shows it."""
        super().clean()
        self._show_twin()
        draft = self._meta.model(
            **{
                name: self.cleaned_data.get(name)
                for name in (upkeep.KINDS[self._meta.model], "language")
                if name in self.fields
            }
        )
        current = current_of(draft)
        if self.cleaned_data.get("seen", "") != current:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("seen")] = current  # type: ignore[index]
            name = "summary" if "summary" in self.fields else None
            self.add_error(name, "This is not the original that you translated from. Read it, then save again.")
        return self.cleaned_data

    def _show_twin(self) -> None:
        """Show the text that there is already in this language, which somebody else may have added meanwhile."""
        names = (upkeep.KINDS[self._meta.model], "language")
        about = {name: self.cleaned_data.get(name) for name in names}
        if not self.instance._state.adding or None in about.values():
            return
        twin = self._meta.model._default_manager.filter(**about).first()
        if twin is not None:
            words = " — ".join(getattr(twin, name) for name in DESCRIBED[names[0]])
            whose = by_whom(maker_of(twin, "summary"))
            self.add_error("language", f"There is a text in this language, written {whose}: “{words}” Change that one.")


class TermForm(RecordForm):
    """A vocabulary term; its parents form a tree."""

    def clean_code(self) -> str:
        """Refuse a code that differs from another in case alone: both would be one address."""
        code: str = self.cleaned_data["code"]
        twin = self._meta.model._default_manager.filter(code__iexact=code).exclude(pk=self.instance.pk).first()
        if twin is not None:
            raise ValidationError(f"“{twin.code}” is there already, and codes are matched without regard to case.")
        return code

    def clean_parent(self) -> Model | None:
        """Refuse a parent that is the term itself or below it: whoever walks up the tree would never arrive."""
        parent = self.cleaned_data["parent"]
        parents = dict(self._meta.model._default_manager.values_list("pk", "parent"))
        ancestors: set[int] = set()
        above = None if parent is None else parent.pk
        while above is not None and above not in ancestors:
            ancestors.add(above)
            above = parents[above]
        if self.instance.pk in ancestors:
            raise ValidationError(f"“{parent}” is this term or below it; choose a parent that is not.")
        return parent


class GuideForm(RecordForm):
    """A guide; its kind is one of those that the record format knows."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in schema("guide")["properties"]["kind"]["enum"]])


class GuideEntryForm(ComparedForm):
    """An entry of a guide; `details` are the keys of the record's entry besides `dataset`, and may be empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "details" in self.fields:
            self.fields["details"].required = False

    def clean_details(self) -> Record:
        """Hold the details against the record format."""
        details = self.cleaned_data["details"]
        if not isinstance(details, dict) or "dataset" in details:
            raise ValidationError('Give an object without the dataset, such as {"group": {"en": "Beginners"}}.')
        problems = misfits("guide", "entries", {"dataset": "any", **details})
        messages = [f"{f'{key}.{place}'.strip('.')}: {message}".removeprefix(": ") for key, place, message in problems]
        if messages:
            raise ValidationError(messages)
        return details
