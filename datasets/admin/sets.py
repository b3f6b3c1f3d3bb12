"""Sets of forms on one page: the parts of one thing, and the rows of a list, which others add to and remove from.

What is compared, and how, is in meanwhile.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, UniqueConstraint
from django.forms import BaseInlineFormSet, BaseModelFormSet
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, ManagementForm
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language_info

from datasets.models import LANGUAGES
from datasets.records.changes import latest, piece_of

from .meanwhile import (
    NEW,
    SHOWN,
    ComparedForm,
    Shown,
    ShownInput,
    by_whom,
    digest,
    in_words,
    inputs,
    maker_of,
    read,
    removal_of,
    sent_of,
    texts_of,
    written,
)

# Rows that are read of what was sent; no thing has as many parts.
MOST = 2_000


class ComparedFormSet(BaseModelFormSet):
    """Rows that are told apart by what they are and not by their places.

    What is sent is put in the order of the rows that there are now: rows that others added stand among them as they
    are, rows that others removed are left out or, where somebody typed in them, become new ones that say so.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Place of a row -> what is said of it: it was removed, or it was changed and is to be deleted.
        self.warnings: dict[int, str] = {}
        # The keys of rows that were added by others.
        self.added: set[str] = set()
        # What is said of rows that were removed by others and in which nobody typed.
        self.removed: list[str] = []
        # What is said of input that has no row any more.
        self.lost: list[str] = []
        self.pages: dict[str, Shown] = {}
        if self.is_bound:
            self._arrange()

    @cached_property
    def management_form(self) -> ManagementForm:
        """The inputs that count the rows and say what they show."""
        form = super().management_form
        form.fields[SHOWN] = forms.CharField(required=False, widget=ShownInput(self))
        return form

    @property
    def says(self) -> str:
        """What the page shows of all rows."""
        rows = {str(form.instance.pk): form.state for form in cast(list[ComparedForm], self.initial_forms)}
        blank = cast(ComparedForm, self.empty_form)
        return written(list(blank.state), {**rows, NEW: blank.state})

    def rows(self) -> list[Model]:
        """Return the rows that there are now, in the order of the page."""
        return list(self.get_queryset())

    def _arrange(self) -> None:
        """Put what was sent in the order of the rows that there are now."""
        self.pages = read(self.data.get(f"{self.prefix}-{SHOWN}", ""))
        counted = ManagementForm(self.data, prefix=self.prefix)
        if not counted.is_valid():
            return
        initial, total = (counted.cleaned_data[name] for name in (INITIAL_FORM_COUNT, TOTAL_FORM_COUNT))
        key = cast(str, cast(Any, self.model)._meta.pk.name)
        sent = self._sent(total or 0)
        old, new = sent[:initial], sent[initial:]
        here = {str(row.pk): row for row in self.rows()}
        known = {own[key][0]: own for own in old if own.get(key) and own[key][0] in here}
        self.added = set(here) - set(known)
        arranged = [known.get(pk) or {**self._as_it_is(row), key: [pk]} for pk, row in here.items()]
        for place, row in enumerate(here.values()):
            if arranged[place].get(DELETION_FIELD_NAME) and (since := self._changed_since(row)):
                del arranged[place][DELETION_FIELD_NAME]
                self.warnings[place] = f"{since} Tick “Delete” again to delete it as it is now."
        gone = [own for own in old if (own.get(key) or [""])[0] not in here and DELETION_FIELD_NAME not in own]
        returned = []
        for own in gone:
            said = self.removal(own, (own.get(key) or [""])[0])
            if not self._is_typed_in(own, (own.get(key) or [""])[0]):
                self.removed.append(said)
            elif kept := self.returned(own, said):
                returned.append(kept)
                self.warnings[len(here) + len(returned) - 1] = (
                    f"{said} What you have is still here: save again to add it as a new one, or delete this row."
                )
        self._send([*arranged, *returned, *new], len(here))

    def _sent(self, total: int) -> list[dict[str, list[str]]]:
        """Return what was sent of each row, MOST at most: the input's name within the row -> texts."""
        total = min(total, MOST)
        found: list[dict[str, list[str]]] = [{} for _ in range(total)]
        names = re.compile(rf"{re.escape(cast(str, self.prefix))}-([0-9]{{1,6}})-(.+)", re.DOTALL)
        for name in list(self.data):
            if (matched := names.fullmatch(str(name))) and int(matched[1]) < total:
                found[int(matched[1])][matched[2]] = texts_of(self.data, name)
        return found

    def _send(self, rows: Sequence[Mapping[str, list[str]]], initial: int) -> None:
        prefix = f"{self.prefix}-"
        data = QueryDict(mutable=True)
        for name in self.data:
            if not re.match(rf"{re.escape(prefix)}[0-9]+-", str(name)):
                data.setlist(name, texts_of(self.data, name))
        for place, row in enumerate(rows):
            for name, texts in row.items():
                data.setlist(f"{prefix}{place}-{name}", texts)
        data[f"{prefix}{INITIAL_FORM_COUNT}"], data[f"{prefix}{TOTAL_FORM_COUNT}"] = str(initial), str(len(rows))
        self.data = data

    def _unbound(self, row: Model | None) -> ComparedForm:
        kwargs = {**self.get_form_kwargs(None), **({"instance": row} if row is not None else {})}
        kwargs.pop("initial", None)
        return cast(ComparedForm, self.form(prefix="row", **kwargs))

    def _as_it_is(self, row: Model) -> dict[str, list[str]]:
        """Return what a browser would send of a row that was added meanwhile."""
        form = self._unbound(row)
        self.pages[str(row.pk)] = form.state
        return {
            name.removeprefix("row-"): texts
            for field in form.compared
            for name, texts in inputs(
                form[field].field.widget, form[field].html_name, form[field].field.prepare_value(form[field].initial)
            )
            if texts
        }

    def _changed_since(self, row: Model) -> str:
        """Say that a row is not as the page showed it, if it is not."""
        page = self.pages.get(str(row.pk), {})
        changed = [name for name, now in self._unbound(row).state.items() if page.get(name) != now]
        return (
            f"“{row}” was changed {by_whom(maker_of(row, changed[0]))}, since this page was opened." if changed else ""
        )

    def _is_typed_in(self, own: Mapping[str, list[str]], pk: str) -> bool:
        """Tell whether a row that is gone was sent otherwise than the page showed it."""
        form, page = self._unbound(None), self.pages.get(pk, {})
        data = QueryDict(mutable=True)
        for name, texts in own.items():
            data.setlist(f"row-{name}", texts)
        return any(
            page.get(name) != digest(sent_of(form[name], data), form[name].html_name)
            for name in form.compared
            if not form[name].field.disabled
        )

    def removal(self, own: Mapping[str, list[str]], pk: str) -> str:
        """Say what was removed, and by whom."""
        return removal_of(cast(type[Model], self.model), pk)

    def returned(self, own: Mapping[str, list[str]], said: str) -> dict[str, list[str]] | None:
        """Return a row that is gone as a new one. None where no rows are added: its input is told."""
        typed = "; ".join(text for name, texts in own.items() if name != "id" for text in texts if text)
        self.lost.append(f"{said} What you had is not saved: {typed}")
        return None

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        """Make the form of a row, which knows what the page showed of it."""
        form: Any = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        if self.is_bound:
            form.page = self.pages.get(NEW if form.instance.pk is None else str(form.instance.pk), {})
            form.warning = self.warnings.get(i, "")
        return form

    def clean(self) -> None:
        """Tell what cannot be told beside a row."""
        super().clean()
        if self.lost:
            raise ValidationError(self.lost)


