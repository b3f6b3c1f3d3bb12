"""Form fields and widgets of the admin: JSON that a database can keep, plain text, selects that know their label."""

import json
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.fields import InvalidJSONInput, JSONString

from datasets.models.json_column import MAXIMUM_DEPTH, deeper_than

# Figures in a record are below 10**16; sums and shares are worked out in floating point.
MAXIMUM_DIGITS = 18
# JSON up to this many characters is shown in one line.
ONE_LINE = 80


def read_json(text: str) -> Any:
    """Return the value of the JSON `text`; raise ValidationError, saying what to mend, if a database could not keep it.

    Besides broken JSON that is: a key twice in one object, numbers that JSON does not have, nesting without end.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_finite, parse_int=_whole
        )
    except json.JSONDecodeError as error:
        raise ValidationError(
            f"This is not JSON: {error.msg} in line {error.lineno}, column {error.colno}. "
            "Texts stand in straight double quotes, items are separated by commas.",
            code="invalid",
        ) from error
    except ValueError as error:
        raise ValidationError(str(error), code="invalid") from error
    except RecursionError as error:
        raise ValidationError(TOO_DEEP, code="invalid") from error
    if deeper_than(value, MAXIMUM_DEPTH):
        raise ValidationError(TOO_DEEP, code="invalid")
    if half := SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        raise ValidationError(f"\\u{ord(half[0]):04x} is half a character; write the character itself.", code="invalid")
    return value


SURROGATE = re.compile("[\ud800-\udfff]")
TOO_DEEP = f"This is nested too deeply; {MAXIMUM_DEPTH} levels are the most."


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise ValueError(f"The key “{twice}” stands twice in one object; keep one.")
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number; use null where nothing is known.")


def _finite(digits: str) -> float:
    if math.isinf(number := float(digits)):
        raise ValueError(f"The number {digits} is too large.")
    return number


def _whole(digits: str) -> int:
    if len(digits) > MAXIMUM_DIGITS:
        raise ValueError(f"The number {digits[:MAXIMUM_DIGITS]}… is too large; {MAXIMUM_DIGITS} digits are the most.")
    return int(digits)


class JSONField(forms.JSONField):
    """A JSON value. Left empty it is what `empty` returns: the column's default, or None where it may be null."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60, "spellcheck": "false"})

    def __init__(self, *, empty: Callable[[], Any], **kwargs: Any) -> None:
        self.empty = empty
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the value of what was typed; raise ValidationError that says what to mend."""
        if isinstance(value, str) and not isinstance(value, JSONString):
            if not value.strip():
                return self.empty()
            value = read_json(value)
            return JSONString(value) if isinstance(value, str) else value
        return self.empty() if value is None else value

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what to show again: the text as it was typed, whether it can be read or not."""
        return initial if self.disabled or data is None else InvalidJSONInput(data)

    def prepare_value(self, value: Any) -> Any:
        """Return the text for the widget: nothing for None, short values in one line, long ones indented."""
        if isinstance(value, InvalidJSONInput):
            return value
        if value is None:
            return ""
        line = json.dumps(value, ensure_ascii=False)
        return line if len(line) <= ONE_LINE else json.dumps(value, ensure_ascii=False, indent=2)


class TextField(forms.CharField):
    """Text of several lines. Browsers send line ends as CR LF; a record has LF."""

    def to_python(self, value: Any) -> str:
        """Return the text with LF line ends."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value) or ""


class AutocompleteOne(AutocompleteSelect):
    """Autocomplete for a foreign key. Given the related object as `known` it shows it without asking the database.

    In an inline there is one for every row, and each would run a query for its label.
    """

    known: Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        """Return the selected option, from `known` where that is what is selected."""
        if self.known is None or list(value) != [str(self.known.pk)]:
            return super().optgroups(name, _keys(value), attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.known.pk, str(self.known), True, len(options)))
        return [(None, options, 0)]


def _keys(value: Sequence[str]) -> list[str]:
    """Leave out what is no primary key: a tampered form gets its errors shown, not a query that fails."""
    return [key for key in value if is_key(str(key))]


def is_key(text: str) -> bool:
    """Tell whether `text` can be a primary key; a database fails on digits without end."""
    return text.isascii() and text.isdigit() and len(text) <= MAXIMUM_DIGITS
