"""Several people on one page: what was changed since the page was shown is compared with what is sent, field by field.

A page says with each form what it showed, as a digest of each field (`shown`). When the form comes back there are
three values: shown, sent, and there now. Sent as shown: what is there now stays, whoever changed it. Shown as it is
there now: what is sent is taken. All three differ: nothing is written, and the form says beside the field who changed
it, when and to what. What it shows then is the new state, so saving again decides.

Every form and every set of forms of the admin is one of these classes; base.SiteAdmin sees to it. A form that does not
say what it showed is taken for one that showed something else.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, cast

from django import forms
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from datasets.models import Change, ChangeSet
from datasets.records.changes import EXISTS, KIND_OF, latest, piece_of

from .fields import is_key

SHOWN = "shown"
# Hexadecimal digits of the digest of a field: a change goes unseen once in a million million.
DIGITS = 10
# Key of the fields of rows that are not there yet, among those of the rows that are.
NEW = "new"

# Name of an input -> what a browser sends of it; what is empty is left out.
Sent = dict[str, list[str]]
# Field -> digest of what the page showed.
Shown = Mapping[str, str]


def by_whom(found: ChangeSet | None) -> str:
    """Return who made a change set and when, to stand behind "was changed"."""
    if found is None:
        return "meanwhile"
    who = found.credit or (found.author.get_username() if found.author else str(found.get_origin_display()).lower())
    return f"by {who} on {localtime(found.created):%-d %B %Y at %H:%M}"


def inputs(widget: Any, name: str, value: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield the inputs of a widget that shows `value`, by name, with what a browser would send of each."""
    widget = getattr(widget, "widget", widget)
    if isinstance(widget, forms.MultiWidget):
        several: Any = widget
        values = value if isinstance(value, list | tuple) else several.decompress(value)
        for part, suffix, own in zip(several.widgets, several.widgets_names, values, strict=True):
            yield from inputs(part, f"{name}{suffix}", own)
    elif isinstance(widget, forms.CheckboxInput):
        yield name, ["on"] if widget.check_test(value) else []
    else:
        text = widget.format_value(value)
        yield name, [str(one) for one in (text if isinstance(text, list | tuple) else [text]) if one is not None]


def _clean(texts: Sequence[str]) -> list[str]:
    return sorted(filter(None, (text.replace("\r\n", "\n").strip() for text in texts)))


def shown_of(bound: BoundField) -> Sent:
    """Return what a browser sends of a field as the database has it."""
    value = bound.field.prepare_value(bound.initial)
    return {name: _clean(texts) for name, texts in inputs(bound.field.widget, bound.html_name, value)}


def sent_of(bound: BoundField, data: Any) -> Sent:
    """Return what was sent of a field."""
    return {name: _clean(texts_of(data, name)) for name, _ in inputs(bound.field.widget, bound.html_name, None)}


def texts_of(data: Any, name: str) -> list[str]:
    """Return what was sent under a name."""
    found = data.getlist(name) if isinstance(data, QueryDict) else data.get(name, [])
    return [str(text) for text in (found if isinstance(found, list | tuple) else [found])]