class ComparedList(ComparedFormSet):
    """The rows of a list that are edited in it. If they come back the list is of these, in the order of the page."""

    listed: Any = None

    def rows(self) -> list[Model]:
        """Return the rows that were sent and are there."""
        key = cast(Any, self.model)._meta.pk.name
        there = {str(row.pk): row for row in self.get_queryset()}
        order = [own[key][0] for own in self._sent(MOST) if own.get(key)]
        return [there[pk] for pk in dict.fromkeys(order) if pk in there]

    def is_valid(self) -> bool:
        """Tell whether all can be saved."""
        valid = super().is_valid()
        if not valid:
            self.listed.result_list = [form.instance for form in self.initial_forms]
        return valid


class ComparedParts(BaseInlineFormSet, ComparedFormSet):
    """The parts of one thing."""

    def removal(self, own: Mapping[str, list[str]], pk: str) -> str:
        """Say what was removed, and by whom."""
        model = cast(type[Model], self.model)
        about: Any = model(**{self.fk.attname: self.instance.pk})
        language = (own.get("language") or [""])[0]
        if hasattr(about, "language"):
            about.language = language
        piece = piece_of(about, "")
        name = f"The {get_language_info(language)['name']} text" if language in LANGUAGES else self._called(own)
        return f"{name} was deleted {by_whom(latest(*piece) if piece is not None else None)}."

    def _called(self, own: Mapping[str, list[str]]) -> str:
        """Return what a row is called, by what it says first."""
        form = self._unbound(None)
        data = QueryDict(mutable=True)
        for name, texts in own.items():
            data.setlist(f"row-{name}", texts)
        said = [form[name] for name in form.compared if name != "position"]
        words = in_words(said[0], sent_of(said[0], data)) if said else ""
        return f"The {cast(Any, self.model)._meta.verbose_name} {words}".strip()

    def returned(self, own: Mapping[str, list[str]], said: str) -> dict[str, list[str]] | None:
        """Return a row that is gone as a new one."""
        key = cast(Any, self.model)._meta.pk.name
        return {name: texts for name, texts in own.items() if name != key}

    def validate_unique(self) -> None:
        """Tell who has added what is added here as well; both are on the page."""
        theirs = [form for form in self.initial_forms if str(form.instance.pk) in self.added]
        for form in self.extra_forms:
            if not form.has_changed() or form.errors or form in self.deleted_forms:
                continue
            for names in self._unique():
                mine = [form.cleaned_data.get(name) for name in names]
                twin = next((one for one in theirs if mine == [getattr(one.instance, name) for name in names]), None)
                if twin is not None:
                    whose = by_whom(maker_of(twin.instance, names[0]))
                    message = (
                        f"“{twin.instance}” was added {whose}; it stands above. Change that one, or delete this row."
                    )
                    form.add_error(names[0], message)
        super().validate_unique()

    def _unique(self) -> Iterator[list[str]]:
        """Yield the fields that make a row of one thing unique."""
        options = cast(Any, self.model)._meta
        yield from ([field.name] for field in options.fields if field.unique and not field.primary_key)
        for constraint in options.constraints:
            if isinstance(constraint, UniqueConstraint):
                yield [name for name in constraint.fields if name != self.fk.name]