def digest(sent: Sent, html_name: str) -> str:
    """Return the digest of what a field shows; that of a row is the same wherever the row stands."""
    said = "\0".join(f"{name.removeprefix(html_name)}\1{text}" for name, texts in sent.items() for text in texts)
    return blake2b(said.encode("utf-8", "replace"), digest_size=DIGITS // 2).hexdigest()


def in_words(bound: BoundField, sent: Sent) -> str:
    """Return what was sent of a field as a person reads it."""
    texts = [text for own in sent.values() for text in own]
    field = bound.field
    if isinstance(field, forms.BooleanField):
        return "yes" if texts else "no"
    if isinstance(field, forms.ModelChoiceField):
        try:
            known = field.queryset.filter(pk__in=texts) if field.queryset is not None else ()
            texts = [str(row) for row in known]
        except (ValueError, OverflowError):
            pass
    elif isinstance(field, forms.ChoiceField):
        labels = {str(code): str(label) for code, label in cast(Any, field.choices)}
        texts = [labels.get(text, text) for text in texts]
    return f"“{'; '.join(texts)}”" if texts else "nothing"


def written(names: Sequence[str], rows: Mapping[str, Shown]) -> str:
    """Return what a page shows in the form in which it says so: the names of fields, then each row's digests."""
    said = (f"{key}:{''.join(row[name] for name in names)}" for key, row in rows.items())
    return ";".join([" ".join(names), *said])


def read(text: str) -> dict[str, Shown]:
    """Return what a page said that it showed, by row; what is not in the form of `written` is left out."""
    first, *rows = text.split(";")
    names = first.split()
    found: dict[str, Shown] = {}
    for row in rows:
        key, _, digits = row.partition(":")
        if len(digits) == DIGITS * len(names):
            ends = zip(names, range(0, len(digits), DIGITS), strict=True)
            found[key] = {name: digits[start : start + DIGITS] for name, start in ends}
    return found


class ShownInput(forms.HiddenInput):
    """Says what the page shows, at the moment at which it is written."""

    def __init__(self, of: Any) -> None:
        """Take the form or set of forms that the page shows."""
        super().__init__()
        self.of = of

    def format_value(self, value: Any) -> str:
        """Return what is shown; what was sent is the state of another page."""
        return cast(str, self.of.says)


class ComparedForm(forms.ModelForm):
    """A form of one row, compared with what its page showed and with what is there now."""

    # What its set of forms read of the page; a form of its own reads it itself.
    page: Shown | None = None
    # Why the row as a whole is not to be saved yet.
    warning = ""
    is_compared = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What somebody else changed and this form did not: it holds what is there now.
        self.kept: list[str] = []
        # What both changed, with what is to be said.
        self.conflicts: dict[str, str] = {}

    @property
    def compared(self) -> list[str]:
        """The fields that are compared: not what is hidden, nor what a set of forms adds to each."""
        return [name for name in self.base_fields if name in self.fields and not self[name].is_hidden]

    @property
    def state(self) -> dict[str, str]:
        """The digest of each field as the database has it."""
        return {name: digest(shown_of(self[name]), self[name].html_name) for name in self.compared}

    @property
    def says(self) -> str:
        """What the page shows of the row."""
        state = self.state
        return written(list(state), {str(self.instance.pk): state})

    @property
    def shown(self) -> SafeString:
        """The input that says so; nothing for what is not there yet."""
        return SafeString("") if self.instance.pk is None else ShownInput(self).render(self.add_prefix(SHOWN), None)

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields that are sent otherwise than they are there now."""
        self.compare()
        return [name for name, bound in self._bound_items() if bound._has_changed()]  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        """Compare, then check; what was changed otherwise is an error beside its field."""
        self.compare()
        super().full_clean()
        for name, message in self.conflicts.items():
            self.add_error(name, message)
        if self.warning:
            self.add_error(None, self.warning)

    def compare(self) -> None:
        """Find what was changed meanwhile; once, when the form is whole."""
        if self.is_compared or not self.is_bound:
            return
        self.is_compared = True
        adding, page = self.instance.pk is None, self.page
        if page is None:
            page = {} if adding else read(self.data.get(self.add_prefix(SHOWN), "")).get(str(self.instance.pk), {})
        for name in self.compared:
            bound = self[name]
            if bound.field.disabled:
                continue
            now, sent = shown_of(bound), sent_of(bound, self.data)
            current = digest(now, bound.html_name)
            was = page.get(name, current if adding else "")
            if was == current or now == sent:
                continue
            if was == digest(sent, bound.html_name):
                self._put(bound)
                self.kept.append(name)
            elif not adding and bound._has_changed():  # type: ignore[attr-defined]
                self.conflicts[name] = (
                    f"This was changed {self._whose(name)}, to {in_words(bound, now)}. "
                    f"You have {in_words(bound, sent)}. "
                    "Save again to put yours in its place, or type what is right."
                )

    def _whose(self, name: str) -> str:
        return by_whom(maker_of(self.instance, name))

    def _put(self, bound: BoundField) -> None:
        """Let what was sent of a field be what is there now."""
        data: Any = self.data if getattr(self.data, "_mutable", False) else cast(Any, self.data).copy()
        self.data = data
        for name, texts in inputs(bound.field.widget, bound.html_name, bound.field.prepare_value(bound.initial)):
            data.pop(name, None)
            if texts:
                data.setlist(name, texts)


def removal_of(model: type[Model], pk: str) -> str:
    """Say what was deleted that had a page of its own, and by whom."""
    about = model(pk=int(pk) if is_key(pk) else None)
    kind = KIND_OF.get(model)
    name = f"The {model._meta.verbose_name}"
    if kind is None or about.pk is None:
        return f"{name} was deleted meanwhile."
    last = Change.objects.filter(kind=kind, key=about.pk, path=EXISTS).order_by("-pk").first()
    called = f"{name} “{last.label}”" if last is not None else name
    return f"{called} was deleted {by_whom(latest(kind, about.pk, EXISTS))}."


def maker_of(row: Model, name: str) -> ChangeSet | None:
    """Return the change set that made a column of a row what it is; None where nothing noted it."""
    piece = piece_of(row, name)
    return latest(*piece) if piece is not None else None
